/**
 * At quiet moments the older entries of the log move together into segments: a piece of work at a time, between which
 * everything else has its turn, and which may be cut off anywhere.
 * Owns: the clock for the next piece. Called by: replica.ts.
 * Invariant: an entry leaves its row only in the commit that makes the segment the log's, and that segment was read back
 * from the file before, each entry of it the same byte for byte. What nobody else is known to hold stays in its row.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Clock, Logger } from "../../../shared/base/ambient.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { CharterStore } from "../store/charterStore.ts";
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
    running ??= moveSome().finally(() => {
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

  async function moveSome(): Promise<Result<"more" | "nothing", HostError>> {
    if (args.isClosed() || args.isHindered()) return err({ kind: "cancelled" });
    const end = sharedBefore();
    const { count, bytes } = store.looseBefore(end);
    if (count < limits.leastEntries && bytes < limits.leastBytes) return giveBack();
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
    const layout = args.isClosed()
      ? null
      : layOut(charter, entries, (place) => fold().ledger.acceptedAt(place), asCame);
    if (layout === null || loose.length === 0) return err({ kind: "cancelled" });
    const deflated = await deflateLayout(layout);
    if (deflated.length > limits.sealedBytes && entries.length > 1) {
      if (before.length > 0) return move([], loose, null, asCame);
      return move([], loose.slice(0, loose.length >> 1), null, asCame);
    }
    if (args.isClosed() || args.isHindered()) return err({ kind: "cancelled" });
    const written = store.writeSegment(entries, deflated);
    if (!written.ok) return written;
    const read = store.readBack(written.value);
    if (!read.ok) return read;
    const others = read.value === null ? null : await findOthers(read.value, entries);
    if (others === null || args.isClosed() || args.isHindered()) return err({ kind: "cancelled" });
    if (others.length > 0) {
      // What does not come out as it went in, though it was to stand as it came, stays where it is.
      if (others.some((pos) => asCame.has(pos))) return err({ kind: "cancelled" });
      return move(before, loose, replaced, new Set([...asCame, ...others]));
    }
    return store.settleSegment(written.value, replaced, loose);
  }

  /** Positions of entries that a segment does not give back as they are; null where it has others. */
  async function findOthers(segment: Segment, entries: readonly SegmentEntry[]): Promise<readonly number[] | null> {
    if (segment.count !== entries.length) return null;
    const others: number[] = [];
    for (const [index, entry] of entries.entries()) {
      if (!isSameEntry(entry, segment.entry(index))) others.push(entry.pos);
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
      const { count, bytes } = store.looseBefore(store.lastPos() + 1);
      return count >= limits.leastEntries || bytes >= limits.leastBytes;
    },
    close(): void {
      cancelNext?.();
      cancelNext = null;
    },
  };
}
