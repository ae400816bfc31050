/**
 * Puts words in brackets and settles them. Each act is as few changes as it can be: what stands in a bracket is never
 * copied, to settle one writes a key, and only who takes the signs away deletes anything.
 *
 * Called by: the host and the editor, within their transactions. Every act is one of `yDoc.clientID`: under a suggesting
 * id brackets, alternatives, taking brackets away and filling blanks in are suggested ([I52], [I53]), in the text with
 * what this device suggests already; all else is for editing ids. `isOwn`: whether a suggesting id is this device's.
 */
import * as Y from "yjs";
import { isSamePair, isSuggesting } from "../../base/clientClass.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { readItemId, readReviewKey, writeItemId, writeReviewKey } from "../document/reviewKeys.ts";
import { findItem, typeOf } from "../document/yStore.ts";
import { type BracketSegment, chosenOf, type MatchedBracket, matchBrackets } from "../reading/brackets.ts";
import { elementOf } from "../reading/clauseItems.ts";
import { type CleanSight, createCleanSight, createProposedSight } from "../reading/cleanSight.ts";
import type { FlowRange } from "../reading/quotes.ts";
import type { BracketChoice } from "../reading/readBrackets.ts";
import { readReview } from "../reading/review.ts";
import { fillsAmong } from "../reading/suggestedFills.ts";
import type { TypedBracket } from "../reading/typedBrackets.ts";
import type { Formats } from "./flowWalk.ts";
import { createPen, type FlowChange, type IsOwn, type Pen } from "./pen.ts";

export type BracketFault =
  /** Nothing of this id is a bracket that stands. */
  | "notFound"
  /** The bracket has no such alternative. */
  | "noSuchChoice"
  /** Several alternatives, and none is chosen. */
  | "notSettled"
  /** What was to be bracketed is empty, or more than one clause has of a flow. */
  | "badRange";

/** What whoever writes under the document's id sees of brackets. */
export const bracketSight = (yDoc: Y.Doc, isOwn: IsOwn = pairOf(yDoc)): CleanSight =>
  isSuggesting(yDoc.clientID) ? createProposedSight(yDoc, isOwn) : createCleanSight(yDoc);

const pairOf =
  (yDoc: Y.Doc): IsOwn =>
  (client) =>
    isSamePair(client, yDoc.clientID);

/** Puts brackets around words, and answers the bracket's id. */
export function bracketWords(
  yDoc: Y.Doc,
  { yFlow, from, to }: FlowRange,
  { isField }: { readonly isField: boolean },
  isOwn?: IsOwn,
): Result<string, BracketFault> {
  if (from >= to || hasSplit(yFlow, from, to)) return err("badRange");
  const yOpen = signOf({ name: "open", isField });
  putSigns(createPen(yDoc, isOwn), yFlow, [
    { at: from, removed: 0, yElement: yOpen, words: "" },
    { at: to, removed: 0, yElement: signOf({ name: "close" }), words: "" },
  ]);
  return ok(idOf(yOpen));
}

/**
 * Makes typed brackets into brackets or blanks; a blank has no alternatives, so each pair is one. `typed`: as
 * `bracketSight` has them.
 */
export function bracketTyped(
  yDoc: Y.Doc,
  typed: readonly TypedBracket[],
  { isField }: { readonly isField: boolean },
  isOwn?: IsOwn,
): number {
  const pen = createPen(yDoc, isOwn);
  const wanted = isField ? typed.filter(({ depth }) => depth === 0) : typed;
  for (const [yFlow, inFlow] of Map.groupBy(wanted, (one) => one.yFlow)) {
    const between = ({ alternatives }: TypedBracket): readonly SignPut[] =>
      alternatives.flatMap((sign): readonly SignPut[] =>
        isField
          ? [put({ at: sign.at, length: 1 }, "close"), put({ at: sign.at + sign.length - 1, length: 1 }, "field")]
          : [put(sign, "alt")],
      );
    const puts = inFlow.flatMap((one) => [
      put(one.open, isField ? "field" : "open"),
      ...between(one),
      put(one.close, "close"),
    ]);
    putSigns(pen, yFlow, puts);
  }
  return wanted.reduce((sum, { alternatives }) => sum + 1 + (isField ? alternatives.length : 0), 0);
}

const put = ({ at, length }: { at: number; length: number }, name: "open" | "field" | "alt" | "close"): SignPut => ({
  at,
  removed: length,
  yElement: name === "field" ? signOf({ name: "open", isField: true }) : signOf({ name, isField: false }),
  words: "",
});

