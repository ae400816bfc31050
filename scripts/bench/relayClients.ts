/**
 * Clients of each kind of server, entered as their own programs enter. After that readers only count what arrives,
 * on all sides alike, so that the servers are compared and not what clients do with it.
 */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import { applyUpdate, Doc } from "yjs";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { KeyPair } from "../../shared/base/crypto.ts";
import { encodeClientMessage } from "../../shared/sync/relayMessages.ts";
import { connectRaw, sealedFrame } from "../../tests/relay/rawClient.ts";

export interface Client {
  readonly webSocket: WebSocket;
  /** Whether what arrived is a delivery of what somebody sent, and not talk about it. */
  isDelivery(message: Uint8Array): boolean;
  /** One edit by one message. */
  send(): void;
  /** Gives the room so much content and resolves once the server has it. */
  fill(state: Uint8Array): Promise<void>;
  leave(): void;
}

export type Enter = (url: string, room: string, keys: KeyPair) => Promise<Client>;

const framesAhead = 4096;

export const enterBare: Enter = async (url, _room, keys) => {
  const webSocket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve) => webSocket.once("open", resolve));
  const next = framesInTurn(keys);
  return {
    webSocket,
    isDelivery: () => true,
    send: () => webSocket.send(next()),
    fill: () => Promise.resolve(),
    leave: () => webSocket.close(),
  };
};

/** `reads`: a reader gets what it sends, too; the writer of a measurement is none. */
export const enterRelay =
  ({ reads }: { readonly reads: boolean }): Enter =>
  async (url, _room, keys) => {
    const client = await connectRaw(url);
    const { lastSeq } = await client.enter(keys);
    if (reads) client.say({ kind: "subscribe", afterSeq: lastSeq });
    if (reads) await client.nextOf("caughtUp");
    const next = framesInTurn(keys);
    return {
      webSocket: client.webSocket,
      isDelivery: (message) => message[0] === 0x85,
      send: () => client.webSocket.send(encodeClientMessage({ kind: "put", frame: next() })),
      async fill(state) {
        // As many frames of four kilobytes as hold it.
        const count = Math.ceil(state.length / 4096);
        for (let sent = 0; sent < count; sent++)
          client.say({ kind: "put", frame: sealedFrame(keys, { padded: 4096 }) });
        for (let stored = 0; stored < count; ) if ((await client.next()).kind === "ack") stored += 1;
      },
      leave: () => client.webSocket.close(),
    };
  };

/** Frames made beforehand, so that nobody seals while time is taken; each is sent once. */
function framesInTurn(keys: KeyPair): () => Bytes {
  let ready: Bytes[] = [];
  return () => {
    if (ready.length === 0) ready = Array.from({ length: framesAhead }, () => sealedFrame(keys));
    return ready.pop() ?? sealedFrame(keys);
  };
}

/** A WebSocket whose owner keeps it where it can be found. */
function capture(): {
  readonly Captured: new (address: string | URL, protocols?: string | string[]) => WebSocket;
  found(): WebSocket;
} {
  let made: WebSocket | null = null;
  class Captured extends WebSocket {
    constructor(address: string | URL, protocols?: string | string[]) {
      super(address, protocols, { perMessageDeflate: false });
      made = this;
    }
  }
  return {
    Captured,
    found() {
      if (made === null) throw new Error("a provider opens a WebSocket");
      return made;
    },
  };
}

const messageSync = 0;
const syncUpdate = 2;

export const enterYWebsocket: Enter = async (url, room) => {
  const { Captured, found } = capture();
  const yDoc = new Doc();
  const options = { WebSocketPolyfill: Captured as unknown as typeof globalThis.WebSocket, disableBc: true };
  const provider = new WebsocketProvider(url, room, yDoc, options);
  await new Promise<void>((resolve) => provider.once("sync", () => resolve()));
  const text = yDoc.getText("text");
  return {
    webSocket: found(),
    isDelivery: (message) => message[0] === messageSync && message[1] === syncUpdate,
    send: () => text.insert(text.length, "a"),
    async fill(state) {
      applyUpdate(yDoc, state);
      found().ping();
      await new Promise((resolve) => found().once("pong", resolve));
    },
    leave: () => provider.destroy(),
  };
};

export const enterHocuspocus: Enter = async (url, room) => {
  const { Captured, found } = capture();
  const yDoc = new Doc();
  const websocketProvider = new HocuspocusProviderWebsocket({
    ...{ url, WebSocketPolyfill: Captured, messageReconnectTimeout: 3_600_000 },
  });
  const provider = new HocuspocusProvider({
    websocketProvider,
    name: room,
    document: yDoc,
    awareness: null,
    flushDelay: false,
  });
  provider.attach();
  await new Promise<void>((resolve) => provider.on("synced", () => resolve()));
  const text = yDoc.getText("text");
  const header = 1 + Buffer.byteLength(room);
  return {
    webSocket: found(),
    isDelivery: (message) => message[header] === messageSync && message[header + 1] === syncUpdate,
    send: () => text.insert(text.length, "a"),
    async fill(state) {
      applyUpdate(yDoc, state);
      while (provider.unsyncedChanges > 0) await new Promise((resolve) => setImmediate(resolve));
    },
    leave() {
      provider.destroy();
      websocketProvider.destroy();
    },
  };
};
