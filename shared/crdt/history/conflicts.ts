/**
 * Where sides changed the same thing without knowing of each other: the same words, the form of one paragraph, the place
 * of one clause, or a clause that one cut and another removed. Yjs keeps what each of them wrote, and nobody wrote what
 * comes of it: "five days" and "three days" become "threefive days days". So that is told, and not agreed on unless
 * somebody settles it.
 *
 * A side is a device: nobody knew more than what was on theirs. What is suggested and not accepted is nobody's text
 * yet. What was written into something that another removed is lost text (lostText.ts), and is not told twice. Spaces
 * alone are no words.
 *
 * A pure reading of the document and of what its signed changes put in, took out and knew [I50] [I51]. It is long because
 * all four kinds meet, settle and are placed by the same rules, read in one pass over the document.
 */
import * as Y from "yjs";
import { looseId, placeClauses } from "../../charter/text/clauses.ts";
import type { CharterText } from "../../charter/text/model.ts";
import { reviewRoot, textRoot } from "../document/docLayout.ts";
import { readReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange, StructId } from "../document/updateBytes.ts";
import { findItem, itemsIn } from "../document/yStore.ts";
import { createClauseItems, elementOf, isClauseItem } from "../reading/clauseItems.ts";
import { createCleanSight } from "../reading/cleanSight.ts";
import { createReading, type Reading } from "../reading/reading.ts";
import { readText } from "../reading/readText.ts";
import type { Sight } from "../reading/sight.ts";
import { type Apart, createApart, type KnownAnswers, type Knows } from "./apart.ts";
import { type Form, formsOf, type PlacedAt, readFormMeeting, readPlace, type SideForm } from "./conflictForms.ts";
import { findPassages, type Passage, type Settling } from "./conflictPassages.ts";
import { readPassage, type SideWords, sightOfSide } from "./conflictWords.ts";
import { changesIn, readAccepting, readAtoms, writersOf } from "./flowAtoms.ts";
import { isInReview, reviewedBy } from "./formerSight.ts";
import { createHiding } from "./hiding.ts";
import { type ChangeRanges, createChangeRanges, type TextChange } from "./textChanges.ts";
import { clauseItemsOf } from "./unread.ts";

export type { Knows } from "./apart.ts";

interface Met {
  /** The same on every replica, and another one when more is written there. */
  readonly id: string;
  /** The clause where it stands; `looseId` outside. */
  readonly clause: string;
  /** All that was put in, taken out or set: what whoever settles it speaks of. */
  readonly touched: readonly DeletedRange[];
}

export interface WordConflict extends Met {
  readonly kind: "words";
  readonly before: string;
  readonly now: string;
  readonly sides: readonly SideWords[];
  /** What stands right before and behind it in its paragraph. */
  readonly lead: string;
  readonly tail: string;
  /** What is seen of it, in order; empty where all was taken out. */
  readonly shown: readonly DeletedRange[];
}

export interface FormConflict extends Met {
  readonly kind: "form";
  readonly element: StructId;
  readonly before: Form;
  readonly now: Form;
  readonly sides: readonly SideForm[];
  /** The beginning of what has the form. */
  readonly words: string;
}

/** Where a clause was moved to, by the ids of clauses. */
export interface PlaceOfClause {
  readonly inside: string | null;
  readonly behind: string | null;
}

export interface PlaceConflict extends Met {
  readonly kind: "place";
  readonly element: StructId;
  readonly sides: readonly {
    readonly side: string;
    readonly changes: readonly number[];
    readonly place: PlaceOfClause;
    /** As `home` has it. */
    readonly home: string;
  }[];
}

/** A clause was cut in two by one, and removed by another: what was cut off stands. */
export interface CutConflict extends Met {
  readonly kind: "cut";
  /** The clause that was cut off, and the one that was removed. */
  readonly element: StructId;
  readonly removed: StructId;
  readonly sides: readonly { readonly side: string; readonly changes: readonly number[]; readonly did: Did }[];
  /** How the clause that was cut off begins. */
  readonly words: string;
}