/** Adds an alternative behind those there are, and answers what chooses it. */
export function addAlternative(
  yDoc: Y.Doc,
  id: string,
  words: string,
  isOwn?: IsOwn,
): Result<BracketChoice, BracketFault> {
  const found = findBracket(yDoc, id, bracketSight(yDoc, isOwn));
  if (found === null) return err("notFound");
  const { yFlow, segment, bracket } = found;
  const before = bracket.close ?? segment.next;
  const yAlt = signOf({ name: "alt" });
  const at = before === null ? yFlow.length : placeOf(yFlow, before);
  putSigns(createPen(yDoc, isOwn), yFlow, [{ at, removed: 0, yElement: yAlt, words }]);
  return ok(idOf(yAlt));
}

/**
 * Settles a bracket as far as it is for this client to do [I26]: who chose otherwise leaves it open. `isMine`: clients
 * for whom this one speaks; what they chose before counts no more.
 */
export function pickAlternative(
  yDoc: Y.Doc,
  id: string,
  choice: BracketChoice,
  isMine: (client: number) => boolean,
): Result<null, BracketFault> {
  const found = findBracket(yDoc, id);
  if (found === null) return err("notFound");
  if (chosenOf(found.bracket, choice) === null) return err("noSuchChoice");
  const review = reviewRoot(yDoc);
  let isSaid = false;
  for (const { key, client } of picksOf(yDoc, id)) {
    if (client !== yDoc.clientID && !isMine(client)) continue;
    // Of several that say the same one is enough.
    if (!isSaid && review.get(key) === choice) isSaid = true;
    else if (client !== yDoc.clientID) review.delete(key);
  }
  const own = { kind: "pick", bracket: found.bracket.open.id, client: yDoc.clientID } as const;
  if (!isSaid) review.set(writeReviewKey(own), choice);
  else if (review.get(writeReviewKey(own)) !== choice) review.delete(writeReviewKey(own));
  return ok(null);
}

/** Takes back what everybody chose. */
export function reopenBracket(yDoc: Y.Doc, id: string): Result<null, BracketFault> {
  if (findBracket(yDoc, id) === null) return err("notFound");
  for (const { key } of picksOf(yDoc, id)) reviewRoot(yDoc).delete(key);
  return ok(null);
}

/** Takes the signs away, and the alternatives that are not chosen; also one sign that belongs to no bracket. */
export function removeBracket(yDoc: Y.Doc, id: string, isOwn?: IsOwn): Result<null, BracketFault> {
  const sight = bracketSight(yDoc, isOwn);
  const pen = createPen(yDoc, isOwn);
  const found = findBracket(yDoc, id, sight);
  if (found === null) return removeStray(yDoc, id, pen, sight);
  const { yFlow, segment, bracket } = found;
  const { begins, at, close } = bracket;
  const pick = sight.review().picks.get(id) ?? null;
  const chosen = pick === null ? null : chosenOf(bracket, pick);
  if (chosen === null && begins.length > 1) return err("notSettled");
  const others = at.flatMap((start, index) =>
    index === (chosen ?? 0) ? [] : segment.items.slice(start + 1, at[index + 1] ?? bracket.end),
  );
  const gone = new Set<Y.Item>([...begins, ...others, ...(close === null ? [] : [close])]);
  deleteItems(pen, yFlow, gone, sight);
  return ok(null);
}

function removeStray(yDoc: Y.Doc, id: string, pen: Pen, sight: CleanSight): Result<null, BracketFault> {
  const item = itemOf(yDoc, id);
  if (item === null || !(item.parent instanceof Y.XmlText)) return err("notFound");
  const yFlow = item.parent;
  if (!matchBrackets(yFlow, sight.unsettled).some(({ strays }) => strays.includes(item))) return err("notFound");
  deleteItems(pen, yFlow, new Set([item]), sight);
  return ok(null);
}

export interface Fill {
  readonly bracket: string;
  readonly words: string;
}

/**
 * Fills blanks in: what stood in one stays in it, hidden, so that two who fill it otherwise find both. Whoever suggests it
 * adds the alternative in place of their last one, and leaves it to others to choose it ([I53]).
 */
