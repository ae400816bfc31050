/**
 * What of a document may ever have changed one clause: its words, where it stands and whether it does. Deleted items count.
 * A pure walk of the clause and of what it ever stood in; what it costs is what they hold.
 */
import * as Y from "yjs";
import { reviewRoot } from "../document/docLayout.ts";
import { readItemId } from "../document/reviewKeys.ts";
import { findItem, parentItem } from "../document/yStore.ts";
import { createClauseItems, elementOf, isClauseItem } from "../reading/clauseItems.ts";
import { reviewedBy } from "./formerSight.ts";
import type { ChangeRanges } from "./textChanges.ts";

export interface ClauseReach {
  /** Every change that may have changed the clause, ascending; not each of them did. */
  readonly changes: readonly number[];
  /** Those of them that changed more than what stands in flows: where clauses stand, and what they hold. */
  readonly structural: ReadonlySet<number>;
  /** The flows and elements that read otherwise by them. */
  readonly types: ReadonlySet<Y.AbstractType<unknown>>;
}

export function readReach(yDoc: Y.Doc, ranges: ChangeRanges, clause: Y.Item): ClauseReach {
  const changes = new Set<number>();
  const structural = new Set<number>();
  const types = new Set<Y.AbstractType<unknown>>();
  const items = new Set<Y.Item>();
  const own = familyOf(clause);
  const { writersOf, deletersOf, hidersOf } = createLookUp(ranges);

  for (const item of own.items) {
    items.add(item);
    takeItem(item);
  }
  for (const type of own.types) types.add(type);
  for (const holder of holdersOf(yDoc, clause)) {
    const yElement = elementOf(holder);
    for (const no of [...hidersOf(holder), ...writersOf(holder)]) structural.add(no);
    for (const value of valuesOf(yElement, "home")) {
      for (const no of [...writersOf(value), ...deletersOf(value)]) structural.add(no);
      const place = placeOf(yDoc, value);
      if (place !== null) for (const no of deletersOf(place)) structural.add(no);
    }
    if (yElement !== null) types.add(yElement as unknown as Y.AbstractType<unknown>);
    if (holder.parent instanceof Y.XmlText) types.add(holder.parent as unknown as Y.AbstractType<unknown>);
  }
  for (const [, latest] of reviewRoot(yDoc)._map)
    for (let entry: Y.Item | null = latest; entry !== null; entry = entry.left)
      if (reviewedBy(yDoc, entry).some((about) => items.has(about))) takeItem(entry);

  function takeItem(item: Y.Item): void {
    const isClause = isClauseItem(item);
    const into = isInFlow(item) ? changes : structural;
    for (const no of [...writersOf(item), ...deletersOf(item)]) into.add(no);
    for (const [key, value] of attributeItems(elementOf(item))) {
      // Where a clause stands and whether it does is that of what it stands in, too.
      if (isClause && (key === "home" || key === "gone")) continue;
      for (const no of [...writersOf(value), ...deletersOf(value)]) (isClause ? structural : into).add(no);
    }
  }

  const all = new Set([...changes, ...structural]);
  return { changes: [...all].sort((a, b) => a - b), structural, types };
}

/** The splits of its flows, and of the one that it was cut from; itself where it is one. */
export const readSplits = (clause: Y.Item): ReadonlySet<Y.Item> => familyOf(clause).splits;

/** The changes that set or took back `gone`, or deleted an element, of it or of what it stood in. */
export function readHiding(yDoc: Y.Doc, ranges: ChangeRanges, clause: Y.Item): ReadonlySet<number> {
  const { hidersOf } = createLookUp(ranges);
  return new Set([...holdersOf(yDoc, clause)].flatMap((holder) => [...hidersOf(holder)]));
}

/** Which changes wrote an item, deleted it, or said that it is gone. */
function createLookUp(ranges: ChangeRanges) {
  const writersOf = ({ id, length }: Y.Item): readonly number[] =>
    ranges.inserted.piecesOf({ ...rangeAt(id), length }).flatMap(({ no }) => no ?? []);

  function deletersOf({ deleted, id, length }: Y.Item): readonly number[] {
    if (!deleted) return [];
    const range = { ...rangeAt(id), length };
    return [ranges.deleted, ...ranges.deletedAgain].flatMap((of) => of.piecesOf(range).flatMap(({ no }) => no ?? []));
  }

  function* hidersOf(clause: Y.Item): Generator<number> {
    yield* deletersOf(clause);
    for (const value of valuesOf(elementOf(clause), "gone")) {
      yield* writersOf(value);
      yield* deletersOf(value);
    }
  }
  return { writersOf, deletersOf, hidersOf };
}

