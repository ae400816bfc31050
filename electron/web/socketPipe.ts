import type { WebSocket } from "ws";
import { closeCode } from "../../shared/api/closeCodes.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { createInbox } from "../../shared/base/inbox.ts";
import type { Pipe } from "../../shared/base/pipe.ts";

/**
 * A pipe over an accepted WebSocket. Anything but binary messages is garbage and closes it. A reader too slow to keep
 * less than `maxWaitingBytes` unread is cut off: it may come back, and the host's memory stays bounded.
 */
export function socketPipe(socket: WebSocket, maxWaitingBytes: number): Pipe {
  const inbox = createInbox();

  function close(reason: string): void {
    // A close frame has room for 123 bytes.
    socket.close(
      closeCode(reason),
      Buffer.from(reason)
        .subarray(0, 120)
        .toString("utf8")
        .replace(/\uFFFD+$/, ""),
    );
    inbox.close(reason);
  }

  socket.binaryType = "nodebuffer";
  socket.on("message", (data: Buffer<ArrayBuffer>, isBinary) => {
    if (isBinary) inbox.deliver(new Uint8Array(data.buffer, data.byteOffset, data.length) satisfies Bytes);
    else close("not bytes");
  });
  socket.on("close", (_code, reason) => inbox.end(reason.length === 0 ? "the window has gone" : reason.toString()));
  // What breaks a socket also closes it, and the close is what the pipe tells.
  socket.on("error", () => socket.terminate());

  return {
    send(message) {
      if (!inbox.isOpen()) return;
      if (socket.bufferedAmount + message.length > maxWaitingBytes) {
        socket.terminate();
        inbox.close("the reader is too slow");
      } else socket.send(message);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close,
  };
}
