/** Generated texts: any tree the schema allows, and the trees that Markdown can say. */
import fc from "fast-check";
import { type ClauseId, parseClauseId } from "../../../../shared/base/ids.ts";
import type { ElementName } from "../../../../shared/charter/text/grammar.ts";
import type { CharterText, DocNode, ElementNode, TextMark, TextNode } from "../../../../shared/charter/text/model.ts";

const words = [
  "water",
  "well",
  "the",
  "a",
  "peace",
  "عهد",
  "الماء",
  "水",
  "共有財産",
  "e\u0301te\u0301",
  "é",
  "🌊",
  "नदी",
  "1.",
  "2)",
  "-",
  "+",
  "#",
  "##",
  "*",
  "**",
  "_",
  "`",
  "```",
  "~~~",
  "[x]",
  "[",
  "]",
  "[two]",
  "](y)",
  "<br>",
  "<u>",
  "</u>",
  "[2.1](#dup)",
  "[^1]",
  "[^1]: x",
  "{.term}",
  "&amp;",
  "&",
  "{#id}",
  "{.loose}",
  "|",
  "---",
  ":::",
  "::: fr",
  "{#id source=x}",
  "===",
  ">",
  "\\",
  "!",
  ":",
  "=",
  "\u00a0",
  "Article 3",
  "http://x.org",
  "ש\u200f1",
  "(",
  ")",
  "'",
  '"',
  "\u1fef",
  "$",
  "1986\\.",
  "{",
  "}",
  "\t",
];

const proseArbitrary: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...words), fc.constantFrom(" ", "", "  ", ", ")), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.map(([word, gap]) => word + gap).join(""));

const mark: fc.Arbitrary<TextMark> = fc.oneof(
  fc.constant<TextMark>({ type: "strong", attrs: {} }),
  fc.constant<TextMark>({ type: "em", attrs: {} }),
  fc.constantFrom("underline", "definition", "term").map((type): TextMark => ({ type, attrs: {} })),
  fc
    .constantFrom("https://example.org/a_(b)?c=d&e=f#g", "mailto:a@b.org", "https://مثال.org/ü&amp;*")
    .map((href): TextMark => ({ type: "link", attrs: { href } })),
);

const textNode: fc.Arbitrary<TextNode> = fc.record({
  type: fc.constant("text" as const),
  text: proseArbitrary,
  marks: fc.uniqueArray(mark, { maxLength: 3, selector: (one) => one.type }),
});

export const element = (type: ElementName, attrs: ElementNode["attrs"], content: readonly DocNode[]): ElementNode => ({
  type,
  attrs,
  content,
});

const hardBreak = element("hard_break", {}, []);
const reference = fc
  .constantFrom("dup", "nowhere", "loose-1")
  .map((clause): DocNode => element("reference", { clause }, []));
const promise = fc
  .record({
    by: fc.constantFrom("", "all", "ab".repeat(32)),
    to: fc.constantFrom("", "all", "0c".repeat(32)),
    due: fc.constantFrom("", "2027-05-01", "2028-02-29"),
    every: fc.constantFrom(0, 1, 12, 1200),
  })
  .map((attrs): DocNode => element("promise", attrs, []));
const footnote = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: textNode as fc.Arbitrary<DocNode> },
      { weight: 1, arbitrary: fc.constant<DocNode>(hardBreak) },
      { weight: 1, arbitrary: reference },
    ),
    { maxLength: 3 },
  )
  .map((content): DocNode => element("footnote", {}, content));
const inline: fc.Arbitrary<readonly DocNode[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: textNode as fc.Arbitrary<DocNode> },
    { weight: 1, arbitrary: fc.constant<DocNode>(hardBreak) },
    { weight: 1, arbitrary: reference },
    { weight: 1, arbitrary: footnote },
    { weight: 1, arbitrary: promise },
  ),
  { maxLength: 4 },
);
const paragraph = inline.map((content) => element("paragraph", {}, content));
const heading = fc
  .tuple(fc.integer({ min: 1, max: 4 }), inline)
  .map(([level, content]) => element("heading", { level }, content));
const clauseId = fc.oneof(
  { weight: 5, arbitrary: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,5}$/) },
  { weight: 1, arbitrary: fc.constantFrom("", "dup", "BAD", "loose", "loose-1") },
);
const kind = fc.constantFrom("article", "article", "article", "preamble", "annex");

const language = fc.constantFrom("fr", "FR", "pt-br", "ar", "sr-latn", "und", "zh-hant-tw");
const source = fc.constantFrom("", "", "", `${"c0ffee".repeat(10)}beef`, "none");
const listed = (name: "list_item" | "bullet_list" | "ordered_list", content: readonly DocNode[]): ElementNode =>
  element(name, name === "ordered_list" ? { order: 1 } : {}, content);

