/**
 * The ProseMirror schema: one source for the editor, the command line and the validator.
 *
 * [I1] Every content expression is a choice under a star, so what a node may hold is decided child by child:
 * the merge of two valid texts is always valid, and no binding ever repairs by deleting.
 *
 * Articles are real nodes so that the window can draw them with `content-visibility`; a key stroke then costs
 * the same in a text of 98,000 words as in one of 5,000.
 */
import { Schema } from "prosemirror-model";

const blocks = "(paragraph | heading | article | clause | bullet_list | ordered_list | table)*" as const;

const cellAttrs = { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } };

/** What a browser's element has of attributes; this file runs without one. */
interface Tagged {
  getAttribute(name: string): string | null;
}

const wholeOr1 = (value: string | null, min: number): number => {
  const number = Number(value ?? 1);
  return Number.isInteger(number) && number >= min ? number : 1;
};

const startOf = (start: string | null): number => wholeOr1(start, 0);

const spansOf = (cell: Tagged) => ({
  colspan: wholeOr1(cell.getAttribute("colspan"), 1),
  rowspan: wholeOr1(cell.getAttribute("rowspan"), 1),
});

const shownSpans = ({ colspan, rowspan }: Readonly<Record<string, unknown>>): Record<string, string> => ({
  ...(colspan === 1 ? {} : { colspan: String(colspan) }),
  ...(rowspan === 1 ? {} : { rowspan: String(rowspan) }),
});

export const schema = new Schema({
  topNode: "doc",
  nodes: {
    doc: { content: blocks },
    paragraph: {
      content: "(text | hard_break)*",
      group: "block",
      parseDOM: [{ tag: "p" }],
      toDOM: () => ["p", { dir: "auto" }, 0],
    },
    article: {
      content: blocks,
      attrs: { id: { default: "" }, kind: { default: "article" } },
      defining: true,
      parseDOM: [
        {
          tag: "section[data-kind]",
          getAttrs: (dom) => ({ id: "", kind: dom.getAttribute("data-kind") ?? "article" }),
        },
      ],
      toDOM: (node) => [
        "section",
        { "data-kind": node.attrs.kind as string, "data-clause": node.attrs.id as string },
        0,
      ],
    },
    clause: {
      content: blocks,
      attrs: { id: { default: "" } },
      defining: true,
      parseDOM: [{ tag: "div[data-clause]", getAttrs: () => ({ id: "" }) }],
      toDOM: (node) => ["div", { class: "clause", "data-clause": node.attrs.id as string }, 0],
    },
    heading: {
      content: "(text | hard_break)*",
      attrs: { level: { default: 2 } },
      defining: true,
      parseDOM: [1, 2, 3, 4].map((level) => ({ tag: `h${level}`, attrs: { level } })),
      toDOM: (node) => [`h${node.attrs.level as number}`, { dir: "auto" }, 0],
    },
    bullet_list: { content: "(list_item)*", parseDOM: [{ tag: "ul" }], toDOM: () => ["ul", 0] },
    ordered_list: {
      content: "(list_item)*",
      attrs: { order: { default: 1 } },
      parseDOM: [{ tag: "ol", getAttrs: (dom) => ({ order: startOf(dom.getAttribute("start")) }) }],
      toDOM: (node) => (node.attrs.order === 1 ? ["ol", 0] : ["ol", { start: String(node.attrs.order) }, 0]),
    },
    list_item: { content: blocks, defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
    table: {
      content: "(table_row)*",
      tableRole: "table",
      isolating: true,
      parseDOM: [{ tag: "table" }],
      toDOM: () => ["table", ["tbody", 0]],
    },
    table_row: {
      content: "(table_cell | table_header)*",
      tableRole: "row",
      parseDOM: [{ tag: "tr" }],
      toDOM: () => ["tr", 0],
    },
    table_cell: {
      content: blocks,
      attrs: cellAttrs,
      tableRole: "cell",
      isolating: true,
      parseDOM: [{ tag: "td", getAttrs: spansOf }],
      toDOM: (node) => ["td", shownSpans(node.attrs), 0],
    },
    table_header: {
      content: blocks,
      attrs: cellAttrs,
      tableRole: "header_cell",
      isolating: true,
      parseDOM: [{ tag: "th", getAttrs: spansOf }],
      toDOM: (node) => ["th", shownSpans(node.attrs), 0],
    },
    text: { group: "inline" },
    hard_break: { inline: true, group: "inline", selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
  },
  marks: {
    link: {
      attrs: { href: { default: "" } },
      inclusive: false,
      parseDOM: [{ tag: "a[href]", getAttrs: (dom) => ({ href: dom.getAttribute("href") ?? "" }) }],
      toDOM: (mark) => ["a", { href: mark.attrs.href as string, rel: "noopener noreferrer nofollow" }, 0],
    },
    strong: { parseDOM: [{ tag: "strong" }, { tag: "b" }], toDOM: () => ["strong", 0] },
    em: { parseDOM: [{ tag: "em" }, { tag: "i" }], toDOM: () => ["em", 0] },
  },
});
