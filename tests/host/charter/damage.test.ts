/** Rot of every kind in one charter's files: nothing throws, the others stay, what is left is read, and it heals. */
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { chance as chanceOf } from "../../shared/crdt/support/chance.ts";

let root: string;
const hosts: Host[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tessera-rot-"));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  rmSync(root, { recursive: true, force: true });
});

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

async function start(name: string): Promise<Host> {
  const dataDirectory = join(root, name);
  const platform = had(await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" }));
  const host = had(await createHost(platform));
  hosts.push(host);
  // What was shared is a copy, made before each test.
  if (had(await host.api.getKeys({})).isMoved) had(await host.api.settleMove({ as: "onlyCopy" }));
  if (had(await host.api.getIdentity({})) === null) {
    const party = { name: `${name}'s people`, kind: "community", constituency: "" } as const;
    had(await host.api.createIdentity({ person: name, device: "laptop", party }));
  }
  return host;
}

async function stop(host: Host): Promise<void> {
  hosts.splice(hosts.indexOf(host), 1);
  await host.close();
}

/** Nothing is denied to root: as root, with the identity of nobody, who owns the files meanwhile. */
async function asNobody(run: () => Promise<void>): Promise<void> {
  const { seteuid } = process;
  if (process.getuid?.() !== 0 || seteuid === undefined) return run();
  const nobody = 65_534;
  for (const name of ["", ...readdirSync(root, { recursive: true, encoding: "utf8" })])
    chownSync(join(root, name), nobody, nobody);
  seteuid(nobody);
  try {
    await run();
  } finally {
    seteuid(0);
  }
}

const fileOf = (charter: CharterId, ending = "sqlite"): string => join(root, "Ada", "charters", `${charter}.${ending}`);

async function meet(from: Host, to: Host): Promise<void> {
  const [address] = had(await to.api.listen({ port: null, host: null })).addresses;
  had(await from.api.meet({ address: address ?? "", stay: false }));
}

/** What came on a link is taken after the link has ended. */
const whenMended = (host: Host): Promise<void> =>
  new Promise((resolve) => {
    host.onEvent((event) => {
      if (event.kind === "charterMended") resolve();
    });
  });

const found = async (host: Host, title: string): Promise<CharterId> =>
  had(await host.api.createCharter({ title, language: "en", source: { kind: "blank" }, policy: usualPolicy })).charter;

const write = (host: Host, charter: CharterId, words: string) =>
  host.api.editText({ charter, edit: { kind: "replaceAll", markdown: `# Water\n\n${words}` } });

const textOf = async (host: Host, charter: CharterId): Promise<string> =>
  had(await host.api.getText({ charter, at: { kind: "draft" } })).markdown;

interface Scene {
  readonly ben: Host;
  readonly charter: CharterId;
  readonly other: CharterId;
  readonly text: string;
}
type History = Omit<Scene, "ben">;

/** Where Ada and Ben share a charter with some history that both hold; Ada has another one besides. Made once. */
let before: { readonly directory: string; readonly history: History };
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "tessera-rot-"));
  before = { directory: root, history: await makeHistory() };
}, 60_000);
afterAll(() => rmSync(before.directory, { recursive: true, force: true }));

async function makeHistory(): Promise<History> {
  const [ada, ben] = [await start("Ada"), await start("Ben")];
  const charter = await found(ada, "Water");
  const other = await found(ada, "Wood");
  const invited = had(await ada.api.invite({ charter, role: "party", expiresInHours: 1, reason: "" }));
  had(await ben.api.join({ code: invited.code, address: invited.addresses[0] ?? "", stay: false }));
  for (const words of ["One source.", "One source, two fields.", "One source, two fields, three days."]) {
    had(await write(ada, charter, words));
    await meet(ben, ada);
    had(await write(ben, charter, `${words} And rest.`));
    await meet(ben, ada);
  }
  const text = await textOf(ada, charter);
  await stop(ada);
  await stop(ben);
  return { charter, other, text };
}

/** Both as they were then; Ada's host is closed. */
async function shared(): Promise<Scene> {
  for (const name of ["Ada", "Ben"]) cpSync(join(before.directory, name), join(root, name), { recursive: true });
  return { ...before.history, ben: await start("Ben") };
}

function change(file: string, sql: string): void {
  const database = new DatabaseSync(file);
  database.exec(sql);
  database.close();
}

