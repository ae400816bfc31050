/** Compares the blocks of one clause: equal ones first, then those that resemble each other, word by word. */
import { diff } from "fast-myers-diff";
import { sameMarks } from "./canonical.ts";
import { isClauseNode, isTextBlock } from "./clauses.ts";
import { type Bag, bagOfWords, likenessOf, minLikeness } from "./likeness.ts";
import type { DocNode, ElementNode, TextMark } from "./model.ts";
import type { RedlineBlock, RedlineRun } from "./redline.ts";
import { splitSentences, splitWords } from "./words.ts";

export interface ReadBlock {
  readonly block: RedlineBlock["block"];
  readonly level: number;
  /** Without an operation: text with its marks, a line feed for a hard break. */
  readonly pieces: readonly { readonly text: string; readonly marks: readonly TextMark[] }[];
  readonly text: string;
  /** Equal for blocks that are the same in the same surroundings, and only for those. */
  readonly key: string;
}

/** The blocks of a normal-form node, without those of clauses inside it. */
export function readBlocks(owner: ElementNode): readonly ReadBlock[] {
  const blocks: ReadBlock[] = [];
  const visit = (node: DocNode, around: string, block: "list_item" | "table_cell" | null, level: number) => {
    if (node.type === "text" || isClauseNode(node)) return;
    if (isTextBlock(node)) {
      const heading = node.type === "heading";
      const pieces = node.content.map((child) =>
        child.type === "text" ? { text: child.text, marks: child.marks } : { text: "\n", marks: [] },
      );
      blocks.push({
        block: heading ? "heading" : (block ?? "paragraph"),
        level: heading ? Number(node.attrs.level) : level,
        pieces,
        text: pieces.map((piece) => piece.text).join(""),
        key: around + JSON.stringify(node),
      });
      return;
    }
    const isList = node.type === "list_item";
    const inside = isList
      ? "list_item"
      : node.type === "table_cell" || node.type === "table_header"
        ? "table_cell"
        : block;
    for (const [index, child] of node.content.entries()) {
      // The first child tells where an item, a row or a table begins.
      const begins = index === 0 ? "+" : "";
      visit(child, `${around}${begins}${node.type}${JSON.stringify(node.attrs)}/`, inside, isList ? level + 1 : level);
    }
  };
  for (const child of owner.content) visit(child, "", null, 0);
  return blocks;
}

export const wholeBlock = (block: ReadBlock, op: "same" | "insert" | "delete"): RedlineBlock => ({
  op,
  block: block.block,
  level: block.level,
  runs: block.pieces.map((piece) => ({ op, text: piece.text, marks: piece.marks })),
});

export function compareBlocks(before: readonly ReadBlock[], after: readonly ReadBlock[]): readonly RedlineBlock[] {
  const [beforeKeys, afterKeys] = numbered(
    before.map((block) => block.key),
    after.map((block) => block.key),
  );
  const blocks: RedlineBlock[] = [];
  let next = 0;
  const keepUntil = (end: number) => {
    for (; next < end; next++) blocks.push(wholeBlock(after[next] as ReadBlock, "same"));
  };
  for (const [fromBefore, toBefore, fromAfter, toAfter] of diff(beforeKeys, afterKeys)) {
    keepUntil(fromAfter);
    blocks.push(...compareUnequal(before.slice(fromBefore, toBefore), after.slice(fromAfter, toAfter)));
    next = toAfter;
  }
  keepUntil(after.length);
  return blocks;
}

