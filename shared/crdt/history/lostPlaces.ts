/** Where lost text stood, and where it goes today. */

import * as Y from "yjs";
import type { PutBackPlace } from "../../charter/compare/lostBlocks.ts";
import { isClauseNode, placeClauses } from "../../charter/text/clauses.ts";
import type { DocNode, ElementNode } from "../../charter/text/model.ts";
import { parentItem } from "../document/yStore.ts";
import { createClauseItems, elementOf, isClauseItem } from "../reading/clauseItems.ts";
import { createCleanSight } from "../reading/cleanSight.ts";
import { createReading, type Reading } from "../reading/reading.ts";
import type { Part, Spot, Tree } from "../reading/tree.ts";
import { createHiding, type Hiding } from "./hiding.ts";
import type { ChangeRanges } from "./textChanges.ts";
import { clauseItemsOf, sightBefore } from "./unread.ts";

/** A clause as it was when it was removed, or as it is where it still stands. */
export interface FormerClause {
  readonly number: string;
  readonly heading: string;
  /** Null where it never stood in the text that was removed. */
  readonly node: ElementNode | null;
}

type Former = (clause: Y.Item) => FormerClause;

/** Clauses as they were just before they, or the first of what they stood in, were removed. */
export function createFormer(yDoc: Y.Doc, ranges: ChangeRanges, { since }: Hiding): Former {
  const seen = new Map<number, ReadonlyMap<Y.Item, FormerClause>>();

  function clausesBefore(no: number) {
    const reading = createReading(yDoc, sightBefore(yDoc, ranges, no));
    const placed = placeClauses(reading.text());
    const itemOf = clauseItemsOf(reading);
    const clauses = new Map<Y.Item, FormerClause>();
    for (const { clause } of placed) {
      const item = itemOf.get(clause.node);
      if (item !== undefined) clauses.set(item, { number: clause.number, heading: clause.heading, node: clause.node });
    }
    return clauses;
  }

  return (clause) => {
    const first = since(clause);
    const clauses = seen.get(first) ?? clausesBefore(first);
    seen.set(first, clauses);
    return clauses.get(clause) ?? { number: "", heading: "", node: null };
  };
}

export type Places = (item: Y.Item, within: Y.Item | null) => PutBackPlace;

/**
 * Where lost text goes in the text as people read it today: into its clause where that stands, or else beside what it
 * stood beside. `item`: a clause, or something in a flow of the clause `within`.
 */
export function createPlaces(yDoc: Y.Doc, hiding: Hiding, former: Former): Places {
  const reading = createReading(yDoc, createCleanSight(yDoc));
  const now = reading.text();
  const placed = placeClauses(now);
  const standing = new Map(placed.map(({ clause, path }) => [clause.id as string, { clause, path }]));
  const pathOf = new Map<ElementNode, readonly number[]>(placed.map(({ clause, path }) => [clause.node, path]));

  return (item, within) => {
    const gone: PutBackPlace["gone"][number][] = [];
    let below = item;
    let clause = within;
    for (; clause !== null; clause = hiding.around(clause)) {
      if (reading.nodeOf(clause) !== null) break;
      const { node, heading } = former(clause);
      const again = node === null ? undefined : standing.get(String(node.attrs.id));
      if (again !== undefined) {
        const { content } = again.clause.node;
        const isOwn = below === item && !isClauseItem(item);
        return { path: again.path, index: isOwn ? ownEnd(content) : content.length, gone };
      }
      const isArticle = hiding.reading.tree().spots.get(clause)?.isArticle ?? elementOf(clause)?.nodeName === "article";
      // Of clauses in clauses the innermost one is enough.
      if (gone.length === 0 || isArticle)
        gone.unshift({ type: isArticle ? "article" : "clause", kind: String(node?.attrs.kind ?? ""), heading });
      below = clause;
    }
    const home = (clause === null ? null : reading.nodeOf(clause)) ?? now;
    const index = isClauseItem(below)
      ? indexOfClause(below, clause, home.content, hiding.reading.tree(), reading)
      : indexBehind(below, home.content, reading);
    return { path: pathOf.get(home) ?? [], index, gone };
  };
}

