/**
 * What changes of others made of a text: how it reads without them, and which of them touched which clause.
 * A pure reading of the document and of the ranges of clocks of those changes; nothing is folded anew.
 */
import type * as Y from "yjs";
import { looseId, placeClauses } from "../../charter/text/clauses.ts";
import type { CharterText, ElementNode } from "../../charter/text/model.ts";
import { createCleanSight } from "../reading/cleanSight.ts";
import { createReading, type Reading } from "../reading/reading.ts";
import type { Sight } from "../reading/sight.ts";
import { createFormerSight, createSightWithout } from "./formerSight.ts";
import type { ChangeRanges, TextChange } from "./textChanges.ts";
import { readTouches } from "./touches.ts";

export interface Unread {
  /** The text without the changes that are unread: as it was before them, with everything that is none. */
  readonly before: CharterText;
  readonly now: CharterText;
  /**
   * By clause id, `looseId` for text outside of clauses: which changes put something into it or took something out, and
   * which moved it, removed it or brought it back, by itself or with what it stands in.
   */
  readonly touchedBy: ReadonlyMap<string, ReadonlySet<number>>;
  /** Those that put in, took out or moved whole clauses, and with it changed the order of others. */
  readonly reorderedBy: ReadonlySet<number>;
}

/** `isUnread`: whether a change, by its number, is unread in a clause, by its id (`looseId` outside). */
export type IsUnread = (no: number, clause: string) => boolean;

/** `ranges`: of every change that the document is made of. `changes`: at least those that are unread. */
export function readUnread(
  yDoc: Y.Doc,
  ranges: ChangeRanges,
  changes: readonly TextChange[],
  isUnread: IsUnread,
): Unread {
  const former = createFormerSight(yDoc, ranges, isUnread);
  const [readBefore, readNow] = [createReading(yDoc, former.before), createReading(yDoc, former.now)];
  const [before, now] = [readBefore.text(), readNow.text()];
  const { touchedBy, reorderedBy } = readTouches({ yDoc, ranges, changes, former, readBefore, readNow });
  const named = new Map<string, Set<number>>();
  const name = (id: string, item: Y.Item | null): void => {
    const touches = touchedBy.get(item);
    if (touches === undefined) return;
    const known = named.get(id);
    if (known === undefined) named.set(id, new Set(touches));
    else for (const no of touches) known.add(no);
  };
  for (const [text, reading] of [
    [before, readBefore],
    [now, readNow],
  ] as const) {
    const itemOf = clauseItemsOf(reading);
    for (const { clause } of placeClauses(text)) name(clause.id, itemOf.get(clause.node) ?? null);
  }
  name(looseId, null);
  return { before, now, touchedBy: named, reorderedBy };
}

/** The clauses that stand in a text that was read. */
export function clauseItemsOf(reading: Reading): ReadonlyMap<ElementNode, Y.Item> {
  const items = new Map<ElementNode, Y.Item>();
  for (const yItem of reading.tree().spots.keys()) {
    const node = reading.nodeOf(yItem);
    if (node !== null) items.set(node, yItem);
  }
  return items;
}

/** The document as it was before the changes from number `from` on, those of everybody. */
export const sightBefore = (yDoc: Y.Doc, ranges: ChangeRanges, from: number): Sight =>
  createCleanSight(
    yDoc,
    createSightWithout(ranges, (no) => no >= from),
  );
