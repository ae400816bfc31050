/**
 * Who wrote the words that stand in a text. The id of each character names the Yjs client that typed, pasted or imported
 * it, and nothing that happens to the text later changes that: neither a move, nor a split, nor the undoing of either.
 *
 * A pure reading of what was read already. Owns: what it found in each flow. Called by: the host, and the editor.
 */
import type * as Y from "yjs";
import { standIn } from "../../charter/text/clauses.ts";
import type { ElementNode } from "../../charter/text/model.ts";
import type { ClockRanges } from "../document/clockRanges.ts";
import { type Inline, sizeOf } from "../reading/flow.ts";
import type { Reading } from "../reading/reading.ts";

/** Words that stand side by side, of one client and one change. */
export interface AuthorRun {
  /** As the text has them: a line feed for a line break, "[" for a bracket. */
  readonly text: string;
  readonly client: number;
  /** The change that put them in, by its number; null for none that is known. */
  readonly change: number | null;
}

/** [from, end) of a flow, as Yjs counts. */
interface Stretch {
  readonly from: number;
  end: number;
  readonly client: number;
  readonly change: number | null;
}

export interface Authorship {
  /** Of a paragraph or a heading of the text: its words, in order. None where nothing is written in it. */
  runsOf(node: ElementNode): readonly AuthorRun[];
}

/**
 * `reading`: of the text as it stands. The answers count for as long as nothing is written. `inserted`: which change wrote
 * which clocks; null where nobody asks for changes, so that a run is all that one client wrote. `wordsOf`: what stands for an element among words; without it as many signs as positions of an editor. A note is
 * whose it was to begin with.
 */
export function createAuthorship(
  reading: Reading,
  inserted: ClockRanges | null = null,
  wordsOf: (inline: Inline) => string = inSigns,
): Authorship {
  const flows = new Map<Y.XmlText, readonly Stretch[]>();

  function stretchesOf(yFlow: Y.XmlText): readonly Stretch[] {
    const known = flows.get(yFlow);
    if (known !== undefined) return known;
    const stretches = readStretches(yFlow, inserted);
    flows.set(yFlow, stretches);
    return stretches;
  }

  return {
    runsOf(node) {
      const block = reading.blockOf(node);
      const yFlow = block === null ? null : reading.flowOf(block);
      if (block === null || yFlow === null) return [];
      const stretches = stretchesOf(yFlow);
      const runs: AuthorRun[] = [];
      let index = indexAt(stretches, block.from);
      for (const inline of block.inlines) {
        const { kind, text, at, length } = inline;
        for (let from = at; from < at + length; ) {
          while ((stretches[index]?.end ?? Number.POSITIVE_INFINITY) <= from) index++;
          const stretch = stretches[index];
          if (stretch === undefined) throw new Error("what is read of a flow stands in it");
          const end = Math.min(stretch.end, at + length);
          addRun(runs, kind === "text" ? text.slice(from - at, end - at) : wordsOf(inline), stretch);
          from = end;
        }
      }
      return runs;
    },
  };
}

const inSigns = (inline: Inline): string => {
  if (inline.kind === "bracket" || inline.kind === "alt") return inline.text;
  return inline.kind === "hard_break" ? "\n" : standIn.repeat(sizeOf(inline));
};

/** All that stands in a flow, in order and without a gap, cut where the author changes. */
function readStretches(yFlow: Y.XmlText, inserted: ClockRanges | null): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let at = 0;
  for (let item = yFlow._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue;
    const { client, clock } = item.id;
    const range = { client, clock, length: item.length };
    for (const { clock: first, end, no } of inserted?.piecesOf(range) ?? [
      { clock, end: clock + item.length, no: null },
    ]) {
      const last = stretches.at(-1);
      const length = end - first;
      if (last?.client === client && last.change === no) last.end += length;
      else stretches.push({ from: at, end: at + length, client, change: no });
      at += length;
    }
  }
  return stretches;
}

/** The index of the stretch that reaches beyond a place of its flow. */
function indexAt(stretches: readonly Stretch[], place: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((stretches[middle]?.end ?? 0) > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

function addRun(runs: AuthorRun[], text: string, { client, change }: Stretch): void {
  const last = runs.at(-1);
  if (last?.client === client && last.change === change)
    runs[runs.length - 1] = { client, change, text: last.text + text };
  else runs.push({ text, client, change });
}
