/** The inverse of `readMarkdown`: reading what is written here gives `markdownForm` of the text, ids included. */
import { normaliseText } from "../text/canonical.ts";
import { headingWords, isClauseNode, isTextBlock, kindOf, numbersOf, readClauses, readsAs } from "../text/clauses.ts";
import { grammar } from "../text/grammar.ts";
import type { CharterText, DocNode, ElementNode } from "../text/model.ts";
import { type PromiseWords, unnamedPromises } from "../text/promiseWords.ts";
import { kindOfHeading } from "./markdown.ts";
import { type WrittenAround, writeInline } from "./markdownInlineWriter.ts";

/** `promise`: what promises read as beside what they are read from. */
export function writeMarkdown(text: CharterText, promise: PromiseWords = unnamedPromises): string {
  const form = markdownForm(text);
  let noteCount = 0;
  /** Said behind the article that they stand in. */
  let notes: string[] = [];
  const around: WrittenAround = {
    reads: readsAs(numbersOf(readClauses(form)), promise),
    language: null,
    addNote(words) {
      notes.push(`[^${++noteCount}]: ${words}`);
      return noteCount;
    },
  };
  const write = blockWriter(numbersIn(form), around);
  const hasArticles = form.content.some((node) => node.type === "article");
  const parts: string[] = [];
  let loose: DocNode[] = [];
  const flush = () => {
    if (loose.length === 0) return;
    if (hasArticles) parts.push("# {.loose}");
    parts.push(write(loose, true));
    loose = [];
    sayNotes();
  };
  const sayNotes = () => {
    parts.push(...notes);
    notes = [];
  };
  for (const node of form.content) {
    if (node.type === "article") {
      flush();
      const { heading, rest } = openingOf(node);
      const kind = kindOf(node);
      const words = heading === null ? "" : writeInline(heading.content, "heading", around);
      const isSaid = kind === kindOfHeading(heading === null ? "" : headingWords(heading, () => ""));
      parts.push(["##", words, `{#${String(node.attrs.id)}${isSaid ? "" : ` .${kind}`}}`].filter(Boolean).join(" "));
      if (rest.length > 0) parts.push(write(rest, true));
      sayNotes();
    } else if (node.type === "heading" && node.attrs.level === 1) {
      flush();
      parts.push(`# ${writeInline(node.content, "heading", around)}`);
      sayNotes();
    } else loose.push(node);
  }
  flush();
  return parts.length === 0 ? "" : `${parts.join("\n\n")}\n`;
}

function openingOf(article: ElementNode): { readonly heading: ElementNode | null; readonly rest: readonly DocNode[] } {
  const [first, ...rest] = article.content;
  return first?.type === "heading" && first.attrs.level === 2
    ? { heading: first, rest }
    : { heading: null, rest: article.content };
}

/** The last figure of each clause's number, for the list that it is written in. */
function numbersIn(text: CharterText): ReadonlyMap<DocNode, number> {
  return new Map(readClauses(text).map((clause) => [clause.node, Number(/\d+$/.exec(clause.number)?.[0] ?? 1)]));
}

function blockWriter(
  numbers: ReadonlyMap<DocNode, number>,
  around: WrittenAround,
): (nodes: readonly DocNode[], atTop: boolean) => string {
  const writeAll = (nodes: readonly DocNode[], atTop: boolean): string => {
    const parts: string[] = [];
    for (const [index, node] of nodes.entries()) {
      const isList = node.type === "bullet_list" || node.type === "ordered_list";
      if (isList && nodes[index - 1]?.type === node.type) parts.push("{.end}");
      parts.push(writeOne(node, atTop));
    }
    return parts.join("\n\n");
  };
  const writeOne = (node: DocNode, atTop: boolean): string => {
    if (node.type === "text") return "";
    if (isClauseNode(node)) return writeClause(node);
    switch (node.type) {
      case "paragraph":
        return writeInline(node.content, "paragraph", around);
      case "heading": {
        const level = Number(node.attrs.level);
        const words = writeInline(node.content, "heading", around);
        return `${"#".repeat(level)} ${words}${atTop && level <= 2 ? " {.heading}" : ""}`;
      }
      case "bullet_list":
        return writeItems(node, () => "- ");
      case "ordered_list":
        return writeItems(node, (index) => `${Number(node.attrs.order) + index}) `);
      case "table":
        return writeTable(node, around);
      case "body":
        return `::: ${String(node.attrs.lang)}\n\n${writeIn(String(node.attrs.lang), node.content)}\n\n:::`;
      case "doc":
      case "article":
      case "clause":
      case "list_item":
      case "table_row":
      case "table_cell":
      case "table_header":
      case "hard_break":
      case "reference":
      case "footnote":
      case "promise":
        return writeAll(node.content, atTop);
    }
  };
  const writeIn = (language: string, nodes: readonly DocNode[]): string =>
    blockWriter(numbers, { ...around, language })(nodes, false);
  const writeItems = (list: ElementNode, marker: (index: number) => string): string => {
    const items = list.content.filter((item) => item.type !== "text");
    const isTight = items.every((item) => item.content.length === 1 && item.content[0]?.type === "paragraph");
    return items
      .map((item, index) => indented(marker(index), writeAll(item.content, false)))
      .join(isTight ? "\n" : "\n\n");
  };
  const writeClause = (node: ElementNode): string => {
    const source = String(node.attrs.source ?? "");
    const name = `{#${String(node.attrs.id)}${source === "" ? "" : ` source=${source}`}}`;
    const [first, ...rest] = node.content;
    const isNamable = first !== undefined && isTextBlock(first);
    const opening = isNamable ? `${writeOne(first, false)} ${name}` : name;
    const inside = isNamable ? rest : node.content;
    const written = inside.length === 0 ? opening : `${opening}\n\n${writeAll(inside, false)}`;
    return indented(`${numbers.get(node) ?? 1}. `, written);
  };
  return writeAll;
}

