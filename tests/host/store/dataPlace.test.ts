import { cpSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import { hostMethods } from "../../../shared/api/contract.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import { stretchCosts } from "../../../shared/base/crypto.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tessera-place-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function had<T>(result: Result<T, HostError>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);
const moved = { kind: "dataDirectoryMoved" };
const passphrase = "open sesame";

async function start(name: string): Promise<Host> {
  const options = { dataDirectory: join(root, name), listenHost: "127.0.0.1", stretchCost: stretchCosts.light };
  const host = had(await createHost(had(await createNodePlatform(options))));
  onTestFinished(() => host.close());
  return host;
}

async function founded(protection: "plain" | "passphrase"): Promise<CharterId> {
  const host = await start("home");
  const choice = protection === "plain" ? { kind: protection } : { kind: protection, passphrase };
  had(await host.api.protectKeys({ current: null, choice }));
  const party = { name: "Upper bank", kind: "community", constituency: "" } as const;
  had(await host.api.createIdentity({ person: "Amina", device: "laptop", party }));
  const source = { kind: "blank" } as const;
  const made = await host.api.createCharter({ title: "Wells", language: "en", source, policy: usualPolicy });
  await host.close();
  return had(made).charter;
}
const copyTo = (name: string): void => cpSync(join(root, "home"), join(root, name), { recursive: true });

describe("A data directory", () => {
  it("that stays where it is, or is renamed with its folder, is opened as ever", async () => {
    await founded("plain");
    for (const name of ["home", "elsewhere"]) {
      if (name !== "home") renameSync(join(root, "home"), join(root, name));
      const host = await start(name);
      expect(had(await host.api.getKeys({}))).toMatchObject({ isMoved: false, isLocked: false });
      expect(errorOf(await host.api.settleMove({ as: "newDevice" }))).toEqual({ kind: "dataDirectoryInPlace" });
      expect(had(await host.api.listCharters({}))).toHaveLength(1);
      await host.close();
    }
  });

  it.each(["plain", "passphrase"] as const)(
    "[L22] that was copied signs nothing before its person says which copy it is: keys by %s",
    async (protection) => {
      await founded(protection);
      copyTo("copy");
      const host = await start("copy");
      expect(had(await host.api.getKeys({}))).toMatchObject({ isMoved: true, isLocked: true });
      const open = ["getKeys", "lock", "settleMove", "listTemplates", "verifyPdf", "getFaces", "addFaces"];
      for (const method of hostMethods.filter((name) => !open.includes(name))) {
        const call = host.api[method] as (args: unknown) => Promise<Result<unknown, HostError>>;
        expect(errorOf(await call({ passphrase })), method).toEqual(moved);
      }
      await host.close();
      // Whoever only looked has said nothing.
      expect(had(await (await start("copy")).api.getKeys({}))).toMatchObject({ isMoved: true });
      expect(had(await (await start("home")).api.getKeys({}))).toMatchObject({ isMoved: false });
    },
  );

  it("that was put back in its old place from a backup is noticed as well", async () => {
    await founded("plain");
    copyTo("backup");
    rmSync(join(root, "home"), { recursive: true });
    cpSync(join(root, "backup"), join(root, "home"), { recursive: true, preserveTimestamps: true });
    expect(errorOf(await (await start("home")).api.listCharters({}))).toEqual(moved);
  });

  it("without its note of where it lies counts as moved", async () => {
    await founded("plain");
    rmSync(join(root, "home", "place"));
    expect(errorOf(await (await start("home")).api.listCharters({}))).toEqual(moved);
  });

  it("that is the only copy goes on as the same device, and is asked about no more", async () => {
    const charter = await founded("passphrase");
    copyTo("copy");
    const host = await start("copy");
    const kinds: string[] = [];
    host.onEvent(({ kind }) => kinds.push(kind));
    expect(had(await host.api.settleMove({ as: "onlyCopy" }))).toEqual({ putAside: null });
    expect(kinds).toContain("keysChanged");
    had(await host.api.unlock({ passphrase }));
    const edit = { kind: "replaceAll", markdown: "## Water\n\n1. Wells stay open.\n" } as const;
    had(await host.api.editText({ charter, edit }));
    await host.close();
    expect(had(await (await start("copy")).api.getKeys({})).isMoved).toBe(false);
  });

  it("of which another copy is in use becomes a new device; what was there is put aside whole", async () => {
    await founded("plain");
    const before = had(await (await start("home")).api.getIdentity({}));
    copyTo("copy");
    const host = await start("copy");
    const { putAside } = had(await host.api.settleMove({ as: "newDevice" }));
    expect(had(await host.api.getKeys({}))).toMatchObject({ isMoved: false, protection: null });
    expect(had(await host.api.getIdentity({}))).toBeNull();
    had(await host.api.protectKeys({ current: null, choice: { kind: "plain" } }));
    const made = had(await host.api.createIdentity({ person: "Amina", device: "desk", party: null }));
    expect(made.device.id).not.toBe(before?.device.id);
    expect(had(await host.api.listCharters({}))).toEqual([]);
    await host.close();
    expect(had(await (await start("copy")).api.getIdentity({}))?.device.name).toBe("desk");

    if (putAside === null) throw new Error("nothing was put aside");
    const kept = readdirSync(putAside);
    for (const name of ["charters", "identity.sealed", "key.sealed", "place"]) expect(kept).toContain(name);
    // Opened by itself it is still a copy that says so.
    renameSync(putAside, join(root, "aside"));
    const aside = await start("aside");
    expect(errorOf(await aside.api.listCharters({}))).toEqual(moved);
    had(await aside.api.settleMove({ as: "onlyCopy" }));
    expect(had(await aside.api.getIdentity({}))?.device.id).toBe(before?.device.id);
    expect(had(await aside.api.listCharters({}))).toHaveLength(1);
  });

  it("whose putting aside was cut off asks again, and loses nothing", async () => {
    await founded("plain");
    copyTo("copy");
    for (const name of ["charters", "identity.sealed"]) renameSync(join(root, "copy", name), join(root, name));
    const host = await start("copy");
    expect(had(await host.api.getKeys({})).isMoved).toBe(true);
    const { putAside } = had(await host.api.settleMove({ as: "newDevice" }));
    expect(readdirSync(putAside ?? "")).toContain("key.sealed");
    expect(had(await host.api.getKeys({}))).toMatchObject({ isMoved: false, protection: null });
  });

  it("that is put aside twice keeps both, and what a relay, paper and Electron need stays", async () => {
    await founded("plain");
    for (const name of ["relay", "faces", "window"])
      cpSync(join(root, "home", "charters"), join(root, "home", name), { recursive: true });
    const folders: (string | null)[] = [];
    for (let time = 0; time < 2; time++) {
      rmSync(join(root, "home", "place"));
      const host = await start("home");
      folders.push(had(await host.api.settleMove({ as: "newDevice" })).putAside);
      had(await host.api.protectKeys({ current: null, choice: { kind: "plain" } }));
      had(await host.api.createIdentity({ person: "Amina", device: "desk", party: null }));
      await host.close();
    }
    expect(new Set(folders).size).toBe(2);
    for (const folder of folders) expect(folder !== null && existsSync(join(folder, "identity.sealed"))).toBe(true);
    for (const name of ["relay", "faces", "window"]) expect(existsSync(join(root, "home", name))).toBe(true);
  });
});
