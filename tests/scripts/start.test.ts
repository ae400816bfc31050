import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isStale } from "../../scripts/build.ts";
import { whyNoDesktop, whyNoSandbox } from "../../scripts/electronBinary.ts";

describe("A desktop window", () => {
  it.each([
    ["linux", { DISPLAY: ":0" }, false, null],
    ["linux", { WAYLAND_DISPLAY: "wayland-0" }, false, null],
    ["linux", {}, false, "there is no display"],
    ["linux", { DISPLAY: ":0" }, true, "Electron's sandbox does not run as root"],
    ["darwin", {}, true, null],
    ["win32", {}, false, null],
  ] as const)("on %s with %j, as root: %s, is refused for: %s", (platform, env, isRoot, reason) => {
    expect(whyNoDesktop({ platform, env, isRoot })).toBe(reason);
  });
});

describe("The program that Electron runs", () => {
  it("is called Tessera and found in the folder, so that the system's key store has one name for it", async () => {
    const root = join(import.meta.dirname, "../..");
    const read = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as Record<string, unknown>;
    expect(read.productName).toBe("Tessera");
    expect(read.main).toBe("dist/electron/main.js");
    expect(await readFile(join(root, "scripts/build.ts"), "utf8")).toContain("dist/electron");
  });
});

describe("Electron's sandbox", () => {
  const program = "/home/amina's/electron/dist/electron";
  const machine = (restricted: string | null, helper: { uid: number; mode: number } | null) => ({
    read: () => restricted,
    stat: (path: string) => (path === "/home/amina's/electron/dist/chrome-sandbox" ? helper : null),
  });
  const ours = { uid: 1000, mode: 0o100755 };

  it("where AppArmor withholds it is mended by two commands, and the program is not started", () => {
    for (const helper of [ours, { uid: 0, mode: 0o100755 }, { uid: 1000, mode: 0o104755 }]) {
      const why = whyNoSandbox(program, "linux", machine("1\n", helper));
      expect(why).toContain("sudo chown root:root '/home/amina'\\''s/electron/dist/chrome-sandbox'\n");
      expect(why).toContain("sudo chmod 4755 '/home/amina'\\''s/electron/dist/chrome-sandbox'\n");
    }
  });

  it.each([
    ["the helper is root's", "linux", "1\n", { uid: 0, mode: 0o104755 }],
    ["the system does not restrict it", "linux", "0\n", ours],
    ["the system knows no such restriction", "linux", null, ours],
    ["there is no helper", "linux", "1\n", null],
    ["it is another system", "darwin", "1\n", ours],
  ] as const)("is left alone where %s", (_why, platform, restricted, helper) => {
    expect(whyNoSandbox(program, platform, machine(restricted, helper))).toBeNull();
  });
});

describe("What was built", () => {
  let folder = "";
  const at = (path: string, seconds: number): void => utimesSync(join(folder, path), seconds, seconds);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tessera-stale-"));
    mkdirSync(join(folder, "source/deep"), { recursive: true });
    for (const path of ["built", "source/deep/file"]) writeFileSync(join(folder, path), "");
    at("built", 2000);
    for (const path of ["source/deep/file", "source/deep", "source"]) at(path, 1000);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const isBuiltStale = (): boolean => isStale(join(folder, "built"), [join(folder, "source")]);

  it("is good while it is younger than all it is made of", () => {
    expect(isBuiltStale()).toBe(false);
  });

  it("is stale where a file is younger, where one was deleted, and where it is not there", () => {
    at("source/deep/file", 3000);
    expect(isBuiltStale()).toBe(true);
    rmSync(join(folder, "source/deep/file"));
    expect(isBuiltStale()).toBe(true);
    at("source/deep", 1000);
    rmSync(join(folder, "built"));
    expect(isBuiltStale()).toBe(true);
  });
});