export function fillFields(
  yDoc: Y.Doc,
  fills: readonly Fill[],
  isMine: (client: number) => boolean,
  isOwn: IsOwn = pairOf(yDoc),
): Result<null, BracketFault> {
  if (fills.some(({ bracket }) => findBracket(yDoc, bracket, bracketSight(yDoc, isOwn)) === null))
    return err("notFound");
  for (const { bracket, words } of fills) {
    if (isSuggesting(yDoc.clientID)) {
      takeBackAlternatives(yDoc, bracket, isOwn);
      addAlternative(yDoc, bracket, words, isOwn);
      continue;
    }
    const choice = choiceOf(yDoc, bracket, words) ?? addAlternative(yDoc, bracket, words);
    const picked = typeof choice === "string" ? ok(choice) : choice;
    if (picked.ok) pickAlternative(yDoc, bracket, picked.value, isMine);
  }
  return ok(null);
}

/** Those of a bracket that this device suggests. */
function takeBackAlternatives(yDoc: Y.Doc, id: string, isOwn: IsOwn): void {
  const sight = bracketSight(yDoc, isOwn);
  const found = findBracket(yDoc, id, sight);
  if (found === null) return;
  const { yFlow, segment, bracket } = found;
  const { accepted } = readReview(yDoc);
  const own = bracket.begins.flatMap((begin, index) => {
    const isTakenBack = index > 0 && isSuggesting(begin.id.client) && isOwn(begin.id.client) && !accepted.has(begin.id);
    return isTakenBack ? segment.items.slice(bracket.at[index], bracket.at[index + 1] ?? bracket.end) : [];
  });
  if (own.length > 0) deleteItems(createPen(yDoc, isOwn), yFlow, new Set(own), sight);
}

/**
 * Alternatives that were answered just now: in a blank an accepted one is chosen, and one that is not accepted any more is
 * chosen by this client no longer ([I53]).
 */
export function chooseFills(
  yDoc: Y.Doc,
  signs: ReadonlySet<Y.Item>,
  isAccepted: boolean,
  isMine: (client: number) => boolean,
): void {
  if (signs.size === 0) return;
  const fills = fillsAmong(signs, createCleanSight(yDoc).unsettled);
  if (isAccepted) for (const { bracket, choice } of fills) pickAlternative(yDoc, bracket, choice, isMine);
  else
    for (const { bracket, choice } of fills)
      for (const { key, client } of picksOf(yDoc, bracket))
        if ((client === yDoc.clientID || isMine(client)) && reviewRoot(yDoc).get(key) === choice)
          reviewRoot(yDoc).delete(key);
}

/** The alternative that says this already. */
function choiceOf(yDoc: Y.Doc, id: string, words: string): BracketChoice | null {
  const sight = createCleanSight(yDoc);
  const found = findBracket(yDoc, id, sight);
  if (found === null) return null;
  const { segment, bracket } = found;
  const index = bracket.at.findIndex((start, one) => {
    const items = segment.items.slice(start + 1, bracket.at[one + 1] ?? bracket.end);
    return items.every(({ content }) => content instanceof Y.ContentString) && lettersOf(items, sight) === words;
  });
  const begin = bracket.begins[index];
  return begin === undefined ? null : index === 0 ? "first" : writeItemId(begin.id);
}

const lettersOf = (items: readonly Y.Item[], sight: CleanSight): string =>
  items
    .map((item) => {
      const { str } = item.content as Y.ContentString;
      const spans = sight.unsettled.spansOf(item) ?? [{ from: 0, to: str.length }];
      return spans.map(({ from, to }) => str.slice(from, to)).join("");
    })
    .join("");

// ---- finding ------------------------------------------------------------------------------------

interface FoundBracket {
  readonly yFlow: Y.XmlText;
  /** `next`: the split that ends it; null for the last. */
  readonly segment: BracketSegment & { readonly next: Y.Item | null };
  readonly bracket: MatchedBracket;
}

function findBracket(yDoc: Y.Doc, id: string, sight: CleanSight = createCleanSight(yDoc)): FoundBracket | null {
  const item = itemOf(yDoc, id);
  if (item === null || !(item.parent instanceof Y.XmlText)) return null;
  const segments = matchBrackets(item.parent, sight.unsettled);
  for (const [index, segment] of segments.entries()) {
    const bracket = segment.brackets.find(({ open }) => open === item);
    const next = segments[index + 1]?.split ?? null;
    if (bracket !== undefined) return { yFlow: item.parent, segment: { ...segment, next }, bracket };
  }
  return null;
}