interface Parts {
  readonly block: ElementNode;
  readonly blocks: readonly DocNode[];
  readonly clause: ElementNode;
  readonly inClause: readonly DocNode[];
}

const {
  block,
  clause: anyClause,
  inClause,
} = fc.letrec<Parts>((tie: fc.LetrecTypedTie<Parts>) => {
  const inside = tie("blocks");
  const items = fc.array(
    inside.map((content) => listed("list_item", content)),
    { maxLength: 3 },
  );
  const cell = fc.oneof(
    paragraph.map((only) => [only] as readonly DocNode[]),
    inside,
  );
  const row = (name: "table_header" | "table_cell") =>
    fc.array(cell, { minLength: 1, maxLength: 3 }).map((cells) =>
      element(
        "table_row",
        {},
        cells.map((content) => element(name, { colspan: 1, rowspan: 1 }, content)),
      ),
    );
  return {
    blocks: fc.array(tie("block"), { maxLength: 3, depthIdentifier: "text" }),
    block: fc.oneof(
      { depthIdentifier: "text", maxDepth: 4 },
      { weight: 4, arbitrary: paragraph },
      { weight: 1, arbitrary: heading },
      { weight: 1, arbitrary: items.map((content) => listed("bullet_list", content)) },
      { weight: 1, arbitrary: items.map((content) => listed("ordered_list", content)) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(row("table_header"), fc.array(row("table_cell"), { maxLength: 2 }))
          .map(([head, body]) => element("table", {}, [head, ...body])),
      },
    ),
    clause: fc
      .tuple(clauseId, source, tie("inClause"))
      .map(([id, from, content]) => element("clause", { id, source: from }, content)),
    inClause: fc.array(
      fc.oneof(
        { depthIdentifier: "text", maxDepth: 4 },
        { weight: 4, arbitrary: tie("block") },
        { weight: 2, arbitrary: tie("clause") },
        {
          weight: 1,
          arbitrary: fc.tuple(language, inside).map(([lang, content]) => element("body", { lang }, content)),
        },
      ),
      { maxLength: 3, depthIdentifier: "text" },
    ),
  };
});
const anyArticle = fc
  .tuple(clauseId, kind, inClause)
  .map(([id, which, content]) => element("article", { id, kind: which }, content));

export const docOf = (...content: readonly DocNode[]): CharterText => ({ type: "doc", attrs: {}, content });

/** Any tree the grammar allows; a clause may say its words twice in one language. */
export const anyTextArbitrary: fc.Arbitrary<CharterText> = fc
  .array(fc.oneof(block, anyClause, anyArticle), { maxLength: 6 })
  .map((content) => docOf(...content));

/** A plausible text: articles with headings, paragraphs and clauses. */
export const plausibleTextArbitrary: fc.Arbitrary<CharterText> = fc
  .array(
    fc.tuple(
      fc.stringMatching(/^[a-z0-9]{4,6}$/),
      fc.array(
        fc.oneof(
          paragraph,
          fc
            .tuple(fc.stringMatching(/^[a-z0-9]{4,6}$/), paragraph)
            .map(([id, only]) => element("clause", { id }, [only])),
        ),
        {
          maxLength: 4,
        },
      ),
    ),
    { maxLength: 5 },
  )
  .map((articles) => docOf(...articles.map(([id, content]) => element("article", { id, kind: "article" }, content))));

// ---- short ways to write a text by hand -------------------------------------------------------

export const said = (text: string, ...marks: readonly TextMark["type"][]): TextNode => ({
  type: "text",
  text,
  marks: marks.map((type) => ({ type, attrs: {} })),
});
export const para = (text: string): ElementNode => element("paragraph", {}, text === "" ? [] : [said(text)]);
export const head = (level: number, text: string): ElementNode => element("heading", { level }, [said(text)]);
export const clause = (id: string, ...content: readonly DocNode[]): ElementNode =>
  element("clause", { id, source: "" }, content);
export const body = (lang: string, ...content: readonly DocNode[]): ElementNode => element("body", { lang }, content);
export const article = (id: string, ...content: readonly DocNode[]): ElementNode =>
  element("article", { id, kind: "article" }, content);
export const preamble = (id: string, ...content: readonly DocNode[]): ElementNode =>
  element("article", { id, kind: "preamble" }, content);
export const annex = (id: string, ...content: readonly DocNode[]): ElementNode =>
  element("article", { id, kind: "annex" }, content);

/** "new-1", "new-2" … */
export function countingIds(): () => ClauseId {
  let count = 0;
  return () => {
    const id = parseClauseId(`new-${++count}`);
    if (id === null) throw new Error("a well-formed id");
    return id;
  };
}
