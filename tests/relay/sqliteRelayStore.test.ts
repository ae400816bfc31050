import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, test } from "vitest";
import type { RelayStore } from "../../electron/relay/relayStore.ts";
import { openSqliteRelayStore } from "../../electron/relay/sqliteRelayStore.ts";
import { plainHash } from "../../shared/base/crypto.ts";
import { relayStoreContract } from "../contracts/relayStore.contract.ts";
import { seededRandom } from "../support/ambient.ts";

const random = seededRandom(31);
const made: string[] = [];
const newFile = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "tessera-relay-store-"));
  made.push(directory);
  return join(directory, "relay.sqlite");
};
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true });
});

function opened(file: string, maxBytes = 1_000_000_000): RelayStore {
  const store = openSqliteRelayStore(file, maxBytes, 0, random.bytes(8));
  if (!store.ok) throw new Error(store.error.kind);
  return store.value;
}

relayStoreContract("SQLite", async () => {
  const file = newFile();
  let store = opened(file);
  return {
    store,
    async reopen() {
      await store.close();
      store = opened(file);
      return store;
    },
    async backUp() {
      for (const ending of ["", "-wal"]) cpSync(`${file}${ending}`, `${file}.old${ending}`);
    },
    async restore() {
      await store.close();
      for (const ending of ["", "-wal"]) {
        rmSync(`${file}${ending}`, { force: true });
        cpSync(`${file}.old${ending}`, `${file}${ending}`);
      }
      store = opened(file);
      return store;
    },
    dispose: () => store.close(),
  };
});

describe("SQLite relay store", () => {
  test("[R18] a second start on the same file is refused, and works once the first is closed", async () => {
    const file = newFile();
    const first = opened(file);
    expect(openSqliteRelayStore(file, 1_000_000, 0, random.bytes(8))).toEqual({
      ok: false,
      error: { kind: "storeBusy" },
    });
    await first.close();
    await opened(file).close();
  });

  test("[R18] a newer format is refused and left as it is", () => {
    const file = newFile();
    const newer = new DatabaseSync(file);
    newer.exec("CREATE TABLE other (a); PRAGMA user_version = 5");
    newer.close();
    expect(openSqliteRelayStore(file, 1_000_000, 0, random.bytes(8))).toEqual({
      ok: false,
      error: { kind: "newerFormat", found: 5, supported: 4 },
    });
    const after = new DatabaseSync(file);
    expect(after.prepare("SELECT name FROM sqlite_schema").all()).toEqual([{ name: "other" }]);
    after.close();
  });

  test("[R25] a store of the first format goes on, and what it holds counts as stored when it was opened", async () => {
    const file = newFile();
    const first = new DatabaseSync(file);
    first.exec(`
      CREATE TABLE rooms (id INTEGER PRIMARY KEY, room BLOB NOT NULL UNIQUE, last_seq INTEGER NOT NULL,
        frames INTEGER NOT NULL, bytes INTEGER NOT NULL) STRICT;
      CREATE TABLE frames (room_id INTEGER NOT NULL REFERENCES rooms (id), seq INTEGER NOT NULL,
        frame_id BLOB NOT NULL, frame BLOB NOT NULL) STRICT;
      CREATE UNIQUE INDEX frames_by_seq ON frames (room_id, seq);
      CREATE UNIQUE INDEX frames_by_id ON frames (room_id, frame_id);
      INSERT INTO rooms VALUES (1, zeroblob(16), 700, 1, 3);
      INSERT INTO frames VALUES (1, 700, zeroblob(32), x'010203');
      PRAGMA user_version = 1;
    `);
    first.close();
    const store = openSqliteRelayStore(file, 1_000_000, 5000, random.bytes(8));
    if (!store.ok) throw new Error(store.error.kind);
    const room = new Uint8Array(16);
    const frame = Uint8Array.of(4, 5);
    const put = { room, frame, frameId: plainHash(frame) };
    expect(await store.value.append([put], 6000, { frames: 9, bytes: 99 })).toMatchObject([
      { kind: "stored", seq: 701 },
    ]);
    expect(await store.value.drop({ beforeMs: 5000, roomBytes: null })).toEqual({ ok: true, value: { frames: 0 } });
    const read = await store.value.read(room, 0, 99);
    expect(read.ok && read.value.map(({ frame: held }) => [...held])).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(await store.value.drop({ beforeMs: 5001, roomBytes: null })).toEqual({ ok: true, value: { frames: 1 } });
    await store.value.close();
    await opened(file).close();
  });

  test("[R25] what is beyond the retention goes, however many rooms there are, and each room keeps its newest", async () => {
    const store = opened(newFile());
    const bounds = { frames: 10_000, bytes: 100_000_000 };
    const put = (room: number, size: number) => {
      const frame = random.bytes(size);
      return { room: Uint8Array.of(room >> 8, room & 255), frame, frameId: plainHash(frame) };
    };
    const rooms = Array.from({ length: 1500 }, (_, room) => room);
    await store.append(
      rooms.map((room) => put(room, 20)),
      1000,
      bounds,
    );
    await store.append([put(7, 20), put(7, 20), put(9, 20)], 2000, bounds);
    // One room holds more than is dropped in one commit.
    await store.append(
      Array.from({ length: 30 }, () => put(3, 300_000)),
      2000,
      bounds,
    );
    expect(await store.drop({ beforeMs: 1000, roomBytes: 9_000_020 })).toEqual({ ok: true, value: { frames: 0 } });
    expect(await store.drop({ beforeMs: null, roomBytes: 600_000 })).toEqual({ ok: true, value: { frames: 29 } });
    expect(await store.drop({ beforeMs: 1001, roomBytes: null })).toEqual({ ok: true, value: { frames: 1499 } });
    expect(await store.totals()).toEqual({ ok: true, value: { rooms: 3, frames: 5, bytes: 600_060 } });
    await store.append([put(100, 20)], 3000, bounds);
    expect(await store.drop({ beforeMs: 2001, roomBytes: null })).toEqual({ ok: true, value: { frames: 5 } });
    expect(await store.totals()).toEqual({ ok: true, value: { rooms: 1, frames: 1, bytes: 20 } });
    await store.close();
  });

  test("[R18] a file that is not a store is refused and left as it is", () => {
    const file = newFile();
    const text = "this is a letter, not a store. ".repeat(100);
    writeFileSync(file, text);
    const result = openSqliteRelayStore(file, 1_000_000, 0, random.bytes(8));
    expect(!result.ok && result.error.kind).toBe("storeDamaged");
    expect(readFileSync(file, "utf8")).toBe(text);
  });

  test("[R17] a full disk is told as such, stores nothing of that append, and goes on once there is room", async () => {
    const file = newFile();
    const store = opened(file);
    const frame = () => {
      const bytes = random.bytes(20_000);
      return { room: new Uint8Array(16), frameId: plainHash(bytes), frame: bytes };
    };
    await store.append([frame()], 1, { frames: 100, bytes: 1e9 });
    await store.close();

    const limited = opened(file, 60_000);
    const many = [frame(), frame(), frame(), frame()];
    expect(await limited.append(many, 1, { frames: 100, bytes: 1e9 })).toEqual(many.map(() => ({ kind: "storeFull" })));
    expect(await limited.lastSeq(new Uint8Array(16))).toEqual({ ok: true, value: 1 });
    await limited.close();

    const roomy = opened(file);
    const stored = await roomy.append(many, 1, { frames: 100, bytes: 1e9 });
    expect(stored.map(({ kind }) => kind)).toEqual(["stored", "stored", "stored", "stored"]);
    await roomy.close();
  });
});
