import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { createTextDoc, reviewRoot } from "../../../../shared/crdt/document/docLayout.ts";
import {
  addAlternative,
  bracketTyped,
  bracketWords,
  fillFields,
  pickAlternative,
  removeBracket,
  reopenBracket,
} from "../../../../shared/crdt/writing/brackets.ts";
import {
  type Act,
  anna,
  type By,
  bilal,
  bracket,
  bracketOf,
  bracketsOf,
  chen,
  clause,
  judged,
  linesOf,
  merged,
  typedIn,
  wells,
} from "../support/bracketActs.ts";
import { elementsIn, embed, rangesOf, writeEntry } from "../support/layoutDoc.ts";
import { clauseOf, findWords, split } from "../support/layoutText.ts";

const onlyOwn = (): boolean => false;

const alternative =
  (of: string, words: string): Act =>
  (yDoc) => {
    expect(addAlternative(yDoc, bracketOf(yDoc, of), words)).toMatchObject({ ok: true });
  };

/** Chooses the alternative that says this. */
const pick =
  (words: string, of = words, isMine: (client: number) => boolean = onlyOwn): Act =>
  (yDoc) => {
    const found = bracketsOf(yDoc).brackets.find(({ id }) => id === bracketOf(yDoc, of));
    const choice = found?.alternatives.find((one) => one.words === words)?.choice ?? "out";
    expect(pickAlternative(yDoc, found?.id ?? "", choice, isMine)).toEqual({ ok: true, value: null });
  };

const type =
  (behind: string, words: string): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, behind);
    yFlow.insert(at + behind.length, words);
  };

const fill =
  (blank: string, words: string): Act =>
  (yDoc) => {
    expect(fillFields(yDoc, [{ bracket: bracketOf(yDoc, blank), words }], onlyOwn)).toEqual({ ok: true, value: null });
  };

const open: readonly By[] = [wells, [anna, bracket("five")], [bilal, alternative("five", "three")]];

const statesOf = (yDoc: Y.Doc) => bracketsOf(yDoc).brackets.map(({ state }) => state);

