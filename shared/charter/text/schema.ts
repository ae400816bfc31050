/**
 * The ProseMirror schema: the grammar (`text/grammar.ts`), and how an editor draws and reads each node.
 *
 * Articles are real nodes so that the window can draw them with `content-visibility`; a key stroke then costs
 * the same in a text of 98,000 words as in one of 5,000.
 */
import { type MarkSpec, type NodeSpec, Schema } from "prosemirror-model";
import { isRightToLeft } from "./direction.ts";
import { type AttrForm, type ElementName, elementNames, grammar, type MarkName, usualValue } from "./grammar.ts";
import { isLanguage, undetermined } from "./language.ts";
import type { Attrs } from "./model.ts";
import { readPromise, writePromise } from "./promiseTarget.ts";

const contentOf = (name: ElementName): string => {
  const { holds }: { readonly holds: readonly string[] } = grammar.nodes[name];
  return holds.length === 0 ? "" : `(${holds.join(" | ")})*`;
};

const attrsOf = (
  forms: Readonly<Record<string, AttrForm>>,
): Record<string, { readonly default: string | number | null }> =>
  Object.fromEntries(Object.entries(forms).map(([key, form]) => [key, { default: usualValue(form) }]));

/** What a browser's element has of attributes; this file runs without one. */
interface Tagged {
  getAttribute(name: string): string | null;
}

const wholeOr1 = (value: string | null, min: number): number => {
  const number = Number(value ?? 1);
  return Number.isInteger(number) && number >= min ? number : 1;
};

const startOf = (start: string | null): number => wholeOr1(start, 0);

const languageOf = (tag: string | null): string => (isLanguage(tag) ? tag : undetermined);

const spansOf = (cell: Tagged) => ({
  colspan: wholeOr1(cell.getAttribute("colspan"), 1),
  rowspan: wholeOr1(cell.getAttribute("rowspan"), 1),
});

const shownSpans = ({ colspan, rowspan }: Readonly<Record<string, unknown>>): Record<string, string> => ({
  ...(colspan === 1 ? {} : { colspan: String(colspan) }),
  ...(rowspan === 1 ? {} : { rowspan: String(rowspan) }),
});

const promiseOf = (target: string | null): Attrs | false => readPromise(target ?? "") ?? false;

/** How each node is drawn and read. What it holds and which values it has is said by the grammar. */
const drawn: Readonly<Record<ElementName, NodeSpec>> = {
  doc: {},
  paragraph: { group: "block", parseDOM: [{ tag: "p" }], toDOM: () => ["p", { dir: "auto" }, 0] },
  article: {
    defining: true,
    parseDOM: [
      {
        tag: "section[data-kind]",
        getAttrs: (dom) => ({ id: "", kind: dom.getAttribute("data-kind") ?? "article" }),
      },
    ],
    toDOM: (node) => ["section", { "data-kind": node.attrs.kind as string, "data-clause": node.attrs.id as string }, 0],
  },
  clause: {
    defining: true,
    parseDOM: [{ tag: "div[data-clause]", getAttrs: () => ({ id: "" }) }],
    toDOM: (node) => ["div", { class: "clause", "data-clause": node.attrs.id as string }, 0],
  },
  body: {
    defining: true,
    isolating: true,
    parseDOM: [{ tag: "div[data-body]", getAttrs: (dom) => ({ lang: languageOf(dom.getAttribute("data-body")) }) }],
    toDOM: (node) => {
      const lang = String(node.attrs.lang);
      // By the language: `auto` passes over blocks that have a direction of their own, and all of them have.
      const dir = isRightToLeft(lang) ? "rtl" : "ltr";
      return ["div", { class: "body-language", "data-body": lang, lang, dir }, 0];
    },
  },
  heading: {
    defining: true,
    parseDOM: [1, 2, 3, 4].map((level) => ({ tag: `h${level}`, attrs: { level } })),
    toDOM: (node) => [`h${node.attrs.level as number}`, { dir: "auto" }, 0],
  },
  bullet_list: { parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
  ordered_list: {
    parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: startOf(dom.getAttribute("start")) }) }],
    toDOM: (node) => (node.attrs.order === 1 ? ["ol", 0] : ["ol", { start: String(node.attrs.order) }, 0]),
  },
  list_item: { defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  table: {
    tableRole: "table",
    isolating: true,
    parseDOM: [{ tag: "table" }],
    toDOM: () => ["table", ["tbody", 0]],
  },
  table_row: { tableRole: "row", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_cell: {
    tableRole: "cell",
    isolating: true,
    parseDOM: [{ tag: "td", getAttrs: spansOf }],
    toDOM: (node) => ["td", shownSpans(node.attrs), 0],
  },
  table_header: {
    tableRole: "header_cell",
    isolating: true,
    parseDOM: [{ tag: "th", getAttrs: spansOf }],
    toDOM: (node) => ["th", shownSpans(node.attrs), 0],
  },
  hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  reference: {
    inline: true,
    group: "inline",
    parseDOM: [
      { tag: "span[data-reference]", getAttrs: (dom) => ({ clause: dom.getAttribute("data-reference") ?? "" }) },
    ],
    // What it reads as depends on the text: whoever shows it says so.
    toDOM: (node) => ["span", { class: "reference", "data-reference": String(node.attrs.clause) }],
  },
  footnote: {
    inline: true,
    group: "inline",
    // One thing among the words: what it says is changed by itself.
    atom: true,
    parseDOM: [{ tag: "span[data-footnote]" }],
    toDOM: () => ["span", { class: "footnote", "data-footnote": "" }, 0],
  },
  promise: {
    inline: true,
    group: "inline",
    parseDOM: [{ tag: "span[data-promise]", getAttrs: (dom) => promiseOf(dom.getAttribute("data-promise")) }],
    // What it reads as depends on who is who: whoever shows it says so.
    toDOM: ({ attrs }) => ["span", { class: "promise", "data-promise": writePromise(attrs) }],
  },
};

const drawnMarks: Readonly<Record<MarkName, MarkSpec>> = {
  link: {
    inclusive: false,
    parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href") ?? "" }) }],
    toDOM: (mark) => ["a", { href: mark.attrs.href as string, rel: "noopener noreferrer nofollow" }, 0],
  },
  strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
  em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  underline: { parseDOM: [{ tag: "u" }], toDOM: () => ["u", 0] },
  definition: {
    inclusive: false,
    parseDOM: [{ tag: "dfn" }],
    toDOM: () => ["dfn", 0],
  },
  term: {
    inclusive: false,
    parseDOM: [{ tag: "span[data-term]" }],
    toDOM: () => ["span", { class: "term", "data-term": "" }, 0],
  },
};

const withRules = <Name extends string, Spec extends object>(
  rules: Readonly<Record<Name, { readonly attrs: Readonly<Record<string, AttrForm>> }>>,
  specs: Readonly<Record<Name, Spec>>,
) =>
  Object.fromEntries(
    (Object.keys(rules) as Name[]).map((name) => [name, { ...specs[name], attrs: attrsOf(rules[name].attrs) }]),
  ) as Record<Name, Spec & { attrs: ReturnType<typeof attrsOf> }>;

const nodes = withRules<ElementName, NodeSpec>(grammar.nodes, drawn);
for (const name of elementNames) nodes[name].content = contentOf(name);

export const schema = new Schema<ElementName | "text", MarkName>({
  topNode: "doc",
  nodes: { ...nodes, text: { group: "inline" } },
  marks: withRules<MarkName, MarkSpec>(grammar.marks, drawnMarks),
});
