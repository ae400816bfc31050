import { createInbox } from "../../shared/base/inbox.ts";
import type { Pipe } from "../../shared/base/pipe.ts";

/** A pipe over a MessagePort whose other end the host holds. Anything but bytes is garbage and closes it. */
export function portPipe(port: MessagePort): Pipe {
  const inbox = createInbox();

  function close(reason: string): void {
    port.close();
    inbox.close(reason);
  }

  port.addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.data instanceof Uint8Array) inbox.deliver(new Uint8Array(event.data));
    else close("not bytes");
  });
  port.addEventListener("close", () => inbox.end("the host has gone"));
  port.start();

  return {
    send(message) {
      if (inbox.isOpen()) port.postMessage(message);
    },
    onMessage: inbox.onMessage,
    onClose: inbox.onClose,
    close,
  };
}
