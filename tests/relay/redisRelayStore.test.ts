import { cpSync, renameSync, rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRedisRelayStore } from "../../electron/relay/redisRelayStore.ts";
import type { NeighbourListener, RelayStore } from "../../electron/relay/relayStore.ts";
import { plainHash } from "../../shared/base/crypto.ts";
import { relayStoreContract } from "../contracts/relayStore.contract.ts";
import { realClock, recordingLogger, seededRandom, until } from "../support/ambient.ts";
import { type RedisServer, startRedis } from "./redisServer.ts";

const bounds = { frames: 1_000_000, bytes: 1_000_000_000 };
const random = seededRandom(21);
let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.remove());

const open = (url = redis.url, logger = recordingLogger(), password: string | null = null, clock = realClock) =>
  openRedisRelayStore({ url, password, clock, random, logger });

async function opened(): Promise<RelayStore> {
  const store = await open();
  if (!store.ok) throw new Error(store.error.kind);
  return store.value;
}

const frameIn = (name: number, size = 330) => {
  const frame = random.bytes(size);
  return { room: new Uint8Array(16).fill(name), frameId: plainHash(frame), frame };
};
const room = (name: number) => new Uint8Array(16).fill(name);

relayStoreContract("Redis", async () => {
  await redis.ask("FLUSHALL");
  let store = await opened();
  return {
    store,
    async reopen() {
      await store.close();
      store = await opened();
      return store;
    },
    async backUp() {
      cpSync(redis.directory, `${redis.directory}-old`, { recursive: true });
    },
    async restore() {
      await store.close();
      await redis.kill();
      rmSync(redis.directory, { recursive: true });
      renameSync(`${redis.directory}-old`, redis.directory);
      await redis.start();
      store = await opened();
      return store;
    },
    dispose: () => store.close(),
  };
});

/** What a store's neighbours told it. */
function heardBy(store: RelayStore): { readonly lines: readonly string[] } {
  const lines: string[] = [];
  const listener: NeighbourListener = {
    onAppended: (of, lastSeq) => lines.push(`${of[0]} reaches ${lastSeq}`),
    onEphemeral: (of, frame) => lines.push(`${of[0]} hears ${Buffer.from(frame).toString()}`),
    onLost: () => lines.push("lost"),
  };
  store.neighbours?.listen(listener);
  return { lines };
}

