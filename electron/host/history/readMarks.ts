/**
 * What this person has read of each charter, and how much has come since: one mark for text, comments and stances alike.
 * Owns: per charter, up to where the log was read, sealed at rest, so that nobody else learns of it; and, of the entries
 * behind that, what kind each is, kept up as they come.
 * Called by: negotiation/news.ts and commentThreads.ts; createHost says when a window opens.
 * Invariant: what another signed is unread until its person says that it was read, or saw the text being written with the
 * charter open; a failure to remember makes more unread, never less.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostEvent } from "../../../shared/api/hostApi.ts";
import type { EntryCounts } from "../../../shared/api/news.ts";
import { isSuggesting } from "../../../shared/base/clientClass.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { envelopeTypes, type LogPosition } from "../../../shared/ledger/log/envelope.ts";
import type { AcceptedFrame } from "../charter/held.ts";
import type { Charters, OpenCharter } from "../library/charters.ts";
import type { Platform } from "../platform.ts";
import type { LogEntry } from "../store/charterStore.ts";
import { decodeReadMark, encodeReadMark, most, type ReadMark } from "./readMark.ts";

/** A change of another that builds on what this device signed so recently was made before this person's eyes. */
const liveWithinMs = 5 * 60_000;
const setting = "readUpTo";
/** What may be news. */
const newsTypes = [envelopeTypes.text, envelopeTypes.comment, envelopeTypes.stance, envelopeTypes.closing];

interface Behind {
  readonly kind: keyof EntryCounts;
  readonly hash: string;
}

interface Reader {
  mark: ReadMark;
  /** Grows with the mark. */
  version: number;
  /** What others signed behind `upTo`, in the order of the log. */
  readonly behind: Map<number, Behind>;
  readonly positionOf: Map<string, number>;
  /** Of these nothing is to be read: their words are gone again, or were read item by item. */
  readonly idle: Set<number>;
}

export type ReadMarks = ReturnType<typeof createReadMarks>;

