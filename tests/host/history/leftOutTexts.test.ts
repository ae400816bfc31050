import { afterEach, describe, expect, it } from "vitest";
import type { LostTextView } from "../../../shared/api/history.ts";
import { plainText } from "../../../shared/charter/text/clauses.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
afterEach(() => world.close());

const herds = [
  "# River charter",
  "## Wells {#wells}",
  "1. Each well rests five days. {#w1}",
  "2. Nobody fences a well. {#w2}",
].join("\n\n");

const api = (name: string) => world.who(name).api();
const lost = async (name: string): Promise<readonly LostTextView[]> =>
  unwrap(await api(name).getLostText({ charter: world.charter() }));
const wordsOf = (items: readonly LostTextView[]): readonly string[] =>
  items.flatMap(({ blocks }) => blocks.map(({ runs }) => runs.map(({ text }) => text).join("")));
const textOf = async (name: string): Promise<string> => plainText((await world.shownBy(name)).text);
const write = (name: string, clause: string, markdown: string) => async (): Promise<void> => {
  const edit = { kind: "setClause", clause: clause as never, markdown } as const;
  unwrap(await api(name).editText({ charter: world.charter(), edit }));
};
const add = (name: string, after: string, markdown: string) => async (): Promise<void> => {
  const edit = { kind: "insertClause", after: after as never, markdown } as const;
  unwrap(await api(name).editText({ charter: world.charter(), edit }));
};
const restore = (name: string, item: string) => async (): Promise<void> => {
  unwrap(await api(name).restoreLostText({ charter: world.charter(), item }));
};

/** Ada and Ben, with a second device of Ada's, hold the same text. */
async function begin(...more: readonly string[]): Promise<void> {
  world = createWorld({ seed: 9, people: ["Ada", "Ben", "ada2", ...more] });
  world.found("Ada").act(async () => {
    const edit = { kind: "replaceAll", markdown: herds } as const;
    unwrap(await api("Ada").editText({ charter: world.charter(), edit }));
  });
  world.join("Ada", "Ben").join("Ada", "ada2", "delegate").settle().gather();
  await world.settle().done();
}