export type Did = "cut" | "removed";

export type Conflict = WordConflict | FormConflict | PlaceConflict | CutConflict;

export interface ConflictsArgs {
  readonly yDoc: Y.Doc;
  /** Of every change that the document is made of. */
  readonly ranges: ChangeRanges;
  /** Whose change it is: the same name on every replica. */
  readonly sideOf: (no: number) => string;
  readonly knows: Knows;
  /** Every change, ascending. */
  readonly changes: readonly TextChange[];
  /** What was found before in the same document, kept up here; a new one is empty. */
  readonly known: KnownPassages;
}

/** Of each flow, by a document and the ranges of its changes up to one of them. */
export interface KnownPassages {
  source: { readonly yDoc: Y.Doc; readonly ranges: ChangeRanges; readonly answers: KnownAnswers } | null;
  upTo: number;
  readonly byFlow: Map<Y.XmlText, readonly Passage[]>;
}

export const createKnownPassages = (): KnownPassages => ({ source: null, upTo: 0, byFlow: new Map() });

export interface Conflicts {
  /** In the order of the text. */
  readonly all: readonly Conflict[];
  /** The text with the words of one side in the place of a conflict of words. */
  textOfSide(conflict: WordConflict, side: string): CharterText;
}

export function findConflicts(args: ConflictsArgs): Conflicts {
  const { yDoc, ranges, sideOf, known } = args;
  const sight = createCleanSight(yDoc);
  const apart = keepUp(known, args);
  const settling: Settling = { apart, sideOf, saidAsIs: readSaidAsIs(yDoc, ranges) };
  const { flows, elements, splits } = typesOf(yDoc, sight);
  const passages = passagesIn(flows, { yDoc, ranges, sight, settling, known });
  const met = elements.flatMap((item) => {
    const yElement = elementOf(item);
    const form = yElement === null ? null : readFormMeeting(yElement, formsOf(yElement), ranges, settling);
    return form === null ? [] : [{ item, form }];
  });
  const moved = elements.flatMap((item) => {
    const yElement = isClauseItem(item) ? elementOf(item) : null;
    const form = yElement === null ? null : readFormMeeting(yElement, ["home"], ranges, settling);
    return form === null ? [] : [{ item, form }];
  });
  const cut = splits.flatMap((item) => cutMeeting(item, ranges, settling) ?? []);
  if (passages.length + met.length + moved.length + cut.length === 0) return { all: [], textOfSide: notThere };

  const reading = createReading(yDoc, sight);
  const places = createPlaces(yDoc, reading, ranges);
  const passageOf = new Map<Conflict, Passage>();
  const found: { readonly conflict: Conflict; readonly order: number }[] = [];
  const add = (conflict: Conflict, item: Y.Item): void => {
    found.push({ conflict, order: places.orderOf(item) });
  };

  for (const passage of passages) {
    const item = itemOf(yDoc, passage);
    const read = item === null || !places.isSeen(item) ? null : readPassage(passage);
    if (item === null || read === null) continue;
    const conflict: WordConflict = {
      kind: "words",
      id: idOf("w", read.touched),
      clause: places.clauseOf(item),
      ...read,
    };
    passageOf.set(conflict, passage);
    add(conflict, item);
  }
  for (const { item, form } of met)
    if (places.isSeen(item))
      add(
        {
          ...{ kind: "form", id: idOf("f", form.touched), clause: places.clauseOf(item), ...form },
          ...{ element: structId(item), words: wordsAt(item, sight) },
        },
        item,
      );
  for (const { item, form } of moved) {
    const conflict = places.isSeen(item) ? placeConflict(item, form, reading, places) : null;
    if (conflict !== null) add(conflict, item);
  }
  for (const { item, ...meeting } of cut)
    if (places.isSeen(item)) {
      const named = { kind: "cut", id: idOf("c", meeting.touched), clause: places.clauseOf(item) } as const;
      add(
        {
          ...named,
          ...meeting,
          element: structId(item),
          words: wordsBehind(item, sight, false).slice(0, quotedLetters),
        },
        item,
      );
    }
  return {
    all: found.sort((a, b) => a.order - b.order).map(({ conflict }) => conflict),
    textOfSide(conflict, side) {
      const passage = passageOf.get(conflict);
      return passage === undefined ? notThere() : readText(yDoc, sightOfSide(passage, side, sight)).text;
    },
  };
}

