/**
 * A document without what is unread: neither what it put in nor what it took out. What nobody deleted is deleted only
 * because of what it stands in, so it is read wherever a walk comes to it.
 */
import * as Y from "yjs";
import { looseId } from "../../charter/text/clauses.ts";
import { readReviewKey, writeItemId } from "../document/reviewKeys.ts";
import { itemsIn, parentItem } from "../document/yStore.ts";
import { type ClauseItems, createClauseItems, elementOf, isClauseItem, writtenIdOf } from "../reading/clauseItems.ts";
import { createCleanSight } from "../reading/cleanSight.ts";
import { createClockSet, lessSpans } from "../reading/clockSet.ts";
import { rangeOf } from "../reading/review.ts";
import type { Sight } from "../reading/sight.ts";
import type { ChangeRanges } from "./textChanges.ts";

export interface FormerSight {
  /** Both without what is not agreed: what `review` had in it then, and has today. */
  readonly before: Sight;
  readonly now: Sight;
  /** Whether a change is unread where an item stands today. */
  isUnreadAt(no: number, item: Y.Item): boolean;
  /**
   * The clause that an item belongs to today; of a place the clause that it is or was the home of, of an entry of `review`
   * the first clause that it is about.
   */
  clauseOf(item: Y.Item): Y.Item | null;
  /** The same as it was before. */
  formerClauseOf(item: Y.Item): Y.Item | null;
  /** Of a split the clauses that it cut or cuts something from. */
  cutFrom(split: Y.Item): ReadonlySet<Y.Item | null>;
}

export function createFormerSight(
  yDoc: Y.Doc,
  ranges: ChangeRanges,
  isUnread: (no: number, clause: string) => boolean,
): FormerSight {
  const now = createCleanSight(yDoc);
  const clauses = createClauseItems(now.shows);
  let claims: ReadonlyMap<string, Y.Item> | null = null;

  function claimantOf(place: Y.Item): Y.Item | null {
    claims ??= readClaims(yDoc);
    return claims.get(writeItemId(place.id)) ?? null;
  }

  function clauseIn(items: ClauseItems, item: Y.Item): Y.Item | null {
    const claimant = elementOf(item)?.nodeName === "place" ? claimantOf(item) : null;
    if (claimant !== null) return claimant;
    if (!isInReview(item)) return items.clauseItemOf(item);
    const [first] = reviewedBy(yDoc, item);
    return first === undefined ? null : items.clauseItemOf(first);
  }

  const clauseOf = (item: Y.Item): Y.Item | null => clauseIn(clauses, item);

  function isUnreadAt(no: number, item: Y.Item): boolean {
    const clause = clauseOf(item);
    return isUnread(no, clause === null ? looseId : writtenIdOf(clause));
  }

  const before = createCleanSight(yDoc, createSightWithout(ranges, isUnreadAt));
  const former = createClauseItems(before.shows);
  return {
    before,
    now,
    isUnreadAt,
    clauseOf,
    formerClauseOf: (item) => clauseIn(former, item),
    cutFrom: (split) => new Set([clauses.clauseAround(split), former.clauseAround(split)]),
  };
}

/** The document without some changes, what is not agreed included. `isUnreadAt`: whether a change is one where an item stands. */
export function createSightWithout(
  { inserted, deleted, deletedAgain }: ChangeRanges,
  isUnreadAt: (no: number, item: Y.Item) => boolean,
): Sight {
  const deletions = [deleted, ...deletedAgain];

  function isHidden(item: Y.Item, id: Pick<Y.ID, "client" | "clock">): boolean {
    const no = inserted.noOf(id);
    return no !== null && isUnreadAt(no, item);
  }

  /** Whoever else deleted it, before or after: it would be deleted without what is unread, too. */
  function stands(item: Y.Item, id: Pick<Y.ID, "client" | "clock">): boolean {
    return !item.deleted || deletions.every((ranges) => isNothing(ranges.noOf(id), item));
  }

  const isNothing = (no: number | null, item: Y.Item): boolean => no === null || isUnreadAt(no, item);

  const shows = (item: Y.Item): boolean => stands(item, item.id) && !isHidden(item, item.id);

  return {
    shows,
    spansOf(item) {
      const range = { client: item.id.client, clock: item.id.clock, length: item.length };
      const added = inserted.piecesOf(range).filter(({ no }) => no !== null && isUnreadAt(no, item));
      const taken = item.deleted
        ? deletions.flatMap((ranges) => ranges.piecesOf(range)).filter(({ no }) => !isNothing(no, item))
        : [];
      if (added.length === 0 && taken.length === 0) return null;
      const without = [...added, ...taken].map(({ clock, end }) => ({ ...range, clock, length: end - clock }));
      return lessSpans([{ from: 0, to: item.length }], createClockSet(without).within(range));
    },
    valueOf(latest) {
      for (let item: Y.Item | null = latest; item !== null; item = item.left)
        for (let index = item.length - 1; index >= 0; index--) {
          const id = { client: item.id.client, clock: item.id.clock + index };
          // A value that a later one replaced was there before that one came.
          if (!isHidden(item, id)) return stands(item, id) ? { item, index } : null;
        }
      return null;
    },
  };
}

/** Whether an item is an entry of `review`. */
export const isInReview = (item: Y.Item): boolean => item.parent instanceof Y.Map;

/** What an entry of `review` is about. */
export function reviewedBy(yDoc: Y.Doc, { parentSub }: Y.Item): readonly Y.Item[] {
  const key = parentSub === null ? null : readReviewKey(parentSub);
  const range = key === null ? null : rangeOf(key);
  return range === null ? [] : [...itemsIn(yDoc, range)];
}

/** Which clause names a place, or ever named it. A place that several name is that of whoever comes first in the store. */
function readClaims(yDoc: Y.Doc): ReadonlyMap<string, Y.Item> {
  const claims = new Map<string, Y.Item>();
  for (const structs of yDoc.store.clients.values())
    for (const item of structs) {
      if (!(item instanceof Y.Item) || item.parentSub !== "home" || !(item.content instanceof Y.ContentAny)) continue;
      const moved = parentItem(item);
      if (moved === null || !isClauseItem(moved)) continue;
      for (const reference of item.content.arr)
        if (!claims.has(String(reference))) claims.set(String(reference), moved);
    }
  return claims;
}
