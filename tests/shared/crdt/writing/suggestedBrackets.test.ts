import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { plainText, readClauses } from "../../../../shared/charter/text/clauses.ts";
import { createTextDoc, reviewRoot } from "../../../../shared/crdt/document/docLayout.ts";
import {
  createCleanSight,
  createProposedSight,
  createSuggestedSight,
} from "../../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../../shared/crdt/reading/reading.ts";
import { readText } from "../../../../shared/crdt/reading/readText.ts";
import { isOpen } from "../../../../shared/crdt/reading/reviewEntries.ts";
import { readSuggestedBrackets, type SuggestedBracket } from "../../../../shared/crdt/reading/suggestedBrackets.ts";
import { createSuggestions, readSuggestions, type Suggestion } from "../../../../shared/crdt/reading/suggestions.ts";
import { readTypedBrackets } from "../../../../shared/crdt/reading/typedBrackets.ts";
import { answer } from "../../../../shared/crdt/writing/answers.ts";
import {
  addAlternative,
  bracketSight,
  bracketTyped,
  bracketWords,
  fillFields,
  pickAlternative,
  removeBracket,
} from "../../../../shared/crdt/writing/brackets.ts";
import { createSuccessors } from "../../../../shared/crdt/writing/suggestAgain.ts";
import { takeBackActs } from "../../../../shared/crdt/writing/suggestedActs.ts";
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
  wells,
} from "../support/bracketActs.ts";
import { rangesOf, writeEntry } from "../support/layoutDoc.ts";
import { clauseOf, findWords, split } from "../support/layoutText.ts";

/** A mediator's suggesting id, and another's. */
const mia = bilal + 1;
const noor = chen + 1;
const origin = { from: "test" };
const suggestedOf = (yDoc: Y.Doc): readonly SuggestedBracket[] =>
  readSuggestedBrackets(createReading(yDoc, createSuggestedSight(yDoc)), readSuggestions(yDoc));
const cards = (yDoc: Y.Doc): readonly Suggestion[] => readSuggestions(yDoc).filter(isOpen);
const told = (yDoc: Y.Doc): readonly string[] =>
  cards(yDoc).map(({ kind, bracketed, inserted, struck }) => `${kind} ${bracketed || inserted || struck}`);
const lineWith = (yDoc: Y.Doc): readonly string[] => {
  const sight = createSuggestedSight(yDoc);
  return createReading(yDoc, sight)
    .text()
    .content.map(
      (node) =>
        JSON.stringify(node)
          .match(/"text":"([^"]*)"/g)
          ?.map((one) => one.slice(8, -1))
          .join("") ?? "",
    );
};

const alternative =
  (id: (yDoc: Y.Doc) => string, words: string): Act =>
  (yDoc) =>
    expect(addAlternative(yDoc, id(yDoc), words)).toMatchObject({ ok: true });
const newest = (yDoc: Y.Doc): string => suggestedOf(yDoc).at(-1)?.id ?? "";
const of =
  (words: string) =>
  (yDoc: Y.Doc): string =>
    bracketOf(yDoc, words);
/** In an act: as entries, for those who answer apart. */
const answerAll =
  (kind: "ok" | "no" | "out"): Act =>
  (yDoc) => {
    for (const { parts } of cards(yDoc)) for (const of of parts) writeEntry(yDoc, { kind, of }, true);
  };
/** Those that are open, and fit. */
function answerNow(
  yDoc: Y.Doc,
  client: number,
  kind: "accept" | "reject" | "withdraw",
  fits: (one: Suggestion) => boolean = () => true,
): void {
  yDoc.clientID = client;
  answer(yDoc, kind, cards(yDoc).filter(fits), origin);
}
const type =
  (behind: string, words: string): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, behind);
    yFlow.insert(at + behind.length, words);
  };
const cut =
  (words: string): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, words);
    yFlow.delete(at, words.length);
  };
