/** Bursts that are acknowledged only when they are on disk, against writing and fdatasyncing the same bytes. */
import { closeSync, fdatasyncSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Bytes } from "../../shared/base/bytes.ts";
import { createBenchCharter, createTypist, readFrames } from "./charter.ts";
import { compareSides, type Figure, timed } from "./measure.ts";
import type { Trace } from "./traces.ts";

export async function measureBursts(trace: Trace, rounds: number, perRound: number): Promise<Figure> {
  const charter = createBenchCharter();
  const replica = charter.open("bursts.sqlite");
  const file = openSync(join(charter.directory, "raw"), "a");
  try {
    charter.found(replica);
    const typist = createTypist(replica);
    const keysPerBurst = 26;
    let at = 0;
    const type = (count: number): readonly Bytes[] =>
      Array.from({ length: count }, () => {
        at += keysPerBurst;
        return typist.type(trace.patches.slice(at - keysPerBurst, at));
      });
    const save = (updates: readonly Bytes[]): void => {
      for (const update of updates) typist.save(update);
    };
    save(type(100));
    const bytes = readFrames(replica).at(-1) ?? new Uint8Array(586);
    const { ratio, ours, theirs } = await compareSides(
      rounds,
      () => {
        const typed = type(perRound);
        return timed(() => save(typed));
      },
      () =>
        timed(() => {
          for (let i = 0; i < perRound; i++) {
            writeSync(file, bytes);
            fdatasyncSync(file);
          }
        }),
    );
    const perSecond = ({ median }: { median: number }): string =>
      Math.round((perRound / median) * 1000).toLocaleString("en");
    return {
      name: "Acknowledged bursts a second, of raw write and fdatasync of the same bytes",
      ratio: 1 / ratio.median,
      spread: ratio.spread,
      goal: { atLeast: 0.4 },
      detail: `${perSecond(ours)}/s of ${perSecond(theirs)}/s; frames of ${bytes.length} bytes`,
    };
  } finally {
    closeSync(file);
    replica.close();
    charter.remove();
  }
}
