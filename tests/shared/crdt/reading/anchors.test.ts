import { describe, expect, it } from "vitest";
import { ownTextBlocks, placeClauses, plainText } from "../../../../shared/charter/text/clauses.ts";
import { commentLimits } from "../../../../shared/charter/text/commentLimits.ts";
import { createTextDoc } from "../../../../shared/crdt/document/docLayout.ts";
import type { DeletedRange } from "../../../../shared/crdt/document/updateBytes.ts";
import { findAnchors, idsOfWords } from "../../../../shared/crdt/reading/anchors.ts";
import { createKeptReading } from "../../../../shared/crdt/reading/keptReading.ts";
import { type Chance, chance } from "../support/chance.ts";
import { addText, findWords, join, move, remove, replaceWords, split } from "../support/layoutText.ts";
import { createWriter, meet, type Writer } from "../support/signedWriters.ts";
import { doc, element, paragraph, randomText } from "../support/texts.ts";

const clause = (id: string, ...words: readonly string[]) =>
  element(
    "clause",
    words.map((one) => paragraph(one)),
    { id },
  );
const wells = doc(
  clause("w1", "Each well rests five days.", "Nobody fences it."),
  clause("w2", "Herds pass by night."),
);

function begin() {
  const [anna, bilal] = [createWriter(11), createWriter(22)] as const;
  anna.act((yDoc) => addText(yDoc, wells));
  bilal.receive(anna);
  return { anna, bilal };
}

/** The ids of words that stand in the text. */
function idsOf({ yDoc }: Pick<Writer, "yDoc">, words: string): readonly DeletedRange[] {
  const reading = createKeptReading(yDoc);
  for (const { clause } of placeClauses(reading.text()))
    for (const { block } of ownTextBlocks(clause.node)) {
      const from = plainText(block).indexOf(words);
      if (from >= 0) return idsOfWords(reading, [{ block, from, to: from + words.length }]);
    }
  throw new Error(`"${words}" stands in the text`);
}

/** What an anchor finds: the clause, then the words, in parentheses where they only stand beside. */
function found({ yDoc }: Pick<Writer, "yDoc">, ranges: readonly DeletedRange[]): string {
  const { spans, places } = findAnchors(createKeptReading(yDoc), [{ key: 1, ranges }]);
  const words = spans.map(({ block, from, to, stands }) => {
    const text = plainText(block).slice(from, to);
    return stands ? text : `(${text})`;
  });
  return `${places.get(1)?.clause ?? "nowhere"}: ${words.join("|")}`;
}

/** A word or so of some block. */
function takeOut(yDoc: Writer["yDoc"], by: Chance): void {
  const blocks = placeClauses(createKeptReading(yDoc).text()).flatMap(({ clause: { node } }) =>
    [...ownTextBlocks(node)].map(({ block }) => plainText(block)),
  );
  const words = blocks[by.int(Math.max(1, blocks.length))]?.match(/[a-z ]{4,12}/)?.[0];
  if (words !== undefined) replaceWords(yDoc, words, "");
}

