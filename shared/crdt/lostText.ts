/**
 * Text that lost its place: written by somebody who did not know that what it stands in had been deleted.
 *
 * A person who deletes an element signs the deletion of all that they knew in it. So what is deleted in the document and
 * in nobody's signed change was deleted only with its parent, and no person ever chose that. The person who restores it
 * signs its deletion; from then on it is offered nowhere.
 */
import * as Y from "yjs";
import {
  cutSentences,
  type LostNode,
  type PutBackPlace,
  readLostBlocks,
  type StoodRun,
} from "../charter/compare/lostBlocks.ts";
import type { RedlineBlock } from "../charter/compare/redline.ts";
import { plainText } from "../charter/text/clauses.ts";
import type { DocNode } from "../charter/text/model.ts";
import { clauseItemOf, elementOf, isClauseItem } from "./clauseItems.ts";
import { createFormer, createPlaces, type FormerClause } from "./lostPlaces.ts";
import { type ReadFilter, readElementNode } from "./readText.ts";
import type { ChangeRanges } from "./textChanges.ts";
import type { DeletedRange } from "./updateBytes.ts";
import { parentItem } from "./yStore.ts";

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

/** `ranges`: of every change that the document is made of. `authorOf`: whose text is listed together. */
export function findLostText<Author extends string>(
  yDoc: Y.Doc,
  ranges: ChangeRanges,
  authorOf: (client: number) => Author,
): readonly LostText<Author>[] {
  const groups = new Map<string, Unit<Author>[]>();
  for (const unit of readUnits(yDoc, ranges, authorOf)) {
    const clause = unit.clause === null ? "" : `${unit.clause.id.client} ${unit.clause.id.clock}`;
    const key = `${clause} ${unit.author}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [unit]);
    else known.push(unit);
  }
  if (groups.size === 0) return [];
  const former = createFormer(yDoc, ranges);
  const placeOf = createPlaces(yDoc, former);
  const formerOf = (clause: Y.Item | null): LostText<Author>["clause"] => {
    if (clause === null) return null;
    const { number, heading } = former(clause);
    return { number, heading };
  };
  return [...groups.values()].flatMap((units) => {
    const [first] = units;
    if (first === undefined) return [];
    const read = units.flatMap((unit) => readUnit(unit, ranges));
    if (read.length === 0) return [];
    const pieces = units.flatMap((unit) => unit.pieces).sort((a, b) => a.client - b.client || a.clock - b.clock);
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    return [
      {
        id: `${pieces[0]?.client}-${pieces[0]?.clock}-${length}`,
        author: first.author,
        writtenIn: [...new Set(pieces.flatMap((piece) => ranges.inserted.noOf(piece) ?? []))],
        clause: formerOf(first.clause),
        blocks: read.flatMap((one) => one.blocks),
        nodes: read.map((one) => one.node),
        place: placeOf(first.item, first.clause),
        ranges: pieces,
      },
    ];
  });
}

/** An element that was lost as a whole, or the runs that one author wrote into a block that was deleted. */
interface Unit<Author extends string> {
  readonly kind: "element" | "runs";
  readonly item: Y.Item;
  readonly author: Author;
  /** The clause that it stood in. */
  readonly clause: Y.Item | null;
  readonly pieces: DeletedRange[];
  /** The changes that deleted what the runs stand in. */
  readonly deletedIn: Set<number>;
}

function readUnits<Author extends string>(
  yDoc: Y.Doc,
  { deleted }: ChangeRanges,
  authorOf: (client: number) => Author,
): readonly Unit<Author>[] {
  const units = new Map<string, Unit<Author>>();
  const isLost = (item: Y.Item): boolean => item.deleted && deleted.noOf(item.id) === null;
  for (const structs of yDoc.store.clients.values())
    for (const item of structs) {
      if (!(item instanceof Y.Item) || !item.deleted || !(item.content instanceof Y.ContentString)) continue;
      const { client, clock } = item.id;
      const pieces = deleted.piecesOf({ client, clock, length: item.length }).filter(({ no }) => no === null);
      const yText = parentItem(item);
      const block = yText === null ? null : parentItem(yText);
      if (pieces.length === 0 || block === null) continue;
      let top: Y.Item | null = null;
      if (yText !== null && isLost(yText))
        for (let at: Y.Item | null = block; at !== null && isLost(at); at = parentItem(at)) top = at;
      const of = top ?? block;
      const author = authorOf(of === block && top === null ? client : of.id.client);
      const key = `${of.id.client} ${of.id.clock} ${author}`;
      const above = isClauseItem(of) ? parentItem(of) : of;
      const unit: Unit<Author> = units.get(key) ?? {
        kind: top === null ? "runs" : "element",
        item: of,
        author,
        clause: above === null ? null : clauseItemOf(above),
        pieces: [],
        deletedIn: new Set(),
      };
      units.set(key, unit);
      for (const around of top === null && yText !== null ? [yText, block] : []) {
        const no = deleted.noOf(around.id);
        if (no !== null) unit.deletedIn.add(no);
      }
      for (const { clock: from, end } of pieces) unit.pieces.push({ client, clock: from, length: end - from });
    }
  return [...units.values()];
}

function readUnit({ kind, item, pieces, deletedIn }: Unit<string>, ranges: ChangeRanges): readonly LostNode[] {
  const yElement = elementOf(item);
  if (yElement === null) return [];
  if (kind === "element") {
    const node = readElementNode(yElement, filterOfStood(ranges, deletedIn));
    const parent = parentItem(item);
    return node === null || plainText(node).trim() === ""
      ? []
      : readLostBlocks(node, parent === null ? null : (elementOf(parent)?.nodeName ?? null));
  }
  return cutSentences(readStood(yElement, ranges, deletedIn, pieces));
}

/** What stood in an element when it was deleted, and what was written into it by those who did not know. */
function filterOfStood({ deleted }: ChangeRanges, deletedIn: ReadonlySet<number>): ReadFilter {
  const stood = (no: number | null): boolean => no === null || deletedIn.has(no);
  const shows = (item: Y.Item): boolean => !item.deleted || stood(deleted.noOf(item.id));
  return {
    shows,
    stringOf({ id: { client, clock }, length, deleted: isDeleted }, { str }) {
      if (!isDeleted) return str;
      const pieces = deleted.piecesOf({ client, clock, length }).filter((piece) => stood(piece.no));
      return pieces.map((piece) => str.slice(piece.clock - clock, piece.end - clock)).join("");
    },
    // Deleting an element deletes its attributes.
    valueItem: (latest) => latest,
  };
}

/** The runs of a block as it stood, with what was lost of it told apart. */
function readStood(
  yBlock: Y.XmlElement,
  ranges: ChangeRanges,
  deletedIn: ReadonlySet<number>,
  lost: readonly DeletedRange[],
): readonly StoodRun[] {
  const { deleted } = ranges;
  const filter = filterOfStood(ranges, deletedIn);
  const node = readElementNode(yBlock, filter);
  if (node === null) return [];
  const isLost = (client: number, clock: number): boolean =>
    lost.some((range) => range.client === client && range.clock <= clock && clock < range.clock + range.length);
  const flags: boolean[] = [];
  for (let yItem = yBlock._start; yItem !== null; yItem = yItem.right) {
    if (!filter.shows(yItem)) continue;
    const yText: unknown = yItem.content instanceof Y.ContentType ? yItem.content.type : null;
    if (!(yText instanceof Y.XmlText)) {
      flags.push(false);
      continue;
    }
    for (let item = yText._start; item !== null; item = item.right) {
      if (!(item.content instanceof Y.ContentString)) continue;
      const { client, clock } = item.id;
      for (const piece of deleted.piecesOf({ client, clock, length: item.length }))
        if (!item.deleted || piece.no === null || deletedIn.has(piece.no))
          for (let at = piece.clock; at < piece.end; at++) flags.push(isLost(client, at));
    }
  }
  return node.content.flatMap((child): readonly StoodRun[] => {
    const text = child.type === "text" ? child.text : "\n";
    const marks = child.type === "text" ? child.marks : [];
    const runs: { text: string; marks: typeof marks; isLost: boolean }[] = [];
    for (const [index, flag] of flags.splice(0, text.length).entries()) {
      const last = runs.at(-1);
      if (last?.isLost === flag) last.text += text[index];
      else runs.push({ text: text[index] ?? "", marks, isLost: flag });
    }
    return runs;
  });
}
