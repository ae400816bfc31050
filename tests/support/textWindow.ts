/** A window without a screen: a Y.Doc that speaks y-websocket's protocol to a host over a pipe. */
import * as Y from "yjs";
import type { Host } from "../../electron/host/host.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { pipePair } from "../../shared/base/pipePair.ts";
import { createTextDoc } from "../../shared/crdt/document/docLayout.ts";
import {
  encodePresenceMessage,
  encodeStateMessage,
  encodeStateVectorMessage,
  encodeUpdateMessage,
  type PresenceState,
  readTextMessage,
} from "../../shared/crdt/document/textProtocol.ts";
import { createOwnText } from "../../shared/crdt/history/ownText.ts";

export interface TextWindow {
  readonly clientId: number;
  readonly room: string;
  readonly yDoc: Y.Doc;
  /** Of others, by client. */
  readonly presence: ReadonlyMap<number, PresenceState>;
  /** Why the host closed the connection. */
  readonly closed: readonly string[];
  showPresence(state: string | null): void;
  /** Joins again with what was typed meanwhile, as the provider does after a loss. */
  connect(): void;
  isConnected(): boolean;
  /** Updates that it made, whether or not anybody got them. */
  made(): number;
  /** What the real window hands over once it is cut off for good. */
  own(): Bytes | null;
  /** What it says from now on stays on its way, for ever: the connection ends first. */
  mute(): void;
  /** Bytes that no honest window would send. */
  say(message: Bytes): void;
  close(): void;
  /** It is gone for good, and says so. */
  leave(): Promise<void>;
}

const fromHost = { from: "host" };

export function openWindow(
  host: Host,
  { clientId, room }: { readonly clientId: number; readonly room: string },
  as: "window" | "gateway" = "window",
): TextWindow {
  // As the real window: Yjs gives another id to a document that receives text of its own.
  const yDoc = createTextDoc();
  let hasBegun = false;
  const ownText = createOwnText(yDoc);
  const presence = new Map<number, PresenceState>();
  const closed: string[] = [];
  let send: ((message: Bytes) => void) | null = null;
  let made = 0;
  let hangUp = (): void => undefined;

  yDoc.on("update", (update: Uint8Array, origin: unknown) => {
    if (origin === fromHost) return;
    made++;
    send?.(encodeUpdateMessage(update));
  });

  function connect(): void {
    const [mine, theirs] = pipePair();
    const say = (message: Bytes): void => mine.send(message);
    const ends = closed.length;
    send = say;
    hangUp = () => mine.close("window closed");
    mine.onMessage((bytes) => {
      const message = readTextMessage(bytes);
      if (!message.ok) throw new Error(message.error.reason);
      switch (message.value.kind) {
        case "stateVector":
          return say(encodeStateMessage(Y.encodeStateAsUpdate(yDoc, message.value.vector)));
        case "update":
          Y.applyUpdate(yDoc, message.value.update, fromHost);
          if (!hasBegun) yDoc.clientID = clientId;
          hasBegun = true;
          return;
        case "presence":
          for (const state of message.value.states)
            if ((presence.get(state.client)?.clock ?? -1) < state.clock) presence.set(state.client, state);
          return;
        case "queryPresence":
          return;
      }
    });
    mine.onClose((reason) => {
      if (closed.length === ends) send = null;
      closed.push(reason);
    });
    host.connectText(room, theirs, as);
    say(encodeStateVectorMessage(Y.encodeStateVector(yDoc)));
  }

  connect();
  return {
    clientId,
    room,
    yDoc,
    presence,
    closed,
    showPresence: (state) => send?.(encodePresenceMessage([{ client: clientId, clock: 1, state }])),
    connect,
    isConnected: () => send !== null,
    made: () => made,
    own: () => ownText.from(clientId, 0),
    mute() {
      send = () => undefined;
    },
    say: (message) => send?.(message),
    close: () => hangUp(),
    async leave() {
      hangUp();
      await host.api.closeText({ charter: room.split(".")[0] as CharterId, room });
    },
  };
}