async function expectHealing({ ben, charter, other, text }: Scene, how: "meet" | "bundle"): Promise<void> {
  const ada = await start("Ada");
  const mended = whenMended(ada);
  const listed = had(await ada.api.listCharters({}));
  expect(listed.map(({ id }) => id)).toContain(other);
  expect(listed.find(({ id }) => id === other)?.damage).toBeNull();
  const unopened = had(await ada.api.listUnopened({}));
  const summary = listed.find(({ id }) => id === charter);
  const wasDamaged = summary === undefined || summary.damage !== null;
  if (summary === undefined) expect(unopened.map((one) => one.charter)).toContain(charter);
  else if (summary.damage !== null) {
    const view = had(await ada.api.getCharter({ charter }));
    expect(view).toMatchObject({ readOnly: "damaged", damage: { heals: true } });
    const before = view.changes;
    expect(await write(ada, charter, "mine")).toEqual({ ok: false, error: { kind: "readOnly", reason: "damaged" } });
    expect(had(await ada.api.getCharter({ charter })).changes).toBe(before);
  }
  if (how === "meet") await meet(ben, ada);
  else {
    const { bytes } = had(await ben.api.exportBundle({ charter, for: { kind: "everything" } }));
    had(await ada.api.importBundle({ bytes }));
  }
  if (wasDamaged) await mended;
  const after = had(await ada.api.getCharter({ charter }));
  expect(after).toMatchObject({ readOnly: null, damage: null, leftOut: 0 });
  expect(await textOf(ada, charter)).toBe(text);
  // It writes again, and nobody takes it for one that equivocated.
  had(await write(ada, charter, "Written after it was mended."));
  await meet(ben, ada);
  expect(await textOf(ben, charter)).toContain("Written after it was mended.");
  expect(had(await ben.api.getCharter({ charter })).parties).toHaveLength(2);
  expect(had(await ben.api.listMembershipChanges({ charter })).map(({ kind }) => kind)).not.toContain("deviceForked");
  await stop(ada);
  const again = await start("Ada");
  expect(had(await again.api.getCharter({ charter }))).toMatchObject({ damage: null, readOnly: null });
  expect(await textOf(again, charter)).toContain("Written after it was mended.");
}

