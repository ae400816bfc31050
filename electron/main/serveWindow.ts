/** The host's side of a window: channel "api" for calls and events, "y/ROOM" for the text of a charter. */
import type { MessagePortMain } from "electron";
import { serveHost } from "../../shared/api/rpc.ts";
import type { Logger, Random } from "../../shared/base/ambient.ts";
import { channels } from "../../shared/base/channels.ts";
import { createInbox } from "../../shared/base/inbox.ts";
import type { Pipe } from "../../shared/base/pipe.ts";
import type { Host } from "../host/host.ts";

export function serveWindow(
  host: Host,
  window: Pipe,
  ambient: { readonly logger: Logger; readonly random: Random },
): void {
  channels(window).onOpen((name, pipe) => {
    if (name === "api") return serveHost(host, pipe, ambient);
    if (!name.startsWith("y/")) return pipe.close("no such channel");
    const joined = host.connectText(name.slice(2), pipe, "window");
    if (!joined.ok) pipe.close(`refused: ${joined.error.kind}`);
  });
}

/** A pipe over the main process's end of a port. Anything but bytes is garbage and closes it. */
export function portMainPipe(port: MessagePortMain): Pipe {
  const inbox = createInbox();

  function close(reason: string): void {
    port.close();
    inbox.close(reason);
  }

  port.on("message", ({ data }: { readonly data: unknown }) => {
    if (data instanceof Uint8Array) inbox.deliver(new Uint8Array(data));
    else close("not bytes");
  });
  port.on("close", () => inbox.end("the window has gone"));
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
