import { afterEach, describe, expect, it } from "vitest";
import type { LostTextView } from "../../../shared/api/history.ts";
import type { News } from "../../../shared/api/news.ts";
import { subjectOf } from "../../../shared/charter/compare/redline.ts";
import { plainText } from "../../../shared/charter/text/clauses.ts";
import { findWords } from "../../support/flowWords.ts";
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
].join("\n\n");

const api = (name: string) => world.who(name).api();
const charter = () => world.charter();
const away = async (name: string): Promise<News> => unwrap(await api(name).getNews({ charter: charter() }));
const lost = async (name: string): Promise<readonly LostTextView[]> =>
  unwrap(await api(name).getLostText({ charter: charter() }));
const wordsOf = (items: readonly LostTextView[]): readonly string[] =>
  items.flatMap(({ blocks }) => blocks.map(({ runs }) => runs.map(({ text }) => text).join("")));

async function clauseIds(name: string): Promise<ReadonlyMap<string, string>> {
  const { clauses } = unwrap(await api(name).getText({ charter: charter(), at: { kind: "draft" } }));
  return new Map(clauses.map(({ number, id }) => [number, id]));
}

/** In turn, so that the network and the clock may move on between. */
const write = (name: string, clause: string, markdown: string) => async (): Promise<void> => {
  unwrap(
    await api(name).editText({ charter: charter(), edit: { kind: "setClause", clause: clause as never, markdown } }),
  );
};
const remove = (name: string, clause: string) => async (): Promise<void> => {
  unwrap(await api(name).editText({ charter: charter(), edit: { kind: "removeClause", clause: clause as never } }));
};
const readAll = (name: string) => async (): Promise<void> => {
  const { upTo } = await away(name);
  unwrap(await api(name).markRead({ charter: charter(), items: null, upTo }));
};

/** As a window does by itself when its host read the text anew. */
const reconnect = (): void => {
  for (const window of world.who("Ada").windows) if (!window.isConnected()) window.connect();
};

/** Ada and Bilal, and whoever else, hold the same text, and everybody has read it. */
async function begin(...people: readonly string[]): Promise<void> {
  world = createWorld({ seed: 5, people: ["Ada", ...people] });
  world.found("Ada").act(async () => {
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
  });
  for (const name of people) world.join("Ada", name);
  await world.gather().settle().done();
}

const changesIn = ({ clauses }: News) =>
  clauses.flatMap(({ items }) => items.flatMap((item) => (item.kind === "change" ? [item] : [])));
const summary = (news: News) =>
  changesIn(news).map(({ redline, by }) => [
    redline.op,
    subjectOf(redline).number,
    by.map(({ author }) => `${author.person} of ${author.party?.name ?? ""}`).sort(),
  ]);

describe("What arrived while somebody was away", () => {
  it("is nothing for who just joined", async () => {
    await begin("Bilal");
    expect((await away("Bilal")).clauses).toEqual([]);
    expect((await away("Ada")).clauses).toEqual([]);
  });

  it("is listed clause by clause with who changed it, and own changes are none of it", async () => {
    await begin("Bilal", "Chen");
    await world
      .act(readAll("Ada"))
      .act(write("Bilal", "w1", "Each well rests seven days."))
      .act(write("Chen", "w1", "Each open well rests five days."))
      .act(remove("Chen", "w2"))
      .act(write("Ada", "h1", "Herds pass by the western path."))
      .meet("Bilal", "Ada")
      .meet("Chen", "Ada")
      .settle()
      .done();
    const view = await away("Ada");
    expect(summary(view)).toEqual([
      ["amended", "1.1", ["Bilal of Bilal's people", "Chen of Chen's people"]],
      ["removed", "1.2", ["Chen of Chen's people"]],
    ]);
    expect(view.changes).toBe(3);
    expect(view.by.map(({ author, changes }) => [author.person, changes]).sort()).toEqual([
      ["Bilal", 1],
      ["Chen", 2],
    ]);
    const [first] = changesIn(view);
    expect(
      first?.redline.blocks
        .flatMap(({ runs }) => runs)
        .filter(({ op }) => op !== "same")
        .map(({ text }) => text),
    ).toEqual(expect.arrayContaining(["seven", "five"]));
  });

  it("stays news over a restart, until it is read clause by clause or altogether", async () => {
    await begin("Bilal");
    await world
      .act(write("Bilal", "w1", "Each well rests seven days."))
      .act(write("Bilal", "w2", "Nobody sells a well."))
      .act(write("Bilal", "h1", "Herds pass by the western path."))
      .meet("Bilal", "Ada")
      .restart("Ada")
      .done();
    const view = await away("Ada");
    expect(view.clauses).toHaveLength(3);
    unwrap(await api("Ada").markRead({ charter: charter(), items: ["change/w2"], upTo: view.upTo }));
    await world.restart("Ada").done();
    expect(summary(await away("Ada")).map(([, number]) => number)).toEqual(["1.1", "2.1"]);
    await world
      .act(write("Bilal", "w2", "Nobody sells or lends a well."))
      .meet("Bilal", "Ada")
      .done();
    expect(summary(await away("Ada")).map(([, number]) => number)).toEqual(["1.1", "1.2", "2.1"]);
    await world.act(readAll("Ada")).restart("Ada").done();
    const after = await away("Ada");
    expect(after.clauses).toEqual([]);
    expect(after.since).not.toBeNull();
  });

  it("marks no more as read than was shown", async () => {
    await begin("Bilal");
    await world
      .act(write("Bilal", "w1", "Each well rests seven days."))
      .meet("Bilal", "Ada")
      .done();
    const shown = await away("Ada");
    await world
      .act(write("Bilal", "h1", "Herds pass by the western path."))
      .meet("Bilal", "Ada")
      .done();
    unwrap(await api("Ada").markRead({ charter: charter(), items: null, upTo: shown.upTo }));
    expect(summary(await away("Ada")).map(([, number]) => number)).toEqual(["2.1"]);
  });

  it("is not what was typed before this person's eyes, but is what came from before", async () => {
    await begin("Bilal");
    await world
      .act(readAll("Ada"))
      .openText("Ada")
      .pass(3_600_000)
      .act(write("Bilal", "w1", "Each well rests seven days."))
      .meet("Bilal", "Ada", true)
      .settle()
      .done();
    expect(summary(await away("Ada")).map(([, number]) => number)).toEqual(["1.1"]);
    await world
      .act(reconnect)
      .act(write("Bilal", "h1", "Herds pass by the western path."))
      .settle()
      .done();
    expect(summary(await away("Ada")).map(([, number]) => number)).toEqual(["1.1"]);
    await world
      .act(reconnect)
      .act(readAll("Ada"))
      .act(write("Bilal", "h1", "Herds pass by no path."))
      .settle()
      .restart("Ada")
      .done();
    expect((await away("Ada")).clauses).toEqual([]);
  });
});

