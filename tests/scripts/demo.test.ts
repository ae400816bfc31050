import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const out = mkdtempSync(join(tmpdir(), "tessera-demo-test-"));
afterAll(() => rmSync(out, { recursive: true }));

describe("npm run demo", () => {
  it("plays every chapter to its end among real hosts, and leaves the PDFs", { timeout: 180_000 }, async () => {
    const script = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));
    const played = await promisify(execFile)(process.execPath, [script, "--out", out, "--no-pictures"]);
    const chapters = [...played.stdout.matchAll(/^(\d+)\. (.+)$/gm)].map(([, number]) => Number(number));
    expect(chapters).toEqual(Array.from({ length: 25 }, (_, index) => index + 1));
    for (const said of [
      "in his own name",
      "signs two different next pages",
      "from 24 words",
      "It replaces both drafts by itself",
      "his program says “contested”",
      "do not open with any key she was given",
      "first reads what was agreed on, signed by",
      "Everything said above was checked.",
    ])
      expect(played.stdout).toContain(said);
    const files = readdirSync(out);
    expect(files.filter((name) => name.endsWith(".pdf")).sort()).toEqual([
      "1-first.pdf",
      "2-amended.pdf",
      "3-renewed.pdf",
      "4-arabic.pdf",
      "5-amh.pdf",
      "5-bod.pdf",
      "5-ike.pdf",
      "tampered.pdf",
    ]);
  });
});
