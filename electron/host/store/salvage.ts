/**
 * What can still be read of a damaged store, row by row, and how it is put away for the one that is made anew.
 * Called by: charter/mend.ts. Invariant: nothing of the damaged file is changed or deleted; it gets another name.
 */
import { existsSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { DatabaseSync, type SQLOutputValue } from "node:sqlite";
import type { HostError } from "../../../shared/api/errors.ts";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { parseDeviceId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { type ChainId, chainDevice } from "../../../shared/ledger/log/chains.ts";
import type { MissingPlace } from "./charterStore.ts";
import { pickPieces, readContentRow } from "./contents.ts";
import { attempt, closeDatabase } from "./database.ts";
import { type Kept, unpackKept, type Vault } from "./kept.ts";
import { rowSum } from "./rowSum.ts";
import { readChain } from "./segment.ts";
import { openSegment, readSegmentRow } from "./segments.ts";

export interface Salvage {
  /** In the order of the log. */
  readonly entries: readonly {
    readonly pos: number;
    readonly kept: Kept;
    readonly place: MissingPlace | null;
    /** It is as it was written. */
    readonly isSound: boolean;
  }[];
  /** Of rows that cannot be read; the index of the log has them yet. */
  readonly places: readonly MissingPlace[];
  /** Where each device's entries ended. */
  readonly held: Bytes | null;
  readonly settings: readonly (readonly [name: string, sealed: Bytes])[];
  /** Null: an entry that cannot be read. */
  readonly typed: readonly (Bytes | null)[];
  readonly unreadable: readonly (Bytes | null)[];
  /** Frames that a mending before this one had set beside the log. */
  readonly behind: readonly Bytes[];
  /** What a mending before this one missed, all of a segment that cannot be read, and proposals whose content cannot. */
  readonly lost: readonly MissingPlace[];
  readonly lastPos: number;
  /** Every row of the log was found, readable or not. */
  readonly isWhole: boolean;
}

type Row = Readonly<Record<string, SQLOutputValue>>;

const nothing: Salvage = {
  ...{ entries: [], places: [], held: null, settings: [], typed: [], unreadable: [], behind: [], lost: [] },
  ...{ lastPos: 0, isWhole: false },
};

const unreadableKept: Kept = { kind: "frame", bytes: new Uint8Array(0) };

/** No log of this program has a row of fewer bytes. */
const smallestRow = 64;

export function readSalvage(file: string, vault: Vault): Salvage {
  if (!existsSync(file)) return nothing;
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(file);
    return readAll(database, vault, Math.ceil(statSync(file).size / smallestRow));
  } catch {
    return nothing;
  } finally {
    if (database !== null) closeDatabase(database);
  }
}

function readAll(database: DatabaseSync, vault: Vault, mostRows: number): Salvage {
  const rowsOf = (sql: string, ...of: readonly number[]): readonly Row[] | null => {
    try {
      return database.prepare(sql).all(...of);
    } catch {
      return null;
    }
  };
  /** All of a table; where one of its pages is spoiled, each row by itself. `isWhole`: none was missed. */
  function table(name: string, key: string): { readonly rows: readonly Row[]; readonly isWhole: boolean } {
    const all = rowsOf(`SELECT ${key} AS at, * FROM ${name} ORDER BY ${key}`);
    if (all !== null) return { rows: all, isWhole: true };
    const last = (rowsOf(`SELECT max(${key}) AS at FROM ${name}`)?.[0]?.at as number | undefined) ?? mostRows;
    const rows: Row[] = [];
    for (let at = 1; at <= Math.min(last, mostRows); at++)
      rows.push(...(rowsOf(`SELECT ${key} AS at, * FROM ${name} WHERE ${key} = ?`, at) ?? []));
    return { rows, isWhole: false };
  }

  const chains = new Map<unknown, ChainId>();
  for (const { at, id } of table("device", "no").rows)
    if (id instanceof Uint8Array) chains.set(at, readChain(id as Bytes));
  const placeOf = (row: Row): MissingPlace | null => {
    const device = parseDeviceId(chains.get(row.device)?.slice(0, 64));
    return device === null || typeof row.seq !== "number" ? null : [device, row.seq];
  };
  const log = table("log", "pos");
  // The index of the log stands on pages of its own.
  const indexed = rowsOf("SELECT device, seq, pos FROM log INDEXED BY sqlite_autoindex_log_1");
  const read = new Set(log.rows.map(({ at }) => at));
  const unread = (indexed ?? []).filter(({ pos }) => !read.has(pos as number));
  const blobs = (rows: readonly Row[], column: string): readonly (Bytes | null)[] =>
    rows.map((row) => (row[column] instanceof Uint8Array ? (row[column] as Bytes) : null));
  const typed = table("typed", "no");
  const unreadable = table("unreadable", "no");
  const held = rowsOf("SELECT sealed FROM held")?.[0]?.sealed;
  const contents = table("content", "no")
    .rows.filter(({ is_due }) => is_due !== 0)
    .map((row) => readContentRow(row, vault))
    .filter((block) => block !== null)
    .map((block) => ({ ...block, count: block.pieces.length }));
  const piecesAt = (numbers: readonly number[]): readonly Bytes[] | null =>
    pickPieces(numbers, contents, ({ pieces }) => pieces);
  const segmentRows = table("segment", "no");
  const segments = segmentRows.rows
    .filter(({ is_due }) => is_due !== 0)
    .map((row) => {
      const read = readSegmentRow(row);
      const segment = read?.sealed == null ? null : openSegment(read.sealed, vault, piecesAt);
      return read === null ? null : { about: read.about, segment };
    });
  const inSegments: Salvage["entries"][number][] = [];
  const withoutContent: MissingPlace[] = [];
  for (const segment of segments.map((read) => read?.segment ?? null).filter((read) => read !== null))
    for (let index = 0; index < segment.count; index++) {
      const { pos, accepted, kept } = segment.entry(index);
      const place: MissingPlace = [accepted.place.device, accepted.place.seq];
      if (kept === null) withoutContent.push(place);
      else inSegments.push({ pos, kept, place, isSound: true });
    }
  const inLostSegments = segments.flatMap((read) =>
    read === null || read.segment !== null
      ? []
      : read.about.spans.flatMap(({ chain, first, last }) =>
          Array.from({ length: last + 1 - first }, (_, at): MissingPlace => [chainDevice(chain), first + at]),
        ),
  );
  const takenPositions = new Set(inSegments.map(({ pos }) => pos));
  const entries = log.rows
    .filter(({ at }) => !takenPositions.has(at as number))
    .map((row): Salvage["entries"][number] => ({
      pos: row.at as number,
      kept: (row.kept instanceof Uint8Array ? unpackKept(row.kept as Bytes, vault) : null) ?? unreadableKept,
      place: placeOf(row),
      isSound: isAsWritten(row, chains.get(row.device)),
    }));
  const lastPositions = segments.map((row) => row?.about.last ?? 0);
  return {
    entries: [...inSegments, ...entries].sort((a, b) => a.pos - b.pos),
    places: unread.map(placeOf).filter((place) => place !== null),
    held: held instanceof Uint8Array ? (held as Bytes) : null,
    settings: table("setting", "rowid").rows.flatMap(({ name, sealed }) =>
      typeof name === "string" && sealed instanceof Uint8Array ? [[name, sealed as Bytes] as const] : [],
    ),
    typed: [...blobs(typed.rows, "sealed"), ...(typed.isWhole ? [] : [null])],
    unreadable: blobs(unreadable.rows, "sealed"),
    behind: blobs(table("behind", "no").rows, "frame").filter((frame) => frame !== null),
    lost: [
      ...inLostSegments,
      ...withoutContent,
      ...table("lost", "rowid").rows.flatMap(({ device, seq }) => {
        const id = device instanceof Uint8Array ? parseDeviceId(toHex(device as Bytes)) : null;
        return id === null || typeof seq !== "number" ? [] : [[id, seq] as const];
      }),
    ],
    lastPos: Math.max(
      0,
      ...[...log.rows.map(({ at }) => at), ...unread.map(({ pos }) => pos), ...lastPositions].map(Number),
    ),
    isWhole: (log.isWhole || indexed !== null) && segmentRows.isWhole && segments.every((row) => row !== null),
  };
}

/** By its sum; where it is not, its frame may yet be whole. */
function isAsWritten(row: Row, chain: ChainId | undefined): boolean {
  const { seq, type, client, clock, accepted, kept, sum } = row as Row & Omit<Parameters<typeof rowSum>[0], "chain">;
  const isRow = chain !== undefined && accepted instanceof Uint8Array && kept instanceof Uint8Array;
  return isRow && rowSum({ chain, seq, type, client, clock, accepted, kept }) === sum;
}

const besides = ["", "-wal", "-shm"];

/** A new store that is whole, and waits to take the place of the damaged one. */
const mendedName = (file: string): string => `${file}.mended`;

/** Beside a log only while it is in use, or was when the program ended, or is being made anew. */
export const passingFiles = (file: string): readonly string[] => [
  ...besides.slice(1).map((beside) => file + beside),
  mendedName(file),
];

export function removeStore(file: string): void {
  for (const beside of besides) rmSync(file + beside, { force: true });
}

/** The store made at `making`, which is closed, takes the place of the one at `file`. */
export const replaceStore = (making: string, file: string): Result<null, HostError> =>
  attempt(() => {
    removeStore(mendedName(file));
    renameSync(making, mendedName(file));
    putInPlace(file);
    return null;
  });

/** What a kill cut off while a store was replaced. */
export const finishReplacing = (file: string): Result<null, HostError> =>
  attempt(() => {
    putInPlace(file);
    return null;
  });

/** The damaged one under a name of its own, the mended one under the store's. */
function putInPlace(file: string): void {
  if (!existsSync(mendedName(file))) return;
  const names = new Set(readdirSync(dirname(file)));
  let number = 1;
  while (names.has(`${basename(file)}.damaged-${number}`)) number++;
  // The log of its last changes first: SQLite would take it for the new file's.
  for (const beside of [...besides].reverse())
    if (existsSync(file + beside)) renameSync(file + beside, `${file}.damaged-${number}${beside}`);
  renameSync(mendedName(file), file);
}
