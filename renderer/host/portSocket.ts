/**
 * What y-websocket takes for a WebSocket, over a pipe. The provider compares `readyState` with the instance's own OPEN,
 * so the constants stand on the instance too: without them it drops local edits silently.
 */
import { closeCode } from "../../shared/api/closeCodes.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { Pipe } from "../../shared/base/pipe.ts";

interface CloseDetail {
  readonly code: number;
  readonly reason: string;
}

/** A class for `WebSocketPolyfill`; `open` is given the provider's URL, `serverUrl/room`. */
export function portSocket(open: (url: string) => Pipe): typeof WebSocket {
  class PortSocket {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    static readonly CLOSING = 2;
    static readonly CLOSED = 3;
    readonly CONNECTING = 0;
    readonly OPEN = 1;
    readonly CLOSING = 2;
    readonly CLOSED = 3;

    readonly url: string;
    readyState = 0;
    binaryType = "arraybuffer";
    onopen: (() => void) | null = null;
    onmessage: ((event: { readonly data: Uint8Array }) => void) | null = null;
    onclose: ((event: CloseDetail) => void) | null = null;
    onerror: ((event: unknown) => void) | null = null;
    readonly #pipe: Pipe;

    constructor(url: string | URL) {
      this.url = String(url);
      this.#pipe = open(this.url);
      // The provider sets its handlers in the turn that makes the socket.
      queueMicrotask(() => {
        if (this.readyState !== this.CONNECTING) return;
        this.readyState = this.OPEN;
        this.onopen?.();
        this.#pipe.onMessage((message) => this.onmessage?.({ data: message }));
        this.#pipe.onClose((reason) => {
          this.readyState = this.CLOSED;
          this.onclose?.({ code: closeCode(reason), reason });
        });
      });
    }

    send(message: Bytes): void {
      if (this.readyState === this.OPEN) this.#pipe.send(message);
    }

    close(): void {
      if (this.readyState === this.CLOSED) return;
      this.readyState = this.CLOSED;
      this.#pipe.close("closed by the window");
    }
  }
  // y-websocket uses exactly the members above; the DOM's type has many more.
  return PortSocket as unknown as typeof WebSocket;
}
