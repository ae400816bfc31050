/** What a device signs for others to see and nobody to store: an ephemeral frame with `[body, signature of the body]`. */
import type { Bytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { sign } from "../base/crypto.ts";
import { bytes, tuple } from "../base/parse.ts";
import type { EpochKeys } from "../ledger/members/epoch.ts";
import { openFrame, sealFrame } from "./frame.ts";
import { frameKinds, readFrameHeader } from "./frameHeader.ts";

export const sealSigned = (body: Bytes, privateKey: Bytes, epoch: EpochKeys, nonce24: Bytes): Bytes =>
  sealFrame(frameKinds.ephemeral, encodeCbor([body, sign(body, privateKey)]), epoch, nonce24);

/** Null for what is no such frame of a key that is held here. The signature is yet to be verified. */
export function openSigned(
  frame: Bytes,
  epochOf: (keyId: Bytes) => EpochKeys | null,
  maxBodyBytes: number,
): readonly [body: Bytes, signature: Bytes] | null {
  const header = readFrameHeader(frame);
  const epoch = header.ok ? epochOf(header.value.keyId) : null;
  const opened = epoch === null ? null : openFrame(frame, epoch);
  if (!opened?.ok || opened.value.kind !== frameKinds.ephemeral) return null;
  const parsed = tuple(bytes({ max: maxBodyBytes }), bytes({ min: 64, max: 64 }))(decodeCbor(opened.value.plain));
  return parsed.ok ? parsed.value : null;
}
