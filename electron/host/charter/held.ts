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
import { type Envelope, newestOf } from "../../../shared/ledger/log/envelope.ts";
import { StoreFailure, trying } from "../store/database.ts";
import type { Kept } from "../store/kept.ts";
import {
  type Fold,
  type FoldSource,
  ledgerOrigin,
  loadFold,
  readHeldPlaces,
  refold,
  takeReady,
  writeCache,
  writeHeldPlaces,
} from "./fold.ts";

/** The fold is cached again after so many envelopes ... */
const cacheEvery = 2048;
/** ... and, when the charter is closed, from so many on, or so many bytes: fewer are folded in a few hundredths of a second. */
const cacheFrom = { envelopes: 128, bytes: 768 * 1024 } as const;
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

/** As others are given it, and as it is kept. */
export interface Framed {
  readonly frame: Bytes;
  readonly kept: Kept;
}

export interface Held {
  fold(): Fold;
  /** Within a commit: into ledger, text and log. */
  take(ready: Ready, envelope: Envelope, framed: Framed, text: TakenText, added: AcceptedFrame[]): void;
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
    if (!folded.ok) return folded;
    const { ledger } = folded.value;
    const newest = newestOf(ledger.places());
    const isGone = readHeldPlaces(source, store.readHeld()).some(([of, seq]) => seq > (newest.get(of) ?? -1));
    return isGone || ledger.size() !== store.count() ? err(notAsWritten) : folded;
  });
  if (!loaded.ok) return loaded;
  let fold = loaded.value;
  /** What is held is on disk, apart from the log. */
  let isHeldTold = true;
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
    fold.beyondBytes += added.reduce((sum, { frame }) => sum + frame.length, 0);
    if (added.length > 0) isHeldTold = false;
    if (added.length > 0) on.accepted(added, by);
    return ok(null);
  }

  return ok({
    fold: (): Fold => fold,
    take(ready: Ready, envelope: Envelope, { frame, kept }: Framed, text: TakenText, added: AcceptedFrame[]): void {
      takeReady(fold, ready, envelope, text === "applied", text === "applied" ? true : text.isSound);
      added.push({ accepted: ready.accepted, frame, pos: store.append(ready.accepted, kept) });
    },
    commit,
    findRoom,
    isSpoiled: (): boolean => isSpoiled || store.hasRotten(),
    /** [L27] Somebody was removed, or signed two different things: what they wrote since is left out of the text. */
    refold(): void {
      refold(fold, store);
      // What is cached is another text.
      fold.beyondCache = Math.max(cacheFrom.envelopes, fold.beyondCache);
    },
    /** Seals the fold on disk, so that the next start need not fold the log. */
    cache(): void {
      if (!isHeldTold) isHeldTold = writeHeldPlaces(source, fold);
      if (fold.beyondCache < cacheFrom.envelopes && fold.beyondBytes < cacheFrom.bytes) return;
      if (!writeCache(source, fold)) return;
      fold.beyondCache = 0;
      fold.beyondBytes = 0;
    },
    isCacheDue: (): boolean => fold.beyondCache >= cacheEvery,
  });
}
