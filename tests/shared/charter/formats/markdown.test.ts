import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readMarkdown } from "../../../../shared/charter/formats/markdown.ts";
import { markdownForm, writeMarkdown } from "../../../../shared/charter/formats/markdownWriter.ts";
import { plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import {
  annex,
  anyTextArbitrary,
  article,
  body,
  clause,
  countingIds,
  docOf,
  element,
  head,
  para,
  plausibleTextArbitrary,
  preamble,
  said,
} from "../text/arbitraryText.ts";

function read(source: string): CharterText {
  const parsed = readMarkdown(source, countingIds());
  if (!parsed.ok) throw new Error(parsed.error.kind);
  return parsed.value.text;
}

const source = `\ufeff# Accord on the river

We, the villages of the upper and the lower bank,
have met at the ford.

## Shared water {#water}

Water is *nobody's* and **everybody's**; see [the map](https://example.org/map).

1. Wells stay open. {#wells}
2. Nobody sells water.

   At night neither.

   - rain
   - wells

### Rivers

1) first
2) second

| Village | Wells |
| ------- | ----- |
| Ford    | 3     |

## Annex: the map

North is up.
`;

describe("Markdown as people write it", () => {
  it("becomes a title, articles, clauses and blocks", () => {
    const parsed = readMarkdown(source, countingIds());
    expect(parsed.ok && parsed.value.title).toBe("Accord on the river");
    const link = { type: "link" as const, attrs: { href: "https://example.org/map" } };
    expect(read(source)).toEqual(
      markdownForm(
        docOf(
          head(1, "Accord on the river"),
          preamble("new-1", para("We, the villages of the upper and the lower bank, have met at the ford.")),
          article(
            "water",
            head(2, "Shared water"),
            element("paragraph", {}, [
              said("Water is "),
              said("nobody's", "em"),
              said(" and "),
              said("everybody's", "strong"),
              said("; see "),
              { type: "text", text: "the map", marks: [link] },
              said("."),
            ]),
            clause("wells", para("Wells stay open.")),
            clause(
              "new-2",
              para("Nobody sells water."),
              para("At night neither."),
              element("bullet_list", {}, [
                element("list_item", {}, [para("rain")]),
                element("list_item", {}, [para("wells")]),
              ]),
            ),
            head(3, "Rivers"),
            element("ordered_list", { order: 1 }, [
              element("list_item", {}, [para("first")]),
              element("list_item", {}, [para("second")]),
            ]),
            element("table", {}, [
              element("table_row", {}, [
                element("table_header", {}, [para("Village")]),
                element("table_header", {}, [para("Wells")]),
              ]),
              element("table_row", {}, [
                element("table_cell", {}, [para("Ford")]),
                element("table_cell", {}, [para("3")]),
              ]),
            ]),
          ),
          annex("new-3", head(2, "Annex: the map"), para("North is up.")),
        ),
      ),
    );
  });

  it("[C16] says an article and a clause in further languages between lines of colons", () => {
    const text = read(
      "## Water {#water}\n\nAll share.\n\n::: fr\n\nTous partagent.\n\n1. premier\n:::\n\n1. Wells stay open. {#wells}\n\n   ::: ar\n   الآبار مفتوحة.\n\n   - مطر\n   :::\n\n   At night too.",
    );
    const item = (words: string) => element("list_item", {}, [para(words)]);
    expect(text).toEqual(
      docOf(
        article(
          "water",
          head(2, "Water"),
          para("All share."),
          body("fr", para("Tous partagent."), element("ordered_list", { order: 1 }, [item("premier")])),
          clause(
            "wells",
            para("Wells stay open."),
            para("At night too."),
            body("ar", para("الآبار مفتوحة."), element("bullet_list", {}, [item("مطر")])),
          ),
        ),
      ),
    );
    expect(read(writeMarkdown(text))).toEqual(text);
  });

  it.each([
    ["without its end", "## A\n\n::: fr\n\nMots."],
    ["with its end outside the clause", "## A\n\n1. Words\n\n   ::: fr\n   Mots.\n\n:::"],
    ["without a language", "## A\n\n:::\n\nMots.\n\n:::"],
    ["with what is no tag", "## A\n\n::: fr_CA!\n\nMots.\n\n:::"],
  ])("is no further language %s, and keeps all its words", (_name, given) => {
    const text = read(given);
    expect(JSON.stringify(text)).not.toContain('"body"');
    expect(plainText(text)).toContain("Mots.");
    expect(plainText(text)).toContain(":::");
  });

  it("[C17] keeps the certificate that a clause comes from", () => {
    const source = "0f".repeat(32);
    const text = docOf(element("clause", { id: "c1", source }, [para("Wells {#c1} stay open.")]));
    expect(writeMarkdown(text)).toBe(`1. Wells \\{#c1} stay open. {#c1 source=${source}}\n`);
    expect(read(writeMarkdown(text))).toEqual(text);
  });

  it("knows a preamble and an annex by their names in Arabic too", () => {
    const text = read("# عهد\n\n## الديباجة\n\nنحن\n\n## الماء\n\n1. للجميع\n\n## ملحق: الخريطة\n\nشمال");
    expect(readClauses(text).map((one) => [one.kind, one.number, one.heading])).toEqual([
      ["preamble", "", "الديباجة"],
      ["article", "1", "الماء"],
      ["clause", "1.1", ""],
      ["annex", "A", "ملحق: الخريطة"],
    ]);
  });

  it("is plain text where it is HTML, and has no link where a link may not lead", () => {
    const text = read("<script>alert(1)</script>\n\n[x](javascript:alert(1)) <img src=x onerror=y>");
    expect(text).toEqual(
      docOf(para("<script>alert(1)</script>"), para("[x](javascript:alert(1)) <img src=x onerror=y>")),
    );
  });

  it("keeps the words of quotations, code and rules' neighbours", () => {
    expect(read("> said *so*\n\n---\n\n```js\nlet x = 1;\ny\n```\n\nand `code`\n\n    indented")).toEqual(
      docOf(
        element("paragraph", {}, [said("said "), said("so", "em")]),
        element("paragraph", {}, [said("let x = 1;"), element("hard_break", {}, []), said("y")]),
        para("and code"),
        para("indented"),
      ),
    );
  });

  it("gives the second of two equal ids a new one", () => {
    const text = read("## A {#a}\n\n1. x {#x}\n2. y {#x}\n\n## B {#a}");
    expect(readClauses(text).map((one) => one.id)).toEqual(["a", "x", "new-1", "new-2"]);
  });

  it("is refused where lists nest beyond sense, instead of losing what is inside", () => {
    for (const nested of ["> ".repeat(90), "- ".repeat(90)])
      expect(readMarkdown(`${nested}x`, countingIds())).toEqual({ ok: false, error: { kind: "tooDeep", limit: 48 } });
  });
});

describe("Markdown that is written and read again", () => {
  it("is what a person would write", () => {
    expect(writeMarkdown(read(source))).toBe(`# Accord on the river

## {#new-1 .preamble}

We, the villages of the upper and the lower bank, have met at the ford.

## Shared water {#water}

Water is *nobody's* and **everybody's**; see [the map](https://example.org/map).

1. Wells stay open. {#wells}

2. Nobody sells water. {#new-2}

   At night neither.

   - rain
   - wells

### Rivers

1) first
2) second

| Village | Wells |
| --- | --- |
| Ford | 3 |

## Annex: the map {#new-3}

North is up.
`);
  });

  it("gives the same text, ids included", () => {
    for (const arbitrary of [anyTextArbitrary, plausibleTextArbitrary])
      fc.assert(
        fc.property(arbitrary, (text) => {
          const written = writeMarkdown(text);
          expect(read(written)).toEqual(markdownForm(text));
          expect(writeMarkdown(read(written))).toBe(written);
        }),
        { seed: 6, numRuns: 600 },
      );
  });

  it("never fails on any source, and settles after one round", () => {
    const piece = fc.constantFrom(
      "# ",
      "## ",
      "1. ",
      "1) ",
      "- ",
      "  ",
      "\n",
      "\n\n",
      "a",
      "**",
      "*",
      "[",
      "](http://x)",
      "{#a}",
      "{.end}",
      "|",
      "---",
      "> ",
      "`",
      "\t",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        const once = writeMarkdown(read(pieces.join("")));
        expect(writeMarkdown(read(once))).toBe(once);
      }),
      { seed: 7, numRuns: 1000 },
    );
  });
});
