/** What members see and nobody stores: an ephemeral frame. What is in it says by itself what it is. PROTOCOL.md, S1. */
import type { Bytes } from "../base/bytes.ts";
import type { EpochKeys } from "../ledger/members/epoch.ts";
import { openFrameBy, sealFrame } from "./frame.ts";
import { frameKinds } from "./frameHeader.ts";

export const sealEphemeral = (plain: Bytes, epoch: EpochKeys, nonce24: Bytes): Bytes =>
  sealFrame(frameKinds.ephemeral, plain, epoch, nonce24);

/** Null for what is no such frame of a key that is held here. */
export function openEphemeral(frame: Bytes, epochOf: (keyId: Bytes) => EpochKeys | null): Bytes | null {
  const opened = openFrameBy(frame, epochOf);
  return opened?.kind === frameKinds.ephemeral ? opened.plain : null;
}
