import type { Bytes } from "./bytes.ts";

/**
 * Bytes in both directions, in order, message by message. IPC and network alike.
 * A closed pipe is finished; reconnecting is a new pipe and a new handshake.
 */
export interface Pipe {
  send(message: Bytes): void;
  /** One listener at a time; messages that came earlier are kept until it is set. */
  onMessage(listener: (message: Bytes) => void): void;
  onClose(listener: (reason: string) => void): void;
  close(reason: string): void;
}
