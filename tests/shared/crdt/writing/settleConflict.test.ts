import { describe, expect, it } from "vitest";
import type * as Y from "yjs";
import { plainText } from "../../../../shared/charter/text/clauses.ts";
import { createKnownPassages, findConflicts, type WordConflict } from "../../../../shared/crdt/history/conflicts.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { bracketBoth, saidAsItStands, writeInPlace } from "../../../../shared/crdt/writing/settleConflict.ts";
import { addText, replaceWords } from "../support/layoutText.ts";
import { createWriter, meet, type Writer } from "../support/signedWriters.ts";
import { doc, element, paragraph } from "../support/texts.ts";

const conflictsOf = (writer: Writer): readonly WordConflict[] =>
  findConflicts({
    yDoc: writer.yDoc,
    ranges: writer.ranges(),
    sideOf: (no) => String(writer.log[no - 1]?.client),
    knows: writer.knows,
    changes: writer.changes(),
    known: createKnownPassages(),
  }).all.filter((one): one is WordConflict => one.kind === "words");

/** Two who change a sentence apart, and one of them who settles it. */
function settled(
  words: string,
  [first, second]: readonly (readonly [string, string])[],
  settle: (yDoc: Y.Doc, conflict: WordConflict) => void,
): { readonly text: string; readonly kept: number } {
  const [anna, bilal] = [createWriter(11), createWriter(22)];
  anna.act((yDoc) => addText(yDoc, doc(element("clause", [paragraph(words)], { id: "c" }))));
  bilal.receive(anna);
  anna.act((yDoc) => replaceWords(yDoc, ...(first as [string, string])));
  bilal.act((yDoc) => replaceWords(yDoc, ...(second as [string, string])));
  meet(anna, bilal);
  const [conflict] = conflictsOf(anna);
  if (conflict === undefined) throw new Error("no conflict");
  anna.act((yDoc) => settle(yDoc, conflict));
  expect(conflictsOf(anna)).toEqual([]);
  bilal.receive(anna);
  expect(conflictsOf(bilal)).toEqual([]);
  const length = anna.changes().at(-1)?.inserted.length ?? 0;
  return { text: plainText(readText(bilal.yDoc).text), kept: length };
}

const well = "Each well rests five days.";
const apart = [
  ["five", "six"],
  ["days", "nights"],
] as const;

describe("[I51] words that settle a conflict", () => {
  it("stand in its place, and those that are the same stay as they are", () => {
    const { text, kept } = settled(well, apart, (yDoc, conflict) => writeInPlace(yDoc, conflict, "six long nights"));
    expect(text).toBe("Each well rests six long nights.");
    expect(kept).toBe("long ".length);
  });

  it("stand where all was taken out, between the spaces that are left", () => {
    const taken = [
      ["five", ""],
      ["days", ""],
    ] as const;
    expect(settled(well, taken, (yDoc, conflict) => writeInPlace(yDoc, conflict, "one week")).text).toMatch(
      /^Each well rests ? ?one week ?\.?$/,
    );
    expect(settled(well, apart, (yDoc, conflict) => writeInPlace(yDoc, conflict, "")).text).toBe("Each well rests .");
  });

  it("cut no pair of surrogates", () => {
    const signs = [
      ["five", "🌊"],
      ["days", "nights"],
    ] as const;
    const { text } = settled(well, signs, (yDoc, conflict) => writeInPlace(yDoc, conflict, "🌋 nights"));
    expect(text.isWellFormed()).toBe(true);
    expect(text).toBe("Each well rests 🌋 nights.");
  });

  it("are those of both in brackets", () => {
    const { text } = settled(well, apart, (yDoc, conflict) => {
      bracketBoth(
        yDoc,
        conflict,
        conflict.sides.map((side) => side.words),
      );
    });
    expect(text).toBe("Each well rests [six days] [five nights].");
  });

  it("may be none: it may stand as it does", () => {
    expect(settled(well, apart, saidAsItStands).text).toBe("Each well rests six nights.");
  });
});
