/** How much two texts have in common, by the words in them, whatever their order. */
import { isSpoken, splitWords } from "./words.ts";

/** Above this, two texts are one that changed; below, one went and another came. */
export const minSimilarity = 0.4;

export interface Bag {
  readonly words: ReadonlyMap<string, number>;
  readonly size: number;
}

/** What writers of Arabic, Hebrew or Hindi may leave out or put in, and what makes a letter great, makes no other word. */
const lettersOf = (word: string): string =>
  word
    .normalize("NFKD")
    .replace(/[\p{M}\p{Cf}\u0640]/gu, "")
    .toLowerCase();

export function bagOfWords(text: string): Bag {
  const words = new Map<string, number>();
  let size = 0;
  for (const piece of splitWords(text)) {
    if (!isSpoken(piece)) continue;
    const word = lettersOf(piece);
    words.set(word, (words.get(word) ?? 0) + 1);
    size++;
  }
  return { words, size };
}

/** How many words both have, each as often as the one that has it less. */
function commonWords(a: Bag, b: Bag): number {
  const [small, large] = a.words.size <= b.words.size ? [a, b] : [b, a];
  let common = 0;
  for (const [word, count] of small.words) common += Math.min(count, large.words.get(word) ?? 0);
  return common;
}

/** A text of fewer words lies in any other by chance, and so does one in a text twelve times its length. */
const minInside = 3;
const maxAround = 12;

/**
 * 0 to 1: twice the common words over all words. Texts without words are alike. One that lies in the other is at least
 * barely alike: a sentence was struck out or put in.
 */
export function similarityOf(a: Bag, b: Bag): number {
  if (a.size + b.size === 0) return 1;
  const common = commonWords(a, b);
  const shared = (2 * common) / (a.size + b.size);
  const fewer = Math.min(a.size, b.size);
  const isInside = fewer >= minInside && common >= 0.9 * fewer && maxAround * fewer >= Math.max(a.size, b.size);
  return isInside ? Math.max(shared, minSimilarity + 0.01 + shared / 20) : shared;
}

export interface Bagged<T> {
  readonly of: T;
  readonly bag: Bag;
}

/** So many pairs are compared one by one; beyond, only those that share a rare word. */
const maxPairs = 40_000;
const maxRareWords = 8;
const maxHolders = 32;
const maxCandidates = 6;

/** Pairs those that are more alike than `above`, the most alike first, each at most once. */
export function pairAlike<T>(
  before: readonly Bagged<T>[],
  after: readonly Bagged<T>[],
  mayPair: (from: T, to: T) => boolean,
  above: number,
): readonly (readonly [T, T])[] {
  const found: { readonly from: number; readonly to: number; readonly similarity: number }[] = [];
  const candidates = before.length * after.length <= maxPairs ? null : holdersOf(after);
  const everyone = after.map((_, index) => index);
  for (const [from, one] of before.entries())
    for (const to of candidates === null ? everyone : candidates(one.bag, from / before.length)) {
      const other = after[to];
      if (other === undefined || !mayPair(one.of, other.of)) continue;
      const similarity = similarityOf(one.bag, other.bag);
      if (similarity > above) found.push({ from, to, similarity });
    }
  const distance = ({ from, to }: { readonly from: number; readonly to: number }): number =>
    Math.abs(from / before.length - to / after.length);
  found.sort((a, b) => b.similarity - a.similarity || distance(a) - distance(b));
  const taken = { from: new Set<number>(), to: new Set<number>() };
  return found.flatMap(({ from, to }) => {
    const [one, other] = [before[from], after[to]];
    if (one === undefined || other === undefined || taken.from.has(from) || taken.to.has(to)) return [];
    taken.from.add(from);
    taken.to.add(to);
    return [[one.of, other.of] as const];
  });
}

/** For a bag and its place (0 to 1): those near that place that hold the most of its rarest words. */
function holdersOf(all: readonly Bagged<unknown>[]): (bag: Bag, place: number) => readonly number[] {
  const holders = new Map<string, number[]>();
  for (const [index, { bag }] of all.entries())
    for (const word of bag.words.keys()) {
      const known = holders.get(word);
      if (known === undefined) holders.set(word, [index]);
      else known.push(index);
    }
  return (bag, place) => {
    const lists = [...bag.words.keys()]
      .flatMap((word) => {
        const list = holders.get(word);
        return list === undefined ? [] : [list];
      })
      .sort((a, b) => a.length - b.length)
      .slice(0, maxRareWords);
    const shared = new Map<number, number>();
    for (const list of lists)
      for (const index of nearest(list, place * all.length)) shared.set(index, (shared.get(index) ?? 0) + 1);
    return [...shared]
      .sort((a, b) => b[1] - a[1])
      .slice(0, maxCandidates)
      .map(([index]) => index);
  };
}

function nearest(sorted: readonly number[], place: number): readonly number[] {
  if (sorted.length <= maxHolders) return sorted;
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  const start = Math.max(0, Math.min(sorted.length - maxHolders, low - maxHolders / 2));
  return sorted.slice(start, start + maxHolders);
}
