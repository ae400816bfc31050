/** [No half file] An export that is interrupted leaves what was there before, whole, or the new file, whole. */
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeFile } from "../../electron/cli/files.ts";
import { chance } from "../shared/crdt/support/chance.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tessera-export-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const script = new URL("./writeForEver.ts", import.meta.url).pathname;
const bytes = 4 * 1024 * 1024;

describe("A file that is written", () => {
  it("is the old one or the new one after a kill at any moment", async () => {
    const by = chance(1);
    const path = join(directory, "water.tessera");
    for (let kill = 0; kill < 8; kill++) {
      const child = spawn(process.execPath, [script, path, String(bytes)], { stdio: ["ignore", "pipe", "inherit"] });
      let left = 1 + by.int(6);
      await new Promise<void>((resolve) => {
        child.stdout.on("data", (lines: Buffer) => {
          left -= lines.toString().split("\n").length - 1;
          if (left <= 0) child.kill("SIGKILL");
        });
        child.on("close", () => resolve());
      });
      const found = readFileSync(path);
      expect(found.length).toBe(bytes);
      expect(found.equals(Buffer.alloc(bytes, found[0]))).toBe(true);
    }
  });

  it("is not begun where it has no room: the old one stays, and nothing else lies there", () => {
    const path = join(directory, "water.tessera");
    writeFileSync(path, "the old one");
    expect(() =>
      execFileSync("prlimit", [`--fsize=${bytes / 2}`, process.execPath, script, path, String(bytes)]),
    ).toThrow(expect.objectContaining({ stdout: Buffer.from("storeFull\n") }));
    expect(readFileSync(path, "utf8")).toBe("the old one");
    expect(readdirSync(directory)).toEqual(["water.tessera"]);
  });

  it("keeps the place that a link leads to, and says where nothing can be written", () => {
    const [path, link] = [join(directory, "water.tessera"), join(directory, "link")];
    writeFileSync(path, "old");
    symlinkSync(path, link);
    expect(writeFile(link, Uint8Array.of(110))).toEqual({ ok: true, value: null });
    expect(readFileSync(path, "utf8")).toBe("n");
    expect(readdirSync(directory).sort()).toEqual(["link", "water.tessera"]);
    const nowhere = join(directory, "no such folder", "x");
    expect(writeFile(nowhere, Uint8Array.of(1))).toMatchObject({ ok: false, error: { kind: "badArgument" } });
  });
});
