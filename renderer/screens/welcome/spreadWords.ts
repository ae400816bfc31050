import { splitRecoveryWords } from "../../../shared/base/recoveryLanguages.ts";

export const wordCount = 24;

/**
 * What 24 fields hold after `typed` came into field `index`, and the field to go on in. A space ends a word. Numbers
 * and stops, as copied with a numbered list, are no words.
 */
export function spreadWords(
  words: readonly string[],
  index: number,
  typed: string,
): { readonly words: readonly string[]; readonly next: number } {
  const given = splitRecoveryWords(typed.toLowerCase());
  const isEnded = /\s$/u.test(typed);
  const put = given.slice(0, wordCount - index);
  const spread = put.length === 0 ? [""] : put;
  const next = index + spread.length - 1 + (isEnded && put.length > 0 ? 1 : 0);
  return {
    words: words.map((word, place) => spread[place - index] ?? word),
    next: Math.min(wordCount - 1, next),
  };
}
