/** Opening a charter from disk, against a bare Y.applyUpdate of its text's state. */
import * as Y from "yjs";
import type { CharterText, DocNode, ElementNode } from "../../shared/charter/text/model.ts";
import { createBenchCharter, typeTrace } from "./charter.ts";
import { collectGarbage, compareSides, type Figure, milliseconds, summarise, timed } from "./measure.ts";
import type { Trace } from "./traces.ts";
import { writeText } from "./typing.ts";

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
    ];
  } finally {
    charter.remove();
  }
}

/** Memory of the host for a large text, and how long the text takes to open. */
export async function measureLargeCharter(words: number): Promise<Figure> {
  const charter = createBenchCharter();
  try {
    const writer = charter.open("large.sqlite");
    charter.found(writer);
    const written = writer.setText(largeText(words));
    if (!written.ok) throw new Error(written.error.kind);
    writer.close();
    charter.open("large.sqlite").close();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = readHeap();
    const began = performance.now();
    const opened = charter.open("large.sqlite");
    const openedMs = performance.now() - began;
    const taken = readHeap() - before;
    opened.close();
    return {
      name: `Memory of the host for a charter of ${words.toLocaleString("en")} words`,
      ratio: null,
      spread: null,
      goal: null,
      detail: `${(taken / 2 ** 20).toFixed(1)} MiB of heap and buffers; opened in ${Math.round(openedMs)} ms`,
    };
  } finally {
    charter.remove();
  }
}

function largeText(words: number): CharterText {
  const content = writeText(words).map((article, index): ElementNode => {
    const blocks = article.map(({ heading, text }): ElementNode => {
      const said: DocNode = { type: "text", text, marks: [] };
      return { type: heading ? "heading" : "paragraph", attrs: heading ? { level: 2 } : {}, content: [said] };
    });
    return { type: "article", attrs: { id: `article-${index}`, kind: "article" }, content: blocks };
  });
  return { type: "doc", attrs: {}, content };
}

/** Bytes in use after a full collection. */
function readHeap(): number {
  // What finalisers free goes with the second.
  for (let times = 0; times < 2; times++) collectGarbage({ type: "major" });
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
