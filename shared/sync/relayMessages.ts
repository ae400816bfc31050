/**
 * What a client and a relay say to each other, byte for byte. electron/relay/PROTOCOL.md has the rules.
 * One message per WebSocket message: a type byte, then fields of fixed length, then at most one field to the end.
 * Frames are opaque here.
 */
import { type Bytes, concatBytes, readUtf8, utf8 } from "../base/bytes.ts";
import { err, ok, type Result } from "../base/result.ts";
import { maxFrameBytes } from "./frameHeader.ts";

export const relayProtocolVersion = 2;
export const challengeBytes = 32;
export const maxErrorTextBytes = 200;
export const markBytes = 8;
/** Type, sequence number, mark, the largest frame. */
export const maxRelayMessageBytes = 1 + 8 + markBytes + maxFrameBytes;

/**
 * How far a room's history has come: a number, and the mark of the run of numbers it was given in. A store draws a new
 * mark whenever it may have forgotten some of what it gave, so a number that was given twice has two marks.
 */
export interface RoomPlace {
  readonly seq: number;
  readonly mark: Bytes;
}

export type ClientMessage =
  | { readonly kind: "hello"; readonly version: number; readonly nonce: Bytes }
  | {
      readonly kind: "auth";
      readonly roomPublicKey: Bytes;
      readonly signature: Bytes;
      /** The furthest place that the relay ever told this client of; null for a client that knows none. */
      readonly known: RoomPlace | null;
    }
  | { readonly kind: "subscribe"; readonly afterSeq: number }
  | { readonly kind: "put"; readonly frame: Bytes }
  | { readonly kind: "ephemeral"; readonly frame: Bytes };

export type RelayMessage =
  | { readonly kind: "challenge"; readonly challenge: Bytes }
  /** The signature held. `lastSeq` is 0 for a room without frames; `isKnown`: the client's place is of this history. */
  | { readonly kind: "welcome"; readonly lastSeq: number; readonly isKnown: boolean }
  | ({ readonly kind: "ack"; readonly frameId: Bytes } & RoomPlace)
  /** That frame is not stored; the connection goes on. */
  | { readonly kind: "refused"; readonly frameId: Bytes; readonly code: RelayErrorCode }
  | ({ readonly kind: "event"; readonly frame: Bytes } & RoomPlace)
  | { readonly kind: "caughtUp" }
  | { readonly kind: "ephemeral"; readonly frame: Bytes }
  /** The last word before the relay closes. */
  | { readonly kind: "error"; readonly code: RelayErrorCode; readonly text: string };

/** Position + 1 is the code on the wire: only ever append. */
const errorCodes = [
  "badMessage",
  "unsupportedVersion",
  "notAuthentic",
  "notInTime",
  "tooSlow",
  "roomFull",
  "storeFull",
  "storeFailed",
  "closing",
  "tooManyRooms",
] as const;
export type RelayErrorCode = (typeof errorCodes)[number];

const types = {
  hello: 0x01,
  auth: 0x02,
  subscribe: 0x03,
  put: 0x04,
  clientEphemeral: 0x05,
  challenge: 0x81,
  welcome: 0x82,
  ack: 0x83,
  refused: 0x84,
  event: 0x85,
  caughtUp: 0x86,
  relayEphemeral: 0x87,
  error: 0x88,
} as const;

export interface MessageFault {
  readonly expected: string;
}

/** What the room key signs: a fresh challenge of the relay, a fresh nonce of the client, and the room. */
export const authStatement = (challenge: Uint8Array, nonce: Uint8Array, room: Uint8Array): Bytes =>
  concatBytes(utf8("tessera/relay-auth/1\0"), challenge, nonce, room);

export function encodeClientMessage(message: ClientMessage): Bytes {
  switch (message.kind) {
    case "hello":
      return concatBytes(Uint8Array.of(types.hello, message.version), message.nonce);
    case "auth":
      return concatBytes(
        Uint8Array.of(types.auth),
        message.roomPublicKey,
        message.signature,
        encodePlace(message.known ?? { seq: 0, mark: new Uint8Array(markBytes) }),
      );
    case "subscribe":
      return concatBytes(Uint8Array.of(types.subscribe), encodeSeq(message.afterSeq));
    case "put":
      return concatBytes(Uint8Array.of(types.put), message.frame);
    case "ephemeral":
      return concatBytes(Uint8Array.of(types.clientEphemeral), message.frame);
  }
}

export function encodeRelayMessage(message: RelayMessage): Bytes {
  switch (message.kind) {
    case "challenge":
      return concatBytes(Uint8Array.of(types.challenge), message.challenge);
    case "welcome":
      return concatBytes(
        Uint8Array.of(types.welcome),
        encodeSeq(message.lastSeq),
        Uint8Array.of(message.isKnown ? 1 : 0),
      );
    case "ack":
      return concatBytes(Uint8Array.of(types.ack), message.frameId, encodePlace(message));
    case "refused":
      return concatBytes(Uint8Array.of(types.refused), message.frameId, Uint8Array.of(codeByte(message.code)));
    case "event":
      return concatBytes(Uint8Array.of(types.event), encodePlace(message), message.frame);
    case "caughtUp":
      return Uint8Array.of(types.caughtUp);
    case "ephemeral":
      return concatBytes(Uint8Array.of(types.relayEphemeral), message.frame);
    case "error":
      return concatBytes(Uint8Array.of(types.error, codeByte(message.code)), utf8(message.text));
  }
}

