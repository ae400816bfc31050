import { describe, expect, it } from "vitest";
import { groupRedline } from "../../../renderer/ui/redlineGroups.ts";
import { compareTexts } from "../../../shared/charter/compare/redline.ts";
import { readMarkdown } from "../../../shared/charter/formats/markdown.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { countingIds } from "../../shared/charter/text/arbitraryText.ts";

const preamble =
  "# Accord on the river\n\n## Preamble {#preamble}\n\n1. We drink from one water. {#pre1}\n2. Nobody owns it. {#pre2}\n\n";
const water = (from: string): string =>
  `## Water {#water}\n\n1. It is held in common. {#wat1}\n2. No animal drinks here from ${from}. {#wat2}\n3. In a drought each gives up a day. {#wat3}\n\n`;
const spawning = (weeks: string): string =>
  `## Spawning {#spawning}\n\n1. No nets are set for ${weeks} weeks. {#spa1}\n2. Nor are dogs let in. {#spa2}\n\n`;
const wells =
  "## Wells {#wells}\n\n1. Whoever passed keeps them clean. {#wel1}\n2. Gates stay as they were. {#wel2}\n\n";
const quarrels = "## Quarrels {#quarrels}\n\n1. Two elders hear them. {#qua1}\n2. Then both assemblies. {#qua2}\n\n";
const reeds = "## Reeds {#reeds}\n\n1. They are cut in turns. {#ree1}\n2. Not at the old mill. {#ree2}\n\n";

function read(markdown: string): CharterText {
  const found = readMarkdown(markdown, countingIds());
  if (!found.ok) throw new Error(found.error.kind);
  return found.value.text;
}

describe("a redline on the screen", () => {
  const { clauses } = compareTexts(
    read(`${preamble}${water("May")}${spawning("six")}${wells}${quarrels}`),
    read(`${preamble}${water("June")}${spawning("eight")}${quarrels}${reeds}`),
  );
  const groups = groupRedline(clauses);

  it("shows each changed clause by itself and folds the rest between them", () => {
    const kinds = groups.map((group) => (group.kind === "folded" ? `${group.clauses.length} folded` : group.clause.op));
    expect(kinds).toEqual([
      "6 folded",
      "amended",
      "2 folded",
      "amended",
      "1 folded",
      "removed",
      "removed",
      "removed",
      "3 folded",
      "added",
      "added",
      "added",
    ]);
  });

  it("leaves nothing out", () => {
    const shown = groups.flatMap((group) => (group.kind === "folded" ? group.clauses : [group.clause]));
    expect(shown).toEqual(clauses);
  });

  it("names each group once", () => {
    expect(new Set(groups.map((group) => group.key)).size).toBe(groups.length);
  });
});
