/**
 * At quiet moments the older entries of the log move together into segments: a piece of work at a time, between which
 * everything else has its turn, and which may be cut off anywhere.
 * Owns: the clock for the next piece. Called by: replica.ts.
 * Invariant: an entry leaves its row only in the commit that makes the segment the log's, and that segment was read back
 * from the file before, each entry of it the same byte for byte. What nobody else is known to hold stays in its row.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock, Logger } from "../../../shared/base/ambient.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { Accepted } from "../../../shared/ledger/log/chains.ts";
import { envelopeTypes, type LogPosition } from "../../../shared/ledger/log/envelope.ts";
import type { CharterStore, PreparedBlock } from "../store/charterStore.ts";
import { deflatePieces, pieceKey } from "../store/contents.ts";
import { tryingOn } from "../store/database.ts";
import { deflateLayout, isSameEntry, layOut, type Segment, type SegmentEntry } from "../store/segment.ts";
import type { Fold } from "./fold.ts";
import { withoutFrame } from "./framing.ts";
import { breathe } from "./waitingFrames.ts";

const limits = {
  /** Of a segment: it is read in a few hundredths of a second. */
  entries: 2048,
  bytes: 4 * 1024 * 1024,
  sealedBytes: 1024 * 1024,
  /** Fewer stay as they came until more have come. */
  leastEntries: 256,
  leastBytes: 256 * 1024,
} as const;

/** Nothing was signed or received for so long. */
const quietMs = 5000;
const nextMs = 200;
/** After a disk without room, or whatever else was in the way. */
const laterMs = 10 * 60_000;
/** Entries compared, pages given back, before others have a turn. */
const sliceEntries = 128;
const slicePages = 256;

