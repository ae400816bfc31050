/** What members see and nobody stores: an ephemeral frame. What is in it says by itself what it is. PROTOCOL.md, S1. */
import type { Bytes } from "../base/bytes.ts";
import type { EpochKeys } from "../ledger/members/epoch.ts";
import { openFrame, sealFrame } from "./frame.ts";
import { frameKinds, readFrameHeader } from "./frameHeader.ts";

export const sealEphemeral = (plain: Bytes, epoch: EpochKeys, nonce24: Bytes): Bytes =>
  sealFrame(frameKinds.ephemeral, plain, epoch, nonce24);

/** Null for what is no such frame of a key that is held here. */
export function openEphemeral(frame: Bytes, epochOf: (keyId: Bytes) => EpochKeys | null): Bytes | null {
  const header = readFrameHeader(frame);
  const epoch = header.ok ? epochOf(header.value.keyId) : null;
  const opened = epoch === null ? null : openFrame(frame, epoch);
  return opened?.ok && opened.value.kind === frameKinds.ephemeral ? opened.value.plain : null;
}
