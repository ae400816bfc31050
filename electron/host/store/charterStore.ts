/**
 * One charter on disk: its log of sealed frames, what is indexed of them, and a cache of their fold.
 * Owns: one SQLite file. Called by: charter/replica.ts. Nothing readable is stored: frames and cache are sealed,
 * ids are public keys and hashes.
 */
import type { SQLOutputValue } from "node:sqlite";
import type { HostError } from "../../../shared/api/errors.ts";
import { type Bytes, fromHex, toHex } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { type EnvelopeHash, idBytes } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { type Accepted, type ChainId, chainDevice, type LedgerIndex } from "../../../shared/ledger/chains.ts";
import type { RoomPlace } from "../../../shared/sync/relayMessages.ts";
import { attempt, openDatabase } from "./database.ts";

const format = {
  version: 3,
  schema: `
    CREATE TABLE device (no INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE) STRICT;
    CREATE TABLE log (
      pos INTEGER PRIMARY KEY,
      device INTEGER NOT NULL REFERENCES device (no),
      seq INTEGER NOT NULL,
      type INTEGER NOT NULL,
      client INTEGER,
      clock INTEGER,
      accepted BLOB NOT NULL,
      frame BLOB NOT NULL,
      UNIQUE (device, seq)
    ) STRICT;
    CREATE TABLE cache (one INTEGER PRIMARY KEY CHECK (one = 1), pos INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;
    CREATE TABLE setting (name TEXT PRIMARY KEY, sealed BLOB NOT NULL) STRICT;
    CREATE TABLE relay (name BLOB PRIMARY KEY, after_seq INTEGER NOT NULL, sent_pos INTEGER NOT NULL) STRICT`,
  upgrades: [
    "CREATE TABLE typed (no INTEGER PRIMARY KEY, sealed BLOB NOT NULL) STRICT",
    `DROP TABLE relay;
    CREATE TABLE relay (name BLOB PRIMARY KEY, sent_pos INTEGER NOT NULL) STRICT;
    CREATE TABLE relay_room (name BLOB PRIMARY KEY, after_seq INTEGER NOT NULL, seq INTEGER NOT NULL, mark BLOB NOT NULL) STRICT`,
  ],
};

export interface LogFrame {
  readonly pos: number;
  readonly chain: ChainId;
  readonly seq: number;
  readonly frame: Bytes;
}

/** What is remembered of a relay's room. */
interface ReadRoom {
  readonly afterSeq: number;
  readonly known: RoomPlace | null;
}

export type CharterStore = ReturnType<typeof wrap>;

export function openCharterStore(file: string): Result<CharterStore, HostError> {
  const opened = openDatabase(file, format);
  return opened.ok ? ok(wrap(opened.value)) : opened;
}

/** A device's first chain by its id, a branch by the hash of its first envelope besides. */
const readChain = (bytes: Bytes): ChainId => {
  const hex = toHex(bytes);
  return hex.length === 64 ? hex : `${hex.slice(0, 64)}~${hex.slice(64)}`;
};
const chainBytes = (chain: ChainId): Bytes => {
  const bytes = fromHex(chain.replace("~", ""));
  if (bytes === null) throw new Error("a chain is always hex");
  return bytes;
};

type Row = Readonly<Record<string, SQLOutputValue>>;
type Database = Extract<ReturnType<typeof openDatabase>, { ok: true }>["value"];
type StoredAccepted = readonly [Bytes, number, readonly (readonly [number, number, number])[], readonly Bytes[]];

