import { describe, expect, it } from "vitest";
import { changedParts } from "../../../renderer/screens/playback/changedParts.ts";
import { compareTexts, type RedlineBlock } from "../../../shared/charter/compare/redline.ts";
import { doc, element, paragraph } from "../../shared/crdt/support/texts.ts";

const blocksOf = (before: readonly string[], after: readonly string[]): readonly RedlineBlock[] => {
  const clause = (words: readonly string[]) =>
    doc(
      element(
        "clause",
        words.map((one) => paragraph(one)),
        { id: "c" },
      ),
    );
  return compareTexts(clause(before), clause(after)).clauses.flatMap(({ blocks }) => blocks);
};

const said = (blocks: readonly RedlineBlock[]) =>
  changedParts(blocks).map((part) =>
    part.kind === "same" ? part.count : part.blocks.map(({ runs }) => runs.map(({ text }) => text).join("")),
  );

const words = ["One well.", "Two herds.", "Three boats.", "Four nets.", "Five gates.", "Six fords.", "Seven banks."];

describe("a clause that changed", () => {
  it("is shown where it changed and beside it, with how much else it holds", () => {
    const after = words.map((one) => one.replace("Four nets", "Four large nets"));
    expect(said(blocksOf(words, after))).toEqual([2, ["Three boats.", "Four large nets.", "Five gates."], 2]);
    expect(said(blocksOf(words, [...words, "Eight."]))).toEqual([6, ["Seven banks.", "Eight."]]);
  });

  it("shows its beginning where no words of it changed, and nothing where it has none", () => {
    expect(said(blocksOf(words, words))).toEqual([["One well."], 6]);
    expect(changedParts([])).toEqual([]);
  });

  it("keeps the rows of a table whole", () => {
    const cell = (op: RedlineBlock["op"], row: string, index: number): RedlineBlock => ({
      ...{ op, block: "table_cell", level: 0, form: [], signs: [], row, cell: index },
      runs: [{ op: "same", text: `${row}${index}`, marks: [] }],
    });
    const rows = ["a", "b", "c", "d"].flatMap((row) =>
      [0, 1, 2].map((index) => cell(row === "b" && index === 2 ? "change" : "same", row, index)),
    );
    expect(said(rows)).toEqual([3, ["b0", "b1", "b2", "c0", "c1", "c2"], 3]);
  });
});
