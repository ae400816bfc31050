import { createInbox } from "../../shared/base/inbox.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";

/** A pipe over a WebSocket to `url`, once it is open; an error where the host refuses or is not there. */
export function openWebSocketPipe(url: string, socketClass: typeof WebSocket): Promise<Result<Pipe, "refused">> {
  const socket = new socketClass(url);
  socket.binaryType = "arraybuffer";
  const inbox = createInbox();

  function close(reason: string): void {
    socket.close();
    inbox.close(reason);
  }

  socket.onmessage = (event: MessageEvent<unknown>) => {
    if (event.data instanceof ArrayBuffer) inbox.deliver(new Uint8Array(event.data));
    else close("not bytes");
  };
  const pipe: Pipe = {
    send(message) {
      if (inbox.isOpen()) socket.send(message);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close,
  };
  return new Promise((resolve) => {
    socket.onopen = () => resolve(ok(pipe));
    socket.onclose = (event) => {
      inbox.end(event.reason === "" ? "the host has gone" : event.reason);
      resolve(err("refused"));
    };
  });
}