const strike =
  (words: string): Act =>
  (yDoc) => {
    const { yFlow, at } = findWords(yDoc, words);
    for (const range of rangesOf(yFlow, at, words.length))
      writeEntry(yDoc, { kind: "del", suggestion: { client: yDoc.clientID, number: 1 }, range }, true);
  };
const onlyOwn = (): boolean => false;
const plain = "Each well rests five days.";

describe("[I52] a bracket that is suggested", () => {
  it("is none until it is accepted, is one card, and is then a bracket like any other", () => {
    const yDoc = merged([wells, [mia, bracket("five")]]);
    expect([linesOf(yDoc), bracketsOf(yDoc).brackets]).toEqual([[plain], []]);
    expect(told(yDoc)).toEqual(["bracket [five]"]);
    expect(suggestedOf(yDoc)).toMatchObject([
      {
        suggester: mia,
        isNew: true,
        clause: "w1",
        state: "open",
        alternatives: [{ words: "five", isSuggested: false }],
      },
    ]);
    answerNow(yDoc, anna, "accept");
    expect(linesOf(yDoc)).toEqual(["Each well rests [five] days."]);
    expect(bracketsOf(yDoc).brackets).toMatchObject([{ state: "open", client: mia }]);
    expect([cards(yDoc), suggestedOf(yDoc)]).toEqual([[], []]);
    judged(yDoc, anna, alternative(of("five"), "three"));
    judged(yDoc, anna, (own) => void pickAlternative(own, bracketOf(own, "five"), "first", onlyOwn));
    expect(linesOf(yDoc)).toEqual([plain]);
  });

  it("leaves no trace where it is rejected or taken back, also by its suggester's undo", () => {
    const suggested: readonly By[] = [wells, [mia, bracket("five")], [mia, alternative(newest, "three")]];
    const undo: Act = (yDoc) => {
      const length = Y.getState(yDoc.store, mia);
      expect(takeBackActs(yDoc, [{ client: mia, clock: 0, length }], createSuccessors())).toBe(true);
    };
    for (const [client, act] of [
      [anna, answerAll("no")],
      [mia, answerAll("out")],
      [mia, undo],
    ] as const) {
      const yDoc = merged([...suggested, [client, act]]);
      expect([linesOf(yDoc), bracketsOf(yDoc)]).toEqual([[plain], { brackets: [], strays: [] }]);
    }
    const both = merged(suggested);
    both.clientID = mia;
    expect(removeBracket(both, newest(both))).toEqual({ ok: false, error: "notSettled" });
    answerNow(both, mia, "withdraw");
    expect([cards(both), linesOf(both)]).toEqual([[], [plain]]);
    const alone = merged([
      ...suggested.slice(0, 2),
      [mia, (own) => expect(removeBracket(own, newest(own))).toEqual({ ok: true, value: null })],
    ]);
    expect([cards(alone), suggestedOf(alone), linesOf(alone)]).toEqual([[], [], [plain]]);
  });

  it("comes back by redo, as it was", () => {
    const yDoc = merged([wells, [mia, bracket("five", true)], [mia, alternative(newest, "three")]]);
    const act = { client: mia, clock: 0, length: Y.getState(yDoc.store, mia) };
    judged(yDoc, mia, (own) => void takeBackActs(own, [act], createSuccessors()));
    expect(told(yDoc)).toEqual([]);
    const back = { client: mia, clock: act.length, length: Y.getState(yDoc.store, mia) - act.length };
    judged(yDoc, mia, (own) => void takeBackActs(own, [back], createSuccessors()));
    expect(told(yDoc)).toEqual(["blank [five] [three]"]);
    expect(suggestedOf(yDoc)).toMatchObject([{ isField: true, alternatives: [{ words: "five" }, { words: "three" }] }]);
  });

  it("gets alternatives and nests on the same card as long as the signs touch, and is answered with them", () => {
    const yDoc = merged([wells, [mia, bracket("rests five")], [mia, alternative(newest, "sleeps six")]]);
    expect(told(yDoc)).toEqual(["bracket [rests five] [sleeps six]"]);
    expect(suggestedOf(yDoc)[0]?.alternatives.map(({ words, client }) => [words, client])).toEqual([
      ["rests five", null],
      ["sleeps six", mia],
    ]);
    judged(yDoc, mia, bracket("six"));
    expect(told(yDoc)).toEqual(["bracket [rests five] [sleeps [six]]"]);
    judged(yDoc, mia, bracket("ests"));
    expect(told(yDoc)).toEqual(["bracket [r[ests] five] [sleeps [six]]", "bracket [ests]"]);
    answerNow(yDoc, anna, "accept", ({ bracketed }) => bracketed === "[ests]");
    expect(linesOf(yDoc)).toEqual(["Each well r[ests] five days."]);
    answerNow(yDoc, anna, "accept");
    expect(linesOf(yDoc)).toEqual(["Each well [r[ests] five] [sleeps [six]] days."]);
    expect(bracketsOf(yDoc).brackets.map(({ depth }) => depth)).toEqual([0, 1, 1]);
  });

  it("may be another alternative of a bracket that stands, and to take one away", () => {
    const open: readonly By[] = [wells, [anna, bracket("five")]];
    const yDoc = merged([...open, [mia, alternative(of("five"), "three\nor none")]]);
    expect(told(yDoc)).toEqual(["alternative ] [three\nor none"]);
    expect(bracketsOf(yDoc).brackets[0]?.alternatives).toHaveLength(1);
    expect(suggestedOf(yDoc)).toMatchObject([
      {
        isNew: false,
        alternatives: [{ isSuggested: false }, { words: "three\nor none", isSuggested: true, client: mia }],
      },
    ]);
    answerNow(yDoc, anna, "accept");
    expect(bracketsOf(yDoc).brackets[0]?.alternatives).toMatchObject([{ words: "five" }, { client: mia }]);

    const away: Act = (own) => expect(removeBracket(own, bracketOf(own, "five"))).toEqual({ ok: true, value: null });
    const asked = merged([...open, [mia, away]]);
    expect([linesOf(asked), told(asked)]).toEqual([["Each well rests [five] days."], ["unbracket [five]"]]);
    answerNow(asked, anna, "accept");
    expect([linesOf(asked), bracketsOf(asked).brackets]).toEqual([[plain], []]);
    const answered = readSuggestions(asked).filter(({ state }) => state === "accepted");
    expect(answered).toHaveLength(1);
    answer(asked, "reopen", answered, origin);
    expect([linesOf(asked), told(asked)]).toEqual([["Each well rests [five] days."], ["unbracket [five]"]]);
  });

  it("brings no mark, and stands under those that are there", () => {
    const yDoc = merged([wells]);
    const { yFlow, at } = findWords(yDoc, "rests five");
    judged(yDoc, anna, () => yFlow.format(at, 10, { strong: {} }));
    judged(yDoc, mia, bracket("five"));
    judged(yDoc, mia, alternative(newest, "three"));
    expect(told(yDoc)).toEqual(["bracket [five] [three]"]);
    expect([...reviewRoot(yDoc).keys()]).toEqual([]);
  });

  it("is not matched with signs that others suggest", () => {
    const yDoc = merged([wells], [mia, bracket("well rests")], [noor, bracket("rests five")]);
    expect(told(yDoc)).toEqual(["bracket [well rests]", "bracket [rests five]"]);
    expect(suggestedOf(yDoc).map(({ suggester, alternatives }) => [suggester, alternatives[0]?.words])).toEqual([
      [mia, "well rests"],
      [noor, "rests five"],
    ]);
    answerNow(yDoc, anna, "accept", ({ client }) => client === noor);
    expect([linesOf(yDoc), told(yDoc)]).toEqual([["Each well [rests five] days."], ["bracket [well [rests]"]]);
    answerNow(yDoc, anna, "accept");
    expect(linesOf(yDoc)).toEqual(["Each [well [rests] five] days."]);
  });

  it("reaches into no other clause: where the words are cut in two it is answered in two", () => {
    const yDoc = merged([wells], [mia, bracket("rests five")], [anna, (own) => split(own, "five", "s1")]);
    expect(told(yDoc)).toEqual(["insertion [", "insertion ]"]);
    answerNow(yDoc, anna, "accept");
    expect([linesOf(yDoc), bracketsOf(yDoc).strays]).toMatchObject([
      ["Each well [rests ", "five] days."],
      [{ clause: "s1", sign: "]" }],
    ]);
  });
});