const indented = (marker: string, source: string): string =>
  marker + source.replace(/\n(?=[^\n])/g, `\n${" ".repeat(marker.length)}`);

function writeTable(table: ElementNode, around: WrittenAround): string {
  const rows = table.content.map((row) => {
    const cells = row.type === "text" ? [] : row.content;
    return cells.map((cell) => {
      const inside = cell.type === "text" ? undefined : cell.content[0];
      return inside === undefined || inside.type === "text" ? "" : writeInline(inside.content, "cell", around);
    });
  });
  const width = rows[0]?.length ?? 0;
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const [head, ...body] = isHeader(table.content[0]) ? rows : [Array.from({ length: width }, () => ""), ...rows];
  return [line(head ?? []), line(Array.from({ length: width }, () => "---")), ...body.map(line)].join("\n");
}

const isHeader = (row: DocNode | undefined): boolean =>
  row !== undefined && row.type !== "text" && row.content.every((cell) => cell.type === "table_header");

// ---- what Markdown can say --------------------------------------------------------------------

/**
 * The normal form of a text without what Markdown has no words for: blocks without text, cells that hold more than
 * one paragraph or span others, rows of unequal length.
 */
export const markdownForm = (text: CharterText): CharterText => {
  const normal = normaliseText(text);
  return normaliseText({ ...normal, content: normal.content.flatMap(sayable) });
};

const isInline = ({ type }: ElementNode): boolean => grammar.nodes[type].role === "inline";

function sayable(node: DocNode): readonly DocNode[] {
  if (node.type === "text" || isInline(node)) return [node];
  if (node.type === "table") return sayableTable(node);
  const content = isTextBlock(node) ? node.content : node.content.flatMap(sayable);
  return content.length > 0 || isClauseNode(node) ? [{ ...node, content }] : [];
}

function sayableTable(table: ElementNode): readonly DocNode[] {
  const rows = table.content.map((row) =>
    row.type === "text" ? [] : row.content.flatMap((cell) => (cell.type === "text" ? [] : sayableCell(cell))),
  );
  const width = Math.max(0, ...rows.map((cells) => cells.length));
  if (width === 0) return [];
  const hasHeader = isHeader(table.content[0]) && rows[0]?.some((cell) => cell.length > 0) === true;
  const isEmptyHeader = isHeader(table.content[0]) && !hasHeader;
  const kept = isEmptyHeader ? rows.slice(1) : rows;
  if (kept.length === 0) return [];
  const content = kept.map((cells, index): ElementNode => {
    const type = hasHeader && index === 0 ? "table_header" : "table_cell";
    const padded = Array.from({ length: width }, (_, at) => cells[at] ?? []);
    return {
      type: "table_row",
      attrs: {},
      content: padded.map((words) => ({
        type,
        attrs: {},
        content: [{ type: "paragraph", attrs: {}, content: words }],
      })),
    };
  });
  return [{ type: "table", attrs: {}, content }];
}

/** The text of a cell on one line, then an empty cell for each further column that it spans. */
function sayableCell(cell: ElementNode): readonly (readonly DocNode[])[] {
  const words: DocNode[] = [];
  const collect = (node: DocNode) => {
    if (node.type === "text") return;
    if (!isTextBlock(node)) for (const child of node.content) collect(child);
    else if (node.content.length > 0) {
      if (words.length > 0) words.push({ type: "hard_break", attrs: {}, content: [] });
      words.push(...node.content);
    }
  };
  collect(cell);
  return [words, ...Array.from({ length: Number(cell.attrs.colspan) - 1 }, () => [])];
}
