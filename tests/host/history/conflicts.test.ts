import { afterEach, describe, expect, it } from "vitest";
import type { ConflictView, Settlement } from "../../../shared/api/conflicts.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const wells = [
  "# River charter",
  "## Wells {#wells}",
  "1. Each well rests five days. {#w1}",
  "2. Nobody fences a well. {#w2}",
  "3. A dry well is told of. {#w3}",
  "## Herds {#herds}",
  "1. Herds pass by the eastern path. {#h1}",
].join("\n\n");

const api = (name: string) => world.who(name).api();
const charter = () => world.charter();
const write = (name: string, clause: string, markdown: string) => async (): Promise<void> => {
  const edit = { kind: "setClause", clause: clause as ClauseId, markdown } as const;
  unwrap(await api(name).editText({ charter: charter(), edit }));
};

/** Ada and whoever else hold the same text. */
async function begin(...people: readonly string[]): Promise<void> {
  world = createWorld({ seed: 5, people: ["Ada", ...people] });
  world.found("Ada").act(async () => {
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
  });
  for (const name of people) world.join("Ada", name);
  await world.gather().settle().done();
}

const list = async (name: string): Promise<readonly ConflictView[]> =>
  unwrap(await api(name).listConflicts({ charter: charter() }));
const settle = async (name: string, how: Settlement): Promise<void> => {
  const [conflict] = await list(name);
  unwrap(await api(name).settleConflict({ charter: charter(), conflict: conflict?.id ?? "", settle: how }));
};
const textOf = async (name: string): Promise<string> =>
  unwrap(await api(name).getText({ charter: charter(), at: { kind: "draft" } })).markdown;

/** Both gave the well another rest, and met since. */
async function changedApart(): Promise<void> {
  await begin("Bilal");
  await world
    .act(write("Ada", "w1", "Each well rests six days."))
    .act(write("Bilal", "w1", "Each well rests seven days."))
    .meet("Ada", "Bilal")
    .settle()
    .done();
}

describe("[I50] a clause that one party splits and another removes", () => {
  const apart = async (): Promise<void> => {
    await begin("Bilal");
    const cut = wells.replace("rests five days. {#w1}", "rests {#w1}\n\n2. five days. {#w1b}");
    await world
      .act(async () => {
        unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: cut } }));
      })
      .act(async () => {
        unwrap(
          await api("Bilal").editText({ charter: charter(), edit: { kind: "removeClause", clause: "w1" as ClauseId } }),
        );
      })
      .meet("Ada", "Bilal")
      .settle()
      .done();
  };

  it("is told to both, and settled with both parts or with none", async () => {
    for (const [did, expected] of [
      ["cut", ["Each well rests", "five days."]],
      ["removed", []],
    ] as const) {
      await apart();
      const [conflict, ...more] = await list("Bilal");
      expect([more, await list("Ada")]).toEqual([[], [conflict]]);
      if (conflict?.kind !== "cut") throw new Error("no conflict of a clause that was cut");
      expect(conflict).toMatchObject({ clause: { number: "1.1" }, words: "five days." });
      await settle("Bilal", { kind: "side", side: conflict.sides.findIndex((side) => side.did === did) });
      await world.gather().settle().done();
      for (const name of ["Ada", "Bilal"]) {
        expect(await list(name)).toEqual([]);
        const { clauses } = unwrap(await api(name).getText({ charter: charter(), at: { kind: "draft" } }));
        expect(clauses.map(({ text }) => text).filter((text) => /rests|five/.test(text))).toEqual(expected);
      }
      if (did === "cut") await world.close();
    }
  });
});

describe("[I50] what two parties made of one promise apart", () => {
  it("is told with the names of the parties that it names, and settled with one side", async () => {
    await begin("Bilal");
    const parties = unwrap(await api("Ada").getCharter({ charter: charter() })).parties;
    const idOf = (name: string): string => parties.find((party) => party.name === `${name}'s people`)?.id ?? "";
    const owed = (by: string): string => `Each well rests five days [x](promise:by=${by}&due=2027-05-01).`;
    await world
      .act(write("Ada", "w1", owed("all")))
      .gather()
      .settle()
      .done();
    await world
      .act(write("Ada", "w1", owed(idOf("Ada"))))
      .act(write("Bilal", "w1", owed(idOf("Bilal"))))
      .meet("Ada", "Bilal")
      .settle()
      .done();
    const [conflict, ...more] = await list("Ada");
    expect(more).toEqual([]);
    if (conflict?.kind !== "form") throw new Error("no conflict of a form");
    expect(conflict).toMatchObject({ words: "Each well rests five days .", before: { by: "all" } });
    const byParty = new Map(conflict.sides.map(({ author, form }) => [author.party?.name, form.by]));
    expect(byParty).toEqual(new Map(["Ada's people", "Bilal's people"].map((name) => [name, name])));
    const bilals = conflict.sides.findIndex(({ form }) => form.by === "Bilal's people");
    await settle("Ada", { kind: "side", side: bilals });
    expect(await list("Ada")).toEqual([]);
    expect(await textOf("Ada")).toContain(
      `[‹Bilal's people owes this, by 1 May 2027›](promise:by=${idOf("Bilal")}&due=2027-05-01)`,
    );
  });
});