function wrap(database: Database) {
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
  const insertLog = database.prepare(
    "INSERT INTO log (device, seq, type, client, clock, accepted, frame) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  const insertTyped = database.prepare("INSERT INTO typed (sealed) VALUES (?)");
  const deleteTyped = database.prepare("DELETE FROM typed");
  const selectOne = database.prepare("SELECT type, client, clock, accepted FROM log WHERE device = ? AND seq = ?");
  const selectClock = database.prepare(
    "SELECT clock FROM log WHERE device = ? AND seq <= ? AND client = ? ORDER BY seq DESC LIMIT 1",
  );
  const selectFrame = database.prepare("SELECT frame FROM log WHERE device = ? AND seq = ?");
  const selectAfter = database.prepare("SELECT pos, device, seq, frame FROM log WHERE pos > ? ORDER BY pos LIMIT ?");
  const selectBeyond = database.prepare("SELECT pos FROM log WHERE device = ? AND seq > ?");
  const selectAt = database.prepare("SELECT pos, device, seq, frame FROM log WHERE pos = ?");
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
  const knownChain = (no: number): ChainId => {
    const chain = deviceOf.get(no);
    if (chain !== undefined) return chain;
    const row = database.prepare("SELECT id FROM device WHERE no = ?").get(no);
    if (row === undefined) throw new Error("the log names a device that the store does not have");
    const found = readChain(row.id as Bytes);
    remember(found, no);
    return found;
  };

  function readAccepted(chain: ChainId, seq: number, row: Row): Accepted {
    const [hash, time, vector, governance] = decodeCbor(row.accepted as Bytes) as StoredAccepted;
    return {
      place: { device: chainDevice(chain), seq, hash: toHex(hash) as EnvelopeHash },
      chain,
      type: row.type as number,
      time,
      vector: new Map(vector.map(([no, upTo, substance]) => [knownChain(no), [upTo, substance] as const])),
      governance: governance.map((head) => toHex(head) as EnvelopeHash),
      client: row.client as number | null,
      clock: row.clock as number | null,
    };
  }

  const index: LedgerIndex = {
    find(chain, seq) {
      const no = noOfChain(chain);
      const row = no === undefined ? undefined : selectOne.get(no, seq);
      return row === undefined ? null : readAccepted(chain, seq, row);
    },
    clockAt(chain, client, seq) {
      const no = noOfChain(chain);
      const row = no === undefined ? undefined : selectClock.get(no, seq, client);
      return (row?.clock as number | undefined) ?? 0;
    },
  };

  const readFrames = (rows: readonly Row[]): readonly LogFrame[] =>
    rows.map((row) => ({
      pos: row.pos as number,
      chain: knownChain(row.device as number),
      seq: row.seq as number,
      frame: row.frame as Bytes,
    }));

  return {
    index,
    /**
     * All or nothing; `run` throws to roll back. Where it "waits" it is on disk when it returns ok; where it "goesOn" a
     * kill takes nothing of it, and a power cut nothing once anything after it waited (sqlite.org/pragma.html#pragma_synchronous).
     */
    transact<T>(run: () => T, disk: "waits" | "goesOn" = "waits"): Result<T, HostError> {
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
    },
    /** Only inside `transact`. Answers the position. */
    append(accepted: Accepted, frame: Bytes): number {
      const { place, chain } = accepted;
      const stored: StoredAccepted = [
        fromHex(place.hash) as Bytes,
        accepted.time,
        [...accepted.vector].map(([seen, [seq, substance]]) => [chainNo(seen), seq, substance] as const),
        accepted.governance.map(idBytes),
      ];
      const inserted = insertLog.run(
        chainNo(chain),
        place.seq,
        accepted.type,
        accepted.client,
        accepted.clock,
        encodeCbor(stored),
        frame,
      );
      return Number(inserted.lastInsertRowid);
    },
    /** What was typed and is not signed yet, in order. Only inside `transact`. */
    keepTyped: (sealed: Bytes): void => void insertTyped.run(sealed),
    /** It is in the log now. Only inside `transact`. */
    dropTyped: (): void => void deleteTyped.run(),
    readTyped: (): readonly Bytes[] =>
      database
        .prepare("SELECT sealed FROM typed ORDER BY no")
        .all()
        .map((row) => row.sealed as Bytes),
    /** Whether so many bytes find a place on the disk now. */
    tryWriting: (bytes: number): Result<unknown, HostError> =>
      attempt(() => {
        database.prepare("INSERT OR REPLACE INTO setting VALUES ('room', zeroblob(?))").run(bytes);
        database.prepare("DELETE FROM setting WHERE name = 'room'").run();
      }),
    lastPos: (): number => selectLast.get()?.pos as number,
    frameAt(chain: ChainId, seq: number): Bytes | null {
      const no = noOf.get(chain);
      return (no === undefined ? undefined : (selectFrame.get(no, seq)?.frame as Bytes | undefined)) ?? null;
    },
    /** Positions of what a holder of `theirs` (the last of each chain) lacks, ascending; costs what is missing alone. */
    positionsBeyond(theirs: ReadonlyMap<ChainId, number>): readonly number[] {
      const found: number[] = [];
      for (const row of database.prepare("SELECT no, id FROM device").all()) {
        const beyond = theirs.get(readChain(row.id as Bytes)) ?? -1;
        for (const { pos } of selectBeyond.all(row.no as number, beyond)) found.push(pos as number);
      }
      return found.sort((a, b) => a - b);
    },
    framesAt: (positions: readonly number[]): readonly LogFrame[] =>
      readFrames(positions.flatMap((pos) => selectAt.all(pos))),
    /** The next frames of the log, in the order they were accepted. */
    framesAfter: (pos: number, limit: number): readonly LogFrame[] => readFrames(selectAfter.all(pos, limit)),
    readCache(): { readonly pos: number; readonly sealed: Bytes } | null {
      const row = database.prepare("SELECT pos, sealed FROM cache").get();
      return row === undefined ? null : { pos: row.pos as number, sealed: row.sealed as Bytes };
    },
    writeCache: (pos: number, sealed: Bytes): Result<unknown, HostError> =>
      attempt(() => database.prepare("INSERT OR REPLACE INTO cache VALUES (1, ?, ?)").run(pos, sealed)),
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
    close: (): void => database.close(),
  };
}
