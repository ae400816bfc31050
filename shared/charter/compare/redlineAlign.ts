/** Which of two rows of keys stand against each other: nearly linear, whatever the rows are. */

import { diff } from "fast-myers-diff";
import { longestIncreasing } from "./sequences.ts";

/** Numbers instead of strings: equal where the strings are. */
export function numbered(before: readonly string[], after: readonly string[]): readonly [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  return [Int32Array.from(before, numberOf), Int32Array.from(after, numberOf)];
}

/** Larger gaps between keys that occur once on each side are left unpaired. */
const maxGap = 4_000_000;

/** Pairs of equal keys, in order, none crossing another. */
export function alignKeys(before: readonly string[], after: readonly string[]): readonly (readonly [number, number])[] {
  const [a, b] = numbered(before, after);
  const pairs: (readonly [number, number])[] = [];
  let start: readonly [number, number] = [0, 0];
  const fill = (end: readonly [number, number]) => {
    let [i, j] = start;
    for (; i < end[0] && j < end[1] && a[i] === b[j]; i++, j++) pairs.push([i, j]);
    let tail = 0;
    while (end[0] - tail > i && end[1] - tail > j && a[end[0] - tail - 1] === b[end[1] - tail - 1]) tail++;
    const [toI, toJ] = [end[0] - tail, end[1] - tail];
    if ((toI - i) * (toJ - j) <= maxGap) {
      const base: readonly [number, number] = [i, j];
      for (const [fromA, toA, , toB] of diff(a.subarray(i, toI), b.subarray(j, toJ))) {
        for (; i < base[0] + fromA; i++, j++) pairs.push([i, j]);
        [i, j] = [base[0] + toA, base[1] + toB];
      }
      for (; i < toI; i++, j++) pairs.push([i, j]);
    }
    for (let k = 0; k < tail; k++) pairs.push([toI + k, toJ + k]);
  };
  for (const [i, j] of anchorsOf(a, b)) {
    fill([i, j]);
    pairs.push([i, j]);
    start = [i + 1, j + 1];
  }
  fill([a.length, b.length]);
  return pairs;
}

/** The longest row, in order on both sides, of keys that occur once on each. */
function anchorsOf(a: Int32Array, b: Int32Array): readonly (readonly [number, number])[] {
  const placesIn = (keys: Int32Array): ReadonlyMap<number, number> => {
    const places = new Map<number, number>();
    for (const [index, key] of keys.entries()) places.set(key, places.has(key) ? -1 : index);
    return places;
  };
  const inA = placesIn(a);
  const inB = placesIn(b);
  const once = [...inA].flatMap(([key, i]) => {
    const j = inB.get(key) ?? -1;
    return i < 0 || j < 0 ? [] : [[i, j] as const];
  });
  const kept = longestIncreasing(once.map(([, j]) => j));
  return once.filter((_, index) => kept.has(index));
}
