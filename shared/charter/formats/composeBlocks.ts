/** Runs, lists and tables of a document as nodes of a text. */
import type { DocNode, ElementNode } from "../text/model.ts";
import type { SourceLine } from "./sequences.ts";
import type { SourceBlock, SourceParagraph, SourcePoint, SourceRun, SourceTable } from "./sourceBlocks.ts";

const largestOrder = 1_000_000;
const maxSpan = 64;

/** The words that a reader sees, without spaces around them. */
export const wordsOf = (block: SourceParagraph): string =>
  block.runs
    .map(({ text }) => text)
    .join("")
    .trim();

/** Without spaces and line breaks at its ends. */
export function inlineOf(runs: readonly SourceRun[]): readonly DocNode[] {
  const first = runs.findIndex(({ text }) => text.trim() !== "");
  const last = runs.findLastIndex(({ text }) => text.trim() !== "");
  if (first < 0) return [];
  return runs.slice(first, last + 1).flatMap(({ text, marks }, index) => {
    const start = index === 0 ? text.trimStart() : text;
    const said = index === last - first ? start.trimEnd() : start;
    return said
      .split("\n")
      .flatMap((part, at): readonly DocNode[] => [
        ...(at > 0 ? [{ type: "hard_break", attrs: {}, content: [] } as const] : []),
        ...(part === "" ? [] : [{ type: "text", text: part, marks } as const]),
      ]);
  });
}

/** The end of `inline` that says `rest`: what stands before it was a number. */
export function say(rest: string, inline: readonly DocNode[]): readonly DocNode[] {
  const kept: DocNode[] = [];
  let left = rest.length;
  for (const node of inline.toReversed()) {
    if (left <= 0) break;
    if (node.type !== "text") {
      kept.unshift(node);
      left--;
      continue;
    }
    kept.unshift(node.text.length <= left ? node : { ...node, text: node.text.slice(-left) });
    left -= node.text.length;
  }
  return kept;
}

/** Headings are drawn strong anyway. */
export function withoutStrong(inline: readonly DocNode[]): readonly DocNode[] {
  const isStrong = (node: DocNode): boolean =>
    node.type !== "text" || node.text.trim() === "" || node.marks.some(({ type }) => type === "strong");
  if (!inline.every(isStrong)) return inline;
  return inline.map((node) =>
    node.type === "text" ? { ...node, marks: node.marks.filter(({ type }) => type !== "strong") } : node,
  );
}

export const blockNode = (inline: readonly DocNode[]): ElementNode => ({
  type: "paragraph",
  attrs: {},
  content: inline,
});

/** The words before a line. */
export const endOf = (lines: readonly SourceLine[], at: number): string => lines[at - 1]?.words ?? "";

interface OpenList {
  readonly level: number;
  readonly list: string;
  readonly isOrdered: boolean;
  readonly items: DocNode[];
  item: DocNode[];
}

/** Points that follow one another as lists in lists. */
export function listBuilder() {
  const open: OpenList[] = [];
  return {
    /** Whether a point stands deeper than one with a bullet that is open. */
    isAround: ({ level }: SourcePoint): boolean => (open[0]?.level ?? Number.POSITIVE_INFINITY) < level,
    add(point: SourcePoint, words: readonly DocNode[], parent: DocNode[]): void {
      const isOrdered = point.number !== null;
      const isOther = (one: OpenList): boolean =>
        one.level > point.level ||
        (one.level === point.level && (one.isOrdered !== isOrdered || (isOrdered && one.list !== point.list)));
      for (let top = open.at(-1); top !== undefined && isOther(top); top = open.at(-1)) open.pop();
      let list = open.at(-1);
      if (list === undefined || list.level < point.level) {
        const around = list?.item ?? parent;
        const items: DocNode[] = [];
        const order = Math.min(largestOrder, Math.max(0, point.number ?? 1));
        around.push(
          isOrdered
            ? { type: "ordered_list", attrs: { order }, content: items }
            : { type: "bullet_list", attrs: {}, content: items },
        );
        list = { level: point.level, list: point.list, isOrdered, items, item: [] };
        open.push(list);
      }
      list.item = [blockNode(words)];
      list.items.push({ type: "list_item", attrs: {}, content: list.item });
    },
    /** A block goes on in the item that is open. False: none is. */
    goOn(node: DocNode): boolean {
      const list = open.at(-1);
      list?.item.push(node);
      return list !== undefined;
    },
    close(): void {
      open.length = 0;
    },
  };
}

/** Blocks where no clauses stand: in a cell. */
function plainBlocks(blocks: readonly SourceBlock[]): readonly DocNode[] {
  const content: DocNode[] = [];
  const lists = listBuilder();
  for (const block of blocks) {
    if (block.kind === "table") {
      lists.close();
      content.push(tableNode(block));
    } else if (wordsOf(block) === "") continue;
    else if (block.point !== null) lists.add(block.point, inlineOf(block.runs), content);
    else {
      lists.close();
      const inline = inlineOf(block.runs);
      const level = Math.min(4, Math.max(2, block.heading ?? 0));
      content.push(
        block.heading === null
          ? blockNode(inline)
          : { type: "heading", attrs: { level }, content: withoutStrong(inline) },
      );
    }
  }
  return content;
}

/** No cell is wider than a table can be drawn, nor reaches below its table. */
export function tableNode({ rows }: SourceTable): ElementNode {
  /** Of each column, the cell that may go on below. */
  const above = new Map<number, { rowspan: number }>();
  const drawn = rows.map((row, index) => {
    let column = 0;
    const cells: { isHeader: boolean; colspan: number; span: { rowspan: number }; blocks: readonly SourceBlock[] }[] =
      [];
    for (const cell of row.cells) {
      const colspan = Math.max(1, Math.min(cell.colspan, maxSpan - column));
      const upper = cell.goesOn ? above.get(column) : undefined;
      const span = upper ?? { rowspan: Math.max(1, Math.min(cell.rowspan, rows.length - index)) };
      if (upper === undefined) cells.push({ isHeader: row.isHeader, colspan, span, blocks: cell.blocks });
      else upper.rowspan++;
      above.set(column, span);
      column += colspan;
    }
    return cells;
  });
  const content = drawn.map(
    (cells): ElementNode => ({
      type: "table_row",
      attrs: {},
      content: cells.map(({ isHeader, colspan, span: { rowspan }, blocks }): ElementNode => {
        const inside = plainBlocks(blocks);
        return {
          type: isHeader ? "table_header" : "table_cell",
          attrs: { colspan, rowspan },
          content: inside.length > 0 ? inside : [blockNode([])],
        };
      }),
    }),
  );
  return { type: "table", attrs: {}, content };
}
