/**
 * From a charter's log to its ledger and text, and a sealed cache of both.
 * The cache is an optimisation, never an authority: the log alone can make it again.
 */
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Logger, Random } from "../../../shared/base/ambient.ts";
import { type Bytes, concatBytes } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { open, seal } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { createTextDoc } from "../../../shared/crdt/docLayout.ts";
import { createFromState, encodeState } from "../../../shared/crdt/foldState.ts";
import { applyUpdate, type TextDoc, transact } from "../../../shared/crdt/textDoc.ts";
import { readEnvelope } from "../../../shared/ledger/envelope.ts";
import type { EpochKeys } from "../../../shared/ledger/epoch.ts";
import { createLedger, type Ledger } from "../../../shared/ledger/ledger.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../shared/ledger/snapshot.ts";
import { openFrame } from "../../../shared/sync/frame.ts";
import type { CharterStore } from "../store/charterStore.ts";

export interface Fold {
  readonly ledger: Ledger;
  readonly yDoc: TextDoc;
  /** Envelopes folded on top of the cache. */
  readonly beyondCache: number;
}

export interface FoldSource {
  readonly charter: CharterId;
  readonly epoch: EpochKeys;
  /** Seals the cache at rest. */
  readonly storeKey: Bytes;
  readonly store: CharterStore;
  readonly random: Random;
  readonly logger: Logger;
}

/** Origin of text that comes from the ledger. */
export const ledgerOrigin = { from: "ledger" };

const batch = 256;
const nonceBytes = 24;

/** What was judged when it was stored is not verified again, only folded. */
export function loadFold(source: FoldSource): Result<Fold, HostError> {
  const { charter, epoch, store } = source;
  const cached = readCache(source);
  const ledger = cached?.ledger ?? createLedger(charter, store.index, null);
  const yDoc = cached?.yDoc ?? createTextDoc();
  let beyondCache = 0;
  let damagedAt: number | null = null;
  transact(
    yDoc,
    () => {
      let pos = cached?.pos ?? 0;
      for (let frames = store.framesAfter(pos, batch); frames.length > 0; frames = store.framesAfter(pos, batch))
        for (const { frame, pos: at } of frames) {
          const opened = openFrame(frame, epoch);
          const read = opened.ok ? readEnvelope(opened.value.plain, true) : opened;
          const judged = read.ok ? ledger.judge(read.value) : null;
          if (!read.ok || judged?.kind !== "ready") {
            damagedAt = at;
            return;
          }
          if (judged.text !== null) applyUpdate(yDoc, judged.text.update, ledgerOrigin);
          ledger.accept(judged, read.value.envelope);
          beyondCache++;
          pos = at;
        }
    },
    ledgerOrigin,
  );
  return damagedAt === null
    ? ok({ ledger, yDoc, beyondCache })
    : err({ kind: "storeDamaged", reason: `entry ${damagedAt} of the log does not open` });
}

const label = (charter: CharterId, pos: number): Bytes => encodeCbor(["tessera/cache/1", charter, pos]);

function readCache(source: FoldSource): { ledger: Ledger; yDoc: TextDoc; pos: number } | null {
  const { charter, store, storeKey, logger } = source;
  const cached = store.readCache();
  if (cached === null) return null;
  const nonce = cached.sealed.subarray(0, nonceBytes);
  const plain = open(cached.sealed.subarray(nonceBytes), label(charter, cached.pos), nonce, storeKey);
  const parts = plain === null ? null : (decodeCbor(plain) as readonly [Bytes, Bytes] | null);
  const snapshot = parts === null ? null : decodeSnapshot(parts[0]);
  const state = parts === null ? null : createFromState(zstdDecompressSync(parts[1]) as Bytes);
  if (snapshot === null || !state?.ok) {
    logger.warn("cache-unreadable");
    return null;
  }
  return { ledger: createLedger(charter, store.index, snapshot), yDoc: state.value, pos: cached.pos };
}

export function writeCache(source: FoldSource, { ledger, yDoc }: Omit<Fold, "beyondCache">): boolean {
  const { charter, store, storeKey, random, logger } = source;
  const pos = store.lastPos();
  const plain = encodeCbor([encodeSnapshot(ledger.snapshot()), zstdCompressSync(encodeState(yDoc))]);
  const nonce = random.bytes(nonceBytes);
  const written = store.writeCache(pos, concatBytes(nonce, seal(plain, label(charter, pos), nonce, storeKey)));
  if (!written.ok) logger.warn("cache-not-written", { error: written.error.kind });
  return written.ok;
}
