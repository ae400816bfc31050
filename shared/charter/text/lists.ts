/**
 * Lists, written as blocks one after another: each block says which lists stand around it and where a new item begins.
 * Nothing is copied when a block goes into a list, out of it or deeper, and concurrent changes of two blocks never meet.
 */
import type { DocNode, ElementNode } from "./model.ts";

/** Where a block stands among lists. */
export interface Listed {
  /** The lists around it, the outermost first: `b` bullets, `o` numbers. */
  readonly list: string;
  /** The level at which an item begins with this block; null: the innermost. 0: it goes on in the open item. */
  readonly item: number | null;
  /** The innermost list begins with this block, and with this number; null: it goes on where one is open. */
  readonly order: number | null;
}

export const unlisted: Listed = { list: "", item: null, order: null };

interface OpenList {
  readonly letter: string;
  readonly order: number;
  readonly items: DocNode[][];
}

/** The blocks in order, in their lists. `nodeOf`: a block by itself. */
export function nestBlocks<Block extends Listed>(
  blocks: readonly Block[],
  nodeOf: (block: Block) => ElementNode,
): readonly ElementNode[] {
  const top: DocNode[] = [];
  /** Lists that are open, the outermost first. */
  const open: OpenList[] = [];

  const holder = (): DocNode[] => open.at(-1)?.items.at(-1) ?? top;

  function close(levels: number): void {
    while (open.length > levels) {
      const list = open.pop();
      if (list !== undefined) holder().push(listNode(list));
    }
  }

  function openTo(list: string, order: number | null): void {
    for (let level = open.length + 1; level <= list.length; level++)
      open.push({ letter: list[level - 1] ?? "b", order: level === list.length ? (order ?? 1) : 1, items: [[]] });
  }

  for (const block of blocks) {
    const { list, order } = block;
    const level = Math.min(block.item ?? list.length, list.length);
    let common = 0;
    while (common < open.length && common < list.length && open[common]?.letter === list[common]) common++;
    if (level === 0) {
      close(common);
      openTo(list, null);
    } else {
      const isNewList = common < level || (order !== null && level === list.length);
      close(isNewList ? Math.min(common, level - 1) : level);
      if (!isNewList) open.at(-1)?.items.push([]);
      openTo(list, order);
    }
    holder().push(nodeOf(block));
  }
  close(0);
  return top as readonly ElementNode[];
}

function listNode({ letter, order, items }: OpenList): ElementNode {
  const content = items.map((item): ElementNode => ({ type: "list_item", attrs: {}, content: item }));
  return letter === "o"
    ? { type: "ordered_list", attrs: { order }, content }
    : { type: "bullet_list", attrs: {}, content };
}

export interface ListedNode extends Listed {
  readonly node: ElementNode;
}

/** An item holds at least a paragraph, and a list an item. Levels beyond `maxLevels` are laid on the last one. */
export function flattenBlocks(nodes: readonly DocNode[], maxLevels: number): readonly ListedNode[] {
  const flat: ListedNode[] = [];

  /** `begins`: the level at which an item begins with the next block; null where none does. */
  function addBlocks(content: readonly DocNode[], list: string, begins: number | null, order: number | null): void {
    let level = begins;
    let start = order;
    let last: ElementNode | null = null;
    const add = (node: ElementNode): void => {
      const item = level ?? (list === "" ? null : 0);
      flat.push({ list, item: item === list.length ? null : item, order: level === null ? null : start, node });
      level = null;
    };
    for (const node of content) {
      if (node.type === "text") continue;
      if (node.type === "bullet_list" || node.type === "ordered_list") {
        if (node.content.length === 0) continue;
        addList(node, list, level, last?.type === node.type);
        level = null;
      } else add(node);
      start = null;
      last = node;
    }
    if (level !== null) add({ type: "paragraph", attrs: {}, content: [] });
  }

  /** `around`: the level at which an item begins with the first item of this list, if one does. */
  function addList(node: ElementNode, list: string, around: number | null, isBesideAlike: boolean): void {
    const letter = node.type === "ordered_list" ? "o" : "b";
    const isTooDeep = list.length >= maxLevels;
    const inner = isTooDeep ? list : list + letter;
    const start = typeof node.attrs.order === "number" ? node.attrs.order : 1;
    const isTold = !isTooDeep && (isBesideAlike || (letter === "o" && start !== 1));
    for (const [index, item] of node.content.entries()) {
      if (item.type === "text") continue;
      const begins = index === 0 ? (around ?? inner.length) : inner.length;
      addBlocks(item.content, inner, begins, index === 0 && isTold ? start : null);
    }
  }

  addBlocks(nodes, "", null, null);
  return flat;
}