describe("[I25] putting words in brackets", () => {
  it("puts signs around them, adds alternatives in the name of who adds them, and settles by one of them", () => {
    expect(linesOf(merged(open))).toEqual(["Each well rests [five] [three] days."]);
    expect(linesOf(merged([...open, [anna, pick("three")]]))).toEqual(["Each well rests three days."]);
    expect(linesOf(merged([...open, [anna, pick("five")]]))).toEqual(["Each well rests five days."]);
    expect(linesOf(merged([...open, [anna, pick("", "five")]]))).toEqual(["Each well rests  days."]);
    const [read] = bracketsOf(merged(open)).brackets;
    expect(read).toMatchObject({ client: anna, clause: "w1", before: "Each well rests ", after: " days." });
    expect(read?.alternatives).toMatchObject([
      { label: "Alt. 1", words: "five", client: null },
      { label: "Alt. 2", words: "three", client: bilal },
    ]);
  });

  it("costs a few bytes, however long the text is", () => {
    const long = "The water stays shared between all who drink of it. ".repeat(200);
    const yDoc = merged([[anna, clause("c1", `${long}Each well rests five days.`)]]);
    const size = (client: number, act: Act): number => judged(yDoc, client, act)?.length ?? 0;
    expect(size(bilal, bracket("five"))).toBeLessThan(100);
    expect(size(bilal, alternative("five", "three"))).toBeLessThan(70);
    expect(size(bilal, pick("three"))).toBeLessThan(100);
    expect(size(bilal, (own) => void reopenBracket(own, bracketOf(own, "five")))).toBeLessThan(40);
  });

  it("keeps marks as they are", () => {
    const yDoc = merged([wells]);
    const formats = (): number => {
      const { yFlow } = findWords(yDoc, "Each");
      let count = 0;
      for (let item = yFlow._start; item !== null; item = item.right)
        if (!item.deleted && item.content instanceof Y.ContentFormat) count++;
      return count;
    };
    const { yFlow, at } = findWords(yDoc, "rests five");
    judged(yDoc, anna, () => yFlow.format(at, 10, { strong: {} }));
    expect(formats()).toBe(2);
    judged(yDoc, bilal, bracket("five"));
    judged(yDoc, bilal, alternative("five", "three"));
    expect(linesOf(yDoc)).toEqual(["Each well rests [five] [three] days."]);
    expect(formats()).toBe(2);
  });

  it("takes words across paragraphs of one clause, and none across two", () => {
    const yDoc = merged([wells, [anna, type("days.", " It is closed.")]]);
    const { yFlow, at } = findWords(yDoc, " It is closed.");
    judged(yDoc, anna, () => embed(yFlow, at, "block"));
    judged(yDoc, anna, () => void bracketWords(yDoc, { yFlow, from: at - 5, to: at + 7 }, { isField: false }));
    expect(linesOf(yDoc)).toEqual(["Each well rests five [days.\n It is] closed."]);
    const yOther = merged([wells, [anna, (own) => split(own, "five", "s1")]]);
    const there = findWords(yOther, "rests ");
    expect(bracketWords(yOther, { yFlow: there.yFlow, from: there.at, to: there.at + 9 }, { isField: false })).toEqual({
      ok: false,
      error: "badRange",
    });
    expect(bracketWords(yOther, { yFlow: there.yFlow, from: 3, to: 3 }, { isField: false })).toMatchObject({
      ok: false,
    });
    expect(bracketWords(yOther, { yFlow: there.yFlow, from: 3, to: 900 }, { isField: false })).toMatchObject({
      ok: false,
    });
  });

  it("adds alternatives of several paragraphs, and to a bracket that is not closed", () => {
    expect(linesOf(merged([...open, [chen, alternative("five", "no days.\nFor wells, ten")]]))).toEqual([
      "Each well rests [five] [three] [no days.\nFor wells, ten] days.",
    ]);
    const unclosed: Act = (yDoc) => {
      const [, yClose] = elementsIn(yDoc, "bracket");
      const { yFlow } = findWords(yDoc, "Each");
      yFlow.toDelta().reduce((at: number, { insert }: { insert: unknown }) => {
        if (insert === yClose) yFlow.delete(at, 1);
        return at + (typeof insert === "string" ? insert.length : 1);
      }, 0);
    };
    const yDoc = merged([wells, [anna, bracket("five")], [bilal, unclosed], [chen, (own) => split(own, "days", "s1")]]);
    expect(bracketsOf(yDoc).brackets).toMatchObject([{ close: null, alternatives: [{ words: "five " }] }]);
    judged(yDoc, chen, alternative("five ", "three "));
    expect(linesOf(yDoc)).toEqual(["Each well rests [five ] [three ", "days."]);
  });

  it("says what cannot be done", () => {
    const yDoc = merged(open);
    const id = bracketOf(yDoc, "five");
    const fault = (error: string) => ({ ok: false, error });
    expect(pickAlternative(yDoc, id, "1.1", onlyOwn)).toEqual(fault("noSuchChoice"));
    for (const none of ["", "x", "1.1", `${id}0`]) {
      expect(pickAlternative(yDoc, none, "first", onlyOwn)).toEqual(fault("notFound"));
      expect(addAlternative(yDoc, none, "x")).toEqual(fault("notFound"));
      expect(reopenBracket(yDoc, none)).toEqual(fault("notFound"));
      expect(removeBracket(yDoc, none)).toEqual(fault("notFound"));
      expect(fillFields(yDoc, [{ bracket: none, words: "x" }], onlyOwn)).toEqual(fault("notFound"));
    }
    expect(removeBracket(yDoc, id)).toEqual(fault("notSettled"));
  });
});