describe("[I44] Words that are named by their ids", () => {
  it("are found again, without what others write between them", () => {
    const { anna, bilal } = begin();
    const ranges = idsOf(anna, "rests five days");
    expect(found(anna, ranges)).toBe("w1: rests five days");
    bilal.act((yDoc) => {
      const { yFlow, at } = findWords(yDoc, "five");
      yFlow.insert(at, "forty-");
    });
    anna.receive(bilal);
    expect(found(anna, ranges)).toBe("w1: rests |five days");
    expect(found(bilal, ranges)).toBe(found(anna, ranges));
  });

  it("are found where they are moved, split off and joined to", () => {
    const { anna, bilal } = begin();
    const fences = idsOf(anna, "Nobody fences");
    anna.act((yDoc) => split(yDoc, "Nobody", "w3"));
    expect(found(anna, fences)).toBe("w3: Nobody fences");
    bilal.receive(anna);
    expect(found(bilal, fences)).toBe("w3: Nobody fences");
    anna.act((yDoc) => join(yDoc, "w3"));
    expect(found(anna, fences)).toBe("w1: Nobody fences");
    const herds = idsOf(anna, "Herds pass");
    anna.act((yDoc) => move(yDoc, "w2", "w1", 0));
    expect(found(anna, herds)).toBe("w2: Herds pass");
  });

  it("of which some are gone are found by the rest, and where all are gone by what stands beside them", () => {
    const { anna, bilal } = begin();
    const ranges = idsOf(anna, "rests five days");
    bilal.act((yDoc) => replaceWords(yDoc, " five", ""));
    anna.receive(bilal);
    expect(found(anna, ranges)).toBe("w1: rests days");
    anna.act((yDoc) => replaceWords(yDoc, "rests days", "ebbed away"));
    expect(found(anna, ranges)).toBe("w1: ( )");
    bilal.receive(anna);
    expect(found(bilal, ranges)).toBe("w1: ( )");
  });

  it("are nowhere where their clause is gone, or where nothing of it is left", () => {
    const { anna } = begin();
    const ranges = idsOf(anna, "Herds pass");
    anna.act((yDoc) => remove(yDoc, "w2"));
    expect(found(anna, ranges)).toBe("nowhere: ");
  });

  it("that nobody has, or that are no words, are nowhere, however many", () => {
    const { anna } = begin();
    expect(found(anna, [])).toBe("nowhere: ");
    expect(found(anna, [{ client: 99, clock: 0, length: commentLimits.length }])).toBe("nowhere: ");
    expect(found(anna, [{ client: 11, clock: 10 ** 9, length: 5 }])).toBe("nowhere: ");
    expect(found({ yDoc: createTextDoc() }, [{ client: 11, clock: 0, length: 5 }])).toBe("nowhere: ");
    const all = { client: 11, clock: 0, length: commentLimits.length };
    const everything = found(
      anna,
      Array.from({ length: commentLimits.ranges }, () => all),
    );
    expect(everything).toBe("w1: Each well rests five days.|Nobody fences it.|Herds pass by night.");
  });

  it("are as many as an anchor may have", () => {
    const { anna } = begin();
    // Every second character is another's, so that none follows on the one before.
    const bilal = createWriter(22);
    bilal.receive(anna);
    bilal.act((yDoc) => {
      const { yFlow, at } = findWords(yDoc, "Herds");
      for (let i = 0; i < commentLimits.ranges; i++) yFlow.insert(at, "a");
    });
    const reading = createKeptReading(bilal.yDoc);
    const spans = placeClauses(reading.text()).flatMap(({ clause: { node } }) =>
      [...ownTextBlocks(node)].map(({ block }) => ({ block, from: 0, to: plainText(block).length })),
    );
    expect(idsOfWords(reading, spans).length).toBe(commentLimits.ranges);
  });

  it("stand in the same place on every replica, whatever people do at once", () => {
    const standing: number[] = [];
    const beside: number[] = [];
    for (let seed = 1; seed <= 60; seed++) {
      const by = chance(seed);
      const writers = [11, 22, 33].map(createWriter);
      const [first] = writers as [Writer];
      first.act((yDoc) => addText(yDoc, randomText(by)));
      for (const writer of writers) writer.receive(first);
      const reading = createKeptReading(first.yDoc);
      const anchors = placeClauses(reading.text()).flatMap(({ clause: { id, node } }) =>
        [...ownTextBlocks(node)].map(({ block }, index) => {
          const { length } = plainText(block);
          const from = by.int(Math.max(1, length));
          return { key: `${id} ${index}`, ranges: idsOfWords(reading, [{ block, from, to: from + 1 + by.int(2) }]) };
        }),
      );
      for (let round = 0; round < 24; round++) {
        const writer = by.pick(writers);
        writer.receive(by.pick(writers));
        if (by.int(2) === 0) writer.edit(by);
        else writer.act((yDoc) => takeOut(yDoc, by));
      }
      meet(...writers);
      meet(...writers);
      const states = writers.map(({ yDoc }) => {
        const { places, spans } = findAnchors(createKeptReading(yDoc), anchors);
        return { places: [...places], spans: spans.map(({ key, from, to, stands }) => ({ key, from, to, stands })) };
      });
      expect(states[1]).toEqual(states[0]);
      expect(states[2]).toEqual(states[0]);
      for (const { stands } of states[0]?.spans ?? []) (stands ? standing : beside).push(seed);
    }
    expect(standing.length).toBeGreaterThan(50);
    expect(beside.length).toBeGreaterThan(10);
  });
});
