import { writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { connectRaw, roomKeys, sealedFrame } from "../relay/rawClient.ts";
import { startRedis } from "../relay/redisServer.ts";
import { createTerminal } from "./terminal.ts";

const terminal = createTerminal();
afterAll(() => terminal.remove());

interface Said {
  readonly url: string;
  readonly statusUrl: string | null;
}

describe("tessera relay", () => {
  it("keeps to the bounds it is given, and shows its operator a status", async () => {
    const bounds = ["--room-frames", "2", "--rooms-per-address", "1", "--connections-per-address", "2"];
    const words = ["relay", "--port", "0", "--status", "0", ...bounds, "--data", terminal.path("bounded"), "--json"];
    const relay = terminal.start(words);
    const { url, statusUrl } = (await relay.first) as Said;
    const client = await connectRaw(url);
    const keys = roomKeys(1);
    await client.enter(keys);
    for (let count = 0; count < 3; count++) client.say({ kind: "put", frame: sealedFrame(keys) });
    await client.nextOf("ack");
    await client.nextOf("ack");
    expect(await client.next()).toMatchObject({ kind: "refused", code: "roomFull" });
    await expect((await connectRaw(url)).enter(roomKeys(2))).rejects.toThrow("tooManyRooms");
    const status = await (await fetch(`${statusUrl}status.json`)).json();
    expect(status).toMatchObject({ store: "file", stored: { rooms: 1, frames: 2 } });
    relay.interrupt();
    expect((await relay.ended).code).toBe(0);
    expect(statusUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[0-9a-f]{48}\/$/);
    await expect(fetch(statusUrl ?? "")).rejects.toThrow();
  });

  it("keeps frames in the Redis it is given, whose password is in a file", async () => {
    const redis = await startRedis("--requirepass", "river and ford");
    const file = terminal.path("password");
    writeFileSync(file, "river and ford\n");
    const words = ["relay", "--port", "0", "--store", redis.url, "--store-password", file, "--json"];
    const relay = terminal.start([...words, "--data", terminal.path("none")]);
    const { url, statusUrl } = (await relay.first) as Said;
    expect(statusUrl).toBeNull();
    const client = await connectRaw(url);
    await client.enter(roomKeys(1));
    client.say({ kind: "put", frame: sealedFrame(roomKeys(1)) });
    await client.nextOf("ack");
    relay.interrupt();
    expect((await relay.ended).code).toBe(0);
    await redis.remove();
  });

  it("says which Redis it cannot reach or may not use, and what to do", async () => {
    const relay = (...words: readonly string[]) =>
      terminal.run(["relay", "--port", "0", "--data", terminal.path("none"), "--json", ...words]);
    const unreachable = await relay("--store", "redis://127.0.0.1:1");
    expect(unreachable.values.at(-1)).toMatchObject({ ok: false, error: { kind: "storeUnreachable" } });
    expect(unreachable.code).toBe(1);
    const nowhere = await relay("--store", "http://127.0.0.1:1");
    expect(nowhere.values.at(-1)).toMatchObject({ ok: false, error: { kind: "badArgument", what: "store" } });
    const fileless = await relay("--store", "redis://127.0.0.1:1", "--store-password", terminal.path("missing"));
    expect(fileless.values.at(-1)).toMatchObject({ error: { kind: "badArgument", what: "store-password" } });
  });
});
