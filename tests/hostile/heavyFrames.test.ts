/** Frames of lawful size that are as heavy as they can be: the host goes on between them, and what waits is bounded. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keepWithin, sliceFrames, waitingLimits } from "../../electron/host/charter/waitingFrames.ts";
import type { Bytes } from "../../shared/base/bytes.ts";
import type { DeviceId, EnvelopeHash } from "../../shared/base/ids.ts";
import { envelopeTypes } from "../../shared/ledger/log/envelope.ts";
import { encodeBundle } from "../../shared/sync/bundle.ts";
import { seedOf } from "../support/builders.ts";
import { watched } from "../support/watched.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

const nobody = new Uint8Array(0);
const hashOf = (name: string): EnvelopeHash => Buffer.from(seedOf(name)).toString("hex") as EnvelopeHash;

describe("A member whose frames are as heavy as they may be", () => {
  let world: World;
  beforeEach(async () => {
    world = createWorld({ seed: 78, people: ["Ada", "Mallory"] });
    await world.found("Ada").join("Ada", "Mallory").settle().corrupt("Mallory").done();
  });
  afterEach(() => world.close());

  it("[L2] [S10] with 4,096 unknown deps each does not stop the host", { timeout: 120_000 }, async () => {
    const { entry, opening } = world.hostile();
    const deps = Array.from({ length: 4096 }, (_, at) => hashOf(`dep ${at}`))
      .sort()
      .map((hash) => ({ device: hashOf("nobody") as string as DeviceId, seq: 5, hash }));
    const heavy = Array.from({ length: 64 }, (_, time) => entry(envelopeTypes.heads, nobody, { deps, time }));
    const bytes = encodeBundle([opening, ...heavy]);
    const { api } = world.who("Ada");
    for (const run of [api().previewBundle, api().importBundle]) {
      const { value, turns, longest } = await watched<unknown>(() => run({ bytes }));
      expect(value).toMatchObject({ ok: true, value: { added: 1, waiting: 64, refused: 0 } });
      expect(turns).toBeGreaterThan(sliceFrames(heavy).length);
      // A sixth of a second on a quiet machine; three seconds and more where all are judged in one go.
      expect(longest).toBeLessThan(10);
    }
  });

  it("[L3] all goes on, in several commits, where what it waited for comes", { timeout: 60_000 }, async () => {
    const { text, opening } = world.hostile();
    const update = (at: number): Bytes => new Uint8Array(540_000).fill(at);
    const texts = Array.from({ length: 14 }, (_, at) => text(0, 1, update(at)));
    expect(sliceFrames(texts).length).toBeGreaterThan(1);
    const early = await world
      .who("Ada")
      .api()
      .importBundle({ bytes: encodeBundle(texts) });
    expect(early).toMatchObject({ ok: false, error: { kind: "bundleIncomplete" } });
    // Forks of one device, all of them held and none shown.
    expect(await world.deliver("Ada", [opening])).toBe(15);
    expect(
      unwrap(
        await world
          .who("Ada")
          .api()
          .previewBundle({ bytes: encodeBundle(texts) }),
      ),
    ).toMatchObject({
      alreadyHeld: 14,
      waiting: 0,
    });
  });
});

describe("What waits in memory", () => {
  const limits = { frames: 10, bytes: 1000, bytesOfOne: 600 };
  const waiting = (owner: string, count: number, bytes: number) =>
    Array.from({ length: count }, () => ({ owner, frame: new Uint8Array(bytes) }));
  const countsOf = (frames: readonly { readonly owner: string }[]) => {
    const counts: Record<string, number> = {};
    for (const { owner } of frames) counts[owner] = (counts[owner] ?? 0) + 1;
    return counts;
  };

  it("is of no owner more than a share, and what came first is kept", () => {
    const all = waiting("mallory", 9, 100);
    const { kept, dropped } = keepWithin(all, limits);
    expect(kept).toEqual(all.slice(0, 6));
    expect(dropped).toEqual(all.slice(6));
  });

  it("is within all bounds, and whoever has most gives way", () => {
    const byBytes = keepWithin(
      [...waiting("mallory", 6, 100), ...waiting("ada", 3, 100), ...waiting("", 4, 90)],
      limits,
    );
    expect(countsOf(byBytes.kept)).toEqual({ mallory: 3, ada: 3, "": 4 });
    const byCount = keepWithin([...waiting("mallory", 60, 1), ...waiting("ada", 4, 1)], limits);
    expect(countsOf(byCount.kept)).toEqual({ mallory: 6, ada: 4 });
    expect(byCount.kept.length + byCount.dropped.length).toBe(64);
  });

  it("of a crowd of owners is bounded as soon", () => {
    const crowd = Array.from({ length: 8192 }, (_, at) => ({ owner: `${at % 4096}`, frame: new Uint8Array(352) }));
    const { kept } = keepWithin(crowd);
    expect(kept.length).toBe(waitingLimits.frames);
  });
});