/** Numbers instead of strings: equal where the strings are. */
function numbered(before: readonly string[], after: readonly string[]): readonly [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (key: string): number => {
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
  return [Int32Array.from(before, numberOf), Int32Array.from(after, numberOf)];
}

/** Beyond this many pairs a region is cut into proportional slices. */
const maxPairs = 10_000;

function compareUnequal(before: readonly ReadBlock[], after: readonly ReadBlock[]): readonly RedlineBlock[] {
  if (before.length * after.length > maxPairs) {
    const slices = Math.ceil(Math.sqrt((before.length * after.length) / maxPairs));
    const slice = (blocks: readonly ReadBlock[], index: number) =>
      blocks.slice(Math.floor((blocks.length * index) / slices), Math.floor((blocks.length * (index + 1)) / slices));
    return Array.from({ length: slices }, (_, index) => index).flatMap((index) =>
      compareUnequal(slice(before, index), slice(after, index)),
    );
  }
  const blocks: RedlineBlock[] = [];
  let nextBefore = 0;
  let nextAfter = 0;
  const passUntil = (endBefore: number, endAfter: number) => {
    for (; nextBefore < endBefore; nextBefore++) blocks.push(wholeBlock(before[nextBefore] as ReadBlock, "delete"));
    for (; nextAfter < endAfter; nextAfter++) blocks.push(wholeBlock(after[nextAfter] as ReadBlock, "insert"));
  };
  for (const [i, j] of pairBlocks(before, after)) {
    passUntil(i, j);
    const to = after[j] as ReadBlock;
    blocks.push({ op: "change", block: to.block, level: to.level, runs: compareWords(before[i] as ReadBlock, to) });
    nextBefore = i + 1;
    nextAfter = j + 1;
  }
  passUntil(before.length, after.length);
  return blocks;
}

/** Pairs in order, none crossing another, with the greatest sum of likeness. */
function pairBlocks(before: readonly ReadBlock[], after: readonly ReadBlock[]): readonly (readonly [number, number])[] {
  if (before.length === 0 || after.length === 0) return [];
  const bagsBefore = before.map((block) => bagOfWords(block.text));
  const bagsAfter = after.map((block) => bagOfWords(block.text));
  const width = after.length + 1;
  const best = new Float64Array((before.length + 1) * width);
  const alike = new Float64Array(before.length * after.length);
  const at = (row: number, column: number): number => best[row * width + column] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) {
      const likeness = likenessOf(bagsBefore[i] as Bag, bagsAfter[j] as Bag);
      alike[i * after.length + j] = likeness;
      const paired = likeness > minLikeness ? likeness + at(i + 1, j + 1) : 0;
      best[i * width + j] = Math.max(paired, at(i + 1, j), at(i, j + 1));
    }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    const likeness = alike[i * after.length + j] ?? 0;
    if (likeness > minLikeness && at(i, j) === likeness + at(i + 1, j + 1)) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

// ---- words ------------------------------------------------------------------------------------

interface Token {
  readonly text: string;
  readonly marks: readonly TextMark[];
}

const maxTokens = 12_000;

/** Words with other marks are other words: making a word bold is a change that the parties see. */
function compareWords(before: ReadBlock, after: ReadBlock): readonly RedlineRun[] {
  const isLong = before.text.length + after.text.length > maxTokens * 3;
  const split = isLong ? splitSentences : splitWords;
  const tokensOf = (block: ReadBlock): readonly Token[] =>
    block.pieces.flatMap((piece) => split(piece.text).map((text) => ({ text, marks: piece.marks })));
  const keyOf = (token: Token): string =>
    token.marks.length === 0 ? token.text : `${JSON.stringify(token.marks)}${token.text}`;
  const from = tokensOf(before);
  const to = tokensOf(after);
  const [fromKeys, toKeys] = numbered(from.map(keyOf), to.map(keyOf));
  const runs: RedlineRun[] = [];
  let deleted: Token[] = [];
  let inserted: Token[] = [];
  const flush = () => {
    for (const token of deleted) addRun(runs, "delete", token);
    for (const token of inserted) addRun(runs, "insert", token);
    deleted = [];
    inserted = [];
  };
  let next = 0;
  const keepUntil = (end: number, isLast: boolean) => {
    const kept = to.slice(next, end);
    next = end;
    if (kept.length === 0) return;
    // White space alone between two changes would only tear a phrase apart.
    if (!isLast && deleted.length + inserted.length > 0 && kept.every((token) => token.text.trim() === "")) {
      deleted.push(...kept);
      inserted.push(...kept);
      return;
    }
    flush();
    for (const token of kept) addRun(runs, "same", token);
  };
  for (const [fromBefore, toBefore, fromAfter, toAfter] of diff(fromKeys, toKeys)) {
    keepUntil(fromAfter, false);
    deleted.push(...from.slice(fromBefore, toBefore));
    inserted.push(...to.slice(fromAfter, toAfter));
    next = toAfter;
  }
  keepUntil(to.length, true);
  flush();
  return runs;
}

function addRun(runs: RedlineRun[], op: RedlineRun["op"], token: Token): void {
  const last = runs.at(-1);
  if (last?.op === op && sameMarks(last.marks, token.marks))
    runs[runs.length - 1] = { ...last, text: last.text + token.text };
  else runs.push({ op, text: token.text, marks: token.marks });
}
