/**
 * Which of a node's old children live on as which of its new ones: by clause id, then where they are equal,
 * then where they say most of the same.
 */

import { diff } from "fast-myers-diff";
import { longestIncreasing } from "../charter/compare/sequences.ts";
import { frameNames } from "../charter/text/grammar.ts";
import type { ElementNode, TextNode } from "../charter/text/model.ts";

/** A child as Yjs stores it: an element, or all text between two elements. What is equal has equal numbers. */
export type Part =
  | { readonly kind: "element"; readonly node: ElementNode; readonly contentNo: number }
  | { readonly kind: "text"; readonly runs: readonly TextNode[]; readonly contentNo: number };

/** Above this many pairs to compare, children without an equal are paired by the longest common run of equals only. */
const maxPairs = 40_000;
/** The share of words that two blocks must have in common to be one block that changed. */
const minSimilarity = 0.3;

/** For each new part the index of the old part it continues, or -1. The indexes ascend. */
export function matchParts(old: readonly Part[], next: readonly Part[]): Int32Array {
  const match = new Int32Array(next.length).fill(-1);
  const keptBy = createSimilarity();
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

function matchBetween(
  old: readonly Part[],
  next: readonly Part[],
  match: Int32Array,
  keptBy: Similarity,
  [oldFrom, oldTo, newFrom, newTo]: readonly [number, number, number, number],
): void {
  const rows = oldTo - oldFrom;
  const columns = newTo - newFrom;
  if (rows === 0 || columns === 0) return;
  if (rows * columns > maxPairs) {
    const numbers = (parts: readonly Part[], from: number, to: number) =>
      parts.slice(from, to).map((part) => part.contentNo);
    let oldAt = 0;
    let newAt = 0;
    const changes = [...diff(numbers(old, oldFrom, oldTo), numbers(next, newFrom, newTo))];
    for (const [changedFrom, changedTo, newChangedFrom, newChangedTo] of changes) {
      while (oldAt < changedFrom) match[newFrom + newAt++] = oldFrom + oldAt++;
      if ((changedTo - changedFrom) * (newChangedTo - newChangedFrom) <= maxPairs)
        matchBetween(old, next, match, keptBy, [
          oldFrom + changedFrom,
          oldFrom + changedTo,
          newFrom + newChangedFrom,
          newFrom + newChangedTo,
        ]);
      oldAt = changedTo;
      newAt = newChangedTo;
    }
    while (oldAt < rows) match[newFrom + newAt++] = oldFrom + oldAt++;
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

interface Words {
  readonly counts: ReadonlyMap<string, number>;
  /** Of all words together. */
  readonly length: number;
}

type Similarity = ReturnType<typeof createSimilarity>;

/** Counts the words of each part once. */
function createSimilarity() {
  const kept = new Map<Part, Words>();

  function wordsOf(part: Part): Words {
    const known = kept.get(part);
    if (known !== undefined) return known;
    const counts = new Map<string, number>();
    let length = 0;
    for (const [found] of textOf(part).matchAll(/[\p{L}\p{M}\p{N}]+/gu)) {
      counts.set(found, (counts.get(found) ?? 0) + 1);
      length += found.length;
    }
    const words = { counts, length };
    kept.set(part, words);
    return words;
  }

  /** Characters of the words that both have. */
  function shared(a: Part, b: Part): number {
    let length = 0;
    const other = wordsOf(b).counts;
    for (const [found, count] of wordsOf(a).counts) length += found.length * Math.min(count, other.get(found) ?? 0);
    return length;
  }

  /** More than 0 where `next` may continue `old`: 1 and the characters they share. */
  return function keptBy(old: Part, next: Part): number {
    if (old.kind === "text" || next.kind === "text") return old.kind === next.kind ? 1 + shared(old, next) : 0;
    if (old.node.type !== next.node.type) return 0;
    const oldId = idOf(old);
    const newId = idOf(next);
    if (oldId !== "" && newId !== "" && oldId !== newId) return 0;
    const sharedLength = shared(old, next);
    if (old.contentNo === next.contentNo || textless.has(old.node.type)) return 1 + sharedLength;
    const lengths = [wordsOf(old).length, wordsOf(next).length];
    return Math.min(...lengths) === 0 || sharedLength >= minSimilarity * Math.max(...lengths) ? 1 + sharedLength : 0;
  };
}

function textOf(part: Part): string {
  const plain = (node: ElementNode | TextNode): string =>
    node.type === "text" ? node.text : node.content.map(plain).join(" ");
  return part.kind === "text" ? part.runs.map(plain).join("") : plain(part.node);
}
