/** Relays as they run, under more than they are meant for. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { KeyPair } from "../../shared/base/crypto.ts";
import { until } from "../support/ambient.ts";
import { connectRaw, type RawClient, roomKeys, sealedFrame } from "./rawClient.ts";
import { startRedis } from "./redisServer.ts";
import { joinRoom, type Member, nameOf, type RelayProcess, startRelayProcess } from "./relayUnderLoad.ts";

const rooms = 50;
const membersPerRoom = 4;
const framesPerMember = 12;
const floodPadding = 256 * 1024;
/** What the flooding client lets pile up at its own end. */
const floodAheadBytes = 16 * 1024 * 1024;
const canary = "the river is party to this agreement";
/** Of a relay's process, which has 115 MiB when idle: it cannot hold the flood. */
const mostMemoryBytes = 416 * 1024 * 1024;
const floodFrames = 1408;
const patienceMs = 100_000;

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const newDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "tessera-relay-load-"));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

async function start(...args: readonly string[]): Promise<RelayProcess> {
  const relay = await startRelayProcess(...args);
  cleanups.push(relay.kill);
  return relay;
}

const filesUnder = (directory: string): readonly Buffer[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));

interface Crowd {
  readonly keys: KeyPair;
  readonly members: readonly Member[];
  readonly frames: readonly (readonly Bytes[])[];
}

/** 50 rooms of four; the members of a room are spread over the relays. */
function gather(urls: readonly string[]): readonly Crowd[] {
  return Array.from({ length: rooms }, (_, name) => {
    const keys = roomKeys(name);
    const turned = (by: number) => [...urls.slice(by % urls.length), ...urls.slice(0, by % urls.length)];
    const members = Array.from({ length: membersPerRoom }, (_, at) => joinRoom(keys, turned(at), 1000 * name + at));
    for (const member of members) cleanups.push(member.leave);
    const frames = members.map(() =>
      Array.from({ length: framesPerMember }, () => sealedFrame(keys, { text: canary, padded: 512 })),
    );
    return { keys, members, frames };
  });
}

const acknowledgedOf = (crowds: readonly Crowd[]): number =>
  crowds.reduce((sum, { members }) => sum + members.reduce((its, { acknowledged }) => its + acknowledged.size, 0), 0);

async function expectFullRooms(crowds: readonly Crowd[]): Promise<void> {
  const all = membersPerRoom * framesPerMember;
  const isThere = ({ delivered }: Member): boolean => delivered.length >= all;
  await until("everybody has the full room", () => crowds.every(({ members }) => members.every(isThere)), patienceMs);
  for (const { members, frames } of crowds) {
    const names = frames.flat().map(nameOf).toSorted();
    for (const { delivered } of members) expect(delivered.toSorted()).toEqual(names);
    for (const { delivered } of members) expect(delivered).toEqual(members[0]?.delivered);
  }
}

/** In a room of its own: a reader that reads nothing, one that does, and one client that writes all it can. */
async function flood(url: string, frames: number) {
  const keys = roomKeys(200);
  const client = async (): Promise<RawClient> => {
    const made = await connectRaw(url);
    await made.enter(keys);
    return made;
  };
  const [slow, quick, writing] = [await client(), await client(), await client()];
  for (const reader of [slow, quick]) reader.say({ kind: "subscribe", afterSeq: 0 });
  slow.webSocket.pause();
  const frame = sealedFrame(keys, { padded: floodPadding, text: canary });
  const writeAll = async (): Promise<void> => {
    for (let count = 0; count < frames; count++) {
      // Only the nonce differs: what the relay sees is another frame, and nobody has to seal so much.
      new DataView(frame.buffer).setUint32(40, count);
      writing.say({ kind: "put", frame: new Uint8Array(frame) });
      while (writing.webSocket.bufferedAmount > floodAheadBytes) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  void writeAll();
  const seqs = async (of: RawClient, kind: "ack" | "event"): Promise<readonly number[]> => {
    const got: number[] = [];
    while (got.length < frames) {
      const message = await of.next();
      if (message.kind === kind) got.push(message.seq);
    }
    return got;
  };
  return {
    acknowledged: seqs(writing, "ack"),
    quick: seqs(quick, "event"),
    slow() {
      slow.webSocket.resume();
      return seqs(slow, "event");
    },
  };
}

describe("a relay under load", () => {
  test("[R10] [R15] [R16] 200 connections, a flood and a reader that reads nothing: bounded memory, full rooms", {
    timeout: 2 * patienceMs,
  }, async () => {
    const data = newDirectory();
    const relay = await start(data, "0");
    const crowds = gather([relay.url]);
    const flooding = await flood(relay.url, floodFrames);
    await Promise.all(
      crowds.flatMap(({ members, frames }) => members.map((member, at) => member.putAll(frames[at] ?? []))),
    );
    await expectFullRooms(crowds);
    const acknowledged = await flooding.acknowledged;
    expect(await flooding.quick).toEqual(acknowledged);
    expect(await flooding.slow()).toEqual(acknowledged);
    expect(relay.peakBytes()).toBeLessThan(mostMemoryBytes);
    await relay.kill();
    const files = filesUnder(data);
    expect([...files, Buffer.from(relay.said())].some((bytes) => bytes.includes(canary))).toBe(false);
    expect(files.reduce((sum, { length }) => sum + length, 0)).toBeGreaterThan(floodFrames * floodPadding);
  });

  test("[R8] [R22] [R23] one of two relays on one Redis is killed: nothing acknowledged is lost, all read full rooms", {
    timeout: 2 * patienceMs,
  }, async () => {
    const redis = await startRedis("--rdbcompression", "no");
    cleanups.push(redis.remove);
    const data = newDirectory();
    const [killed, kept] = [await start(data, "0", redis.url), await start(data, "0", redis.url)];
    const crowds = gather([killed.url, kept.url]);
    const flooding = await flood(kept.url, 160);
    const putting = Promise.all(
      crowds.flatMap(({ members, frames }) => members.map((member, at) => member.putAll(frames[at] ?? []))),
    );
    const total = rooms * membersPerRoom * framesPerMember;
    await until("a third is acknowledged", () => acknowledgedOf(crowds) > total / 3, patienceMs);
    await killed.kill();
    await putting;
    await expectFullRooms(crowds);
    const cameAgain = crowds.flatMap(({ members }) => members.filter(({ visits }) => visits() > 1));
    expect(cameAgain.length).toBeGreaterThan(0);
    const acknowledged = await flooding.acknowledged;
    expect(await flooding.quick).toEqual(acknowledged);
    expect(await flooding.slow()).toEqual(acknowledged);
    expect(kept.peakBytes()).toBeLessThan(mostMemoryBytes);

    // Redis has two ways to a disk.
    await redis.ask("SAVE");
    const files = filesUnder(redis.directory);
    const sealed = Buffer.from(crowds[0]?.frames[0]?.[0]?.subarray(60, 200) ?? []);
    expect(files.filter((bytes) => bytes.includes(sealed)).length).toBeGreaterThanOrEqual(2);
    const texts = [...files, ...filesUnder(data), Buffer.from(killed.said()), Buffer.from(kept.said())];
    expect(texts.some((bytes) => bytes.includes(canary))).toBe(false);
  });
});
