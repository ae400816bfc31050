/**
 * Brackets in a flow, and what a settled one hides. They match like parentheses within what one clause has of the flow:
 * one that is not closed reaches to the end of that, a close without an open is a sign. [I25] Nothing is deleted: what
 * is written in an alternative stays in it, and is hidden or shown with it.
 */
import * as Y from "yjs";
import { writeItemId } from "../document/reviewKeys.ts";
import type { YList } from "../document/yStore.ts";
import { attributesOf } from "./attributes.ts";
import { elementOf } from "./clauseItems.ts";
import type { Sight } from "./sight.ts";

/** One bracket of a segment. Places are indexes into the items of the segment. */
export interface MatchedBracket {
  readonly open: Y.Item;
  /** What begins each alternative; the first is the bracket. */
  readonly begins: readonly Y.Item[];
  /** Where these stand. */
  readonly at: readonly number[];
  /** Where its close stands, or the segment ends. */
  readonly end: number;
  readonly close: Y.Item | null;
  /** The bracket that it stands in. */
  readonly within: MatchedBracket | null;
  /** How many it stands in. */
  readonly depth: number;
}

/** What one clause has of a flow, as brackets see it. */
export interface BracketSegment {
  /** The split that begins it; null for the first. */
  readonly split: Y.Item | null;
  /** Words and elements in order, those left out that nobody sees. */
  readonly items: readonly Y.Item[];
  /** In the order in which they open. */
  readonly brackets: readonly MatchedBracket[];
  /** A close without an open, an alternative in no bracket. */
  readonly strays: readonly Y.Item[];
}

/**
 * `sight`: without what is pending or struck out; brackets are read from it alone. `shows`: which elements are hidden with
 * what they stand in.
 */
export function matchBrackets(
  yFlow: YList,
  sight: Sight,
  shows: (item: Y.Item) => boolean = sight.shows,
): readonly BracketSegment[] {
  const segments: BracketSegment[] = [];
  let split: Y.Item | null = null;
  let items: Y.Item[] = [];
  let strays: Y.Item[] = [];
  let brackets: Matching[] = [];
  let open: Matching[] = [];

  function closeSegment(): void {
    for (const bracket of open) bracket.end = items.length;
    segments.push({ split, items, brackets, strays });
    [items, strays, brackets, open] = [[], [], [], []];
  }

  for (let item = yFlow._start; item !== null; item = item.right) {
    if (item.content instanceof Y.ContentFormat) continue;
    if (!(item.content instanceof Y.ContentString) && !shows(item)) continue;
    const yElement = sight.shows(item) ? elementOf(item) : null;
    const name = yElement?.nodeName;
    if (name === "split") {
      closeSegment();
      split = item;
      continue;
    }
    const at = items.length;
    items.push(item);
    if (yElement === null || (name !== "alt" && name !== "bracket")) continue;
    const inner = open.at(-1) ?? null;
    if (name === "bracket" && attributesOf(yElement, "bracket", sight).text("side", "open") === "open") {
      const depth = inner === null ? 0 : inner.depth + 1;
      const opened: Matching = { open: item, begins: [item], at: [at], end: at, close: null, within: inner, depth };
      brackets.push(opened);
      open.push(opened);
    } else if (inner === null) strays.push(item);
    else if (name === "alt") {
      inner.begins.push(item);
      inner.at.push(at);
    } else {
      inner.end = at;
      inner.close = item;
      open.pop();
    }
  }
  closeSegment();
  return segments;
}

interface Matching extends MatchedBracket {
  readonly begins: Y.Item[];
  readonly at: number[];
  end: number;
  close: Y.Item | null;
}

/** Which alternative a value of `pick` chooses; -1: none of them is to stand. Null where the bracket does not have it. */
export function chosenOf({ begins }: MatchedBracket, pick: string): number | null {
  if (pick === "out") return -1;
  if (pick === "first") return 0;
  const found = begins.findIndex(({ id }, at) => at > 0 && writeItemId(id) === pick);
  return found < 0 ? null : found;
}

/**
 * What settled brackets of a segment hide, and the depth of the one that hides it: its signs, and all alternatives but
 * the chosen one. `pickOf`: the choice for a bracket, null for an open one; one that the bracket does not have settles
 * nothing.
 */
export function hiddenIn(
  { items, brackets }: BracketSegment,
  pickOf: (bracket: string) => string | null,
): ReadonlyMap<Y.Item, number> {
  const hidden = new Map<Y.Item, number>();
  for (const bracket of brackets) {
    const { open, begins, at, end, close, depth } = bracket;
    // In an alternative that is hidden nothing more is to be hidden, so that every item is hidden once.
    const pick = hidden.has(open) ? null : pickOf(writeItemId(open.id));
    const chosen = pick === null ? null : chosenOf(bracket, pick);
    if (chosen === null) continue;
    for (const [index, start] of at.entries()) {
      hidden.set(begins[index] as Y.Item, depth);
      if (index === chosen) continue;
      for (let i = start + 1; i < (at[index + 1] ?? end); i++) hidden.set(items[i] as Y.Item, depth);
    }
    if (close !== null) hidden.set(close, depth);
  }
  return hidden;
}

/** The words and elements of a flow that settled brackets hide. */
export function readSettled(
  yFlow: YList,
  sight: Sight,
  shows: (item: Y.Item) => boolean,
  pickOf: (bracket: string) => string | null,
): ReadonlySet<Y.Item> {
  return new Set(matchBrackets(yFlow, sight, shows).flatMap((segment) => [...hiddenIn(segment, pickOf).keys()]));
}