describe("[I13] Text that lost its place", () => {
  async function typeAndDelete(): Promise<void> {
    await begin("Bilal");
    await world
      .act(write("Bilal", "w2", "Nobody fences a well. Guests drink first."))
      .act(remove("Ada", "w2"))
      .meet("Ada", "Bilal")
      .settle()
      .done();
  }

  it("is listed on both devices, put back in one step, and offered on none from then on", async () => {
    await typeAndDelete();
    for (const name of ["Ada", "Bilal"]) {
      const items = await lost(name);
      expect(wordsOf(items)).toEqual(["Guests drink first."]);
      expect(items.map(({ by, clause, why }) => [by.person, clause, why])).toEqual([
        ["Bilal", { number: "1.2", heading: "" }, "clauseDeleted"],
      ]);
    }
    const [item] = await lost("Bilal");
    unwrap(await api("Bilal").restoreLostText({ charter: charter(), item: item?.id ?? "" }));
    expect(await lost("Bilal")).toEqual([]);
    await world.meet("Bilal", "Ada").settle().done();
    expect(await lost("Ada")).toEqual([]);
    const { text } = await world.expectConverged();
    expect(plainText(text)).toContain("Guests drink first.");
    expect(plainText(text)).not.toContain("Nobody fences");
    const ids = [...(await clauseIds("Ada")).values()];
    expect(new Set(ids).size).toBe(ids.length);
    await world.restart("Ada").done();
    expect(await lost("Ada")).toEqual([]);
    expect(summary(await away("Ada")).map(([op]) => op)).toEqual(["added"]);
  });

  it("is found where a window wrote into a clause that its host had received as deleted", async () => {
    await begin("Bilal");
    await world.openText("Bilal").done();
    const [window] = world.who("Bilal").windows;
    if (window === undefined) throw new Error("Bilal has a window");
    window.close();
    const { yFlow, index } = findWords(window.yDoc, "Nobody fences a well.");
    yFlow.insert(index + "Nobody fences a well.".length, " Guests drink first.");
    await world
      .act(remove("Ada", "w2"))
      .meet("Ada", "Bilal")
      .act(() => window.connect())
      .settle()
      .meet("Bilal", "Ada")
      .settle()
      .done();
    for (const name of ["Ada", "Bilal"]) expect(wordsOf(await lost(name))).toEqual(["Guests drink first."]);
    await world.expectSound();
  });

  it("is a whole clause that stands again with all its words where it is put back", async () => {
    await begin("Bilal");
    const insert = async (): Promise<void> => {
      const edit = { kind: "insertClause", after: "h1" as never, markdown: "Dogs are tied." } as const;
      unwrap(await api("Bilal").editText({ charter: charter(), edit }));
    };
    await world.act(insert).act(remove("Ada", "herds")).meet("Ada", "Bilal").settle().done();
    const [item, ...others] = await lost("Ada");
    expect(others).toEqual([]);
    expect(wordsOf([item as LostTextView])).toEqual(["Dogs are tied."]);
    unwrap(await api("Ada").restoreLostText({ charter: charter(), item: item?.id ?? "" }));
    await world.meet("Ada", "Bilal").settle().done();
    for (const name of ["Ada", "Bilal"]) expect(await lost(name)).toEqual([]);
    const { text } = await world.expectConverged();
    expect(plainText(text).match(/Dogs are tied\./g)).toHaveLength(1);
    await world.expectSound();
  });

  it("is dismissed for one person only, and not twice", async () => {
    await typeAndDelete();
    const [item] = await lost("Ada");
    unwrap(await api("Ada").dismissLostText({ charter: charter(), item: item?.id ?? "" }));
    await world.restart("Ada").done();
    expect(await lost("Ada")).toEqual([]);
    expect(await lost("Bilal")).toHaveLength(1);
    expect(await api("Ada").restoreLostText({ charter: charter(), item: item?.id ?? "" })).toEqual({
      ok: false,
      error: { kind: "lostTextNotFound", item: item?.id },
    });
  });
});
