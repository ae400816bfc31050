import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterEach, describe, expect, test } from "vitest";
import { createWsRelay } from "../../electron/host/transports/wsRelay.ts";
import { type StartRelayArgs, startRelay } from "../../electron/relay/relayMain.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { RoomPlace } from "../../shared/sync/relayMessages.ts";
import { realClock, recordingLogger, seededRandom, until } from "../support/ambient.ts";
import { loopbackCertificate } from "./namedCertificate.ts";
import { connectRaw, roomKeys, sealedFrame } from "./rawClient.ts";

const keys = roomKeys(1);
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

const newDirectory = (): string => {
  const directory = mkdtempSync(join(tmpdir(), "tessera-relay-main-"));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
};

async function start(args: Partial<StartRelayArgs> = {}) {
  const relay = await startRelay({ data: newDirectory(), port: 0, logger: recordingLogger(), ...args });
  if (relay.ok) cleanups.push(() => relay.value.close());
  return relay;
}

async function startProcess(
  data: string,
  port: number,
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const script = join(import.meta.dirname, "relayProcess.ts");
  const child = spawn(process.execPath, [script, data, String(port)], { stdio: ["ignore", "pipe", "inherit"] });
  cleanups.push(() => child.kill("SIGKILL"));
  const [url] = await once(createInterface(child.stdout), "line");
  return { url: String(url), child };
}

describe("starting a relay", () => {
  test("makes its directory for its owner alone, listens on loopback, and frees everything when closed", async () => {
    const data = join(newDirectory(), "new", "relay");
    const first = await start({ data });
    expect(first.ok && first.value.url).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
    expect(statSync(data).mode & 0o777).toBe(0o700);
    if (first.ok) await first.value.close();
    expect((await start({ data })).ok).toBe(true);
  });

  test("[R18] a second start on the same directory is refused while the first runs", async () => {
    const data = newDirectory();
    await start({ data });
    expect(await start({ data })).toEqual({ ok: false, error: { kind: "dataDirectoryBusy", directory: data } });
  });

  test("[R18] a damaged store is refused and left as it is", async () => {
    const data = newDirectory();
    writeFileSync(join(data, "relay.sqlite"), "not a database ".repeat(1000));
    expect(await start({ data })).toMatchObject({ ok: false, error: { kind: "storeDamaged" } });
    expect(readFileSync(join(data, "relay.sqlite"), "utf8")).toBe("not a database ".repeat(1000));
  });

  test("a taken port and a directory that cannot be made are told, and hold nothing", async () => {
    const first = await start();
    const port = first.ok ? first.value.port : 0;
    const data = newDirectory();
    expect(await start({ data, port })).toMatchObject({ ok: false, error: { kind: "cannotListen", port } });
    expect((await start({ data })).ok).toBe(true);
    const file = join(newDirectory(), "file");
    writeFileSync(file, "");
    expect(await start({ data: join(file, "below") })).toMatchObject({ ok: false, error: { kind: "badArgument" } });
  });

  test("serves wss with a certificate, to clients that trust it and to no others", async () => {
    const directory = newDirectory();
    const pem = await loopbackCertificate();
    const [certificateFile, keyFile] = [join(directory, "cert.pem"), join(directory, "key.pem")];
    writeFileSync(certificateFile, pem.certificate);
    writeFileSync(keyFile, pem.key);
    const relay = await start({ certificateFile, keyFile });
    if (!relay.ok) throw new Error(relay.error.kind);
    expect(relay.value.url).toMatch(/^wss:/);
    const room = {
      ...{
        url: relay.value.url,
        roomPublicKey: keys.publicKey,
        roomPrivateKey: keys.privateKey,
        afterSeq: 0,
        known: null,
      },
      onFrame: () => {},
      onCaughtUp: () => {},
      onClosed: () => {},
    };
    const parts = { clock: realClock, random: seededRandom(6) };
    expect(await createWsRelay(parts).open(room)).toMatchObject({ ok: false, error: { kind: "relayUnreachable" } });
    const opened = await createWsRelay({ ...parts, trustedCertificates: pem.certificate }).open(room);
    if (!opened.ok) throw new Error(opened.error.kind);
    expect(await opened.value.put(sealedFrame(keys))).toMatchObject({ ok: true });
    opened.value.close();
  });

  test("a certificate without a key, that is missing or that is none, is a bad argument", async () => {
    const file = join(newDirectory(), "cert.pem");
    writeFileSync(file, "none");
    for (const args of [
      { certificateFile: file },
      { keyFile: file },
      { certificateFile: file, keyFile: `${file}.not` },
      { certificateFile: file, keyFile: file },
    ])
      expect(await start(args)).toMatchObject({ ok: false, error: { kind: "badArgument", what: "certificate" } });
  });
});

