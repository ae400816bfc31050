/** Opening a charter from disk, against a bare Y.applyUpdate of its text's state. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as Y from "yjs";
import { createBenchCharter, typeTrace } from "./charter.ts";
import { compareSides, type Figure, milliseconds, summarise, timed } from "./measure.ts";
import type { Trace } from "./traces.ts";

export async function measureOpening(trace: Trace, envelopes: number, rounds: number): Promise<readonly Figure[]> {
  const charter = createBenchCharter();
  try {
    const writer = charter.open("log.sqlite");
    charter.found(writer);
    typeTrace(writer, trace, envelopes);
    const state = Y.encodeStateAsUpdate(writer.yDoc());
    const held = writer.ledger().size();
    const startFold = (): Promise<number> =>
      timed(() => {
        charter.open("log.sqlite").close();
      });
    writer.close();
    const bare = (): Promise<number> =>
      timed(() => {
        Y.applyUpdate(new Y.Doc({ gc: false }), state);
      });
    await startFold();
    await bare();
    const { ratio, ours, theirs } = await compareSides(rounds, startFold, bare);
    const heapBefore = readHeap();
    const opened = charter.open("log.sqlite");
    const heapTaken = readHeap() - heapBefore;
    opened.close();
    const uncached: number[] = [];
    for (let round = 0; round < Math.min(3, rounds); round++) {
      const again = charter.open("log.sqlite");
      again.store.writeCache(0, new Uint8Array(0));
      const began = performance.now();
      charter.open("log.sqlite").store.close();
      uncached.push(performance.now() - began);
      again.store.close();
    }
    return [
      {
        name: `Opening a charter of ${held.toLocaleString("en")} envelopes, of a bare Y.applyUpdate of its state`,
        ratio: ratio.median,
        spread: ratio.spread,
        goal: { atMost: 3 },
        detail: `${milliseconds(ours)} of ${milliseconds(theirs)}; state of ${Math.round(state.length / 1024)} KiB`,
      },
      {
        name: "The same with the cache lost: every envelope opened and folded again",
        ratio: summarise(uncached).median / theirs.median,
        spread: summarise(uncached).spread,
        goal: null,
        detail: milliseconds(summarise(uncached)),
      },
      {
        name: `Memory that the open charter takes, text and ledger`,
        ratio: null,
        spread: null,
        goal: null,
        detail: `${(heapTaken / 2 ** 20).toFixed(1)} MiB of heap and buffers`,
      },
    ];
  } finally {
    charter.remove();
  }
}

/** Bytes in use after a full collection. */
function readHeap(): number {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect === "function") collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
