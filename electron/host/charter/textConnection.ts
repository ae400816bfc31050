/**
 * The server half of y-websocket, for windows of this device and, on request, stock clients through the gateway.
 * Owns: one pipe. Called by: charters.ts. Nothing a client sends is applied before it is judged as anybody's text is.
 */
import type { Clock } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { suggestingOf } from "../../../shared/base/clientClass.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import type { Pipe } from "../../../shared/base/pipe.ts";
import {
  encodePresenceMessage,
  encodeStateMessage,
  encodeStateVectorMessage,
  encodeUpdateMessage,
  type PresenceState,
  readTextMessage,
} from "../../../shared/crdt/document/textProtocol.ts";
import type { DecodedUpdate } from "../../../shared/crdt/document/updateBytes.ts";
import { splitClients } from "../../../shared/crdt/update/splitClients.ts";
import { clockOf, encodeMissing, encodeStateVector, readFresh } from "../../../shared/crdt/update/textDoc.ts";
import { isChosenClient } from "../../../shared/ledger/members/epoch.ts";
import type { Presence } from "./presence.ts";
import type { Replica } from "./replica.ts";

/** y-websocket gives up a connection on which it hears nothing for 30 seconds. */
export const aliveMs = 15_000;
/** What the address of a gateway's client has among its parameters, where the client writes this layout of the text. */
const layoutParameter = "layout=2";
/** So long nothing came from a gateway's client, and what it wrote is done. */
const quietMs = 3000;

/**
 * Who is at the other end of a text's pipe. `gatewayReader`: a stock client whose address does not say that it knows the
 * layout of the text, so what it writes is refused.
 */
export type TextRole = "window" | "gateway" | "gatewayReader";

export interface TextConnection {
  /** The Yjs client that writes through it; null for a gateway's that has not written yet. */
  client(): number | null;
  sendUpdate(update: Bytes): void;
  sendPresence(states: readonly PresenceState[]): void;
  close(reason: string): void;
}

export function connectText(args: {
  readonly replica: Replica;
  readonly presence: Presence;
  readonly pipe: Pipe;
  readonly clock: Clock;
  readonly person: string;
  readonly device: DeviceId;
  readonly as: TextRole;
  /** The Yjs client id of a window; null lets the gateway's client keep its own. */
  readonly client: number | null;
  /** Whether another connection writes under this client id. */
  isTaken(client: number): boolean;
  readonly onClosed: (connection: TextConnection) => void;
}): TextConnection {
  const { replica, presence, pipe, clock, person } = args;
  /** Of a gateway's client: the id it was first seen to write with. */
  let client = args.client;
  /** What a gateway's client wrote and may go on writing beside. */
  let written: { readonly client: number; readonly from: number } | null = null;
  let stopQuiet = (): void => {};

  const connection: TextConnection = {
    client: () => client,
    sendUpdate: (update) => pipe.send(encodeUpdateMessage(update)),
    sendPresence: (states) => pipe.send(encodePresenceMessage(states)),
    close: (reason) => pipe.close(reason),
  };

  let stopAlive = sayAlive();
  /** Presence of nobody: it changes nothing where it is heard. */
  function sayAlive(): () => void {
    return clock.after(aliveMs, () => {
      connection.sendPresence([]);
      stopAlive = sayAlive();
    });
  }

  /** The client that an update is by, or null where it may not be by it. */
  function authorOf(decoded: DecodedUpdate): number | null {
    const author = decoded.client ?? client ?? replica.yDoc().clientID;
    if (client !== null) return author === client || author === suggestingOf(client) ? author : null;
    if (author === replica.yDoc().clientID) return author;
    // Chosen at random by a stock client: never a derived one, nor one that is somebody else's. It may have come back.
    const owner = replica.ledger().session(author)?.device ?? args.device;
    return isChosenClient(author) && owner === args.device && !args.isTaken(author) ? author : null;
  }

  /** The id of a client that only reads: it says where it is before it passes on what it hears of others. */
  function readerOf(shown: number): number | null {
    const isKnown = presence.states().some((state) => state.client === shown);
    const isOwn = isChosenClient(shown) && !isKnown && !args.isTaken(shown) && replica.ledger().session(shown) === null;
    return args.as === "gatewayReader" && isOwn ? shown : null;
  }

  /** False where it is refused: the connection has ended. */
  function takeUpdate(update: Bytes): boolean {
    const fresh = readFresh(replica.yDoc(), update);
    // Nothing new: what a window answers after text was left out, also where it only reads.
    if (fresh?.decoded.structs.length === 0 && fresh.decoded.deletes.length === 0) return true;
    if (args.as === "gatewayReader") return refuse(`this address is for reading; name ${layoutParameter} to write`);
    const author = fresh === null ? null : authorOf(fresh.decoded);
    // A window that edited and suggested while it had no connection sends what both of its ids wrote.
    const parts = fresh === null && client !== null ? splitClients(replica.yDoc(), update) : null;
    if (parts !== null && parts.length > 1) return parts.every(takeUpdate);
    if (fresh === null || author === null) return refuse("not this client's text");
    const from = clockOf(replica.yDoc(), author);
    const taken = replica.pushTyped(author, fresh, connection);
    if (!taken.ok) return refuse(taken.error.reason);
    if (args.client === null && author !== replica.yDoc().clientID) {
      client = author;
      mendFrom(author, from);
    }
    return true;
  }

  function refuse(reason: string): false {
    pipe.close(`refused: ${reason}`);
    return false;
  }

  /** [C9] A stock client has no editor that mends and shows no words: the host writes what may stand in its place. */
  function mendFrom(author: number, from: number): void {
    replica.mendTyped(author, from, "never");
    written ??= { client: author, from };
    stopQuiet();
    stopQuiet = clock.after(quietMs, mendWritten);
  }

  /** What was to help letters that did not come. */
  function mendWritten(): void {
    stopQuiet();
    if (written !== null) replica.mendTyped(written.client, written.from, "here");
    written = null;
  }

  pipe.onMessage((bytes) => {
    const message = readTextMessage(bytes);
    if (!message.ok) return pipe.close(`refused: ${message.error.reason}`);
    switch (message.value.kind) {
      case "stateVector": {
        const missing = encodeMissing(replica.yDoc(), message.value.vector);
        if (missing === null) return pipe.close("refused: state vector");
        return pipe.send(encodeStateMessage(missing));
      }
      case "update":
        return void takeUpdate(message.value.update);
      case "queryPresence":
        return connection.sendPresence(presence.states());
      case "presence":
        for (const state of message.value.states) {
          client ??= readerOf(state.client);
          if (state.client === client) presence.setOwn(state.client, state.state, person, connection);
        }
    }
  });
  pipe.onClose(() => {
    stopAlive();
    mendWritten();
    if (client !== null) presence.setOwn(client, null, person, connection);
    args.onClosed(connection);
  });
  pipe.send(encodeStateVectorMessage(encodeStateVector(replica.yDoc())));
  const others = presence.states();
  if (others.length > 0) connection.sendPresence(others);
  return connection;
}