describe("Text that is left out", () => {
  it("[L27] of a device that was ended is offered with who ended it, and put back by a member as an own edit", async () => {
    await begin();
    world
      .partition(["ada2"], ["Ada", "Ben"])
      .revoke("Ada", "ada2")
      .act(write("ada2", "w1", "Each well rests five days in the dry months."))
      .act(add("ada2", "w2", "Nobody sells a well."))
      .meet("Ada", "Ben");
    world.heal().meet("ada2", "Ben").meet("Ada", "Ben").settle();
    await world.expectConverged();
    expect(await textOf("Ben")).not.toContain("sells");
    const offered = await lost("Ben");
    expect(offered).toMatchObject([
      { why: "deviceEnded", by: { person: "ada2" }, ended: { by: { person: "Ada" }, reason: "lost" } },
    ]);
    expect(offered[0]?.id).toMatch(/^left-[0-9a-f]{40}$/);
    expect(offered[0]?.clause).toMatchObject({ number: "1.1" });
    expect(wordsOf(offered).join(" ")).toMatch(/in the dry months.*Nobody sells a well\./);
    expect(await lost("Ada")).toEqual(offered);

    await world
      .act(restore("Ben", offered[0]?.id ?? ""))
      .settle()
      .done();
    expect(await textOf("Ben")).toContain("Nobody sells a well.");
    expect(await lost("Ben")).toEqual([]);
    world.gather().settle();
    await world.expectConverged();
    expect(await textOf("Ada")).toContain("in the dry months");
    await world.expectSound();
    // A second click elsewhere is a person's choice; here it is let go.
    unwrap(await api("Ada").dismissLostText({ charter: world.charter(), item: offered[0]?.id ?? "" }));
    expect(await lost("Ada")).toEqual([]);
    await world.restart("Ada").done();
    expect(await lost("Ada")).toEqual([]);
  });

  it("[I11] that a member wrote next to a removed device's text is offered in that member's name, where it stood", async () => {
    await begin();
    world
      .partition(["ada2", "Ben"], ["Ada"])
      .revoke("Ada", "ada2")
      .act(add("ada2", "w1", "Herds drink first."))
      .meet("ada2", "Ben")
      .act(async () => {
        const { clauses } = unwrap(await api("Ben").getText({ charter: world.charter(), at: { kind: "draft" } }));
        const added = clauses.find(({ text }) => text === "Herds drink first.");
        await write("Ben", added?.id ?? "", "Herds drink first, and children before them.")();
        await write("Ben", "w2", "Nobody fences a well in the hills.")();
      });
    world.heal().meet("Ada", "Ben").meet("Ada", "Ben").settle();
    await world.settle().gather().settle().done();
    expect(await textOf("Ada")).toContain("in the hills");
    const offered = await lost("Ada");
    const byBen = offered.find(({ by }) => by.person === "Ben");
    expect(byBen).toMatchObject({ why: "leftOut", ended: null });
    expect(wordsOf(byBen === undefined ? [] : [byBen]).join()).toContain("and children before them");
    expect(byBen?.clause).toEqual({ number: "1", heading: "Wells" });
    expect(offered.filter(({ why }) => why === "deviceEnded")).toMatchObject([{ by: { person: "ada2" } }]);
    for (const { id } of offered) await world.act(restore("Ada", id)).settle().done();
    world.gather().settle();
    await world.expectConverged();
    expect(await textOf("Ben")).toContain("Herds drink first.");
    expect(await textOf("Ben")).toContain("and children before them");
    expect(await lost("Ada")).toEqual([]);
    await world.expectSound();
  });

  it("[L22] of both branches of a device that equivocated is offered, each once", async () => {
    await begin();
    world
      .image("ada2")
      .act(write("ada2", "w1", "Each well rests seven days."))
      .gather();
    world
      .partition(["ada2"], ["Ada", "Ben"])
      .putBack("ada2")
      .act(write("ada2", "w2", "Nobody fences or sells a well."))
      .heal()
      .gather()
      .settle()
      .gather()
      .settle();
    await world.expectConverged();
    const offered = await lost("Ben");
    expect(offered.map(({ why, ended, by }) => [why, ended, by.person])).toEqual([
      ["equivocated", null, "ada2"],
      ["equivocated", null, "ada2"],
    ]);
    expect(
      wordsOf(offered)
        .map((words) => words.trim())
        .sort(),
    ).toEqual(["or sells", "seven"]);
    expect((await lost("Ada")).map(({ id }) => id).sort()).toEqual(offered.map(({ id }) => id).sort());
  });

  it("of a removed party is put back beside the clause that it was written after", async () => {
    await begin("Cyra");
    world.join("Ada", "Cyra").settle().gather().settle();
    world
      .partition(["Cyra"], ["Ada", "Ben", "ada2"])
      .removeParty("Ada", "Cyra")
      .meet("Ada", "Ben")
      .consent("Ben")
      .settle()
      .act(add("Cyra", "w1", "Strangers may drink."))
      .heal()
      .meet("Cyra", "Ben")
      .gather()
      .settle();
    await world.done();
    const offered = (await lost("Ben")).filter(({ by }) => by.person === "Cyra");
    expect(offered).toMatchObject([
      { why: "deviceEnded", by: { party: { name: "Cyra's people" } }, ended: { reason: "quarrel" } },
    ]);
    await world
      .act(restore("Ben", offered[0]?.id ?? ""))
      .settle()
      .done();
    const { clauses } = unwrap(await api("Ben").getText({ charter: world.charter(), at: { kind: "draft" } }));
    expect(clauses.find(({ text }) => text === "Strangers may drink.")?.number).toBe("1.2");
  });
});
