/**
 * The outside of a sealed frame: all that a relay, a courier or a link ever sees of an envelope.
 *
 * version u8 | kind u8 | room 16 | keyId 16 | nonce 24 | ciphertext (256 * 2^n bytes and a 16-byte tag)
 *
 * The header is the associated data of the ciphertext, so nobody without the key can move a frame to another room.
 */
import type { Bytes } from "../base/bytes.ts";
import { hash, plainHash } from "../base/crypto.ts";
import { err, ok, type Result } from "../base/result.ts";

export const frameKinds = {
  /** Kept for ever. */
  log: 0,
  /** Passed on to who is listening, never stored. */
  ephemeral: 1,
  /** Kept, in the room of an invite. */
  mailbox: 2,
} as const;
export type FrameKind = (typeof frameKinds)[keyof typeof frameKinds];

export interface FrameHeader {
  readonly version: number;
  readonly kind: FrameKind;
  /** 16 bytes. */
  readonly room: Bytes;
  /** 16 bytes. */
  readonly keyId: Bytes;
}

export type FrameFault =
  | { readonly kind: "newerFormat"; readonly found: number; readonly supported: number }
  | { readonly kind: "malformed"; readonly reason: string };

export const frameVersion = 1;
const roomBytes = 16;
const keyIdBytes = 16;
const nonceBytes = 24;
export const frameHeaderBytes = 2 + roomBytes + keyIdBytes + nonceBytes;
/** Ciphertext is this, doubled any number of times up to `maxPaddedBytes`, and a tag. */
export const paddingUnit = 256;
const maxPaddedBytes = 4 * 1024 * 1024;
const sealTagBytes = 16;
export const maxFrameBytes = frameHeaderBytes + maxPaddedBytes + sealTagBytes;

const keyIdAt = 2 + roomBytes;

/** Checks all that can be checked without the key. */
export function readFrameHeader(frame: Uint8Array): Result<FrameHeader, FrameFault> {
  const version = frame[0] ?? 0;
  if (version > frameVersion) return err({ kind: "newerFormat", found: version, supported: frameVersion });
  if (version !== frameVersion) return malformed("version");
  const padded = frame.length - frameHeaderBytes - sealTagBytes;
  const isPowerOfTwo = (padded & (padded - 1)) === 0;
  if (padded < paddingUnit || padded > maxPaddedBytes || !isPowerOfTwo) return malformed("length");
  const kind = readKind(frame[1]);
  if (kind === null) return malformed("kind");
  return ok({ version, kind, room: copy(frame, 2, roomBytes), keyId: copy(frame, keyIdAt, keyIdBytes) });
}

/** The end of the header: a view, nothing is copied. */
export const nonceOf = (frame: Bytes): Bytes => frame.subarray(frameHeaderBytes - nonceBytes, frameHeaderBytes);

/** 32 bytes: the same frame has the same id on every path it takes. */
export const frameIdOf = (frame: Uint8Array): Bytes => plainHash(frame);

/** The 16-byte pseudonym of the room that a room key opens. */
export const roomOf = (roomPublicKey: Uint8Array): Bytes => hash("tessera/room/1", roomPublicKey).slice(0, roomBytes);

const malformed = (reason: string): Result<never, FrameFault> => err({ kind: "malformed", reason });

const knownKinds: readonly FrameKind[] = Object.values(frameKinds);
const readKind = (byte: number | undefined): FrameKind | null => knownKinds.find((kind) => kind === byte) ?? null;

/** A Buffer's `slice` is a view; this never is. */
const copy = (bytes: Uint8Array, at: number, count: number): Bytes => new Uint8Array(bytes.subarray(at, at + count));