export function readClientMessage(bytes: Uint8Array): Result<ClientMessage, MessageFault> {
  switch (bytes[0]) {
    case types.hello:
      if (bytes.length !== 2 + challengeBytes) return fault("a hello of 34 bytes");
      return ok({ kind: "hello", version: byteAt(bytes, 1), nonce: copy(bytes, 2) });
    case types.auth: {
      const known = bytes.length === 1 + 32 + 64 + placeBytes ? readPlace(bytes, 97) : null;
      if (known === null) return fault("an auth of 113 bytes");
      // One form for each meaning: who knows no place says zeros and nothing else.
      if (known.seq === 0 && known.mark.some((byte) => byte !== 0)) return fault("a known place with a number");
      return ok({
        kind: "auth",
        roomPublicKey: copy(bytes, 1, 33),
        signature: copy(bytes, 33, 97),
        known: known.seq === 0 ? null : known,
      });
    }
    case types.subscribe: {
      const afterSeq = bytes.length === 9 ? readSeq(bytes, 1) : null;
      return afterSeq === null ? fault("a subscribe of 9 bytes") : ok({ kind: "subscribe", afterSeq });
    }
    case types.put:
      return readFrame(bytes, 1, (frame) => ({ kind: "put", frame }));
    case types.clientEphemeral:
      return readFrame(bytes, 1, (frame) => ({ kind: "ephemeral", frame }));
    default:
      return fault("a message of a client");
  }
}

export function readRelayMessage(bytes: Uint8Array): Result<RelayMessage, MessageFault> {
  switch (bytes[0]) {
    case types.challenge:
      if (bytes.length !== 1 + challengeBytes) return fault("a challenge of 33 bytes");
      return ok({ kind: "challenge", challenge: copy(bytes, 1) });
    case types.welcome: {
      const lastSeq = bytes.length === 10 && byteAt(bytes, 9) <= 1 ? readSeq(bytes, 1) : null;
      return lastSeq === null
        ? fault("a welcome of 10 bytes")
        : ok({ kind: "welcome", lastSeq, isKnown: byteAt(bytes, 9) === 1 });
    }
    case types.ack: {
      const place = bytes.length === 33 + placeBytes ? readPlace(bytes, 33) : null;
      return place === null ? fault("an ack of 49 bytes") : ok({ kind: "ack", frameId: copy(bytes, 1, 33), ...place });
    }
    case types.refused: {
      const code = bytes.length === 34 ? readCode(bytes, 33) : null;
      return code === null
        ? fault("a refusal of 34 bytes")
        : ok({ kind: "refused", frameId: copy(bytes, 1, 33), code });
    }
    case types.event: {
      const place = bytes.length > 1 + placeBytes ? readPlace(bytes, 1) : null;
      return place === null
        ? fault("an event")
        : readFrame(bytes, 1 + placeBytes, (frame) => ({ kind: "event", ...place, frame }));
    }
    case types.caughtUp:
      return bytes.length === 1 ? ok({ kind: "caughtUp" }) : fault("a caught-up of 1 byte");
    case types.relayEphemeral:
      return readFrame(bytes, 1, (frame) => ({ kind: "ephemeral", frame }));
    case types.error: {
      const code = bytes.length <= 2 + maxErrorTextBytes ? readCode(bytes, 1) : null;
      const text = code === null ? null : readUtf8(bytes.subarray(2));
      return code === null || text === null ? fault("an error") : ok({ kind: "error", code, text });
    }
    default:
      return fault("a message of a relay");
  }
}

const fault = (expected: string): Result<never, MessageFault> => err({ expected });

function readFrame<T>(bytes: Uint8Array, at: number, make: (frame: Bytes) => T): Result<T, MessageFault> {
  const length = bytes.length - at;
  return length < 1 || length > maxFrameBytes
    ? fault(`a frame of 1 to ${maxFrameBytes} bytes`)
    : ok(make(copy(bytes, at)));
}

function encodeSeq(seq: number): Bytes {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seq));
  return bytes;
}

const placeBytes = 8 + markBytes;

const encodePlace = ({ seq, mark }: RoomPlace): Bytes => concatBytes(encodeSeq(seq), mark);

function readPlace(bytes: Uint8Array, at: number): RoomPlace | null {
  const seq = readSeq(bytes, at);
  return seq === null ? null : { seq, mark: copy(bytes, at + 8, at + placeBytes) };
}

/** Null above 2^53 - 1. */
function readSeq(bytes: Uint8Array, at: number): number | null {
  const seq = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(at));
  return Number.isSafeInteger(seq) ? seq : null;
}

const codeByte = (code: RelayErrorCode): number => errorCodes.indexOf(code) + 1;
const readCode = (bytes: Uint8Array, at: number): RelayErrorCode | null => errorCodes[byteAt(bytes, at) - 1] ?? null;
const byteAt = (bytes: Uint8Array, at: number): number => bytes[at] ?? 0;

/** A Buffer's `slice` is a view of a larger block; this never is. */
const copy = (bytes: Uint8Array, from: number, to = bytes.length): Bytes => new Uint8Array(bytes.subarray(from, to));
