import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isStale } from "../../scripts/build.ts";
import { whyNoDesktop } from "../../scripts/electronBinary.ts";

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