/** Behind a clause's own words, before the clauses in it. */
const ownEnd = (content: readonly DocNode[]): number => content.findLastIndex((child) => !isClauseNode(child)) + 1;

/** What stands in a clause in order, seen or not: its words, clauses, and places. */
function* standingIn(
  parts: readonly Part[],
  tree: Tree,
): Generator<{ readonly yItem: Y.Item; readonly spot: Spot | null }> {
  function* withBehind(first: Spot): ReturnType<typeof standingIn> {
    const waiting = [first];
    for (let spot = waiting.pop(); spot !== undefined; spot = waiting.pop()) {
      yield { yItem: spot.yItem, spot };
      waiting.push(...tree.behind(spot).toReversed());
    }
  }
  for (const part of parts) {
    if (part.kind === "flow" || part.kind === "body") yield { yItem: part.yItem, spot: null };
    else if (part.kind === "place") {
      const spot = tree.at(part.yItem);
      if (spot !== null) yield* withBehind(spot);
    } else
      for (const spot of part.kind === "spot" ? [part.spot] : part.spots)
        if (spot.home === null) yield* withBehind(spot);
  }
}

/** In `holder`, of which `content` is seen: behind a clause, or where it would stand. */
function indexOfClause(
  clause: Y.Item,
  holder: Y.Item | null,
  content: readonly DocNode[],
  tree: Tree,
  reading: Reading,
): number {
  const parts = holder === null ? tree.parts : (tree.spots.get(holder)?.parts ?? []);
  const indexAfter = new Map<Y.Item, number>();
  let index = 0;
  for (const { yItem, spot } of standingIn(parts, tree)) {
    const node = spot === null ? null : reading.nodeOf(yItem);
    if (node !== null) index = content.indexOf(node) + 1 || index;
    else if (spot === null) for (let at = content[index]; at && !isClauseNode(at); at = content[index]) index++;
    if (yItem === clause) return index;
    indexAfter.set(yItem, index);
  }
  for (let left = clause.left; left !== null; left = left.left) {
    const found = indexAfter.get(left);
    if (found !== undefined) return found;
  }
  return clause.parent instanceof Y.XmlText ? index : 0;
}

/** Behind the block or the table that an item stands in. */
function indexBehind(item: Y.Item, content: readonly DocNode[], reading: Reading): number {
  let at = item;
  for (let up = parentItem(at); up !== null && !isClauseItem(up); up = parentItem(up))
    if (elementOf(up)?.nodeName === "table") at = up;
  let block: Y.Item | null = at;
  while (block !== null && !isBlock(block)) block = block.left;
  const found = content.findIndex(
    (node) => node.type !== "text" && !isClauseNode(node) && isReadFrom(node, block, reading),
  );
  return found < 0 ? ownEnd(content) : found + 1;
}

const isBlock = (item: Y.Item): boolean =>
  ["block", "table"].includes(elementOf(item)?.nodeName ?? "") && !item.deleted;

function isReadFrom(node: ElementNode, block: Y.Item | null, reading: Reading): boolean {
  const read = reading.blockOf(node);
  if (read !== null) return block !== null && read.yItem === block;
  return node.content.some((child) => child.type !== "text" && isReadFrom(child, block, reading));
}

/** Of an item, in a clause or not: what it stands in, and where what was written beside it goes today. */
export function createBeside(yDoc: Y.Doc, ranges: ChangeRanges) {
  const hiding = createHiding(yDoc, ranges);
  const former = createFormer(yDoc, ranges, hiding);
  const placeOf = createPlaces(yDoc, hiding, former);
  const clauses = createClauseItems();
  return (item: Y.Item): { readonly clause: Omit<FormerClause, "node"> | null; readonly place: PutBackPlace } => {
    const clause = isClauseItem(item) ? hiding.around(item) : clauses.clauseItemOf(item);
    const place = placeOf(item, clause);
    if (clause === null) return { clause: null, place };
    const { number, heading } = former(clause);
    return { clause: { number, heading }, place };
  };
}