describe("[I26] who settle apart", () => {
  it("settle where they choose alike, and leave it open where they do not", () => {
    const alike = merged(open, [anna, pick("three")], [chen, pick("three")]);
    expect([linesOf(alike), statesOf(alike)]).toEqual([["Each well rests three days."], ["settled"]]);
    const apart = merged(open, [anna, pick("three")], [chen, pick("five")]);
    expect([linesOf(apart), statesOf(apart)]).toEqual([["Each well rests [five] [three] days."], ["contested"]]);
    expect(bracketsOf(apart).brackets[0]?.picks.map(({ client }) => client)).toEqual([anna, chen]);
    judged(apart, chen, pick("three"));
    expect(statesOf(apart)).toEqual(["settled"]);
  });

  it("replace what the same party chose under another id, and nobody else's", () => {
    const older = anna - 2;
    const yDoc = merged([...open, [older, pick("three")]]);
    judged(
      yDoc,
      anna,
      pick("five", "five", (client) => client === older),
    );
    expect([linesOf(yDoc), reviewRoot(yDoc).size]).toEqual([["Each well rests five days."], 1]);
    judged(
      yDoc,
      older,
      pick("five", "five", (client) => client === anna),
    );
    expect(reviewRoot(yDoc).size).toBe(1);
    judged(yDoc, chen, pick("three"));
    expect(statesOf(yDoc)).toEqual(["contested"]);
  });

  it("open it again for all, and what was chosen meanwhile counts", () => {
    const settled: readonly By[] = [...open, [anna, pick("three")], [chen, pick("three")]];
    const reopen: Act = (yDoc) => void reopenBracket(yDoc, bracketOf(yDoc, "three"));
    const yDoc = merged([...settled, [bilal, reopen]]);
    expect([linesOf(yDoc), reviewRoot(yDoc).size]).toEqual([["Each well rests [five] [three] days."], 0]);
    expect(linesOf(merged(settled, [bilal, reopen], [2 ** 52 + 80, pick("five")]))).toEqual([
      "Each well rests five days.",
    ]);
  });
});

describe("two who work on one bracket apart", () => {
  it("add two alternatives, and both stand", () => {
    const yDoc = merged(open, [anna, alternative("five", "two")], [chen, alternative("five", "no")]);
    const [read] = bracketsOf(yDoc).brackets;
    expect(read?.alternatives.map(({ words, client }) => [words, client]).toSorted()).toEqual([
      ["five", null],
      ["no", chen],
      ["three", bilal],
      ["two", anna],
    ]);
  });

  it("settle it while others write in it: the words stay in their alternative [I25]", () => {
    expect(linesOf(merged(open, [anna, pick("three")], [chen, type("three", " dry")]))).toEqual([
      "Each well rests three dry days.",
    ]);
    const hidden = merged(open, [anna, pick("five")], [chen, type("three", " dry")]);
    expect(linesOf(hidden)).toEqual(["Each well rests five days."]);
    expect(bracketsOf(hidden).brackets[0]?.alternatives[1]?.words).toBe("three dry");
  });

  it("bracket words that overlap: they match like parentheses", () => {
    const yDoc = merged([wells], [anna, bracket("well rests")], [chen, bracket("rests five")]);
    expect(linesOf(yDoc)).toEqual(["Each [well [rests] five] days."]);
    expect(bracketsOf(yDoc).brackets).toMatchObject([
      { depth: 0, within: null },
      { depth: 1, close: expect.any(String) },
    ]);
  });

  it("bracket the same words: one stands in the other, and both can be settled", () => {
    const yDoc = merged([wells], [anna, bracket("five")], [chen, bracket("five")]);
    expect(linesOf(yDoc)).toEqual(["Each well rests [[five]] days."]);
    for (const { id } of bracketsOf(yDoc).brackets)
      judged(yDoc, bilal, (own) => void pickAlternative(own, id, "first", onlyOwn));
    expect(linesOf(yDoc)).toEqual(["Each well rests five days."]);
  });

  it("cut the clause inside it: what is open reaches to the end, and what is left over can be taken away", () => {
    const yDoc = merged([wells], [anna, bracket("rests five")], [chen, (own) => split(own, "five", "s1")]);
    expect(linesOf(yDoc)).toEqual(["Each well [rests ", "five] days."]);
    const { brackets, strays } = bracketsOf(yDoc);
    expect(brackets).toMatchObject([{ clause: "w1", close: null }]);
    expect(strays).toMatchObject([{ clause: "s1", sign: "]" }]);
    judged(yDoc, bilal, (own) => {
      for (const { id } of [...brackets, ...strays]) expect(removeBracket(own, id)).toMatchObject({ ok: true });
    });
    expect(linesOf(yDoc)).toEqual(["Each well rests ", "five days."]);
  });

  it("remove the clause: its brackets are counted no more, and come back with it", () => {
    const remove: Act = (yDoc) => clauseOf(yDoc, "w1").setAttribute("gone", true as never);
    const yDoc = merged([wells], [anna, bracket("five")], [chen, remove]);
    expect(bracketsOf(yDoc).brackets).toEqual([]);
    judged(yDoc, chen, (own) => clauseOf(own, "w1").removeAttribute("gone"));
    expect(bracketsOf(yDoc).brackets).toHaveLength(1);
  });
});

