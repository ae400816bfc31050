/** What Markdown and plain text say that the text of a charter cannot: kept, or told. Nothing goes in silence. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ReadText, readMarkdown } from "../../../../shared/charter/formats/markdown.ts";
import { writeMarkdown } from "../../../../shared/charter/formats/markdownWriter.ts";
import { losesWords, type NotKept } from "../../../../shared/charter/formats/notKept.ts";
import { readPlainText } from "../../../../shared/charter/formats/plainText.ts";
import type { DocNode } from "../../../../shared/charter/text/model.ts";
import { anyTextArbitrary, countingIds, plausibleTextArbitrary } from "../text/arbitraryText.ts";

function read(source: string): ReadText {
  const parsed = readMarkdown(source, countingIds());
  if (!parsed.ok) throw new Error(parsed.error.kind);
  return parsed.value;
}

/** Every word and address that the text holds. */
function wordsOf(node: DocNode): string {
  if (node.type === "text") return `${node.text} ${node.marks.map((mark) => String(mark.attrs.href ?? "")).join(" ")} `;
  return node.content.map(wordsOf).join(" ");
}

const told = (source: string): readonly NotKept[] => read(source).notKept;

describe("Markdown that says more than a charter's text", () => {
  it.each<[string, string, Partial<NotKept>]>([
    ["a definition that no link uses", "Wells.\n\n[office]: https://e.org/office", { kind: "linkDefinition", line: 3 }],
    [
      "the second definition of a label",
      "[a]\n\n[a]: https://e.org/1\n[a]: https://e.org/2",
      { kind: "linkDefinition", line: 4 },
    ],
    ["cells beyond the header", "> | a | b |\n> |---|---|\n> | 1 | 2 | three | four |", { kind: "cells", line: 3 }],
    ["a picture", "Wells\nand ![a map](https://e.org/m.png)", { kind: "image", line: 2 }],
    ["the title of a link", '[a](https://e.org "the office")', { kind: "linkTitle", quote: "the office" }],
    [
      "other front matter",
      "---\ntitle: x\nauthor: Mara\n---\n",
      { kind: "frontMatter", line: 3, quote: "author: Mara" },
    ],
    ["the language of code", "```python\nx\n```", { kind: "codeLanguage", quote: "python" }],
    ["where a list begins", "5. a\n6. b", { kind: "number", line: 1, quote: "5. a" }],
    ["a list that begins with 0", "0. zero\n1. one", { kind: "number", line: 1 }],
    ["a number out of order", "1) a\n2) b\n7) c", { kind: "number", line: 3, quote: "7) c" }],
    ["a list that goes on elsewhere", "1. a\n\nwords\n\n1. b", { kind: "number", line: 5 }],
    ["HTML", "a <b>bold</b> word", { kind: "html", quote: "<b>" }],
    ["a comment", "<!-- not for you -->", { kind: "html" }],
    ["a note that no words refer to", "Wells.\n\n[^1]: https://e.org/well", { kind: "footnote", line: 3 }],
    ["struck words", "~~never~~ always", { kind: "struck", quote: "~~never~~" }],
    ["a quotation", "> said", { kind: "quotation" }],
    ["a rule", "a\n\n***\n\nb", { kind: "rule", line: 3 }],
    ["alignment", "| a |\n|:-:|\n| 1 |", { kind: "alignment", line: 2 }],
    ["a heading too deep", "###### Small", { kind: "headingLevel", quote: "Small" }],
    ["a class", "## Wells {#w .sidebar}", { kind: "attributes", quote: ".sidebar" }],
    ["an article in a clause", "## A\n\n1. a\n\n   1. b {#b .annex}", { kind: "attributes", line: 5, quote: ".annex" }],
    ["a clause in an item", "## A\n\n- a\n\n  1. b {#b}", { kind: "attributes", line: 5, quote: "#b" }],
    ["a language of no clause", "Water.\n\n::: fr\n\nEau.\n\n:::", { kind: "language", line: 3, quote: "::: fr" }],
    ["a language in an item", "## A\n\n- a\n\n  ::: fr\n  Eau.\n  :::", { kind: "language", line: 5 }],
  ])("tells of %s", (_, source, expected) => {
    expect(told(source)).toContainEqual(expect.objectContaining(expected));
  });

  it("keeps the words of a note that no words refer to, whatever its note looks like", () => {
    const { text, notKept } = read("Wells.\n\n[^1]: https://e.org/well\n[^b]: two words\n  and more");
    expect(wordsOf(text)).toContain("[^1]: https://e.org/well");
    expect(wordsOf(text)).toContain("two words and more");
    expect(notKept.map((one) => one.kind)).toEqual(["footnote", "footnote"]);
  });

  it("tells nothing where all is kept", () => {
    expect(told("# T\n\n## A\n\n1. a\n1. b\n1. c\n\n3) x\n4) y\n\n[l] and [m][l]\n\n[l]: https://e.org\n")).toEqual([]);
  });

  it("tells nothing of what this program wrote", () => {
    for (const arbitrary of [anyTextArbitrary, plausibleTextArbitrary])
      fc.assert(
        fc.property(arbitrary, (text) => {
          const signs = new Set(["struck", "html"]);
          expect(told(writeMarkdown(text)).filter((one) => !signs.has(one.kind))).toEqual([]);
        }),
        { seed: 21, numRuns: 500 },
      );
  });

  it("keeps every word of any document, or tells where it was", () => {
    let next = 0;
    const word = fc.constant(null).map(() => `w${(next++).toString(36)}x`);
    const line = fc
      .tuple(
        fc.constantFrom(
          "",
          "# ",
          "## ",
          "##### ",
          "- ",
          "1. ",
          "7. ",
          "0) ",
          "> ",
          "    ",
          "[^n]: ",
          "---\n",
          "```",
          "* * *\n",
        ),
        fc.array(
          fc.oneof(
            word,
            word.map((a) => `*${a}*`),
            word.map((a) => `\`${a}\``),
            word.map((a) => `~~${a}~~`),
            word.map((a) => `<i>${a}</i>`),
            word.map((a) => `{#${a} .${a}}`),
            word.map((a) => `<https://e.org/${a}>`),
            fc.tuple(word, word, word).map(([a, b, c]) => `[${a}](https://e.org/${b} "${c}")`),
            fc.tuple(word, word, word).map(([a, b, c]) => `![${a}](https://e.org/${b} '${c}')`),
            fc.tuple(word, word).map(([a, b]) => `[${a}][${b}]`),
            fc.tuple(word, word, word).map(([a, b, c]) => `\n\n[${a}]: https://e.org/${b} "${c}"\n`),
            fc.tuple(word, word, word).map(([a, b, c]) => `\n\n| ${a} |\n|---|\n| ${b} | ${c} |\n`),
          ),
          { minLength: 1, maxLength: 5 },
        ),
        fc.constantFrom("\n", "\n\n", "\r\n", "\u2028"),
      )
      .map(([lead, words, end]) => lead + words.join(" ") + end);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
        const source = lines.join("");
        const { text, notKept } = read(source);
        const kept = ` ${wordsOf(text)} ${notKept.map((one) => one.quote).join(" ")} `;
        // What is written in an id or a class names a block and is no word.
        const words = source.replace(/\{#\S+ \.\S+\}/g, "").match(/w[0-9a-z]+x/g) ?? [];
        expect(words.filter((one) => !kept.includes(one))).toEqual([]);
      }),
      { seed: 22, numRuns: 1500 },
    );
  });

  it("counts what is too much to list", () => {
    const { notKept, notKeptCount } = read("***\n\n".repeat(5000));
    expect(notKeptCount).toBe(5000);
    expect(notKept.length).toBeLessThan(1000);
  });

  it("tells words from looks", () => {
    const kinds = told("![a](https://e.org/b)\n\n> q").map((one) => [one.kind, losesWords(one)]);
    expect(kinds).toEqual([
      ["image", true],
      ["quotation", false],
    ]);
  });
});

describe("Plain text", () => {
  it("keeps every word of any file, or tells where it was", () => {
    let next = 0;
    const line = fc
      .tuple(
        fc.constantFrom(
          "",
          "  ",
          "Article 1",
          "Article 2 ",
          "§ 3. ",
          "第二条 ",
          "1. ",
          "2) ",
          "(a) ",
          "iv. ",
          "1.1 ",
          "٢- ",
          "（一）",
          "• ",
          "- ",
          "Annex ",
        ),
        fc.constantFrom("\n", "\n\n", "\r", "\f", "\u0085"),
      )
      .map(([lead, end]) => `${lead}w${(next++).toString(36)}x.${end}`);
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        const source = lines.join("");
        const kept = wordsOf(readPlainText(source, countingIds()).text);
        expect((source.match(/w[0-9a-z]+x/g) ?? []).filter((one) => !kept.includes(one))).toEqual([]);
      }),
      { seed: 23, numRuns: 1500 },
    );
  });

  it("never fails on any file", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (source) => {
        readPlainText(source, countingIds());
        read(source);
      }),
      { seed: 24, numRuns: 1000 },
    );
  });
});