export function createReadMarks(args: {
  readonly platform: Platform;
  readonly me: DeviceId;
  readonly charters: Charters;
  readonly emit: (event: HostEvent) => void;
}) {
  const { platform, me, charters, emit } = args;
  const readers = new Map<CharterId, Reader>();
  const windows = new Map<CharterId, number>();
  let closed = false;

  function readerOf(charter: OpenCharter): Reader {
    const known = readers.get(charter.id);
    if (known !== undefined) return known;
    const { store } = charter.replica;
    const kept = decodeReadMark(charters.readSetting(charter, setting));
    // A person who never said anything has read what was there when this device began to write.
    const begun = kept === null ? store.firstPosOf(me) : null;
    const mark = kept ?? { upTo: begun ?? store.lastPos(), at: null, seen: new Set(), items: new Map() };
    const reader: Reader = { mark, version: 0, behind: new Map(), positionOf: new Map(), idle: new Set() };
    for (const entry of store.entriesAfter(mark.upTo, newsTypes)) note(reader, entry);
    // Until then the charter is still arriving for the first time.
    if (kept !== null || begun !== null) readers.set(charter.id, reader);
    return reader;
  }

  function note({ behind, positionOf }: Reader, { pos, accepted }: LogEntry): void {
    const { place, type, client } = accepted;
    if (place.device === me) return;
    behind.set(pos, { kind: kindOf(type, client), hash: place.hash });
    positionOf.set(place.hash, pos);
  }

  /** The mark only moves on, so what is behind it is forgotten. */
  function move(reader: Reader, mark: ReadMark): void {
    reader.mark = mark;
    reader.version++;
    for (const [pos, { hash }] of reader.behind) {
      if (pos > mark.upTo) break;
      reader.behind.delete(pos);
      reader.positionOf.delete(hash);
      reader.idle.delete(pos);
    }
  }

  const keep = (charter: OpenCharter, { mark }: Reader): Result<unknown, HostError> =>
    charters.writeSetting(charter, setting, encodeReadMark(mark));

  const allRead = (charter: OpenCharter): ReadMark => ({
    upTo: charter.replica.store.lastPos(),
    at: platform.clock.now(),
    seen: new Set(),
    items: new Map(),
  });

  const isLeft = ({ mark, idle }: Reader, pos: number): boolean => !idle.has(pos) && !mark.seen.has(pos);
  function hasLeft(reader: Reader): boolean {
    for (const pos of reader.behind.keys()) if (isLeft(reader, pos)) return true;
    return false;
  }

  const isBehind = ({ mark }: Reader, pos: number, item: string): boolean =>
    pos > mark.upTo && !mark.seen.has(pos) && pos > (mark.items.get(item) ?? 0);

  function see(reader: Reader, positions: readonly number[]): void {
    const seen = [...reader.mark.seen, ...positions].slice(-most.seen);
    move(reader, { ...reader.mark, seen: new Set(seen) });
  }

  /** Where nothing is left to be read, what is there now is what this person last saw. */
  function keepSeen(charter: OpenCharter): void {
    const reader = readerOf(charter);
    if (!hasLeft(reader)) move(reader, allRead(charter));
    const kept = keep(charter, reader);
    if (!kept.ok) platform.logger.warn("read-mark-not-kept", { error: kept.error.kind });
  }

  charters.watch({
    accepted(charter, frames) {
      const others = frames.filter(
        ({ accepted }) => newsTypes.some((type) => type === accepted.type) && accepted.place.device !== me,
      );
      const [first] = others;
      if (first === undefined) return;
      const reader = readerOf(charter);
      for (const frame of others) note(reader, frame);
      const isOpen = (windows.get(charter.id) ?? 0) > 0;
      const seen = isOpen ? others.filter((frame) => isLive(charter, frame)).map(({ pos }) => pos) : [];
      if (seen.length > 0) {
        see(reader, seen);
        if (!hasLeft(reader)) move(reader, allRead(charter));
      }
      if (seen.length < others.length) emit({ kind: "newsChanged", charter: charter.id });
    },
  });

  function isLive({ replica }: OpenCharter, { accepted: { type, vector } }: AcceptedFrame): boolean {
    if (type !== envelopeTypes.text) return false;
    const seq = vector.get(me)?.[0];
    const own = seq === undefined ? null : replica.store.index.find(me, seq);
    return own !== null && platform.clock.now() - own.time <= liveWithinMs;
  }

  return {
    /** When all was read, by this device's clock; null where nobody said so yet. */
    since: (charter: OpenCharter): number | null => readerOf(charter).mark.at,
    /** Changes whenever more is read. */
    version: (charter: OpenCharter): number => readerOf(charter).version,
    /** Whether an entry of the log that another signed is unread in an item of the news. */
    isUnread(charter: OpenCharter, { no, device }: { readonly no: number; readonly device: DeviceId }, item: string) {
      return device !== me && isBehind(readerOf(charter), no, item);
    },
    /** The same of a statement, by its place: its position in the log; null where it was read. */
    unreadPosition(charter: OpenCharter, { hash }: LogPosition, item: string): number | null {
      const reader = readerOf(charter);
      const pos = reader.positionOf.get(hash);
      return pos !== undefined && isBehind(reader, pos, item) ? pos : null;
    },
    /**
     * How many entries of others may hold news, by kind. It reads no words: an entry whose words are gone again counts
     * until somebody looks.
     */
    counts(charter: OpenCharter): EntryCounts {
      const reader = readerOf(charter);
      const counts = { changes: 0, suggestions: 0, comments: 0, stances: 0 };
      for (const [pos, { kind }] of reader.behind) if (isLeft(reader, pos)) counts[kind]++;
      return counts;
    },
    /** Somebody looked: up to `upTo` only `left` have something to be read. */
    settle(charter: OpenCharter, upTo: number, left: ReadonlySet<number>): void {
      const { behind, idle } = readerOf(charter);
      idle.clear();
      for (const pos of behind.keys()) if (pos <= upTo && !left.has(pos)) idle.add(pos);
    },
    /** Up to where the person saw it: what came since stays news. `items`: null for everything. */
    read(charter: OpenCharter, items: readonly string[] | null, upTo: number): Result<unknown, HostError> {
      const reader = readerOf(charter);
      const { mark } = reader;
      const end = Math.min(upTo, charter.replica.store.lastPos());
      if (items === null) {
        const seen = [...mark.seen].filter((pos) => pos > end);
        const later = [...mark.items].filter(([, pos]) => pos > end);
        const upToNow = Math.max(end, mark.upTo);
        move(reader, { upTo: upToNow, at: platform.clock.now(), seen: new Set(seen), items: new Map(later) });
      } else {
        const named = new Set(items);
        const others = [...mark.items].filter(([id]) => !named.has(id));
        const read = [...named].map((id) => [id, Math.max(end, mark.items.get(id) ?? 0)] as const);
        move(reader, { ...mark, items: new Map([...others, ...read].slice(-most.items)) });
      }
      return keep(charter, reader);
    },
    /** These have been read wherever they show. */
    see(charter: OpenCharter, positions: readonly number[]): Result<unknown, HostError> {
      const reader = readerOf(charter);
      see(reader, positions);
      return keep(charter, reader);
    },
    readAll(charter: OpenCharter): Result<unknown, HostError> {
      const reader = readerOf(charter);
      move(reader, allRead(charter));
      return keep(charter, reader);
    },
    /** A window shows this charter. */
    windowOpened(charter: OpenCharter): void {
      windows.set(charter.id, (windows.get(charter.id) ?? 0) + 1);
    },
    windowClosed(charter: OpenCharter): void {
      const left = (windows.get(charter.id) ?? 1) - 1;
      windows.set(charter.id, left);
      if (left === 0 && !closed) keepSeen(charter);
    },
    /** What was seen in the charters that are open now is kept. */
    close(): void {
      closed = true;
      for (const charter of charters.opened()) if ((windows.get(charter.id) ?? 0) > 0) keepSeen(charter);
    },
  };
}

function kindOf(type: number, client: number | null): keyof EntryCounts {
  if (type === envelopeTypes.text) return client !== null && isSuggesting(client) ? "suggestions" : "changes";
  return type === envelopeTypes.comment ? "comments" : "stances";
}
