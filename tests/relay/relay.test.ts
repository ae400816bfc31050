import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createAddressQuotas } from "../../electron/relay/addressQuotas.ts";
import { defaultRelayLimits } from "../../electron/relay/limits.ts";
import { createRelay } from "../../electron/relay/relay.ts";
import type { RelayStore } from "../../electron/relay/relayStore.ts";
import { newTally } from "../../electron/relay/tally.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import { sign } from "../../shared/base/crypto.ts";
import { frameIdOf, frameKinds, maxFrameBytes, roomOf } from "../../shared/sync/frameHeader.ts";
import {
  authStatement,
  encodeClientMessage,
  maxRelayMessageBytes,
  readRelayMessage,
} from "../../shared/sync/relayMessages.ts";
import { recordingLogger, seededRandom, steppingClock, until } from "../support/ambient.ts";
import { connectRaw, type RawClient, roomKeys, sealedFrame } from "./rawClient.ts";
import { startTestRelay, type TestRelay, type TestRelayOptions } from "./testRelay.ts";

const keys = roomKeys(1);
const started: TestRelay[] = [];
const start = async (options?: TestRelayOptions): Promise<TestRelay> => {
  const relay = await startTestRelay(options);
  started.push(relay);
  return relay;
};
afterEach(async () => {
  for (const relay of started.splice(0)) await relay.remove();
});

async function reader(url: string, afterSeq = 0, of = keys): Promise<RawClient> {
  const client = await connectRaw(url);
  await client.enter(of);
  client.say({ kind: "subscribe", afterSeq });
  return client;
}

async function writer(url: string): Promise<RawClient> {
  const client = await connectRaw(url);
  await client.enter(keys);
  return client;
}

async function errorOf(client: RawClient): Promise<string> {
  const { code } = await client.nextOf("error");
  await client.closed;
  return code;
}

