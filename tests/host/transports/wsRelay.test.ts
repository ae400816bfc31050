import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { type WebSocket, WebSocketServer } from "ws";
import type { RelayTransport } from "../../../electron/host/platform.ts";
import { createWsRelay } from "../../../electron/host/transports/wsRelay.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { frameIdOf, frameKinds } from "../../../shared/sync/frameHeader.ts";
import {
  encodeRelayMessage,
  maxRelayMessageBytes,
  type RelayMessage,
  type RoomPlace,
  readClientMessage,
} from "../../../shared/sync/relayMessages.ts";
import { roomKeys, sealedFrame } from "../../relay/rawClient.ts";
import { startTestRelay, type TestRelay, type TestRelayOptions } from "../../relay/testRelay.ts";
import { realClock, seededRandom, steppingClock, until } from "../../support/ambient.ts";
import { type Gate, openGate } from "../../support/gate.ts";

const keys = roomKeys(1);
const relay = createWsRelay({ clock: realClock, random: seededRandom(21) });
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(options?: TestRelayOptions): Promise<TestRelay> {
  const started = await startTestRelay(options);
  cleanups.push(() => started.remove());
  return started;
}

async function gateTo(port: number): Promise<Gate> {
  const gate = await openGate(port);
  cleanups.push(() => gate.close());
  return gate;
}

function tryOpen(
  url: string,
  { known = null, transport = relay }: { known?: RoomPlace | null; transport?: RelayTransport } = {},
) {
  const seen = {
    frames: [] as Bytes[],
    places: [] as RoomPlace[],
    resets: 0,
    ephemeral: [] as Bytes[],
    caughtUp: 0,
    closed: [] as (HostError | null)[],
  };
  const result = transport.open({
    ...{ url, known, afterSeq: known?.seq ?? 0, roomPublicKey: keys.publicKey, roomPrivateKey: keys.privateKey },
    onFrame: (frame, place) => {
      seen.frames.push(frame);
      seen.places.push(place);
    },
    onReset: () => {
      seen.resets += 1;
    },
    onEphemeral: (frame) => seen.ephemeral.push(frame),
    onCaughtUp: () => {
      seen.caughtUp += 1;
    },
    onClosed: (error) => seen.closed.push(error),
  });
  return { seen, result };
}

async function openRoom(url: string, options?: Parameters<typeof tryOpen>[1]) {
  const { seen, result } = tryOpen(url, options);
  const opened = await result;
  if (!opened.ok) throw new Error(JSON.stringify(opened.error));
  cleanups.push(() => opened.value.close());
  return { room: opened.value, seen };
}

