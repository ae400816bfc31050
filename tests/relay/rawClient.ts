/** A relay client that says whatever a test wants, also what no client may. */
import { WebSocket } from "ws";
import type { Bytes } from "../../shared/base/bytes.ts";
import { concatBytes } from "../../shared/base/bytes.ts";
import { type KeyPair, seal, sign, signingKeyPair } from "../../shared/base/crypto.ts";
import { type FrameKind, frameHeaderBytes, frameKinds, roomOf } from "../../shared/sync/frameHeader.ts";
import {
  authStatement,
  type ClientMessage,
  encodeClientMessage,
  type RelayMessage,
  type RoomPlace,
  readRelayMessage,
} from "../../shared/sync/relayMessages.ts";
import { seededRandom } from "../support/ambient.ts";

export interface RawClient {
  readonly webSocket: WebSocket;
  say(...messages: readonly ClientMessage[]): void;
  sayBytes(bytes: Uint8Array | string): void;
  /** The next message of the relay; fails once the connection is closed and nothing is left. */
  next(): Promise<RelayMessage>;
  nextOf<Kind extends RelayMessage["kind"]>(kind: Kind): Promise<Extract<RelayMessage, { readonly kind: Kind }>>;
  /** Messages that came and were not taken. */
  pending(): readonly RelayMessage[];
  /** The close code, once closed. */
  readonly closed: Promise<number>;
  enter(keys: KeyPair, known?: RoomPlace): Promise<{ readonly lastSeq: number; readonly isKnown: boolean }>;
}

export async function connectRaw(url: string, options: { readonly headers?: Record<string, string> } = {}) {
  const webSocket = new WebSocket(url, { perMessageDeflate: false, ...options });
  const arrived: RelayMessage[] = [];
  let wake = (): void => {};
  let isClosed = false;
  const closed = new Promise<number>((resolve) => {
    webSocket.on("close", (code) => {
      isClosed = true;
      resolve(code);
      wake();
    });
  });
  webSocket.on("message", (data) => {
    const message = data instanceof Uint8Array ? readRelayMessage(data) : null;
    if (message === null || !message.ok) throw new Error("a relay speaks its protocol");
    arrived.push(message.value);
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    webSocket.once("open", resolve);
    webSocket.once("error", reject);
  });
  webSocket.on("error", () => webSocket.terminate());

  const client: RawClient = {
    webSocket,
    closed,
    say: (...messages) => {
      for (const message of messages) webSocket.send(encodeClientMessage(message));
    },
    sayBytes: (bytes) => webSocket.send(bytes),
    async next() {
      while (arrived.length === 0) {
        if (isClosed) throw new Error("the relay closed");
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const message = arrived.shift();
      if (message === undefined) throw new Error("a message has arrived");
      return message;
    },
    async nextOf(kind) {
      const message = await client.next();
      if (!isKind(message, kind)) throw new Error(`expected ${kind}, got ${JSON.stringify(message)}`);
      return message;
    },
    pending: () => arrived,
    async enter(keys, known) {
      const nonce = new Uint8Array(32).fill(9);
      client.say({ kind: "hello", version: 2, nonce });
      const { challenge } = await client.nextOf("challenge");
      const signature = sign(authStatement(challenge, nonce, roomOf(keys.publicKey)), keys.privateKey);
      client.say({ kind: "auth", roomPublicKey: keys.publicKey, signature, known: known ?? null });
      return client.nextOf("welcome");
    },
  };
  return client;
}

function isKind<Kind extends RelayMessage["kind"]>(
  message: RelayMessage,
  kind: Kind,
): message is Extract<RelayMessage, { readonly kind: Kind }> {
  return message.kind === kind;
}

export const roomKeys = (name: number): KeyPair => signingKeyPair(new Uint8Array(32).fill(name));

const random = seededRandom(77);

/** A sealed frame of the room, around a text padded to `padded` bytes. */
export function sealedFrame(
  keys: KeyPair,
  { text = "", padded = 256, kind = frameKinds.log }: { text?: string; padded?: number; kind?: FrameKind } = {},
): Bytes {
  const nonce = random.bytes(24);
  const header = concatBytes(Uint8Array.of(1, kind), roomOf(keys.publicKey), new Uint8Array(16).fill(4), nonce);
  if (header.length !== frameHeaderBytes) throw new Error("a header has 58 bytes");
  const plain = new Uint8Array(padded);
  plain.set(new TextEncoder().encode(text));
  return concatBytes(header, seal(plain, header, nonce, new Uint8Array(32).fill(6)));
}
