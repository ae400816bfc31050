/** Markdown of lawful size that nests or repeats one thing without end is read, and no stack overflows. */
import { describe, expect, it } from "vitest";
import { readMarkdown } from "../../shared/charter/formats/markdown.ts";
import { writeMarkdown } from "../../shared/charter/formats/markdownWriter.ts";
import { countingIds } from "../shared/charter/text/arbitraryText.ts";

const many = 200_000;

describe("Markdown that repeats one thing two hundred thousand times", () => {
  it.each<[string, string]>([
    ["marks in marks", "***a** b* ".repeat(many / 10)],
    ["brackets", "[".repeat(many)],
    ["list items", "- a\n".repeat(many)],
    ["cells", `|a|b|\n|-|-|\n${"|c|d|\n".repeat(many / 4)}`],
    ["lines of one paragraph", "a\n".repeat(many)],
    ["backticks", "`a ".repeat(many)],
    ["quotation signs", `${">".repeat(40)}a\n`.repeat(many / 40)],
    ["spaces", `a${" ".repeat(many)}b`],
  ])(
    "is read and written again: %s",
    (_, source) => {
      const read = readMarkdown(source, countingIds());
      expect(read.ok).toBe(true);
      if (read.ok) expect(writeMarkdown(read.value.text).length).toBeGreaterThan(0);
    },
    120_000,
  );
});
