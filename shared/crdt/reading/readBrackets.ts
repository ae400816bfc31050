/**
 * The brackets of a text as plain values, by clause: what stands in them, who put what in, whether they are settled and
 * who said so. A pure reading. What hides a clause hides its brackets; one that stands in an alternative that is not
 * chosen is not listed, since nobody sees it.
 */
import * as Y from "yjs";
import type { ClauseId } from "../../base/ids.ts";
import { alternativeLabel } from "../../charter/text/alternatives.ts";
import { writeItemId } from "../document/reviewKeys.ts";
import { attributesOf } from "./attributes.ts";
import { type BracketSegment, chosenOf, hiddenIn, matchBrackets } from "./brackets.ts";
import { type ClauseFlow, clauseFlows } from "./clauseFlows.ts";
import { elementOf } from "./clauseItems.ts";
import { type CleanSight, createCleanSight } from "./cleanSight.ts";
import type { Segment } from "./flow.ts";
import type { Reading } from "./reading.ts";

/** How a bracket is settled: by an alternative, "first" or the id of what begins it, or "out" where none is to stand. */
export type BracketChoice = string;

export interface BracketAlternative {
  readonly choice: BracketChoice;
  /** "Alt. 2"; "3.1 bis" where it is all the words of its clause. */
  readonly label: string;
  /** As they stand, with the signs of the brackets in it. */
  readonly words: string;
  /** The Yjs client that proposes it; null: the words were there before they were bracketed. */
  readonly client: number | null;
}

export interface ReadBracket {
  /** `client.clock` of the element that opens it, as `pick` names it. */
  readonly id: string;
  /** `looseId` where it stands outside every clause. */
  readonly clause: ClauseId;
  /** "" where the clause has none. */
  readonly clauseNumber: string;
  /** BCP 47, of words in a further language; null: the charter's own. */
  readonly language: string | null;
  /** The bracket that it stands in. */
  readonly within: string | null;
  /** 0: in no other bracket. */
  readonly depth: number;
  /** A blank, to be filled in: what stands in it says with what. */
  readonly isField: boolean;
  /** "contested": several chose, and not alike. */
  readonly state: "open" | "contested" | "settled";
  /** The sign that closes it, by its id; null: it reaches to the end of its clause. */
  readonly close: string | null;
  /** The Yjs client that put it there. */
  readonly client: number;
  readonly alternatives: readonly BracketAlternative[];
  /** Null where it is not settled. */
  readonly chosen: BracketChoice | null;
  readonly picks: readonly { readonly client: number; readonly choice: BracketChoice }[];
  /** The words of its clause right before it and right behind it, on its line. */
  readonly before: string;
  readonly after: string;
}

/** A sign that belongs to no bracket: a close without an open, an alternative in none. */
export interface StraySign {
  readonly id: string;
  readonly clause: ClauseId;
  readonly clauseNumber: string;
  readonly sign: string;
}

export interface ReadBrackets {
  /** In the order of the text. */
  readonly brackets: readonly ReadBracket[];
  readonly strays: readonly StraySign[];
}

/** How much of a line is told of around a bracket. */
const contextLength = 80;
/** Of an alternative that is longer so much is told, then "…". */
const maxWords = 4000;

/** Of flows that did not change: what was matched in them. A reading has other segments for one that changed. */
export type KnownMatches = WeakMap<readonly Segment[], ReadonlyMap<Y.Item | null, BracketSegment>>;

