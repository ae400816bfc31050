/**
 * What two parties make of one clause who do not know of each other, on real hosts that meet afterwards: each pair of
 * deeds in both orders, at once in two clauses, and the same to everybody. Under the text: tests/shared/crdt.
 */
import { afterEach, describe, expect, it } from "vitest";
import type { BracketView } from "../../../shared/api/brackets.ts";
import type { SuggestionView } from "../../../shared/api/suggestions.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { TextEdit } from "../../../shared/charter/text/model.ts";
import type { SuggestionAnswer } from "../../../shared/charter/text/suggested.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const article = (name: string): readonly string[] => [
  `## ${name} {#${name}}`,
  `1. Each well rests five days. {#${name}1}`,
  `2. Herds drink. {#${name}2}`,
  `## Paths {#${name}paths}`,
  "1. A path is nobody's.",
  `## Fords {#${name}fords}`,
  "1. A ford is everybody's.",
];
const wells = ["# River charter", ...article("hill"), ...article("vale")].join("\n\n");

/** Each article has the same clauses: in one Ada does the first deed, in the other the second. */
const orders = [
  ["hill", "Ada", "Bilal"],
  ["vale", "Bilal", "Ada"],
] as const;
const everybody = ["Ada", "Bilal", "mia"] as const;

type Deed = (name: string, article: string) => Promise<unknown>;

const api = (name: string) => world.who(name).api();
const charter = () => world.charter();
const id = (clause: string) => clause as ClauseId;
const everything = { clause: null, party: null, person: null, device: null } as const;

const edit =
  (change: (article: string) => TextEdit): Deed =>
  async (name, article) =>
    unwrap(await api(name).editText({ charter: charter(), edit: change(article) }));
const write = (markdown: string): Deed =>
  edit((article) => ({ kind: "setClause", clause: id(`${article}1`), markdown }));
const suggestChange =
  (change: (article: string) => TextEdit): Deed =>
  async (name, article) =>
    unwrap(await api(name).suggestEdit({ charter: charter(), edit: change(article) }));
const suggest = (markdown: string): Deed =>
  suggestChange((article) => ({ kind: "setClause", clause: id(`${article}1`), markdown }));
const remove: Deed = edit((article) => ({ kind: "removeClause", clause: id(`${article}1`) }));

const suggestions = async (name: string, article: string): Promise<readonly SuggestionView[]> =>
  unwrap(await api(name).listSuggestions({ charter: charter(), filter: everything, isAll: true })).filter(
    ({ clause }) => clause?.id === `${article}1`,
  );
const answer =
  (kind: SuggestionAnswer, at = 0): Deed =>
  async (name, article) => {
    const ids = (await suggestions(name, article)).slice(at, at + 1).map((one) => one.id);
    expect(ids).toHaveLength(1);
    return unwrap(await api(name).answerSuggestions({ charter: charter(), answer: kind, which: { kind: "ids", ids } }));
  };
const bracketIn = async (name: string, article: string): Promise<BracketView | undefined> =>
  unwrap(await api(name).listBrackets({ charter: charter() })).brackets.find(({ clause }) => clause === `${article}1`);
const bracketFive: Deed = async (name, article) =>
  unwrap(
    await api(name).bracketWords({ charter: charter(), clause: id(`${article}1`), quote: "five", isField: false }),
  );
const alternative =
  (words: string): Deed =>
  async (name, article) => {
    const bracket = (await bracketIn(name, article))?.id ?? "";
    return unwrap(await api(name).addAlternative({ charter: charter(), bracket, words }));
  };
const pick =
  (words: string): Deed =>
  async (name, article) => {
    const bracket = await bracketIn(name, article);
    const choice = bracket?.alternatives.find((one) => one.words === words)?.choice ?? "";
    return unwrap(await api(name).pickAlternative({ charter: charter(), bracket: bracket?.id ?? "", choice }));
  };

/** Words of the clauses of an article, as agreed. */
const wordsOf = async (name: string, article: string): Promise<readonly string[]> =>
  unwrap(await api(name).getText({ charter: charter(), at: { kind: "draft" } }))
    .clauses.filter(({ id: one }) => one === `${article}1` || one === `${article}2`)
    .map(({ text }) => text);