describe("a relay that drops frames", () => {
  test("[R25] keeps everything by default, and what its operator asks for otherwise", async () => {
    const data = newDirectory();
    const left = async (retention?: StartRelayArgs["retention"]): Promise<number> => {
      const relay = await start({ data, ...(retention === undefined ? {} : { retention }) });
      if (!relay.ok) throw new Error(relay.error.kind);
      const client = await connectRaw(relay.value.url);
      await client.enter(keys);
      client.say({ kind: "subscribe", afterSeq: 0 });
      let frames = 0;
      for (let message = await client.next(); message.kind === "event"; message = await client.next()) frames += 1;
      if (frames === 0) for (let count = 0; count < 5; count++) client.say({ kind: "put", frame: sealedFrame(keys) });
      if (frames === 0) for (let count = 0; count < 10; count++) await client.next();
      await relay.value.close();
      return frames;
    };
    expect(await left()).toBe(0);
    expect(await left()).toBe(5);
    expect(await left({ days: 1, roomBytes: 10_000 })).toBe(5);
    expect(await left({ days: null, roomBytes: 1000 })).toBe(3);
  });
});

describe("a relay that is killed", () => {
  test("[R8] [R19] [R21] loses nothing it acknowledged, and a client resumes by number", {
    timeout: 60_000,
  }, async () => {
    const data = newDirectory();
    const first = await startProcess(data, 0);
    const relay = createWsRelay({ clock: realClock, random: seededRandom(7) });
    const frames = Array.from({ length: 4000 }, () => sealedFrame(keys));
    const acknowledged = new Set<Bytes>();
    const delivered: Bytes[] = [];
    let known: RoomPlace | null = null;
    let isClosed = false;
    const openRoom = (url: string) =>
      relay.open({
        ...{ url, roomPublicKey: keys.publicKey, roomPrivateKey: keys.privateKey, known },
        afterSeq: known?.seq ?? 0,
        onFrame: (frame, place) => {
          delivered.push(frame);
          known = place;
        },
        onCaughtUp: () => {},
        onClosed: () => {
          isClosed = true;
        },
      });
    const putAll = async (url: string): Promise<void> => {
      const room = await openRoom(url);
      if (!room.ok) throw new Error(room.error.kind);
      const waiting = frames.filter((frame) => !acknowledged.has(frame));
      await Promise.all(
        waiting.map(async (frame) => {
          if ((await room.value.put(frame)).ok) acknowledged.add(frame);
        }),
      );
    };

    const putting = putAll(first.url);
    await until("some are acknowledged", () => acknowledged.size >= 500);
    first.child.kill("SIGKILL");
    await putting;
    await until("the end is told", () => isClosed);
    expect(acknowledged.size).toBeLessThan(frames.length);
    const before = [...acknowledged];

    const second = await startProcess(data, 0);
    const checker = await connectRaw(second.url);
    await checker.enter(keys);
    checker.say({ kind: "subscribe", afterSeq: 0 });
    const stored = new Set<string>();
    for (let message = await checker.next(); message.kind === "event"; message = await checker.next())
      stored.add(Buffer.from(message.frame).toString("base64"));
    expect(before.filter((frame) => !stored.has(Buffer.from(frame).toString("base64")))).toEqual([]);

    await putAll(second.url);
    expect(acknowledged.size).toBe(frames.length);
    await until("all are delivered", () => delivered.length >= frames.length);
    const hex = (list: readonly Bytes[]): readonly string[] => list.map((bytes) => Buffer.from(bytes).toString("hex"));
    expect(new Set(hex(delivered))).toEqual(new Set(hex(frames)));
    expect(delivered.length).toBe(frames.length);
    checker.webSocket.close();
  });
});
