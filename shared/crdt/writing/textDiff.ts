/** Which stretches of a string to replace to make another: by sentence, then by word, then by code point at the ends. */
import { diff } from "fast-myers-diff";
import { splitSentences, splitWords } from "../../charter/compare/words.ts";

/** [from, to) of the old text becomes [newFrom, newTo) of the new one. In ascending order, never touching. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Myers is quadratic where everything differs, so long texts are first paired by sentence. */
const maxWords = 3000;

/** `byWords`: for people to read, so a word becomes another as a whole, unless something is only added to it or left out. */
export function diffText(before: string, after: string, byWords = false): readonly Replacement[] {
  const whole: Replacement = { from: 0, to: before.length, newFrom: 0, newTo: after.length };
  const trimmed = trim(before, after, whole);
  if (trimmed === null) return [];
  const middle = byWords ? toWords(before, trimmed) : trimmed;
  const short = middle.to - middle.from + middle.newTo - middle.newFrom < 2 * maxWords;
  const coarse = short ? [middle] : refine(before, after, middle, splitSentences);
  return coarse
    .flatMap((part) => refine(before, after, part, splitWords))
    .flatMap((part) => {
      const less = trim(before, after, part);
      if (less === null) return [];
      return byWords && less.to > less.from && less.newTo > less.newFrom ? [part] : [less];
    });
}

const isInWord = (text: string, at: number): boolean => /[\p{L}\p{M}\p{N}\p{Cs}]/u.test(text.charAt(at));

/** To the ends of the words that it begins and ends in: what stands there is the same in both. */
function toWords(before: string, { from, to, newFrom, newTo }: Replacement): Replacement {
  let start = 0;
  while (from - start > 0 && isInWord(before, from - start - 1)) start++;
  let end = 0;
  while (to + end < before.length && isInWord(before, to + end)) end++;
  return { from: from - start, to: to + end, newFrom: newFrom - start, newTo: newTo + end };
}

function refine(
  before: string,
  after: string,
  within: Replacement,
  split: (text: string) => readonly string[],
): readonly Replacement[] {
  const old = split(before.slice(within.from, within.to));
  const next = split(after.slice(within.newFrom, within.newTo));
  if (old.length === 0 || next.length === 0 || old.length + next.length > 2 * maxWords) return [within];
  const oldAt = offsets(old, within.from);
  const newAt = offsets(next, within.newFrom);
  return Array.from(diff(old, next), ([oldFrom, oldTo, newFrom, newTo]) => ({
    from: oldAt[oldFrom] ?? within.to,
    to: oldAt[oldTo] ?? within.to,
    newFrom: newAt[newFrom] ?? within.newTo,
    newTo: newAt[newTo] ?? within.newTo,
  }));
}

/** Where each token begins; what follows the last one is the end. */
function offsets(tokens: readonly string[], start: number): readonly number[] {
  let at = start;
  return tokens.map((token) => {
    at += token.length;
    return at - token.length;
  });
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Without the code points that both begin and end with; null where nothing is left. */
function trim(before: string, after: string, { from, to, newFrom, newTo }: Replacement): Replacement | null {
  let start = 0;
  const shorter = Math.min(to - from, newTo - newFrom);
  while (start < shorter && before.charCodeAt(from + start) === after.charCodeAt(newFrom + start)) start++;
  if (start > 0 && isHighSurrogate(before.charCodeAt(from + start - 1))) start--;
  let end = 0;
  while (end < shorter - start && before.charCodeAt(to - end - 1) === after.charCodeAt(newTo - end - 1)) end++;
  if (end > 0 && isLowSurrogate(before.charCodeAt(to - end))) end--;
  const trimmed = { from: from + start, to: to - end, newFrom: newFrom + start, newTo: newTo - end };
  return trimmed.from === trimmed.to && trimmed.newFrom === trimmed.newTo ? null : trimmed;
}
