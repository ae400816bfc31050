import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { aliveMs } from "../../../electron/host/charter/textConnection.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { Pipe } from "../../../shared/base/pipe.ts";
import { pipePair } from "../../../shared/base/pipePair.ts";
import type { Result } from "../../../shared/base/result.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { readTextMessage, type TextMessage } from "../../../shared/crdt/document/textProtocol.ts";
import { steppingClock } from "../../support/ambient.ts";

/** y-websocket's messageReconnectTimeout. */
const patienceMs = 30_000;

let directory: string;
let host: Host;
const clock = steppingClock();

const must = <T>(result: Result<T, unknown>): T => {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "tessera-text-"));
  const platform = must(
    await createNodePlatform({ plainKeys: true, dataDirectory: directory, listenHost: "127.0.0.1", clock }),
  );
  host = must(await createHost(platform));
});
afterEach(async () => {
  await host.close();
  rmSync(directory, { recursive: true });
});

it("A window where nobody writes hears of the host before it would give it up, and not once it has gone", async () => {
  const party = { name: "Fishers", kind: "community", constituency: "" } as const;
  must(await host.api.createIdentity({ person: "Ana", device: "laptop", party }));
  const { charter } = must(
    await host.api.createCharter({ title: "Accord", language: "en", source: { kind: "blank" }, policy: usualPolicy }),
  );
  const { room } = must(await host.api.openText({ charter }));
  const [window, hosts] = pipePair();
  const heard: TextMessage[] = [];
  window.onMessage((message) => heard.push(must(readTextMessage(message))));
  let sent = 0;
  const counted: Pipe = {
    ...hosts,
    send(message) {
      sent++;
      hosts.send(message);
    },
  };
  must(host.connectText(room, counted, "window"));
  await Promise.resolve();
  expect(heard.map(({ kind }) => kind)).toEqual(["stateVector"]);

  expect(aliveMs).toBeLessThan(patienceMs);
  for (let round = 1; round <= 4; round++) {
    clock.advance(aliveMs);
    await Promise.resolve();
    expect(heard.slice(1)).toEqual(Array.from({ length: round }, () => ({ kind: "presence", states: [] })));
  }

  window.close("window closed");
  await Promise.resolve();
  const before = sent;
  clock.advance(4 * aliveMs);
  expect(sent).toBe(before);
});
