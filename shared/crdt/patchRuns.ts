/** Text inside one block: replaces the words that differ and sets the marks that differ; every other character stays. */
import type * as Y from "yjs";
import { sameMark, sameMarks } from "../charter/text/marks.ts";
import type { Attrs, TextMark, TextNode } from "../charter/text/model.ts";
import { readRuns } from "./readText.ts";
import { diffText } from "./textDiff.ts";

type Formats = Record<string, Attrs | null>;
type DeltaStep =
  | { readonly retain: number; readonly attributes?: Formats }
  | { readonly insert: string; readonly attributes: Formats }
  | { readonly delete: number };

/** A stretch of text under one set of marks. */
interface Stretch {
  readonly end: number;
  readonly marks: readonly TextMark[];
}

/** `yTexts` stand side by side and read as one. Returns about how many bytes of update it makes. */
export function patchRuns(yTexts: readonly Y.XmlText[], runs: readonly TextNode[]): number {
  const heldByText = yTexts.map(readRuns);
  const before = heldByText.flat();
  const oldText = before.map((run) => run.text).join("");
  const newText = runs.map((run) => run.text).join("");
  const oldMarks = createMarksAt(before);
  const newMarks = createMarksAt(runs);
  const deltas = createDeltas(heldByText.map((held) => held.reduce((length, run) => length + run.text.length, 0)));

  const keep = (from: number, to: number, newFrom: number): void => {
    for (let at = from; at < to; ) {
      const old = oldMarks(at);
      const next = newMarks(at - from + newFrom);
      const end = Math.min(to, old.end, next.end - newFrom + from);
      deltas.keep(end - at, changedFormats(old.marks, next.marks));
      at = end;
    }
  };
  const insert = (from: number, to: number): void => {
    for (let at = from; at < to; ) {
      const { end, marks } = newMarks(at);
      deltas.insert(newText.slice(at, Math.min(to, end)), formatsOf(marks));
      at = Math.min(to, end);
    }
  };

  let oldAt = 0;
  let newAt = 0;
  for (const { from, to, newFrom, newTo } of diffText(oldText, newText)) {
    keep(oldAt, from, newAt);
    insert(newFrom, newTo);
    deltas.remove(to - from);
    oldAt = to;
    newAt = newTo;
  }
  keep(oldAt, oldText.length, newAt);

  for (const [index, yText] of yTexts.entries()) {
    const steps = deltas.of(index);
    if (steps.length > 0) yText.applyDelta(steps);
  }
  return deltas.bytes();
}

const formatsOf = (marks: readonly TextMark[]): Formats =>
  Object.fromEntries(marks.map((mark) => [mark.type, mark.attrs]));

/** Null where the marks are the same. */
function changedFormats(before: readonly TextMark[], after: readonly TextMark[]): Formats | null {
  if (sameMarks(before, after)) return null;
  const gone = before.filter((mark) => !after.some((other) => other.type === mark.type));
  const come = after.filter((mark) => !before.some((other) => sameMark(mark, other)));
  return { ...Object.fromEntries(gone.map((mark) => [mark.type, null])), ...formatsOf(come) };
}

/** The marks at a position; asked in ascending order. */
function createMarksAt(runs: readonly TextNode[]): (at: number) => Stretch {
  let index = 0;
  let end = runs[0]?.text.length ?? 0;
  return (at) => {
    while (at >= end && index < runs.length - 1) end += runs[++index]?.text.length ?? 0;
    return { end, marks: runs[index]?.marks ?? [] };
  };
}

/** One delta for each of the neighbouring texts, from steps over all of them. What is inserted goes to the left one. */
function createDeltas(lengths: readonly number[]) {
  const deltas = lengths.map((): DeltaStep[] => []);
  let text = 0;
  let left = lengths[0] ?? 0;
  let bytes = 0;

  function advance(length: number, step: (length: number) => DeltaStep): void {
    for (let rest = length; rest > 0; ) {
      while (left === 0 && text < lengths.length - 1) left = lengths[++text] ?? 0;
      const taken = Math.min(rest, left);
      if (taken === 0) return;
      deltas[text]?.push(step(taken));
      left -= taken;
      rest -= taken;
    }
  }

  return {
    keep(length: number, attributes: Formats | null): void {
      if (attributes !== null) bytes += 64;
      advance(length, (taken) => (attributes === null ? { retain: taken } : { retain: taken, attributes }));
    },
    insert(inserted: string, attributes: Formats): void {
      bytes += 24 + inserted.length + 48 * Object.keys(attributes).length;
      for (let i = 0; i < inserted.length; i++) if (inserted.charCodeAt(i) > 0x7f) bytes += 2;
      deltas[text]?.push({ insert: inserted, attributes });
    },
    remove(length: number): void {
      bytes += 12;
      advance(length, (taken) => ({ delete: taken }));
    },
    bytes: (): number => bytes,
    /** Without the end that only keeps. */
    of(index: number): DeltaStep[] {
      const steps = deltas[index] ?? [];
      const lastChange = steps.findLastIndex((step) => !("retain" in step) || step.attributes !== undefined);
      return steps.slice(0, lastChange + 1);
    },
  };
}