function notThere(): never {
  throw new Error("the conflict is of another reading");
}

// ---- where to look ------------------------------------------------------------------------------

/** What somebody said of letters: that they may stand as they do. */
function readSaidAsIs(yDoc: Y.Doc, { inserted }: ChangeRanges): readonly ChangeRanges["inserted"][] {
  const said = createChangeRanges();
  let isSaid = false;
  for (const [text, latest] of reviewRoot(yDoc)._map) {
    if (!text.startsWith("as/") || latest.deleted) continue;
    const key = readReviewKey(text);
    if (key?.kind !== "as") continue;
    isSaid = true;
    for (const no of writersOf(latest, inserted))
      said.add({ no, inserted: { client: 0, clock: 0, length: 0 }, deleted: [key.range] });
  }
  return isSaid ? [said.deleted, ...said.deletedAgain] : [];
}

interface Found {
  readonly flows: readonly Y.XmlText[];
  /** Elements with a value that replaced another. */
  readonly elements: readonly Y.Item[];
  /** Where one clause was cut in two. */
  readonly splits: readonly Y.Item[];
}

function typesOf(yDoc: Y.Doc, sight: Sight): Found {
  const flows: Y.XmlText[] = [];
  const elements: Y.Item[] = [];
  const splits: Y.Item[] = [];
  const waiting: Y.AbstractType<unknown>[] = [textRoot(yDoc) as unknown as Y.AbstractType<unknown>];
  for (let yType = waiting.pop(); yType !== undefined; yType = waiting.pop()) {
    if (yType instanceof Y.XmlText) flows.push(yType);
    for (let item = yType._start; item !== null; item = item.right) {
      if (!(item.content instanceof Y.ContentType) || !sight.shows(item)) continue;
      const yChild = item.content.type;
      waiting.push(yChild);
      if (isClauseItem(item) && item.parent instanceof Y.XmlText) splits.push(item);
      for (const latest of yChild._map.values())
        if (latest.left !== null || latest.length > 1) {
          elements.push(item);
          break;
        }
    }
  }
  return { flows, elements, splits };
}

function passagesIn(
  flows: readonly Y.XmlText[],
  of: Pick<ConflictsArgs, "yDoc" | "ranges" | "known"> & { readonly sight: Sight; readonly settling: Settling },
): readonly Passage[] {
  const { yDoc, ranges, known, sight, settling } = of;
  const accepting = readAccepting(yDoc, ranges);
  return flows.flatMap((yFlow) => {
    const before = known.byFlow.get(yFlow);
    if (before !== undefined) return before;
    const isQuiet = !mayMeet([...changesIn(yFlow, ranges, accepting)], settling);
    const found = isQuiet
      ? []
      : readAtoms({ yFlow, sight, ranges, accepting }).flatMap((block) => findPassages(block, settling));
    known.byFlow.set(yFlow, found);
    return found;
  });
}

/** Forgets what later changes touched; everything where the document is another one. */
function keepUp(known: KnownPassages, { yDoc, ranges, knows, changes }: ConflictsArgs): Apart {
  if (known.source?.yDoc !== yDoc || known.source.ranges !== ranges) {
    known.source = { yDoc, ranges, answers: new Map() };
    known.byFlow.clear();
  } else {
    const touch = ({ parent }: Y.Item): void => {
      if (parent instanceof Y.XmlText) known.byFlow.delete(parent);
    };
    for (let index = changes.length - 1; index >= 0; index--) {
      const { no, inserted, deleted } = changes[index] as TextChange;
      if (no <= known.upTo) break;
      for (const range of [inserted, ...deleted])
        for (const item of itemsIn(yDoc, range)) {
          touch(item);
          const about = isInReview(item) ? [...reviewedBy(yDoc, item), ...saidOf(yDoc, item)] : [];
          for (const one of about) touch(one);
        }
    }
  }
  known.upTo = changes.at(-1)?.no ?? 0;
  return createApart(knows, known.source.answers);
}