describe("relay conversation", () => {
  test("[R3] challenges, welcomes, stores, acknowledges and delivers", async () => {
    const { url } = await start();
    const writing = await connectRaw(url);
    expect(await writing.enter(keys)).toEqual({ kind: "welcome", lastSeq: 0, isKnown: true });
    const frame = sealedFrame(keys);
    writing.say({ kind: "put", frame });
    const { frameId, seq, mark } = await writing.nextOf("ack");
    expect(frameId).toEqual(frameIdOf(frame));
    const reading = await reader(url);
    expect(await reading.next()).toEqual({ kind: "event", seq, mark, frame });
    expect(await reading.next()).toEqual({ kind: "caughtUp" });
  });

  test("[R3] a newer hello is told which version is spoken here", async () => {
    const { url } = await start();
    const client = await connectRaw(url);
    client.say({ kind: "hello", version: 3, nonce: new Uint8Array(32) });
    expect(await errorOf(client)).toBe("unsupportedVersion");
  });

  test("[R4] before the room key is proven, nothing is stored, read or passed on", async () => {
    const { url, store } = await start();
    for (const message of [
      { kind: "put", frame: sealedFrame(keys) },
      { kind: "ephemeral", frame: sealedFrame(keys, { kind: frameKinds.ephemeral }) },
      { kind: "subscribe", afterSeq: 0 },
      { kind: "auth", roomPublicKey: keys.publicKey, signature: new Uint8Array(64), known: null },
    ] as const) {
      const client = await connectRaw(url);
      client.say(message);
      expect(await errorOf(client)).toBe("badMessage");
    }
    expect(await store.lastSeq(roomOf(keys.publicKey))).toEqual({ ok: true, value: 0 });
  });

  test("[R5] a signature by another key, for another room or over another challenge does not open a room", async () => {
    const { url } = await start();
    const nonce = new Uint8Array(32).fill(1);
    const other = roomKeys(2);
    const wrong = [
      (challenge: Uint8Array) => sign(authStatement(challenge, nonce, roomOf(keys.publicKey)), other.privateKey),
      (challenge: Uint8Array) => sign(authStatement(challenge, nonce, roomOf(other.publicKey)), keys.privateKey),
      () => sign(authStatement(new Uint8Array(32), nonce, roomOf(keys.publicKey)), keys.privateKey),
      (challenge: Uint8Array) =>
        sign(authStatement(challenge, new Uint8Array(32), roomOf(keys.publicKey)), keys.privateKey),
    ];
    for (const signature of wrong) {
      const client = await connectRaw(url);
      client.say({ kind: "hello", version: 2, nonce });
      const { challenge } = await client.nextOf("challenge");
      client.say({ kind: "auth", roomPublicKey: keys.publicKey, signature: signature(challenge), known: null });
      expect(await errorOf(client)).toBe("notAuthentic");
    }
  });

  test("[R5] each connection gets a challenge of its own", async () => {
    const { url } = await start();
    const challenges = new Set<string>();
    for (let count = 0; count < 5; count++) {
      const client = await connectRaw(url);
      client.say({ kind: "hello", version: 2, nonce: new Uint8Array(32) });
      challenges.add(Buffer.from((await client.nextOf("challenge")).challenge).toString("hex"));
    }
    expect(challenges.size).toBe(5);
  });

  test("[R1] [R2] a second hello, auth or subscribe ends the connection", async () => {
    const { url } = await start();
    for (const again of [
      { kind: "hello", version: 2, nonce: new Uint8Array(32) },
      { kind: "auth", roomPublicKey: keys.publicKey, signature: new Uint8Array(64), known: null },
      { kind: "subscribe", afterSeq: 0 },
    ] as const) {
      const client = await reader(url);
      expect(await client.next()).toEqual({ kind: "caughtUp" });
      client.say(again);
      expect(await errorOf(client)).toBe("badMessage");
    }
  });

  test("[R2] text, empty, unknown and cut messages end the connection", async () => {
    const { url } = await start();
    const hello = encodeClientMessage({ kind: "hello", version: 2, nonce: new Uint8Array(32) });
    for (const bytes of ["hello", new Uint8Array(0), Uint8Array.of(0xee), hello.slice(0, 20)]) {
      const client = await connectRaw(url);
      client.sayBytes(bytes);
      expect(await errorOf(client)).toBe("badMessage");
    }
  });

  test("[R2] a message above the largest frame ends the connection", async () => {
    const { url } = await start();
    const client = await writer(url);
    client.sayBytes(new Uint8Array(maxRelayMessageBytes + 1).fill(4));
    expect(await client.closed).toBe(1009);
  });

  test("[R6] a frame of another room, of the wrong kind or no frame at all ends the connection, unstored", async () => {
    const { url, store } = await start();
    const frame = sealedFrame(keys);
    for (const message of [
      { kind: "put", frame: sealedFrame(roomKeys(2)) },
      { kind: "put", frame: sealedFrame(keys, { kind: frameKinds.ephemeral }) },
      { kind: "ephemeral", frame },
      { kind: "put", frame: frame.slice(0, -1) },
      { kind: "put", frame: Uint8Array.of(2, ...frame.slice(1)) },
    ] as const) {
      const client = await writer(url);
      client.say(message);
      expect(await errorOf(client)).toBe("badMessage");
    }
    expect(await store.lastSeq(roomOf(keys.publicKey))).toEqual({ ok: true, value: 0 });
  });

  test("[R6] the largest frame and a mailbox frame are stored as they are", async () => {
    const { url } = await start();
    const client = await reader(url);
    expect(await client.next()).toEqual({ kind: "caughtUp" });
    const largest = sealedFrame(keys, { padded: 4 * 1024 * 1024 });
    expect(largest.length).toBe(maxFrameBytes);
    const mail = sealedFrame(keys, { kind: frameKinds.mailbox });
    for (const frame of [largest, mail]) {
      const writing = await writer(url);
      writing.say({ kind: "put", frame });
      await writing.nextOf("ack");
      expect(Buffer.compare((await client.nextOf("event")).frame, frame)).toBe(0);
    }
  });

  test("[R7] numbers start at the relay's clock and grow by one", async () => {
    const clock = steppingClock(1_800_000_000_000);
    const { url } = await start({ clock });
    const client = await writer(url);
    for (let count = 0; count < 3; count++) {
      client.say({ kind: "put", frame: sealedFrame(keys) });
      expect((await client.nextOf("ack")).seq).toBe(1_800_000_000_000 + count);
      clock.advance(1000);
    }
  });

  test("[R8] a repeated frame gets its old number and is not delivered again", async () => {
    const { url } = await start();
    const reading = await reader(url);
    await reading.nextOf("caughtUp");
    const [one, two] = [sealedFrame(keys), sealedFrame(keys)];
    const writing = await writer(url);
    writing.say({ kind: "put", frame: one }, { kind: "put", frame: one });
    const first = await writing.nextOf("ack");
    expect(await writing.nextOf("ack")).toEqual(first);
    writing.say({ kind: "put", frame: one }, { kind: "put", frame: two });
    expect(await writing.nextOf("ack")).toEqual(first);
    const last = await writing.nextOf("ack");
    expect(await reading.next()).toMatchObject({ kind: "event", seq: first.seq, frame: one });
    expect(await reading.next()).toMatchObject({ kind: "event", seq: last.seq, frame: two });
    expect(reading.pending()).toEqual([]);
  });

  test("[R8] nothing is acknowledged or delivered before the store has committed", async () => {
    let commit = (): void => {};
    let asked = 0;
    const around = (store: RelayStore): RelayStore => ({
      ...store,
      async append(...args) {
        asked += 1;
        await new Promise<void>((resolve) => {
          commit = resolve;
        });
        return store.append(...args);
      },
    });
    const { url } = await start({ around });
    const client = await reader(url);
    await client.nextOf("caughtUp");
    client.say({ kind: "put", frame: sealedFrame(keys) }, { kind: "put", frame: sealedFrame(keys) });
    await until("the store is asked", () => asked === 1);
    client.webSocket.ping();
    await new Promise((resolve) => client.webSocket.once("pong", resolve));
    expect(client.pending()).toEqual([]);
    await until("both are acknowledged and delivered", () => {
      commit();
      return client.pending().length === 4;
    });
    expect(client.pending().filter(({ kind }) => kind === "event").length).toBe(2);
  });

  test("[R9] every reader of a room gets every frame, its own included, and no other room's", async () => {
    const { url } = await start();
    const readers = await Promise.all([reader(url), reader(url), reader(url)]);
    const stranger = await reader(url, 0, roomKeys(2));
    for (const client of [...readers, stranger]) await client.nextOf("caughtUp");
    const frames = readers.map((client) => {
      const frame = sealedFrame(keys);
      client.say({ kind: "put", frame });
      return Buffer.from(frame).toString("base64");
    });
    for (const client of readers) {
      const got: string[] = [];
      while (got.length < 3) {
        const message = await client.next();
        if (message.kind === "event") got.push(Buffer.from(message.frame).toString("base64"));
      }
      expect(got.toSorted()).toEqual(frames.toSorted());
    }
    expect(stranger.pending()).toEqual([]);
  });

  test("[R10] a reader that subscribes while others write gets all frames in order, none twice", async () => {
    const { url } = await start();
    const writing = await writer(url);
    const total = 3000;
    const frames = Array.from({ length: total }, () => sealedFrame(keys));
    const readers: Promise<readonly number[]>[] = [];
    const readAll = async (): Promise<readonly number[]> => {
      const client = await reader(url);
      const seqs: number[] = [];
      let caughtUp = 0;
      while (seqs.length < total) {
        const message = await client.next();
        if (message.kind === "event") seqs.push(message.seq);
        if (message.kind === "caughtUp") caughtUp += 1;
      }
      if (caughtUp === 0) await client.nextOf("caughtUp");
      expect(client.pending().filter(({ kind }) => kind !== "caughtUp")).toEqual([]);
      return seqs;
    };
    for (const [index, frame] of frames.entries()) {
      writing.say({ kind: "put", frame });
      if (index % 500 === 0) readers.push(readAll());
      if (index % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const first = (await writing.nextOf("ack")).seq;
    for (const seqs of await Promise.all(readers)) expect(seqs).toEqual(frames.map((_, index) => first + index));
  });

  test("[R10] a number above what the room has delivers only what comes later", async () => {
    const { url } = await start();
    const writing = await writer(url);
    writing.say({ kind: "put", frame: sealedFrame(keys) });
    const { seq } = await writing.nextOf("ack");
    const reading = await reader(url, seq + 1000);
    await reading.nextOf("caughtUp");
    writing.say({ kind: "put", frame: sealedFrame(keys) });
    expect((await reading.nextOf("event")).seq).toBe(seq + 1);
  });

  test("[R11] ephemeral frames reach the room's other readers and never the disk", async () => {
    const { url, store } = await start();
    const [one, two] = [await reader(url), await reader(url)];
    for (const client of [one, two]) await client.nextOf("caughtUp");
    const frame = sealedFrame(keys, { kind: frameKinds.ephemeral });
    one.say({ kind: "ephemeral", frame });
    expect(await two.next()).toEqual({ kind: "ephemeral", frame });
    expect(one.pending()).toEqual([]);
    expect(await store.lastSeq(roomOf(keys.publicKey))).toEqual({ ok: true, value: 0 });
  });

  test("a sealed text is nowhere in the relay's files, while its frame is", async () => {
    const relay = await start();
    const client = await writer(relay.url);
    const canary = "the river is party to this agreement";
    const frame = sealedFrame(keys, { text: canary });
    client.say({ kind: "put", frame });
    await client.nextOf("ack");
    const files = () => readdirSync(relay.directory).map((name) => readFileSync(join(relay.directory, name)));
    const whileRunning = files();
    await relay.stop();
    for (const bytes of [...whileRunning, ...files()]) expect(bytes.includes(canary)).toBe(false);
    expect(files().some((bytes) => bytes.includes(Buffer.from(frame.subarray(60, 160))))).toBe(true);
  });

  test("answers GET / with one line and everything else with 404", async () => {
    const { url } = await start();
    const http = url.replace("ws:", "http:");
    const status = await fetch(http);
    expect([status.status, await status.text()]).toEqual([200, "tessera relay, protocol 2\n"]);
    expect((await fetch(`${http}/rooms`)).status).toBe(404);
    expect((await fetch(http, { method: "POST", body: "x" })).status).toBe(404);
  });
});

describe("relay bounds", () => {
  const upgradeStatus = (port: number, headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      const asking = request({
        ...{ host: "127.0.0.1", port },
        headers: {
          ...{ connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" },
          ...{ "sec-websocket-key": Buffer.alloc(16).toString("base64"), ...headers },
        },
      });
      asking.on("response", (response) => resolve(response.statusCode ?? 0));
      asking.on("upgrade", (_response, socket) => {
        socket.destroy();
        resolve(101);
      });
      asking.on("error", reject);
      asking.end();
    });

  test("[R12] connections above the bound of an address are refused, and admitted once one has gone", async () => {
    const { url, port } = await start({ limits: { connectionsPerAddress: 2 } });
    const [one] = [await connectRaw(url), await connectRaw(url)];
    expect(await upgradeStatus(port, {})).toBe(429);
    one.webSocket.close();
    await one.closed;
    await expect(connectRaw(url)).resolves.toBeDefined();
  });

  test("[R12] behind a proxy the address is the last one it forwarded", async () => {
    const { url, port } = await start({ limits: { connectionsPerAddress: 1 }, trustsProxy: true });
    await connectRaw(url, { headers: { "x-forwarded-for": "10.0.0.9, 10.0.0.1" } });
    expect(await upgradeStatus(port, { "x-forwarded-for": "10.0.0.8, 10.0.0.1" })).toBe(429);
    expect(await upgradeStatus(port, { "x-forwarded-for": "10.0.0.1, 10.0.0.2" })).toBe(101);
  });

  test("[R12] connections above the bound in all are refused", async () => {
    const { url, port } = await start({ limits: { connections: 1 } });
    await connectRaw(url);
    expect(await upgradeStatus(port, {})).toBe(429);
  });

  test("[R12] addresses of IPv6 count by their network, and IPv4 in the guise of IPv6 as IPv4", () => {
    const limits = { ...defaultRelayLimits, connectionsPerAddress: 1 };
    const quotas = createAddressQuotas({ clock: steppingClock(), limits });
    const same = [
      ["2001:db8:1:2::1", "2001:db8:1:2:ffff::1", "2001:0db8:0001:0002:0:0:0:9"],
      ["2001:db8::1", "2001:db8:0:0:5::"],
      ["::1", "::2", "0::"],
      ["10.0.0.1", "::ffff:10.0.0.1"],
    ];
    for (const [first = "", ...others] of same) {
      const visitor = quotas.admit(first);
      expect([visitor === null, ...others.map((address) => quotas.admit(address))]).toEqual([
        false,
        ...others.map(() => null),
      ]);
    }
    for (const address of ["2001:db8:1:3::1", "10.0.0.2", "::ffff:10.0.0.3", "2001:db9::"])
      expect(quotas.admit(address)).not.toBeNull();
  });

  test("[R12] a refusal says why in words", async () => {
    const { port } = await start({ limits: { connectionsPerAddress: 0 } });
    const socket = connect(port, "127.0.0.1");
    const upgrade = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Host: a"];
    socket.write(["GET / HTTP/1.1", ...upgrade, `Sec-WebSocket-Key: ${"A".repeat(22)}==`, "", ""].join("\r\n"));
    let said = "";
    for await (const chunk of socket) said += String(chunk);
    expect(said).toMatch(/^HTTP\/1\.1 429 [\s\S]*\r\n\r\nthis address has as many connections as this relay allows\n$/);
  });

  test("[R24] an address that opened as many rooms as it may is told so, and goes on in those it has", async () => {
    const clock = steppingClock();
    const { url } = await start({ clock, limits: { roomsPerAddress: 2 } });
    const enter = async (name: number): Promise<RawClient> => {
      const client = await connectRaw(url);
      await client.enter(roomKeys(name));
      return client;
    };
    for (const name of [1, 2, 1, 2]) await enter(name);
    const third = await connectRaw(url);
    await expect(third.enter(roomKeys(3))).rejects.toThrow("tooManyRooms");
    await third.closed;
    await enter(1);
    clock.advance(3_600_000);
    await enter(3);
  });

  test("[R15] connections of one address share its bytes a second, others have their own", () => {
    const clock = steppingClock();
    const limits = { ...defaultRelayLimits, bytesPerSecondPerAddress: 1000, burstMs: 1000 };
    const quotas = createAddressQuotas({ clock, limits });
    const [one, two, other] = ["10.0.0.1", "10.0.0.1", "10.0.0.2"].map((address) => quotas.admit(address));
    expect([one?.spend(600), two?.spend(600), other?.spend(600)]).toEqual([0, 200, 0]);
    clock.advance(1200);
    expect([one?.spend(1000), two?.spend(1)]).toEqual([0, 1]);
  });

  test("[R13] a page in a browser is refused", async () => {
    const { port } = await start();
    expect(await upgradeStatus(port, { origin: "http://127.0.0.1" })).toBe(403);
    expect(await upgradeStatus(port, {})).toBe(101);
  });

  test("[R14] whoever proves no room key in time is told so and closed", async () => {
    const clock = steppingClock();
    const { url } = await start({ clock });
    const silent = await connectRaw(url);
    const entered = await writer(url);
    clock.advance(10_000);
    expect(await errorOf(silent)).toBe("notInTime");
    entered.say({ kind: "put", frame: sealedFrame(keys) });
    await entered.nextOf("ack");
  });

  test("[R14] a connection that leaves pings unanswered is ended", async () => {
    const clock = steppingClock();
    const { url } = await start({ clock });
    const client = await writer(url);
    clock.advance(30_000);
    client.webSocket.pause();
    clock.advance(60_000);
    client.webSocket.resume();
    expect(await client.closed).toBe(1006);
  });

  test("[R15] a client above its pace is read more slowly, and loses nothing", async () => {
    const clock = steppingClock();
    const { url } = await start({ clock, limits: { messagesPerSecond: 100, burstMs: 100 } });
    const client = await writer(url);
    const total = 2000;
    for (let count = 0; count < total; count++) client.say({ kind: "put", frame: sealedFrame(keys, { padded: 1024 }) });
    const first = await client.nextOf("ack");
    client.webSocket.ping();
    let answered = 1;
    let steps = 0;
    while (answered < total) {
      await new Promise((resolve) => setImmediate(resolve));
      answered += client.pending().length;
      while (client.pending().length > 0) await client.nextOf("ack");
      clock.advance(100);
      steps += 1;
    }
    expect(first.seq).toBeGreaterThan(0);
    // At 100 a second and a tenth of a second saved up, 2000 frames take about 20 seconds of the relay's clock.
    expect(steps * 100).toBeGreaterThan(15_000);
  });

  test("[R16] a reader that stops reading keeps nobody waiting, and gets everything once it reads again", async () => {
    const { url } = await start({ limits: { lagBytes: 64 * 1024 } });
    const [slow, quick, writing] = [await reader(url), await reader(url), await writer(url)];
    await slow.nextOf("caughtUp");
    await quick.nextOf("caughtUp");
    slow.webSocket.pause();
    const total = 16;
    const seqs: number[] = [];
    for (let count = 0; count < total; count++) {
      writing.say({ kind: "put", frame: sealedFrame(keys, { padded: 1024 * 1024 }) });
      seqs.push((await writing.nextOf("ack")).seq);
      expect((await quick.nextOf("event")).seq).toBe(seqs.at(-1));
    }
    slow.webSocket.resume();
    for (const seq of seqs) expect((await slow.nextOf("event")).seq).toBe(seq);
  });

  test("[R16] a reader that takes nothing is cut off in the end", async () => {
    const clock = steppingClock();
    const { url } = await start({ clock, limits: { lagBytes: 64 * 1024, pingMs: 10_000_000 } });
    const [slow, writing] = [await reader(url), await writer(url)];
    await slow.nextOf("caughtUp");
    slow.webSocket.pause();
    for (let count = 0; count < 16; count++) {
      writing.say({ kind: "put", frame: sealedFrame(keys, { padded: 1024 * 1024 }) });
      await writing.nextOf("ack");
      clock.advance(1_000);
    }
    clock.advance(10_000_000);
    writing.say({ kind: "put", frame: sealedFrame(keys) });
    await writing.nextOf("ack");
    slow.webSocket.resume();
    expect(await slow.closed).toBe(1006);
  });

  test("[R16] a writer that never reads its answers is cut off above the buffer bound", async () => {
    const { store } = await start();
    const clock = steppingClock();
    const random = seededRandom(12);
    const limits = { ...defaultRelayLimits, bufferedBytes: 24_000 };
    const relay = createRelay({ store, clock, random, logger: recordingLogger(), limits, tally: newTally() });
    const written: Bytes[] = [];
    const closed: string[] = [];
    const bufferedBytes = (): number => written.reduce((sum, { length }) => sum + length, 0);
    const visitor = createAddressQuotas({ clock, limits }).admit("10.0.0.1");
    if (visitor === null) throw new Error("the first one is admitted");
    const session = relay.accept(
      {
        ...{ bufferedBytes, onDrained() {}, pause() {}, resume() {} },
        write: (block) => written.push(block),
        close: (how) => closed.push(how),
      },
      visitor,
    );
    const [nonce, room] = [new Uint8Array(32), roomOf(keys.publicKey)];
    session.receive(encodeClientMessage({ kind: "hello", version: 2, nonce }));
    // A frame header of two bytes, then the message.
    const challenge = readRelayMessage(written[0]?.subarray(2) ?? new Uint8Array(0));
    if (!challenge.ok || challenge.value.kind !== "challenge") throw new Error("a relay challenges");
    const signature = sign(authStatement(challenge.value.challenge, nonce, room), keys.privateKey);
    session.receive(encodeClientMessage({ kind: "auth", roomPublicKey: keys.publicKey, signature, known: null }));
    await until("the welcome", () => written.length === 2);
    const put = encodeClientMessage({ kind: "put", frame: sealedFrame(keys) });
    for (let count = 0; count < 400; count++) session.receive(put);
    await until("the answers", () => written.length === 3);
    expect([bufferedBytes() < 24_000, closed]).toEqual([true, []]);
    for (let count = 0; count < 400; count++) session.receive(put);
    await until("the cut", () => closed.length === 1);
    expect(closed).toEqual(["cut"]);
  });

  test("[R17] a full room refuses frames, keeps the connection, and is still read", async () => {
    const { url } = await start({ limits: { room: { frames: 2, bytes: 1e9 } } });
    const client = await writer(url);
    const frames = [sealedFrame(keys), sealedFrame(keys), sealedFrame(keys)];
    for (const frame of frames) client.say({ kind: "put", frame });
    await client.nextOf("ack");
    await client.nextOf("ack");
    expect(await client.next()).toMatchObject({ kind: "refused", code: "roomFull" });
    client.say({ kind: "subscribe", afterSeq: 0 });
    expect((await client.nextOf("event")).frame).toEqual(frames[0]);
    expect((await client.nextOf("event")).frame).toEqual(frames[1]);
    await client.nextOf("caughtUp");
  });

  test("[R17] a store that is full or fails refuses frames by name, and takes them later", async () => {
    let fault: "full" | "failed" | null = "full";
    const around = (store: RelayStore): RelayStore => ({
      ...store,
      append: (...args) => {
        const kind = fault === "full" ? "storeFull" : "storeFailed";
        return fault === null ? store.append(...args) : Promise.resolve(args[0].map(() => ({ kind })));
      },
    });
    const { url } = await start({ around });
    const client = await writer(url);
    const frame = sealedFrame(keys);
    client.say({ kind: "put", frame });
    expect(await client.next()).toMatchObject({ kind: "refused", code: "storeFull", frameId: frameIdOf(frame) });
    fault = "failed";
    client.say({ kind: "put", frame });
    expect(await client.next()).toMatchObject({ kind: "refused", code: "storeFailed", frameId: frameIdOf(frame) });
    fault = null;
    client.say({ kind: "put", frame });
    await client.nextOf("ack");
  });
});
