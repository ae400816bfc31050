/** Hands the window the one port that main gives it, when its page asks, and exposes nothing else. */
import type { IpcRenderer, IpcRendererEvent } from "electron";

/** The page's own window, as far as it is used here. */
export interface Page {
  readonly location: { readonly origin: string };
  addEventListener(type: "message", listener: (event: PageMessage) => void): void;
  removeEventListener(type: "message", listener: (event: PageMessage) => void): void;
  postMessage(message: unknown, targetOrigin: string, transfer?: IpcRendererEvent["ports"]): void;
}

export interface PageMessage {
  readonly source: unknown;
  readonly data: unknown;
}

export function forwardPort(ipc: Pick<IpcRenderer, "once" | "send">, page: Page): void {
  function asked(event: PageMessage): void {
    if (event.source !== page || event.data !== "tessera:connect") return;
    page.removeEventListener("message", asked);
    ipc.once("host-port", ({ ports }) => page.postMessage("tessera:port", page.location.origin, ports));
    ipc.send("connect-host");
  }
  page.addEventListener("message", asked);
}