describe("[I52] a bracket that is suggested while another", () => {
  const remove: Act = (yDoc) => clauseOf(yDoc, "w1").setAttribute("gone", true as never);
  const suggestion: By = [mia, bracket("rests five")];
  const cases: readonly (readonly [
    what: string,
    other: By,
    before: readonly string[],
    accepted: readonly string[],
    cards: readonly string[],
  ])[] = [
    [
      "writes in it",
      [anna, type("five", " dry")],
      ["Each well rests five dry days."],
      ["Each well [rests five dry] days."],
      ["bracket [rests five dry]"],
    ],
    [
      "writes inside it",
      [anna, type("rests", " for")],
      ["Each well rests for five days."],
      ["Each well [rests for five] days."],
      ["bracket [rests for five]"],
    ],
    [
      "takes some of it out",
      [anna, cut("s five da")],
      ["Each well restys."],
      ["Each well [rest]ys."],
      ["bracket [rest]"],
    ],
    ["takes all of it out", [anna, cut("rests five ")], ["Each well days."], ["Each well []days."], ["bracket []"]],
    [
      "brackets the same words",
      [anna, bracket("rests five")],
      ["Each well [rests five] days."],
      ["Each well [[rests five]] days."],
      ["bracket [rests five]]"],
    ],
    [
      "brackets words across it",
      [anna, bracket("five days")],
      ["Each well rests [five days]."],
      ["Each well [rests [five] days]."],
      ["bracket [rests [five]"],
    ],
    [
      "suggests to strike some of it",
      [noor, strike("five")],
      [plain],
      ["Each well [rests ] days."],
      ["bracket [rests five]", "strike five"],
    ],
    [
      "suggests the same bracket",
      [noor, bracket("rests five")],
      [plain],
      ["Each well [[rests five]] days."],
      ["bracket [rests five]", "bracket [rests five]"],
    ],
    ["removes its clause", [anna, remove], [], [], ["bracket [rests five]"]],
  ];
  it.each(cases)("%s, loses nothing and stands where it was put", (_what, other, before, accepted, expected) => {
    const yDoc = merged([wells], suggestion, other);
    expect([linesOf(yDoc), told(yDoc)]).toEqual([before, expected]);
    const yRejected = merged([wells], suggestion, other);
    answerNow(yDoc, chen, "accept");
    expect(linesOf(yDoc)).toEqual(accepted);
    answerNow(yRejected, chen, "reject");
    expect(linesOf(yRejected)).toEqual(before);
  });

  it("settles the bracket around it: it waits, hidden with its words or shown", () => {
    const open: readonly By[] = [wells, [anna, bracket("rests five")], [anna, alternative(of("rests five"), "sleeps")]];
    const inside: By = [mia, bracket("five")];
    const pick =
      (choice: "first" | "out"): Act =>
      (yDoc) =>
        void pickAlternative(yDoc, bracketOf(yDoc, "rests five"), choice, onlyOwn);
    const shown = merged(open, inside, [chen, pick("first")]);
    expect([linesOf(shown), told(shown)]).toEqual([[plain], ["bracket [five]"]]);
    answerNow(shown, anna, "accept");
    expect(linesOf(shown)).toEqual(["Each well rests [five] days."]);
    const hidden = merged(open, inside, [chen, pick("out")]);
    answerNow(hidden, anna, "accept");
    expect([linesOf(hidden), bracketsOf(hidden).brackets]).toMatchObject([["Each well  days."], [{ chosen: "out" }]]);
  });

  it("accepts it: an alternative of it waits for an answer of its own", () => {
    const yDoc = merged([wells, [mia, bracket("five")]], [mia, alternative(newest, "three")], [anna, answerAll("ok")]);
    expect([linesOf(yDoc), told(yDoc)]).toEqual([["Each well rests [five] days."], ["alternative ] [three"]]);
    answerNow(yDoc, anna, "accept");
    expect(linesOf(yDoc)).toEqual(["Each well rests [five] [three] days."]);
  });

  it("rejects it and another accepts it: it is contested, one card, and none meanwhile", () => {
    const yDoc = merged([wells, [mia, bracket("five")]], [anna, answerAll("ok")], [chen, answerAll("no")]);
    expect([linesOf(yDoc), told(yDoc)]).toEqual([[plain], ["bracket [five]"]]);
    expect(cards(yDoc)).toMatchObject([{ state: "contested" }]);
    answerNow(yDoc, anna, "accept");
    expect(linesOf(yDoc)).toEqual(["Each well rests [five] days."]);
  });

  it("adds an alternative, and another takes the bracket away: the sign is one that belongs to none", () => {
    const open: readonly By[] = [wells, [anna, bracket("five")]];
    const away: Act = (yDoc) => void removeBracket(yDoc, bracketOf(yDoc, "five"));
    const yDoc = merged(open, [mia, alternative(of("five"), "three")], [chen, away]);
    expect([linesOf(yDoc), suggestedOf(yDoc)]).toEqual([[plain], []]);
    expect(told(yDoc)).toEqual(["alternative ] [three"]);
    answerNow(yDoc, anna, "reject");
    expect([linesOf(yDoc), bracketsOf(yDoc).strays]).toEqual([[plain], []]);
  });
});

