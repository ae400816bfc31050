import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import { createTextDoc, textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { type Answered, writeItemId, writeReviewKey } from "../../../../shared/crdt/document/reviewKeys.ts";
import { writtenIdOf } from "../../../../shared/crdt/reading/clauseItems.ts";
import { createSuggestedSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { createSuggestions, readSuggestions, type Suggestion } from "../../../../shared/crdt/reading/suggestions.ts";
import { chance } from "../support/chance.ts";
import { createHonestWriter } from "../support/honestWriters.ts";
import { addElement, addFlow, agreementDoc, embed, flowsIn, rangesOf, writeEntry } from "../support/layoutDoc.ts";
import { findWords } from "../support/layoutText.ts";

const anna = 2 ** 52 + 20;
const bilal = 2 ** 52 + 40;
const chen = 2 ** 52 + 60;
const suggesting = (client: number): number => client + 1;

type Act = (yDoc: Y.Doc) => void;

function textOf(...acts: readonly (readonly [number, Act])[]): Y.Doc {
  const yDoc = createTextDoc();
  yDoc.clientID = anna;
  yDoc.transact(() => addFlow(addElement(textRoot(yDoc), "clause", { id: "w1" }), "Each well rests five days a year."));
  for (const [client, act] of acts) {
    yDoc.clientID = client;
    yDoc.transact(() => act(yDoc));
  }
  return yDoc;
}

const type =
  (behind: string, words: string): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, behind);
    yFlow.insert(at + behind.length, words);
  };

const strike =
  (words: string, number = 1): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, words);
    for (const range of rangesOf(yFlow, at, words.length))
      writeEntry(yDoc, { kind: "del", suggestion: { client: yDoc.clientID, number }, range });
  };

const answer =
  (kind: "ok" | "no" | "out", of: (one: Suggestion) => boolean = () => true): Act =>
  (yDoc) => {
    for (const one of readSuggestions(yDoc).filter(of))
      for (const part of one.parts) writeEntry(yDoc, { kind, of: part });
  };

const shown = ({ kind, state, inserted, struck, client, clause }: Suggestion) => ({
  kind,
  state,
  inserted,
  struck,
  client,
  clause: clause === null ? null : writtenIdOf(clause),
});

const listed = (yDoc: Y.Doc) => readSuggestions(yDoc).map(shown);

const one = {
  kind: "insertion",
  state: "pending",
  inserted: "",
  struck: "",
  client: suggesting(bilal),
  clause: "w1",
} as const;

describe("what is suggested", () => {
  it("is one replacement where somebody strikes words and types beside them", () => {
    const yDoc = textOf(
      [suggesting(bilal), strike("five")],
      [suggesting(bilal), type("five", "three")],
      [suggesting(bilal), type("year", ", or more")],
    );
    expect(listed(yDoc)).toEqual([
      { ...one, kind: "replacement", inserted: "three", struck: "five" },
      { ...one, inserted: ", or more" },
    ]);
  });

  it("stays apart for several who suggest about the same words", () => {
    const yDoc = textOf(
      [suggesting(bilal), strike("five days")],
      [suggesting(chen), strike("days a")],
      [suggesting(chen), type("days a", "n entire")],
    );
    expect(listed(yDoc)).toEqual([
      { ...one, kind: "strike", struck: "five days" },
      { ...one, kind: "replacement", client: suggesting(chen), inserted: "n entire", struck: "days a" },
    ]);
  });

  it("[I20] [I21] is pending, accepted, rejected, withdrawn or contested", () => {
    const make = (...acts: readonly (readonly [number, Act])[]) =>
      listed(textOf([suggesting(bilal), type("five", " long")], ...acts)).map(({ state }) => state);
    expect(make()).toEqual(["pending"]);
    expect(make([anna, answer("ok")])).toEqual(["accepted"]);
    expect(make([anna, answer("no")])).toEqual(["rejected"]);
    expect(make([suggesting(bilal), answer("out")])).toEqual(["withdrawn"]);
    expect(make([anna, answer("ok")], [chen, answer("no")])).toEqual(["contested"]);
    expect(make([anna, answer("ok")], [suggesting(bilal), answer("out")])).toEqual(["accepted"]);
  });

  it("names who answered", () => {
    const yDoc = textOf([suggesting(bilal), strike("five")], [anna, answer("ok")], [chen, answer("no")]);
    expect(readSuggestions(yDoc)[0]?.answers).toEqual([
      { kind: "ok", client: anna },
      { kind: "no", client: chen },
    ]);
  });

  it("is cut where only a part of the words is answered", () => {
    const yDoc = textOf([suggesting(bilal), type("five", " long dry")], [anna, answerWords("ok", " long")]);
    expect(listed(yDoc)).toEqual([
      { ...one, state: "accepted", inserted: " long" },
      { ...one, inserted: " dry" },
    ]);
  });

  it("is one with the paragraph that it begins", () => {
    const yDoc = textOf([
      suggesting(bilal),
      (yText) => {
        const { yFlow } = findWords(yText, "year.");
        embed(yFlow, yFlow.length, "block", {});
        yFlow.insert(yFlow.length, "Goats drink first.");
      },
    ]);
    expect(listed(yDoc)).toEqual([{ ...one, inserted: "\nGoats drink first." }]);
  });

  it("is one with all the words of a new clause, in the clause", () => {
    const yDoc = textOf([
      suggesting(bilal),
      (yText) => {
        const yClause = addElement(textRoot(yText), "clause", { id: "w2" });
        addFlow(yClause, "Herds wait.");
        addFlow(addElement(yClause, "clause", { id: "w3" }), "In the dry months.");
      },
    ]);
    expect(listed(yDoc)).toEqual([
      { ...one, kind: "element", inserted: "\nHerds wait.\n\nIn the dry months.", clause: "w2" },
    ]);
    const [found] = readSuggestions(yDoc);
    expect(found?.parts.every(({ kind }) => kind === "ins")).toBe(true);
    expect(found?.elements).toHaveLength(2);
  });

  it("says what an element is asked to become", () => {
    const yDoc = textOf([
      suggesting(bilal),
      (yText) => {
        const element = textRoot(yText).get(0)._item;
        if (element === null || element === undefined) throw new Error("there is a clause");
        writeEntry(
          yText,
          {
            kind: "set",
            suggestion: { client: yText.clientID, number: 1 },
            element: element.id,
            name: "clause",
            attr: "gone",
          },
          true,
        );
      },
    ]);
    expect(listed(yDoc)).toEqual([{ ...one, kind: "setting" }]);
    expect(readSuggestions(yDoc)[0]?.settings).toMatchObject([{ attr: "gone", value: true }]);
  });

  it("stands where the spans say", () => {
    const yDoc = textOf([suggesting(bilal), strike("five")], [suggesting(bilal), type("five", "three")]);
    const [found] = readSuggestions(yDoc);
    const words = found?.spans.map(({ kind, yFlow, from, to }) => [kind, yFlow.toString(), from, to]);
    const { at } = findWords(yDoc, "five");
    expect(words?.map(([kind, , from, to]) => [kind, from, to])).toEqual([
      ["strike", at, at + 4],
      ["insertion", at + 4, at + 9],
    ]);
  });

  it("[I19] is in sight with the clean text, and not once it is rejected", () => {
    const read = (yDoc: Y.Doc) =>
      readClauses(createReading(yDoc, createSuggestedSight(yDoc)).text()).map(({ node }) => plainText(node));
    const yDoc = textOf([suggesting(bilal), strike("five")], [suggesting(bilal), type("five", "three")]);
    expect(read(yDoc)).toEqual(["Each well rests fivethree days a year."]);
    yDoc.clientID = anna;
    answer("no")(yDoc);
    expect(read(yDoc)).toEqual(["Each well rests five days a year."]);
  });
});

