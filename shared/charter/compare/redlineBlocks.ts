/**
 * Compares the blocks of one clause: equal ones first, then those that resemble each other, word by word. A row of a
 * table is paired as a whole before its cells are. Words in a language are compared with those in the same language.
 */

import type { RedlineBlock } from "./redline.ts";
import { alignKeys } from "./redlineAlign.ts";
import { type ReadBlock, shownForm, signOf, signsOf, wholeBlock } from "./redlineRead.ts";
import { compareWords } from "./redlineWords.ts";
import { type Bag, bagOfWords, minSimilarity, similarityOf } from "./similarity.ts";

/** A block outside tables, or the blocks of a row. */
interface Unit {
  readonly key: string;
  readonly isRow: boolean;
  readonly blocks: readonly ReadBlock[];
}

export function compareBlocks(before: readonly ReadBlock[], after: readonly ReadBlock[]): readonly RedlineBlock[] {
  const [was, is] = [Map.groupBy(before, languageOf), Map.groupBy(after, languageOf)];
  const languages = [...new Set([...was.keys(), ...is.keys()])].sort();
  return languages.flatMap((language) => compareLanguage(was.get(language) ?? [], is.get(language) ?? []));
}

/** "": the charter's own. */
const languageOf = (block: ReadBlock): string => block.language ?? "";

function compareLanguage(before: readonly ReadBlock[], after: readonly ReadBlock[]): readonly RedlineBlock[] {
  const from = unitsOf(before);
  const to = unitsOf(after);
  const blocks: RedlineBlock[] = [];
  let nextFrom = 0;
  let nextTo = 0;
  const passUntil = (endFrom: number, endTo: number) => {
    for (const block of compareUnequal(from.slice(nextFrom, endFrom), to.slice(nextTo, endTo))) blocks.push(block);
  };
  const aligned = alignKeys(
    from.map((unit) => unit.key),
    to.map((unit) => unit.key),
  );
  const kept: (readonly [ReadBlock, ReadBlock, number])[] = [];
  for (const [i, j] of aligned) {
    passUntil(i, j);
    const was = (from[i] as Unit).blocks;
    for (const [index, block] of (to[j] as Unit).blocks.entries()) {
      kept.push([was[index] as ReadBlock, block, blocks.length]);
      blocks.push(wholeBlock(block, "same"));
    }
    nextFrom = i + 1;
    nextTo = j + 1;
  }
  passUntil(from.length, to.length);
  if (blocks.every((block) => block.op === "same")) showPlaces(blocks, kept);
  return blocks;
}

/** Where nothing else changed: what stands in another list, table or row than before. */
function showPlaces(blocks: RedlineBlock[], kept: readonly (readonly [ReadBlock, ReadBlock, number])[]): void {
  for (const [was, is, index] of kept)
    if (was.key !== is.key) blocks[index] = { ...(blocks[index] as RedlineBlock), op: "change", was: was.form };
}

function unitsOf(blocks: readonly ReadBlock[]): readonly Unit[] {
  const units: Unit[] = [];
  let row: ReadBlock[] = [];
  const close = () => {
    if (row.length > 0) units.push({ key: row.map((one) => one.weakKey).join("\n"), isRow: true, blocks: row });
    row = [];
  };
  for (const block of blocks) {
    if (block.row !== row[0]?.row) close();
    if (block.row === null) units.push({ key: block.weakKey, isRow: false, blocks: [block] });
    else row.push(block);
  }
  close();
  return units;
}

/** Beyond this many pairs a region is cut into proportional slices. */
const maxPairs = 10_000;

function compareUnequal(before: readonly Unit[], after: readonly Unit[]): readonly RedlineBlock[] {
  if (before.length * after.length > maxPairs) {
    const slices = Math.ceil(Math.sqrt((before.length * after.length) / maxPairs));
    const slice = (units: readonly Unit[], index: number) =>
      units.slice(Math.floor((units.length * index) / slices), Math.floor((units.length * (index + 1)) / slices));
    return Array.from({ length: slices }, (_, index) => index).flatMap((index) =>
      compareUnequal(slice(before, index), slice(after, index)),
    );
  }
  const blocks: RedlineBlock[] = [];
  let nextBefore = 0;
  let nextAfter = 0;
  const passUntil = (endBefore: number, endAfter: number) => {
    for (; nextBefore < endBefore; nextBefore++)
      for (const block of (before[nextBefore] as Unit).blocks) blocks.push(wholeBlock(block, "delete"));
    for (; nextAfter < endAfter; nextAfter++)
      for (const block of (after[nextAfter] as Unit).blocks) blocks.push(wholeBlock(block, "insert"));
  };
  for (const [i, j] of pairUnits(before, after)) {
    passUntil(i, j);
    blocks.push(...comparePair(before[i] as Unit, after[j] as Unit));
    nextBefore = i + 1;
    nextAfter = j + 1;
  }
  passUntil(before.length, after.length);
  return blocks;
}