describe("[I52] many signs that are suggested", () => {
  it("are read in a time that grows with their number, however deep they stand", () => {
    const yDoc = createTextDoc();
    judged(yDoc, anna, clause("w1", "x".repeat(3000)));
    const { yFlow } = findWords(yDoc, "x");
    yDoc.clientID = mia;
    yDoc.transact(() => {
      for (let i = 0; i < 1000; i++)
        bracketWords(yDoc, { yFlow, from: i * 2, to: 3000 + i - i * 1 }, { isField: false });
    });
    const read = readSuggestions(yDoc);
    const length = read.reduce((sum, { bracketed }) => sum + bracketed.length, 0);
    expect(read.length).toBeGreaterThan(100);
    expect(length).toBeLessThan(1000 * 3000);
    expect(createCleanSight(yDoc).review().picks.size).toBe(0);
  });

  it("stand in the text with suggestions, in brackets", () => {
    const yDoc = merged([wells, [mia, bracket("five")], [mia, alternative(newest, "three")]]);
    expect(lineWith(yDoc)).toEqual(["Each well rests [five] [three] days."]);
  });
});

/** As if all that is suggested were accepted. */
const proposedLines = (yDoc: Y.Doc): readonly string[] =>
  readClauses(readText(yDoc, createProposedSight(yDoc)).text).map(({ node }) => plainText(node));