/** Whether reading anew the flow that it stands in reads it anew. */
function isInFlow(item: Y.Item): boolean {
  for (let at: Y.Item | null = item; at !== null; at = parentItem(at)) {
    if (at !== item && isClauseItem(at)) return false;
    if (at.parent instanceof Y.XmlText) return true;
  }
  return false;
}

const rangeAt = ({ client, clock }: Y.ID) => ({ client, clock });

/** All values that attributes of an element ever had. */
function* attributeItems(yElement: Y.XmlElement | null): Generator<readonly [string, Y.Item]> {
  for (const key of yElement?._map.keys() ?? []) for (const value of valuesOf(yElement, key)) yield [key, value];
}

function* valuesOf(yElement: Y.XmlElement | null, key: string): Generator<Y.Item> {
  for (let item = yElement?._map.get(key) ?? null; item !== null; item = item.left) yield item;
}

/** The place that a value of `home` names. */
function placeOf(yDoc: Y.Doc, { content }: Y.Item): Y.Item | null {
  const reference: unknown = content instanceof Y.ContentAny ? content.arr.at(-1) : null;
  const id = typeof reference === "string" && reference !== "" ? readItemId(reference) : null;
  const place = id === null ? null : findItem(yDoc, id);
  return place !== null && elementOf(place)?.nodeName === "place" ? place : null;
}

interface Family {
  /** The clause that owns the flows; null for splits of a flow outside every clause. */
  readonly owner: Y.Item | null;
  readonly items: readonly Y.Item[];
  readonly types: ReadonlySet<Y.AbstractType<unknown>>;
  readonly splits: ReadonlySet<Y.Item>;
}

/** A clause with all that is written in it, and where it was cut from another, that one with what else was cut from it. */
function familyOf(clause: Y.Item): Family {
  const owner = ownerOf(clause);
  const items: Y.Item[] = [];
  const types = new Set<Y.AbstractType<unknown>>();
  const splits = new Set<Y.Item>();
  const walk = (yType: Y.AbstractType<unknown>): void => {
    types.add(yType);
    for (let item = yType._start; item !== null; item = item.right) {
      const name = elementOf(item)?.nodeName;
      if (name === "clause" || name === "article") continue;
      items.push(item);
      if (name === "split" && isClauseItem(item)) splits.add(item);
      if (item.content instanceof Y.ContentType) walk(item.content.type);
    }
  };
  if (owner !== null) items.push(owner);
  const root = owner === null ? flowAround(clause) : owner.content;
  if (root instanceof Y.ContentType) walk(root.type);
  else if (root instanceof Y.XmlText) walk(root as unknown as Y.AbstractType<unknown>);
  return { owner, items, types, splits };
}

const flowAround = ({ parent }: Y.Item): Y.XmlText | null => (parent instanceof Y.XmlText ? parent : null);

/** The article or clause whose flows it was made in; itself where it is no split. Null in a flow outside every clause. */
export function ownerOf(clause: Y.Item): Y.Item | null {
  let at: Y.Item | null = clause;
  while (at !== null && (elementOf(at)?.nodeName === "split" || !isClauseItem(at))) at = parentItem(at);
  return at;
}

/** The clause itself, and every clause that it ever stood in or behind. */
function holdersOf(yDoc: Y.Doc, clause: Y.Item): ReadonlySet<Y.Item> {
  const natural = createClauseItems(() => true);
  const holders = new Set<Y.Item>();
  const waiting = [clause];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (holders.has(at)) continue;
    holders.add(at);
    const around = [
      natural.clauseAround(at),
      parentItem(at) === null ? null : natural.clauseItemOf(parentItem(at) as Y.Item),
    ];
    for (const value of valuesOf(elementOf(at), "home")) {
      const place = placeOf(yDoc, value);
      around.push(place === null ? null : natural.clauseItemOf(place));
    }
    for (const one of around) if (one !== null) waiting.push(one);
  }
  return holders;
}
