/** The blocks of a Markdown source as a tree, from markdown-it's flat list of tokens. */
import type { Token } from "markdown-it";
import { createMarkdownParser } from "./markdownInline.ts";

export interface MarkdownBlock {
  readonly type:
    | "paragraph"
    | "heading"
    | "bullet_list"
    | "ordered_list"
    | "list_item"
    | "table"
    | "table_row"
    | "table_cell"
    | "code"
    | "group";
  /** "h2" of a heading. */
  readonly tag: string;
  /** "." or ")" of an ordered list. */
  readonly markup: string;
  /** First number of an ordered list. */
  readonly start: number;
  readonly depth: number;
  /** Text of a block of code. */
  readonly text: string;
  readonly inline: readonly Token[];
  readonly children: readonly MarkdownBlock[];
}

const parser = createMarkdownParser();

const typeOf: Readonly<Record<string, MarkdownBlock["type"]>> = {
  paragraph_open: "paragraph",
  heading_open: "heading",
  bullet_list_open: "bullet_list",
  ordered_list_open: "ordered_list",
  list_item_open: "list_item",
  table_open: "table",
  tr_open: "table_row",
  th_open: "table_cell",
  td_open: "table_cell",
  fence: "code",
};

/** Rules (`---`) say nothing and are left out; groups without a meaning here (quotations) only hold what is in them. */
export function parseMarkdownBlocks(source: string): readonly MarkdownBlock[] {
  const roots: MarkdownBlock[] = [];
  const open: { readonly inline: Token[]; readonly children: MarkdownBlock[] }[] = [{ inline: [], children: roots }];
  for (const token of parser.parse(source, {})) {
    const inside = open.at(-1);
    if (inside === undefined) throw new Error("markdown-it closes what it opens");
    if (token.nesting === -1) {
      if (!transparent.has(token.type)) open.pop();
    } else if (token.type === "inline") inside.inline.push(...(token.children ?? []));
    else if (token.type !== "hr" && !transparent.has(token.type)) {
      const inline: Token[] = [];
      const children: MarkdownBlock[] = [];
      inside.children.push({
        type: typeOf[token.type] ?? "group",
        tag: token.tag,
        markup: token.markup,
        start: Number(token.attrGet("start") ?? 1),
        depth: token.level,
        text: token.content,
        inline,
        children,
      });
      if (token.nesting === 1) open.push({ inline, children });
    }
  }
  return roots;
}

const transparent: ReadonlySet<string> = new Set(["thead_open", "thead_close", "tbody_open", "tbody_close"]);