describe("[I52] brackets that were typed as characters", () => {
  const typed: By = [anna, clause("w1", "It lasts [two] [three] years, or [so [long] still].")];
  /** As whoever suggests has them. */
  const typedFor = (yDoc: Y.Doc) => {
    const sight = bracketSight(yDoc);
    return readTypedBrackets(createReading(yDoc, createSuggestedSight(yDoc)), sight);
  };
  const make =
    (isField: boolean): Act =>
    (yDoc) =>
      void bracketTyped(yDoc, typedFor(yDoc), { isField });

  it("become brackets as a suggestion: nothing changes before, each is one card, and they are offered no more", () => {
    const yDoc = merged([typed, [mia, make(false)]]);
    expect([linesOf(yDoc), bracketsOf(yDoc).brackets]).toEqual([
      ["It lasts [two] [three] years, or [so [long] still]."],
      [],
    ]);
    expect(told(yDoc).toSorted()).toEqual(["bracket [long]", "bracket [so [long] still]", "bracket [two] [three]"]);
    yDoc.clientID = mia;
    expect(typedFor(yDoc)).toEqual([]);
    yDoc.clientID = anna;
    expect(typedFor(yDoc)).toHaveLength(3);
    answerNow(yDoc, anna, "reject", ({ bracketed }) => bracketed === "[long]");
    answerNow(yDoc, anna, "accept");
    expect(bracketsOf(yDoc).brackets.map(({ alternatives }) => alternatives.map(({ words }) => words))).toEqual([
      ["two", "three"],
      ["so [long] still"],
    ]);
    expect(typedFor(yDoc)).toMatchObject([{ words: "long" }]);
    expect(linesOf(yDoc)).toEqual(["It lasts [two] [three] years, or [so [long] still]."]);
  });

  it("become blanks as a suggestion, and stay characters where it is rejected", () => {
    const yDoc = merged([typed, [mia, make(true)]]);
    expect(told(yDoc).toSorted()).toEqual(["blank [so [long] still]", "blank [three]", "blank [two]"]);
    answerNow(yDoc, anna, "accept", ({ bracketed }) => bracketed === "[two]");
    answerNow(yDoc, anna, "reject");
    expect(bracketsOf(yDoc).brackets).toMatchObject([{ isField: true, alternatives: [{ words: "two" }] }]);
    expect(typedFor(yDoc)).toMatchObject([{ words: "three" }, { words: "so [long] still" }, { words: "long" }]);
  });

  it("are made by two apart: both cards stand, and with both accepted no sign is a character", () => {
    const yDoc = merged([typed], [mia, make(false)], [noor, make(false)]);
    expect(told(yDoc).filter((one) => one === "bracket [two] [three]")).toHaveLength(2);
    answerNow(yDoc, anna, "accept", ({ client }) => client === noor);
    answerNow(yDoc, anna, "reject");
    expect([linesOf(yDoc), typedFor(yDoc)]).toEqual([["It lasts [two] [three] years, or [so [long] still]."], []]);
  });
});