export function createCompacting(args: {
  readonly charter: CharterId;
  readonly me: DeviceId;
  readonly store: CharterStore;
  readonly fold: () => Fold;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Nothing is moved: something is being written, or not all can be read. */
  readonly isHindered: () => boolean;
  readonly isClosed: () => boolean;
}) {
  const { charter, me, store, fold, clock, logger } = args;
  let cancelNext: (() => void) | null = null;
  let busyAt = clock.now();
  let running: Promise<Result<"more" | "nothing", HostError>> | null = null;

  function after(delayMs: number): void {
    cancelNext?.();
    cancelNext = args.isClosed() ? null : clock.after(delayMs, attend);
  }

  function attend(): void {
    cancelNext = null;
    const leftMs = busyAt + quietMs - clock.now();
    if (leftMs > 0) return after(leftMs);
    void next().then((done) => {
      if (!done.ok && done.error.kind !== "cancelled") logger.warn("log-not-compacted", { error: done.error.kind });
      if (!done.ok) after(laterMs);
      else if (done.value === "more") after(nextMs);
    });
  }

  /** One piece of work at a time. */
  function next(): Promise<Result<"more" | "nothing", HostError>> {
    running ??= tryingOn(moveSome).finally(() => {
      running = null;
    });
    return running;
  }

  /** Everything before this position is held by some other device, as what it signed says. */
  function sharedBefore(): number {
    const { ledger } = fold();
    const others = ledger.places().filter(({ device }) => device !== me);
    let end = store.lastPos() + 1;
    for (const { id } of ledger.chainsOf(me)) {
      const held = Math.max(-1, ...others.map((place) => ledger.vectorAt(place)?.get(id)?.[0] ?? -1));
      end = Math.min(end, store.loosePosBeyond(id, held) ?? end);
    }
    return end;
  }

  /** Whether what is in no segment before this position is enough for one. */
  function isWorth(end: number): boolean {
    const { count, bytes } = store.looseBefore(end);
    return count >= limits.leastEntries || bytes >= limits.leastBytes;
  }

  async function moveSome(): Promise<Result<"more" | "nothing", HostError>> {
    if (args.isClosed() || args.isHindered()) return err({ kind: "cancelled" });
    const end = sharedBefore();
    if (!isWorth(end)) return giveBack();
    const newest = store.newestSegment();
    const isFull =
      newest === null ||
      newest.count > limits.entries / 2 ||
      newest.keptBytes > limits.bytes / 2 ||
      newest.sealedBytes > limits.sealedBytes / 2;
    const before = isFull ? [] : newest.entries();
    // It is rotten: the log is made anew at the next start.
    if (before === null) return err({ kind: "cancelled" });
    const replaced = isFull ? null : newest.no;
    const loose = await take(end, before);
    const moved = await move(before, loose, replaced);
    return moved.ok ? ok("more") : moved;
  }

  /** The next entries that fit beside `before`, one at least. */
  async function take(end: number, before: readonly SegmentEntry[]): Promise<readonly SegmentEntry[]> {
    const loose: SegmentEntry[] = [];
    let bytes = before.reduce((sum, { kept }) => sum + kept.bytes.length, 0);
    for (let pos = 0; before.length + loose.length < limits.entries; ) {
      const batch = args.isClosed() ? [] : store.looseEntries(pos, end, sliceEntries);
      for (const entry of batch) {
        const kept = withoutFrame(entry.kept, fold().keyring);
        bytes += kept.bytes.length;
        if (bytes > limits.bytes && loose.length > 0) return loose;
        loose.push({ ...entry, kept });
        pos = entry.pos;
        if (before.length + loose.length === limits.entries) return loose;
      }
      if (batch.length < sliceEntries) break;
      await breathe();
    }
    return loose;
  }

  async function move(
    before: readonly SegmentEntry[],
    loose: readonly SegmentEntry[],
    replaced: number | null,
    asCame: ReadonlySet<number> = new Set(),
  ): Promise<Result<null, HostError>> {
    const entries = [...before, ...loose];
    const numbering = loose.length === 0 ? null : await numberPieces(entries);
    if (args.isClosed()) return err({ kind: "cancelled" });
    const find = (place: LogPosition): Accepted | null => fold().ledger.acceptedAt(place);
    const layout = numbering === null ? null : layOut(charter, entries, find, asCame, numbering.numberOf);
    if (numbering === null || layout === null) return err({ kind: "cancelled" });
    const deflated = await deflateLayout(layout);
    if (deflated.length > limits.sealedBytes && entries.length > 1) {
      if (before.length > 0) return move([], loose, null, asCame);
      return move([], loose.slice(0, loose.length >> 1), null, asCame);
    }
    const block = await numbering.prepare();
    if (args.isClosed() || args.isHindered()) return err({ kind: "cancelled" });
    const written = store.writeSegment(entries, deflated, block);
    if (!written.ok) return written;
    const read = await store.readBack(written.value, (segment) => findOthers(segment, entries));
    if (!read.ok) return read;
    const others = read.value;
    if (others === null || args.isClosed() || args.isHindered()) return err({ kind: "cancelled" });
    if (others.length > 0) {
      // What does not come out as it went in, though it was to stand as it came, stays where it is.
      if (others.some((pos) => asCame.has(pos))) return err({ kind: "cancelled" });
      return move(before, loose, replaced, new Set([...asCame, ...others]));
    }
    return store.settleSegment(written.value, replaced, loose);
  }

  /** Each piece of the entries' content by one number; null where what is there cannot all be read. */
  async function numberPieces(entries: readonly SegmentEntry[]) {
    const known = new Map<number, number>();
    const fresh: Bytes[] = [];
    const hasContent = entries.some(({ accepted }) => accepted.type === envelopeTypes.proposal);
    for (const block of hasContent ? store.contentBlocks() : []) {
      const keys = args.isClosed() ? null : store.contentKeysOf(block);
      if (keys === null) return null;
      for (const [at, key] of keys.entries()) known.set(key, block.first + at);
      await breathe();
    }
    const last = hasContent && !args.isClosed() ? store.lastContent() : { no: null, pieces: [], next: 0 };
    if (last === null) return null;
    return {
      numberOf(piece: Bytes): number {
        const key = pieceKey(piece);
        const number = known.get(key) ?? last.next + fresh.length;
        if (number === last.next + fresh.length) fresh.push(new Uint8Array(piece));
        known.set(key, number);
        return number;
      },
      async prepare(): Promise<PreparedBlock | null> {
        if (fresh.length === 0) return null;
        const pieces = [...last.pieces, ...fresh];
        return {
          ...{ first: last.next - last.pieces.length, count: pieces.length, replaced: last.no },
          deflated: await deflatePieces(pieces),
        };
      },
    };
  }

  /** Positions of entries that a segment does not give back as they are; null where it has others. */
  async function findOthers(
    segment: Segment | null,
    entries: readonly SegmentEntry[],
  ): Promise<readonly number[] | null> {
    if (segment?.count !== entries.length) return null;
    const others: number[] = [];
    for (const [index, entry] of entries.entries()) {
      if (args.isClosed()) return null;
      // Its content is read once.
      const read = { ...segment.entry(index) };
      if (read.kept === null) return null;
      if (!isSameEntry(entry, read)) others.push(entry.pos);
      if (index % sliceEntries === 0) await breathe();
    }
    return others;
  }

  async function giveBack(): Promise<Result<"nothing", HostError>> {
    for (;;) {
      const left = args.isClosed() ? ok(0) : store.giveBack(slicePages);
      if (!left.ok) return left;
      if (left.value === 0) return ok("nothing");
      await breathe();
    }
  }

  return {
    /** Something was signed or received: what is due waits until it is quiet. */
    touch(): void {
      busyAt = clock.now();
      if (cancelNext === null && running === null) after(quietMs);
    },
    /** Everything that is due, now. */
    async run(): Promise<Result<null, HostError>> {
      for (;;) {
        const done = await next();
        if (!done.ok) return done;
        if (done.value === "nothing") return ok(null);
      }
    },
    /** Something is under way, or will be once it is quiet. */
    isDue(): boolean {
      if (running !== null || cancelNext === null) return running !== null;
      return isWorth(store.lastPos() + 1);
    },
    close(): void {
      cancelNext?.();
      cancelNext = null;
    },
  };
}
