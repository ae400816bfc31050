/** Which unread changes touched which clause. */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { itemsIn, parentItem } from "../document/yStore.ts";
import { elementOf, isClauseItem } from "../reading/clauseItems.ts";
import type { Reading } from "../reading/reading.ts";
import { type FormerSight, isInReview, reviewedBy } from "./formerSight.ts";
import type { ChangeRanges, TextChange } from "./textChanges.ts";

export function readTouches(args: {
  readonly yDoc: Y.Doc;
  readonly ranges: ChangeRanges;
  readonly changes: readonly TextChange[];
  readonly former: FormerSight;
  readonly readBefore: Reading;
  readonly readNow: Reading;
}) {
  const { yDoc, ranges, changes, former, readBefore, readNow } = args;
  const touchedBy = new Map<Y.Item | null, Set<number>>();
  const reorderedBy = new Set<number>();
  /** Who set where a clause stands, and who removed it or brought it back. */
  const setBy = { home: new Map<Y.Item, Set<number>>(), gone: new Map<Y.Item, Set<number>>() };

  /** One piece of a change. `clause`: which it changes the words of. */
  function take(no: number, item: Y.Item, clause: Y.Item | null): void {
    addTo(touchedBy, clause, no);
    const { parentSub } = item;
    if (parentSub === "home" || parentSub === "gone") {
      const moved = parentItem(item);
      if (moved === null || !isClauseItem(moved)) return;
      addTo(setBy[parentSub], moved, no);
      reorderedBy.add(no);
    } else if (isClauseItem(item)) {
      reorderedBy.add(no);
      if (elementOf(item)?.nodeName === "split") for (const cut of former.cutFrom(item)) addTo(touchedBy, cut, no);
    }
  }

  /** What is suggested, and what is said about it, counts where the text reads otherwise by it. */
  function takeAny(no: number, item: Y.Item, clauseOf: FormerSight["clauseOf"]): void {
    if (!former.isUnreadAt(no, item)) return;
    if (isInReview(item)) {
      for (const about of reviewedBy(yDoc, item))
        if (!readsAlike(about, former))
          for (const clauseAt of [former.clauseOf, former.formerClauseOf]) take(no, about, clauseAt(about));
    } else if (!isSuggesting(item.id.client) || !readsAlike(item, former)) take(no, item, clauseOf(item));
  }

  for (const { no, inserted, deleted } of changes) {
    for (const item of itemsIn(yDoc, inserted)) if (!isPlace(item)) takeAny(no, item, former.clauseOf);
    for (const range of deleted) for (const item of itemsIn(yDoc, range)) takeAny(no, item, former.formerClauseOf);
  }

  /** What hides a clause in one of the two readings and not in the other. */
  function* hidersOf(clause: Y.Item, { spots, holderOf }: ReturnType<Reading["tree"]>): Generator<number> {
    const spot = spots.get(clause);
    if (spot === undefined) {
      for (let at = parentItem(clause); at !== null; at = parentItem(at)) {
        const no = ranges.deleted.noOf(at.id);
        if (at.deleted && no !== null && former.isUnreadAt(no, at)) yield no;
      }
      return;
    }
    const moves = new Set<number>();
    for (let at: typeof spot | null = spot; at !== null; at = holderOf(at)) {
      for (const no of setBy.home.get(at.yItem) ?? []) moves.add(no);
      if (at.isGone) yield* setBy.gone.get(at.yItem) ?? moves;
    }
  }

  const [before, now] = [readBefore.tree(), readNow.tree()];
  for (const clause of new Set([...before.spots.keys(), ...now.spots.keys()])) {
    const [stood, stands] = [readBefore.nodeOf(clause) !== null, readNow.nodeOf(clause) !== null];
    if (stood !== stands) for (const no of hidersOf(clause, stood ? now : before)) addTo(touchedBy, clause, no);
  }
  return { touchedBy, reorderedBy };
}

/** Nobody sees a place; who is at home in it is moved. */
const isPlace = (item: Y.Item): boolean => elementOf(item)?.nodeName === "place";

/** Of an attribute or a flow: what it stands in. */
function readsAlike(item: Y.Item, { before, now }: FormerSight): boolean {
  let at = item;
  for (let above = parentItem(at); above !== null && !hasWords(at) && elementOf(at) === null; above = parentItem(at))
    at = above;
  if (!hasWords(at)) return before.shows(at) === now.shows(at);
  const [was, is] = [before, now].map((sight) => sight.spansOf(at) ?? [{ from: 0, to: at.length }]);
  return JSON.stringify(was) === JSON.stringify(is);
}

const hasWords = ({ content }: Y.Item): boolean => content instanceof Y.ContentString;

function addTo<Key>(map: Map<Key, Set<number>>, key: Key, no: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([no]));
  else known.add(no);
}