describe("[I53] a blank that is filled in as a suggestion", () => {
  const blank: readonly By[] = [wells, [anna, bracket("five", true)]];
  const fill =
    (words: string): Act =>
    (yDoc) =>
      expect(fillFields(yDoc, [{ bracket: of("five")(yDoc), words }], onlyOwn)).toEqual({ ok: true, value: null });

  it("stays a blank until somebody accepts it, who thereby chooses it", () => {
    const yDoc = merged([...blank, [mia, fill("seven")]]);
    expect([linesOf(yDoc), told(yDoc)]).toEqual([["Each well rests [five] days."], ["fill ] [seven"]]);
    expect(proposedLines(yDoc)).toEqual(["Each well rests seven days."]);
    expect(suggestedOf(yDoc)).toMatchObject([{ isNew: false, state: "settled" }]);
    answerNow(yDoc, anna, "accept");
    expect(linesOf(yDoc)).toEqual(["Each well rests seven days."]);
    expect(bracketsOf(yDoc).brackets).toMatchObject([{ isField: true, state: "settled", picks: [{ client: anna }] }]);
    // Whoever takes the acceptance back takes their choice back.
    yDoc.clientID = anna;
    answer(yDoc, "reopen", readSuggestions(yDoc), origin);
    expect([linesOf(yDoc), told(yDoc)]).toEqual([["Each well rests [five] days."], ["fill ] [seven"]]);
    expect(bracketsOf(yDoc).brackets).toMatchObject([{ state: "open", picks: [] }]);
  });

  it("is done once more by the same device in place of what it suggested", () => {
    const yDoc = merged([...blank, [mia, fill("seven")], [mia, fill("eight")]]);
    expect([told(yDoc), proposedLines(yDoc)]).toEqual([["fill ] [eight"], ["Each well rests eight days."]]);
    answerNow(yDoc, anna, "accept");
    judged(yDoc, mia, fill("nine"));
    expect([told(yDoc), linesOf(yDoc)]).toEqual([["fill ] [nine"], ["Each well rests eight days."]]);
    answerNow(yDoc, anna, "accept");
    expect(linesOf(yDoc)).toEqual(["Each well rests nine days."]);
  });

  it("is filled in otherwise by another meanwhile: both are found, contested", () => {
    const yDoc = merged([...blank, [mia, fill("seven")]], [anna, answerAll("ok")], [chen, fill("six")]);
    // Accepted by a program that chooses nothing, it waits as an alternative.
    expect(linesOf(yDoc)).toEqual(["Each well rests six days."]);
    answerNow(yDoc, anna, "accept", () => false);
    yDoc.clientID = anna;
    answer(yDoc, "accept", readSuggestions(yDoc), origin);
    expect(bracketsOf(yDoc).brackets).toMatchObject([{ state: "contested" }]);
    expect(linesOf(yDoc)).toEqual(["Each well rests [five] [seven] [six] days."]);
  });

  it("in two ways by two mediators: whoever accepts chooses, and may accept the other later", () => {
    const yDoc = merged(blank, [mia, fill("seven")], [noor, fill("eight")]);
    expect(told(yDoc)).toEqual(["fill ] [seven", "fill ] [eight"]);
    answerNow(yDoc, anna, "accept", ({ client }) => client === mia);
    expect(linesOf(yDoc)).toEqual(["Each well rests seven days."]);
    answerNow(yDoc, anna, "accept");
    expect(linesOf(yDoc)).toEqual(["Each well rests eight days."]);
  });
});

