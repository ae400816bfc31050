/**
 * Which of a node's old children live on as which of its new ones: by clause id, then where they are equal,
 * then where they say most of the same.
 */

import { diff } from "fast-myers-diff";
import { longestIncreasing } from "../charter/compare/sequences.ts";
import { type Bag, bagOfWords, commonWords, minSimilarity, similarityOf } from "../charter/compare/similarity.ts";
import { frameNames } from "../charter/text/grammar.ts";
import type { ElementNode, TextNode } from "../charter/text/model.ts";

/** A child as Yjs stores it: an element, or all text between two elements. What is equal has equal numbers. */
export type Part =
  | { readonly kind: "element"; readonly node: ElementNode; readonly contentNo: number }
  | { readonly kind: "text"; readonly runs: readonly TextNode[]; readonly contentNo: number };

/** Above this many pairs to compare, children without an equal are paired by the longest common run of equals only. */
const maxPairs = 40_000;

/** For each new part the index of the old part it continues, or -1. The indexes ascend. */
export function matchParts(old: readonly Part[], next: readonly Part[]): Int32Array {
  const match = new Int32Array(next.length).fill(-1);
  const keptBy = createKeptBy();
  let start = 0;
  let oldEnd = old.length;
  let newEnd = next.length;
  while (start < oldEnd && start < newEnd && old[start]?.contentNo === next[start]?.contentNo) match[start] = start++;
  while (oldEnd > start && newEnd > start && old[oldEnd - 1]?.contentNo === next[newEnd - 1]?.contentNo)
    match[--newEnd] = --oldEnd;
  let oldAt = start;
  let newAt = start;
  for (const [oldIndex, newIndex] of [...anchors(old, next, start, oldEnd, newEnd), [oldEnd, newEnd] as const]) {
    matchBetween(old, next, match, keptBy, [oldAt, oldIndex, newAt, newIndex]);
    if (newIndex < newEnd) match[newIndex] = oldIndex;
    oldAt = oldIndex + 1;
    newAt = newIndex + 1;
  }
  return match;
}

type Pair = readonly [oldIndex: number, newIndex: number];
type Stretch = readonly [oldFrom: number, oldTo: number, newFrom: number, newTo: number];

/** Pairs that share an id or a content which only they have, as many as keep their order. */
function anchors(old: readonly Part[], next: readonly Part[], start: number, oldEnd: number, newEnd: number) {
  const oldByKey = uniqueKeys(old, start, oldEnd);
  const pairs: Pair[] = [];
  for (const [key, newIndex] of uniqueKeys(next, start, newEnd)) {
    const oldIndex = oldByKey.get(key) ?? -1;
    if (newIndex >= 0 && oldIndex >= 0) pairs.push([oldIndex, newIndex]);
  }
  return longestAscending(pairs.sort((a, b) => a[1] - b[1]));
}

const idOf = (part: Part): string => {
  const id = part.kind === "element" ? part.node.attrs.id : "";
  return typeof id === "string" ? id : "";
};

/** Position by key; -1 for a key that occurs twice. */
function uniqueKeys(parts: readonly Part[], start: number, end: number): Map<string, number> {
  const keys = new Map<string, number>();
  for (let i = start; i < end; i++) {
    const part = parts[i];
    if (part === undefined) continue;
    const id = idOf(part);
    const name = part.kind === "element" ? part.node.type : "text";
    const key = `${name} ${id === "" ? part.contentNo : `#${id}`}`;
    keys.set(key, keys.has(key) ? -1 : i);
  }
  return keys;
}

/** Of pairs in order of their second, the most that are in order of their first as well. */
function longestAscending(pairs: readonly Pair[]): readonly Pair[] {
  const kept = longestIncreasing(pairs.map(([first]) => first));
  return pairs.filter((_, index) => kept.has(index));
}

