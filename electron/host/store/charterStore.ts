/**
 * One charter on disk: its log of sealed frames, what is indexed of them, and a cache of their fold.
 * Owns: one SQLite file, open while it is used (databasePool.ts). Called by: charter/replica.ts. Nothing readable is
 * stored: frames and cache are sealed, ids are public keys and hashes.
 * Invariant: no row of the log is handed out that is not as it was written.
 * It is long because it is every statement to one database: the tables are read and written nowhere else.
 */
import { statSync } from "node:fs";
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { HostError } from "../../../shared/api/errors.ts";
import { type Bytes, fromHex, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { type DeviceId, type EnvelopeHash, idBytes } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { type Accepted, type ChainId, chainDevice, type LedgerIndex } from "../../../shared/ledger/log/chains.ts";
import type { RoomPlace } from "../../../shared/sync/relayMessages.ts";
import { type Block, contentTable, createContents, type NewBlock } from "./contents.ts";
import { attempt, closeDatabase, openDatabase, StoreFailure, trying, tryingOn } from "./database.ts";
import { createDatabasePool, type DatabasePool } from "./databasePool.ts";
import { type Kept, packKept, unpackKept, type Vault } from "./kept.ts";
import { rowSum } from "./rowSum.ts";
import { type ReadEntry, readChain, type Segment, type SegmentEntry } from "./segment.ts";
import { aboutEntries, createSegments, openSegment, readSegmentRow, sealSegment, segmentTable } from "./segments.ts";

const format = {
  version: 6,
  schema: `
    CREATE TABLE device (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
    CREATE TABLE log (
      pos INTEGER PRIMARY KEY,
      device INTEGER NOT NULL REFERENCES device (no),
      seq INTEGER NOT NULL,
      type INTEGER NOT NULL,
      client INTEGER,
      clock INTEGER,
      sum INTEGER NOT NULL,
      accepted BLOB NOT NULL,
      kept BLOB NOT NULL,
      UNIQUE (device, seq)
    ) STRICT;
    ${segmentTable};
    ${contentTable};
    CREATE TABLE cache (one INTEGER PRIMARY KEY CHECK (one = 1), pos INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
    CREATE TABLE held (one INTEGER PRIMARY KEY CHECK (one = 1), sealed BLOB NOT NULL) STRICT;
    CREATE TABLE setting (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
    CREATE TABLE typed (no INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
    CREATE TABLE relay (name BLOB PRIMARY KEY, sent_pos INTEGER NOT NULL) STRICT;
    CREATE TABLE relay_room (name BLOB PRIMARY KEY, after_seq INTEGER NOT NULL, seq INTEGER NOT NULL, mark BLOB NOT NULL) STRICT;
    -- Of a store that was made anew from a damaged one: what is awaited, what builds on it, and how far the log had come.
    CREATE TABLE lost (device BLOB NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (device, seq)) STRICT;
    CREATE TABLE behind (no INTEGER PRIMARY KEY, frame BLOB NOT NULL) STRICT;
    CREATE TABLE damage (one INTEGER PRIMARY KEY CHECK (one = 1), pos INTEGER NOT NULL, is_known INTEGER NOT NULL, heard BLOB NOT NULL, is_over INTEGER NOT NULL) STRICT;
    CREATE TABLE unreadable (no INTEGER PRIMARY KEY, sealed BLOB) STRICT`,
};

/** What was damaged and has not come again yet. */
export interface StoredDamage {
  /** What is missing, as far as that is known. */
  readonly lost: readonly MissingPlace[];
  /** Intact, and waiting for what is missing. */
  readonly behind: readonly Bytes[];
  /** Where all that is missing is known; else there may have been more. */
  readonly isKnown: boolean;
  /** Devices that have given everything they hold since. */
  readonly heard: readonly DeviceId[];
}

export interface LogKept {
  readonly pos: number;
  readonly chain: ChainId;
  readonly seq: number;
  readonly kept: Kept;
}

export interface LogEntry {
  readonly pos: number;
  readonly accepted: Accepted;
}

/** What is remembered of a relay's room. */
interface ReadRoom {
  readonly afterSeq: number;
  readonly known: RoomPlace | null;
}

export type CharterStore = Omit<Connection, "isBusy"> & {
  /** A segment as the file has it, read by another connection than the one that wrote it. */
  readonly readBack: <T>(
    written: WrittenSegment,
    look: (segment: Segment | null) => Promise<T>,
  ) => Promise<Result<T, HostError>>;
  /** A row of the log was not as it was written when somebody wanted it. */
  readonly hasRotten: () => boolean;
};

type Connection = ReturnType<typeof connect>;

/** `isNew`: there is none yet. Else a file that is missing or empty is said to be so, never made anew. */
export function openCharterStore(
  file: string,
  vault: Vault,
  pool: DatabasePool = createDatabasePool(1),
  { isNew = false } = {},
): Result<CharterStore, HostError> {
  if (!isNew) {
    const size = attempt(() => statSync(file).size);
    if (!size.ok) return size.error.kind === "fileUnusable" ? err({ ...size.error, file }) : size;
    if (size.value === 0) return err({ kind: "fileUnusable", what: "charter", trouble: "emptied", file });
  }
  const found = { rotten: false };
  const open = (): Result<Connection, HostError> =>
    pool.make(() => {
      const opened = openDatabase(file, format);
      if (!opened.ok) return opened;
      const connected = attempt(() => connect(opened.value, vault, found));
      if (!connected.ok) closeDatabase(opened.value);
      return connected;
    });
  const first = open();
  if (!first.ok) return first;
  let live: Connection | null = first.value;
  const member = {
    /** Closed to spare its file handles: it opens again when it is used. */
    rest(): boolean {
      if (live?.isBusy() === true) return false;
      live?.close();
      live = null;
      return true;
    },
  };
  const at = (): Connection => {
    pool.use(member);
    if (live !== null) return live;
    const again = open();
    if (!again.ok) throw new StoreFailure(again.error);
    live = again.value;
    return live;
  };
  pool.use(member);
  return ok({
    index: {
      find: (chain, seq) => at().index.find(chain, seq),
      clockAt: (chain, client, seq) => at().index.clockAt(chain, client, seq),
    },
    transact: <T>(run: () => T, disk?: "waits" | "goesOn") => trying(() => at().transact(run, disk)),
    append: (accepted, kept, pos) => at().append(accepted, kept, pos),
    keepTyped: (sealed) => at().keepTyped(sealed),
    dropTyped: (sealed) => at().dropTyped(sealed),
    setAside: (sealed) => at().setAside(sealed),
    unreadable: () => at().unreadable(),
    forgetUnreadable: () => trying(() => at().forgetUnreadable()),
    readTyped: () => at().readTyped(),
    tryWriting: (bytes) => trying(() => at().tryWriting(bytes)),
    check: () => at().check(),
    count: () => at().count(),
    lastPos: () => at().lastPos(),
    firstPosOf: (chain) => at().firstPosOf(chain),
    entriesAfter: (pos, types) => at().entriesAfter(pos, types),
    keptAt: (chain, seq) => at().keptAt(chain, seq),
    positionsBeyond: (theirs) => at().positionsBeyond(theirs),
    keptOf: (positions) => at().keptOf(positions),
    keptAfter: (pos, limit) => at().keptAfter(pos, limit),
    loosePosBeyond: (chain, seq) => at().loosePosBeyond(chain, seq),
    looseBefore: (pos) => at().looseBefore(pos),
    looseEntries: (after, before, limit) => at().looseEntries(after, before, limit),
    newestSegment: () => at().newestSegment(),
    contentBlocks: () => at().contentBlocks(),
    contentKeysOf: (block) => at().contentKeysOf(block),
    lastContent: () => at().lastContent(),
    writeSegment: (entries, deflated, block) => trying(() => at().writeSegment(entries, deflated, block)),
    readBack(written, look) {
      const beside = openDatabase(file, format);
      if (!beside.ok) return Promise.resolve(beside);
      return tryingOn(async () => ok(await look(readBack(beside.value, written, vault)))).finally(() =>
        closeDatabase(beside.value),
      );
    },
    settleSegment: (written, replaced, entries) => trying(() => at().settleSegment(written, replaced, entries)),
    giveBack: (pages) => trying(() => at().giveBack(pages)),
    hasRotten: () => found.rotten,
    readCache: () => at().readCache(),
    writeCache: (pos, sealed) => trying(() => at().writeCache(pos, sealed)),
    readHeld: () => at().readHeld(),
    writeHeld: (sealed) => trying(() => at().writeHeld(sealed)),
    readSetting: (name) => at().readSetting(name),
    writeSetting: (name, sealed) => trying(() => at().writeSetting(name, sealed)),
    readSent: (name) => at().readSent(name),
    readRoom: (name) => at().readRoom(name),
    writeRelay: (sent, rooms) => trying(() => at().writeRelay(sent, rooms)),
    keepDamage: (damage, pos) => at().keepDamage(damage, pos),
    keepHeard: (heard) => at().keepHeard(heard),
    readDamage: () => at().readDamage(),
    endDamage: () => at().endDamage(),
    close() {
      pool.leave(member);
      live?.close();
      live = null;
    },
  });
}

const chainBytes = (chain: ChainId): Bytes => {
  const bytes = fromHex(chain.replace("~", ""));
  if (bytes === null) throw new Error("a chain is always hex");
  return bytes;
};

/** Pieces of content that are to be written, with those of the block that they go on from. */
export interface PreparedBlock {
  readonly first: number;
  readonly count: number;
  readonly deflated: Bytes;
  readonly replaced: number | null;
}

export interface WrittenSegment {
  readonly no: number;
  readonly content: NewBlock | null;
}

function readBack(database: DatabaseSync, { no, content }: WrittenSegment, vault: Vault): Segment | null {
  const row = database.prepare("SELECT * FROM segment WHERE no = ?").get(no);
  const sealed = row === undefined ? null : (readSegmentRow(row)?.sealed ?? null);
  // What nobody but its writer changes is of one moment.
  const { piecesAt } = createContents(database, vault, { rotten: false }, (run) => run(), content);
  return sealed === null ? null : openSegment(sealed, vault, piecesAt);
}

type Row = Readonly<Record<string, SQLOutputValue>>;
type CheckedRow = readonly [
  ...[pos: number, device: number, seq: number, type: number, client: number | null, clock: number | null],
  ...[accepted: Bytes, kept: Bytes, sum: number],
];
type StoredAccepted = readonly [
  hash: Bytes,
  time: number,
  vector: readonly (readonly [number, number, number])[],
  governance: readonly Bytes[],
  statements: number,
];

function connect(database: DatabaseSync, vault: Vault, found: { rotten: boolean }) {
  const contents = createContents(database, vault, found, atOnce);
  const segments = createSegments(database, vault, found, atOnce, contents.piecesAt);
  const noOf = new Map<ChainId, number>();
  const deviceOf = new Map<number, ChainId>();
  const remember = (device: ChainId, no: number): number => {
    noOf.set(device, no);
    deviceOf.set(no, device);
    return no;
  };
  for (const row of database.prepare("SELECT no, id FROM device").all())
    remember(readChain(row.id as Bytes), row.no as number);

  const begin = database.prepare("BEGIN IMMEDIATE");
  const commit = database.prepare("COMMIT");
  const selectDevice = database.prepare("SELECT no FROM device WHERE id = ?");
  const insertDevice = database.prepare("INSERT INTO device (id) VALUES (?)");
  // Positions go on where those of a damaged log ended: what was read up to one of them stays read.
  const insertLog = database.prepare(
    `INSERT INTO log (pos, device, seq, type, client, clock, accepted, kept, sum) VALUES
    (coalesce(?, 1 + max((SELECT coalesce(max(pos), 0) FROM log), (SELECT coalesce(max(pos), 0) FROM damage), ?)), ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertTyped = database.prepare("INSERT INTO typed (sealed) VALUES (?)");
  const deleteTyped = database.prepare("DELETE FROM typed WHERE ?1 IS NULL OR sealed = ?1");
  const selectOne = database.prepare("SELECT type, client, clock, accepted FROM log WHERE device = ? AND seq = ?");
  const selectClock = database.prepare(
    "SELECT clock FROM log WHERE device = ? AND seq <= ? AND client = ? ORDER BY seq DESC LIMIT 1",
  );
  const selectFrame = database.prepare("SELECT * FROM log WHERE device = ? AND seq = ?");
  const selectAfter = database.prepare("SELECT * FROM log WHERE pos > ? ORDER BY pos LIMIT ?");
  const selectBeyond = database.prepare("SELECT pos FROM log WHERE device = ? AND seq > ? ORDER BY seq");
  const selectAt = database.prepare("SELECT * FROM log WHERE pos = ?");
  const selectLast = database.prepare("SELECT coalesce(max(pos), 0) AS pos FROM log");

  const noOfChain = (chain: ChainId): number | undefined => {
    const known = noOf.get(chain);
    if (known !== undefined) return known;
    const row = selectDevice.get(chainBytes(chain));
    return row === undefined ? undefined : remember(chain, row.no as number);
  };
  const chainNo = (chain: ChainId): number =>
    noOfChain(chain) ?? remember(chain, Number(insertDevice.run(chainBytes(chain)).lastInsertRowid));
  /** Another thread may have added it. */
  const findChain = (no: number): ChainId | null => {
    const known = deviceOf.get(no);
    if (known !== undefined) return known;
    const row = database.prepare("SELECT id FROM device WHERE no = ?").get(no);
    if (row === undefined) return null;
    const chain = readChain(row.id as Bytes);
    remember(chain, no);
    return chain;
  };
  const knownChain = (no: number): ChainId => {
    const chain = findChain(no);
    if (chain === null) throw new Error("the log names a device that the store does not have");
    return chain;
  };

  function readEntry(row: Row): LogEntry {
    const chain = knownChain(row.device as number);
    return { pos: row.pos as number, accepted: readAccepted(chain, row.seq as number, row) };
  }

  function readAccepted(chain: ChainId, seq: number, row: Row): Accepted {
    const [hash, time, vector, governance, statements] = decodeCbor(row.accepted as Bytes) as StoredAccepted;
    return {
      place: { device: chainDevice(chain), seq, hash: toHex(hash) as EnvelopeHash },
      chain,
      type: row.type as number,
      time,
      vector: new Map(vector.map(([no, upTo, substance]) => [knownChain(no), [upTo, substance] as const])),
      governance: governance.map((head) => toHex(head) as EnvelopeHash),
      client: row.client as number | null,
      clock: row.clock as number | null,
      statements,
    };
  }

  const index: LedgerIndex = {
    find(chain, seq) {
      const no = noOfChain(chain);
      const row = no === undefined ? undefined : selectOne.get(no, seq);
      return row === undefined ? segments.find(chain, seq) : readAccepted(chain, seq, row);
    },
    clockAt(chain, client, seq) {
      const no = noOfChain(chain);
      const row = no === undefined ? undefined : selectClock.get(no, seq, client);
      // Whatever is in a segment comes before what is not.
      return (row?.clock as number | undefined) ?? segments.clockAt(chain, client, seq) ?? 0;
    },
  };

  /** Null where it is not as it was written. */
  function readKept(row: Row): LogKept | null {
    const chain = deviceOf.get(row.device as number) ?? findChain(row.device as number);
    const packed = row.kept as Bytes;
    const kept = chain !== null && row.sum === sumOf(chain, row) ? unpackKept(packed, vault) : null;
    if (chain !== null && kept !== null) return { pos: row.pos as number, chain, seq: row.seq as number, kept };
    found.rotten = true;
    return null;
  }

  const sumOf = (chain: ChainId, row: Row): number =>
    rowSum({
      ...{ chain, seq: row.seq as number, type: row.type as number },
      ...{ client: row.client as number | null, clock: row.clock as number | null },
      ...{ accepted: row.accepted as Bytes, kept: row.kept as Bytes },
    });

  const readAll = (rows: readonly Row[]): readonly LogKept[] => rows.map(readKept).filter((kept) => kept !== null);

  const asKept = ({ pos, accepted, kept }: ReadEntry): readonly LogKept[] =>
    kept === null ? [] : [{ pos, chain: accepted.chain, seq: accepted.place.seq, kept }];

  /** Rows and segments of one moment: another connection may be moving entries from those to these. */
  function atOnce<T>(run: () => T): T {
    if (database.isTransaction) return run();
    database.exec("BEGIN");
    try {
      return run();
    } finally {
      if (database.isTransaction) database.exec("COMMIT");
    }
  }

  /**
   * All or nothing; `run` throws to roll back. Where it "waits" it is on disk when it returns ok; where it "goesOn" a
   * kill takes nothing of it, and a power cut nothing once anything after it waited (sqlite.org/pragma.html#pragma_synchronous).
   */
  function transact<T>(run: () => T, disk: "waits" | "goesOn" = "waits"): Result<T, HostError> {
    const devicesBefore = new Set(noOf.keys());
    return attempt(() => {
      if (disk === "goesOn") database.exec("PRAGMA synchronous = NORMAL");
      begin.run();
      try {
        const value = run();
        commit.run();
        return value;
      } catch (thrown) {
        for (const [device, no] of [...noOf])
          if (!devicesBefore.has(device)) {
            noOf.delete(device);
            deviceOf.delete(no);
          }
        if (database.isTransaction) database.exec("ROLLBACK");
        throw thrown;
      } finally {
        if (disk === "goesOn") database.exec("PRAGMA synchronous = FULL");
      }
    });
  }

  return {
    index,
    transact,
    /** Only inside `transact`. Answers the position. */
    append(accepted: Accepted, kept: Kept, at: number | null = null): number {
      const { place, chain, type, client, clock } = accepted;
      const stored: StoredAccepted = [
        fromHex(place.hash) as Bytes,
        accepted.time,
        [...accepted.vector].map(([seen, [seq, substance]]) => [chainNo(seen), seq, substance] as const),
        accepted.governance.map(idBytes),
        accepted.statements,
      ];
      const index = encodeCbor(stored);
      const packed = packKept(kept, vault);
      const sum = rowSum({ chain, seq: place.seq, type, client, clock, accepted: index, kept: packed });
      const after = segments.lastPos();
      const inserted = insertLog.run(at, after, chainNo(chain), place.seq, type, client, clock, index, packed, sum);
      return Number(inserted.lastInsertRowid);
    },
    /** What was typed and is not signed yet, in order. Only inside `transact`. */
    keepTyped: (sealed: Bytes): void => void insertTyped.run(sealed),
    /** It is in the log now, all of it; or one entry of it was set aside. Only inside `transact`. */
    dropTyped: (sealed: Bytes | null = null): void => void deleteTyped.run(sealed),
    readTyped: (): readonly Bytes[] =>
      database
        .prepare("SELECT sealed FROM typed ORDER BY no")
        .all()
        .map((row) => row.sealed as Bytes),
    /** Typed, and unreadable by now: it is kept as it is. Only inside `transact`. */
    setAside: (sealed: Bytes | null): void =>
      void database.prepare("INSERT INTO unreadable (sealed) VALUES (?)").run(sealed),
    /** How many entries of what was typed and not signed were set aside. */
    unreadable: (): number => database.prepare("SELECT count(*) AS n FROM unreadable").get()?.n as number,
    /** Its person has been told. */
    forgetUnreadable: (): Result<unknown, HostError> => attempt(() => database.exec("DELETE FROM unreadable")),
    /** Whether each row of the log is as it was written. */
    check(): boolean {
      // A walk in order, so that a page that is gone is missed too; rows as lists, which are read three times as fast.
      const select = database.prepare(
        "SELECT pos, device, seq, type, client, clock, accepted, kept, sum FROM log WHERE pos > ? ORDER BY pos LIMIT 256",
      );
      select.setReturnArrays(true);
      for (let after = 0; ; ) {
        const rows = select.all(after) as unknown as readonly CheckedRow[];
        for (const [pos, device, seq, type, client, clock, accepted, kept, sum] of rows) {
          const chain = deviceOf.get(device) ?? findChain(device);
          if (chain === null || sum !== rowSum({ chain, seq, type, client, clock, accepted, kept })) {
            found.rotten = true;
            return false;
          }
          after = pos;
        }
        if (rows.length === 0) break;
      }
      return segments.check() && contents.check();
    },
    count: (): number => (database.prepare("SELECT count(*) AS n FROM log").get()?.n as number) + segments.count(),
    /** Whether so many bytes find a place on the disk now. */
    tryWriting: (bytes: number): Result<unknown, HostError> =>
      attempt(() => {
        database.prepare("INSERT OR REPLACE INTO setting VALUES ('room', zeroblob(?))").run(bytes);
        database.prepare("DELETE FROM setting WHERE name = 'room'").run();
      }),
    lastPos: (): number => atOnce(() => Math.max(selectLast.get()?.pos as number, segments.lastPos())),
    /** Where a chain begins in the log; null where it is not in it. */
    firstPosOf(chain: ChainId): number | null {
      const no = noOfChain(chain);
      if (no === undefined) return null;
      const row = database.prepare("SELECT pos FROM log WHERE device = ? ORDER BY seq LIMIT 1").get(no);
      return segments.firstPosOf(chain) ?? (row?.pos as number | undefined) ?? null;
    },
    /** What is behind a position, of these types alone, without its sealed words. */
    entriesAfter(pos: number, types: readonly number[]): readonly LogEntry[] {
      const marks = types.map(() => "?").join(", ");
      const rows = database.prepare(
        `SELECT pos, device, seq, type, client, clock, accepted FROM log WHERE pos > ? AND type IN (${marks}) ORDER BY pos`,
      );
      return atOnce(() => [
        ...segments.ofTypes(pos, types).map(({ pos: at, accepted }) => ({ pos: at, accepted })),
        ...rows.all(pos, ...types).map(readEntry),
      ]);
    },
    keptAt(chain: ChainId, seq: number): Kept | null {
      const no = noOf.get(chain);
      const row = no === undefined ? undefined : selectFrame.get(no, seq);
      return row === undefined ? (segments.entryOf(chain, seq)?.kept ?? null) : (readKept(row)?.kept ?? null);
    },
    /** Positions of what a holder of `theirs` (the last of each chain) lacks, ascending; costs what is missing alone. */
    positionsBeyond(theirs: ReadonlyMap<ChainId, number>): readonly number[] {
      return atOnce(() => {
        const found = [...segments.positionsBeyond(theirs)];
        for (const row of database.prepare("SELECT no, id FROM device").all()) {
          const beyond = theirs.get(readChain(row.id as Bytes)) ?? -1;
          for (const { pos } of selectBeyond.all(row.no as number, beyond)) found.push(pos as number);
        }
        return found.sort((a, b) => a - b);
      });
    },
    keptOf: (positions: readonly number[]): readonly LogKept[] =>
      positions.flatMap((pos) => {
        const row = selectAt.get(pos);
        const entry = row === undefined ? segments.at(pos) : null;
        if (row === undefined) return entry === null ? [] : asKept(entry);
        return readAll([row]);
      }),
    /** The next entries of the log, in the order they were accepted. */
    keptAfter: (pos: number, limit: number): readonly LogKept[] =>
      atOnce(() => {
        const entries = segments.after(pos, limit);
        const loose = selectAfter.all(entries.at(-1)?.pos ?? pos, limit - entries.length);
        return [...entries.flatMap(asKept), ...readAll(loose)];
      }),
    /** Where a chain goes beyond a number, in no segment yet; null: it does not. */
    loosePosBeyond(chain: ChainId, seq: number): number | null {
      const no = noOfChain(chain);
      const row = no === undefined ? undefined : selectBeyond.get(no, seq);
      return (row?.pos as number | undefined) ?? null;
    },
    /** What lies before a position in no segment. */
    looseBefore(pos: number): { readonly count: number; readonly bytes: number } {
      const row = database.prepare("SELECT count(*) AS n, sum(length(kept)) AS bytes FROM log WHERE pos < ?").get(pos);
      return { count: row?.n as number, bytes: (row?.bytes as number | null) ?? 0 };
    },
    /** The first in no segment between two positions, with their index. */
    looseEntries: (after: number, before: number, limit: number): readonly SegmentEntry[] =>
      database
        .prepare("SELECT * FROM log WHERE pos > ? AND pos < ? ORDER BY pos LIMIT ?")
        .all(after, before, limit)
        .flatMap((row) => {
          const kept = readKept(row);
          return kept === null ? [] : [{ ...readEntry(row), kept: kept.kept }];
        }),
    newestSegment: segments.newest,
    contentBlocks: contents.blocks,
    contentKeysOf: (block: Block): Float64Array | null => contents.keysOf(block),
    lastContent: contents.last,
    /** On disk when it answers, and not the log's yet; with it a block of content that it needs. Answers their numbers. */
    writeSegment: (
      entries: readonly SegmentEntry[],
      deflated: Bytes,
      block: PreparedBlock | null,
    ): Result<WrittenSegment, HostError> =>
      transact(() => {
        segments.forgetUnsettled();
        contents.forgetUnsettled();
        const no = segments.write(aboutEntries(entries), sealSegment(deflated, vault));
        if (block === null) return { no, content: null };
        const { first, count, replaced } = block;
        return { no, content: { no: contents.write(first, count, block.deflated), replaced } };
      }),
    /** They are the log's in the place of rows, and of what they go on from; all or nothing. */
    settleSegment(
      { no, content }: WrittenSegment,
      replaced: number | null,
      loose: readonly SegmentEntry[],
    ): Result<null, HostError> {
      return transact(() => {
        if (content !== null) contents.settle(content);
        const drop = database.prepare("DELETE FROM log WHERE pos = ?");
        for (const { pos } of loose)
          if (drop.run(pos).changes !== 1)
            throw new Error("an entry was taken into a segment and is no row of the log");
        segments.settle(no, replaced);
        return null;
      });
    },
    /** Of the pages that are free, so many go from the file. Answers how many are left. */
    giveBack: (pages: number): Result<number, HostError> =>
      attempt(() => {
        database.exec(`PRAGMA incremental_vacuum(${pages})`);
        return database.prepare("PRAGMA freelist_count").get()?.freelist_count as number;
      }),
    readCache(): { readonly pos: number; readonly sealed: Bytes } | null {
      const row = database.prepare("SELECT pos, sealed FROM cache").get();
      return row === undefined ? null : { pos: row.pos as number, sealed: row.sealed as Bytes };
    },
    writeCache: (pos: number, sealed: Bytes): Result<unknown, HostError> =>
      attempt(() => database.prepare("INSERT OR REPLACE INTO cache VALUES (1, ?, ?)").run(pos, sealed)),
    /** Where each device's entries end. */
    readHeld: (): Bytes | null =>
      (database.prepare("SELECT sealed FROM held").get()?.sealed as Bytes | undefined) ?? null,
    writeHeld: (sealed: Bytes): Result<unknown, HostError> =>
      attempt(() => database.prepare("INSERT OR REPLACE INTO held VALUES (1, ?)").run(sealed)),
    readSetting: (name: string): Bytes | null =>
      (database.prepare("SELECT sealed FROM setting WHERE name = ?").get(name)?.sealed as Bytes | undefined) ?? null,
    writeSetting: (name: string, sealed: Bytes): Result<unknown, HostError> =>
      attempt(() => database.prepare("INSERT OR REPLACE INTO setting VALUES (?, ?)").run(name, sealed)),
    /** Up to which position a relay confirmed to have this log. `name`: a hash of its address. */
    readSent: (name: Bytes): number =>
      (database.prepare("SELECT sent_pos FROM relay WHERE name = ?").get(name)?.sent_pos as number | undefined) ?? 0,
    /** How far a relay's room was read, and the furthest place it told of. `name`: a hash of its address and the room. */
    readRoom(name: Bytes): ReadRoom {
      const row = database.prepare("SELECT after_seq, seq, mark FROM relay_room WHERE name = ?").get(name);
      if (row === undefined) return { afterSeq: 0, known: null };
      return {
        afterSeq: row.after_seq as number,
        known: { seq: row.seq as number, mark: row.mark as Bytes },
      };
    },
    /** All or nothing: what is confirmed as sent is never ahead of the places that are known. */
    writeRelay: (
      sent: { readonly name: Bytes; readonly pos: number },
      rooms: readonly ({ readonly name: Bytes } & ReadRoom)[],
    ): Result<unknown, HostError> =>
      attempt(() => {
        begin.run();
        try {
          database.prepare("INSERT OR REPLACE INTO relay VALUES (?, ?)").run(sent.name, sent.pos);
          const write = database.prepare("INSERT OR REPLACE INTO relay_room VALUES (?, ?, ?, ?)");
          for (const { name, afterSeq, known } of rooms)
            if (known !== null) write.run(name, afterSeq, known.seq, known.mark);
          commit.run();
        } catch (thrown) {
          if (database.isTransaction) database.exec("ROLLBACK");
          throw thrown;
        }
      }),
    /** Only inside `transact`. `pos`: the last one of the log until now. */
    keepDamage(damage: StoredDamage, pos: number): void {
      const heard = encodeCbor(damage.heard);
      database.prepare("INSERT OR REPLACE INTO damage VALUES (1, ?, ?, ?, 0)").run(pos, Number(damage.isKnown), heard);
      const insertLost = database.prepare("INSERT OR IGNORE INTO lost VALUES (?, ?)");
      for (const [device, seq] of damage.lost) insertLost.run(idBytes(device), seq);
      const insertBehind = database.prepare("INSERT INTO behind (frame) VALUES (?)");
      for (const frame of damage.behind) insertBehind.run(frame);
    },
    readDamage(): StoredDamage | null {
      const row = database.prepare("SELECT * FROM damage WHERE is_over = 0").get();
      if (row === undefined) return null;
      const lost = database.prepare("SELECT device, seq FROM lost").all();
      return {
        lost: lost.map((of) => [toHex(of.device as Bytes) as DeviceId, of.seq as number]),
        behind: database
          .prepare("SELECT frame FROM behind ORDER BY no")
          .all()
          .map((of) => of.frame as Bytes),
        isKnown: row.is_known === 1,
        heard: decodeCbor(row.heard as Bytes) as readonly DeviceId[],
      };
    },
    keepHeard: (heard: readonly DeviceId[]): void =>
      void database.prepare("UPDATE damage SET heard = ?").run(encodeCbor(heard)),
    /** Only inside `transact`. */
    endDamage: (): void => database.exec("DELETE FROM lost; DELETE FROM behind; UPDATE damage SET is_over = 1"),
    isBusy: (): boolean => database.isTransaction,
    close: (): void => closeDatabase(database),
  };
}

/** An envelope that is missing, by its device. */
export type MissingPlace = readonly [device: DeviceId, seq: number];
