import { afterEach, describe, expect, it } from "vitest";
import type { Mention } from "../../../shared/api/comments.ts";
import { type ClauseNews, commentItem, type News, type NewsItem } from "../../../shared/api/news.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const wells = [
  "# River charter",
  "## Wells {#wells}",
  "1. Each well rests five days. {#w1}",
  "2. Nobody fences a well. {#w2}",
  "## Herds {#herds}",
  "1. Herds pass by the eastern path. {#h1}",
  "2. Dogs are tied. {#h2}",
].join("\n\n");

const api = (name: string) => world.who(name).api();
const charter = () => world.charter();
const id = (clause: string) => clause as ClauseId;

/** Everybody holds the same text, and has read it. */
async function begin(...people: readonly (readonly [string, "party" | "mediator" | "delegate"])[]): Promise<void> {
  world = createWorld({ seed: 11, people: ["Ada", ...people.map(([name]) => name)] });
  world.found("Ada").act(async () => {
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
  });
  for (const [name, role] of people) world.join("Ada", name, role);
  await world.gather().settle().done();
}
const meetAll = () => world.gather().settle().done();

const news = async (name: string): Promise<News> => unwrap(await api(name).getNews({ charter: charter() }));
const counts = async (name: string) => unwrap(await api(name).listCharters({}))[0];
const read = async (name: string, items: readonly string[] | null, upTo: number | null = null): Promise<void> => {
  unwrap(await api(name).markRead({ charter: charter(), items, upTo }));
};

const setClause = (clause: string, markdown: string) => ({ kind: "setClause", clause: id(clause), markdown }) as const;
const write = async (name: string, clause: string, markdown: string): Promise<void> => {
  unwrap(await api(name).editText({ charter: charter(), edit: setClause(clause, markdown) }));
};
const suggest = async (name: string, clause: string, markdown: string): Promise<void> => {
  unwrap(await api(name).suggestEdit({ charter: charter(), edit: setClause(clause, markdown) }));
};
const answer = async (name: string, kind: "accept" | "reject"): Promise<void> => {
  const nobody = { clause: null, party: null, person: null, device: null };
  unwrap(
    await api(name).answerSuggestions({ charter: charter(), answer: kind, which: { kind: "fitting", ...nobody } }),
  );
};
async function say(name: string, clause: string, text: string, mentions: readonly Mention[] = []) {
  const anchor = { kind: "clause" } as const;
  return unwrap(await api(name).comment({ charter: charter(), clause: id(clause), anchor, text, mentions }));
}
async function hashOf(name: string, clause: string): Promise<string> {
  const [found] = unwrap(await api(name).getBoard({ charter: charter(), clause: id(clause) })).clauses;
  return found?.hash ?? "";
}
const take = async (name: string, clause: string, stance: "agrees" | "objects"): Promise<void> => {
  const hash = await hashOf(name, clause);
  unwrap(await api(name).takeStance({ charter: charter(), clause: id(clause), hash, stance, reason: "" }));
};
const close = async (name: string, clause: string): Promise<void> => {
  const hash = await hashOf(name, clause);
  unwrap(await api(name).closeClause({ charter: charter(), clause: id(clause), hash, closing: "close" }));
};
const partyOf = async (name: string): Promise<Mention> => {
  const me = unwrap(await api(name).getIdentity({}));
  if (me?.party == null) throw new Error(`${name} has a party`);
  return { kind: "party", party: me.party.id };
};

function inWords(item: NewsItem): string {
  switch (item.kind) {
    case "change":
      return `${item.redline.op} by ${item.by.map(({ author }) => author.person).join(", ")}`;
    case "conflict":
      return `conflict of ${item.conflict.sides
        .map(({ author }) => author.person)
        .sort()
        .join(" and ")}`;
    case "suggestion":
      return item.isAnswer
        ? `${item.suggestion.state} by ${item.suggestion.answers.map(({ author }) => author.person).join(", ")}`
        : `suggested by ${item.suggestion.author.person}: ${item.suggestion.after.trim()}`;
    case "comment":
      return `${item.comment.mentionsMe ? "to me: " : ""}${item.comment.text}`;
    case "stance":
      return `${item.party.name} ${item.stance.state}`;
    case "closing":
      return `${item.closing}d by ${item.author.person}`;
  }
}
const shown = ({ clauses }: News): readonly string[] =>
  clauses.map(({ clause, items }: ClauseNews) => `${clause.number || clause.id}: ${items.map(inWords).join(" | ")}`);
const itemsOf = ({ clauses }: News): readonly NewsItem[] => clauses.flatMap(({ items }) => items);

