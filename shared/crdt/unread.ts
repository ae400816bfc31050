/**
 * What changes of others made of a text: how it reads without them, and which of them touched which clause.
 * A pure reading of the document and of the ranges of clocks of those changes; nothing is folded anew.
 */
import * as Y from "yjs";
import { looseId, placeClauses } from "../charter/text/clauses.ts";
import type { CharterText, ElementNode } from "../charter/text/model.ts";
import { clauseItemOf, writtenIdOf } from "./clauseItems.ts";
import { type ReadFilter, readText } from "./readText.ts";
import type { ChangeRanges, TextChange } from "./textChanges.ts";
import type { DeletedRange } from "./updateBytes.ts";

export interface Unread {
  /** The text without the changes that are unread: as it was before them, with everything that is none. */
  readonly before: CharterText;
  readonly now: CharterText;
  /** By clause id, `looseId` for text outside of clauses: which changes put something into it or took something out. */
  readonly touchedBy: ReadonlyMap<string, ReadonlySet<number>>;
  /** Those that put in or took out whole clauses, and with it changed the order of others. */
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
  const itemOf = new Map<ElementNode, Y.Item>();
  const onElement = (yElement: Y.XmlElement, node: ElementNode): void => {
    if (yElement._item !== null) itemOf.set(node, yElement._item);
  };
  const now = readText(yDoc, onElement).text;
  const before = readText(yDoc, onElement, filterBefore(ranges, isUnread)).text;
  const { touchedBy, reorderedBy } = readTouches(yDoc, changes, isUnread);
  const named = new Map<string, Set<number>>();
  const name = (id: string, item: Y.Item | null): void => {
    const touches = touchedBy.get(item);
    if (touches === undefined) return;
    const known = named.get(id);
    if (known === undefined) named.set(id, new Set(touches));
    else for (const no of touches) known.add(no);
  };
  for (const text of [before, now])
    for (const { clause } of placeClauses(text)) name(clause.id, itemOf.get(clause.node) ?? null);
  name(looseId, null);
  return { before, now, touchedBy: named, reorderedBy };
}

/** The text as it was before the changes from number `from` on, those of everybody. */
export const readTextBefore = (
  yDoc: Y.Doc,
  ranges: ChangeRanges,
  from: number,
  onElement: (yElement: Y.XmlElement, node: ElementNode) => void,
): CharterText =>
  readText(
    yDoc,
    onElement,
    filterBefore(ranges, (no) => no >= from),
  ).text;

/**
 * A document without what is unread: neither what it put in nor what it took out. What nobody deleted is deleted only
 * because of what it stands in, so it is read wherever a walk comes to it.
 */
function filterBefore({ inserted, deleted }: ChangeRanges, isUnread: IsUnread): ReadFilter {
  function isHidden(item: Y.Item): boolean {
    const no = inserted.noOf(item.id);
    return no !== null && isUnread(no, clauseIdOf(item));
  }

  function isTakenByUnread(item: Y.Item): boolean {
    const no = deleted.noOf(item.id);
    return no === null || isUnread(no, clauseIdOf(item));
  }

  const shows = (item: Y.Item): boolean => (!item.deleted || isTakenByUnread(item)) && !isHidden(item);

  return {
    shows,
    stringOf(item, { str }) {
      const { client, clock } = item.id;
      const range = { client, clock, length: item.length };
      const written = inserted.piecesOf(range);
      const [whole] = written;
      if (!item.deleted && written.length === 1 && whole?.no === null) return str;
      const clause = clauseIdOf(item);
      const isNew = (no: number | null): boolean => no !== null && isUnread(no, clause);
      let text = "";
      for (const piece of written) {
        if (isNew(piece.no)) continue;
        const length = piece.end - piece.clock;
        const kept = item.deleted
          ? deleted.piecesOf({ client, clock: piece.clock, length }).filter(({ no }) => no === null || isNew(no))
          : [piece];
        for (const { clock: from, end } of kept) text += str.slice(from - clock, end - clock);
      }
      return text;
    },
    valueItem(latest) {
      let item: Y.Item | null = latest;
      while (item !== null && isHidden(item)) item = item.left;
      // A value that a later one replaced is deleted, and was there before that one came.
      return item === null || (item === latest && item.deleted && !isTakenByUnread(item)) ? null : item;
    },
  };
}

function clauseIdOf(item: Y.Item): string {
  const clause = clauseItemOf(item);
  return clause === null ? looseId : writtenIdOf(clause);
}

function readTouches(yDoc: Y.Doc, changes: readonly TextChange[], isUnread: IsUnread) {
  const touchedBy = new Map<Y.Item | null, Set<number>>();
  const reorderedBy = new Set<number>();
  for (const { no, inserted, deleted } of changes)
    for (const range of [inserted, ...deleted])
      for (const item of itemsIn(yDoc, range)) {
        const clause = clauseItemOf(item);
        if (!isUnread(no, clause === null ? looseId : writtenIdOf(clause))) continue;
        if (clause === item) reorderedBy.add(no);
        const known = touchedBy.get(clause);
        if (known === undefined) touchedBy.set(clause, new Set([no]));
        else known.add(no);
      }
  return { touchedBy, reorderedBy };
}

function* itemsIn(yDoc: Y.Doc, { client, clock, length }: DeletedRange): Generator<Y.Item> {
  const structs = yDoc.store.clients.get(client) ?? [];
  if (length === 0 || clock >= Y.getState(yDoc.store, client)) return;
  for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
    const item = structs[at];
    if (item === undefined || item.id.clock >= clock + length) return;
    if (item instanceof Y.Item) yield item;
  }
}