describe("A charter with damaged rows", { timeout: 120_000 }, () => {
  const kinds: readonly (readonly [name: string, sql: string])[] = [
    ["the first frame flipped", "UPDATE log SET kept = zeroblob(length(kept)) WHERE pos = 1"],
    ["a frame in the middle flipped", "UPDATE log SET kept = zeroblob(length(kept)) WHERE pos = 6"],
    ["a frame cut off", "UPDATE log SET kept = substr(kept, 1, 40) WHERE pos = 7"],
    [
      "a frame that names another key",
      "UPDATE log SET kept = unhex(hex(substr(kept, 1, 18)) || hex(zeroblob(16)) || hex(substr(kept, 35))) WHERE pos = (SELECT min(pos) FROM log WHERE pos > 5 AND substr(kept, 1, 1) = x'01')",
    ],
    ["an empty frame", "UPDATE log SET kept = x'' WHERE pos = 5"],
    ["its last frame flipped", "UPDATE log SET kept = zeroblob(9) WHERE pos = (SELECT max(pos) FROM log)"],
    ["every frame flipped", "UPDATE log SET kept = zeroblob(length(kept))"],
    ["a row gone", "DELETE FROM log WHERE pos = 6"],
    ["its last rows gone", "DELETE FROM log WHERE pos > 8"],
    ["every row gone", "DELETE FROM log"],
    ["a wrong number", "UPDATE log SET seq = 1000000 WHERE pos = 6"],
    ["a wrong device", "UPDATE OR IGNORE log SET device = (SELECT max(no) FROM device) WHERE pos = 2"],
    ["a wrong type and clock", "UPDATE log SET type = 9, clock = 77 WHERE pos = 6"],
    ["an index of garbage", "UPDATE log SET accepted = x'00ff' WHERE pos = 6"],
    ["no devices", "PRAGMA foreign_keys = OFF; DELETE FROM device"],
    ["a wrong number and a frame flipped", "UPDATE log SET seq = 99, kept = zeroblob(99) WHERE pos = 6"],
    ["no cache, and a frame flipped", "DELETE FROM cache; UPDATE log SET kept = zeroblob(99) WHERE pos = 4"],
    ["a cache of garbage", "UPDATE cache SET sealed = zeroblob(length(sealed))"],
    ["a cache of another position", "UPDATE cache SET pos = 3"],
    ["no settings", "DELETE FROM setting"],
  ];
  it.each(kinds)("[S21] %s: is read as far as it goes, heals by a meeting, and is written again", async (_, sql) => {
    const scene = await shared();
    change(fileOf(scene.charter), sql);
    await expectHealing(scene, "meet");
  });

  it("heals by a bundle from anybody", async () => {
    const scene = await shared();
    change(fileOf(scene.charter), "UPDATE log SET kept = zeroblob(length(kept)) WHERE pos = 6");
    await expectHealing(scene, "bundle");
  });

  it("of which only the index is damaged is made anew from its frames, without anybody", async () => {
    const { charter, text } = await shared();
    change(fileOf(charter), "UPDATE log SET accepted = x'00', seq = seq + 40");
    const ada = await start("Ada");
    expect(had(await ada.api.getCharter({ charter }))).toMatchObject({ damage: null, readOnly: null });
    expect(await textOf(ada, charter)).toBe(text);
  });

  it("[S21] claims by no receipt what it cannot read", async () => {
    const { ben, charter } = await shared();
    change(fileOf(charter), "UPDATE log SET kept = zeroblob(length(kept)) WHERE pos = 6");
    const before = had(await ben.api.getCharter({ charter })).changes;
    const ada = await start("Ada");
    const { bytes } = had(await ada.api.exportBundle({ charter, for: { kind: "everything" } }));
    expect(had(await ben.api.importBundle({ bytes }))).toMatchObject({ added: 0 });
    expect(had(await ben.api.getCharter({ charter })).changes).toBe(before);
  });

  it("keeps the damaged file, and nothing of the undamaged log is lost on the way", async () => {
    const { charter } = await shared();
    const sum = (file: string): number => {
      const database = new DatabaseSync(file);
      const all = database.prepare("SELECT count(*) AS n FROM log").get()?.n as number;
      const behind = database.prepare("SELECT count(*) AS n FROM behind").get()?.n as number;
      database.close();
      return all + behind;
    };
    const rows = sum(fileOf(charter));
    change(fileOf(charter), "UPDATE log SET kept = zeroblob(length(kept)) WHERE pos = 6");
    const damaged = readFileSync(fileOf(charter));
    for (let starts = 0; starts < 2; starts++) {
      const again = await start("Ada");
      had(await again.api.listCharters({}));
      await stop(again);
    }
    expect(sum(fileOf(charter))).toBe(rows - 1);
    expect(readFileSync(`${fileOf(charter)}.damaged-1`).equals(damaged)).toBe(true);
  });

  it("that nobody can give back is written on without it, once its person says so", async () => {
    const ada = await start("Ada");
    const charter = await found(ada, "Water");
    had(await write(ada, charter, "First."));
    had(await write(ada, charter, "First and last."));
    await stop(ada);
    change(fileOf(charter), "UPDATE log SET kept = zeroblob(9) WHERE pos = (SELECT max(pos) FROM log)");
    const again = await start("Ada");
    expect(had(await again.api.getCharter({ charter })).damage).toMatchObject({ missing: 1, isKnown: true });
    had(await again.api.giveUpMissing({ charter }));
    expect(had(await again.api.getCharter({ charter }))).toMatchObject({ damage: null, readOnly: null });
    had(await write(again, charter, "Anew."));
    expect(await textOf(again, charter)).toContain("Anew.");
  });
});

