/** A host as its own process, killed in the middle of its work. */
import { describe, it } from "vitest";
import { chance } from "../shared/crdt/support/chance.ts";
import { newDirectory, startBusy, textIn, wordsOf } from "./busyProcess.ts";

describe.concurrent("A host that is killed", () => {
  it.for([1, 2])(
    "has everything that it acknowledged, 25 times, series %i",
    { timeout: 120_000 },
    async (series, test) => {
      const { onTestFinished: onEnd, expect } = test;
      const by = chance(series);
      const directory = newDirectory(onEnd);
      let charter: string | null = null;
      let acknowledged: readonly string[] = [];
      for (let round = 0; round < 25; round++) {
        const busy = startBusy(directory, charter, onEnd);
        // At a moment that the clock of this machine chooses, after a number of promises that the seed chooses.
        const promises = by.int(20);
        await busy.until(() => busy.lines.includes("ready") && wordsOf(busy.lines).length >= promises);
        busy.kill();
        await busy.end;
        charter ??= busy.lines.find((line) => line.startsWith("charter "))?.slice("charter ".length) ?? null;
        acknowledged = [...acknowledged, ...wordsOf(busy.lines)];
        if (charter === null) throw new Error("it founded a charter before it was ready");
        const words = new Set((await textIn(directory, charter)).split(/[^a-z0-9]+/));
        expect(acknowledged.filter((word) => !words.has(word))).toEqual([]);
      }
      expect(acknowledged.length).toBeGreaterThan(50);
      expect(acknowledged.some((word) => word.startsWith("t"))).toBe(true);
    },
  );
});
