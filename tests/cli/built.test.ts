/** The command line as `npm run build` makes it: one program with its packages, run by Node without its TypeScript. */
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";

const root = join(import.meta.dirname, "../..");
const directory = mkdtempSync(join(tmpdir(), "tessera-built-"));
const pdf = join(directory, "wells.pdf");

/** Node refuses TypeScript: what runs was built. */
async function run(...words: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...["--no-strip-types", join(root, "electron/cli/bin.mjs")],
    ...[...words, "--data", join(directory, "data")],
  ]);
  return stdout;
}

beforeAll(() => buildIfStale("programs"), 120_000);
afterAll(() => rmSync(directory, { recursive: true }));

describe("the built command line", () => {
  it("writes a text, ratifies it, and draws and verifies its PDF", async () => {
    await run("init", "--person", "Ana", "--party", "River Council", "--plain-keys");
    const text = join(directory, "wells.md");
    writeFileSync(text, "# Wells\n\n## Water\n\nThe wells stay open to all.\n");
    await run("charter", "new", "--from", text);
    expect(await run("charter", "list")).toContain("Wells");
    await run("propose", "Wells");
    await run("ratify", "Wells", "--yes");
    await run("pdf", "Wells", "--out", pdf);
    expect(await run("verify", pdf)).toContain("wells.pdf: valid");
  }, 120_000);

  it("gives way to its source where that is younger", async () => {
    const program = join(root, "dist/programs/cli.js");
    const now = new Date();
    utimesSync(program, 0, 0);
    try {
      await expect(run("charter", "list")).rejects.toThrow("ERR_UNKNOWN_FILE_EXTENSION");
    } finally {
      utimesSync(program, now, now);
    }
  }, 60_000);
});