describe("[I50] [I51] words that two parties changed apart", () => {
  it("are told to both with the words of each party, those before, and what became of them", async () => {
    await changedApart();
    const [conflict, ...more] = await list("Ada");
    expect(more).toEqual([]);
    if (conflict?.kind !== "words") throw new Error("no conflict of words");
    expect(conflict).toMatchObject({
      ...{ clause: { id: "w1", number: "1.1" }, before: "five", lead: "Each well rests ", tail: " days." },
    });
    const byParty = new Map(conflict.sides.map(({ author, words }) => [author.party?.name, words]));
    expect(byParty).toEqual(
      new Map([
        ["Ada's people", "six"],
        ["Bilal's people", "seven"],
      ]),
    );
    expect(await textOf("Ada")).toContain(`Each well rests ${conflict.now} days.`);
    expect(await list("Bilal")).toEqual([conflict]);
  });

  it("are settled for everybody with the words of one side, with others, and as they stand", async () => {
    for (const [how, words] of [
      [{ kind: "words", words: "six or seven" }, "Each well rests six or seven days."],
      [{ kind: "side", side: 0 }, null],
      [{ kind: "side", side: 1 }, null],
      [{ kind: "asItStands" }, null],
    ] as const) {
      await changedApart();
      const [conflict] = await list("Ada");
      const side = how.kind === "side" ? conflict?.sides[how.side] : undefined;
      const chosen =
        side !== undefined && "words" in side ? side.words : conflict?.kind === "words" ? conflict.now : "";
      await settle("Ada", how);
      expect(await list("Ada")).toEqual([]);
      await world.meet("Ada", "Bilal").settle().done();
      expect(await list("Bilal")).toEqual([]);
      expect(await textOf("Bilal")).toContain(words ?? `Each well rests ${chosen} days.`);
      await world.expectConverged();
      await world.expectSound();
      await world.close();
    }
    await begin();
  });

  it("stand in brackets where both are kept, and everything beside them stays", async () => {
    await changedApart();
    const [conflict] = await list("Ada");
    await settle("Ada", { kind: "both" });
    expect(await list("Ada")).toEqual([]);
    const words = conflict?.kind === "words" ? conflict.sides.map((side) => side.words) : [];
    expect(await textOf("Ada")).toContain(`Each well rests [${words[0]}] [${words[1]}] days.`);
    await world.expectSound();
  });

  it("are refused with a reason where the choice is none, or somebody settled them meanwhile", async () => {
    await changedApart();
    const [conflict] = await list("Ada");
    const id = conflict?.id ?? "";
    expect(
      await api("Ada").settleConflict({ charter: charter(), conflict: id, settle: { kind: "side", side: 2 } }),
    ).toEqual({ ok: false, error: { kind: "notSettledSo", isNoSide: true } });
    await settle("Ada", { kind: "asItStands" });
    expect(
      await api("Ada").settleConflict({ charter: charter(), conflict: id, settle: { kind: "side", side: 0 } }),
    ).toEqual({ ok: false, error: { kind: "conflictNotFound", conflict: id } });
  });

  it("are told anew as more of them comes, whoever listed them before", async () => {
    await changedApart();
    expect(await list("Ada")).toHaveLength(1);
    await world
      .act(write("Ada", "w2", "Nobody may fence a well."))
      .act(write("Bilal", "w2", "Nobody sells a well."))
      .meet("Ada", "Bilal")
      .settle()
      .done();
    const told = await list("Ada");
    expect(told.map(({ clause }) => clause.id)).toEqual(["w1", "w2"]);
    expect(await list("Bilal")).toEqual(told);
  });

  it("are told when the third reads who learned of them from one after the other", async () => {
    await begin("Bilal", "Chen");
    await world
      .act(write("Ada", "w2", "Nobody may fence a well."))
      .act(write("Bilal", "w2", "Nobody fences or sells a well."))
      .meet("Bilal", "Chen")
      .meet("Ada", "Chen")
      .settle()
      .done();
    const told = await list("Chen");
    expect(told).toHaveLength(1);
    await world.gather().settle().done();
    for (const name of ["Ada", "Bilal", "Chen"]) expect(await list(name)).toEqual(told);
  });
});

describe("[I50] [I51] where two moved one clause", () => {
  it("is told by place, and settled where one of them wants it", async () => {
    await begin("Bilal");
    const move = (name: string, after: string) => async (): Promise<void> => {
      const edit = { kind: "moveClause", clause: "w1" as ClauseId, after: after as ClauseId } as const;
      unwrap(await api(name).editText({ charter: charter(), edit }));
    };
    await world.act(move("Ada", "h1")).act(move("Bilal", "w3")).meet("Ada", "Bilal").settle().done();
    const [conflict] = await list("Bilal");
    if (conflict?.kind !== "place") throw new Error("no conflict of places");
    expect(new Map(conflict.sides.map(({ author, place }) => [author.person, place.behind?.id]))).toEqual(
      new Map([
        ["Ada", "h1"],
        ["Bilal", "w3"],
      ]),
    );
    const side = conflict.sides.findIndex(({ author }) => author.person === "Bilal");
    await settle("Bilal", { kind: "side", side });
    expect(await list("Bilal")).toEqual([]);
    expect(await textOf("Bilal")).toMatch(/A dry well[\s\S]*Each well rests[\s\S]*Herds/);
    await world.meet("Ada", "Bilal").settle().done();
    expect(await list("Ada")).toEqual([]);
    await world.expectConverged();
  });
});