/** "accepted: accept Ada, withdraw mia" */
const told = async (name: string, article: string): Promise<readonly string[]> =>
  (await suggestions(name, article)).map(
    ({ state, answers }) =>
      `${state}: ${answers
        .map((one) => `${one.answer} ${one.author.person}`)
        .sort()
        .join(", ")}`,
  );

async function play(before: readonly (readonly [string, Deed])[], one: Deed, other: Deed, third?: Deed): Promise<void> {
  world = createWorld({ seed: 21, people: [...everybody] });
  world.found("Ada").act(() => edit(() => ({ kind: "replaceAll", markdown: wells }))("Ada", ""));
  world.join("Ada", "Bilal").join("Ada", "mia", "mediator");
  await world.gather().settle().done();
  for (const [name, deed] of before) {
    for (const [where] of orders) await deed(name, where);
    await world.gather().settle().done();
  }
  for (const [where, first, second] of orders) {
    await one(first, where);
    await other(second, where);
    await third?.("mia", where);
  }
  await world.gather().settle().done();
}

/** The same to everybody, in either order. */
async function expectAll<T>(
  read: (name: string, article: string) => Promise<T>,
  as: (first: string, second: string) => T,
): Promise<void> {
  for (const [article, first, second] of orders)
    for (const name of everybody) expect(await read(name, article)).toEqual(as(first, second));
}
const both = (one: string, other: string): string => [one, other].sort().join(", ");
const rests = (words: string): readonly string[] => [`Each well rests ${words}.`, "Herds drink."];

describe("two answers to one suggestion of a mediator", () => {
  it("[I20] accepted by both it is accepted, once", async () => {
    await play([["mia", suggest("Each well rests six days.")]], answer("accept"), answer("accept"));
    await expectAll(wordsOf, () => rests("six days"));
    for (const [article] of orders) {
      const [said, ...others] = await Promise.all(everybody.map((name) => told(name, article)));
      expect(said?.join()).toMatch(/^accepted: accept (Ada|Bilal)$/);
      for (const other of others) expect(other).toEqual(said);
    }
  });

  it("[I20] accepted and rejected it is open, its words as they were, and both are named", async () => {
    await play([["mia", suggest("Each well rests six days.")]], answer("accept"), answer("reject"));
    await expectAll(wordsOf, () => rests("five days"));
    await expectAll(told, (one, other) => [`contested: ${both(`accept ${one}`, `reject ${other}`)}`]);
  });

  it("[I21] accepted while it is taken back it is accepted, and who took it back is named", async () => {
    const nothing: Deed = async () => undefined;
    await play([["mia", suggest("Each well rests six days.")]], answer("accept"), nothing, answer("withdraw"));
    await expectAll(wordsOf, () => rests("six days"));
    await expectAll(told, (one) => [`accepted: accept ${one}, withdraw mia`]);
  });
});

describe("two suggestions, and what is edited meanwhile", () => {
  it("[I22] two strikes of the same words both stand, and the words are out when one is accepted", async () => {
    await play([], suggest("Each well rests."), suggest("Each well rests."));
    await expectAll(told, () => ["pending: ", "pending: "]);
    for (const [article, first] of orders) await answer("accept")(first, article);
    await world.gather().settle().done();
    await expectAll(wordsOf, () => ["Each well rests.", "Herds drink."]);
  });

  it("[I23] words that are typed inside what is struck out stay when the strike is accepted", async () => {
    const strike = suggest("Each well.");
    await play([["mia", strike]], answer("accept"), write("Each well rests five or six days."));
    await expectAll(
      async (name, where) => (await wordsOf(name, where))[0]?.includes("or six"),
      () => true,
    );
    await expectAll(
      async (name, where) => (await wordsOf(name, where))[0]?.includes("days"),
      () => false,
    );
  });

  it("[I41] other letters that both accept are written once, and a move goes with what is written meanwhile", async () => {
    await play([["mia", suggest("Each **well** rests five days.")]], answer("accept"), answer("accept"));
    await expectAll(
      async (name) =>
        unwrap(await api(name).getText({ charter: charter(), at: { kind: "draft" } })).markdown.split("**well**")
          .length,
      () => 3,
    );
    await world.close();
    const move = { kind: "moveClause" } as const;
    const toPaths = suggestChange((where) => ({ ...move, clause: id(`${where}1`), after: id(`${where}paths`) }));
    await play([["mia", toPaths]], answer("accept"), write("Each well rests six days."));
    await expectAll(wordsOf, () => ["Herds drink.", "Each well rests six days."]);
  });
});

