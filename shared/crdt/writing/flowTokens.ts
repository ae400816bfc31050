/** A flow, or what is to stand in it, as one string with elements among its characters: what two of them are compared by. */
import type * as Y from "yjs";
import { isClauseNode } from "../../charter/text/clauses.ts";
import { flattenBlocks, type Listed, unlisted } from "../../charter/text/lists.ts";
import type { DocNode, ElementNode, TextMark } from "../../charter/text/model.ts";
import type { FlowBlock, Segment } from "../reading/flow.ts";

/** How a block or a table stands: what its element says. */
export interface BlockShape extends Listed {
  readonly type: "paragraph" | "heading";
  readonly level: number;
}

export const plainBlock: BlockShape = { type: "paragraph", level: 2, ...unlisted };

/** One stretch of the string. `length` of it in code units. */
export type Token =
  | { readonly kind: "text"; readonly text: string; readonly marks: readonly TextMark[] }
  | { readonly kind: "hard_break"; readonly marks: readonly TextMark[] }
  /** Signs that stand for an element: a bracket, an alternative. */
  | { readonly kind: "sign"; readonly text: string; readonly marks: readonly TextMark[] }
  | { readonly kind: "block"; readonly shape: BlockShape }
  | { readonly kind: "table"; readonly listed: Listed; readonly node: ElementNode }
  | { readonly kind: "split"; readonly clause: object };

/** What the flow has of a token: its place, and how much it takes there. */
export interface Held {
  readonly token: Token;
  readonly at: number;
  readonly length: number;
  /** Of a block, table or split that has an element. */
  readonly yItem: Y.Item | null;
}

const signs = { block: "\n", table: "\ufffc", split: "\u001e", hard_break: "\u2028" } as const;

export const textOf = (token: Token): string =>
  token.kind === "text" || token.kind === "sign" ? token.text : signs[token.kind];

/** The most lists around a block that are written. */
const maxLists = 16;

const noMarks: readonly TextMark[] = [];

/** Of nodes that stand in one clause, cell or body. A clause among them, which has no place there, is read as its blocks. */
export function tokensOf(nodes: readonly DocNode[]): readonly Token[] {
  const tokens: Token[] = [];
  for (const { node, list, item, order } of flattenBlocks(withoutClauses(nodes), maxLists)) {
    const listed = { list, item, order };
    if (node.type === "table") {
      tokens.push({ kind: "table", listed, node });
      continue;
    }
    const isHeading = node.type === "heading";
    const level = isHeading && typeof node.attrs.level === "number" ? node.attrs.level : 2;
    tokens.push({ kind: "block", shape: { ...listed, type: isHeading ? "heading" : "paragraph", level } });
    let marks = noMarks;
    for (const child of node.content) {
      if (child.type === "text") {
        marks = child.marks;
        tokens.push({ kind: "text", text: child.text, marks });
      } else if (child.type === "hard_break") tokens.push({ kind: "hard_break", marks });
    }
  }
  return tokens;
}

const withoutClauses = (nodes: readonly DocNode[]): readonly DocNode[] =>
  nodes.flatMap((node): readonly DocNode[] => {
    if (node.type === "text") return [];
    if (isClauseNode(node)) return withoutClauses(node.content);
    return node.type === "bullet_list" || node.type === "ordered_list" || node.type === "list_item"
      ? [{ ...node, content: withoutClauses(node.content) }]
      : [node];
  });

/** `nodeOf`: of a table, as it is read. */
export function heldOf(segment: Segment, nodeOf: (block: FlowBlock) => ElementNode): readonly Held[] {
  const held: Held[] = [];
  for (const block of segment.blocks) {
    const { type, level, list, item, order, yItem, from } = block;
    if (type === "table") {
      held.push({
        token: { kind: "table", listed: { list, item, order }, node: nodeOf(block) },
        at: from,
        length: 1,
        yItem,
      });
      continue;
    }
    const hasElement = yItem !== null;
    const token = { kind: "block", shape: { type, level, list, item, order } } as const;
    held.push({ token, at: hasElement ? from - 1 : from, length: hasElement ? 1 : 0, yItem });
    for (const { kind, text, marks, at, length } of block.inlines)
      held.push({
        token:
          kind === "text"
            ? { kind, text, marks }
            : kind === "hard_break"
              ? { kind, marks }
              : { kind: "sign", text, marks },
        at,
        length,
        yItem: null,
      });
  }
  return held;
}
