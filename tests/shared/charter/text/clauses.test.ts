import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clauseLabel, plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import {
  annex,
  anyTextArbitrary,
  article,
  body,
  clause,
  docOf,
  element,
  head,
  para,
  preamble,
} from "./arbitraryText.ts";

const text = docOf(
  head(1, "Accord"),
  preamble("why", para("We live on one river."), clause("p1", para("We drink from it."))),
  article(
    "water",
    head(2, "Water"),
    para("All share."),
    clause("w1", para("Wells are open."), clause("w11", para("At night too.")), clause("w12")),
    clause("w2", para("Nobody sells it.")),
  ),
  clause("alone", para("Stands alone.")),
  article("peace", head(2, "Peace")),
  annex("map", head(2, "The map"), clause("m1", para("North."))),
  annex("list", para("Names.")),
);

describe("the clauses of a text", () => {
  it("are numbered from their order", () => {
    expect(readClauses(text).map((one) => [one.id, one.kind, one.number, one.depth])).toEqual([
      ["why", "preamble", "", 0],
      ["p1", "clause", "P.1", 1],
      ["water", "article", "1", 0],
      ["w1", "clause", "1.1", 1],
      ["w11", "clause", "1.1.1", 2],
      ["w12", "clause", "1.1.2", 2],
      ["w2", "clause", "1.2", 1],
      ["alone", "clause", "2", 0],
      ["peace", "article", "3", 0],
      ["map", "annex", "A", 0],
      ["m1", "clause", "A.1", 1],
      ["list", "annex", "B", 0],
    ]);
  });

  it("have their own words without those of clauses inside them", () => {
    const [, , water, w1] = readClauses(text);
    expect(water?.heading).toBe("Water");
    expect(water?.text).toBe("Water\nAll share.");
    expect(w1?.text).toBe("Wells are open.");
  });

  it("are called by number, or by heading where there is none", () => {
    expect(readClauses(text).slice(0, 4).map(clauseLabel)).toEqual(["Preamble", "P.1", "1", "1.1"]);
    expect(readClauses(docOf(preamble("why", head(2, "الديباجة")))).map(clauseLabel)).toEqual(["الديباجة"]);
  });

  it("are found inside list items and table cells", () => {
    const cell = element("table_cell", {}, [clause("in-cell", para("x"))]);
    const list = element("bullet_list", {}, [element("list_item", {}, [clause("in-item", para("y"))])]);
    const inside = docOf(article("a", element("table", {}, [element("table_row", {}, [cell])]), list));
    expect(readClauses(inside).map((one) => [one.id, one.number])).toEqual([
      ["a", "1"],
      ["in-cell", "1.1"],
      ["in-item", "1.2"],
    ]);
  });

  it("get other ids where theirs are repeated, missing or malformed", () => {
    const messy = docOf(
      clause("a"),
      clause("a"),
      clause("a-2"),
      clause(""),
      clause("Not An Id"),
      clause("a"),
      clause("loose"),
      clause("z".repeat(32)),
      clause("z".repeat(32)),
    );
    expect(readClauses(messy).map((one) => one.id)).toEqual([
      "a",
      "a-3",
      "a-2",
      "loose-1",
      "loose-2",
      "a-4",
      "loose-3",
      "z".repeat(32),
      `${"z".repeat(30)}-2`,
    ]);
  });

  it("have ids that are well formed and unique in every text", () => {
    fc.assert(
      fc.property(anyTextArbitrary, (any) => {
        const ids = readClauses(any).map((one) => one.id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[a-z0-9-]{1,32}$/);
      }),
      { seed: 1 },
    );
  });

  it("[C16] are read in the charter's own language: the words in others give neither heading nor text", () => {
    const text = docOf(
      article("a", body("fr", head(2, "Eau"), para("Les puits.")), head(2, "Water"), para("Wells."), clause("c")),
      article("b", body("fr", head(2, "Terre"))),
    );
    expect(readClauses(text).map(({ number, heading, text: own }) => [number, heading, own])).toEqual([
      ["1", "Water", "Water\nWells."],
      ["1.1", "", ""],
      ["2", "", ""],
    ]);
    expect(plainText(text)).toContain("Les puits.");
  });

  it("count past Z", () => {
    const many = docOf(...Array.from({ length: 28 }, (_, i) => annex(`n${i}`)));
    expect(
      readClauses(many)
        .slice(24)
        .map((one) => one.number),
    ).toEqual(["Y", "Z", "AA", "AB"]);
  });

  it("survive a tree too deep for the call stack", () => {
    let node = clause("deep", para("down here"));
    for (let i = 0; i < 50_000; i++) node = element("bullet_list", {}, [node]);
    expect(readClauses(docOf(node)).map((one) => one.text)).toEqual(["down here"]);
    expect(plainText(docOf(node))).toBe("down here");
  });
});
