/** What negotiating costs without a window: bytes of accepting, and finding what two sides changed apart. */
import type * as Y from "yjs";
import { compareTexts } from "../../shared/charter/compare/redline.ts";
import { createTextDoc } from "../../shared/crdt/document/docLayout.ts";
import { createKnownPassages, findConflicts } from "../../shared/crdt/history/conflicts.ts";
import { readText } from "../../shared/crdt/reading/readText.ts";
import { readSuggestions } from "../../shared/crdt/reading/suggestions.ts";
import { answer } from "../../shared/crdt/writing/answers.ts";
import { applyText, suggestionSteps } from "../../shared/crdt/writing/writeText.ts";
import { chance } from "../../tests/shared/crdt/support/chance.ts";
import { flowsIn } from "../../tests/shared/crdt/support/layoutDoc.ts";
import { addText } from "../../tests/shared/crdt/support/layoutText.ts";
import { createWriter, meet } from "../../tests/shared/crdt/support/signedWriters.ts";
import { doc, element, longText, paragraph } from "../../tests/shared/crdt/support/texts.ts";
import { compareSides, type Figure, milliseconds, timed } from "./measure.ts";

export interface NegotiatingArgs {
  /** Of the text; 98,000 in the published table. */
  readonly words: number;
  readonly rounds: number;
  readonly suggestions: number;
  /** Of each of two sides. */
  readonly changes: number;
}

const bytesEach = 90;

export async function measureNegotiating(args: NegotiatingArgs): Promise<readonly Figure[]> {
  return [acceptedBytes(args.suggestions), await measureConflicts(args)];
}

/** Replacements of one word in as many clauses, accepted at once: what that adds to the document. */
function acceptedBytes(count: number): Figure {
  const text = (verb: string) =>
    doc(
      ...Array.from({ length: count }, (_, at) =>
        element("clause", [paragraph(`Each well ${verb} ${at} days in a year.`)], { id: `c${at}` }),
      ),
    );
  const editing = 2 ** 52 + 20;
  const yDoc = createTextDoc(editing);
  applyText(yDoc, text("rests"), {});
  yDoc.clientID = editing + 1;
  for (const _ of suggestionSteps(yDoc, text("sleeps"), {}, Number.POSITIVE_INFINITY));
  yDoc.clientID = editing;
  let bytes = 0;
  yDoc.on("update", (update: Uint8Array) => {
    bytes += update.length;
  });
  answer(yDoc, "accept", readSuggestions(yDoc), {});
  return {
    name: `Accepting ${count} replacements in one act, bytes for each, of ${bytesEach}`,
    ratio: bytes / count / bytesEach,
    spread: null,
    goal: { atMost: 1 },
    detail: `${(bytes / count).toFixed(0)} bytes each`,
  };
}

async function measureConflicts({ words, changes, rounds }: NegotiatingArgs): Promise<Figure> {
  const by = chance(7);
  const [anna, bilal] = [createWriter(2 ** 52 + 2), createWriter(2 ** 52 + 4)];
  anna.act((yDoc: Y.Doc) => addText(yDoc, longText(words, by)));
  bilal.receive(anna);
  const before = readText(anna.yDoc).text;
  for (const writer of [anna, bilal]) {
    const flows = flowsIn(writer.yDoc);
    for (let change = 0; change < changes; change++) {
      const yFlow = by.pick(flows);
      writer.act(() => yFlow.insert(1 + by.int(yFlow.length), "word "));
    }
  }
  meet(anna, bilal);
  const after = readText(anna.yDoc).text;
  const found = {
    yDoc: anna.yDoc,
    ranges: anna.ranges(),
    sideOf: (no: number) => String(anna.log[no - 1]?.client),
    knows: anna.knows,
    changes: anna.changes(),
  };
  const measured = await compareSides(
    rounds,
    () => timed(() => void findConflicts({ ...found, known: createKnownPassages() })),
    () => timed(() => void compareTexts(before, after)),
  );
  return {
    name: `Finding what two sides with ${changes.toLocaleString("en")} changes each changed apart, of one redline of the text`,
    ratio: measured.ratio.median,
    spread: measured.ratio.spread,
    goal: { atMost: 1 },
    detail: `${milliseconds(measured.ours)} of ${milliseconds(measured.theirs)}`,
  };
}
