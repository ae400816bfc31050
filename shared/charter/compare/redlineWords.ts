/** Compares two blocks word by word. A word in other marks is the same word in another form. */
import { diff } from "fast-myers-diff";
import { sameMarks } from "../text/marks.ts";
import type { RedlineRun, RunMark } from "./redline.ts";
import { numbered } from "./redlineAlign.ts";
import type { Piece, ReadBlock } from "./redlineRead.ts";
import { splitSentences, splitWords } from "./words.ts";

/** Longer blocks are compared by sentences. */
const maxByWords = 36_000;
/** With more pieces than this on both sides, only what is alike at the beginning and the end is kept. */
const maxPieces = 20_000;

export function compareWords(before: ReadBlock, after: ReadBlock): readonly RedlineRun[] {
  const split = before.text.length + after.text.length > maxByWords ? splitSentences : splitWords;
  const from = split(before.text);
  const to = split(after.text);
  const runs = new Runs(marksAlong(before.pieces), marksAlong(after.pieces));
  let deleted = "";
  let inserted = "";
  const flush = () => {
    runs.add("delete", deleted);
    runs.add("insert", inserted);
    deleted = "";
    inserted = "";
  };
  let next = 0;
  const keepUntil = (end: number, isLast: boolean) => {
    const kept = to.slice(next, end).join("");
    next = end;
    if (kept === "") return;
    // White space alone between two changes would only tear a phrase apart.
    if (!isLast && deleted + inserted !== "" && kept.trim() === "") {
      deleted += kept;
      inserted += kept;
      return;
    }
    flush();
    runs.add("same", kept);
  };
  for (const [fromBefore, toBefore, fromAfter, toAfter] of changesIn(from, to)) {
    keepUntil(fromAfter, false);
    deleted += from.slice(fromBefore, toBefore).join("");
    inserted += to.slice(fromAfter, toAfter).join("");
    next = toAfter;
  }
  keepUntil(to.length, true);
  flush();
  return runs.all;
}

type Change = readonly [fromBefore: number, toBefore: number, fromAfter: number, toAfter: number];

function changesIn(from: readonly string[], to: readonly string[]): Iterable<Change> {
  if (Math.min(from.length, to.length) <= maxPieces) {
    const [a, b] = numbered(from, to);
    return diff(a, b);
  }
  const shorter = Math.min(from.length, to.length);
  let start = 0;
  while (start < shorter && from[start] === to[start]) start++;
  let end = 0;
  while (end < shorter - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  return [[start, from.length - end, start, to.length - end]];
}

/** Takes the next so many code units of the pieces, with their marks. */
function marksAlong(pieces: readonly Piece[]): (length: number) => readonly Piece[] {
  let piece = 0;
  let within = 0;
  return (length) => {
    const taken: Piece[] = [];
    for (let rest = length; rest > 0; ) {
      const from = pieces[piece];
      if (from === undefined) break;
      const text = from.text.slice(within, within + rest);
      if (text !== "") taken.push({ text, marks: from.marks });
      rest -= text.length;
      within += text.length;
      if (within >= from.text.length) {
        piece++;
        within = 0;
      }
    }
    return taken;
  };
}

/** The runs of a block, in order; each word takes its marks from its own side. */
class Runs {
  readonly all: RedlineRun[] = [];
  readonly #before: (length: number) => readonly Piece[];
  readonly #after: (length: number) => readonly Piece[];

  constructor(before: (length: number) => readonly Piece[], after: (length: number) => readonly Piece[]) {
    this.#before = before;
    this.#after = after;
  }

  add(op: "same" | "insert" | "delete", text: string): void {
    if (text === "") return;
    if (op === "delete") for (const piece of this.#before(text.length)) this.#push({ op, ...piece });
    if (op === "insert") for (const piece of this.#after(text.length)) this.#push({ op, ...piece });
    if (op === "same")
      for (const run of inBothMarks(this.#before(text.length), this.#after(text.length))) this.#push(run);
  }

  #push(run: RedlineRun): void {
    const last = this.all.at(-1);
    const isOne =
      last?.op === run.op && sameMarks(last.marks, run.marks) && sameMarks(last.was ?? noMarks, run.was ?? noMarks);
    if (isOne) this.all[this.all.length - 1] = { ...last, text: last.text + run.text };
    else this.all.push(run);
  }
}

const noMarks: readonly RunMark[] = [];

/** The same text in pieces of two sides, cut where either has other marks. */
function inBothMarks(before: readonly Piece[], after: readonly Piece[]): readonly RedlineRun[] {
  const runs: RedlineRun[] = [];
  let index = 0;
  let within = 0;
  for (const { text, marks } of after)
    for (let at = 0; at < text.length; ) {
      const was = before[index];
      const length = Math.min(text.length - at, (was?.text.length ?? text.length) - within);
      const said = text.slice(at, at + length);
      const isSame = was === undefined || sameMarks(was.marks, marks);
      runs.push(isSame ? { op: "same", text: said, marks } : { op: "format", text: said, marks, was: was.marks });
      at += length;
      within += length;
      if (within >= (was?.text.length ?? 0)) {
        index++;
        within = 0;
      }
    }
  return runs;
}
