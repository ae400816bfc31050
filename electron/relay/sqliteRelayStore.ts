/**
 * The relay's log in one SQLite file.
 * Owns the file alone (a second relay on it is refused). The relay calls it.
 * Invariant: what `append` answered as stored or known is on the disk ([R8]), and a number is never given twice ([R7]).
 */
import { DatabaseSync } from "node:sqlite";
import type { Bytes } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Appended, FrameToStore, RelayStore, RelayStoreFault, RoomBounds, StoredFrame } from "./relayStore.ts";

export type OpenStoreFault =
  | { readonly kind: "storeBusy" }
  | { readonly kind: "newerFormat"; readonly found: number; readonly supported: number }
  | { readonly kind: "storeDamaged"; readonly reason: string };

const format = 1;
const sqliteBusy = 5;
const sqliteFull = 13;

const tables = `
  CREATE TABLE rooms (
    id INTEGER PRIMARY KEY,
    room BLOB NOT NULL UNIQUE,
    last_seq INTEGER NOT NULL,
    frames INTEGER NOT NULL,
    bytes INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE frames (
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    seq INTEGER NOT NULL,
    frame_id BLOB NOT NULL,
    frame BLOB NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX frames_by_seq ON frames (room_id, seq);
  CREATE UNIQUE INDEX frames_by_id ON frames (room_id, frame_id);
  PRAGMA user_version = ${format};
`;

/** `path` of the file, made where it is missing; it never grows above `maxBytes`. */
export function openSqliteRelayStore(path: string, maxBytes: number): Result<RelayStore, OpenStoreFault> {
  let database: DatabaseSync | null = null;
  try {
    database = new DatabaseSync(path, { timeout: 0 });
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    const found = readPragma(database, "user_version");
    if (found > format) {
      database.close();
      return err({ kind: "newerFormat", found, supported: format });
    }
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN IMMEDIATE;");
    if (found === 0) database.exec(tables);
    database.exec("COMMIT");
    database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / readPragma(database, "page_size")))}`);
    return ok(storeOver(database));
  } catch (error) {
    if (database?.isOpen) database.close();
    const fault = sqliteFault(error);
    return err(fault.code === sqliteBusy ? { kind: "storeBusy" } : { kind: "storeDamaged", reason: fault.reason });
  }
}

const readPragma = (database: DatabaseSync, name: "user_version" | "page_size"): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);

function storeOver(database: DatabaseSync): RelayStore {
  const roomRow = database.prepare("SELECT id, last_seq, frames, bytes FROM rooms WHERE room = ?");
  const addRoom = database.prepare("INSERT INTO rooms (room, last_seq, frames, bytes) VALUES (?, ?, 0, 0)");
  const saveRoom = database.prepare("UPDATE rooms SET last_seq = ?, frames = ?, bytes = ? WHERE id = ?");
  const known = database.prepare("SELECT seq FROM frames WHERE room_id = ? AND frame_id = ?");
  const addFrame = database.prepare(
    "INSERT INTO frames (room_id, seq, frame_id, frame) VALUES (?, ?, ?, ?) ON CONFLICT (room_id, frame_id) DO NOTHING",
  );
  const framesAfter = database.prepare("SELECT seq, frame FROM frames WHERE room_id = ? AND seq > ? ORDER BY seq");

  interface RoomState {
    readonly id: number;
    lastSeq: number;
    frames: number;
    bytes: number;
  }

  function findRoom(room: Bytes): RoomState | null {
    const row = roomRow.get(room);
    if (row === undefined) return null;
    return {
      id: Number(row.id),
      lastSeq: Number(row.last_seq),
      frames: Number(row.frames),
      bytes: Number(row.bytes),
    };
  }

  function roomFor(room: Bytes, firstSeq: number): RoomState {
    const found = findRoom(room);
    if (found !== null) return found;
    const id = Number(addRoom.run(room, firstSeq - 1).lastInsertRowid);
    return { id, lastSeq: firstSeq - 1, frames: 0, bytes: 0 };
  }

  function appendOne(room: RoomState, { frameId, frame }: FrameToStore, bounds: RoomBounds): Appended {
    const isFull = room.frames >= bounds.frames || room.bytes + frame.length > bounds.bytes;
    // Nearly every frame is new: it is looked up only where it was not taken.
    if (!isFull && addFrame.run(room.id, room.lastSeq + 1, frameId, frame).changes === 1) {
      room.lastSeq += 1;
      room.frames += 1;
      room.bytes += frame.length;
      return { kind: "stored", seq: room.lastSeq };
    }
    const before = known.get(room.id, frameId);
    return before === undefined ? { kind: "roomFull" } : { kind: "known", seq: Number(before.seq) };
  }

  function appendAll(frames: readonly FrameToStore[], firstSeq: number, bounds: RoomBounds): readonly Appended[] {
    const rooms = new Map<string, RoomState>();
    const answers = frames.map((frame) => {
      const key = Buffer.from(frame.room).toString("latin1");
      const room = rooms.get(key) ?? roomFor(frame.room, firstSeq);
      rooms.set(key, room);
      return appendOne(room, frame, bounds);
    });
    for (const room of rooms.values()) saveRoom.run(room.lastSeq, room.frames, room.bytes, room.id);
    return answers;
  }

  /** node:sqlite throws; here that becomes an expected failure. */
  function guarded<T>(run: () => T): Promise<Result<T, RelayStoreFault>> {
    try {
      return Promise.resolve(ok(run()));
    } catch (error) {
      const { code, reason } = sqliteFault(error);
      return Promise.resolve(err(code === sqliteFull ? { kind: "full" } : { kind: "failed", reason }));
    }
  }

  return {
    append: (frames, firstSeq, bounds) =>
      guarded(() => {
        database.exec("BEGIN IMMEDIATE");
        try {
          const answers = appendAll(frames, firstSeq, bounds);
          database.exec("COMMIT");
          return answers;
        } catch (error) {
          // A full disk can end the transaction by itself.
          if (database.isTransaction) database.exec("ROLLBACK");
          throw error;
        }
      }),
    read: (room, afterSeq, maxBytes) =>
      guarded(() => {
        const page: StoredFrame[] = [];
        let bytes = 0;
        const id = findRoom(room)?.id;
        if (id === undefined) return page;
        for (const row of framesAfter.iterate(id, afterSeq)) {
          const frame = row.frame;
          if (!(frame instanceof Uint8Array)) throw new Error("a frame is a blob");
          if (page.length > 0 && bytes + frame.length > maxBytes) break;
          page.push({ seq: Number(row.seq), frame: frame as Bytes });
          bytes += frame.length;
        }
        return page;
      }),
    lastSeq: (room) =>
      guarded(() => {
        const found = findRoom(room);
        return found === null || found.frames === 0 ? 0 : found.lastSeq;
      }),
    close: () => {
      if (database.isOpen) database.close();
      return Promise.resolve();
    },
  };
}

function sqliteFault(error: unknown): { readonly code: number; readonly reason: string } {
  const reason = error instanceof Error ? error.message : String(error);
  const code = typeof error === "object" && error !== null && "errcode" in error ? Number(error.errcode) : 0;
  // The low byte is the primary result code.
  return { code: code & 0xff, reason };
}