describe("News", () => {
  it("are all that others did since the last look, by clause in the order of the text, and never own deeds", async () => {
    await begin(["Bilal", "party"], ["Chen", "party"]);
    for (const name of ["Ada", "Bilal", "Chen"]) {
      expect(shown(await news(name))).toEqual([]);
      await take(name, "h2", "agrees");
    }
    await meetAll();
    await read("Ada", null);
    expect(shown(await news("Ada"))).toEqual([]);

    // Apart, all of them are busy.
    await write("Ada", "w1", "Each well rests six days.");
    await write("Bilal", "w1", "Each well rests seven days.");
    await suggest("Chen", "w2", "Nobody fences or sells a well.");
    await say("Chen", "w2", "Selling, too.");
    await say("Bilal", "w2", "Ada, what do you think?", [await partyOf("Ada")]);
    await take("Chen", "h1", "objects");
    await close("Chen", "h2");
    await meetAll();

    const found = await news("Ada");
    expect(shown(found)).toEqual([
      "1.1: amended by Bilal | conflict of Ada and Bilal",
      "1.2: to me: Ada, what do you think? | suggested by Chen: or sells | Selling, too.",
      "2.1: Chen's people objects",
      "2.2: closed by Chen",
    ]);
    expect(found.counts).toEqual({
      ...{ changes: 1, conflicts: 1, suggestions: 1, comments: 2, mentions: 1, stances: 1, closings: 1 },
    });
    expect(found.changes).toBe(1);
    expect(await counts("Ada")).toMatchObject({
      news: { changes: 1, suggestions: 1, comments: 2, stances: 2 },
      mentionsOfMe: 1,
    });
    // What each did themselves is news to the others alone.
    expect(shown(await news("Chen"))).toEqual([
      "1.1: amended by Bilal, Ada | conflict of Ada and Bilal",
      "1.2: Ada, what do you think?",
      expect.stringMatching(/^2\.2: .*agrees \| .*agrees$/),
    ]);
  });

  it("are marked as read one by one or all, each for itself, over a restart too", async () => {
    await begin(["Bilal", "party"]);
    await write("Bilal", "w1", "Each well rests seven days.");
    await suggest("Bilal", "h1", "Herds pass by the western path.");
    await say("Bilal", "w1", "A week is easier to remember.");
    await take("Bilal", "w2", "agrees");
    await meetAll();
    const { upTo } = await news("Ada");
    for (const [item, ...left] of [
      ["comment", "change", "stance", "suggestion"],
      ["change", "stance", "suggestion"],
      ["suggestion", "stance"],
    ] as const) {
      const ids = itemsOf(await news("Ada")).flatMap(({ kind, id: one }) => (kind === item ? [one] : []));
      expect(ids).toHaveLength(1);
      await read("Ada", ids, upTo);
      expect(itemsOf(await news("Ada")).map(({ kind }) => kind)).toEqual(left);
      await world.restart("Ada").done();
      expect(itemsOf(await news("Ada")).map(({ kind }) => kind)).toEqual(left);
    }
    expect((await counts("Ada"))?.news).toEqual({ changes: 0, suggestions: 0, comments: 0, stances: 1 });
    // What comes after what was shown stays news.
    await say("Bilal", "w1", "Or ten days?");
    await meetAll();
    await read("Ada", null, upTo);
    expect(shown(await news("Ada"))).toEqual(["1.1: Or ten days?"]);
    await read("Ada", null);
    expect((await counts("Ada"))?.news).toEqual({ changes: 0, suggestions: 0, comments: 0, stances: 0 });
    await world.restart("Ada").done();
    const after = await news("Ada");
    expect([shown(after), after.since === null]).toEqual([[], false]);
  });

  it("are counted after a restart without that anybody looked, and no mark is lost by a kill", async () => {
    await begin(["Bilal", "party"]);
    await say("Bilal", "w1", "Why five?");
    await write("Bilal", "h1", "Herds pass by the western path.");
    await meetAll();
    await read("Ada", [itemsOf(await news("Ada"))[0]?.id ?? ""]);
    await world.image("Ada").putBack("Ada").done();
    expect((await counts("Ada"))?.news).toEqual({ changes: 1, suggestions: 0, comments: 0, stances: 0 });
    expect(shown(await news("Ada"))).toEqual(["2.1: amended by Bilal"]);
  });

  it("tell of answers to suggestions, and not of what oneself suggested or answered", async () => {
    await begin(["Bilal", "party"], ["mia", "mediator"]);
    await suggest("mia", "w1", "Each well rests seven days.");
    await suggest("Bilal", "h2", "Dogs are tied at night.");
    await meetAll();
    expect(shown(await news("mia"))).toEqual(["2.2: suggested by Bilal: at night"]);
    expect(shown(await news("Ada"))).toEqual(["1.1: suggested by mia: seven", "2.2: suggested by Bilal: at night"]);
    await answer("Ada", "reject");
    await meetAll();
    // Whoever answered has seen it.
    expect(shown(await news("Ada"))).toEqual([]);
    expect(shown(await news("mia"))).toEqual(["1.1: rejected by Ada", "2.2: suggested by Bilal: at night"]);
    expect(itemsOf(await news("Bilal")).map((item) => item.kind === "suggestion" && item.isAnswer)).toEqual([
      false,
      true,
    ]);
  });

  it("tell of talk about a suggestion, which is read where it is talked about", async () => {
    await begin(["Bilal", "party"]);
    await suggest("Ada", "w1", "Each well rests seven days.");
    await meetAll();
    const nobody = { clause: null, party: null, person: null, device: null };
    const [one] = unwrap(await api("Bilal").listSuggestions({ charter: charter(), filter: nobody, isAll: false }));
    const anchor = { kind: "suggestion", suggestion: one?.id ?? "" } as const;
    const said = { charter: charter(), clause: null, anchor, text: "Why a week?", mentions: [] };
    const thread = unwrap(await api("Bilal").comment(said));
    await meetAll();
    const [item] = itemsOf(await news("Ada"));
    expect(item).toMatchObject({ kind: "comment", thread: thread.id, suggestion: one?.id });
    await read("Ada", [commentItem(thread.id)]);
    expect(shown(await news("Ada"))).toEqual([]);
  });

  it("tell of stances that lapsed because others changed the words, and not of those that lapsed by own hand", async () => {
    await begin(["Bilal", "party"]);
    await take("Bilal", "w1", "agrees");
    await take("Bilal", "h1", "agrees");
    await meetAll();
    for (const name of ["Ada", "Bilal"]) await read(name, null);
    await write("Ada", "w1", "Each well rests seven days.");
    await write("Bilal", "h1", "Herds pass by the western path.");
    await meetAll();
    expect(shown(await news("Bilal"))).toEqual(["1.1: amended by Ada | Bilal's people lapsed"]);
    expect(shown(await news("Ada"))).toEqual(["2.1: amended by Bilal | Bilal's people lapsed"]);
    const lapsed = itemsOf(await news("Bilal")).flatMap(({ kind, id: one }) => (kind === "stance" ? [one] : []));
    await read("Bilal", lapsed);
    expect(shown(await news("Bilal"))).toEqual(["1.1: amended by Ada"]);
    // Words that are as before again: the stance counts, and nothing is left to be read.
    await write("Ada", "w1", "Each well rests five days.");
    await meetAll();
    expect(shown(await news("Bilal"))).toEqual([]);
    expect((await counts("Bilal"))?.news.changes).toBe(0);
  });

  it("name clauses that stand no more, and those that are only suggested, where they belong", async () => {
    await begin(["Bilal", "party"]);
    const insert = { kind: "insertClause", after: id("w1"), markdown: "Guests drink first." } as const;
    unwrap(await api("Bilal").suggestEdit({ charter: charter(), edit: insert }));
    await say("Bilal", "w2", "Is this needed?");
    await write("Bilal", "h2", "Dogs and goats are tied.");
    unwrap(await api("Bilal").editText({ charter: charter(), edit: { kind: "removeClause", clause: id("w2") } }));
    await meetAll();
    const found = await news("Ada");
    expect(found.clauses.map(({ items }) => items.map(inWords))).toEqual([
      [expect.stringMatching(/^suggested by Bilal: /)],
      ["removed by Bilal", "Is this needed?"],
      ["amended by Bilal"],
    ]);
    expect(found.clauses[1]?.clause).toMatchObject({ id: "w2" });
  });

  it("are told of as soon as they come, but for what this person does", async () => {
    await begin(["Bilal", "party"]);
    await news("Ada");
    const told = (name: string) => world.who(name).events.filter(({ kind }) => kind === "newsChanged").length;
    const before = told("Ada");
    await say("Ada", "w1", "Mine.");
    await write("Ada", "w1", "Each well rests six days.");
    await take("Ada", "w1", "agrees");
    await meetAll();
    expect(told("Ada")).toBe(before);
    await take("Bilal", "w1", "objects");
    await meetAll();
    expect(told("Ada")).toBeGreaterThan(before);
  });
});
