/** Where lost text stood, and where it goes today. */

import type * as Y from "yjs";
import type { PutBackPlace } from "../charter/compare/lostBlocks.ts";
import { isClauseNode, isTextBlock, placeClauses } from "../charter/text/clauses.ts";
import { holderNames } from "../charter/text/grammar.ts";
import type { ElementNode } from "../charter/text/model.ts";
import { clauseItemOf, elementOf, isClauseItem } from "./clauseItems.ts";
import { readText } from "./readText.ts";
import type { ChangeRanges } from "./textChanges.ts";
import { readTextBefore } from "./unread.ts";
import { parentItem } from "./yStore.ts";

/** A clause as it was when it was deleted, or as it is where it still stands. */
export interface FormerClause {
  readonly number: string;
  readonly heading: string;
  /** Null where it never stood in the text that was deleted. */
  readonly node: ElementNode | null;
}

type Former = (clause: Y.Item) => FormerClause;

/** Clauses as they were just before they, or the first of what they stood in, were deleted. */
export function createFormer(yDoc: Y.Doc, ranges: ChangeRanges): Former {
  const seen = new Map<number, ReadonlyMap<Y.Item, FormerClause>>();

  function clausesBefore(no: number) {
    const itemOf = new Map<ElementNode, Y.Item>();
    const text = readTextBefore(yDoc, ranges, no, (yElement, node) => {
      if (yElement._item !== null) itemOf.set(node, yElement._item);
    });
    const clauses = new Map<Y.Item, FormerClause>();
    for (const { clause } of placeClauses(text)) {
      const item = itemOf.get(clause.node);
      if (item !== undefined) clauses.set(item, { number: clause.number, heading: clause.heading, node: clause.node });
    }
    return clauses;
  }

  return (clause) => {
    let first = Number.POSITIVE_INFINITY;
    for (let at: Y.Item | null = clause; at !== null; at = parentItem(at))
      if (at.deleted) first = Math.min(first, ranges.deleted.noOf(at.id) ?? first);
    const clauses = seen.get(first) ?? clausesBefore(first);
    seen.set(first, clauses);
    return clauses.get(clause) ?? { number: "", heading: "", node: null };
  };
}

/** Where lost text goes today: into its clause where that stands, or else beside what it stood beside. */
export function createPlaces(yDoc: Y.Doc, former: Former): (item: Y.Item, within: Y.Item | null) => PutBackPlace {
  const nodeOf = new Map<Y.Item, ElementNode>();
  const now = readText(yDoc, (yElement, node) => {
    if (yElement._item !== null) nodeOf.set(yElement._item, node);
  }).text;
  const paths = readPaths(now);
  const standing = new Map(placeClauses(now).map(({ clause, path }) => [clause.id as string, { clause, path }]));

  return (item, within) => {
    const gone: PutBackPlace["gone"][number][] = [];
    let below = item;
    for (let clause = within; clause !== null; clause = clauseAbove(clause)) {
      if (!clause.deleted) break;
      const { node, heading } = former(clause);
      const again = node === null ? undefined : standing.get(String(node.attrs.id));
      if (again !== undefined) {
        const { content } = again.clause.node;
        const ownEnd = content.findLastIndex((child) => !isClauseNode(child)) + 1;
        const isOwn = below === item && !isClauseItem(item);
        return { path: again.path, index: isOwn ? ownEnd : content.length, gone };
      }
      const isArticle = elementOf(clause)?.nodeName === "article";
      // Of clauses in clauses the innermost one is enough.
      if (gone.length === 0 || isArticle)
        gone.unshift({ type: isArticle ? "article" : "clause", kind: String(node?.attrs.kind ?? ""), heading });
      below = clause;
    }
    return { ...besides(below), gone };
  };

  /** Beside the outermost of what is deleted around an item, in something that holds blocks. */
  function besides(item: Y.Item): { path: readonly number[]; index: number } {
    let child = item;
    let parent = parentItem(child);
    for (let at = parentItem(item); at !== null; at = parentItem(at)) {
      const isHome = nodeOf.has(at) && holderNames.has(elementOf(at)?.nodeName ?? "");
      if (isHome) break;
      child = at;
      parent = parentItem(at);
    }
    const home = parent === null ? now : (nodeOf.get(parent) ?? now);
    let left: Y.Item | null = nodeOf.has(child) ? child : child.left;
    while (left !== null && !nodeOf.has(left)) left = left.left;
    const beside = left === null ? undefined : nodeOf.get(left);
    return { path: paths.get(home) ?? [], index: beside === undefined ? 0 : home.content.indexOf(beside) + 1 };
  }
}

/** Of an item, in a clause or not: what it stands in, and where what was written beside it goes today. */
export function createBeside(yDoc: Y.Doc, ranges: ChangeRanges) {
  const former = createFormer(yDoc, ranges);
  const placeOf = createPlaces(yDoc, former);
  return (item: Y.Item): { readonly clause: Omit<FormerClause, "node"> | null; readonly place: PutBackPlace } => {
    let block = item;
    for (let at: Y.Item | null = item; at !== null && elementOf(block) === null; at = parentItem(at)) block = at;
    const above = isClauseItem(block) ? parentItem(block) : block;
    const clause = above === null ? null : clauseItemOf(above);
    const place = placeOf(block, clause);
    if (clause === null) return { clause: null, place };
    const { number, heading } = former(clause);
    return { clause: { number, heading }, place };
  };
}

function clauseAbove(clause: Y.Item): Y.Item | null {
  const parent = parentItem(clause);
  return parent === null ? null : clauseItemOf(parent);
}

function readPaths(text: ElementNode): ReadonlyMap<ElementNode, readonly number[]> {
  const paths = new Map<ElementNode, readonly number[]>();
  const visit = (node: ElementNode, path: readonly number[]): void => {
    paths.set(node, path);
    if (isTextBlock(node)) return;
    for (const [index, child] of node.content.entries()) if (child.type !== "text") visit(child, [...path, index]);
  };
  visit(text, []);
  return paths;
}
