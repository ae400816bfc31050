/**
 * Text that lost its place: written by somebody who did not know that what it stands in had been removed.
 *
 * A clause is removed by saying so (`gone`), and so are rows and columns: what the author of that change did not know is
 * not what they removed. Other programs delete elements, and sign the deletion of all that they knew in them: what is
 * deleted in the document and in nobody's signed change was deleted only with its parent. No person ever chose either.
 * Whoever puts such text back signs its deletion where it stood; from then on it is offered nowhere. It is not lost any
 * more either where the clause is brought back.
 */
import * as Y from "yjs";
import type { PutBackPlace } from "../../charter/compare/lostBlocks.ts";
import type { RedlineBlock } from "../../charter/compare/redline.ts";
import type { DocNode } from "../../charter/text/model.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { parentItem } from "../document/yStore.ts";
import { createClauseItems, elementOf } from "../reading/clauseItems.ts";
import { readReview } from "../reading/review.ts";
import { createHiding, type Hider } from "./hiding.ts";
import { groupLost } from "./lostGroups.ts";
import { createFormer, createPlaces, type FormerClause } from "./lostPlaces.ts";
import { createLostReading, type LostPiece } from "./lostReading.ts";
import type { ChangeRanges } from "./textChanges.ts";

export interface LostText<Author extends string> {
  /** The same on every replica, and another one when more was written there. */
  readonly id: string;
  readonly author: Author;
  /** The changes that wrote it. */
  readonly writtenIn: readonly number[];
  /** Null for text that stood outside of clauses. */
  readonly clause: Omit<FormerClause, "node"> | null;
  /** What was written as inserted, in the sentences that it stood in. */
  readonly blocks: readonly RedlineBlock[];
  readonly nodes: readonly DocNode[];
  readonly place: PutBackPlace;
  /** All of it, as a restorer signs its deletion. */
  readonly ranges: readonly DeletedRange[];
}

/** How many clocks of a client the author of a change knew when they made it, their own up to its end. */
export type KnownBy = (no: number, client: number) => number;

/** `ranges`: of every change that the document is made of. `authorOf`: whose text is listed together. */
export function findLostText<Author extends string>(
  yDoc: Y.Doc,
  ranges: ChangeRanges,
  authorOf: (client: number) => Author,
  knownBy: KnownBy,
): readonly LostText<Author>[] {
  const hiding = createHiding(yDoc, ranges);

  /** From which clock on a client's text was written without knowing of any of these. */
  const knownTo = (hiders: readonly Hider[], client: number): number =>
    Math.max(...hiders.map(({ no }) => (no === null ? 0 : knownBy(no, client))));

  const pieces = findPieces();
  if (pieces.length === 0) return [];

  function findPieces(): readonly LostPiece[] {
    const found: LostPiece[] = [];
    const { struck, dropped } = readReview(yDoc);
    for (const structs of yDoc.store.clients.values())
      for (const item of structs) {
        if (!(item instanceof Y.Item) || !(item.content instanceof Y.ContentString)) continue;
        const lost = item.deleted ? unsigned(item) : unknown(item);
        for (const range of lost)
          for (const left of dropped.outside(range).flatMap(struck.outside)) found.push({ item, range: left });
      }
    return found;
  }

  function unsigned({ id: { client, clock }, length }: Y.Item): readonly DeletedRange[] {
    return ranges.deleted
      .piecesOf({ client, clock, length })
      .flatMap(({ no, clock: from, end }) => (no === null ? [{ client, clock: from, length: end - from }] : []));
  }

  function unknown(item: Y.Item): readonly DeletedRange[] {
    const hiders = hiding.of(item);
    if (hiders.length === 0) return [];
    const { client, clock } = item.id;
    const from = Math.max(clock, knownTo(hiders, client));
    const end = clock + item.length;
    return from < end ? [{ client, clock: from, length: end - from }] : [];
  }

  /** Whether an element was written without knowing that it is removed, or deleted by nobody. */
  function isLost(item: Y.Item, hiders: readonly Hider[]): boolean {
    if (item.deleted) return ranges.deleted.noOf(item.id) === null;
    return hiders.length > 0 && item.id.clock >= knownTo(hiders, item.id.client);
  }

  const stood = createLostReading({
    yDoc,
    ranges,
    hiding,
    pieces,
    isLost: (item) => isLost(item, hiding.of(item)),
  });
  const clauses = createClauseItems(stood.sight.shows);

  /** The outermost clause around a clause, or itself, that was lost as a whole; null where it was not. */
  function lostClauseOf(clause: Y.Item | null): Y.Item | null {
    let top: Y.Item | null = null;
    for (let at = clause; at !== null && isLost(at, hiding.ofClause(at)); at = hiding.around(at)) top = at;
    return top;
  }

  /** Whether it stands in a cell that nothing shows. */
  function isAdrift(item: Y.Item, clause: Y.Item | null): boolean {
    for (let at = parentItem(item); at !== null && at !== clause; at = parentItem(at))
      if (hiding.isAdrift(at)) return true;
    return false;
  }

  const groups = groupLost(pieces, ({ item }) => {
    const clause = clauses.clauseItemOf(item);
    const lostClause = isAdrift(item, clause) ? null : lostClauseOf(clause);
    if (lostClause !== null)
      return {
        ...{ clause: hiding.around(lostClause), lostClause, host: lostClause, table: null },
        author: authorOf(lostClause.id.client),
      };
    let host: Y.Item | null = parentItem(item);
    let table: Y.Item | null = null;
    for (let at = host; at !== null && at !== clause && !hiding.isAdrift(at); at = parentItem(at))
      if (elementOf(at)?.nodeName === "table" && isLost(at, hiding.of(at))) [table, host] = [at, parentItem(at)];
    return { clause, lostClause, host: host ?? item, table, author: authorOf((table ?? item).id.client) };
  });

  const former = createFormer(yDoc, ranges, hiding);
  const placeOf = createPlaces(yDoc, hiding, former);
  return groups.flatMap(({ clause, author, units, lost }) => {
    const read = units.flatMap(stood.read);
    const [first] = units;
    if (read.length === 0 || first === undefined) return [];
    const length = lost.reduce((sum, piece) => sum + piece.length, 0);
    const { number, heading } = clause === null ? { number: "", heading: "" } : former(clause);
    return [
      {
        id: `${lost[0]?.client}-${lost[0]?.clock}-${length}`,
        author,
        writtenIn: [...new Set(lost.flatMap(ranges.inserted.piecesOf).flatMap(({ no }) => no ?? []))],
        clause: clause === null ? null : { number, heading },
        blocks: read.flatMap((one) => one.blocks),
        nodes: read.map((one) => one.node),
        place: placeOf(first.lostClause ?? [...first.tables][0] ?? first.pieces[0]?.item ?? first.host, clause),
        ranges: lost,
      },
    ];
  });
}
