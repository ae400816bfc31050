/**
 * What proposals put up for ratification, outside the history's segments: each piece of a text once, whatever number of
 * proposals has it. A piece is a clause as its content has it.
 * Owns: the table `content` through one connection. Called by: charterStore.ts, salvage.ts.
 * Invariant: a piece keeps its number for ever, also where its block is written again with more of them.
 */
import type { DatabaseSync } from "node:sqlite";
import { crc32 } from "node:zlib";
import { type Bytes, utf8 } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { openWithNonce, plainHash, sealWithNonce } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { deflateBeside, inflate, type Vault } from "./kept.ts";
import { createLastUsed } from "./lastUsed.ts";

export const contentTable = `CREATE TABLE content (
  no INTEGER PRIMARY KEY AUTOINCREMENT,
  is_due INTEGER NOT NULL,
  sum INTEGER NOT NULL,
  first INTEGER NOT NULL,
  count INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT`;

/** Where a clause begins in canonical content; anything else that looks so is cut there too, and does no harm. */
const clauseStart = Buffer.from(utf8('{"attrs":{"id":"'));
/** Of a block, inflated: all that one segment may bring, and what was there. */
const mostInflated = 16 * 1024 * 1024;
/** Opened blocks stay in memory up to this. */
const openBytes = 16 * 1024 * 1024;
/** A block with more is not gone on with. */
const fullBytes = 1024 * 1024;
/** Whoever writes more beginnings, or has shorter clauses, gains nothing by it: such a body stands in its segment. */
const mostPieces = 8192;
const leastMeanBytes = 64;

/**
 * What stands before the clauses, and each clause with what stands behind it; together they are the body. Null: it is
 * not cut.
 */
export function cutContent(body: Bytes): { readonly head: Bytes; readonly pieces: readonly Bytes[] } | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  const most = Math.min(mostPieces, Math.floor(body.length / leastMeanBytes));
  const starts: number[] = [];
  for (let at = bytes.indexOf(clauseStart); at >= 0; at = bytes.indexOf(clauseStart, at + 1)) {
    if (starts.length === most) return null;
    starts.push(at);
  }
  if (starts.length === 0) return null;
  return {
    head: body.subarray(0, starts[0]),
    pieces: starts.map((start, index) => body.subarray(start, starts[index + 1] ?? body.length)),
  };
}

/**
 * What pieces are found by: short, so that many fit in memory. Two that have the same are taken for one, and the entry
 * with the other does not come out of its segment as it went in.
 */
export const pieceKey = (piece: Uint8Array): number => Buffer.from(plainHash(piece)).readUIntBE(0, 6);

const label = (charter: CharterId): Bytes => encodeCbor(["tessera/content/1", charter]);

export const deflatePieces = (pieces: readonly Bytes[]): Promise<Bytes> => deflateBeside(encodeCbor(pieces));

export interface Block {
  readonly no: number;
  readonly first: number;
  readonly count: number;
}

/** A row as it lies on a disk that may be spoiled; null for one that is not as it was written. */
export function readContentRow(
  { sealed, sum, first, count }: Readonly<Record<string, unknown>>,
  { charter, storeKey }: Pick<Vault, "charter" | "storeKey">,
): { readonly first: number; readonly pieces: readonly Bytes[] } | null {
  if (!(sealed instanceof Uint8Array) || crc32(sealed) !== sum || typeof first !== "number") return null;
  const plain = openWithNonce(sealed, label(charter), storeKey);
  const inflated = plain === null ? null : inflate(plain, mostInflated);
  const pieces = inflated === null ? null : (decodeCbor(inflated) as readonly Bytes[] | null);
  return pieces === null || pieces.length !== count ? null : { first, pieces };
}

/** In the order of their numbers; null where not all are there. Each block is opened once, whatever the order is. */
export function pickPieces<B extends Pick<Block, "first" | "count">>(
  numbers: readonly number[],
  blocks: readonly B[],
  open: (block: B) => readonly Bytes[] | null,
): readonly Bytes[] | null {
  const pieces: Bytes[] = [];
  for (const block of blocks) {
    const end = block.first + block.count;
    const places = numbers.flatMap((number, at) => (block.first <= number && number < end ? [at] : []));
    const of = places.length === 0 ? [] : open(block);
    if (of === null) return null;
    for (const at of places) pieces[at] = of[(numbers[at] as number) - block.first] as Bytes;
  }
  return numbers.every((_, at) => pieces[at] !== undefined) ? pieces : null;
}

/** Blocks as they are to be: one that is written takes the place of another. */
export interface NewBlock {
  readonly no: number;
  readonly replaced: number | null;
}

