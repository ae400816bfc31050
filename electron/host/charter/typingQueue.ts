/**
 * What was typed here and is not signed yet, in the order in which it was typed.
 * Owns: that, and how much of it is on disk. Called by: replica.ts.
 * Invariant: what is on disk comes first.
 */
import type { Bytes } from "../../../shared/base/bytes.ts";
import { mergeUpdates } from "../../../shared/crdt/update/mergeUpdates.ts";

/** On disk at each pause in typing, but at least every two seconds. */
const pauseMs = 400;
const longestWaitMs = 2000;
/** While nobody is connected, all that is typed within this time becomes one envelope ... */
const segmentMs = 10 * 60_000;
/** ... of no more than this: far from what the rules of the text allow in one update [I7]. */
const segmentBytes = 64 * 1024;

/** One update that was typed here; merged ones of a pause. */
export interface Typed {
  readonly client: number;
  readonly update: Bytes;
}

/** Times in milliseconds, of the replica's clock. */
export function createTypingQueue() {
  let typed: Typed[] = [];
  /** So many of the first ones are on disk. */
  let kept = 0;
  let bytes = 0;
  /** When the first one was typed, and the first that is not on disk. */
  let since = 0;
  let unkeptSince = 0;
  const isFull = (): boolean => bytes > segmentBytes;

  return {
    all: (): readonly Typed[] => typed,
    kept: (): number => kept,
    bytes: (): number => bytes,
    add(one: Typed, now: number): void {
      if (typed.length === 0) since = now;
      if (typed.length === kept) unkeptSince = now;
      typed.push(one);
      bytes += one.update.length;
    },
    /** Read from disk, where it lay when this program ended. */
    restore(one: Typed): void {
      typed.push(one);
      kept = typed.length;
    },
    /** Until it is to be on disk. */
    pauseLeft: (now: number): number =>
      isFull() ? 0 : Math.max(0, Math.min(pauseMs, unkeptSince + longestWaitMs - now)),
    /** Until it is to be signed though nobody is there to hear it. */
    segmentLeft: (now: number): number => (isFull() ? 0 : Math.max(0, since + segmentMs - now)),
    /** What is not on disk, neighbours of one client merged. */
    unkept: (): readonly Typed[] =>
      readRuns(typed.slice(kept)).map(({ client, updates }) => ({ client, update: mergeUpdates(updates) })),
    /** `merged`, as `unkept` gave it, is on disk now. */
    keep(merged: readonly Typed[]): void {
      typed = [...typed.slice(0, kept), ...merged];
      kept = typed.length;
      bytes = typed.reduce((sum, { update }) => sum + update.length, 0);
    },
    clear(): void {
      typed = [];
      kept = 0;
      bytes = 0;
    },
  };
}

/** Neighbouring updates of one client, in order: a later one may build on another client's before it. */
export function readRuns(
  typed: readonly Typed[],
): readonly { readonly client: number; readonly updates: readonly Bytes[] }[] {
  const runs: { client: number; updates: Bytes[] }[] = [];
  for (const { client, update } of typed) {
    const last = runs.at(-1);
    if (last?.client === client) last.updates.push(update);
    else runs.push({ client, updates: [update] });
  }
  return runs;
}
