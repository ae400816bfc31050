/**
 * A charter's fold beside the host's, in which frames are tried before the host takes them: decoded, verified, placed,
 * and their text judged and applied. What breaks or hangs here breaks nothing.
 * Owns: a fold and what it took that is not in the log yet. Called by: judgeWorker.ts.
 * Invariant: a verdict is what the host would come to; where that is not sure, there is none and the host judges itself.
 */

import { type Bytes, equalBytes } from "../../../shared/base/bytes.ts";
import { transact } from "../../../shared/crdt/update/textDoc.ts";
import type { Accepted, ChainId } from "../../../shared/ledger/log/chains.ts";
import {
  type Fold,
  type FoldSource,
  isTextSound,
  judgeFrame,
  judgeKept,
  ledgerOrigin,
  loadFold,
  takeReady,
} from "../charter/fold.ts";
import { createIndexBeside } from "../charter/indexBeside.ts";
import { lackOf, type Tried, takeInOrder } from "../charter/takeInOrder.ts";
import type { FrameVerdict } from "../charter/verdict.ts";
import type { Kept } from "../store/kept.ts";

const batch = 256;

const placeOf = (chain: ChainId, seq: number): string => `${chain} ${seq}`;
const isSame = (a: Kept, b: Kept): boolean => a.kind === b.kind && equalBytes(a.bytes, b.bytes);

export type Shadow = ReturnType<typeof openShadow>;

/** Null where the log cannot be opened: the host will say why. */
export function openShadow(source: FoldSource) {
  const beside = createIndexBeside(source.store.index);
  const shadowed: FoldSource = { ...source, store: { ...source.store, index: beside.index } };
  const loaded = loadFold(shadowed);
  if (!loaded.ok) return null;
  const fold: Fold = loaded.value;
  let pos = source.store.lastPos();
  /** By its place, what was taken here, and by the host not yet. */
  const tried = new Map<string, { readonly kept: Kept; readonly accepted: Accepted }>();

  /** What the host took since: its own, and what was tried here. */
  function catchUp(): boolean {
    for (let entries = source.store.keptAfter(pos, batch); entries.length > 0; ) {
      for (const { chain, seq, kept } of entries) {
        const place = placeOf(chain, seq);
        const taken = tried.get(place);
        if (taken !== undefined && isSame(taken.kept, kept)) {
          // It is in the log by now.
          tried.delete(place);
          beside.drop(taken.accepted);
          continue;
        }
        const judged = judgeKept(fold, kept);
        if (judged.kind === "ready") takeReady(fold, judged.ready, judged.envelope);
        else if (judged.kind !== "duplicate") return false;
      }
      pos = entries.at(-1)?.pos ?? pos;
      entries = source.store.keptAfter(pos, batch);
    }
    return true;
  }

  function tryOne(frame: Bytes, verified: boolean): { readonly tried: Tried; readonly verdict: FrameVerdict } {
    const judged = judgeFrame(fold, frame, verified);
    if (judged.kind === "missing") {
      const lack = lackOf(judged);
      return { tried: { lack }, verdict: lack.kind === "place" && !judged.mayTeach ? { lack } : null };
    }
    if (judged.kind !== "ready") return { tried: null, verdict: null };
    const { ready, envelope, kept } = judged;
    const sound = ready.text === null || isTextSound(ready.text, ready, fold.yDoc);
    takeReady(fold, ready, envelope, false, sound);
    beside.add(ready.accepted);
    const { accepted } = ready;
    tried.set(placeOf(accepted.chain, accepted.place.seq), { kept, accepted });
    return { tried: ready, verdict: { isTextSound: sound } };
  }

  return {
    /** One verdict for each frame; false where this fold is of no more use and another is to be opened. */
    judge(frames: readonly Bytes[]): readonly FrameVerdict[] | false {
      // In one transaction: one for each frame costs twice as much.
      return transact(fold.yDoc, () => judgeAll(frames), ledgerOrigin);
    },
    close(): void {
      fold.keyring.wipe();
      source.store.close();
    },
  };

  function judgeAll(frames: readonly Bytes[]): readonly FrameVerdict[] | false {
    if (!catchUp() || fold.ledger.isRefoldDue()) return false;
    const verdicts: FrameVerdict[] = frames.map(() => null);
    const late = new Set<number>();
    takeInOrder(fold, frames.length, [], (index) => {
      // Somebody was removed. Which texts count then is decided by the host, which folds anew.
      if (fold.ledger.isRefoldDue()) return null;
      const { tried, verdict } = tryOne(frames[index] as Bytes, late.has(index));
      late.add(index);
      verdicts[index] = verdict;
      return tried;
    });
    return verdicts;
  }
}
