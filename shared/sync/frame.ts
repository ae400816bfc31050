/** Sealed frames: all that a relay, a link or a USB file ever carries. PROTOCOL.md, S1 to S3. */
import { type Bytes, concatBytes, equalBytes } from "../base/bytes.ts";
import { keyedHash, open, seal } from "../base/crypto.ts";
import { err, ok, type Result } from "../base/result.ts";
import type { EpochKeys } from "../ledger/members/epoch.ts";
import {
  type FrameKind,
  frameHeaderBytes,
  frameVersion,
  nonceOf,
  paddingUnit,
  readFrameHeader,
  roomOf,
} from "./frameHeader.ts";

export type FrameFault =
  | { readonly kind: "newerFormat"; readonly found: number; readonly supported: number }
  | { readonly kind: "malformed"; readonly reason: string }
  /** Sealed with a key that is not held here. */
  | { readonly kind: "foreign" }
  /** Held key, but the bytes are not what was sealed. */
  | { readonly kind: "altered" };

const lengthBytes = 4;

/**
 * [S2] The nonce of a log frame is drawn from its content: an envelope has one frame, whoever seals it, so that the
 * same frame comes by every path; two contents never share a nonce.
 */
export const sealLogFrame = (plain: Uint8Array, epoch: EpochKeys): Bytes =>
  sealFrame(0, plain, epoch, keyedHash(epoch.frame, "tessera/frame-nonce/1", plain).slice(0, 24));

/** [S2] Padded to 256 · 2^n, so that its size tells little. */
export function padBlock(plain: Uint8Array): Bytes {
  let padded = paddingUnit;
  while (padded < plain.length + lengthBytes) padded *= 2;
  const block = new Uint8Array(padded);
  new DataView(block.buffer).setUint32(0, plain.length);
  block.set(plain, lengthBytes);
  return block;
}

/** Null where its length says more than it has. */
export function readBlock(block: Bytes): Bytes | null {
  if (block.length < lengthBytes) return null;
  const length = new DataView(block.buffer, block.byteOffset).getUint32(0);
  return length + lengthBytes > block.length ? null : block.subarray(lengthBytes, lengthBytes + length);
}

/** [S2] `nonce24` is fresh random. */
export function sealFrame(kind: FrameKind, plain: Uint8Array, epoch: EpochKeys, nonce24: Bytes): Bytes {
  const block = padBlock(plain);
  const header = concatBytes(Uint8Array.of(frameVersion, kind), roomOf(epoch.room.publicKey), epoch.id, nonce24);
  return concatBytes(header, seal(block, header, nonce24, epoch.frame));
}

/** With whichever key it names; null for what is no frame, of no key that is held here, or altered. */
export function openFrameBy(
  frame: Bytes,
  epochOf: (keyId: Bytes) => EpochKeys | null,
): { readonly kind: FrameKind; readonly plain: Bytes } | null {
  const header = readFrameHeader(frame);
  const epoch = header.ok ? epochOf(header.value.keyId) : null;
  const opened = epoch === null ? null : openFrame(frame, epoch);
  return opened?.ok ? opened.value : null;
}

export function openFrame(frame: Bytes, epoch: EpochKeys): Result<{ kind: FrameKind; plain: Bytes }, FrameFault> {
  const header = readFrameHeader(frame);
  if (!header.ok) return header;
  if (!equalBytes(header.value.keyId, epoch.id)) return err({ kind: "foreign" });
  const head = frame.subarray(0, frameHeaderBytes);
  const block = open(frame.subarray(frameHeaderBytes), head, nonceOf(frame), epoch.frame);
  if (block === null) return err({ kind: "altered" });
  const plain = readBlock(block);
  return plain === null ? err({ kind: "malformed", reason: "padding" }) : ok({ kind: header.value.kind, plain });
}
