/** Texts made at random, and a long one. */
import type { Attrs, CharterText, DocNode, ElementNode, TextMark } from "../../../../shared/charter/text/model.ts";
import type { Chance } from "./chance.ts";

export const element = (type: ElementNode["type"], content: readonly DocNode[], attrs: Attrs = {}): ElementNode => ({
  type,
  attrs,
  content,
});
export const run = (text: string, marks: readonly TextMark[] = []): DocNode => ({ type: "text", text, marks });
export const paragraph = (...texts: readonly string[]): ElementNode =>
  element(
    "paragraph",
    texts.map((text) => run(text)),
  );
export const doc = (...content: readonly DocNode[]): CharterText => ({ type: "doc", attrs: {}, content });

const words =
  "the parties agree that water flows free between both banks and nobody shall hold it back while a nation drinks النهر ᓯᑯ обычай 🌾 préambule".split(
    " ",
  );

export const sentence = (by: Chance, length: number): string => Array.from({ length }, () => by.pick(words)).join(" ");

const marks: readonly TextMark[] = [
  { type: "link", attrs: { href: "https://example.org/" } },
  { type: "strong", attrs: {} },
  { type: "em", attrs: {} },
  { type: "underline", attrs: {} },
  { type: "definition", attrs: {} },
  { type: "term", attrs: {} },
];

const reference = (by: Chance): ElementNode => element("reference", [], { clause: by.pick(["", "wells", "herds"]) });

const promise = (by: Chance): ElementNode =>
  element("promise", [], {
    by: by.pick(["", "all", "ab".repeat(32)]),
    to: by.pick(["", "all"]),
    due: by.pick(["", "2027-05-01"]),
    every: by.pick([0, 12]),
  });

const note = (by: Chance): ElementNode =>
  element(
    "footnote",
    Array.from({ length: by.int(3) }, () =>
      by.int(4) === 0
        ? by.pick([() => element("hard_break", []), () => reference(by)])()
        : run(
            sentence(by, 1 + by.int(4)),
            marks.filter(() => by.int(4) === 0),
          ),
    ),
  );

function inline(by: Chance): readonly DocNode[] {
  return Array.from({ length: by.int(4) }, () =>
    by.int(5) === 0
      ? by.pick([() => element("hard_break", []), () => reference(by), () => note(by), () => promise(by)])()
      : run(
          sentence(by, 1 + by.int(8)) + (by.int(2) === 0 ? " " : ""),
          marks.filter(() => by.int(4) === 0),
        ),
  );
}

const newId = (by: Chance): string => by.int(2 ** 40).toString(36);

/** What may stand in an article, a clause, and what holds blocks alone. */
type Within = "doc" | "clause" | "part";

function block(by: Chance, depth: number, within: Within): ElementNode {
  const kinds = depth > 3 ? (["paragraph", "heading"] as const) : blockKinds[within];
  switch (by.pick(kinds)) {
    case "article":
      return element("article", blocks(by, depth + 1, "clause"), {
        id: newId(by),
        kind: by.pick(["article", "annex", "preamble"]),
      });
    case "clause":
      return element("clause", blocks(by, depth + 1, "clause"), { id: by.int(4) === 0 ? "" : newId(by) });
    case "heading":
      return element("heading", inline(by), { level: 1 + by.int(4) });
    case "bullet_list":
      return element("bullet_list", items(by, depth));
    case "ordered_list":
      return element("ordered_list", items(by, depth), { order: by.int(9) });
    case "table":
      return table(by, depth);
    default:
      return element("paragraph", inline(by));
  }
}

/** A rectangle, as a document holds it. */
function table(by: Chance, depth: number): ElementNode {
  const columns = 1 + by.int(3);
  const cell = (): ElementNode =>
    element(by.pick(["table_cell", "table_header"]), filled(blocks(by, depth + 2, "part")), {
      colspan: 1,
      rowspan: 1,
      colwidth: null,
    });
  const rows = Array.from({ length: 1 + by.int(3) }, () => element("table_row", Array.from({ length: columns }, cell)));
  return element("table", rows);
}

