/** What one piece of work takes, in the time of another of the same machine and the same moment. */
import { expect } from "vitest";

export function msOf(run: () => unknown): number {
  const startMs = performance.now();
  run();
  return performance.now() - startMs;
}

/**
 * Both say how many milliseconds one run took. They run in turns, and each counts at its least: what else the machine
 * does only adds time, so the rounds go on until the ratio is low enough, or there were enough of them.
 */
export function expectRatio(
  work: () => number,
  yardstick: () => number,
  { below, rounds = 12 }: { readonly below: number; readonly rounds?: number },
): void {
  let [leastWorkMs, leastYardstickMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < rounds && !(leastWorkMs / leastYardstickMs < below); round++) {
    leastYardstickMs = Math.min(leastYardstickMs, yardstick());
    leastWorkMs = Math.min(leastWorkMs, work());
  }
  expect(leastWorkMs / leastYardstickMs, `${leastWorkMs} ms of ${leastYardstickMs} ms`).toBeLessThan(below);
}