function comparePair(before: Unit, after: Unit): readonly RedlineBlock[] {
  const [was, is] = [before.blocks, after.blocks];
  if (!before.isRow && !after.isRow) return [changedBlock(was[0] as ReadBlock, is[0] as ReadBlock)];
  const [cellsBefore, cellsAfter] = [cellsOf(was), cellsOf(is)];
  if (before.isRow && after.isRow && cellsBefore.length === cellsAfter.length)
    return cellsAfter.flatMap((cell, index) => compareCell(cellsBefore[index] ?? [], cell));
  return compareUnequal(was.map(alone), is.map(alone));
}

const alone = (block: ReadBlock): Unit => ({ key: block.weakKey, isRow: false, blocks: [block] });

function cellsOf(blocks: readonly ReadBlock[]): readonly (readonly ReadBlock[])[] {
  return [...Map.groupBy(blocks, (block) => block.cell).values()];
}

/** The cells of one column: what stands in them is compared however little it has in common. */
function compareCell(before: readonly ReadBlock[], after: readonly ReadBlock[]): readonly RedlineBlock[] {
  const [was, is] = [before[0], after[0]];
  if (was === undefined || is === undefined || before.length > 1 || after.length > 1)
    return compareUnequal(before.map(alone), after.map(alone));
  return [was.weakKey === is.weakKey ? wholeBlock(is, "same") : changedBlock(was, is)];
}

function changedBlock(before: ReadBlock, after: ReadBlock): RedlineBlock {
  const runs = compareWords(before, after);
  if (before.place === after.place) {
    const isSame = runs.every((run) => run.op === "same") && before.block === after.block;
    return { op: isSame ? "same" : "change", ...shownForm(after, "after"), signs: signsOf("same", after.form), runs };
  }
  const isOneSign = signOf(before.form) === signOf(after.form);
  const signs = isOneSign
    ? signsOf("same", after.form)
    : [...signsOf("delete", before.form), ...signsOf("insert", after.form)];
  return { op: "change", ...shownForm(after, "after"), was: before.form, signs, runs };
}

/** Pairs in order, none crossing another, with the greatest sum of similarity. */
function pairUnits(before: readonly Unit[], after: readonly Unit[]): readonly (readonly [number, number])[] {
  if (before.length === 0 || after.length === 0) return [];
  const weighed = (units: readonly Unit[]): readonly Weighed[] =>
    units.map(({ isRow, blocks }) => ({
      isRow,
      bag: bagOfWords(blocks.map((block) => block.text).join("\n")),
      first: blocks[0]?.text ?? "",
      isEmpty: blocks[0]?.block === "empty",
      cells: isRow ? blocks.length : 0,
    }));
  const weighedBefore = weighed(before);
  const weighedAfter = weighed(after);
  const width = after.length + 1;
  const best = new Float64Array((before.length + 1) * width);
  const alike = new Float64Array(before.length * after.length);
  const at = (row: number, column: number): number => best[row * width + column] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--) {
      const similarity = similarityOfUnits(weighedBefore[i] as Weighed, weighedAfter[j] as Weighed);
      alike[i * after.length + j] = similarity;
      const paired = similarity > minSimilarity ? similarity + at(i + 1, j + 1) : 0;
      best[i * width + j] = Math.max(paired, at(i + 1, j), at(i, j + 1));
    }
  const pairs: (readonly [number, number])[] = [];
  for (let i = 0, j = 0; i < before.length && j < after.length; ) {
    const similarity = alike[i * after.length + j] ?? 0;
    if (similarity > minSimilarity && at(i, j) === similarity + at(i + 1, j + 1)) pairs.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i++;
    else j++;
  }
  return pairs;
}

interface Weighed {
  readonly isRow: boolean;
  readonly bag: Bag;
  /** Text of the first block. */
  readonly first: string;
  /** A list, an item or a cell with nothing in it, which is no block of text. */
  readonly isEmpty: boolean;
  readonly cells: number;
}

function similarityOfUnits(a: Weighed, b: Weighed): number {
  if (a.isEmpty !== b.isEmpty) return 0;
  const similarity = similarityOf(a.bag, b.bag);
  // A row is known by its first cell.
  const isSameRow = a.isRow && b.isRow && a.cells === b.cells && a.first === b.first && a.first.trim() !== "";
  return isSameRow ? Math.max(similarity, 0.6) : similarity;
}
