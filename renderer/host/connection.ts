/**
 * The window's one connection to its host. Owns whether the API pipe is open, and that decides for the text too:
 * once it closes, the host is gone or started anew with another token, so no provider goes on retrying for ever
 * against a host that will not know this window again.
 */
import type { Awareness } from "y-protocols/awareness";
import { WebsocketProvider } from "y-websocket";
import type { Doc } from "yjs";
import { connectHost, type HostLink } from "../../shared/api/rpc.ts";
import type { Pipe } from "../../shared/base/pipe.ts";

export interface HostConnection extends HostLink {
  /**
   * Joins a charter's text: `room` and the client id of `yDoc` come from `openText`. The caller destroys the provider.
   * It emits "closed" (y-websocket's own event) where the host refuses the room or is gone.
   */
  connectText(room: string, yDoc: Doc, awareness?: Awareness): WebsocketProvider;
}

/** How a provider reaches the host: y-websocket's `serverUrl`, `params` and `WebSocketPolyfill`. */
export interface TextRoute {
  readonly serverUrl: string;
  readonly params: Readonly<Record<string, string>>;
  readonly socket: typeof WebSocket;
}

export function hostConnection(apiPipe: Pipe, route: TextRoute): HostConnection {
  const link = connectHost(apiPipe);
  let closed = false;
  link.onClosed(() => {
    closed = true;
  });

  return {
    ...link,
    connectText: (room, yDoc, awareness) =>
      new WebsocketProvider(route.serverUrl, room, yDoc, {
        WebSocketPolyfill: route.socket,
        params: { ...route.params },
        // Another window's edits come through the host, which signs them, never straight from tab to tab.
        disableBc: true,
        shouldReconnect: (event) => !closed && !(event.code >= 4400 && event.code < 4500),
        ...(awareness === undefined ? {} : { awareness }),
      }),
  };
}