describe("[I24] accepted words that somebody takes out", () => {
  const typeIn: By = [mia, type("well", " deep")];
  const gone = (yDoc: Y.Doc) =>
    readSuggestions(yDoc).map(({ kind, inserted, state, isGone }) => [kind, inserted, state, isGone]);

  it("apart from the acceptance are out, and whoever looks for them is told so", () => {
    const yDoc = merged([wells, typeIn], [anna, answerAll("ok")], [chen, cut(" deep")]);
    expect([linesOf(yDoc), gone(yDoc)]).toEqual([[plain], [["insertion", " deep", "accepted", true]]]);
    expect(readSuggestions(yDoc)).toMatchObject([{ spans: [], answers: [{ kind: "ok", client: anna }] }]);
  });

  it("in part are told of as what is left", () => {
    const yDoc = merged([wells, typeIn], [anna, answerAll("ok")], [chen, cut(" de")]);
    expect(gone(yDoc)).toEqual([["insertion", "ep", "accepted", false]]);
  });

  it("are told of by a list that is kept up as by a fresh one", () => {
    const yDoc = merged([wells, typeIn, [anna, answerAll("ok")]]);
    const kept = createSuggestions(yDoc);
    yDoc.on("afterTransaction", (transaction: Y.Transaction) => void kept.note(transaction));
    expect(kept.all()).toMatchObject([{ isGone: false }]);
    judged(yDoc, chen, cut(" deep"));
    expect(kept.all()).toEqual(readSuggestions(yDoc));
    expect(kept.all()).toMatchObject([{ isGone: true }]);
  });
});