describe("Redis relay store", () => {
  test("[R22] tells neighbours in a joined room of what was stored and passed on, and nobody of their own", async () => {
    await redis.ask("FLUSHALL");
    const [one, two] = [await opened(), await opened()];
    const [heardOne, heardTwo] = [heardBy(one), heardBy(two)];
    await Promise.all([one, two].map((store) => store.neighbours?.join(room(1))));
    await one.append([frameIn(1), frameIn(1), frameIn(2)], 500, bounds);
    one.neighbours?.passOn(room(1), new Uint8Array(Buffer.from("caret")));
    await until("both are told", () => heardTwo.lines.length === 2);
    expect(heardTwo.lines).toEqual(["1 reaches 501", "1 hears caret"]);
    for (let again = 0; again < 20; again++) {
      two.neighbours?.leave(room(1));
      await two.neighbours?.join(room(1));
      await one.append([frameIn(1)], 500, bounds);
      await until("it is told", () => heardTwo.lines.length === 3 + again);
    }
    two.neighbours?.leave(room(1));
    await two.neighbours?.join(room(3));
    await one.append([frameIn(1), frameIn(3)], 700, bounds);
    await until("the joined room is told", () => heardTwo.lines.at(-1) === "3 reaches 700");
    expect(heardTwo.lines.length).toBe(23);
    expect(heardOne.lines).toEqual([]);
    await Promise.all([one.close(), two.close()]);
  });

  test("[R22] stores that append to one room at once give each frame one number", async () => {
    await redis.ask("FLUSHALL");
    const stores = [await opened(), await opened(), await opened()];
    const frames = Array.from({ length: 300 }, () => frameIn(1));
    const answers = await Promise.all(
      stores.flatMap((store, turn) =>
        Array.from({ length: 30 }, (_, at) =>
          // Every frame is put twice, by two of them.
          store.append(
            [...frames.slice(at * 10, at * 10 + 10), ...frames.slice(turn * 100, turn * 100 + 5)],
            1,
            bounds,
          ),
        ),
      ),
    );
    const stored = answers.flat().flatMap((answer) => (answer.kind === "stored" ? [answer.seq] : []));
    expect(stored.toSorted((a, b) => a - b)).toEqual(frames.map((_, index) => index + 1));
    expect(answers.flat().every(({ kind }) => kind === "stored" || kind === "known")).toBe(true);
    for (const store of stores) await store.close();
  });

  test("[R7] numbers go on at the clock after a restart of Redis, which may have forgotten some", async () => {
    await redis.ask("FLUSHALL");
    const store = await opened();
    const { lines } = heardBy(store);
    expect(await store.append([frameIn(1), frameIn(1)], 1000, bounds)).toMatchObject([{ seq: 1000 }, { seq: 1001 }]);
    await redis.kill();
    expect((await store.append([frameIn(1)], 5000, bounds)).map(({ kind }) => kind)).toEqual(["storeFailed"]);
    expect((await store.lastSeq(room(1))).ok).toBe(false);
    await redis.start();
    const reached = async (): Promise<boolean> => (await store.lastSeq(room(1))).ok;
    for (const deadline = Date.now() + 20_000; !(await reached()) && Date.now() < deadline; )
      await new Promise((resolve) => setImmediate(resolve));
    expect(lines).toEqual(["lost"]);
    expect(await store.append([frameIn(1), frameIn(1)], 5000, bounds)).toMatchObject([{ seq: 5000 }, { seq: 5001 }]);
    const read = await store.read(room(1), 0, 1e9);
    expect(read.ok && read.value.map(({ seq }) => seq)).toEqual([1000, 1001, 5000, 5001]);
    await store.close();
  });

  test("[R27] a room that was emptied under a running relay is noticed by whoever appends or reads, also after a neighbour wrote", async () => {
    await redis.ask("FLUSHALL");
    const [one, two, three] = [await opened(), await opened(), await opened()];
    const [heardOne, heardTwo] = [heardBy(one), heardBy(two)];
    await Promise.all([one, two].map((store) => store.neighbours?.join(room(1))));
    await one.append([frameIn(1)], 500, bounds);
    expect((await two.read(room(1), 0, 1e9)).ok).toBe(true);
    await redis.ask("FLUSHALL");
    await three.append([frameIn(1), frameIn(1), frameIn(1)], 400, bounds);
    await until("it is told of the neighbour's frames", () => heardTwo.lines.includes("1 reaches 402"));
    const known = heardOne.lines.length;
    expect(await one.append([frameIn(1)], 600, bounds)).toEqual([{ kind: "storeFailed" }]);
    expect(heardOne.lines.slice(known)).toEqual(["lost"]);
    expect((await two.read(room(1), 0, 1e9)).ok).toBe(false);
    expect(heardTwo.lines.at(-1)).toBe("lost");
    // Once everybody has come again.
    await one.neighbours?.join(room(1));
    expect(await one.append([frameIn(1)], 600, bounds)).toMatchObject([{ kind: "stored", seq: 403 }]);
    await Promise.all([one, two, three].map((store) => store.close()));
  });

  test("[R27] a Redis that was emptied is noticed where nobody writes", async () => {
    await redis.ask("FLUSHALL");
    const hasty: typeof realClock = { ...realClock, after: (delayMs, run) => realClock.after(delayMs / 100, run) };
    const store = await open(redis.url, recordingLogger(), null, hasty);
    if (!store.ok) throw new Error(store.error.kind);
    const { lines } = heardBy(store.value);
    const isMarked = async (): Promise<boolean> => (await redis.ask("EXISTS", "tessera:relay:generation")) === 1;
    while (!(await isMarked()));
    await redis.ask("FLUSHALL");
    await until("it is told", () => lines.length > 0);
    expect(lines).toEqual(["lost"]);
    await store.value.close();
  });

  test("[R23] a Redis that falls silent without closing is given up, and nothing is acknowledged meanwhile", async () => {
    const hasty: typeof realClock = { ...realClock, after: (delayMs, run) => realClock.after(delayMs / 50, run) };
    const store = await open(redis.url, recordingLogger(), null, hasty);
    if (!store.ok) throw new Error(store.error.kind);
    const { lines } = heardBy(store.value);
    redis.freeze();
    const answers = await store.value.append([frameIn(1)], 1, bounds).finally(redis.thaw);
    expect(answers).toEqual([{ kind: "storeFailed" }]);
    expect(lines).toEqual(["lost"]);
    await store.value.close();
  });

  test("[R8] two stores of one Redis know each other's frames", async () => {
    await redis.ask("FLUSHALL");
    const [one, two] = [await opened(), await opened()];
    const frame = frameIn(1);
    await one.append([frame], 100, bounds);
    expect(await two.append([frame], 200, bounds)).toMatchObject([{ kind: "known", seq: 100 }]);
    await Promise.all([one.close(), two.close()]);
  });

  test("[R17] a full Redis refuses frames as a full store, is still read, and takes them once there is room", async () => {
    await redis.ask("FLUSHALL");
    const store = await opened();
    await store.append([frameIn(1)], 100, bounds);
    await redis.ask("CONFIG", "SET", "maxmemory", "1");
    expect(await store.append([frameIn(1), frameIn(2)], 200, bounds)).toEqual([
      { kind: "storeFull" },
      { kind: "storeFull" },
    ]);
    const read = await store.read(room(1), 0, 1e9);
    expect(read.ok && read.value.length).toBe(1);
    await redis.ask("CONFIG", "SET", "maxmemory", "0");
    expect((await store.append([frameIn(1)], 200, bounds)).map(({ kind }) => kind)).toEqual(["stored"]);
    await store.close();
  });

  test("[R18] a newer format, a Redis that evicts, no Redis and no address of one are refused by name", async () => {
    await redis.ask("FLUSHALL");
    await redis.ask("SET", "tessera:relay:format", "2");
    expect(await open()).toEqual({ ok: false, error: { kind: "newerFormat", found: 2, supported: 1 } });
    expect(await redis.ask("GET", "tessera:relay:format")).toBe("2");
    await redis.ask("FLUSHALL");
    await redis.ask("CONFIG", "SET", "maxmemory", "1gb", "maxmemory-policy", "allkeys-lru");
    expect(await open()).toMatchObject({ ok: false, error: { kind: "badArgument", what: "store" } });
    await redis.ask("CONFIG", "SET", "maxmemory", "0", "maxmemory-policy", "noeviction");
    for (const url of ["redis:", "http://127.0.0.1:1", "redis//x"])
      expect(await open(url)).toMatchObject({ ok: false, error: { kind: "badArgument", what: "store" } });
    expect(await open("redis://127.0.0.1:1")).toMatchObject({ ok: false, error: { kind: "storeUnreachable" } });
  });

  test("[R8] an operator is told of a Redis that keeps nothing on its disk", async () => {
    await redis.ask("CONFIG", "SET", "appendonly", "no");
    const logger = recordingLogger();
    const store = await open(redis.url, logger);
    expect(store.ok && logger.events.length).toBe(1);
    if (store.ok) await store.value.close();
    await redis.ask("CONFIG", "SET", "appendonly", "yes");
  });

  test("a password that is not in the address opens a Redis that asks for one", async () => {
    const words = "p@ss/word: 1";
    const guarded = await startRedis("--requirepass", words);
    expect(await open(guarded.url)).toMatchObject({ ok: false, error: { kind: "storeUnreachable" } });
    const store = await open(guarded.url, recordingLogger(), words);
    expect(store.ok).toBe(true);
    if (store.ok) await store.value.close();
    await guarded.remove();
  });

  test("reports of relays are there for all of them", async () => {
    await redis.ask("FLUSHALL");
    const [one, two] = [await opened(), await opened()];
    await one.neighbours?.report("one");
    await two.neighbours?.report("two");
    expect((await one.neighbours?.reports())?.toSorted()).toEqual(["one", "two"]);
    await Promise.all([one.close(), two.close()]);
  });
});