/** `coming`: as it will be once that block is the store's. `atOnce`: several readings of one moment. */
export function createContents(
  database: DatabaseSync,
  vault: Vault,
  found: { rotten: boolean },
  atOnce: <T>(run: () => T) => T,
  coming: NewBlock | null = null,
) {
  const selectNewest = database.prepare("SELECT no FROM content WHERE is_due = 1 ORDER BY no DESC LIMIT 1");
  let newest = -1;
  let blocks: readonly Block[] = [];
  const open = createLastUsed<{ readonly pieces: readonly Bytes[]; readonly bytes: number }>(openBytes);
  const keysOf = new Map<number, Float64Array>();

  /** Another connection may have made some: their numbers only grow. */
  function all(): readonly Block[] {
    const no = (selectNewest.get()?.no as number | undefined) ?? 0;
    if (no === newest) return blocks;
    newest = no;
    blocks = database
      .prepare("SELECT no, first, count, is_due FROM content ORDER BY first")
      .all()
      .filter(({ no: of, is_due }) => (is_due === 1 ? of !== coming?.replaced : of === coming?.no))
      .map((row) => ({ no: row.no as number, first: row.first as number, count: row.count as number }));
    for (const known of [open, keysOf])
      for (const no of known.keys()) if (!blocks.some((block) => block.no === no)) known.delete(no);
    return blocks;
  }

  function opened({ no, count }: Block): readonly Bytes[] | null {
    const block = open.use(no, () => {
      const row = database.prepare("SELECT * FROM content WHERE no = ?").get(no);
      const pieces = row === undefined ? null : (readContentRow(row, vault)?.pieces ?? null);
      return pieces?.length === count ? { pieces, bytes: sizeOf(pieces) } : null;
    });
    if (block === null) found.rotten = true;
    return block?.pieces ?? null;
  }

  return {
    piecesAt: (numbers: readonly number[]): readonly Bytes[] | null =>
      atOnce(() => {
        const pieces = pickPieces(numbers, all(), opened);
        if (pieces === null) found.rotten = true;
        return pieces;
      }),
    blocks: all,
    /** What each piece of a block is found by; null where it cannot be read. */
    keysOf: (block: Block): Float64Array | null =>
      atOnce(() => {
        const known = keysOf.get(block.no);
        if (known !== undefined) return known;
        const pieces = opened(block);
        if (pieces === null) return null;
        const keys = Float64Array.from(pieces, pieceKey);
        keysOf.set(block.no, keys);
        return keys;
      }),
    /** The block that goes on with further pieces, and the number of the next one; null where it cannot be read. */
    last: (): { readonly no: number | null; readonly pieces: readonly Bytes[]; readonly next: number } | null =>
      atOnce(() => {
        const block = all().at(-1);
        if (block === undefined) return { no: null, pieces: [], next: 0 };
        const pieces = opened(block);
        if (pieces === null) return null;
        const next = block.first + block.count;
        return sizeOf(pieces) > fullBytes ? { no: null, pieces: [], next } : { no: block.no, pieces, next };
      }),
    /** Whether each block is as it was written, and none is gone. */
    check(): boolean {
      let next = 0;
      for (const row of database.prepare("SELECT * FROM content WHERE is_due = 1 ORDER BY first").iterate()) {
        if (crc32(row.sealed as Bytes) !== row.sum || row.first !== next) {
          found.rotten = true;
          return false;
        }
        next += row.count as number;
      }
      return true;
    },
    /** On disk, and not the store's yet. Only inside `transact`. */
    write(first: number, count: number, deflated: Bytes): number {
      const { charter, storeKey, random } = vault;
      const sealed = sealWithNonce(deflated, label(charter), random.bytes(24), storeKey);
      const inserted = database
        .prepare("INSERT INTO content (is_due, sum, first, count, sealed) VALUES (0, ?, ?, ?, ?)")
        .run(crc32(sealed), first, count, sealed);
      return Number(inserted.lastInsertRowid);
    },
    /** What something cut off before it was the store's. Only inside `transact`. */
    forgetUnsettled: (): void => database.exec("DELETE FROM content WHERE is_due = 0"),
    /** Only inside `transact`. */
    settle({ no, replaced }: NewBlock): void {
      if (replaced !== null) database.prepare("DELETE FROM content WHERE no = ?").run(replaced);
      database.prepare("UPDATE content SET is_due = 1 WHERE no = ?").run(no);
    },
  };
}

const sizeOf = (pieces: readonly Bytes[]): number => pieces.reduce((sum, { length }) => sum + length, 0);