describe("taking brackets away", () => {
  const remove =
    (words: string): Act =>
    (yDoc) =>
      expect(removeBracket(yDoc, bracketOf(yDoc, words))).toEqual({ ok: true, value: null });

  it("keeps the words, of several alternatives the chosen one", () => {
    expect(linesOf(merged([wells, [anna, bracket("five")], [bilal, remove("five")]]))).toEqual([
      "Each well rests five days.",
    ]);
    const yDoc = merged([...open, [anna, pick("three")], [bilal, remove("three")]]);
    expect([linesOf(yDoc), bracketsOf(yDoc).brackets]).toEqual([["Each well rests three days."], []]);
    judged(yDoc, bilal, (own) => reviewRoot(own).clear());
    expect(linesOf(yDoc)).toEqual(["Each well rests three days."]);
  });

  it("leaves what is suggested in an alternative that goes", () => {
    const suggested: By = [chen + 1, type("three", " dry")];
    const yDoc = merged([...open, suggested, [anna, pick("five")], [bilal, remove("five")]]);
    expect(linesOf(yDoc)).toEqual(["Each well rests five days."]);
    const { yFlow, at } = findWords(yDoc, " dry");
    judged(yDoc, anna, (own) => {
      for (const range of rangesOf(yFlow, at, 4)) writeEntry(own, { kind: "ok", of: { kind: "ins", range } });
    });
    expect(linesOf(yDoc)).toEqual(["Each well rests five dry days."]);
  });
});

describe("[I29] blanks", () => {
  const blank: readonly By[] = [wells, [anna, bracket("five", true)]];

  it("are filled in by one change, and show what they asked for when they are opened again", () => {
    const yDoc = merged([...blank, [bilal, fill("five", "seven")]]);
    expect(linesOf(yDoc)).toEqual(["Each well rests seven days."]);
    expect(bracketsOf(yDoc).brackets).toMatchObject([{ isField: true, state: "settled" }]);
    judged(yDoc, chen, (own) => void reopenBracket(own, bracketOf(own, "five")));
    expect(linesOf(yDoc)).toEqual(["Each well rests [five] [seven] days."]);
  });

  it("are filled in with what they say, and again with what was said before, without new words", () => {
    const kept = merged([...blank, [bilal, fill("five", "five")]]);
    expect(linesOf(kept)).toEqual(["Each well rests five days."]);
    expect(elementsIn(kept, "alt")).toEqual([]);
    const again = merged([...blank, [bilal, fill("five", "seven")], [bilal, fill("five", "six")]]);
    judged(again, bilal, fill("five", "seven"));
    expect([linesOf(again), elementsIn(again, "alt").length]).toEqual([["Each well rests seven days."], 2]);
  });

  it("that two fill in otherwise stay open with both, and with one where both say the same in turn", () => {
    const yDoc = merged(blank, [anna, fill("five", "seven")], [chen, fill("five", "nine")]);
    const [line] = linesOf(yDoc);
    expect(line).toMatch(/^Each well rests \[five\] \[(seven\] \[nine|nine\] \[seven)\] days\.$/);
    expect(statesOf(yDoc)).toEqual(["contested"]);
    judged(yDoc, anna, fill("five", "nine"));
    expect(linesOf(yDoc)).toEqual(["Each well rests nine days."]);
  });
});