/** `only`: in these flows alone; null: in all. */
export function readBrackets(
  reading: Reading,
  sight: CleanSight = createCleanSight(reading.yDoc),
  known: KnownMatches = new WeakMap(),
  only: ReadonlySet<Y.XmlText> | null = null,
): ReadBrackets {
  const brackets: ReadBracket[] = [];
  const strays: StraySign[] = [];
  const choices = sight.review().choices;

  function readSegment(segment: BracketSegment, { clause, clauseNumber, language, isWhole }: ClauseFlow): void {
    const { items } = segment;
    if (segment.brackets.length + segment.strays.length === 0) return;
    const words = items.map(wordsOf);
    const hidden = hiddenIn(segment, pickOf);
    for (const bracket of segment.brackets) {
      const { open, begins, at, depth } = bracket;
      if ((hidden.get(open) ?? depth) < depth) continue;
      const [start = 0] = at;
      const end = bracket.close === null ? bracket.end : bracket.end + 1;
      const number = isWhole && isAllOf(items, words, start, end) ? clauseNumber : null;
      const id = writeItemId(open.id);
      const picks = (choices.get(id) ?? []).map(({ client, pick }) => ({ client, choice: pick }));
      const pick = pickOf(id);
      const chosen = pick === null || chosenOf(bracket, pick) === null ? null : pick;
      // Hidden in it by what is settled in it, and not by itself.
      const isInside = (item: Y.Item): boolean => (hidden.get(item) ?? depth) <= depth;
      const limit = depth < 8 ? maxWords : contextLength;
      brackets.push({
        ...{ id, clause, clauseNumber, language, depth, picks, chosen },
        within: bracket.within === null ? null : writeItemId(bracket.within.open.id),
        isField: isField(open),
        state: chosen !== null ? "settled" : new Set(picks.map(({ choice }) => choice)).size > 1 ? "contested" : "open",
        close: bracket.close === null ? null : writeItemId(bracket.close.id),
        client: open.id.client,
        alternatives: begins.map((begin, index) => ({
          choice: index === 0 ? "first" : writeItemId(begin.id),
          label: alternativeLabel(number, index),
          words: wordsIn(items, words, (at[index] ?? 0) + 1, at[index + 1] ?? bracket.end, limit, isInside),
          client: index === 0 ? null : proposerOf(begin, items, (at[index] ?? 0) + 1, at[index + 1] ?? bracket.end),
        })),
        ...contextOf(items, words, start, end, (item) => !hidden.has(item)),
      });
    }
    for (const item of segment.strays) {
      const yElement = elementOf(item);
      if (yElement !== null)
        strays.push({
          id: writeItemId(item.id),
          clause,
          clauseNumber,
          sign: yElement.nodeName === "alt" ? "] [" : "]",
        });
    }
  }

  /** Who put the sign in; where none of the words is theirs, as with brackets that were typed, who wrote the first. */
  function proposerOf(begin: Y.Item, items: readonly Y.Item[], from: number, to: number): number {
    const { client } = begin.id;
    let first: number | null = null;
    for (let i = from; i < to; i++) {
      const item = items[i] as Y.Item;
      if (!(item.content instanceof Y.ContentString) || wordsOf(item) === "") continue;
      if (item.id.client === client) return client;
      first ??= item.id.client;
    }
    return first ?? client;
  }

  function matchedIn(yFlow: Y.XmlText): ReadonlyMap<Y.Item | null, BracketSegment> {
    const read = reading.segmentsOf(yFlow);
    const matched = known.get(read) ?? new Map(matchBrackets(yFlow, sight.unsettled).map((one) => [one.split, one]));
    known.set(read, matched);
    return matched;
  }

  const pickOf = (id: string): string | null => sight.review().picks.get(id) ?? null;

  function wordsIn(
    items: readonly Y.Item[],
    texts: readonly string[],
    from: number,
    to: number,
    limit: number,
    isMeant: (item: Y.Item) => boolean,
  ): string {
    let words = "";
    for (let i = from; i < to && words.length <= limit; i++) {
      const item = items[i] as Y.Item;
      if (isMeant(item)) words += texts[i] as string;
    }
    const trimmed = words.replace(/^\n/u, "");
    return trimmed.length > limit ? `${trimmed.slice(0, limit).toWellFormed()}…` : trimmed;
  }

  function contextOf(
    items: readonly Y.Item[],
    texts: readonly string[],
    start: number,
    end: number,
    isMeant: (item: Y.Item) => boolean,
  ) {
    let before = "";
    for (let i = start - 1; i >= 0 && before.length < contextLength && !before.includes("\n"); i--)
      if (isMeant(items[i] as Y.Item)) before = (texts[i] as string) + before;
    let after = "";
    for (let i = end; i < items.length && after.length < contextLength && !after.includes("\n"); i++)
      if (isMeant(items[i] as Y.Item)) after += texts[i] as string;
    return {
      before: (before.split("\n").at(-1) ?? "").slice(-contextLength).toWellFormed(),
      after: (after.split("\n")[0] ?? "").slice(0, contextLength).toWellFormed(),
    };
  }

  function wordsOf(item: Y.Item): string {
    if (!(item.content instanceof Y.ContentString)) return signOf(elementOf(item));
    const { str } = item.content;
    const spans = sight.unsettled.spansOf(item);
    return spans === null ? str : spans.map(({ from, to }) => str.slice(from, to)).join("");
  }

  function signOf(yElement: Y.XmlElement | null): string {
    switch (yElement?.nodeName) {
      case "alt":
        return "] [";
      case "bracket":
        return attributesOf(yElement, "bracket", sight).text("side", "open") === "open" ? "[" : "]";
      case "block":
      case "hard_break":
        return "\n";
      default:
        return "";
    }
  }

  /** Whether nothing but the bracket stands in what the clause has of the flow. */
  const isAllOf = (items: readonly Y.Item[], texts: readonly string[], start: number, end: number): boolean =>
    items.every((item, at) => {
      const isAround = at < start || at >= end;
      return !isAround || ((texts[at] as string).trim() === "" && elementOf(item)?.nodeName !== "table");
    });

  const isField = (open: Y.Item): boolean => {
    const yElement = elementOf(open);
    return yElement !== null && attributesOf(yElement, "bracket", sight).flag("field");
  };

  for (const flow of clauseFlows(reading, sight)) {
    if (only !== null && !only.has(flow.yFlow)) continue;
    const found = matchedIn(flow.yFlow).get(flow.segment.split);
    if (found !== undefined) readSegment(found, flow);
  }
  return { brackets, strays };
}
