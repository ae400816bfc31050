import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TriedFrame } from "../../../electron/host/charter/verdict.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createFrameJudge, type FrameJudge } from "../../../electron/host/judging/frameJudge.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { realClock, recordingLogger, steppingClock } from "../../support/ambient.ts";
import { unwrap } from "../../support/world.ts";

const crashingWorker = new URL("./crashingWorker.mjs", import.meta.url);
const key = new Uint8Array(32);
const source = {
  charter: "0".repeat(64) as CharterId,
  file: "",
  keys: [key],
  device: { id: "0".repeat(64) as DeviceId, privateKey: key, sealing: { publicKey: key, privateKey: key } },
  storeKey: key,
};
const frame = (first: number) => Uint8Array.of(first, 1, 2);

describe("A thread that tries frames", () => {
  it("dies of one frame, and the others of its batch are answered", async () => {
    const logger = recordingLogger();
    const judge = createFrameJudge({ worker: crashingWorker, clock: realClock, logger });
    expect(await judge.judge(source, [1, 2, 13, 4, 5].map(frame))).toEqual([null, null, "crashed", null, null]);
    expect(logger.events).toContain("frame-judge-ended");
    expect(await judge.judge(source, [6, 7].map(frame))).toEqual([null, null]);
    judge.close();
  });

  it("is ended where it does not come back", async () => {
    const clock = steppingClock();
    const judge = createFrameJudge({ worker: crashingWorker, clock, logger: recordingLogger() });
    const judged = judge.judge(source, [frame(14)]);
    await Promise.resolve();
    clock.advance(60_000);
    expect(await judged).toEqual(["crashed"]);
    judge.close();
  });

  it("is asked to end, and terminated only where it does not", async () => {
    for (const [first, isTerminated] of [
      [1, false],
      [15, true],
    ] as const) {
      const logger = recordingLogger();
      const clock = steppingClock();
      let due = 0;
      const { promise: ended, resolve } = Promise.withResolvers<void>();
      const counting = {
        now: clock.now,
        after(delayMs: number, run: () => void) {
          due++;
          const cancel = clock.after(delayMs, run);
          return () => {
            cancel();
            if (--due === 0) resolve();
          };
        },
      };
      const judge = createFrameJudge({ worker: crashingWorker, clock: counting, logger });
      await judge.judge(source, [frame(first)]);
      due = 0;
      judge.close();
      expect(due).toBe(1);
      if (isTerminated) clock.advance(10_000);
      // The thread is gone: its timer is of no more use.
      await ended;
      expect(logger.events.includes("frame-judge-terminated")).toBe(isTerminated);
    }
  });

  it("answers who waits when it is closed", async () => {
    const judge = createFrameJudge({ worker: crashingWorker, clock: realClock, logger: recordingLogger() });
    const judged = judge.judge(source, [frame(14), frame(14)]);
    await Promise.resolve();
    judge.close();
    expect((await judged).every((verdict) => verdict === null || verdict === "crashed")).toBe(true);
  });
});

describe("Two hosts whose frames are tried in a thread", () => {
  let root: string;
  const hosts: Host[] = [];
  const tried: TriedFrame[] = [];

  /** Counts what the thread said. */
  const counting = (judge: FrameJudge): FrameJudge => ({
    ...judge,
    async judge(of, frames) {
      const verdicts = await judge.judge(of, frames);
      tried.push(...verdicts);
      return verdicts;
    },
  });

  async function start(name: string): Promise<Host> {
    const dataDirectory = join(root, name);
    const platform = unwrap(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }));
    const { frameJudge } = platform;
    const host = unwrap(
      await createHost({ ...platform, frameJudge: frameJudge === null ? null : counting(frameJudge) }),
    );
    hosts.push(host);
    const party = { name: `${name}'s people`, kind: "community", constituency: "" } as const;
    unwrap(await host.api.createIdentity({ person: name, device: "laptop", party }));
    return host;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "tessera-judge-"));
    tried.splice(0);
  });
  afterEach(async () => {
    for (const host of hosts.splice(0)) await host.close();
    rmSync(root, { recursive: true, force: true });
  });

  it("[L3] [I4] come to what the host alone comes to, and share what it does not know", {
    timeout: 120_000,
  }, async () => {
    const ada = await start("Ada");
    const ben = await start("Ben");
    const { charter } = unwrap(
      await ada.api.createCharter({ title: "Water", language: "en", source: { kind: "blank" }, policy: usualPolicy }),
    );
    const { code, addresses } = unwrap(
      await ada.api.invite({ charter, role: "party", expiresInHours: 1, reason: "neighbours" }),
    );
    const address = addresses.find((one) => one.startsWith("127.")) ?? "";
    unwrap(await ben.api.join({ code, address, stay: false }));
    const write = async (host: Host, words: string): Promise<void> => {
      const { clauses } = unwrap(await host.api.getText({ charter, at: { kind: "draft" } }));
      const after = clauses.at(-1)?.id;
      if (after === undefined) throw new Error("a blank text has a clause");
      unwrap(await host.api.editText({ charter, edit: { kind: "insertClause", after, markdown: words } }));
    };
    for (let round = 0; round < 4; round++) {
      await write(ada, `ada ${round}`);
      await write(ben, `ben ${round}`);
      expect(unwrap(await ben.api.meet({ address, stay: false })).complete).toBe(true);
    }
    const texts = await Promise.all([ada, ben].map((host) => host.api.getText({ charter, at: { kind: "draft" } })));
    expect(unwrap(texts[0] as (typeof texts)[number]).markdown).toBe(
      unwrap(texts[1] as (typeof texts)[number]).markdown,
    );
    // What is held already is for the host to say.
    const verdicts = tried.filter((verdict) => verdict !== null);
    expect(verdicts.length).toBeGreaterThan(10);
    for (const verdict of verdicts) expect(verdict).toEqual({ isTextSound: true });
  });
});
