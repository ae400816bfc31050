/** Finds this window's host: the port that preload hands over in Electron, a WebSocket with the launch token in a browser. */
import { channels } from "../../shared/base/channels.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { type HostConnection, hostConnection } from "./connection.ts";
import { portPipe } from "./portPipe.ts";
import { portSocket } from "./portSocket.ts";
import { openWebSocketPipe } from "./webSocketPipe.ts";

/** `noToken`: this address was opened without its token. `refused`: the host has stopped, or started anew since. */
export type ConnectFault = "noToken" | "refused";

const tokenKey = "tessera.token";

export const connect = (): Promise<Result<HostConnection, ConnectFault>> =>
  window.location.protocol === "tessera:" ? connectByPort(window) : connectByWebSocket(window);

/** Asks preload for the window's one port. */
export function connectByPort(
  page: Pick<Window, "addEventListener" | "removeEventListener" | "postMessage" | "location">,
): Promise<Result<HostConnection, ConnectFault>> {
  return new Promise((resolve) => {
    function receive(event: MessageEvent<unknown>): void {
      const [port] = event.ports;
      if (event.source !== page || event.data !== "tessera:port" || port === undefined) return;
      page.removeEventListener("message", receive);
      const overPort = channels(portPipe(port));
      const socket = portSocket((url) => overPort.open(url));
      resolve(ok(hostConnection(overPort.open("api"), { serverUrl: "y", params: {}, socket })));
    }
    page.addEventListener("message", receive);
    page.postMessage("tessera:connect", page.location.origin);
  });
}

export async function connectByWebSocket(
  page: Pick<Window & typeof globalThis, "location" | "history" | "sessionStorage" | "WebSocket">,
): Promise<Result<HostConnection, ConnectFault>> {
  const token = takeToken(page);
  if (token === null) return err("noToken");
  const origin = `ws://${page.location.host}`;
  const pipe = await openWebSocketPipe(`${origin}/api?token=${encodeURIComponent(token)}`, page.WebSocket);
  if (!pipe.ok) return pipe;
  return ok(hostConnection(pipe.value, { serverUrl: `${origin}/y`, params: { token }, socket: page.WebSocket }));
}

/** Out of the address bar, where it would be copied, bookmarked and kept, into this tab's memory. */
function takeToken(page: Pick<Window, "location" | "history" | "sessionStorage">): string | null {
  const given = new URLSearchParams(page.location.hash.slice(1)).get("token");
  if (given === null) return page.sessionStorage.getItem(tokenKey);
  page.sessionStorage.setItem(tokenKey, given);
  page.history.replaceState(null, "", page.location.pathname + page.location.search);
  return given;
}
