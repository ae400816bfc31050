import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { BundleFor, BundlePreview, BundleReport } from "../../../shared/api/bundles.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { type Bytes, concatBytes, toHex } from "../../../shared/base/bytes.ts";
import { plainHash } from "../../../shared/base/crypto.ts";
import type { DeviceId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { encodeBundle, readBundle } from "../../../shared/sync/bundle.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 21, people: ["Ada", "Ben", "Cyra", "Dov"] });
  await world.found("Ada").join("Ada", "Ben").join("Ada", "Cyra").gather().settle().done();
});
afterEach(() => world.close());

const api = (name: string) => world.who(name).api();
const view = async (name: string) => unwrap(await api(name).getCharter({ charter: world.charter() }));
const deviceOf = async (name: string): Promise<DeviceId> => {
  const device = (await view("Ada")).parties.flatMap(({ devices }) => devices).find(({ person }) => person === name);
  if (device === undefined) throw new Error(`${name} is no member`);
  return device.id;
};
const missing = async (at: string, of: string): Promise<number | undefined> =>
  (await view(at)).parties.flatMap(({ devices }) => devices).find(({ person }) => person === of)?.missing;

const everything = { kind: "everything" } as const;
const unshared = { kind: "unshared" } as const;
const exportOf = async (name: string, wanted: BundleFor = everything) =>
  unwrap(await api(name).exportBundle({ charter: world.charter(), for: wanted }));
const preview = (name: string, bytes: Bytes): Promise<Result<BundlePreview, HostError>> =>
  api(name).previewBundle({ bytes });
const take = (name: string, bytes: Bytes): Promise<Result<BundleReport, HostError>> =>
  api(name).importBundle({ bytes });
const framesOf = (bytes: Bytes): readonly Bytes[] => {
  const read = readBundle(bytes);
  if (!read.ok) throw new Error(read.error.kind);
  return read.value;
};
const clean = { waiting: 0, missing: 0, unopened: 0, refused: 0, newer: 0 };

