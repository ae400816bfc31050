/**
 * The relay's log in one SQLite file.
 * Owns the file alone (a second relay on it is refused). The relay calls it.
 * Invariant: what `append` answered as stored or known is on the disk ([R8]), and a number is never given twice under
 * one mark ([R7], [R27]): every start writes under a mark of its own, since the file may be an older copy.
 */
import { DatabaseSync } from "node:sqlite";
import { type Bytes, equalBytes } from "../../shared/base/bytes.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import { markBytes } from "../../shared/sync/relayMessages.ts";
import type {
  Appended,
  FrameToStore,
  RelayStore,
  RelayStoreFault,
  Retention,
  RoomBounds,
  StoredFrame,
} from "./relayStore.ts";

export type OpenStoreFault =
  | { readonly kind: "storeBusy" }
  | { readonly kind: "newerFormat"; readonly found: number; readonly supported: number }
  | { readonly kind: "storeDamaged"; readonly reason: string };

const format = 4;
/** Dropped in one commit, so that nobody waits long for it. */
const dropFrames = 250;
const dropBytes = 1024 * 1024;
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
    frame BLOB NOT NULL,
    stored_ms INTEGER NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX frames_by_seq ON frames (room_id, seq);
  CREATE UNIQUE INDEX frames_by_id ON frames (room_id, frame_id);
`;

/** From which number on a room's numbers bear which mark; before the first: zeros. */
const runs = `
  CREATE TABLE runs (
    room_id INTEGER NOT NULL REFERENCES rooms (id),
    from_seq INTEGER NOT NULL,
    mark BLOB NOT NULL,
    PRIMARY KEY (room_id, from_seq)
  ) STRICT, WITHOUT ROWID;
`;
/** What the retention asks for: when the oldest frame of a room was stored, and how much it holds. Both of rooms with frames. */
const ages = `
  ALTER TABLE rooms ADD COLUMN oldest_ms INTEGER NOT NULL DEFAULT 0;
  UPDATE rooms SET oldest_ms =
    coalesce((SELECT stored_ms FROM frames WHERE room_id = rooms.id ORDER BY seq LIMIT 1), 0);
  CREATE INDEX rooms_by_age ON rooms (oldest_ms) WHERE frames > 0;
  CREATE INDEX rooms_by_bytes ON rooms (bytes) WHERE frames > 0;
`;
const noMark: Bytes = new Uint8Array(markBytes);

/** Format 1 did not say when a frame was stored: those it holds count as stored now. */
const fromFormat1 = (nowMs: number): string =>
  `ALTER TABLE frames ADD COLUMN stored_ms INTEGER NOT NULL DEFAULT ${Math.trunc(nowMs)};`;

/** `path` of the file, made where it is missing; it never grows above `maxBytes`. `mark`: random, of this start. */
export function openSqliteRelayStore(
  path: string,
  maxBytes: number,
  nowMs: number,
  mark: Bytes,
): Result<RelayStore, OpenStoreFault> {
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
    if (found === 1) database.exec(fromFormat1(nowMs));
    if (found < 3) database.exec(runs);
    if (found < format) database.exec(ages);
    database.exec(`PRAGMA user_version = ${format}; COMMIT`);
    database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(maxBytes / readPragma(database, "page_size")))}`);
    return ok(storeOver(database, mark));
  } catch (error) {
    if (database?.isOpen) database.close();
    const fault = sqliteFault(error);
    return err(fault.code === sqliteBusy ? { kind: "storeBusy" } : { kind: "storeDamaged", reason: fault.reason });
  }
}

const readPragma = (database: DatabaseSync, name: "user_version" | "page_size"): number =>
  Number(database.prepare(`PRAGMA ${name}`).get()?.[name]);