/** Of an entry that says that something may stand: that. */
function saidOf(yDoc: Y.Doc, { parentSub }: Y.Item): readonly Y.Item[] {
  const key = parentSub === null ? null : readReviewKey(parentSub);
  return key?.kind === "as" ? [...itemsIn(yDoc, key.range)] : [];
}

/** Few changes are compared at once; where there are many, their places are looked at first. */
const fewChanges = 12;

function mayMeet(changes: readonly number[], { apart, sideOf }: Settling): boolean {
  if (new Set(changes.map(sideOf)).size < 2) return false;
  return (
    changes.length > fewChanges ||
    changes.some((a, index) => changes.slice(index + 1).some((b) => apart.areApart([a], [b])))
  );
}

// ---- where it stands ----------------------------------------------------------------------------

type Places = ReturnType<typeof createPlaces>;

function createPlaces(yDoc: Y.Doc, reading: Reading, ranges: ChangeRanges) {
  const placed = placeClauses(reading.text());
  const itemOfNode = clauseItemsOf(reading);
  const known = new Map<Y.Item, { readonly id: string; readonly order: number }>();
  for (const [order, { clause }] of placed.entries()) {
    const item = itemOfNode.get(clause.node);
    if (item !== undefined) known.set(item, { id: clause.id, order: order + 1 });
  }
  const hiding = createHiding(yDoc, ranges);
  const clauses = createClauseItems((split) => reading.tree().spots.has(split));
  const placeOf = (item: Y.Item) => {
    const clause = clauses.clauseItemOf(item);
    return clause === null ? { id: looseId, order: 0 } : (known.get(clause) ?? null);
  };
  return {
    isSeen: (item: Y.Item): boolean => placeOf(item) !== null && (isClauseItem(item) || hiding.of(item).length === 0),
    clauseOf: (item: Y.Item): string => placeOf(item)?.id ?? looseId,
    orderOf: (item: Y.Item): number => placeOf(item)?.order ?? 0,
  };
}

function placeConflict(
  item: Y.Item,
  form: Exclude<ReturnType<typeof readFormMeeting>, null>,
  reading: Reading,
  places: Places,
): PlaceConflict | null {
  const at: (PlacedAt & { home: string; index: number })[] = [];
  for (const [index, { form: values }] of form.sides.entries()) {
    const place = readPlace(reading, values.home ?? null, item);
    // Where its place is gone, nobody can have it there.
    if (place !== null) at.push({ ...place, home: String(values.home), index });
  }
  const [first] = at;
  const isOnePlace = at.every(({ inside, behind }) => inside === first?.inside && behind === first?.behind);
  if (first === undefined || at.length < 2 || isOnePlace) return null;
  const idOrNull = (clause: Y.Item | null): string | null => (clause === null ? null : places.clauseOf(clause));
  return {
    kind: "place",
    id: idOf("p", form.touched),
    clause: places.clauseOf(item),
    touched: form.touched,
    element: structId(item),
    sides: at.flatMap(({ inside, behind, home, index }) => {
      const side = form.sides[index];
      if (side === undefined) return [];
      const place = { inside: idOrNull(inside), behind: idOrNull(behind) };
      return [{ side: side.side, changes: side.changes, home, place }];
    }),
  };
}

