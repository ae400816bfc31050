/** [C18] References: the same number everywhere, which follows its clause. */
import { describe, expect, it } from "vitest";
import { changedLabels, compareTexts, type RedlineRun } from "../../../../shared/charter/compare/redline.ts";
import { changedMarks } from "../../../../shared/charter/compare/redlineSigns.ts";
import { readMarkdown } from "../../../../shared/charter/formats/markdown.ts";
import { writeMarkdown } from "../../../../shared/charter/formats/markdownWriter.ts";
import { numbersOf, plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText, DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { annex, article, clause, countingIds, docOf, element, head, para, preamble, said } from "./arbitraryText.ts";

const to = (id: string): ElementNode => element("reference", { clause: id }, []);
const line = (...content: readonly DocNode[]): ElementNode => element("paragraph", {}, content);

const text = docOf(
  preamble("p", para("We meet."), clause("why", para("For water."))),
  article(
    "water",
    head(2, "Water"),
    clause("wells", line(said("As in "), to("map"), said(", "), to("why"), said("."))),
  ),
  article(
    "herds",
    element("heading", { level: 2 }, [said("Herds, after "), to("water")]),
    clause(
      "pass",
      para("They pass."),
      clause("night", line(to("wells"), said(" and "), to("p"), said(" and "), to("x"))),
    ),
  ),
  annex("map", para("North is up.")),
);

const read = (markdown: string): CharterText => {
  const result = readMarkdown(markdown, countingIds());
  if (!result.ok) throw new Error(result.error.kind);
  return result.value.text;
};

describe("[C18] a reference", () => {
  it("reads as the number of its clause: articles, annexes, clauses, what is in the preamble, and none", () => {
    const words = new Map<string, string>(readClauses(text).map(({ id, text: own }) => [id, own]));
    expect(words.get("wells")).toBe("As in A, P.1.");
    expect(words.get("night")).toBe("1.1 and P and ‹?›");
    expect(readClauses(text).find(({ id }) => id === "herds")?.heading).toBe("Herds, after 1");
    const numberOf = numbersOf(readClauses(text));
    expect([numberOf("night"), numberOf("loose"), numberOf(null)]).toEqual(["2.1.1", "‹?›", "‹?›"]);
    expect(plainText(line(said("a"), to("wells"), said("b")))).toBe("a\ufffcb");
  });

  it("in a heading is part of what the clause is called, and a note is not", () => {
    const note = element("footnote", {}, [said("A note.")]);
    const heading = element("heading", { level: 2 }, [said("Herds, after "), to("w"), note]);
    const [, herds] = readClauses(docOf(article("w", head(2, "Water")), article("h", heading)));
    expect(herds).toMatchObject({ heading: "Herds, after 1", text: "Herds, after 1^[A note.]" });
  });

  it("reads as the first of two clauses that have one id, the same on every device", () => {
    const twice = docOf(clause("a", para("first")), clause("a", para("second")), clause("b", line(to("a"))));
    expect(readClauses(twice).at(-1)?.text).toBe("1");
  });

  it("is written in Markdown as its number, and read as what it names", () => {
    const written = writeMarkdown(text);
    expect(written).toContain("1. As in [A](#map), [P.1](#why). {#wells}");
    expect(written).toContain("[‹?›](#x)");
    expect(read(written)).toEqual(read(writeMarkdown(read(written))));
    expect(writeMarkdown(read(written))).toBe(written);
    // Whatever number stands there: an older one says which clause is meant.
    expect(read("see [9.9](#wells)\n\n1. Open. {#wells}").content[0]).toEqual(line(said("see "), to("wells")));
  });

  it("is none where other words lead to a place in the page: they stay as they were written", () => {
    for (const source of ["[the wells](#wells)", "[2.1 wells](#wells)", "[x](#)", "[2.1](#Wells)", "[2.1](#a b)"])
      expect(readClauses(docOf(clause("c", ...read(source).content)))[0]?.text).toBe(source);
  });

  it("follows its clause, which a comparison does not call a change of the words around it", () => {
    const [first, ...others] = text.content;
    const moved = docOf(first as DocNode, article("new", head(2, "Fish")), ...others);
    expect(readClauses(moved).find(({ id }) => id === "night")?.text).toBe("2.1 and P and ‹?›");
    expect(changedLabels(compareTexts(text, moved))).toEqual(["1"]);
  });

  it("to another clause, or made of words, is a change that is shown and told apart from words", () => {
    const runs = (before: DocNode, after: DocNode): readonly RedlineRun[] => {
      const around = (node: DocNode) => docOf(clause("a", line(said("see "), node, said(" now"))), clause("b"));
      return compareTexts(around(before), around(after)).clauses[0]?.blocks[0]?.runs ?? [];
    };
    const changes = (before: DocNode, after: DocNode) =>
      runs(before, after)
        .filter(({ op }) => op !== "same")
        .map(({ op, text: words }) => `${op} ${words}`);
    expect(changes(to("a"), to("b"))).toEqual(["delete 1", "insert 2"]);
    expect(changes(said("2"), to("b"))).toEqual(["format 2"]);
    expect(changes(to("b"), to("b"))).toEqual([]);
    const [made] = runs(said("2"), to("b")).filter(({ op }) => op === "format");
    expect(changedMarks(made?.was ?? [], made?.marks ?? [])).toEqual([{ type: "reference", change: "on" }]);
    expect(changedMarks(made?.marks ?? [], [])).toEqual([{ type: "reference", change: "off" }]);
    // Two references that read alike and name different clauses.
    expect(changes(to("x"), to("y"))).toEqual(["format ‹?›"]);
  });
});

describe("[C19] marks", () => {
  it("are written in Markdown and read again, alone and together", () => {
    const source = "<u>one</u> [two]{.definition} [three]{.term} <u>**four**</u> [<u>*five*</u>]{.term}\n";
    const [paragraph] = read(source).content;
    const marked = (paragraph as ElementNode).content.map((node) =>
      node.type === "text" ? `${node.text}: ${node.marks.map(({ type }) => type).join("+")}` : node.type,
    );
    expect(marked.filter((one) => !one.startsWith(" "))).toEqual([
      "one: underline",
      "two: definition",
      "three: term",
      "four: strong+underline",
      "five: em+term+underline",
    ]);
    expect(writeMarkdown(read(source))).toBe(source);
  });

  it("of an underline that is not closed, or never opened, are its signs", () => {
    for (const source of ["a <u>b", "a</u> b", "</u>a<u>"]) {
      const { content } = read(source).content[0] as ElementNode;
      expect(content.map((node) => (node.type === "text" ? node.text : "")).join("")).toBe(source);
      expect(content.every((node) => node.type === "text" && node.marks.length === 0)).toBe(true);
    }
  });

  it("are changes of form in a comparison, and none of words", () => {
    const of = (...types: readonly ("underline" | "definition" | "term")[]) =>
      docOf(clause("a", line(said("the "), said("wells", ...types))));
    const runs = compareTexts(of("underline"), of("definition", "term")).clauses[0]?.blocks[0]?.runs ?? [];
    expect(runs.map(({ op, text: words }) => `${op} ${words}`)).toEqual(["same the ", "format wells"]);
    expect(changedMarks(runs[1]?.was ?? [], runs[1]?.marks ?? [])).toEqual([
      { type: "underline", isOn: false },
      { type: "definition", isOn: true },
      { type: "term", isOn: true },
    ]);
  });
});