describe("brackets that were typed as characters", () => {
  const typedAs =
    (isField: boolean): Act =>
    (yDoc) =>
      void bracketTyped(yDoc, typedIn(yDoc), { isField });
  const draft: By = [anna, clause("c1", "It lasts [three] [five] years [from [its] day] on []. Mail a]b[c.")];

  it("are found as pairs; those side by side are alternatives", () => {
    const yDoc = merged([draft]);
    expect(bracketsOf(yDoc).brackets).toEqual([]);
    expect(typedIn(yDoc).map(({ words, depth }) => [words, depth])).toEqual([
      ["three] [five", 0],
      ["from [its] day", 0],
      ["its", 1],
    ]);
  });

  it("become brackets and read as before", () => {
    const yDoc = merged([draft, [bilal, typedAs(false)]]);
    expect(linesOf(yDoc)).toEqual(linesOf(merged([draft])));
    expect(typedIn(yDoc)).toEqual([]);
    expect(bracketsOf(yDoc).brackets[0]).toMatchObject({ client: bilal });
    // Who typed the words proposes them, whoever makes them an alternative.
    expect(bracketsOf(yDoc).brackets[0]?.alternatives.map(({ client }) => client)).toEqual([null, anna]);
    expect(bracketsOf(yDoc).brackets).toMatchObject([
      { isField: false, alternatives: [{ words: "three" }, { words: "five" }] },
      { alternatives: [{ words: "from [its] day" }] },
      { depth: 1, alternatives: [{ words: "its" }] },
    ]);
  });

  it("become blanks, each by itself", () => {
    const yDoc = merged([draft, [bilal, typedAs(true)]]);
    expect(linesOf(yDoc)).toEqual(linesOf(merged([draft])));
    expect(bracketsOf(yDoc).brackets.map(({ isField, alternatives }) => [isField, alternatives[0]?.words])).toEqual([
      [true, "three"],
      [true, "five"],
      [true, "from [its] day"],
    ]);
  });

  it("are made brackets by two at once, and every word stands once", () => {
    const yDoc = merged(
      [[anna, clause("c1", "It lasts [three] years.")]],
      [bilal, typedAs(false)],
      [chen, typedAs(false)],
    );
    expect(linesOf(yDoc)).toEqual(["It lasts [[three]] years."]);
  });
});

describe("what alternatives are called", () => {
  it("by the number of the clause where they are all its words, as treaties have it", () => {
    const whole = "Wells are shared.";
    const yDoc = createTextDoc();
    judged(yDoc, anna, clause("c1", whole));
    judged(yDoc, anna, clause("c2", "Each well rests five days."));
    judged(yDoc, anna, bracket(whole));
    judged(yDoc, bilal, alternative(whole, "Wells are not shared."));
    judged(yDoc, bilal, alternative(whole, "Some wells are shared."));
    judged(yDoc, anna, bracket("five"));
    const labels = bracketsOf(yDoc).brackets.map(({ alternatives }) => alternatives.map(({ label }) => label));
    expect(labels).toEqual([["1", "1 bis", "1 ter"], ["Alt. 1"]]);
  });
});
