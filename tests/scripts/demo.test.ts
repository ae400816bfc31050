import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";

const out = mkdtempSync(join(tmpdir(), "tessera-demo-test-"));
afterAll(() => rmSync(out, { recursive: true }));

const script = fileURLToPath(new URL("../../scripts/demo.ts", import.meta.url));
const play = (...args: readonly string[]) => promisify(execFile)(process.execPath, [script, ...args]);
const textNames = ["first", "renewal", "amendment", "second"];
const chaptersOf = (said: string): readonly number[] =>
  [...said.matchAll(/^(\d+)\. (.+)$/gm)].map(([, number]) => Number(number));

describe("npm run demo", () => {
  it("plays every chapter to its end among real hosts, and leaves the PDFs", { timeout: 180_000 }, async () => {
    const played = await play("--out", out, "--no-pictures");
    expect(chaptersOf(played.stdout)).toEqual(Array.from({ length: 31 }, (_, index) => index + 1));
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

  it("tells five years of one agreement, and leaves paper, status, dossiers and days", {
    timeout: 180_000,
  }, async () => {
    const leaves = join(out, "five-years");
    const { stdout } = await play("five-years", "--out", leaves);
    expect(chaptersOf(stdout)).toEqual([1, 2, 3, 4, 5, 6]);
    // Of the millers, who left and came back.
    expect(stdout).toContain("notice 2021-09-01; effect 2021-10-31");
    expect(stdout).toContain("Everything said above was checked.");
    const text = (name: string): readonly string[] =>
      [1, 2, 3, 4].map((index) => `${index}-${textNames[index - 1]}${name}`);
    expect(readdirSync(leaves).sort()).toEqual(
      [
        ...[...text(".pdf"), ...text("-status.txt"), ...text("-status.csv"), "1-first.dossier.cbor"],
        ...["5-custom.pdf", "calendar-ar.ics", "calendar-en.ics"],
      ].sort(),
    );
    expect(readFileSync(join(leaves, "1-first-status.csv"), "utf8").split("\r\n")).toHaveLength(8);
  });

  it("says which stories there are, where there is none of that name", { timeout: 60_000 }, async () => {
    await expect(play("ten-years", "--out", out)).rejects.toMatchObject({
      stderr: expect.stringContaining('no story is called "ten-years": five-years, or no name'),
    });
  });
});
