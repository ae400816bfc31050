/**
 * How suggestions are answered: accepted, rejected, opened again, or taken back by the device that made them. Words and
 * elements are only answered, never written again; what a format or an attribute asks for is written by who accepts it.
 *
 * Called by: the host and the window. An answer that stands is not written twice, so accepting all costs what is new.
 */
import * as Y from "yjs";
import { isSuggesting, suggestingOf } from "../../base/clientClass.ts";
import type { MarkName } from "../../charter/text/grammar.ts";
import type { Attrs } from "../../charter/text/model.ts";
import type { SuggestionAnswer } from "../../charter/text/suggested.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { joinRanges } from "../document/idRanges.ts";
import {
  type Answered,
  type ReviewEntry,
  readReviewKey,
  type SuggestionId,
  writeReviewKey,
} from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { findItem, itemsIn, typeOf } from "../document/yStore.ts";
import { createClockSet } from "../reading/clockSet.ts";
import { markOf } from "../reading/overlay.ts";
import { suggestedAlternatives } from "../reading/suggestedFills.ts";
import { chooseFills } from "./brackets.ts";
import { type AttrValue, createPen, type FlowChange } from "./pen.ts";
import { setOrUnset, writeAs } from "./penParts.ts";

/** What a suggestion consists of: words and elements of suggesting ids, and entries. */
export interface Answerable {
  readonly parts: readonly Answered[];
}

/** So many parts are answered in one step: about a frame's work for a window that shows it, too. */
const stepParts = 40;
/** Of one suggestion. */
const mostParts = 120;

/** One transaction, unless it is long. */
export function answer(yDoc: Y.Doc, kind: SuggestionAnswer, suggestions: readonly Answerable[], origin: object): void {
  for (const _ of answerSteps(yDoc, kind, suggestions, origin));
}

/**
 * One transaction for each step, about a frame's work; the text is a valid one between any two, and what replaces words
 * comes in the step in which these go. `withdraw` is written under the suggesting id of the document's session, all others
 * under its editing id. `isMine`: clients for whom this one speaks, where what it accepts fills in a blank.
 */
export function* answerSteps(
  yDoc: Y.Doc,
  kind: SuggestionAnswer,
  suggestions: readonly Answerable[],
  origin: object,
  isMine: (client: number) => boolean = () => false,
): Generator<void, void> {
  const client = kind === "withdraw" ? (suggestingOf(yDoc.clientID) ?? yDoc.clientID) : yDoc.clientID;
  if (isSuggesting(client) !== (kind === "withdraw")) throw new Error(`${kind} is not written under this client id`);
  const answers = createAnswers(yDoc, kind);
  const steps = stepsOf(suggestions);
  const rangesOf = (parts: readonly Answered[]) =>
    withGaps(yDoc, joinRanges(parts.flatMap((part) => (part.kind === "ins" ? [part.range] : []))));
  let signs: ReturnType<typeof suggestedAlternatives> = new Set();
  for (const [at, parts] of steps.entries()) {
    if (at > 0) yield;
    writeAs(yDoc, client, origin, () => {
      if (at === 0) {
        const meant = createClockSet(rangesOf(steps.flat()));
        if (kind !== "withdraw") signs = suggestedAlternatives(yDoc, ({ id }) => meant.has(id));
        // One that is not accepted any more is in no bracket.
        if (kind !== "accept") chooseFills(yDoc, signs, false, isMine);
      }
      answers.ofWords(rangesOf(parts));
      for (const part of parts) if (part.kind !== "ins") answers.ofEntry(part);
      if (kind === "accept" && at === steps.length - 1) chooseFills(yDoc, signs, true, isMine);
    });
  }
}

/** Entries in the order in which later ones count ([I39]), the words of a suggestion with its first entry. */
function stepsOf(suggestions: readonly Answerable[]): readonly (readonly Answered[])[] {
  const sorted = suggestions
    .flatMap(({ parts }, of) => {
      const acts = parts.flatMap((part) => (part.kind === "ins" ? [] : [part.suggestion]));
      const first = acts.sort(byAct)[0] ?? { number: -1, client: -1 };
      return parts.map((part) => ({ part, of, act: part.kind === "ins" ? first : part.suggestion }));
    })
    .sort((a, b) => byAct(a.act, b.act) || a.of - b.of);
  const steps: Answered[][] = [];
  let last = -1;
  for (const one of sorted) {
    const step = steps.at(-1);
    const isCut = step !== undefined && step.length >= (one.of === last ? mostParts : stepParts);
    if (step === undefined || isCut) steps.push([one.part]);
    else step.push(one.part);
    last = one.of;
  }
  return steps;
}

const byAct = (a: SuggestionId, b: SuggestionId): number => a.number - b.number || a.client - b.client;

type AnswerKind = "ok" | "no" | "out";

