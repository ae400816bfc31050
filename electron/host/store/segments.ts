/**
 * The segments of one charter's log: where each entry of them is found, and the few that were opened last.
 * Owns: the table `segment` through one connection. Called by: charterStore.ts.
 * Invariant: no segment is handed out that is not as it was written; one is the log's only once it was read back.
 */
import type { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { type Bytes, fromHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { openWithNonce, sealWithNonce } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import type { Accepted, ChainId } from "../../../shared/ledger/log/chains.ts";
import type { Vault } from "./kept.ts";
import { createLastUsed } from "./lastUsed.ts";
import { type PiecesAt, type ReadEntry, readChain, readSegment, type Segment, type SegmentEntry } from "./segment.ts";

export const segmentTable = `CREATE TABLE segment (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  is_due INTEGER NOT NULL,
  about_sum INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  about BLOB NOT NULL,
  sealed BLOB NOT NULL
) STRICT`;

/** Opened segments stay in memory up to this; one is always kept. */
const openBytes = 32 * 1024 * 1024;

/** Of a chain in a segment. */
interface Span {
  readonly chain: ChainId;
  readonly first: number;
  readonly last: number;
  readonly firstPos: number;
  /** Of each Yjs client that wrote in it, the last text and the clock after it. */
  readonly clients: readonly (readonly [client: number, seq: number, clock: number])[];
}

/** What the log's index says of a segment; it stands beside it unsealed, as the index of an entry does. */
export interface About {
  readonly first: number;
  readonly last: number;
  readonly count: number;
  /** Of all that it keeps, neither deflated nor sealed. */
  readonly keptBytes: number;
  readonly types: readonly number[];
  readonly spans: readonly Span[];
}

const chainBytes = (chain: ChainId): Bytes => fromHex(chain.replace("~", "")) as Bytes;

export function aboutEntries(entries: readonly SegmentEntry[]): About {
  const spans = new Map<
    ChainId,
    { first: number; last: number; firstPos: number; clients: Map<number, [number, number]> }
  >();
  for (const { pos, accepted } of entries) {
    const { chain, place, client, clock } = accepted;
    const span = spans.get(chain) ?? { first: place.seq, last: place.seq, firstPos: pos, clients: new Map() };
    span.last = place.seq;
    if (client !== null && clock !== null) span.clients.set(client, [place.seq, clock]);
    spans.set(chain, span);
  }
  return {
    first: entries[0]?.pos ?? 0,
    last: entries.at(-1)?.pos ?? 0,
    count: entries.length,
    keptBytes: entries.reduce((sum, { kept }) => sum + kept.bytes.length, 0),
    types: [...new Set(entries.map(({ accepted }) => accepted.type))].sort((a, b) => a - b),
    spans: [...spans].map(([chain, { first, last, firstPos, clients }]) => ({
      ...{ chain, first, last, firstPos },
      clients: [...clients].map(([client, [seq, clock]]) => [client, seq, clock] as const),
    })),
  };
}

const writeAbout = ({ first, last, count, keptBytes, types, spans }: About): Bytes =>
  encodeCbor([
    ...[first, last, count, keptBytes, types],
    spans.map((span) => [chainBytes(span.chain), span.first, span.last, span.firstPos, span.clients]),
  ]);

type WrittenAbout = readonly [
  first: number,
  last: number,
  count: number,
  keptBytes: number,
  types: readonly number[],
  spans: readonly (readonly [Bytes, number, number, number, Span["clients"]])[],
];

function readAbout(bytes: Bytes): About | null {
  const written = decodeCbor(bytes) as WrittenAbout | null;
  if (written === null) return null;
  const [first, last, count, keptBytes, types, spans] = written;
  return {
    ...{ first, last, count, keptBytes, types },
    spans: spans.map(([id, from, to, firstPos, clients]) => ({
      ...{ chain: readChain(id), first: from, last: to, firstPos, clients },
    })),
  };
}

const label = (charter: CharterId): Bytes => encodeCbor(["tessera/segment/1", charter]);

export const sealSegment = (deflated: Bytes, { charter, storeKey, random }: Vault): Bytes =>
  sealWithNonce(deflated, label(charter), random.bytes(24), storeKey);

/** Null for what is not as it was sealed. */
export function openSegment(
  sealed: Bytes,
  { charter, storeKey }: Pick<Vault, "charter" | "storeKey">,
  piecesAt: PiecesAt,
): Segment | null {
  const plain = openWithNonce(sealed, label(charter), storeKey);
  return plain === null ? null : readSegment(plain, piecesAt);
}

/** A row of the table as it lies on a disk that may be spoiled; null for one that nothing can be read of. */
export function readSegmentRow(row: Readonly<Record<string, unknown>>): {
  readonly about: About;
  /** Null: not as it was written. */
  readonly sealed: Bytes | null;
} | null {
  const { about, about_sum, sealed, sum } = row;
  const read = about instanceof Uint8Array && crc32(about) === about_sum ? readAbout(about as Bytes) : null;
  if (read === null) return null;
  const isSound = sealed instanceof Uint8Array && crc32(sealed) === sum;
  return { about: read, sealed: isSound ? (sealed as Bytes) : null };
}

export interface NewestSegment {
  readonly no: number;
  readonly count: number;
  readonly keptBytes: number;
  readonly sealedBytes: number;
  /** Null where it cannot be read. */
  readonly entries: () => readonly SegmentEntry[] | null;
}

/** `atOnce`: several readings of one moment. */
export function createSegments(
  database: DatabaseSync,
  vault: Vault,
  found: { rotten: boolean },
  atOnce: <T>(run: () => T) => T,
  piecesAt: PiecesAt,
) {
  const selectNewest = database.prepare("SELECT no FROM segment WHERE is_due = 1 ORDER BY no DESC LIMIT 1");
  const selectSealed = database.prepare("SELECT * FROM segment WHERE no = ?");
  let known: readonly (About & { readonly no: number })[] = [];
  let newest = 0;
  const open = createLastUsed<Segment>(openBytes);

  /** Another connection may have made some: their numbers only grow. */
  function all(): readonly (About & { readonly no: number })[] {
    const no = (selectNewest.get()?.no as number | undefined) ?? 0;
    if (no === newest) return known;
    newest = no;
    known = database
      .prepare("SELECT no, about FROM segment WHERE is_due = 1")
      .all()
      .flatMap((row) => {
        const about = readAbout(row.about as Bytes);
        if (about === null) found.rotten = true;
        return about === null ? [] : [{ ...about, no: row.no as number }];
      })
      .sort((a, b) => a.first - b.first);
    for (const no of open.keys()) if (!known.some((segment) => segment.no === no)) open.delete(no);
    return known;
  }

  function opened({ no, count }: { readonly no: number; readonly count: number }): Segment | null {
    const segment = open.use(no, () => {
      const row = selectSealed.get(no);
      const read = row === undefined ? null : readSegmentRow(row);
      const made = read?.sealed == null ? null : openSegment(read.sealed, vault, piecesAt);
      return made?.count === count ? made : null;
    });
    if (segment === null) found.rotten = true;
    return segment;
  }

  const spansOf = (chain: ChainId) =>
    all().flatMap((about) => about.spans.filter((span) => span.chain === chain).map((span) => ({ about, span })));

  const entryOf = (chain: ChainId, seq: number): ReadEntry | null =>
    atOnce(() => {
      const at = spansOf(chain).find(({ span }) => span.first <= seq && seq <= span.last);
      const segment = at === undefined ? null : opened(at.about);
      const index = segment?.indexOf(chain, seq) ?? null;
      return segment === null || index === null ? null : segment.entry(index);
    });

  function* entriesAfter(pos: number, wanted: (about: About) => boolean): Generator<ReadEntry> {
    for (const about of all()) {
      if (about.last <= pos || !wanted(about)) continue;
      const segment = opened(about);
      for (let index = 0; segment !== null && index < segment.count; index++)
        if ((segment.positions[index] as number) > pos) yield segment.entry(index);
    }
  }

  /** The last one; null where there is none. */
  function newestOne(): NewestSegment | null {
    const about = all().at(-1);
    if (about === undefined) return null;
    const { no, count, keptBytes } = about;
    const size = database.prepare("SELECT length(sealed) AS bytes FROM segment WHERE no = ?").get(no);
    return {
      ...{ no, count, keptBytes, sealedBytes: size?.bytes as number },
      entries() {
        const segment = opened(about);
        if (segment === null) return null;
        const entries: SegmentEntry[] = [];
        for (let index = 0; index < segment.count; index++) {
          const { pos, accepted, kept } = segment.entry(index);
          if (kept === null) return null;
          entries.push({ pos, accepted, kept });
        }
        return entries;
      },
    };
  }

  return {
    entryOf,
    find: (chain: ChainId, seq: number): Accepted | null => entryOf(chain, seq)?.accepted ?? null,
    /** Null where the chain has no text of the client up to there. */
    clockAt: (chain: ChainId, client: number, seq: number): number | null =>
      atOnce(() => {
        for (const { about, span } of spansOf(chain).reverse()) {
          const last = span.first > seq ? undefined : span.clients.find(([of]) => of === client);
          if (last === undefined) continue;
          if (last[1] <= seq) return last[2];
          for (let at = Math.min(seq, span.last); at >= span.first; at--) {
            const index = opened(about)?.indexOf(chain, at) ?? null;
            const accepted = index === null ? null : opened(about)?.entry(index).accepted;
            if (accepted?.client === client) return accepted.clock;
          }
        }
        return null;
      }),
    /** In the order of the log. */
    after(pos: number, limit: number): readonly ReadEntry[] {
      const entries: ReadEntry[] = [];
      for (const entry of entriesAfter(pos, () => true)) {
        entries.push(entry);
        if (entries.length === limit) break;
      }
      return entries;
    },
    ofTypes: (pos: number, types: readonly number[]): readonly ReadEntry[] =>
      [...entriesAfter(pos, (about) => about.types.some((type) => types.includes(type)))].filter(({ accepted }) =>
        types.includes(accepted.type),
      ),
    at: (pos: number): ReadEntry | null =>
      atOnce(() => {
        const about = all().find(({ first, last }) => first <= pos && pos <= last);
        const segment = about === undefined ? null : opened(about);
        const index = segment?.positions.indexOf(pos) ?? -1;
        return segment === null || index < 0 ? null : segment.entry(index);
      }),
    /** Of what a holder of `theirs` lacks. */
    positionsBeyond(theirs: ReadonlyMap<ChainId, number>): readonly number[] {
      const beyond = (chain: ChainId): number => theirs.get(chain) ?? -1;
      return all()
        .filter(({ spans }) => spans.some(({ chain, last }) => last > beyond(chain)))
        .flatMap((about) => {
          const segment = opened(about);
          return segment === null
            ? []
            : segment.positions.filter((_, index) => segment.seqAt(index) > beyond(segment.chainAt(index)));
        });
    },
    firstPosOf: (chain: ChainId): number | null => spansOf(chain)[0]?.span.firstPos ?? null,
    count: (): number => all().reduce((sum, { count }) => sum + count, 0),
    lastPos: (): number => all().at(-1)?.last ?? 0,
    /** Whether each is as it was written. */
    check(): boolean {
      for (const row of database.prepare("SELECT * FROM segment WHERE is_due = 1 ORDER BY no").iterate())
        if ((readSegmentRow(row)?.sealed ?? null) === null) {
          found.rotten = true;
          return false;
        }
      return true;
    },
    newest: newestOne,
    /** It is on disk, and not the log's yet. Only inside `transact`. */
    write(about: About, sealed: Bytes): number {
      const written = writeAbout(about);
      const inserted = database
        .prepare("INSERT INTO segment (is_due, about_sum, sum, about, sealed) VALUES (0, ?, ?, ?, ?)")
        .run(crc32(written), crc32(sealed), written, sealed);
      return Number(inserted.lastInsertRowid);
    },
    /** What something cut off before it was the log's. Only inside `transact`. */
    forgetUnsettled: (): void => database.exec("DELETE FROM segment WHERE is_due = 0"),
    /** Only inside `transact`. */
    settle(no: number, replaced: number | null): void {
      if (replaced !== null) database.prepare("DELETE FROM segment WHERE no = ?").run(replaced);
      database.prepare("UPDATE segment SET is_due = 1 WHERE no = ?").run(no);
    },
  };
}
