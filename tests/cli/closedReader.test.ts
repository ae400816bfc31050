import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const bin = fileURLToPath(new URL("../../electron/cli/bin.mjs", import.meta.url));
const directory = mkdtempSync(join(tmpdir(), "tessera-reader-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `closes`: whoever reads has gone before anything is written, as at the end of `| head`. */
function run(words: readonly string[], closes: "stdout" | "stderr" | null = null): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...words, "--data", directory], { stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (data) => {
    out += data;
  });
  child.stderr.on("data", (data) => {
    err += data;
  });
  if (closes !== null) child[closes].destroy();
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, err })));
}

describe("A command whose reader has gone", () => {
  it("does its work to the end, and says nothing of it", async () => {
    expect(await run(["init", "--person", "Berta", "--party", "Bank", "--plain-keys"], "stdout")).toMatchObject({
      code: 0,
      err: "",
    });
    expect(await run(["charter", "new", "Wells", "--language", "en"], "stdout")).toMatchObject({ code: 0, err: "" });
    expect((await run(["charter", "show", "no such charter"], "stderr")).code).toBe(1);
    expect((await run(["charter", "list"])).out).toContain("Wells");
    // Four processes one after the other.
  }, 60_000);
});