/** The longest common run of equals. What only one side has is set aside first: Myers is quadratic in what differs. */
function equals(
  old: readonly Part[],
  next: readonly Part[],
  [oldFrom, oldTo, newFrom, newTo]: Stretch,
): readonly Pair[] {
  const numbersIn = (parts: readonly Part[], from: number, to: number): ReadonlySet<number> =>
    new Set(parts.slice(from, to).map((part) => part.contentNo));
  const inOld = numbersIn(old, oldFrom, oldTo);
  const inNew = numbersIn(next, newFrom, newTo);
  const commonIn = (parts: readonly Part[], from: number, to: number, others: ReadonlySet<number>) =>
    Array.from({ length: to - from }, (_, at) => from + at).filter((at) => others.has(parts[at]?.contentNo ?? -1));
  const left = commonIn(old, oldFrom, oldTo, inNew);
  const right = commonIn(next, newFrom, newTo, inOld);
  const numbers = (parts: readonly Part[], indexes: readonly number[]) => indexes.map((at) => parts[at]?.contentNo);
  const pairs: Pair[] = [];
  let [i, j] = [0, 0];
  const keepTo = (end: number): void => {
    while (i < end) pairs.push([left[i++] as number, right[j++] as number]);
  };
  for (const [from, to, , newEnd] of diff(numbers(old, left), numbers(next, right))) {
    keepTo(from);
    [i, j] = [to, newEnd];
  }
  keepTo(left.length);
  return pairs;
}

function matchBetween(
  old: readonly Part[],
  next: readonly Part[],
  match: Int32Array,
  keptBy: KeptBy,
  [oldFrom, oldTo, newFrom, newTo]: Stretch,
): void {
  const rows = oldTo - oldFrom;
  const columns = newTo - newFrom;
  if (rows === 0 || columns === 0) return;
  if (rows * columns > maxPairs) {
    let [oldAt, newAt] = [oldFrom, newFrom];
    const between = (oldEnd: number, newEnd: number): void => {
      if ((oldEnd - oldAt) * (newEnd - newAt) <= maxPairs)
        matchBetween(old, next, match, keptBy, [oldAt, oldEnd, newAt, newEnd]);
    };
    for (const [oldIndex, newIndex] of equals(old, next, [oldFrom, oldTo, newFrom, newTo])) {
      between(oldIndex, newIndex);
      match[newIndex] = oldIndex;
      [oldAt, newAt] = [oldIndex + 1, newIndex + 1];
    }
    if (oldAt > oldFrom || newAt > newFrom) between(oldTo, newTo);
    return;
  }
  // The order-keeping pairing that keeps most text.
  const width = columns + 1;
  const best = new Float64Array((rows + 1) * width);
  const gains = new Float64Array(rows * columns);
  for (let i = rows - 1; i >= 0; i--)
    for (let j = columns - 1; j >= 0; j--) {
      const gain = keptBy(old[oldFrom + i] as Part, next[newFrom + j] as Part);
      gains[i * columns + j] = gain;
      const both = gain > 0 ? gain + (best[(i + 1) * width + j + 1] ?? 0) : 0;
      best[i * width + j] = Math.max(both, best[(i + 1) * width + j] ?? 0, best[i * width + j + 1] ?? 0);
    }
  for (let i = 0, j = 0; i < rows && j < columns; ) {
    const here = best[i * width + j] ?? 0;
    const gain = gains[i * columns + j] ?? 0;
    if (gain > 0 && here === gain + (best[(i + 1) * width + j + 1] ?? 0)) match[newFrom + j++] = oldFrom + i++;
    else if (here === best[(i + 1) * width + j]) i++;
    else j++;
  }
}

/** Nodes that are a shape rather than a text: paired by their order whatever they hold. */
const textless: ReadonlySet<string> = new Set([...frameNames, "table_header", "table_cell", "hard_break"]);

type KeptBy = ReturnType<typeof createKeptBy>;

/** Counts the words of each part once. */
function createKeptBy() {
  const bags = new Map<Part, Bag>();

  function bagOf(part: Part): Bag {
    const bag = bags.get(part) ?? bagOfWords(textOf(part));
    bags.set(part, bag);
    return bag;
  }

  /** More than 0 where `next` may continue `old`: 1 and the words that both have. */
  return function keptBy(old: Part, next: Part): number {
    if (old.kind !== next.kind) return 0;
    const [a, b] = [bagOf(old), bagOf(next)];
    const kept = 1 + commonWords(a, b);
    if (old.kind === "text" || next.kind === "text") return kept;
    if (old.node.type !== next.node.type) return 0;
    const [oldId, newId] = [idOf(old), idOf(next)];
    if (oldId !== "" && newId !== "" && oldId !== newId) return 0;
    if (old.contentNo === next.contentNo || textless.has(old.node.type)) return kept;
    // A block that was empty may be filled, and one that was filled emptied.
    return a.size === 0 || b.size === 0 || similarityOf(a, b) > minSimilarity ? kept : 0;
  };
}

function textOf(part: Part): string {
  const plain = (node: ElementNode | TextNode): string =>
    node.type === "text" ? node.text : node.content.map(plain).join(" ");
  return part.kind === "text" ? part.runs.map(plain).join("") : plain(part.node);
}
