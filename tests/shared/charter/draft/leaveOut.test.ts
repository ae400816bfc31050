import { describe, expect, it } from "vitest";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { leaveOut } from "../../../../shared/charter/draft/leaveOut.ts";
import { clauseHash } from "../../../../shared/charter/text/clauseHash.ts";
import { placeClauses, plainText } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import { article, clause, docOf, element, para, said } from "../text/arbitraryText.ts";

const heading = (words: string) => element("heading", { level: 2 }, [said(words)]);
const draft = docOf(
  article("wells", heading("Wells"), clause("w1", para("Wells rest five days.")), clause("w2", para("No fences."))),
  article("herds", heading("Herds"), clause("h1", para("Herds pass [east] [west]."))),
);
const open = (...ids: string[]) => new Set(ids as ClauseId[]);
const outline = (text: CharterText): readonly string[] =>
  placeClauses(text).map(({ clause: one }) => `${one.number} ${one.id}`);

describe("All but what is open", () => {
  it("leaves out the clauses that hold it, by what they are called in the draft, and nothing else", () => {
    const { text, leftOut } = leaveOut(draft, open("w1"), null);
    expect(outline(text)).toEqual(["1 wells", "1.1 w2", "2 herds", "2.1 h1"]);
    const w1 = placeClauses(draft).find(({ clause: one }) => one.id === "w1")?.clause.node;
    expect(leftOut).toEqual([{ clause: "w1", title: "1.1 Wells", hash: w1 === undefined ? "" : clauseHash(w1) }]);
  });

  it("leaves out an article of which only the heading would be left, as a whole", () => {
    const { text, leftOut } = leaveOut(draft, open("h1"), null);
    expect(outline(text)).toEqual(["1 wells", "1.1 w1", "1.2 w2"]);
    expect(leftOut.map(({ clause: id, title }) => [id, title])).toEqual([["herds", "2 Herds"]]);
  });

  it("has the words of the text in force in the place of what it leaves out, where that has the clause", () => {
    const inForce = docOf(
      article("wells", heading("Wells"), clause("w1", para("Wells rest one day.")), clause("w2", para("No walls."))),
    );
    const { text, leftOut } = leaveOut(draft, open("w1", "h1"), inForce);
    expect(leftOut.map(({ clause: id }) => id)).toEqual(["w1", "herds"]);
    expect(outline(text)).toEqual(["1 wells", "1.1 w1", "1.2 w2"]);
    expect(plainText(text)).toContain("Wells rest one day.");
    expect(plainText(text)).toContain("No fences.");
  });

  it("is the draft itself where nothing is open", () => {
    expect(leaveOut(draft, open(), null)).toEqual({ text: draft, leftOut: [] });
  });
});
