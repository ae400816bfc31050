import { describe, expect, it } from "vitest";
import type * as Y from "yjs";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { createCleanSight } from "../../../../shared/crdt/reading/cleanSight.ts";
import { findQuote } from "../../../../shared/crdt/reading/quotes.ts";
import { type KnownMatches, readBrackets } from "../../../../shared/crdt/reading/readBrackets.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import {
  addAlternative,
  bracketTyped,
  bracketWords,
  pickAlternative,
  removeBracket,
  reopenBracket,
} from "../../../../shared/crdt/writing/brackets.ts";
import { anna, bilal, bracketsOf, chen, judged, merged, typedIn } from "../support/bracketActs.ts";
import { type Chance, chance } from "../support/chance.ts";
import {
  addElement,
  addFlow,
  agreementDoc,
  elementsIn,
  embed,
  flowsIn,
  idOf,
  wordsDoc,
  writeEntry,
} from "../support/layoutDoc.ts";
import { findWords, split } from "../support/layoutText.ts";

const onlyOwn = (): boolean => false;

const bracketAt = (yDoc: Y.Doc, words: string): void => {
  const { yFlow, at } = findWords(yDoc, words);
  expect(bracketWords(yDoc, { yFlow, from: at, to: at + words.length }, { isField: false }).ok).toBe(true);
};

describe("[I25] the list of brackets", () => {
  it("has those in cells and in further languages too, by clause and in the order of the text", () => {
    const yDoc = agreementDoc(anna);
    for (const words of ["retient", "hold it back", "flows free", "cell"]) bracketAt(yDoc, words);
    expect(
      bracketsOf(yDoc).brackets.map(({ clause, clauseNumber, language, alternatives }) => [
        clause,
        clauseNumber,
        language,
        alternatives[0]?.words,
      ]),
    ).toEqual([
      ["c1", "1.1", null, "flows free"],
      ["c1", "1.1", null, "cell"],
      ["c2", "1.2", null, "hold it back"],
      ["c2", "1.2", "fr", "retient"],
    ]);
  });

  it("leaves out what stands in an alternative that is not chosen, and counts it when that is chosen", () => {
    const yDoc = wordsDoc("Each well rests five or three days.", anna);
    bracketAt(yDoc, "five or three");
    bracketAt(yDoc, "three");
    const [outer, inner] = bracketsOf(yDoc).brackets;
    expect(inner).toMatchObject({ within: outer?.id, depth: 1 });
    expect(outer?.alternatives[0]?.words).toBe("five or [three]");
    const added = addAlternative(yDoc, outer?.id ?? "", "no");
    pickAlternative(yDoc, outer?.id ?? "", added.ok ? added.value : "", onlyOwn);
    expect(bracketsOf(yDoc).brackets.map(({ id, state }) => [id, state])).toEqual([[outer?.id, "settled"]]);
    pickAlternative(yDoc, outer?.id ?? "", "first", onlyOwn);
    expect(bracketsOf(yDoc).brackets.map(({ state }) => state)).toEqual(["settled", "open"]);
    pickAlternative(yDoc, inner?.id ?? "", "first", onlyOwn);
    // What is settled inside is told as it reads.
    expect(bracketsOf(yDoc).brackets[0]?.alternatives[0]?.words).toBe("five or three");
    expect(bracketsOf(yDoc).brackets[1]).toMatchObject({ before: "Each well rests five or ", after: " days." });
  });

  it("says of a very long alternative how it begins, and of a choice that is gone that it is open", () => {
    const yDoc = wordsDoc("x ".repeat(5000), anna);
    const [yFlow] = flowsIn(yDoc);
    bracketWords(yDoc, { yFlow: yFlow as Y.XmlText, from: 1, to: 9000 }, { isField: false });
    const [read] = bracketsOf(yDoc).brackets;
    expect(read?.alternatives[0]?.words).toHaveLength(4001);
    const id = elementsIn(yDoc, "bracket")[0];
    writeEntry(yDoc, { kind: "pick", bracket: idOf(id as Y.XmlElement), client: anna }, "1.1");
    expect(bracketsOf(yDoc).brackets[0]).toMatchObject({ state: "open", chosen: null, picks: [{ choice: "1.1" }] });
  });

  it("takes time that grows with their number, however deep they stand", () => {
    const nested = (count: number): Y.Doc => {
      const yDoc = wordsDoc("x", anna);
      const [yFlow] = flowsIn(yDoc) as [Y.XmlText];
      yDoc.transact(() => {
        for (let i = 0; i < count; i++) embed(yFlow, 1, "bracket", { side: "open" });
        for (let i = 0; i < count; i++) embed(yFlow, yFlow.length, "bracket", { side: "close" });
      });
      return yDoc;
    };
    const { brackets } = bracketsOf(nested(3000));
    expect(brackets).toHaveLength(3000);
    expect(brackets.at(-1)).toMatchObject({ depth: 2999, alternatives: [{ words: "x" }] });
    const told = brackets.reduce((sum, { alternatives }) => sum + (alternatives[0]?.words.length ?? 0), 0);
    expect(told).toBeLessThan(3000 * 82 + 8 * 4001);
  });
});