function answerWords(kind: "ok" | "no" | "out", words: string): Act {
  return (yDoc) => {
    const { yFlow, at } = findWords(yDoc, words);
    for (const range of rangesOf(yFlow, at, words.length)) writeEntry(yDoc, { kind, of: { kind: "ins", range } });
  };
}

/** Without what stands in one process only. */
const plain = (all: readonly Suggestion[], yDoc: Y.Doc) =>
  all.map(({ elements, clause, settings, spans, answers, ...suggestion }) => ({
    ...suggestion,
    parts: suggestion.parts.map(partKey).sort(),
    elements: elements.map(({ id }) => writeItemId(id)).sort(),
    clause: clause === null ? null : writeItemId(clause.id),
    settings: settings.map(({ element, ...setting }) => ({ ...setting, element: writeItemId(element.id) })),
    spans: spans.map(({ yFlow, ...span }) => ({ ...span, flow: flowsIn(yDoc).indexOf(yFlow) })),
    answers: answers.map(({ kind, client }) => `${kind} ${client}`).sort(),
  }));

const partKey = (part: Answered): string =>
  part.kind === "ins" ? `ins/${writeItemId(part.range)}+${part.range.length}` : `${writeReviewKey(part)}`;

describe("[I19] [I33] what is suggested", () => {
  it("is the same on all replicas, kept up or read anew, in whatever order it came", () => {
    let most = 0;
    for (let seed = 1; seed <= 60; seed++) {
      const at = chance(seed);
      const pairs = [anna, bilal, chen].map((client) => [client, suggesting(client)] as const);
      const writers = pairs.map((pair) => createHonestWriter(pair));
      const base = Y.encodeStateAsUpdate(agreementDoc(anna - 2));
      for (const { yDoc } of writers) Y.applyUpdate(yDoc, base);
      const kept = writers.map(({ yDoc }) => {
        const suggestions = createSuggestions(yDoc);
        const reading = createReading(yDoc, createSuggestedSight(yDoc));
        yDoc.on("afterTransaction", (transaction: Y.Transaction) => {
          suggestions.note(transaction);
          reading.note(transaction);
        });
        reading.text();
        return { suggestions, reading };
      });
      for (let round = 0; round < 60; round++) {
        const index = at.int(writers.length);
        const [writer, pair, own] = [writers[index], pairs[index], kept[index]];
        if (writer === undefined || pair === undefined || own === undefined) continue;
        if (at.int(3) === 0) writer.receive(at.pick(writers));
        if (flowsIn(writer.yDoc).length > 0) writer.act(at, at.pick(pair));
        if (at.int(4) > 0) continue;
        expect(plain(own.suggestions.all(), writer.yDoc), `seed ${seed}`).toEqual(
          plain(readSuggestions(writer.yDoc), writer.yDoc),
        );
      }
      for (const own of writers) for (const other of at.shuffle(writers)) own.receive(other);
      const [first] = writers;
      if (first === undefined) throw new Error("there are writers");
      const expected = plain(readSuggestions(first.yDoc), first.yDoc);
      const text = createReading(first.yDoc, createSuggestedSight(first.yDoc)).text();
      for (const [index, { yDoc }] of writers.entries()) {
        expect(plain(readSuggestions(yDoc), yDoc), `seed ${seed}`).toEqual(expected);
        expect(plain(kept[index]?.suggestions.all() ?? [], yDoc), `seed ${seed}`).toEqual(expected);
        expect(kept[index]?.reading.text(), `seed ${seed}`).toEqual(text);
      }
      most = Math.max(most, expected.length);
    }
    expect(most).toBeGreaterThan(10);
  });
});
