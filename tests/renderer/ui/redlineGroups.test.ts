import { describe, expect, it } from "vitest";
import { groupRedline } from "../../../renderer/ui/redlineGroups.ts";
import { compareTexts } from "../../../shared/charter/compare/redline.ts";
import { riverAmended, riverDraft } from "../../support/fakeTexts.ts";

describe("a redline on the screen", () => {
  const { clauses } = compareTexts(riverAmended, riverDraft);
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
