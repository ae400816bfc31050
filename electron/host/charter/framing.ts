/**
 * Between what the store keeps of an entry and the frame that others are given of it: the same bytes whoever makes them.
 * Owns: nothing. Called by: whoever reads the log.
 */
import { type Bytes, equalBytes } from "../../../shared/base/bytes.ts";
import { epochIn, readEnvelope, type SignedEnvelope } from "../../../shared/ledger/log/envelope.ts";
import type { Keyring } from "../../../shared/ledger/members/keyring.ts";
import { openFrameBy, sealLogFrame } from "../../../shared/sync/frame.ts";
import type { Kept } from "../store/kept.ts";

type Keys = Pick<Keyring, "byId">;

/** Null where its key is not held: then nothing was stored by it either. */
export function frameOf({ kind, bytes }: Kept, keys: Keys): Bytes | null {
  if (kind === "frame") return bytes;
  const id = epochIn(bytes);
  const epoch = id === null ? null : keys.byId(id);
  return epoch === null ? null : sealLogFrame(bytes, epoch);
}

/** An envelope that was verified before it was stored; null where its key is not held. */
export function openKept({ kind, bytes }: Kept, keys: Keys): SignedEnvelope | null {
  const plain = kind === "envelope" ? bytes : (openFrameBy(bytes, keys.byId)?.plain ?? null);
  const read = plain === null ? null : readEnvelope(plain, true);
  return read?.ok ? read.value : null;
}

/** [S2] As an envelope, where the frame made anew of it is this one, byte for byte; else as it came. */
export function withoutFrame(kept: Kept, keys: Keys): Kept {
  if (kept.kind === "envelope") return kept;
  const opened = openFrameBy(kept.bytes, keys.byId);
  if (opened === null || opened.kind !== 0) return kept;
  const envelope: Kept = { kind: "envelope", bytes: opened.plain };
  const anew = frameOf(envelope, keys);
  return anew !== null && equalBytes(anew, kept.bytes) ? envelope : kept;
}