const parts = ["heading", "paragraph", "paragraph", "bullet_list", "ordered_list", "table"] as const;
const blockKinds = { doc: ["article", "clause", ...parts], clause: ["clause", ...parts], part: parts } as const;
const filled = (content: readonly DocNode[]): readonly DocNode[] =>
  content.length > 0 ? content : [element("paragraph", [])];
const items = (by: Chance, depth: number): readonly DocNode[] =>
  Array.from({ length: 1 + by.int(3) }, () => element("list_item", filled(blocks(by, depth + 1, "part"))));
const blocks = (by: Chance, depth: number, within: Within): readonly DocNode[] =>
  Array.from({ length: by.int(4) }, () => block(by, depth, within));

export const randomText = (by: Chance): CharterText => doc(...blocks(by, 0, "doc"), ...blocks(by, 0, "doc"));

/** A text with a few things changed: characters, marks, blocks added, dropped, moved. */
export const changedText = (text: CharterText, by: Chance, rate = 0.2): CharterText =>
  doc(...changedContent(text.content, by, rate, 0, "doc"));

function changedContent(
  content: readonly DocNode[],
  by: Chance,
  rate: number,
  depth: number,
  within: Within | null,
): readonly DocNode[] {
  const changed: DocNode[] = [];
  for (const node of content) {
    const isHit = by.next() < rate;
    if (node.type === "text") {
      const at = by.int(node.text.length + 1);
      const cut = node.text.slice(0, at).toWellFormed() + sentence(by, 1) + node.text.slice(at).toWellFormed();
      const text = isHit ? cut : node.text;
      changed.push({ ...node, text, marks: by.next() < rate / 3 ? marks.filter(() => by.int(2) === 0) : node.marks });
      continue;
    }
    // Rows and cells stay as many as they are: a table is a rectangle.
    const isGrid = node.type === "table_row" || node.type === "table_cell" || node.type === "table_header";
    if (isHit && by.int(4) === 0 && !isGrid) continue;
    const content = changedContent(node.content, by, rate, depth + 1, withinOf(node));
    changed.push({ ...node, content: mayBeEmpty.has(node.type) ? content : filled(content) });
    if (isHit && by.int(3) === 0 && within !== null) changed.push(block(by, depth, within));
  }
  if (within !== null && changed.length > 1 && by.next() < rate / 2) {
    const from = by.int(changed.length);
    const [moved] = changed.splice(from, 1);
    if (moved !== undefined) changed.splice(by.int(changed.length), 0, moved);
  }
  return changed;
}

const mayBeEmpty: ReadonlySet<string> = new Set([
  "paragraph",
  "heading",
  "hard_break",
  "reference",
  "footnote",
  "promise",
  "article",
  "clause",
]);

/** What new blocks may be made of in a node; null where none are made. */
function withinOf(node: ElementNode): Within | null {
  if (node.type === "article" || node.type === "clause") return "clause";
  return node.type === "list_item" || node.type === "table_cell" || node.type === "table_header" ? "part" : null;
}

/** About `wordCount` words in articles of clauses, every paragraph different. */
export function longText(wordCount: number, by: Chance): CharterText {
  const articles: ElementNode[] = [];
  for (let count = 0, i = 0; count < wordCount; i++) {
    const clauses: ElementNode[] = [];
    for (let j = 0; j < 12 && count < wordCount; j++, count += 42)
      clauses.push(element("clause", [paragraph(sentence(by, 42))], { id: `c${i}-${j}` }));
    articles.push(
      element("article", [element("heading", [run(sentence(by, 4))], { level: 2 }), ...clauses], {
        id: `a${i}`,
        kind: "article",
      }),
    );
  }
  return doc(...articles);
}