describe("clauses that are moved and removed", () => {
  const move = (after: (article: string) => string): Deed =>
    edit((where) => ({ kind: "moveClause", clause: id(`${where}1`), after: id(after(where)) }));

  const toPaths = move((where) => `${where}paths`);

  it("[I35] [I30] moved and edited it is both, once; moved by two it stands in one place, and that is told", async () => {
    await play(
      [],
      move((where) => `${where}2`),
      write("Each well rests six days."),
    );
    await expectAll(wordsOf, () => ["Herds drink.", "Each well rests six days."]);
    await world.close();
    await play(
      [],
      toPaths,
      move((where) => `${where}fords`),
    );
    await expectAll(
      async (name, where) => (await wordsOf(name, where)).toSorted(),
      () => rests("five days"),
    );
    const conflicts = unwrap(await api("mia").listConflicts({ charter: charter() }));
    expect(conflicts.map(({ kind, clause, sides }) => [kind, clause.id, sides.length])).toEqual([
      ["place", "hill1", 2],
      ["place", "vale1", 2],
    ]);
  });

  it("[I32] moved out of an article that another removes it stands; moved into it, it stays where it was", async () => {
    const removeArticle: Deed = edit((where) => ({ kind: "removeClause", clause: id(where) }));
    await play([], toPaths, removeArticle);
    await expectAll(wordsOf, () => ["Each well rests five days."]);
    await world.close();
    const removePaths: Deed = edit((where) => ({ kind: "removeClause", clause: id(`${where}paths`) }));
    await play([], toPaths, removePaths);
    await expectAll(wordsOf, () => rests("five days"));
  });

  it("[I13] removed while another writes in it, it is gone, and what was written is listed for everybody", async () => {
    await play([], remove, write("Each well rests five long days."));
    await expectAll(wordsOf, () => ["Herds drink."]);
    for (const name of everybody) {
      const lost = unwrap(await api(name).getLostText({ charter: charter() }));
      expect(lost.map(({ by }) => by.person).sort()).toEqual(["Ada", "Bilal"]);
      expect(JSON.stringify(lost)).toContain("long");
    }
  });
});

describe("brackets", () => {
  const before = [
    ["Ada", bracketFive],
    ["Bilal", alternative("six")],
  ] as const;
  const states = async (name: string, where: string) => {
    const found = await bracketIn(name, where);
    return `${found?.state}: ${found?.picks
      .map(({ by }) => by.person)
      .toSorted()
      .join(", ")}`;
  };

  it("[I26] chosen alike by both they are settled; otherwise open, with both named", async () => {
    await play(before, pick("six"), pick("six"));
    await expectAll(wordsOf, () => rests("six days"));
    await expectAll(states, () => "settled: Ada, Bilal");
    await world.close();
    await play(before, pick("six"), pick("five"));
    await expectAll(wordsOf, () => rests("[five] [six] days"));
    await expectAll(states, () => "contested: Ada, Bilal");
  });

  it("[I25] settled while another writes in the alternative, its words stay in it, shown or hidden", async () => {
    for (const [chosen, shown] of [
      ["six", "six dry days"],
      ["five", "five days"],
    ] as const) {
      await play(before, pick(chosen), write("Each well rests [five] [six dry] days."));
      await expectAll(wordsOf, () => rests(shown));
      await world.close();
    }
    await play(before, alternative("seven"), alternative("eight"));
    await expectAll(
      async (name, where) => (await bracketIn(name, where))?.alternatives.map(({ words }) => words).toSorted(),
      () => ["eight", "five", "seven", "six"],
    );
  });
});
