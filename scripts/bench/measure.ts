/** Figures of one run: sides taken in turn, medians, and how far the rounds lay apart. */

import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

export interface Spread {
  readonly median: number;
  /** (greatest - least) / median. */
  readonly spread: number;
}

/** One line of the table: a ratio with its goal, and the absolute figures of this machine beside it. */
export interface Figure {
  readonly name: string;
  readonly ratio: number | null;
  readonly spread: number | null;
  /** Such as "<= 1.25"; null where a figure is only reported. */
  readonly goal: { readonly atMost: number } | { readonly atLeast: number } | null;
  readonly detail: string;
}

export function summarise(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
  return { median, spread: ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / median };
}

export const isMet = ({ ratio, goal }: Figure): boolean | null => {
  if (goal === null || ratio === null) return null;
  return "atMost" in goal ? ratio <= goal.atMost : ratio >= goal.atLeast;
};

export async function timed(run: () => void | Promise<void>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

setFlagsFromString("--expose-gc");
/** V8's own collector. Whatever is not minor also drops compiled code. */
export const collectGarbage = runInNewContext("gc") as (how: { readonly type: "minor" | "major" }) => void;

/** Rounds of a pair of sides, which side goes first changing from round to round; the median of their ratios. */
export async function compareSides(
  rounds: number,
  ours: () => Promise<number>,
  theirs: () => Promise<number>,
): Promise<{ readonly ratio: Spread; readonly ours: Spread; readonly theirs: Spread }> {
  const pairs: (readonly [number, number])[] = [];
  for (let round = 0; round < rounds; round++) {
    if (round % 2 === 0) {
      const first = await ours();
      pairs.push([first, await theirs()]);
    } else {
      const first = await theirs();
      pairs.push([await ours(), first]);
    }
  }
  return {
    ratio: summarise(pairs.map(([our, their]) => our / their)),
    ours: summarise(pairs.map(([our]) => our)),
    theirs: summarise(pairs.map(([, their]) => their)),
  };
}

export const milliseconds = ({ median, spread }: Spread): string =>
  `${median.toFixed(median < 10 ? 1 : 0)} ms (±${(spread * 50).toFixed(0)} %)`;
