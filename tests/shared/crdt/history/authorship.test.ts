import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { isTextBlock, plainText } from "../../../../shared/charter/text/clauses.ts";
import type { DocNode, ElementNode } from "../../../../shared/charter/text/model.ts";
import { textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { type AuthorRun, createAuthorship } from "../../../../shared/crdt/history/authorship.ts";
import { createCleanSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { createReading, inlineNodes } from "../../../../shared/crdt/reading/reading.ts";
import { expectRatio, msOf } from "../../../support/timing.ts";
import { chance } from "../support/chance.ts";
import { embed, rangesOf, writeEntry } from "../support/layoutDoc.ts";
import { addText, bringBack, findWords, join, move, remove, replaceWords, split } from "../support/layoutText.ts";
import { createWriter, meet, type Writer } from "../support/signedWriters.ts";
import { doc, element, longText, paragraph, randomText, run } from "../support/texts.ts";

const clause = (id: string, ...words: readonly string[]) =>
  element(
    "clause",
    words.map((one) => paragraph(one)),
    { id },
  );

const wells = doc(
  element(
    "article",
    [
      element("heading", [run("Wells")], { level: 2 }),
      clause("w1", "Each well rests."),
      clause("w2", "Nobody fences."),
    ],
    { id: "wells", kind: "article" },
  ),
);

function* textBlocks(node: ElementNode): Generator<ElementNode> {
  for (const child of node.content as readonly DocNode[])
    if (child.type !== "text") {
      if (isTextBlock(child)) yield child;
      else yield* textBlocks(child);
    }
}

/** Every text block of the text with its runs. */
function readBlocks(writer: Writer): readonly { readonly words: string; readonly runs: readonly AuthorRun[] }[] {
  const reading = createReading(writer.yDoc, createCleanSight(writer.yDoc));
  const authorship = createAuthorship(reading, writer.ranges().inserted, (inline) =>
    plainText({ type: "paragraph", attrs: {}, content: inlineNodes([inline]) }),
  );
  return [...textBlocks(reading.text())].map((node) => ({ words: plainText(node), runs: authorship.runsOf(node) }));
}

const said = (writer: Writer): readonly string[] =>
  readBlocks(writer).map(({ runs }) => runs.map(({ client, text }) => `${client}:${text}`).join("|"));

/** Anna wrote the text, and Bilal holds it. */
function begin() {
  const [anna, bilal] = [createWriter(11), createWriter(22)] as const;
  anna.act((yDoc) => addText(yDoc, wells));
  bilal.receive(anna);
  return { anna, bilal };
}

const untouched = ["11:Wells", "11:Each well rests.", "11:Nobody fences."];

describe("[I37] Every word that stands has one author, the same on every replica", () => {
  it("whatever people do at the same time, and in whatever order it comes", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const writers = [11, 2 ** 52 + 2, 2 ** 52 + 4].map(createWriter);
      const [first] = writers as [Writer];
      first.act((yDoc) => addText(yDoc, randomText(by)));
      for (let round = 0; round < 24; round++) {
        const writer = by.pick(writers);
        writer.receive(by.pick(writers));
        if (writer.client < 2 ** 52 || by.int(2) === 0) writer.edit(by);
        else writer.edit(by, writer.client + 1);
      }
      meet(...writers);
      meet(...writers);
      const read = writers.map((writer) => {
        const noOf = writer.log.map(({ client, from }) => `${client} ${from}`);
        return readBlocks(writer).map(({ words, runs }) => {
          expect(
            runs
              .map(({ text }) => text)
              .join("")
              .toWellFormed(),
          ).toBe(words);
          return runs.map(({ text, client, change }) => {
            expect(writer.log[(change ?? 0) - 1]?.client, `seed ${seed}`).toBe(client);
            return [text, client, noOf[(change ?? 0) - 1]];
          });
        });
      });
      expect(read[1], `seed ${seed}`).toEqual(read[0]);
      expect(read[2], `seed ${seed}`).toEqual(read[0]);
    }
  });

  it("is who typed them, to the letter, and neighbours of one change are one run", () => {
    const { anna, bilal } = begin();
    bilal.act((yDoc) => replaceWords(yDoc, "well rests", "deep well always rests"));
    bilal.act((yDoc) => replaceWords(yDoc, "always", "always, always"));
    anna.receive(bilal);
    const [, runs] = readBlocks(anna).map((block) => block.runs);
    expect(runs).toEqual([
      { text: "Each ", client: 11, change: 1 },
      { text: "deep well always", client: 22, change: 2 },
      { text: ", always", client: 22, change: 3 },
      { text: " rests.", client: 11, change: 1 },
    ]);
  });

  it("stays with a clause that others move, remove, bring back, cut in two and join", () => {
    const { anna, bilal } = begin();
    bilal.act((yDoc) => move(yDoc, "w2", "", 0));
    expect(said(bilal)).toEqual(["11:Nobody fences.", "11:Wells", "11:Each well rests."]);
    bilal.act((yDoc) => remove(yDoc, "w2"));
    bilal.act((yDoc) => bringBack(yDoc, "w2"));
    bilal.act((yDoc) => split(yDoc, "rests.", "w3"));
    anna.receive(bilal);
    expect(said(anna)).toEqual(["11:Nobody fences.", "11:Wells", "11:Each well ", "11:rests."]);
    bilal.act((yDoc) => join(yDoc, "w3"));
    anna.receive(bilal);
    expect(said(anna).join("")).toBe("11:Nobody fences.11:Wells11:Each well 11:rests.");
  });

  it("stays when others mark words or break lines in them, and the break is theirs", () => {
    const { anna, bilal } = begin();
    bilal.act((yDoc) => {
      const { yFlow, at } = findWords(yDoc, "fences");
      yFlow.format(at, 6, { strong: {} });
      embed(yFlow, at, "hard_break");
    });
    anna.receive(bilal);
    expect(said(anna)[2]).toBe("11:Nobody |22:\n|11:fences.");
  });

  it("is who undid it where words were deleted, and nobody else where something was typed", () => {
    const { anna, bilal } = begin();
    const undo = new Y.UndoManager([textRoot(bilal.yDoc)], { captureTimeout: 0, trackedOrigins: new Set([null]) });
    bilal.act((yDoc) => replaceWords(yDoc, "rests", "rests long"));
    bilal.act(() => undo.undo());
    expect(said(bilal)).toEqual(untouched);
    bilal.act((yDoc) => replaceWords(yDoc, "rests.", "."));
    bilal.act(() => undo.undo());
    anna.receive(bilal);
    expect(said(anna)[1]).toBe("11:Each well |22:rests|11:.");
    expect(said(bilal)).toEqual(said(anna));
  });

  it("is who pasted them, wherever they were copied", () => {
    const { anna, bilal } = begin();
    bilal.act((yDoc) => {
      const { yFlow, at } = findWords(yDoc, "Nobody fences.");
      yFlow.insert(at + "Nobody fences.".length, " Each well rests.", {});
    });
    anna.receive(bilal);
    expect(said(anna)[2]).toBe("11:Nobody fences.|22: Each well rests.");
  });

  it("is who suggested them, whoever accepts", () => {
    const anna = createWriter(2 ** 52 + 2);
    const bilal = createWriter(2 ** 52 + 4);
    const suggesting = bilal.client + 1;
    anna.act((yDoc) => addText(yDoc, wells));
    bilal.receive(anna);
    bilal.act((yDoc) => {
      const { yFlow, at } = findWords(yDoc, "rests");
      yFlow.insert(at, "always ", {});
    }, suggesting);
    anna.receive(bilal);
    const [before] = [readBlocks(anna)[1]?.runs.map(({ client }) => client)];
    expect(before).toEqual([anna.client]);
    const { yFlow, at } = findWords(anna.yDoc, "always ");
    const [range] = rangesOf(yFlow, at, 7);
    anna.act((yDoc) =>
      writeEntry(yDoc, { kind: "ok", of: { kind: "ins", range: range as NonNullable<typeof range> } }),
    );
    expect(readBlocks(anna)[1]?.runs.map(({ text, client }) => [text, client])).toEqual([
      ["Each well ", anna.client],
      ["always ", suggesting],
      ["rests.", anna.client],
    ]);
  });

  it("is found in a text of 98,000 words in less time than the text is read", () => {
    const [anna, bilal] = [createWriter(11), createWriter(22)];
    anna.act((yDoc) => addText(yDoc, longText(98_000, chance(3))));
    bilal.receive(anna);
    for (let seed = 1; seed <= 300; seed++) bilal.edit(chance(seed));
    const inserted = bilal.ranges().inserted;
    const reading = () => createReading(bilal.yDoc, createCleanSight(bilal.yDoc));
    const read = reading();
    const blocks = [...textBlocks(read.text())];
    const find = () => {
      const authorship = createAuthorship(read, inserted);
      for (const block of blocks) authorship.runsOf(block);
    };
    expectRatio(
      () => msOf(find),
      () => msOf(() => [...textBlocks(reading().text())]),
      { below: 1 },
    );
  });
});
