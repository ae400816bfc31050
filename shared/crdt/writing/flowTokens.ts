/** A flow, or what is to stand in it, as one string with elements among its characters: what two of them are compared by. */
import type * as Y from "yjs";
import { isClauseNode } from "../../charter/text/clauses.ts";
import { type AtomName, isAtomName } from "../../charter/text/grammar.ts";
import { flattenBlocks, type Listed, unlisted } from "../../charter/text/lists.ts";
import type { Attrs, DocNode, ElementNode, TextMark } from "../../charter/text/model.ts";
import type { FlowBlock, Inline, Segment } from "../reading/flow.ts";

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
  | { readonly kind: AtomName; readonly attrs: Attrs; readonly marks: readonly TextMark[] }
  | { readonly kind: "footnote"; readonly words: readonly Token[]; readonly marks: readonly TextMark[] }
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
  /** Of a block, table or split that has an element, and of a promise. */
  readonly yItem: Y.Item | null;
  /** The flows of a note. */
  readonly notes: Inline["notes"];
}

const signs = {
  block: "\n",
  table: "\ufffc",
  split: "\u001e",
  hard_break: "\u2028",
  reference: "\u001f",
  footnote: "\u001d",
  promise: "\u001c",
} as const;

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
    tokens.push(...inlineTokens(node.content));
  }
  return tokens;
}

function inlineTokens(nodes: readonly DocNode[]): readonly Token[] {
  const tokens: Token[] = [];
  let marks = noMarks;
  for (const node of nodes) {
    if (node.type === "text") {
      marks = node.marks;
      tokens.push({ kind: "text", text: node.text, marks });
    } else if (node.type === "hard_break") tokens.push({ kind: "hard_break", marks });
    else if (isAtomName(node.type)) tokens.push({ kind: node.type, attrs: node.attrs, marks });
    else if (node.type === "footnote") tokens.push({ kind: "footnote", words: inlineTokens(node.content), marks });
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
        notes: [],
      });
      continue;
    }
    const hasElement = yItem !== null;
    const token = { kind: "block", shape: { type, level, list, item, order } } as const;
    held.push({ token, at: hasElement ? from - 1 : from, length: hasElement ? 1 : 0, yItem, notes: [] });
    held.push(...heldInlines(block.inlines));
  }
  return held;
}

export const heldInlines = (inlines: readonly Inline[]): readonly Held[] =>
  inlines.map((inline) => {
    const { kind, at, length, yItem, notes } = inline;
    return { token: tokenOf(inline), at, length, yItem: kind === "promise" ? yItem : null, notes };
  });

function tokenOf({ kind, text, attrs, marks, notes }: Inline): Token {
  switch (kind) {
    case "text":
      return { kind, text, marks };
    case "hard_break":
      return { kind, marks };
    case "reference":
    case "promise":
      return { kind, attrs, marks };
    case "footnote":
      return { kind, words: notes.flatMap(({ inlines }) => inlines.map(tokenOf)), marks };
    case "bracket":
    case "alt":
      return { kind: "sign", text, marks };
  }
}
