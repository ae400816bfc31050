import { mkdtempSync, rmSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { startRelay } from "../../electron/relay/relayMain.ts";
import { startRelayStatus } from "../../electron/relay/relayStatus.ts";
import { newTally } from "../../electron/relay/tally.ts";
import { frameIdOf, roomOf } from "../../shared/sync/frameHeader.ts";
import { recordingLogger, steppingClock } from "../support/ambient.ts";
import { connectRaw, roomKeys, sealedFrame } from "./rawClient.ts";
import { startTestRelay } from "./testRelay.ts";

const keys = roomKeys(1);
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function startWithStatus() {
  const data = mkdtempSync(join(tmpdir(), "tessera-relay-status-"));
  cleanups.push(() => rmSync(data, { recursive: true, force: true }));
  const relay = await startRelay({ data, port: 0, statusPort: 0, logger: recordingLogger() });
  if (!relay.ok || relay.value.statusUrl === null) throw new Error("a relay with a status");
  cleanups.push(() => relay.value.close());
  return { url: relay.value.url, statusUrl: relay.value.statusUrl };
}

const statusOf = (url: string, headers: Record<string, string>): Promise<number> =>
  new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    }).on("error", reject);
  });

describe("the operator's status", () => {
  test("[R26] shows counts as a page without scripts and as JSON, and names no room, frame or address", async () => {
    const { url, statusUrl } = await startWithStatus();
    const client = await connectRaw(url);
    await client.enter(keys);
    const frame = sealedFrame(keys, { text: "a canary" });
    client.say({ kind: "put", frame });
    await client.nextOf("ack");

    const page = await fetch(statusUrl);
    const html = await page.text();
    const json = await (await fetch(`${statusUrl}status.json`)).text();
    expect(JSON.parse(json)).toMatchObject({
      store: "file",
      stored: { rooms: 1, frames: 1, bytes: frame.length },
      relays: [{ connections: 1, roomsInUse: 1, framesStored: 1, bytesStored: frame.length, connectionsOpened: 1 }],
    });
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(html).not.toMatch(/<script|javascript:|onload|src=|https?:/);
    const secrets = [roomOf(keys.publicKey), frameIdOf(frame), keys.publicKey].flatMap((bytes) => {
      const buffer = Buffer.from(bytes);
      return [buffer.toString("hex"), buffer.toString("base64"), buffer.toString("base64url")];
    });
    for (const text of [html, json])
      for (const secret of [...secrets, "a canary", "127.0.0.1", "::1"]) expect(text.includes(secret)).toBe(false);
  });

  test("[R26] answers nobody who does not know the path, or who comes by another name", async () => {
    const { statusUrl } = await startWithStatus();
    const { origin, host, port } = new URL(statusUrl);
    const without = ["/", "/status.json", `/${"0".repeat(48)}/`, "/../", "//", `${new URL(statusUrl).pathname}x`];
    for (const path of without) expect((await fetch(`${origin}${path}`)).status).toBe(404);
    expect((await fetch(statusUrl, { method: "POST" })).status).toBe(404);
    expect(await statusOf(statusUrl, { host: `relay.example:${port}` })).toBe(404);
    expect(await statusOf(statusUrl, { host })).toBe(200);
    expect(await statusOf(statusUrl, { host: `localhost:${port}` })).toBe(200);
  });

  test("[R26] each start draws a path of its own", async () => {
    const paths = [await startWithStatus(), await startWithStatus()].map(
      ({ statusUrl }) => new URL(statusUrl).pathname,
    );
    expect(paths[0]).not.toBe(paths[1]);
    expect(paths[0]?.length).toBe(50);
  });

  test("rates are those of the last minute", async () => {
    const relay = await startTestRelay();
    cleanups.push(() => relay.remove());
    const clock = steppingClock();
    const tally = newTally();
    const status = startRelayStatus({
      ...{ name: "here:1", store: relay.store, clock, memoryBytes: () => 7 },
      served: { tally, connections: () => 2, rooms: () => 3 },
    });
    tally.framesStored = 600;
    clock.advance(60_000);
    const [during] = (await status.read()).relays;
    expect(during).toMatchObject({ upSeconds: 60, connections: 2, roomsInUse: 3, memoryBytes: 7 });
    expect(during?.framesStoredPerSecond).toBe(10);
    clock.advance(120_000);
    const [after] = (await status.read()).relays;
    expect(after).toMatchObject({ framesStored: 600, framesStoredPerSecond: 0 });
    status.stop();
  });
});