function createAnswers(yDoc: Y.Doc, kind: SuggestionAnswer) {
  const yReview = reviewRoot(yDoc);
  const written: AnswerKind | null = { accept: "ok", reject: "no", withdraw: "out", reopen: null }[kind] as AnswerKind;
  /** What says otherwise. Who takes back what is accepted or rejected changes no answer. */
  const against: readonly AnswerKind[] =
    kind === "accept" ? ["no"] : kind === "reject" ? ["ok"] : kind === "reopen" ? ["ok", "no"] : [];

  const put = (of: Answered): void => {
    const text = writeReviewKey({ kind: written ?? "ok", of });
    if (!yReview.has(text)) yReview.set(text, true);
  };

  /** Of words. */
  const standing = (kinds: readonly AnswerKind[]) => {
    const begins = kinds.map((one) => `${one}/ins/`);
    return [...yReview.keys()].flatMap((text) => {
      const key = begins.some((one) => text.startsWith(one)) ? readReviewKey(text) : null;
      return (key?.kind === "ok" || key?.kind === "no" || key?.kind === "out") && key.of.kind === "ins"
        ? [{ text, kind: key.kind, range: key.of.range }]
        : [];
    });
  };

  /** Answers that reach beyond stay for what is beyond. */
  function ofWords(ranges: readonly DeletedRange[]): void {
    if (ranges.length === 0) return;
    const meant = createClockSet(ranges);
    for (const { text, kind: of, range } of standing(against)) {
      const rest = meant.outside(range);
      if (rest.length === 1 && rest[0]?.length === range.length) continue;
      yReview.delete(text);
      for (const left of rest) yReview.set(writeReviewKey({ kind: of, of: { kind: "ins", range: left } }), true);
    }
    if (written === null) return;
    const known = createClockSet(standing([written]).map(({ range }) => range));
    for (const range of ranges.flatMap(known.outside)) put({ kind: "ins", range });
  }

  function ofEntry(entry: ReviewEntry): void {
    const value = yReview.get(writeReviewKey(entry));
    if (value === undefined) return;
    const isAccepted = yReview.has(writeReviewKey({ kind: "ok", of: entry }));
    for (const of of against) yReview.delete(writeReviewKey({ kind: of, of: entry }));
    if (kind === "accept" && !isAccepted) apply(yDoc, entry, value);
    if ((kind === "reject" || kind === "reopen") && isAccepted) takeBack(yDoc, entry, value);
    if (written !== null) put(entry);
  }

  return { ofWords, ofEntry };
}

/**
 * Ranges of one client joined over what is neither a word nor an element of a flow: entries of `review`, attributes,
 * what is deleted. One answer then stands for many.
 */
function withGaps(yDoc: Y.Doc, ranges: readonly DeletedRange[]): readonly DeletedRange[] {
  const joined: { client: number; clock: number; length: number }[] = [];
  for (const { client, clock, length } of ranges) {
    const last = joined.at(-1);
    const end = last === undefined ? 0 : last.clock + last.length;
    const isNear =
      last?.client === client && [...itemsIn(yDoc, { client, clock: end, length: clock - end })].every(isSilent);
    if (last !== undefined && isNear) last.length = clock + length - last.clock;
    else joined.push({ client, clock, length });
  }
  return joined;
}

const isSilent = ({ deleted, parentSub }: Y.Item): boolean => deleted || parentSub !== null;

/** Writes what an accepted entry asks for; a strike asks nobody to write. */
function apply(yDoc: Y.Doc, entry: ReviewEntry, value: unknown): void {
  if (entry.kind === "set") setAttribute(yDoc, entry, value);
  else if (entry.kind === "fmt") formatRange(yDoc, entry.range, entry.mark, markOf(entry.mark, value));
}

/** As far as it is known what was there before: of a link that was replaced it is not. */
function takeBack(yDoc: Y.Doc, entry: ReviewEntry, value: unknown): void {
  if (entry.kind === "fmt" && (entry.mark !== "link" || value !== false))
    formatRange(yDoc, entry.range, entry.mark, value === false ? {} : null);
  if (entry.kind !== "set") return;
  const values = valuesOf(elementAt(yDoc, entry)?._map.get(entry.attr));
  if (values.at(-1) === value) setAttribute(yDoc, entry, values.at(-2) ?? null);
}

function elementAt(yDoc: Y.Doc, { element }: ReviewEntry & { kind: "set" }): Y.XmlElement | null {
  const item = findItem(yDoc, element);
  const type: unknown = item === null || item.deleted || item.id.clock !== element.clock ? null : typeOf(item);
  return type instanceof Y.XmlElement ? type : null;
}

function setAttribute(yDoc: Y.Doc, entry: ReviewEntry & { kind: "set" }, value: unknown): void {
  const yElement = elementAt(yDoc, entry);
  if (yElement?.nodeName === entry.name && (yElement.getAttribute(entry.attr) ?? null) !== value)
    setOrUnset(yElement, entry.attr, value as AttrValue, null);
}

/** The values that an attribute had, the latest last; null at the end where it has none now. */
function valuesOf(latest: Y.Item | undefined): readonly unknown[] {
  const values: unknown[] = [];
  for (let item = latest ?? null; item !== null; item = item.left)
    if (item.content instanceof Y.ContentAny) values.unshift(...item.content.arr);
  return latest === undefined || latest.deleted ? [...values, null] : values;
}

/** Of the words of a range that stand, wherever they stand. */
function formatRange(yDoc: Y.Doc, range: DeletedRange, mark: MarkName, attrs: Attrs | null): void {
  const pen = createPen(yDoc);
  const yFlows = new Set(
    [...itemsIn(yDoc, range)].flatMap(({ parent }) => (parent instanceof Y.XmlText ? [parent] : [])),
  );
  for (const yFlow of yFlows) {
    const changes: FlowChange[] = [];
    let at = 0;
    for (let item = yFlow._start; item !== null; item = item.right) {
      if (item.deleted || !item.countable) continue;
      const { client, clock } = item.id;
      const from = Math.max(range.clock, clock);
      const to = Math.min(range.clock + range.length, clock + item.length);
      if (client === range.client && from < to)
        changes.push({ at: at + from - clock, kind: "format", length: to - from, formats: { [mark]: attrs } });
      at += item.length;
    }
    if (changes.length > 0) pen.write(yFlow, changes);
  }
}
