import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createHost } from "../../electron/host/createHost.ts";
import type { Host } from "../../electron/host/host.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import type { HostError } from "../../shared/api/errors.ts";
import { concatBytes, toHex } from "../../shared/base/bytes.ts";
import { encodeCbor } from "../../shared/base/cbor.ts";
import { plainHash } from "../../shared/base/crypto.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import type { Result } from "../../shared/base/result.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { encodeBundle, readBundle } from "../../shared/sync/bundle.ts";

let root: string;
const hosts: Host[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tessera-bad-"));
});
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  rmSync(root, { recursive: true, force: true });
});

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);

async function start(name: string): Promise<Result<Host, HostError>> {
  const dataDirectory = join(root, name);
  const platform = await createNodePlatform({ plainKeys: true, dataDirectory, listenHost: "127.0.0.1" });
  const host = platform.ok ? await createHost(platform.value) : platform;
  if (host.ok) hosts.push(host.value);
  return host;
}

async function settled(name: string): Promise<Host> {
  const host = had(await start(name));
  const party = { name: `${name}'s people`, kind: "community", constituency: "" } as const;
  had(await host.api.createIdentity({ person: name, device: "laptop", party }));
  return host;
}

async function stop(host: Host): Promise<void> {
  hosts.splice(hosts.indexOf(host), 1);
  await host.close();
}

const found = async (host: Host): Promise<CharterId> =>
  had(await host.api.createCharter({ title: "Water", language: "en", source: { kind: "blank" }, policy: usualPolicy }))
    .charter;

/** Every file of a directory and what is in it, less what SQLite keeps for those who read. */
function contentsOf(name: string): Readonly<Record<string, string>> {
  const files = readdirSync(join(root, name), { recursive: true, encoding: "utf8" });
  return Object.fromEntries(
    files
      .filter((file) => !file.endsWith("-shm") && statSync(join(root, name, file)).isFile())
      .map((file) => [file, toHex(plainHash(readFileSync(join(root, name, file))))]),
  );
}

describe("A bundle", () => {
  it("[S10] cut at any byte or altered at any byte is refused, and nothing is stored", async () => {
    const ada = await settled("Ada");
    const charter = await found(ada);
    const { bytes } = had(await ada.api.exportBundle({ charter, for: { kind: "everything" } }));
    const before = contentsOf("Ada");
    for (let length = 0; length < bytes.length; length++)
      expect(errorOf(await ada.api.importBundle({ bytes: bytes.slice(0, length) }))).toMatchObject({
        kind: "bundleDamaged",
      });
    for (let at = 0; at < bytes.length; at++) {
      const spoiled = bytes.slice();
      spoiled[at] = (spoiled[at] as number) ^ (1 << (at & 7));
      expect(errorOf(await ada.api.importBundle({ bytes: spoiled }))).toMatchObject({ kind: "bundleDamaged" });
    }
    expect(contentsOf("Ada")).toEqual(before);
    expect(had(await ada.api.importBundle({ bytes }))).toMatchObject({ added: 0, alreadyHeld: 3, inFile: 3 });
  });

  it("[S10] of another charter is foreign, and of a later version says so", async () => {
    const [ada, ben] = [await settled("Ada"), await settled("Ben")];
    const { bytes } = had(await ben.api.exportBundle({ charter: await found(ben), for: { kind: "everything" } }));
    await found(ada);
    expect(errorOf(await ada.api.importBundle({ bytes }))).toEqual({ kind: "bundleForeign" });
    const later = bytes.slice(0, -32);
    later[8] = 9;
    expect(errorOf(await ada.api.importBundle({ bytes: concatBytes(later, plainHash(later)) }))).toEqual({
      kind: "bundleNewer",
      found: 9,
      supported: 1,
    });
  });

  it("[S1] of frames of a later version says so, and one of no frames is damaged", async () => {
    const ada = await settled("Ada");
    const { bytes } = had(await ada.api.exportBundle({ charter: await found(ada), for: { kind: "everything" } }));
    const frames = readBundle(bytes);
    const later = frames.ok ? frames.value.map((frame) => Uint8Array.from([2, ...frame.slice(1)])) : [];
    expect(errorOf(await ada.api.importBundle({ bytes: encodeBundle(later) }))).toMatchObject({
      kind: "bundleNewer",
      found: 2,
    });
    expect(errorOf(await ada.api.importBundle({ bytes: encodeBundle([]) }))).toMatchObject({ kind: "bundleDamaged" });
    expect(errorOf(await ada.api.importBundle({ bytes: new Uint8Array(0) }))).toMatchObject({ kind: "bundleDamaged" });
  });

  it("[S3] with one frame that does not open keeps the others", async () => {
    const ada = await settled("Ada");
    const charter = await found(ada);
    const read = readBundle(had(await ada.api.exportBundle({ charter, for: { kind: "everything" } })).bytes);
    const frames = read.ok ? read.value : [];
    const broken = frames[0]?.slice() ?? new Uint8Array(0);
    broken[100] = (broken[100] as number) ^ 1;
    const bytes = encodeBundle([broken, ...frames]);
    expect(had(await ada.api.importBundle({ bytes }))).toMatchObject({ added: 0, alreadyHeld: 3, inFile: 4 });
  });
});

