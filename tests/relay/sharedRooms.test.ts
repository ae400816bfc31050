/** Several relays on one Redis. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type StartRelayArgs, startRelay } from "../../electron/relay/relayMain.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { frameKinds } from "../../shared/sync/frameHeader.ts";
import { recordingLogger } from "../support/ambient.ts";
import { connectRaw, type RawClient, roomKeys, sealedFrame } from "./rawClient.ts";
import { type RedisServer, startRedis } from "./redisServer.ts";

const keys = roomKeys(1);
let redis: RedisServer;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.remove());

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(args: Partial<StartRelayArgs> = {}) {
  const data = mkdtempSync(join(tmpdir(), "tessera-shared-rooms-"));
  cleanups.push(() => rmSync(data, { recursive: true, force: true }));
  const started = await startRelay({ data, port: 0, store: redis.url, logger: recordingLogger(), ...args });
  if (!started.ok) throw new Error(started.error.kind);
  cleanups.push(() => started.value.close());
  return started.value;
}

async function reader(url: string, afterSeq = 0): Promise<RawClient> {
  const client = await connectRaw(url);
  await client.enter(keys);
  client.say({ kind: "subscribe", afterSeq });
  return client;
}

const base64 = (frame: Bytes): string => Buffer.from(frame).toString("base64");

/** The next events, whatever else comes between. */
async function events(client: RawClient, count: number) {
  const got: { readonly seq: number; readonly frame: string }[] = [];
  while (got.length < count) {
    const message = await client.next();
    if (message.kind === "event") got.push({ seq: message.seq, frame: base64(message.frame) });
  }
  return got;
}

describe("relays on one Redis", () => {
  test("[R22] serve one room: frames and ephemeral frames of each reach the readers of all, in one order", async () => {
    const relays = [await start(), await start(), await start()];
    const readers = await Promise.all(relays.map(({ url }) => reader(url)));
    for (const client of readers) await client.nextOf("caughtUp");
    const total = 900;
    const frames = Array.from({ length: total }, () => sealedFrame(keys));
    for (const [index, frame] of frames.entries()) {
      readers[index % 3]?.say({ kind: "put", frame });
      if (index % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const [first, ...others] = await Promise.all(readers.map((client) => events(client, total)));
    for (const got of others) expect(got).toEqual(first);
    expect(first?.map(({ frame }) => frame).toSorted()).toEqual(frames.map(base64).toSorted());
    const seqs = first?.map(({ seq }) => seq) ?? [];
    expect(seqs).toEqual(seqs.map((_, index) => (seqs[0] ?? 0) + index));

    const caret = sealedFrame(keys, { kind: frameKinds.ephemeral });
    readers[0]?.say({ kind: "ephemeral", frame: caret });
    for (const client of readers.slice(1)) {
      let message = await client.next();
      while (message.kind === "ack") message = await client.next();
      expect(message).toEqual({ kind: "ephemeral", frame: caret });
    }
    expect(readers[0]?.pending().filter(({ kind }) => kind === "ephemeral")).toEqual([]);
  });

  test("[R22] a room that one relay's clients left and entered again still hears of the other's frames", async () => {
    const [one, two] = [await start(), await start()];
    const writing = await connectRaw(one.url);
    await writing.enter(keys);
    for (let round = 0; round < 10; round++) {
      const client = await connectRaw(two.url);
      const { lastSeq } = await client.enter(keys);
      client.say({ kind: "subscribe", afterSeq: lastSeq });
      await client.nextOf("caughtUp");
      const frame = sealedFrame(keys);
      writing.say({ kind: "put", frame });
      expect((await events(client, 1))[0]?.frame).toBe(base64(frame));
      client.webSocket.close();
      await client.closed;
    }
  });

  test("[R23] clients of a relay that loses Redis are told, are refused while it is away, and then miss nothing", async () => {
    const [one, two] = [await start(), await start()];
    const [writing, reading] = [await connectRaw(one.url), await reader(two.url)];
    await writing.enter(keys);
    writing.say({ kind: "put", frame: sealedFrame(keys) });
    const { seq } = await writing.nextOf("ack");
    await redis.kill();
    for (const client of [writing, reading]) {
      let message = await client.next();
      while (message.kind !== "error") message = await client.next();
      expect(message.code).toBe("storeFailed");
      await client.closed;
    }
    const early = await connectRaw(two.url);
    await expect(early.enter(keys)).rejects.toThrow("storeFailed");
    await redis.start();

    const entered = async (url: string): Promise<{ readonly client: RawClient; readonly lastSeq: number }> => {
      for (;;) {
        const client = await connectRaw(url);
        const welcome = await client.enter(keys).catch(() => null);
        if (welcome !== null) return { client, lastSeq: welcome.lastSeq };
        await client.closed;
      }
    };
    const [again, back] = [await entered(one.url), await entered(two.url)];
    expect([again.lastSeq, back.lastSeq]).toEqual([seq, seq]);
    back.client.say({ kind: "subscribe", afterSeq: seq });
    await back.client.nextOf("caughtUp");
    const frame = sealedFrame(keys);
    again.client.say({ kind: "put", frame });
    const [event] = await events(back.client, 1);
    expect(event?.frame).toBe(base64(frame));
    expect(event?.seq).toBeGreaterThan(seq);
  });

  test("[R26] the status of one shows them all", async () => {
    const [one, two] = [await start({ statusPort: 0 }), await start()];
    await reader(two.url);
    let shown: { readonly relays: readonly { readonly name: string }[] } = { relays: [] };
    const read = async (): Promise<void> => {
      shown = JSON.parse(await (await fetch(`${one.statusUrl}status.json`)).text());
    };
    await read();
    const names = shown.relays.map(({ name }) => name.split(":").at(-1));
    expect(names[0]).toBe(String(one.port));
    expect(names).toContain(String(two.port));
  });
});