/** Null where the clause it was cut from stands, whoever cut it knew of the removal, or somebody who knew both went on. */
function cutMeeting(item: Y.Item, { inserted, deleted }: ChangeRanges, { apart, sideOf, saidAsIs }: Settling) {
  const from = createClauseItems((split) => !split.deleted).clauseAround(item);
  const gone = from === null || from.deleted ? undefined : elementOf(from)?._map.get("gone");
  if (from === null || gone?.deleted !== false) return null;
  if (!(gone.content instanceof Y.ContentAny) || gone.content.arr.at(-1) !== true) return null;
  const [cutIn, removedIn] = [inserted.noOf(item.id), inserted.noOf(gone.lastId)];
  if (cutIn === null || removedIn === null || sideOf(cutIn) === sideOf(removedIn)) return null;
  if (!apart.areApart([cutIn], [removedIn])) return null;
  const touched = [
    { ...structId(item), length: 1 },
    { ...gone.lastId, length: 1 },
  ];
  const knowsBoth = (no: number | null): boolean =>
    no !== null && apart.knowsAny(no, [cutIn]) && apart.knowsAny(no, [removedIn]);
  if (saidAsIs.some((layer) => touched.some((id) => layer.piecesOf(id).some(({ no }) => knowsBoth(no))))) return null;
  const attrs = elementOf(item)?._map.values() ?? [];
  if ([...attrs].some(({ lastId }) => knowsBoth(inserted.noOf(lastId)))) return null;
  for (let at = item.right; at !== null && (at.deleted || !isClauseItem(at)); at = at.right)
    if (knowsBoth(inserted.noOf(at.id)) || (at.deleted && knowsBoth(deleted.noOf(at.id)))) return null;
  const side = (no: number, did: Did) => ({ side: sideOf(no), changes: [no], did });
  const sides = [side(cutIn, "cut"), side(removedIn, "removed")].sort((a, b) => (a.side < b.side ? -1 : 1));
  return { item, removed: structId(from), sides, touched };
}

/** The first item of a passage. */
function itemOf(yDoc: Y.Doc, { block, touched }: Passage): Y.Item | null {
  const ranges = [...touched].sort((a, b) => a - b).flatMap((index) => block.atoms[index]?.range ?? []);
  for (const range of ranges) {
    const item = findItem(yDoc, range);
    if (item !== null && !item.deleted) return item;
  }
  // All of it was taken out: what stands beside it is in the same clause.
  const beside = ranges[0] === undefined ? null : findItem(yDoc, ranges[0]);
  for (let item = beside?.left ?? null; item !== null; item = item.left) if (!item.deleted) return item;
  for (let item = beside?.right ?? null; item !== null; item = item.right) if (!item.deleted) return item;
  return null;
}

const structId = ({ id: { client, clock } }: Y.Item): StructId => ({ client, clock });

function idOf(kind: string, touched: readonly DeletedRange[]): string {
  const [first] = touched;
  const length = touched.reduce((sum, range) => sum + range.length, 0);
  return [kind, first?.client.toString(36), first?.clock.toString(36), length.toString(36)].join("-");
}

const quotedLetters = 60;

/** Of a block: what is read behind it, up to the next. Of a promise: of the block that it stands in. */
function wordsAt(element: Y.Item, sight: Sight): string {
  let block = element;
  if (elementOf(element)?.nodeName === "promise")
    while (block.left !== null && !beginsBlock(block, sight)) block = block.left;
  const opening = beginsBlock(block, sight) || block === element ? "" : shownWords(block, sight);
  return (opening + wordsBehind(block, sight)).slice(0, quotedLetters);
}

const blockNames: ReadonlySet<string> = new Set(["block", "split", "table"]);
const beginsBlock = (item: Y.Item, sight: Sight): boolean =>
  blockNames.has(elementOf(item)?.nodeName ?? "") && sight.shows(item);

function shownWords(item: Y.Item, sight: Sight): string {
  if (!(item.content instanceof Y.ContentString)) return "";
  const { str } = item.content;
  const spans = sight.spansOf(item);
  return spans === null ? str : spans.map(({ from, to }) => str.slice(from, to)).join("");
}

/** `hasBegun`: words are expected before the next block. */
function wordsBehind(block: Y.Item, sight: Sight, hasBegun = true): string {
  let words = "";
  for (let item = block.right; item !== null && words.length < quotedLetters; item = item.right) {
    if (beginsBlock(item, sight) && (hasBegun || words !== "")) break;
    words += shownWords(item, sight);
  }
  return words;
}
