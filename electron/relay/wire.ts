/** One client's connection as the relay uses it; serveRelay.ts makes it of a WebSocket. */
import type { Bytes } from "../../shared/base/bytes.ts";

export interface Wire {
  /** A block of whole WebSocket frames (webSocketFrames.ts). Dropped once the wire is closed. */
  write(block: Bytes): void;
  bufferedBytes(): number;
  /** Calls once when nothing is buffered any more, or never where the wire closes first. */
  onDrained(run: () => void): void;
  /** Stops and starts reading. What was read before may still arrive. */
  pause(): void;
  resume(): void;
  /** "finish" lets what is buffered leave; "cut" does not. */
  close(how: "finish" | "cut"): void;
}
