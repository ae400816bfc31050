/** Several relay processes on one Redis, where there is one on this machine. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { startRelay } from "../../electron/relay/relayMain.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { startRedis } from "../../tests/relay/redisServer.ts";
import { check, type Device, expectSame, must, rewrite, type Stage } from "./stage.ts";

export async function playRelays(
  { tell, say }: Stage,
  work: string,
  charter: CharterId,
  [one, other]: readonly [Device, Device],
): Promise<void> {
  tell("Two relays on one Redis, and one of them dies");
  if (spawnSync("redis-server", ["--version"]).status !== 0) {
    say("There is no redis-server on this machine, so this is not played.");
    return;
  }
  const redis = await startRedis();
  try {
    const options = { store: redis.url, port: 0 };
    const first = must(await startRelay({ ...options, data: join(work, "relay-1") }));
    const second = must(await startRelay({ ...options, data: join(work, "relay-2") }));
    must(await one.host.api.setRelay({ charter, url: first.url }));
    must(await other.host.api.setRelay({ charter, url: second.url }));
    await rewrite(one, charter, "24", (text) => `${text} Markets close at noon.`);
    must(await one.host.api.syncRelay({ charter }));
    must(await other.host.api.syncRelay({ charter }));
    await expectSame([one, other], charter);
    say("Ana calls at one process and Ben at the other: they share the room.");
    await first.close();
    must(await one.host.api.setRelay({ charter, url: second.url }));
    await rewrite(one, charter, "24", (text) => text.replace("at noon", "at dusk"));
    must(await one.host.api.syncRelay({ charter }));
    must(await other.host.api.syncRelay({ charter }));
    await expectSame([one, other], charter);
    say("The first process stops. Ana calls at the second, and all of it is there.");
    const keys = await redis.ask("KEYS", "*");
    const read = await Promise.all((keys as readonly string[]).map((key) => redis.ask("DUMP", key)));
    check(read.length > 0 && !read.some((dump) => String(dump).includes("Markets close")), "Redis holds no words");
    say("In Redis there is not one readable word.");
    for (const { host } of [one, other]) must(await host.api.setRelay({ charter, url: null }));
    await second.close();
  } finally {
    await redis.remove();
  }
}