describe("A data directory", () => {
  it("is one host's at a time, and free again when it closes", async () => {
    const ada = await settled("Ada");
    expect(errorOf(await start("Ada"))).toEqual({ kind: "dataDirectoryBusy", directory: join(root, "Ada") });
    expect(had(await ada.api.listCharters({}))).toEqual([]);
    await stop(ada);
    expect(had(await had(await start("Ada")).api.getIdentity({}))).toMatchObject({ person: "Ada" });
  });

  it("with a plain key file says that its keys lie open, to nobody but its own account", async () => {
    const ada = await settled("Ada");
    expect(had(await ada.api.getIdentity({}))).toMatchObject({ plainKeys: true });
    expect(statSync(join(root, "Ada", "key.sealed")).mode & 0o777).toBe(0o600);
  });

  it("with another machine's key file is locked, not overwritten", async () => {
    const ada = await settled("Ada");
    await stop(ada);
    writeFileSync(join(root, "Ada", "key.sealed"), encodeCbor([1, [["plain", new Uint8Array(32)]]]));
    const before = contentsOf("Ada");
    expect(errorOf(await start("Ada"))).toMatchObject({ kind: "fileUnusable", what: "identity", trouble: "foreign" });
    expect(contentsOf("Ada")).toEqual(before);
  });

  it("with a missing or spoiled file says which, and makes nobody new", async () => {
    const ada = await settled("Ada");
    await found(ada);
    await stop(ada);
    const kinds = { "identity.sealed": "identity", "key.sealed": "keys", "lock.sqlite": "lock" } as const;
    for (const [name, what] of Object.entries(kinds)) {
      const file = join(root, "Ada", name);
      const whole = readFileSync(file);
      const says = async (trouble: string): Promise<void> =>
        expect(errorOf(await start("Ada"))).toEqual({ kind: "fileUnusable", what, trouble, file });
      if (what !== "lock") {
        rmSync(file);
        await says("missing");
        expect(existsSync(file)).toBe(false);
        writeFileSync(file, "");
        await says("emptied");
        writeFileSync(file, whole.subarray(0, whole.length - 1));
        await says(what === "keys" ? "damaged" : "foreign");
      } else {
        writeFileSync(file, "no lock ".repeat(100));
        await says("damaged");
      }
      rmSync(file);
      mkdirSync(file);
      await says("folder");
      rmSync(file, { recursive: true });
      writeFileSync(file, whole);
    }
    expect(had(await had(await start("Ada")).api.listCharters({}))).toHaveLength(1);
  });
});

describe("A charter's store", () => {
  const storeOf = (charter: CharterId): string => join(root, "Ada", "charters", `${charter}.sqlite`);

  async function closed(): Promise<CharterId> {
    const ada = await settled("Ada");
    const charter = await found(ada);
    await stop(ada);
    return charter;
  }

  it("of a later version is refused, left as it is, and hides no other charter", async () => {
    const ada = await settled("Ada");
    const [charter, other] = [await found(ada), await found(ada)];
    await stop(ada);
    const database = new DatabaseSync(storeOf(charter));
    database.exec("PRAGMA user_version = 99");
    database.close();
    const before = contentsOf("Ada")[join("charters", `${charter}.sqlite`)];
    const again = had(await start("Ada"));
    expect(errorOf(await again.api.getCharter({ charter }))).toEqual({ kind: "newerFormat", found: 99, supported: 6 });
    expect(had(await again.api.listCharters({})).map(({ id }) => id)).toEqual([other]);
    expect(errorOf(await again.api.editText({ charter, edit: { kind: "replaceAll", markdown: "x" } }))).toMatchObject({
      kind: "newerFormat",
    });
    expect(contentsOf("Ada")[join("charters", `${charter}.sqlite`)]).toBe(before);
  });

  it("that is no database is said to be damaged, and kept beside the one that is filled again", async () => {
    const charter = await closed();
    writeFileSync(storeOf(charter), "this is no database, it is a letter to a friend".repeat(100));
    const before = contentsOf("Ada");
    const again = had(await start("Ada"));
    expect(errorOf(await again.api.getCharter({ charter }))).toMatchObject({ kind: "storeDamaged" });
    expect(had(await again.api.listCharters({}))).toEqual([]);
    expect(had(await again.api.listUnopened({}))).toMatchObject([{ charter, error: { kind: "storeDamaged" } }]);
    expect(contentsOf("Ada")[join("charters", `${charter}.sqlite.damaged-1`)]).toBe(
      before[join("charters", `${charter}.sqlite`)],
    );
  });

  it("with an entry that does not open is read without it, and said to be damaged", async () => {
    const charter = await closed();
    const database = new DatabaseSync(storeOf(charter));
    database.exec("DELETE FROM cache");
    database.exec("UPDATE log SET kept = zeroblob(length(kept)) WHERE pos = 2");
    database.close();
    expect(had(await had(await start("Ada")).api.getCharter({ charter }))).toMatchObject({
      readOnly: "damaged",
      damage: { missing: 1, waiting: 1, isKnown: true, heals: true },
    });
  });

  it("with a cache that does not open is folded from its log", async () => {
    const charter = await closed();
    const database = new DatabaseSync(storeOf(charter));
    database.exec("UPDATE cache SET sealed = zeroblob(length(sealed))");
    database.close();
    expect(had(await had(await start("Ada")).api.getCharter({ charter }))).toMatchObject({
      title: "Water",
      changes: 3,
    });
  });

  it("has nothing readable in it", async () => {
    const ada = await settled("Ada");
    const charter = await found(ada);
    had(await ada.api.editText({ charter, edit: { kind: "replaceAll", markdown: "# Water\n\nThe source is holy." } }));
    await stop(ada);
    for (const file of Object.keys(contentsOf("Ada"))) {
      const bytes = readFileSync(join(root, "Ada", file)).toString("latin1");
      for (const word of ["Water", "holy", "Ada", "people"])
        expect(`${file} ${bytes.includes(word)}`).toBe(`${file} false`);
    }
  });
});
