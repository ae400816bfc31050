/**
 * Settles where sides changed the same thing without knowing of each other. Called by: the host, within a transaction of
 * somebody who knows what all of them wrote; so whatever is written here settles it ([I51]).
 */
import * as Y from "yjs";
import { reviewRoot } from "../document/docLayout.ts";
import { writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange, StructId } from "../document/updateBytes.ts";
import { findItem, itemsIn } from "../document/yStore.ts";
import { elementOf } from "../reading/clauseItems.ts";
import type { FlowRange } from "../reading/quotes.ts";
import { addAlternative, bracketWords } from "./brackets.ts";

/** Where sides met. */
interface Met {
  /** All that they put in, took out and set. */
  readonly touched: readonly DeletedRange[];
}

interface MetWords extends Met {
  /** What is seen of it, in order. */
  readonly shown: readonly DeletedRange[];
}

/** "It may stand as it does", of all that was written there. */
export function saidAsItStands(yDoc: Y.Doc, { touched }: Met): void {
  const yReview = reviewRoot(yDoc);
  for (const range of touched) yReview.set(writeReviewKey({ kind: "as", range }), true);
}

/** Other words in the place of what stands, of which those at its ends stay where they are the same. Null: it is gone. */
export function writeInPlace(yDoc: Y.Doc, conflict: MetWords, words: string): FlowRange | null {
  const stretch = readStretch(yDoc, conflict);
  if (stretch === null) return null;
  const { yFlow, letters, at } = stretch;
  const now = letters.map(({ sign }) => sign).join("");
  const [same, end] = alike(now, words);
  const insertAt = letters[same]?.at ?? at + now.length;
  removeLetters(yFlow, letters.slice(same, letters.length - end));
  if (words.length > same + end) yFlow.insert(insertAt, words.slice(same, words.length - end));
  const from = letters[0]?.at ?? at;
  const last = letters.at(-1)?.at;
  return { yFlow, from, to: (last === undefined ? from : last + 1) + words.length - letters.length };
}

/** What each wrote stands in brackets, as an alternative. */
export function bracketBoth(yDoc: Y.Doc, conflict: MetWords, versions: readonly string[]): void {
  // A bracket stands around words; taking them out is an alternative to them.
  const [first = "", ...others] = versions.toSorted((a, b) => Number(a === "") - Number(b === ""));
  const range = writeInPlace(yDoc, conflict, first);
  const bracket = range === null ? null : bracketWords(yDoc, range, { isField: false });
  if (bracket?.ok !== true) return;
  for (const words of others) addAlternative(yDoc, bracket.value, words);
}

/** Attributes of an element; null: none. */
export function setForm(
  yDoc: Y.Doc,
  element: StructId,
  form: Readonly<Record<string, string | number | boolean | null>>,
): void {
  const item = findItem(yDoc, element);
  const yElement = item === null ? null : elementOf(item);
  for (const [name, value] of Object.entries(form))
    if (value === null) yElement?.removeAttribute(name);
    else yElement?.setAttribute(name, value as string);
}

// ---- letters ------------------------------------------------------------------------------------

interface Letter {
  /** In the flow, as Yjs counts. */
  readonly at: number;
  readonly sign: string;
}

interface Stretch {
  readonly yFlow: Y.XmlText;
  /** What is seen, without the spaces around; in order. */
  readonly letters: readonly Letter[];
  /** Where words stand if there are none. */
  readonly at: number;
}

function readStretch(yDoc: Y.Doc, { shown, touched }: MetWords): Stretch | null {
  const anchor = shown[0] ?? touched[0];
  const first = anchor === undefined ? null : findItem(yDoc, anchor);
  if (first === null || !(first.parent instanceof Y.XmlText)) return null;
  const yFlow = first.parent;
  const begins = new Map<Y.Item, number>();
  let length = 0;
  for (let item = yFlow._start; item !== null; item = item.right) {
    begins.set(item, length);
    if (!item.deleted && item.countable) length += item.length;
  }
  const letters: Letter[] = [];
  for (const range of shown)
    for (const item of itemsIn(yDoc, range)) {
      const [from, to] = [Math.max(range.clock, item.id.clock), Math.min(range.clock + range.length, endOf(item))];
      const begin = begins.get(item);
      if (begin === undefined || item.deleted) continue;
      for (let clock = from; clock < to; clock++) {
        const index = clock - item.id.clock;
        const sign = item.content instanceof Y.ContentString ? (item.content.str[index] ?? "") : "\n";
        letters.push({ at: begin + index, sign });
      }
    }
  const start = letters.findIndex(({ sign }) => sign.trim() !== "");
  if (start >= 0) {
    const end = letters.findLastIndex(({ sign }) => sign.trim() !== "");
    return { yFlow, letters: letters.slice(start, end + 1), at: letters[start]?.at ?? 0 };
  }
  // Of spaces alone the first stays before the words, and the others behind them.
  const at = letters[0] === undefined ? (begins.get(first) ?? 0) : letters[0].at + 1;
  return { yFlow, letters: [], at };
}

const endOf = ({ id, length }: Y.Item): number => id.clock + length;

/** From the end, so that places hold. */
function removeLetters(yFlow: Y.XmlText, letters: readonly Letter[]): void {
  for (let end = letters.length; end > 0; ) {
    let start = end - 1;
    while (start > 0 && letters[start - 1]?.at === (letters[start]?.at ?? 0) - 1) start--;
    yFlow.delete(letters[start]?.at ?? 0, end - start);
    end = start;
  }
}

/** How many letters are the same at the beginning and at the end. No pair of surrogates is cut. */
function alike(a: string, b: string): readonly [number, number] {
  const least = Math.min(a.length, b.length);
  let same = 0;
  while (same < least && a[same] === b[same]) same++;
  if (isHigh(a.charCodeAt(same - 1))) same--;
  let end = 0;
  while (end < least - same && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  if (isLow(a.charCodeAt(a.length - end))) end--;
  return [same, end];
}

const isHigh = (code: number): boolean => code >= 0xd800 && code < 0xdc00;
const isLow = (code: number): boolean => code >= 0xdc00 && code < 0xe000;
