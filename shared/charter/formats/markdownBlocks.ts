/** The blocks of a Markdown source as a tree, from markdown-it's flat list of tokens, and what they leave out. */
import type { Token } from "markdown-it";
import { err, ok, type Result } from "../../base/result.ts";
import { importLimits } from "./importLimits.ts";
import { parseMarkdown } from "./markdownInline.ts";
import type { NotKeptNotes } from "./notKept.ts";

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
    | "language"
    | "footnote"
    | "group";
  /** "h2" of a heading. */
  readonly tag: string;
  /** "." or ")" of an ordered list. */
  readonly markup: string;
  /** First number of an ordered list. */
  readonly start: number;
  /** Of an item of an ordered list, as it is written; null for every other block. */
  readonly number: number | null;
  readonly depth: number;
  /** In the source; the first is 1. */
  readonly line: number;
  /** Text of a block of code; the tag of words in a further language; `[^1]` of a note. */
  readonly text: string;
  readonly inline: readonly Token[];
  readonly children: readonly MarkdownBlock[];
}

/** More blocks, marks and words than `importLimits.parts`. */
export interface TooManyParts {
  readonly kind: "tooManyParts";
  readonly limit: number;
}

export type ReadProgress = (done: number, total: number) => void;

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
  language_open: "language",
  footnote_open: "footnote",
};

/**
 * Rules (`---`) and quotations are noted and only hold what is in them. `firstLine`: what stands before the source in
 * its file.
 */
export function parseMarkdownBlocks(
  source: string,
  notes: NotKeptNotes,
  firstLine = 1,
  onProgress: ReadProgress = () => undefined,
): Result<readonly MarkdownBlock[], TooManyParts> {
  const parsed = parseMarkdown(source, onProgress);
  if (parsed === null) return err({ kind: "tooManyParts", limit: importLimits.parts });
  const lines = source.split("\n");
  const lineAt = (token: Token): number => (token.map?.[0] ?? 0) + firstLine;
  const sourceAt = (token: Token): string =>
    lines
      .slice(token.map?.[0] ?? 0, token.map?.[1] ?? 0)
      .join(" ")
      .trim();
  const roots: MarkdownBlock[] = [];
  const open: { readonly inline: Token[]; readonly children: MarkdownBlock[]; readonly line: number }[] = [
    { inline: [], children: roots, line: firstLine },
  ];
  const seenLabels = new Set<string>();
  /** How many columns the table that is open has. */
  let columns = 0;
  for (const token of parsed.tokens) {
    const inside = open.at(-1);
    if (inside === undefined) throw new Error("markdown-it closes what it opens");
    if (token.type === "reference_definition") {
      const label = String((token.meta as { readonly label?: unknown } | null)?.label);
      if (!parsed.usedLabels.has(label) || seenLabels.has(label))
        notes.add("linkDefinition", lineAt(token), sourceAt(token));
      seenLabels.add(label);
      continue;
    }
    if (token.type === "hr") notes.add("rule", lineAt(token), sourceAt(token));
    if (token.type === "blockquote_open") notes.add("quotation", lineAt(token), lines[token.map?.[0] ?? 0] ?? "");
    if (token.type === "fence" && token.info.trim() !== "") notes.add("codeLanguage", lineAt(token), token.info);
    if (token.type === "table_open") {
      const header = lines[token.map?.[0] ?? 0] ?? "";
      const rule = lines[(token.map?.[0] ?? 0) + 1] ?? "";
      columns = splitRow(header).length;
      if (rule.includes(":")) notes.add("alignment", lineAt(token) + 1, rule);
    }
    if (token.type === "tr_open" && token.map !== null) {
      const surplus = splitRow(lines[token.map[0]] ?? "").slice(columns);
      if (surplus.some((cell) => cell.trim() !== "")) notes.add("cells", lineAt(token), surplus.join(" | "));
    }
    if (token.nesting === -1) {
      if (!transparent.has(token.type)) open.pop();
    } else if (token.type === "inline") for (const child of token.children ?? []) inside.inline.push(child);
    else if (token.type !== "hr" && !transparent.has(token.type)) {
      const inline: Token[] = [];
      const children: MarkdownBlock[] = [];
      const line = token.map === null ? inside.line : lineAt(token);
      inside.children.push({
        type: typeOf[token.type] ?? "group",
        tag: token.tag,
        markup: token.markup,
        start: Number(token.attrGet("start") ?? 1),
        number: token.type === "list_item_open" && /^\d+$/.test(token.info) ? Number(token.info) : null,
        depth: token.level,
        line,
        text: token.content,
        inline,
        children,
      });
      if (token.nesting === 1) open.push({ inline, children, line });
    }
  }
  return ok(roots);
}

const transparent: ReadonlySet<string> = new Set(["thead_open", "thead_close", "tbody_open", "tbody_close"]);

/** The cells of a table's row as markdown-it splits them: at each `|` that has no backslash before it. */
function splitRow(line: string): readonly string[] {
  // What a list or a quotation puts before the row is no cell.
  const cells = line
    .replace(/^[\s>]+/, "")
    .trimEnd()
    .split(/(?<!\\)\|/);
  if (cells[0] === "") cells.shift();
  if (cells.at(-1) === "") cells.pop();
  return cells;
}
