/** How much two texts have in common, by the words in them, whatever their order. */
import { isSpoken, splitWords } from "./words.ts";

/** Above this, two texts are one that changed; below, one went and another came. */
export const minLikeness = 0.4;

export interface Bag {
  readonly words: ReadonlyMap<string, number>;
  readonly size: number;
}

export function bagOfWords(text: string): Bag {
  const words = new Map<string, number>();
  const spoken = splitWords(text).filter(isSpoken);
  for (const word of spoken) words.set(word, (words.get(word) ?? 0) + 1);
  return { words, size: spoken.length };
}

/** 0 to 1: twice the common words over all words. Texts without words are alike. */
export function likenessOf(a: Bag, b: Bag): number {
  if (a.size + b.size === 0) return 1;
  const [small, large] = a.words.size <= b.words.size ? [a, b] : [b, a];
  let common = 0;
  for (const [word, count] of small.words) common += Math.min(count, large.words.get(word) ?? 0);
  return (2 * common) / (a.size + b.size);
}