function itemOf(yDoc: Y.Doc, id: string): Y.Item | null {
  const named = readItemId(id);
  const item = named === null ? null : findItem(yDoc, named);
  return item !== null && item.id.clock === named?.clock && typeOf(item) !== null ? item : null;
}

function picksOf(yDoc: Y.Doc, id: string): readonly { readonly key: string; readonly client: number }[] {
  return [...reviewRoot(yDoc).keys()].flatMap((key) => {
    const read = key.startsWith(`pick/${id}/`) ? readReviewKey(key) : null;
    return read?.kind === "pick" ? [{ key, client: read.client }] : [];
  });
}

// ---- flows --------------------------------------------------------------------------------------

type Sign =
  | { readonly name: "open"; readonly isField: boolean }
  | { readonly name: "alt" | "close"; readonly isField?: false };

function signOf(sign: Sign): Y.XmlElement {
  const yElement = new Y.XmlElement(sign.name === "alt" ? "alt" : "bracket");
  if (sign.name === "close") yElement.setAttribute("side", "close");
  // Yjs stores any value; only its type says it is a string.
  if (sign.isField === true) yElement.setAttribute("field", true as never);
  return yElement;
}

function idOf({ _item: item }: Y.XmlElement): string {
  if (item === null) throw new Error("a sign that was put in stands in the document");
  return writeItemId(item.id);
}

interface SignPut {
  readonly at: number;
  /** How many characters of the flow it stands for. */
  readonly removed: number;
  readonly yElement: Y.XmlElement;
  /** What is written right behind it; a line feed begins another paragraph. */
  readonly words: string;
}

/** Under the marks that stand there, so that no format is written. */
function putSigns(pen: Pen, yFlow: Y.XmlText, puts: readonly SignPut[]): void {
  const ordered = [...puts].sort((a, b) => a.at - b.at);
  const marks = marksAt(
    yFlow,
    ordered.map(({ at }) => at),
  );
  const changes: FlowChange[] = [];
  for (const [index, { at, removed, yElement, words }] of ordered.entries()) {
    const put = (content: string | Y.XmlElement): unknown =>
      changes.push({ at, kind: "insert", content, formats: marks[index] ?? {} });
    put(yElement);
    for (const [line, part] of words.split("\n").entries()) {
      if (line > 0) put(new Y.XmlElement("block"));
      if (part !== "") put(part);
    }
    if (removed > 0) changes.push({ at, kind: "delete", length: removed });
  }
  pen.write(yFlow, changes);
}

/** The formats of what stands right before places of a flow, which are in ascending order. */
function marksAt(yFlow: Y.XmlText, places: readonly number[]): readonly Formats[] {
  const found: Formats[] = places.filter((place) => place === 0).map(() => ({}));
  let marks: Record<string, unknown> = {};
  let at = 0;
  for (let item = yFlow._start; item !== null && found.length < places.length; item = item.right) {
    if (item.deleted) continue;
    if (item.content instanceof Y.ContentFormat) {
      const { key, value } = item.content;
      marks = { ...marks, [key]: value };
      if (value === null) delete marks[key];
    } else if (item.countable) {
      at += item.length;
      while ((places[found.length] ?? Number.POSITIVE_INFINITY) <= at) found.push(marks);
    }
  }
  return found;
}

function placeOf(yFlow: Y.XmlText, wanted: Y.Item): number {
  let at = 0;
  for (let item = yFlow._start; item !== null && item !== wanted; item = item.right)
    if (!item.deleted && item.countable) at += item.length;
  return at;
}

function hasSplit(yFlow: Y.XmlText, from: number, to: number): boolean {
  let at = 0;
  for (let item = yFlow._start; item !== null && at < to; item = item.right) {
    if (item.deleted || !item.countable) continue;
    if (at >= from && elementOf(item)?.nodeName === "split") return true;
    at += item.length;
  }
  return to > at;
}

/** What others suggested among it stays. */
function deleteItems(pen: Pen, yFlow: Y.XmlText, gone: ReadonlySet<Y.Item>, sight: CleanSight): void {
  const changes: FlowChange[] = [];
  let at = 0;
  for (let item = yFlow._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const whole = [{ from: 0, to: item.length }];
    const seen = item.content instanceof Y.ContentString ? (sight.unsettled.spansOf(item) ?? whole) : whole;
    if (gone.has(item))
      for (const { from, to } of seen) changes.push({ at: at + from, kind: "delete", length: to - from });
    at += item.length;
  }
  pen.write(yFlow, changes);
}