/** Every file of somebody's data directory and what is in it, less what SQLite keeps for those who read. */
function disk(name: string): Readonly<Record<string, string>> {
  const root = world.who(name).platform.dataDirectory;
  const files = readdirSync(root, { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    files
      .filter((file) => !file.endsWith("-shm") && statSync(join(root, file)).isFile())
      .map((file) => [file, toHex(plainHash(new Uint8Array(readFileSync(join(root, file)))))]),
  );
}

describe("A bundle for one device", () => {
  it("[S17] holds what its signed receipts do not say it holds, and brings it level", async () => {
    await world.edit("Ada", 5).done();
    const ben = await deviceOf("Ben");
    const whole = await exportOf("Ada");
    const lacked = await missing("Ada", "Ben");
    const { bytes, changes, heldThere } = await exportOf("Ada", { kind: "device", device: ben });
    expect(changes).toBe(lacked);
    expect(whole).toMatchObject({ changes: changes + heldThere, heldThere: 0 });
    expect(bytes.length).toBeLessThan(whole.bytes.length);
    expect(unwrap(await take("Ben", bytes))).toMatchObject({ alreadyHeld: 0, ...clean });
    expect((await world.shownBy("Ben")).text).toEqual((await world.shownBy("Ada")).text);
    // Ben's receipt comes back by the same stick, and nothing but it.
    const back = await exportOf("Ben", { kind: "device", device: await deviceOf("Ada") });
    expect(back).toMatchObject({ changes: 0 });
    expect(unwrap(await take("Ada", back.bytes))).toMatchObject({ added: framesOf(back.bytes).length });
    expect(await missing("Ada", "Ben")).toBe(0);
  });

  it("[S17] is refused for whoever is no other member", async () => {
    for (const device of [await deviceOf("Ada"), "ab".repeat(32) as DeviceId])
      expect(
        await api("Ada").exportBundle({ charter: world.charter(), for: { kind: "device", device } }),
      ).toMatchObject({ ok: false, error: { kind: "badArgument", what: "device" } });
  });
});

describe("A bundle of what nobody else holds", () => {
  it("[S17] leaves out what any other device has signed for, and is refused as empty where nothing is left", async () => {
    await world.edit("Ada", 2).meet("Ben", "Ada").settle().edit("Ada", 3).done();
    const { changes, bytes } = await exportOf("Ada", unshared);
    expect(changes).toBe(await missing("Ada", "Ben"));
    expect(changes).toBeLessThan((await missing("Ada", "Cyra")) ?? 0);
    expect(unwrap(await take("Ben", bytes))).toMatchObject({ alreadyHeld: 0, ...clean });
    await world.gather().settle().done();
    const all = await Promise.all(
      ["Ada", "Ben", "Cyra"].map((name) => api(name).exportBundle({ charter: world.charter(), for: unshared })),
    );
    expect(all.map((one) => (one.ok ? one.value.changes : one.error.kind))).toContain("bundleEmpty");
  });
});

describe("A bundle that builds on what is not here", () => {
  it("[S17] says so, is kept out, is not acknowledged, and fits once the rest has come", async () => {
    await world.edit("Ada", 4).meet("Ben", "Ada").settle().edit("Ada", 3).done();
    const first = await exportOf("Ada");
    const { bytes } = await exportOf("Ada", { kind: "device", device: await deviceOf("Ben") });
    const frames = framesOf(bytes).length;
    const looked = unwrap(await preview("Cyra", bytes));
    expect(looked).toMatchObject({ added: 0, alreadyHeld: 0, waiting: frames, by: [], from: null });
    expect(looked.missing).toBeGreaterThanOrEqual(4);
    const before = { disk: disk("Cyra"), shown: await world.shownBy("Cyra"), lacks: await missing("Cyra", "Ada") };
    expect(await take("Cyra", bytes)).toEqual({
      ok: false,
      error: { kind: "bundleIncomplete", missing: looked.missing },
    });
    expect(await world.shownBy("Cyra")).toEqual(before.shown);
    expect(disk("Cyra")).toEqual(before.disk);
    await world.settle().done();
    expect(await missing("Cyra", "Cyra")).toBe(0);
    const held = await exportOf("Cyra");
    expect(framesOf(held.bytes).map(toHex)).not.toEqual(expect.arrayContaining(framesOf(bytes).map(toHex)));
    expect(unwrap(await take("Cyra", first.bytes))).toMatchObject(clean);
    expect((await world.shownBy("Cyra")).text).toEqual((await world.shownBy("Ada")).text);
  });

  it("[S17] is taken in as far as it can be placed", async () => {
    await world.edit("Ada", 3).edit("Ben", 2).done();
    const ada = framesOf((await exportOf("Ada", unshared)).bytes);
    const ben = framesOf((await exportOf("Ben", unshared)).bytes);
    const gap = encodeBundle([...ben, ...ada.slice(1)]);
    const looked = unwrap(await preview("Cyra", gap));
    expect(looked).toMatchObject({ waiting: ada.length - 1, missing: 1 });
    expect(looked.added).toBeGreaterThanOrEqual(2);
    expect(looked.added + looked.alreadyHeld).toBe(ben.length);
    expect(unwrap(await take("Cyra", gap))).toMatchObject({
      added: looked.added,
      waiting: ada.length - 1,
      missing: 1,
    });
    expect(await missing("Cyra", "Ada")).toBeGreaterThan(0);
    expect(unwrap(await take("Cyra", encodeBundle(ada)))).toMatchObject({ added: ada.length, ...clean });
  });
});

describe("The preview of a bundle", () => {
  it("[S17] tells whose changes it brings, from when to when, and what is signed, as the import then does", async () => {
    await world.edit("Ada", 3).done();
    world.clock.advance(60_000);
    await world.propose("Ada").vote("Ada").join("Ada", "Dov").done();
    const { bytes } = await exportOf("Ada", { kind: "device", device: await deviceOf("Ben") });
    const shown = unwrap(await preview("Ben", bytes));
    expect(shown).toMatchObject({
      charter: world.charter(),
      title: "Water",
      inFile: framesOf(bytes).length,
      alreadyHeld: 0,
      ...clean,
      membership: [{ kind: "invited" }, { kind: "admitted", subject: "Dov's people", by: { person: "Ada" } }],
      proposals: [{ by: { person: "Ada", party: { name: "Ada's people" } } }],
      ballots: [{ person: "Ada", party: { name: "Ada's people" }, choice: "ratify" }],
    });
    expect((shown.to ?? 0) - (shown.from ?? 0)).toBeGreaterThanOrEqual(60_000);
    expect(shown.by.map(({ author, leftOut }) => [author.person, leftOut])).toEqual([["Ada", 0]]);
    const summed = shown.by.reduce((sum, { changes }) => sum + changes, 0);
    expect(summed + shown.receipts).toBe(shown.added);
    const report = unwrap(await take("Ben", bytes));
    for (const key of ["inFile", "added", "alreadyHeld", "waiting", "missing", "unopened", "refused", "newer"] as const)
      expect([key, report[key]]).toEqual([key, shown[key]]);
    expect(unwrap(await preview("Ben", bytes))).toMatchObject({ added: 0, alreadyHeld: shown.inFile, from: null });
  });

  it("[S17] changes nothing, on disk or in the charter", async () => {
    await world.edit("Ada", 4).propose("Ada").edit("Ben", 2).done();
    const { bytes } = await exportOf("Ada");
    const before = { disk: disk("Ben"), view: await view("Ben"), shown: await world.shownBy("Ben") };
    const first = unwrap(await preview("Ben", bytes));
    expect(first.added).toBeGreaterThan(4);
    expect(unwrap(await preview("Ben", bytes))).toEqual(first);
    expect(disk("Ben")).toEqual(before.disk);
    expect(await view("Ben")).toEqual(before.view);
    expect(await world.shownBy("Ben")).toEqual(before.shown);
    // What is written after it is judged as if nobody had looked.
    await world.edit("Ben", 2).gather().settle().done();
    await world.expectConverged();
  });

  it("[S10] is of a file as a whole: cut at any byte it is refused, and disk and charter are as before", async () => {
    await world.edit("Ada", 1).done();
    const { bytes } = await exportOf("Ada", { kind: "device", device: await deviceOf("Ben") });
    const before = disk("Ben");
    for (let length = 0; length < bytes.length; length++)
      for (const tried of [preview, take])
        expect(await tried("Ben", bytes.slice(0, length))).toMatchObject({ error: { kind: "bundleDamaged" } });
    expect(disk("Ben")).toEqual(before);
  });

  it("counts what is altered and what is no envelope as refused, and takes the rest", async () => {
    await world.edit("Ada", 2).done();
    const frames = framesOf((await exportOf("Ada", { kind: "device", device: await deviceOf("Ben") })).bytes);
    const broken = (frames[0] ?? new Uint8Array(0)).slice();
    broken[100] = (broken[100] ?? 0) ^ 1;
    const bytes = encodeBundle([broken, new Uint8Array(20), ...frames]);
    const looked = unwrap(await preview("Ben", bytes));
    expect(looked).toMatchObject({ refused: 2, added: frames.length });
    expect(unwrap(await take("Ben", bytes))).toMatchObject({ refused: 2, added: frames.length, waiting: 0 });
  });
});

describe("A bundle of somebody who was removed", () => {
  it("[S17] can still be made by them, and what they wrote before counts", async () => {
    await world.edit("Cyra", 2).revoke("Cyra", "Cyra").done();
    expect((await view("Cyra")).ended).not.toBeNull();
    const { bytes } = await exportOf("Cyra");
    const looked = unwrap(await preview("Ada", bytes));
    expect(looked.membership).toMatchObject([{ kind: "deviceRevoked", by: { person: "Cyra" }, reason: "lost" }]);
    expect(looked.by).toMatchObject([{ author: { person: "Cyra" }, leftOut: 0 }]);
    expect(unwrap(await take("Ada", bytes))).toMatchObject({ added: looked.added, ...clean });
    expect((await world.shownBy("Ada")).text).toEqual((await world.shownBy("Cyra")).text);
  });

  it("[S17] written while apart, after the cut, is held and left out of the text", async () => {
    await world.edit("Cyra", 2).done();
    const { bytes } = await exportOf("Cyra");
    await world.removeParty("Ada", "Cyra").consent("Ben").meet("Ben", "Ada").settle().consent("Ben").done();
    await world.meet("Ada", "Ben").settle().done();
    expect((await view("Ada")).parties.map(({ name }) => name)).not.toContain("Cyra's people");
    const text = (await world.shownBy("Ada")).text;
    const looked = unwrap(await preview("Ada", bytes));
    const [cyra] = looked.by;
    expect(cyra).toMatchObject({ author: { person: "Cyra" } });
    expect(cyra?.leftOut).toBeGreaterThanOrEqual(2);
    expect(unwrap(await take("Ada", bytes))).toMatchObject({ added: looked.added, ...clean });
    expect((await world.shownBy("Ada")).text).toEqual(text);
    expect((await view("Ada")).leftOut).toBeGreaterThanOrEqual(2);
  });
});

describe("A bundle of another epoch", () => {
  const removeCyra = async (): Promise<void> => {
    await world.removeParty("Ada", "Cyra").meet("Ben", "Ada").settle().consent("Ben").done();
    await world.meet("Ada", "Ben").settle().done();
  };

  it("[S3] that is older is read as ever", async () => {
    await world.edit("Ben", 2).done();
    const older = await exportOf("Ben");
    await removeCyra();
    expect(unwrap(await take("Ada", older.bytes))).toMatchObject(clean);
  });

  it("[S17] that is later opens where its rotation comes with it", async () => {
    await world.join("Ada", "Dov").gather().settle().done();
    await world.removeParty("Ada", "Cyra").meet("Ben", "Ada").settle().consent("Ben").meet("Dov", "Ben").done();
    await world.settle().consent("Dov").meet("Dov", "Ada").settle().edit("Dov", 2).done();
    const { bytes } = await exportOf("Dov");
    const keys = new Set(framesOf(bytes).map((frame) => toHex(frame.slice(18, 34))));
    expect(keys.size).toBeGreaterThan(1);
    expect(unwrap(await preview("Ben", bytes))).toMatchObject(clean);
    expect(unwrap(await take("Ben", bytes))).toMatchObject(clean);
    expect((await world.shownBy("Ben")).text).toEqual((await world.shownBy("Dov")).text);
  });

  it("[S17] that a removed device was given no key of is foreign, and told apart inside a whole one", async () => {
    await removeCyra();
    await world.edit("Ada", 2).done();
    const { bytes } = await exportOf("Ada");
    const frames = framesOf(bytes);
    const lastKey = toHex(frames.at(-1)?.slice(18, 34) ?? new Uint8Array(0));
    const later = frames.filter((frame) => toHex(frame.slice(18, 34)) === lastKey);
    expect(later.length).toBeGreaterThanOrEqual(2);
    for (const tried of [preview, take])
      expect(await tried("Cyra", encodeBundle(later))).toEqual({ ok: false, error: { kind: "bundleForeign" } });
    expect(unwrap(await preview("Cyra", bytes))).toMatchObject({ unopened: later.length, waiting: 0, refused: 0 });
    expect(unwrap(await take("Cyra", bytes))).toMatchObject({ unopened: later.length, waiting: 0, refused: 0 });
    expect((await view("Cyra")).ended).not.toBeNull();
  });

  it("is found by its first frame that can be opened, and one with no frame at all is damaged", async () => {
    await world.edit("Ada", 1).done();
    const frames = framesOf((await exportOf("Ada", { kind: "device", device: await deviceOf("Ben") })).bytes);
    const strange = (frames[0] ?? new Uint8Array(0)).slice();
    strange.fill(7, 18, 34);
    expect(unwrap(await preview("Ben", encodeBundle([strange, ...frames])))).toMatchObject({
      unopened: 1,
      added: frames.length,
    });
    expect(await preview("Ben", encodeBundle([strange]))).toEqual({ ok: false, error: { kind: "bundleForeign" } });
    const junk = encodeBundle([new Uint8Array(20), concatBytes(new Uint8Array(3))]);
    expect(await preview("Ben", junk)).toMatchObject({ ok: false, error: { kind: "bundleDamaged" } });
  });
});