/** A relay that follows a script: its answer to each message of the client. */
async function lyingRelay(
  answer: (said: string, count: number, webSocket: WebSocket) => readonly (RelayMessage | Uint8Array | string)[],
) {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise((resolve) => server.once("listening", resolve));
  server.on("connection", (webSocket) => {
    let count = 0;
    webSocket.on("error", () => webSocket.terminate());
    webSocket.on("message", (data) => {
      const message = data instanceof Uint8Array ? readClientMessage(data) : null;
      if (message === null || !message.ok) throw new Error("the client speaks the protocol");
      const frameId = message.value.kind === "put" ? frameIdOf(message.value.frame) : new Uint8Array(32);
      for (const said of answer(message.value.kind, count++, webSocket)) {
        if (typeof said === "string" || said instanceof Uint8Array) webSocket.send(said);
        else webSocket.send(encodeRelayMessage(said.kind === "ack" && said.seq !== 999 ? { ...said, frameId } : said));
      }
    });
  });
  cleanups.push(
    () =>
      new Promise<void>((resolve) => {
        for (const client of server.clients) client.terminate();
        server.close(() => resolve());
      }),
  );
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const noMark = new Uint8Array(8);
const challenge: RelayMessage = { kind: "challenge", challenge: new Uint8Array(32) };
const welcome: RelayMessage = { kind: "welcome", lastSeq: 0, isKnown: true };
const greetings = (said: string): readonly RelayMessage[] =>
  said === "hello" ? [challenge] : said === "auth" ? [welcome] : [];

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanups.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

describe("a relay room", () => {
  test("delivers what is stored, says so once, then delivers live", async () => {
    const { url } = await start();
    const writer = await openRoom(url);
    const frames = [sealedFrame(keys), sealedFrame(keys), sealedFrame(keys)];
    for (const frame of frames) expect(await writer.room.put(frame)).toMatchObject({ ok: true });
    const reader = await openRoom(url);
    await until("caught up", () => reader.seen.caughtUp === 1);
    expect(reader.seen.frames).toEqual(frames);
    const live = sealedFrame(keys);
    await writer.room.put(live);
    await until("the live frame", () => reader.seen.frames.length === 4);
    expect(reader.seen.frames[3]).toEqual(live);
    expect(reader.seen.caughtUp).toBe(1);
  });

  test("[R19] resumes after the number it was given", async () => {
    const { url } = await start();
    const writer = await openRoom(url);
    for (let count = 0; count < 5; count++) await writer.room.put(sealedFrame(keys));
    await until("all echoed", () => writer.seen.places.length === 5);
    const reader = await openRoom(url, { known: writer.seen.places[2] ?? null });
    await until("caught up", () => reader.seen.caughtUp === 1);
    expect(reader.seen.places).toEqual(writer.seen.places.slice(3));
    expect(reader.seen.resets).toBe(0);
  });

  test("[R19] [R27] reads everything from a relay whose store is another or an older one, whatever was written since", async () => {
    const first = await start();
    const writer = await openRoom(first.url);
    const frames = [sealedFrame(keys), sealedFrame(keys)];
    for (const frame of frames) await writer.room.put(frame);
    await first.stop();
    const older = mkdtempSync(join(tmpdir(), "tessera-older-"));
    cleanups.push(() => rmSync(older, { recursive: true, force: true }));
    cpSync(first.directory, older, { recursive: true });
    const again = await start({ directory: first.directory });
    const forgotten = await (await openRoom(again.url)).room.put(sealedFrame(keys));
    await again.stop();
    const known = forgotten.ok ? forgotten.value : null;

    const behind = await start({ clock: steppingClock(1_000) });
    const ahead = await start({ clock: steppingClock(Date.now() + 10_000_000) });
    const restored = await start({ directory: older });
    for (const relay of [behind, ahead, restored]) {
      const early = await openRoom(relay.url, { known });
      await until("caught up", () => early.seen.caughtUp === 1);
      expect(early.seen.resets).toBe(1);
      // Another member's frame gets the number that was given before, where the store is the older one.
      const frame = sealedFrame(keys);
      const put = await (await openRoom(relay.url)).room.put(frame);
      if (relay === restored) expect(put.ok && put.value.seq).toBe(known?.seq);
      const late = await openRoom(relay.url, { known });
      await until("caught up", () => late.seen.caughtUp === 1);
      expect(late.seen.resets).toBe(1);
      expect(late.seen.frames).toEqual([...(relay === restored ? frames : []), frame]);
      // Who knows what it has now resumes.
      const next = await openRoom(relay.url, { known: late.seen.places.at(-1) ?? null });
      await until("caught up", () => next.seen.caughtUp === 1);
      expect([next.seen.resets, next.seen.frames]).toEqual([0, []]);
    }
  });

  test("[R21] sends many frames without waiting for each, in order, and the same frame once", async () => {
    const { url } = await start({ limits: { messagesPerSecond: 1e6, bytesPerSecond: 1e9 } });
    const writer = await openRoom(url);
    const frames = Array.from({ length: 3000 }, () => sealedFrame(keys));
    const answers = await Promise.all([...frames, ...frames].map((frame) => writer.room.put(frame)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    await until("all echoed", () => writer.seen.frames.length >= 3000);
    expect(Buffer.concat(writer.seen.frames).equals(Buffer.concat(frames))).toBe(true);
  });

  test("[R21] has a bounded number of frames on the way", async () => {
    let puts = 0;
    const url = await lyingRelay((said) => {
      if (said === "put") puts += 1;
      return greetings(said);
    });
    const { room } = await openRoom(url);
    for (let count = 0; count < 1000; count++) void room.put(sealedFrame(keys));
    await until("the window is full", () => puts === 256);
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(puts).toBe(256);
  });

  test("passes ephemeral frames on", async () => {
    const { url } = await start();
    const [one, two] = [await openRoom(url), await openRoom(url)];
    await until("both read", () => one.seen.caughtUp + two.seen.caughtUp === 2);
    const frame = sealedFrame(keys, { kind: frameKinds.ephemeral });
    one.room.sendEphemeral(frame);
    await until("it arrives", () => two.seen.ephemeral.length === 1);
    expect(two.seen.ephemeral).toEqual([frame]);
    expect(one.seen.ephemeral).toEqual([]);
  });

  test("closing here is told once, without an error, and answers what was waiting", async () => {
    const url = await lyingRelay(greetings);
    const { room, seen } = await openRoom(url);
    const waiting = room.put(sealedFrame(keys));
    room.close();
    room.close();
    expect(await waiting).toMatchObject({ ok: false, error: { kind: "relayUnreachable" } });
    expect(await room.put(sealedFrame(keys))).toMatchObject({ ok: false, error: { kind: "relayUnreachable" } });
    await until("it is told", () => seen.closed.length > 0);
    expect(seen.closed).toEqual([null]);
  });

  test("a refused frame is told as refused, and the room stays open", async () => {
    const { url } = await start({ limits: { room: { frames: 1, bytes: 1e9 } } });
    const { room, seen } = await openRoom(url);
    expect(await room.put(sealedFrame(keys))).toMatchObject({ ok: true });
    expect(await room.put(sealedFrame(keys))).toMatchObject({
      ok: false,
      error: { kind: "relayNotStored", why: "roomFull" },
    });
    expect(seen.closed).toEqual([]);
  });

  test("a lost connection is told as unreachable, and answers what was waiting", async () => {
    const { port } = await start();
    const gate = await gateTo(port);
    const { room, seen } = await openRoom(`ws://${gate.address}`);
    await until("caught up", () => seen.caughtUp === 1);
    gate.hold("toServer");
    const waiting = room.put(sealedFrame(keys));
    gate.cut();
    expect(await waiting).toMatchObject({ ok: false, error: { kind: "relayUnreachable" } });
    await until("it is told", () => seen.closed.length > 0);
    expect(seen.closed).toMatchObject([{ kind: "relayUnreachable" }]);
  });

  test("a connection that went silent is given up after a minute", async () => {
    const { port } = await start();
    const gate = await gateTo(port);
    const clock = steppingClock();
    const transport = createWsRelay({ clock, random: seededRandom(4) });
    const { seen } = await openRoom(`ws://${gate.address}`, { transport });
    await until("caught up", () => seen.caughtUp === 1);
    gate.drop("toClient");
    clock.advance(40_000);
    expect(seen.closed).toEqual([]);
    clock.advance(20_000);
    await until("it is told", () => seen.closed.length > 0);
    expect(seen.closed).toMatchObject([{ kind: "relayUnreachable", reason: "it fell silent" }]);
  });

  test("a large frame on a slow network is waited for, long after a minute of silence", async () => {
    const serverClock = steppingClock();
    const { port } = await start({ clock: serverClock });
    const gate = await gateTo(port);
    const clock = steppingClock();
    const transport = createWsRelay({ clock, random: seededRandom(4) });
    const { room, seen } = await openRoom(`ws://${gate.address}`, { transport });
    await until("caught up", () => seen.caughtUp === 1);
    gate.hold("toServer");
    const waiting = room.put(sealedFrame(keys, { padded: 1024 * 1024 }));
    for (let step = 0; step < 10; step++) clock.advance(20_000);
    gate.release();
    expect(await waiting).toMatchObject({ ok: true });
    expect(seen.closed).toEqual([]);
  });

  test("a relay that answers pings and stores nothing is given up", async () => {
    const clock = steppingClock();
    const url = await lyingRelay(greetings);
    const { room, seen } = await openRoom(url, { transport: createWsRelay({ clock, random: seededRandom(4) }) });
    const waiting = room.put(sealedFrame(keys));
    for (let step = 0; step < 10 && seen.closed.length === 0; step++) {
      clock.advance(20_000);
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await waiting).toMatchObject({ ok: false, error: { kind: "relayUnreachable" } });
    expect(seen.closed).toMatchObject([{ reason: "it does not acknowledge what it is given" }]);
  });
});

describe("opening a relay room", () => {
  test("a relay that is down is unreachable", async () => {
    const { port, stop } = await start();
    await stop();
    expect(await tryOpen(`ws://127.0.0.1:${port}`).result).toEqual({
      ok: false,
      error: { kind: "relayUnreachable", url: `ws://127.0.0.1:${port}`, reason: "ECONNREFUSED" },
    });
  });

  test("an address that is no relay's is a bad argument", async () => {
    for (const url of ["", "relay", "http://127.0.0.1:1", "ws://", "ws://u:p@127.0.0.1:1", "ws://127.0.0.1:1/#a"])
      expect(await tryOpen(url).result).toMatchObject({ ok: false, error: { kind: "badArgument" } });
  });

  test("a relay that never answers is unreachable after ten seconds", async () => {
    const port = await listening(createTcpServer());
    const clock = steppingClock();
    const { result } = tryOpen(`ws://127.0.0.1:${port}`, {
      transport: createWsRelay({ clock, random: seededRandom(4) }),
    });
    clock.advance(10_000);
    expect(await result).toMatchObject({ ok: false, error: { kind: "relayUnreachable", reason: "no answer in time" } });
  });

  test("a relay with too many connections is a refusal", async () => {
    const { url } = await start({ limits: { connections: 1 } });
    await openRoom(url);
    expect(await tryOpen(url).result).toMatchObject({ ok: false, error: { kind: "relayRefused" } });
  });

  test("a web server, and a server that speaks something else, are garbage", async () => {
    const web = await listening(createServer((_request, response) => response.end("<html>")));
    expect(await tryOpen(`ws://127.0.0.1:${web}`).result).toMatchObject({ ok: false, error: { kind: "relayGarbage" } });
    const mail = await listening(createTcpServer((socket) => socket.end("220 mail.example ESMTP\r\n")));
    expect(await tryOpen(`ws://127.0.0.1:${mail}`).result).toMatchObject({
      ok: false,
      error: { kind: "relayGarbage" },
    });
    expect(await tryOpen(`wss://127.0.0.1:${mail}`).result).toMatchObject({
      ok: false,
      error: { kind: "relayGarbage" },
    });
  });

  test("a relay that says an error is a refusal with its words, without control characters", async () => {
    const url = await lyingRelay(() => [{ kind: "error", code: "closing", text: "back\u001b[2J soon\n" }]);
    expect(await tryOpen(url).result).toMatchObject({
      ok: false,
      error: { kind: "relayRefused", reason: "closing: back [2J soon " },
    });
  });
});

describe("[R20] a relay that lies", () => {
  const event = (seq: number, frame: Bytes): RelayMessage => ({ kind: "event", seq, mark: noMark, frame });
  const good = sealedFrame(keys);
  const afterSubscribe =
    (...lies: readonly (RelayMessage | Uint8Array | string)[]) =>
    (said: string) =>
      said === "subscribe" ? lies : greetings(said);

  const liesAtOpening: readonly (readonly [string, Parameters<typeof lyingRelay>[0]])[] = [
    ["text", () => ["hello"]],
    ["an unknown message", () => [Uint8Array.of(0x99)]],
    ["a welcome without a challenge", () => [welcome]],
    ["two challenges", () => [challenge, challenge]],
    ["a frame before the welcome", () => [event(1, good)]],
    ["a message above the bound", () => [new Uint8Array(maxRelayMessageBytes + 1)]],
  ];
  for (const [lie, answer] of liesAtOpening)
    test(`[R20] ${lie} before it welcomed is garbage`, async () => {
      const url = await lyingRelay(answer);
      expect(await tryOpen(url).result).toMatchObject({ ok: false, error: { kind: "relayGarbage", url } });
    });

  const liesLater: readonly (readonly [string, Parameters<typeof lyingRelay>[0], number])[] = [
    ["text", afterSubscribe("hello"), 0],
    ["a frame of another room", afterSubscribe(event(1, sealedFrame(roomKeys(2)))), 0],
    ["what is not a frame", afterSubscribe(event(1, good.slice(0, -1))), 0],
    ["an ephemeral frame as stored", afterSubscribe(event(1, sealedFrame(keys, { kind: frameKinds.ephemeral }))), 0],
    ["a stored frame as ephemeral", afterSubscribe({ kind: "ephemeral", frame: good }), 0],
    ["a number that does not grow", afterSubscribe(event(5, good), event(5, good)), 1],
    ["the number 0", afterSubscribe(event(0, good)), 0],
    ["being caught up twice", afterSubscribe({ kind: "caughtUp" }, { kind: "caughtUp" }), 0],
    ["a second welcome", afterSubscribe(welcome), 0],
    [
      "an ACK of what was not put",
      afterSubscribe({ kind: "ack", frameId: new Uint8Array(32), seq: 999, mark: noMark }),
      0,
    ],
    ["an oversized message", afterSubscribe(new Uint8Array(maxRelayMessageBytes + 1)), 0],
    ["a frame nobody asked for", (said) => (said === "auth" ? [welcome, event(1, good)] : greetings(said)), 0],
  ];
  for (const [lie, answer, delivered] of liesLater)
    test(`[R20] ${lie} ends the room as garbage`, async () => {
      const url = await lyingRelay(answer);
      const { seen } = await openRoom(url);
      await until("it is told", () => seen.closed.length > 0);
      expect(seen.closed).toMatchObject([{ kind: "relayGarbage", url }]);
      expect(seen.frames.length).toBe(delivered);
    });

  test("[R20] an ACK with number 0, or twice for one frame, ends the room as garbage", async () => {
    const ack = (seq: number): RelayMessage => ({ kind: "ack", frameId: new Uint8Array(32), seq, mark: noMark });
    for (const acks of [[ack(0)], [ack(1), ack(1)]]) {
      const url = await lyingRelay((said) => (said === "put" ? acks : greetings(said)));
      const { room, seen } = await openRoom(url);
      void room.put(good);
      await until("it is told", () => seen.closed.length > 0);
      expect(seen.closed).toMatchObject([{ kind: "relayGarbage" }]);
    }
  });

  test("[R20] bytes injected into the stream end the room", async () => {
    const { port } = await start();
    const gate = await gateTo(port);
    const { seen } = await openRoom(`ws://${gate.address}`);
    await until("caught up", () => seen.caughtUp === 1);
    gate.inject(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff));
    await until("it is told", () => seen.closed.length > 0);
    expect(seen.closed).toMatchObject([{ kind: "relayGarbage" }]);
  });
});
