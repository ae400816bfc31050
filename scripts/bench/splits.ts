/** A hostile writer who cuts a clause into a million pieces, by updates that are each lawful: what a reader pays. */
import type * as Y from "yjs";
import { createReading } from "../../shared/crdt/reading/reading.ts";
import { cutForEver, splitsOfUpdate } from "../../tests/shared/crdt/support/manySplits.ts";
import { collectGarbage, type Figure, milliseconds, summarise, timed } from "./measure.ts";

export async function measureSplits(updates: number): Promise<readonly Figure[]> {
  const cut = cutForEver();
  const reading = createReading(cut.yDoc);
  reading.text();
  cut.yDoc.on("afterTransaction", (transaction: Y.Transaction) => reading.note(transaction));
  const taken: number[] = [];
  const read: number[] = [];
  collectGarbage({ type: "major" });
  const before = process.memoryUsage().heapUsed;
  for (let at = 0; at < updates; at++) {
    const update = cut.next();
    collectGarbage({ type: "minor" });
    taken.push(await timed(() => cut.take(update)));
    read.push(await timed(() => void reading.text()));
  }
  collectGarbage({ type: "major" });
  const bytes = process.memoryUsage().heapUsed - before;
  const splits = updates * splitsOfUpdate;
  const few = Math.max(1, Math.floor(updates / 5));
  const [first, last] = [summarise(taken.slice(0, few)), summarise(taken.slice(-few))];
  const size = splits.toLocaleString("en");
  return [
    {
      name: `Judging and applying an update of ${splitsOfUpdate.toLocaleString("en")} splits, the last of ${size} in one clause, of the first`,
      ...{ ratio: last.median / first.median, spread: last.spread, goal: { atMost: 3 } },
      detail: `${milliseconds(last)} of ${milliseconds(first)}`,
    },
    {
      name: `Reading the text again with ${size} splits in one clause, and memory for each`,
      ...{ ratio: null, spread: null, goal: null },
      detail: `${((read.at(-1) ?? 0) / 1000).toFixed(1)} s, ${(((read.at(-1) ?? 0) * 1000) / splits).toFixed(1)} µs each (${(((read[0] ?? 0) * 1000) / splitsOfUpdate).toFixed(1)} at the first); ${Math.round(bytes / splits)} bytes each, writer, reader and what is read together`,
    },
  ];
}