function storeOver(database: DatabaseSync, ownMark: Bytes): RelayStore {
  const roomRow = database.prepare("SELECT id, last_seq, frames, bytes, oldest_ms FROM rooms WHERE room = ?");
  const addRoom = database.prepare(
    "INSERT INTO rooms (room, last_seq, frames, bytes, oldest_ms) VALUES (?, ?, 0, 0, 0)",
  );
  const saveRoom = database.prepare("UPDATE rooms SET last_seq = ?, frames = ?, bytes = ?, oldest_ms = ? WHERE id = ?");
  const known = database.prepare("SELECT seq FROM frames WHERE room_id = ? AND frame_id = ?");
  const addFrame = database.prepare(
    "INSERT INTO frames (room_id, seq, frame_id, frame, stored_ms) VALUES (?, ?, ?, ?, ?) ON CONFLICT (room_id, frame_id) DO NOTHING",
  );
  const framesAfter = database.prepare("SELECT seq, frame FROM frames WHERE room_id = ? AND seq > ? ORDER BY seq");
  const sizesFromOldest = database.prepare(
    "SELECT seq, length(frame) AS bytes, stored_ms FROM frames WHERE room_id = ? ORDER BY seq",
  );
  const removeUpTo = database.prepare("DELETE FROM frames WHERE room_id = ? AND seq <= ?");
  const addRun = database.prepare("INSERT INTO runs (room_id, from_seq, mark) VALUES (?, ?, ?)");
  const runAt = database.prepare(
    "SELECT mark FROM runs WHERE room_id = ? AND from_seq <= ? ORDER BY from_seq DESC LIMIT 1",
  );
  const runsOf = database.prepare("SELECT from_seq, mark FROM runs WHERE room_id = ? ORDER BY from_seq");
  const oldestRooms = database.prepare(
    "SELECT id, last_seq, frames, bytes, oldest_ms FROM rooms WHERE frames > 0 AND oldest_ms < ? ORDER BY oldest_ms LIMIT ?",
  );
  const largestRooms = database.prepare(
    "SELECT id, last_seq, frames, bytes, oldest_ms FROM rooms WHERE frames > 0 AND bytes > ? ORDER BY bytes DESC LIMIT ?",
  );
  const sums = database.prepare(
    "SELECT count(*) AS rooms, coalesce(sum(frames), 0) AS frames, coalesce(sum(bytes), 0) AS bytes FROM rooms WHERE frames > 0",
  );

  interface RoomState {
    readonly id: number;
    /** The room's latest numbers are of this start. */
    isOwnRun: boolean;
    lastSeq: number;
    frames: number;
    bytes: number;
    /** When its oldest frame was stored; 0: it has none. */
    oldestMs: number;
  }

  const roomState = (row: Readonly<Record<string, unknown>>): RoomState => ({
    id: Number(row.id),
    isOwnRun: equalBytes(markAt(Number(row.id), Number(row.last_seq)), ownMark),
    lastSeq: Number(row.last_seq),
    frames: Number(row.frames),
    bytes: Number(row.bytes),
    oldestMs: Number(row.oldest_ms),
  });

  function findRoom(room: Bytes): RoomState | null {
    const row = roomRow.get(room);
    return row === undefined ? null : roomState(row);
  }

  function save({ id, lastSeq, frames, bytes, oldestMs }: RoomState): void {
    saveRoom.run(lastSeq, frames, bytes, oldestMs, id);
  }

  function makeRoom(room: Bytes, nowMs: number): RoomState {
    const id = Number(addRoom.run(room, nowMs - 1).lastInsertRowid);
    return { id, isOwnRun: false, lastSeq: nowMs - 1, frames: 0, bytes: 0, oldestMs: 0 };
  }

  const markAt = (id: number, seq: number): Bytes => {
    const mark = runAt.get(id, seq)?.mark;
    return mark instanceof Uint8Array ? (mark as Bytes) : noMark;
  };

  /** Of the frames of a page, which come in order. */
  function marksOf(id: number): (seq: number) => Bytes {
    const rows = runsOf.all(id);
    let at = -1;
    let mark = noMark;
    return (seq) => {
      for (let next = rows[at + 1]; next !== undefined && Number(next.from_seq) <= seq; next = rows[at + 1]) {
        at += 1;
        mark = next.mark as Bytes;
      }
      return mark;
    };
  }

  function appendAll(puts: readonly FrameToStore[], nowMs: number, bounds: RoomBounds): readonly Appended[] {
    const rooms = new Map<string, RoomState>();
    const answers = puts.map(({ room: name, frameId, frame }): Appended => {
      const key = Buffer.from(name).toString("latin1");
      const found = rooms.get(key) ?? findRoom(name);
      const isFull = (found?.frames ?? 0) >= bounds.frames || (found?.bytes ?? 0) + frame.length > bounds.bytes;
      if (isFull && found === null) return { kind: "roomFull" };
      const room = found ?? makeRoom(name, nowMs);
      rooms.set(key, room);
      // Nearly every frame is new: it is looked up only where it was not taken.
      if (!isFull && addFrame.run(room.id, room.lastSeq + 1, frameId, frame, nowMs).changes === 1) {
        room.lastSeq += 1;
        if (!room.isOwnRun) addRun.run(room.id, room.lastSeq, ownMark);
        room.isOwnRun = true;
        if (room.frames === 0) room.oldestMs = nowMs;
        room.frames += 1;
        room.bytes += frame.length;
        return { kind: "stored", seq: room.lastSeq, mark: ownMark };
      }
      const before = known.get(room.id, frameId);
      if (before === undefined) return { kind: "roomFull" };
      const seq = Number(before.seq);
      return { kind: "known", seq, mark: markAt(room.id, seq) };
    });
    for (const room of rooms.values()) save(room);
    return answers;
  }

  /** Drops the room's oldest frames as far as they are beyond the retention and `left` allows, and takes them off it. */
  function dropOldest(room: RoomState, { beforeMs, roomBytes }: Retention, left: { frames: number; bytes: number }) {
    let upTo = 0;
    let oldestMs = 0;
    for (const row of sizesFromOldest.iterate(room.id)) {
      const isOld = beforeMs !== null && Number(row.stored_ms) < beforeMs;
      const isBeyond = roomBytes !== null && room.bytes > roomBytes;
      oldestMs = Number(row.stored_ms);
      if (left.frames === 0 || left.bytes <= 0 || !(isOld || isBeyond)) break;
      const bytes = Number(row.bytes);
      room.frames -= 1;
      room.bytes -= bytes;
      left.frames -= 1;
      left.bytes -= bytes;
      upTo = Number(row.seq);
    }
    removeUpTo.run(room.id, upTo);
    save({ ...room, oldestMs: room.frames === 0 ? 0 : oldestMs });
  }

  /** One commit's worth, of the rooms that are beyond the retention: nothing else is looked at. */
  function dropSome(retention: Retention): { readonly frames: number; readonly isDone: boolean } {
    const left = { frames: dropFrames, bytes: dropBytes };
    const { beforeMs, roomBytes } = retention;
    // The first ones may take all that is left, so more than it could drop of are not looked for.
    const old = beforeMs === null ? [] : oldestRooms.all(beforeMs, dropFrames);
    const large = roomBytes === null ? [] : largestRooms.all(roomBytes, dropFrames);
    const rooms = new Map([...old, ...large].map((row) => [Number(row.id), row]));
    for (const row of rooms.values()) {
      if (left.frames === 0 || left.bytes <= 0) break;
      dropOldest(roomState(row), retention, left);
    }
    const frames = dropFrames - left.frames;
    return { frames, isDone: frames === 0 };
  }

  function committed<T>(run: () => T): T {
    database.exec("BEGIN IMMEDIATE");
    try {
      const value = run();
      database.exec("COMMIT");
      return value;
    } catch (error) {
      // A full disk can end the transaction by itself.
      if (database.isTransaction) database.exec("ROLLBACK");
      throw error;
    }
  }

  /** node:sqlite throws; here that becomes an expected failure. */
  function guarded<T>(run: () => T): Promise<Result<T, RelayStoreFault>> {
    try {
      return Promise.resolve(ok(run()));
    } catch (error) {
      return Promise.resolve(err({ reason: sqliteFault(error).reason }));
    }
  }

  return {
    append(puts, nowMs, bounds) {
      try {
        return Promise.resolve(committed(() => appendAll(puts, nowMs, bounds)));
      } catch (error) {
        const kind = sqliteFault(error).code === sqliteFull ? "storeFull" : "storeFailed";
        return Promise.resolve(puts.map(() => ({ kind })));
      }
    },
    read: (room, afterSeq, maxBytes) =>
      guarded(() => {
        const page: StoredFrame[] = [];
        let bytes = 0;
        const id = findRoom(room)?.id;
        if (id === undefined) return page;
        const markOf = marksOf(id);
        for (const row of framesAfter.iterate(id, afterSeq)) {
          const frame = row.frame;
          if (!(frame instanceof Uint8Array)) throw new Error("a frame is a blob");
          if (page.length > 0 && bytes + frame.length > maxBytes) break;
          const seq = Number(row.seq);
          page.push({ seq, mark: markOf(seq), frame: frame as Bytes });
          bytes += frame.length;
        }
        return page;
      }),
    lastSeq: (room) => guarded(() => findRoom(room)?.lastSeq ?? 0),
    holds: (room, { seq, mark }) =>
      guarded(() => {
        const found = findRoom(room);
        return found !== null && seq <= found.lastSeq && equalBytes(markAt(found.id, seq), mark);
      }),
    async drop(retention) {
      let frames = 0;
      for (;;) {
        const dropped = await guarded(() => committed(() => dropSome(retention)));
        if (!dropped.ok) return dropped;
        frames += dropped.value.frames;
        if (dropped.value.isDone) return ok({ frames });
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
    },
    totals: () =>
      guarded(() => {
        const row = sums.get();
        return { rooms: Number(row?.rooms), frames: Number(row?.frames), bytes: Number(row?.bytes) };
      }),
    neighbours: null,
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
