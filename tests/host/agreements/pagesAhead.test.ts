/** Pages are drawn in a thread soon after a ratification: a whole host on a real disk, with a clock moved by hand. */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, onTestFinished } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { Platform } from "../../../electron/host/platform.ts";
import { utf8 } from "../../../shared/base/bytes.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { recordingLogger, steppingClock, until } from "../../support/ambient.ts";
import { usualPlan } from "../../support/plans.ts";
import { unwrap } from "../../support/world.ts";

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), "tessera-ahead-"));
});
afterEach(() => rmSync(dataDirectory, { recursive: true, force: true }));

const kept = (): readonly string[] => {
  try {
    return readdirSync(join(dataDirectory, "pages")).map((name) => {
      const { ino, ctimeMs } = statSync(join(dataDirectory, "pages", name));
      return `${name} ${ino} ${ctimeMs > 0}`;
    });
  } catch {
    return [];
  }
};

async function ratified(change: Partial<Platform> = {}) {
  const clock = steppingClock();
  const platform = unwrap(await createNodePlatform({ plainKeys: true, dataDirectory, clock }));
  const host = unwrap(await createHost({ ...platform, ...change }));
  onTestFinished(() => host.close());
  const { api } = host;
  const party = { name: "Fishers", kind: "community", constituency: "the delta" } as const;
  unwrap(await api.createIdentity({ person: "Ana", device: "laptop", party }));
  const source = { kind: "file", name: "water.md", bytes: utf8("# Water\n\nAll may drink of every well.") } as const;
  const { charter } = unwrap(await api.createCharter({ title: "Water", language: "en", source, policy: usualPolicy }));
  const term = { from: null, months: 12, until: null, noticeDays: 30 };
  const { proposal } = unwrap(await api.propose({ charter, term, note: "", purpose: null, ...usualPlan }));
  const { entry } = unwrap(await api.getSigning({ charter, proposal }));
  const ballot = { charter, proposal, contentHash: entry.contentHash, choice: "ratify" } as const;
  unwrap(await api.castBallot({ ...ballot, statement: "", clockIsRight: false }));
  const pdf = async () => unwrap(await api.exportPdf({ charter, proposal })).bytes;
  return { host, clock, pdf };
}

it("draws the pages of a text that was ratified, and the first export has no more to draw", async () => {
  const { host, clock, pdf } = await ratified();
  expect(kept()).toEqual([]);
  clock.advance(3000);
  await until("its pages are kept", () => kept().length === 1, 60_000);
  const before = kept();
  const bytes = await pdf();
  // The same file, not written again.
  expect(kept()).toEqual(before);
  expect(unwrap(await host.api.verifyPdf({ bytes }))).toMatchObject({ valid: true });
}, 90_000);

it("draws nothing of a host that has closed", async () => {
  const logger = recordingLogger();
  const worker = new URL("../../../electron/host/documents/drawWorker.ts", import.meta.url);
  const { host, clock } = await ratified({ drawThread: { worker, clock: steppingClock(), logger } });
  await host.close();
  clock.advance(60_000);
  expect(kept()).toEqual([]);
});

it("goes without where the thread fails: the pages are drawn for the first who asks", async () => {
  const logger = recordingLogger();
  const worker = new URL("data:text/javascript,throw new Error('no thread')");
  const { clock, pdf } = await ratified({ drawThread: { worker, clock: steppingClock(), logger } });
  clock.advance(3000);
  await until("the thread has failed", () => logger.lines.length === 1, 60_000);
  expect(kept()).toEqual([]);
  expect((await pdf()).length).toBeGreaterThan(1000);
  expect(kept()).toHaveLength(1);
}, 90_000);

it("is given up where it takes too long", async () => {
  const logger = recordingLogger();
  const threadClock = steppingClock();
  const worker = new URL("data:text/javascript,setInterval(() => undefined, 1000)");
  const { clock } = await ratified({ drawThread: { worker, clock: threadClock, logger } });
  clock.advance(3000);
  threadClock.advance(60_000);
  expect(logger.lines.length).toBe(1);
  expect(kept()).toEqual([]);
});