describe("[I33] a list that is kept up with a reading", () => {
  it("is what reading all anew gives, whatever is done", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const by = chance(seed);
      const yDoc = agreementDoc(anna);
      const reading = createReading(yDoc, createCleanSight(yDoc));
      yDoc.on("afterTransaction", (transaction: Y.Transaction) => reading.note(transaction));
      const known: KnownMatches = new WeakMap();
      for (let round = 0; round < 60; round++) {
        yDoc.clientID = by.pick([anna, bilal, chen]);
        yDoc.transact(() => act(yDoc, by));
        const kept = readBrackets(reading, createCleanSight(yDoc), known);
        expect(kept, `seed ${seed}, round ${round}`).toEqual(bracketsOf(yDoc));
      }
    }
  });
});

function act(yDoc: Y.Doc, by: Chance): void {
  const { brackets, strays } = bracketsOf(yDoc);
  const one = brackets.length === 0 ? null : by.pick([...brackets]);
  const yFlow = by.pick([...flowsIn(yDoc)]);
  switch (by.int(11)) {
    case 0:
    case 1:
      if (yFlow.length > 2) {
        const from = 1 + by.int(yFlow.length - 1);
        bracketWords(yDoc, { yFlow, from, to: from + 1 + by.int(6) }, { isField: by.int(2) === 0 });
      }
      return;
    case 2:
      if (one !== null) addAlternative(yDoc, one.id, by.pick(["three", "no\nwell", ""]));
      return;
    case 3:
    case 4:
      if (one !== null)
        pickAlternative(yDoc, one.id, by.pick(["out", ...one.alternatives.map(({ choice }) => choice)]), onlyOwn);
      return;
    case 5:
      if (one !== null) reopenBracket(yDoc, one.id);
      return;
    case 6:
      if (one !== null) removeBracket(yDoc, one.id);
      if (strays[0] !== undefined) removeBracket(yDoc, strays[0].id);
      return;
    case 7:
      yFlow.insert(yFlow.length === 0 ? 0 : 1 + by.int(yFlow.length), by.pick(["words ", "[typed] ", "[a] [b]"]));
      return;
    case 8:
      bracketTyped(yDoc, typedIn(yDoc), { isField: by.int(2) === 0 });
      return;
    case 9: {
      const yClause = by.pick([...elementsIn(yDoc, "clause", "article", "split")]);
      if (by.int(3) === 0) addFlow(addElement(yClause, "clause", { id: `n${by.int(1000)}` }), "New words.");
      else if (yClause.getAttribute("gone") === undefined) yClause.setAttribute("gone", true as never);
      else yClause.removeAttribute("gone");
      return;
    }
    default:
      if (yFlow.length > 1 && by.int(2) === 0)
        embed(yFlow, 1 + by.int(yFlow.length - 1), "split", { id: `s${by.int(1000)}` });
      else if (yFlow.length > 3) yFlow.delete(1 + by.int(yFlow.length - 2), 1);
  }
}

describe("words of a clause that are quoted", () => {
  const found = (yDoc: Y.Doc, clause: string, quote: string) => {
    const sight = createCleanSight(yDoc);
    const range = findQuote(createReading(yDoc, sight), sight, clause as ClauseId, quote);
    return range.ok ? [range.value.from, range.value.to] : range.error;
  };

  it("are found where they stand once, over the end of a paragraph too, and in no other clause", () => {
    const yDoc = agreementDoc(anna);
    expect(found(yDoc, "c1", "The water")).toEqual([1, 10]);
    expect(found(yDoc, "c2", "The water")).toBe("notFound");
    expect(found(yDoc, "c1", "e")).toBe("severalTimes");
    expect(found(yDoc, "c9", "e")).toBe("noClause");
    const { yFlow, at } = findWords(yDoc, "flows");
    embed(yFlow, at, "block");
    expect(found(yDoc, "c1", "water \nflows")).toEqual([at - 6, at + 6]);
    expect(found(yDoc, "c2", "Personne")).toEqual([1, 9]);
  });

  it("are what is read: brackets in them are signs, and what a settled one hides is none of them", () => {
    const yDoc = merged([
      [anna, (own) => addFlow(addElement(own.getXmlFragment("text"), "clause", { id: "c1" }), "It lasts two years.")],
    ]);
    judged(yDoc, anna, (own) => bracketAt(own, "two"));
    const id = bracketsOf(yDoc).brackets[0]?.id ?? "";
    judged(yDoc, bilal, (own) => void addAlternative(own, id, "ten"));
    expect(found(yDoc, "c1", "[two] [ten]")).toEqual([10, 19]);
    judged(yDoc, bilal, (own) => void pickAlternative(own, id, "first", onlyOwn));
    expect(found(yDoc, "c1", "lasts two years")).toEqual([4, 25]);
    expect(found(yDoc, "c1", "ten")).toBe("notFound");
    judged(yDoc, chen, (own) => split(own, "years", "s1"));
    expect(found(yDoc, "c1", "two years")).toBe("notFound");
  });
});
