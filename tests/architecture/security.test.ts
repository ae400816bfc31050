import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

describe("docs/SECURITY.md", () => {
  it("names tests that exist, and one for each threat", () => {
    const page = readFileSync(join(root, "docs/SECURITY.md"), "utf8");
    const rows = page.split("\n").filter((line) => /^\| (?!threat|---)/.test(line));
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) {
      const named = [...(row.split("|")[3] ?? "").matchAll(/`([^` ]+)`/g)].map(([, path]) => path ?? "");
      expect({ row, named }).not.toEqual({ row, named: [] });
      for (const path of named)
        expect({ path, exists: existsSync(join(root, "tests", path)) }).toEqual({ path, exists: true });
    }
  });
});
