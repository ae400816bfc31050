/**
 * What one charter holds: its log on disk and the fold of it, which change together or not at all.
 * Owns: the fold, whether what is on disk was found spoiled, and whether there is room. Called by: replica.ts.
 * Invariant: after `commit` ledger, text and log say the same; after one that failed they are what they were.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { createTextDoc } from "../../../shared/crdt/document/docLayout.ts";
import { transact } from "../../../shared/crdt/update/textDoc.ts";
import type { Ready } from "../../../shared/ledger/ledger.ts";
import type { Accepted } from "../../../shared/ledger/log/chains.ts";
import type { Envelope } from "../../../shared/ledger/log/envelope.ts";
import { StoreFailure, trying } from "../store/database.ts";
import { type Fold, type FoldSource, ledgerOrigin, loadFold, refold, takeReady, writeCache } from "./fold.ts";

/** The fold is cached again after so many envelopes. */
const cacheEvery = 2048;
/** What the signatures, seals and pages of a commit take beside what was typed. */
const commitBytes = 64 * 1024;

export interface AcceptedFrame {
  readonly accepted: Accepted;
  readonly frame: Bytes;
  readonly pos: number;
}

/** In the document already, or to be put there where it is sound; null: that is not judged yet. */
export type TakenText = "applied" | { readonly isSound: boolean | null };

const notAsWritten = { kind: "storeDamaged", reason: "a part of the log is not as it was written" } as const;

export interface Held {
  fold(): Fold;
  /** Within a commit: into ledger, text and log. */
  take(ready: Ready, envelope: Envelope, frame: Bytes, text: TakenText, added: AcceptedFrame[]): void;
}

export function openHeld(
  source: FoldSource,
  on: {
    /** A commit failed, and everything was read from disk again. */
    readonly reread: () => void;
    /** `by` as it was given to `commit`. */
    readonly accepted: (frames: readonly AcceptedFrame[], by: object | null) => void;
  },
) {
  const { store, logger } = source;
  const loaded = trying(() => {
    if (!store.check()) return err(notAsWritten);
    const folded = loadFold(source);
    return folded.ok && folded.value.ledger.size() !== store.count() ? err(notAsWritten) : folded;
  });
  if (!loaded.ok) return loaded;
  let fold = loaded.value;
  /** It is made anew when it is opened next. */
  let isSpoiled = false;
  /** The last commit found no room on the disk. */
  let isFull = false;

  function reread(): void {
    const again = trying(() => loadFold(source));
    if (!again.ok) {
      isSpoiled = true;
      logger.warn("log-not-reread", { error: again.error.kind });
    }
    const folded = again.ok ? again : trying(() => loadFold(source, true));
    if (folded.ok) fold = folded.value;
    on.reread();
  }

  /** On a disk that is full a commit would fail only after the log was folded anew and every window cut off. */
  function findRoom(bytes: number): Result<unknown, HostError> {
    if (!isFull) return ok(null);
    const tried = store.tryWriting(2 * bytes + commitBytes);
    isFull = !tried.ok;
    return tried;
  }

  /**
   * What `run` takes into ledger and text is committed as one, or both are read from disk again. `by`: who gives it again
   * if the power fails; it is on disk no later than the next thing that is signed here, which waits for the disk.
   * `bytes`: of typed text that it stores.
   */
  function commit(by: object | null, bytes: number, run: (added: AcceptedFrame[]) => void): Result<null, HostError> {
    const room = findRoom(bytes);
    if (!room.ok) return room;
    const added: AcceptedFrame[] = [];
    let failure: HostError | null = null;
    transact(
      fold.yDoc,
      () => {
        try {
          const stored = store.transact(() => run(added), by === null ? "waits" : "goesOn");
          if (!stored.ok) failure = stored.error;
        } catch (thrown) {
          if (!(thrown instanceof StoreFailure)) throw thrown;
          failure = thrown.error;
        }
        // Nobody is told of text that is not on disk.
        if (failure !== null) fold.yDoc = createTextDoc();
      },
      ledgerOrigin,
    );
    if (failure !== null) {
      isFull = (failure as HostError).kind === "storeFull";
      reread();
      return err(failure);
    }
    fold.beyondCache += added.length;
    if (added.length > 0) on.accepted(added, by);
    return ok(null);
  }

  return ok({
    fold: (): Fold => fold,
    take(ready: Ready, envelope: Envelope, frame: Bytes, text: TakenText, added: AcceptedFrame[]): void {
      takeReady(fold, ready, envelope, text === "applied", text === "applied" ? true : text.isSound);
      added.push({ accepted: ready.accepted, frame, pos: store.append(ready.accepted, frame) });
    },
    commit,
    findRoom,
    isSpoiled: (): boolean => isSpoiled || store.hasRotten(),
    /** [L27] Somebody was removed, or signed two different things: what they wrote since is left out of the text. */
    refold(): void {
      refold(fold, store);
      fold.beyondCache = Math.max(1, fold.beyondCache);
    },
    /** Seals the fold on disk, so that the next start need not fold the log. */
    cache(): void {
      if (fold.beyondCache > 0 && writeCache(source, fold)) fold.beyondCache = 0;
    },
    isCacheDue: (): boolean => fold.beyondCache >= cacheEvery,
  });
}
