/**
 * Signed changes grouped for people: sessions of writing, and the steps in which one is played again. Pure.
 *
 * Claimed times are enough for it. They only say where a group ends; which changes there are, who made them and in which
 * order they came is the log's. A wrong clock makes other groups, and hides nothing.
 */
import type { SignedChange } from "./signedChanges.ts";

/** With as much between two changes, the later one begins a session. */
const pauseMs = 30 * 60_000;
/** A step is no longer than this, so that one who writes without a pause is seen writing. */
const stepMs = 10_000;

/** One at least; neighbours in the log. */
export type Run = readonly [SignedChange, ...SignedChange[]];

/** `changes`: all of a text, in the order of the log. */
export const readSessions = (changes: readonly SignedChange[]): readonly Run[] =>
  runsOf(changes, (run, next) => isWithin(run.at(-1), next, pauseMs - 1));

export const readSteps = (changes: readonly SignedChange[]): readonly Run[] =>
  runsOf(changes, ([first], next) => first.device === next.device && isWithin(first, next, stepMs));

/** One that came late from elsewhere has an earlier time than the one before it. */
const isWithin = (one: SignedChange | undefined, other: SignedChange, ms: number): boolean =>
  one !== undefined && Math.abs(other.time - one.time) <= ms;

function runsOf(changes: readonly SignedChange[], goesOn: (run: Run, next: SignedChange) => boolean): readonly Run[] {
  const runs: [SignedChange, ...SignedChange[]][] = [];
  for (const change of changes) {
    const run = runs.at(-1);
    if (run !== undefined && goesOn(run, change)) run.push(change);
    else runs.push([change]);
  }
  return runs;
}