describe("A charter's file", { timeout: 120_000 }, () => {
  const files: readonly (readonly [name: string, spoil: (file: string) => void])[] = [
    ["emptied", (file) => truncateSync(file, 0)],
    ["missing", (file) => rmSync(file)],
    ["that is no database", (file) => writeFileSync(file, "a letter to a friend ".repeat(400))],
    ["cut in half", (file) => truncateSync(file, Math.floor(statSync(file).size / 8192) * 4096)],
    [
      "with spoiled pages",
      (file) => {
        const bytes = readFileSync(file);
        for (let page = 1; page < bytes.length / 4096; page++) bytes.fill(0x5a, page * 4096, page * 4096 + 200);
        writeFileSync(file, bytes);
      },
    ],
  ];
  it.each(files)("[S21] %s: is said, hides no other, heals, and is written again", async (_, spoil) => {
    const scene = await shared();
    spoil(fileOf(scene.charter));
    await expectHealing(scene, "meet");
  });

  it("[S21] of which nobody knows what it held is not written before every other device has given what it has", async () => {
    const scene = await shared();
    truncateSync(fileOf(scene.charter), 0);
    const ada = await start("Ada");
    const { bytes } = had(await scene.ben.api.exportBundle({ charter: scene.charter, for: { kind: "everything" } }));
    had(await ada.api.importBundle({ bytes }));
    expect(await textOf(ada, scene.charter)).toBe(scene.text);
    expect(had(await ada.api.getCharter({ charter: scene.charter }))).toMatchObject({
      readOnly: "damaged",
      damage: { missing: 0, waiting: 0, isKnown: false, heals: true },
    });
    const mended = whenMended(ada);
    await meet(scene.ben, ada);
    await mended;
    had(await write(ada, scene.charter, "Again."));
  });

  it("with bits flipped anywhere never throws, and heals", async () => {
    const scene = await shared();
    const whole = readFileSync(fileOf(scene.charter));
    const chance = chanceOf(7);
    for (let round = 0; round < 24; round++) {
      for (const file of readdirSync(join(root, "Ada", "charters")))
        if (file.startsWith(scene.charter) && !file.endsWith(".key")) rmSync(join(root, "Ada", "charters", file));
      const bytes = Buffer.from(whole);
      const at = chance.int(bytes.length);
      for (let of = at; of < Math.min(bytes.length, at + 1 + chance.int(64)); of++) bytes[of] = chance.int(256);
      writeFileSync(fileOf(scene.charter), bytes);
      const ada = await start("Ada");
      const listed = had(await ada.api.listCharters({})).map(({ id }) => id);
      const unopened = had(await ada.api.listUnopened({})).map(({ charter }) => charter);
      expect([...listed, ...unopened].sort()).toEqual([scene.charter, scene.other].sort());
      const mended = whenMended(ada);
      const isDamaged = had(await ada.api.listCharters({})).every(
        ({ id, damage }) => id !== scene.charter || damage !== null,
      );
      const newer = had(await ada.api.listUnopened({})).some(({ error }) => error.kind === "newerFormat");
      if (!newer) {
        await meet(scene.ben, ada);
        if (isDamaged) await mended;
        expect([round, at, await textOf(ada, scene.charter)]).toEqual([round, at, scene.text]);
        expect([round, at, had(await ada.api.getCharter({ charter: scene.charter })).damage]).toEqual([
          round,
          at,
          null,
        ]);
      }
      await stop(ada);
    }
  });

  it("of a later version, a folder in its place, or one that may not be read: each is said by itself, and left as it is", async () => {
    const ada = await start("Ada");
    const [later, folder, key, whole] = [
      await found(ada, "Later"),
      await found(ada, "Folder"),
      await found(ada, "Key"),
      await found(ada, "Whole"),
    ];
    await stop(ada);
    change(fileOf(later), "PRAGMA user_version = 99");
    rmSync(fileOf(folder));
    mkdirSync(fileOf(folder));
    rmSync(fileOf(key, "key"));
    mkdirSync(fileOf(key, "key"));
    const again = await start("Ada");
    expect(had(await again.api.listCharters({})).map(({ id }) => id)).toEqual([whole]);
    const unopened = new Map(had(await again.api.listUnopened({})).map(({ charter, error }) => [charter, error]));
    expect(unopened.get(later)).toMatchObject({ kind: "newerFormat", found: 99 });
    expect(unopened.get(folder)).toMatchObject({ kind: "fileUnusable", what: "charter", trouble: "folder" });
    expect(unopened.get(key)).toMatchObject({ kind: "fileUnusable", what: "charterKey", trouble: "folder" });
    expect(existsSync(`${fileOf(later)}.damaged-1`)).toBe(false);
  });

  it("that may not be read is said to be so", async () => {
    const ada = await start("Ada");
    const charter = await found(ada, "Shut");
    await stop(ada);
    chmodSync(fileOf(charter), 0);
    await asNobody(async () => {
      const again = await start("Ada");
      expect(had(await again.api.listUnopened({}))).toMatchObject([
        { charter, error: { kind: "fileUnusable", trouble: "denied" } },
      ]);
      chmodSync(fileOf(charter), 0o600);
      expect(had(await again.api.listCharters({}))).toHaveLength(1);
      await stop(again);
    });
  });

  it("keeps its keys twice: a key file that is missing, empty or spoiled is made anew", async () => {
    const ada = await start("Ada");
    const charter = await found(ada, "Water");
    await stop(ada);
    const whole = readFileSync(fileOf(charter, "key"));
    for (const spoiled of [null, Buffer.alloc(0), whole.subarray(0, 20), Buffer.from(whole).fill(7, 30, 50)]) {
      if (spoiled === null) rmSync(fileOf(charter, "key"));
      else writeFileSync(fileOf(charter, "key"), spoiled);
      const again = await start("Ada");
      expect(had(await again.api.listCharters({}))).toMatchObject([{ id: charter, damage: null }]);
      await stop(again);
      expect(readFileSync(fileOf(charter, "key")).length).toBe(whole.length);
    }
    change(fileOf(charter), "DELETE FROM setting");
    rmSync(fileOf(charter, "key"));
    const without = await start("Ada");
    expect(had(await without.api.listUnopened({}))).toMatchObject([
      { charter, error: { kind: "fileUnusable", what: "charterKey", trouble: "missing" } },
    ]);
  });
});
