import { afterEach, describe, expect, it } from "vitest";
import type { ClauseHistoryView, WrittenClause } from "../../../shared/api/authorship.ts";
import { maxClauseSteps } from "../../../shared/api/authorship.ts";
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
].join("\n\n");

const api = (name: string) => world.who(name).api();
const charter = () => world.charter();
const id = (clause: string) => clause as ClauseId;

const write = (name: string, clause: string, markdown: string) => async (): Promise<void> => {
  unwrap(await api(name).editText({ charter: charter(), edit: { kind: "setClause", clause: id(clause), markdown } }));
};
const remove = (name: string, clause: string) => async (): Promise<void> => {
  unwrap(await api(name).editText({ charter: charter(), edit: { kind: "removeClause", clause: id(clause) } }));
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

const authorship = async (name: string, clause: string | null = null): Promise<readonly WrittenClause[]> =>
  unwrap(await api(name).getAuthorship({ charter: charter(), clause: clause === null ? null : id(clause) }));
const said = (clauses: readonly WrittenClause[]): readonly string[] =>
  clauses.map(({ number, blocks }) =>
    [number, ...blocks.flatMap(({ runs }) => runs.map(({ author, text }) => `${author.person}: ${text}`))].join(" | "),
  );
const history = async (name: string, clause: string, before: number | null = null): Promise<ClauseHistoryView> =>
  unwrap(await api(name).getClauseHistory({ charter: charter(), clause: id(clause), before }));
const lived = ({ steps }: ClauseHistoryView): readonly string[] =>
  steps.map(({ author, events, blocks }) => {
    const runs = blocks.flatMap((block) => block.runs);
    const part = (op: string) => runs.flatMap((run) => (run.op === op ? [run.text] : [])).join("|");
    return `${author.person}: ${events.map(({ kind }) => kind).join()} -${part("delete")} +${part("insert")}`;
  });
const textOf = async (name: string): Promise<string> =>
  unwrap(await api(name).getText({ charter: charter(), at: { kind: "draft" } })).markdown;

describe("Who wrote what", () => {
  it("is told word by word with person, party and device, the same wherever it is asked", async () => {
    await begin("Bilal");
    await world
      .act(write("Bilal", "w1", "Each well rests seven long days."))
      .meet("Bilal", "Ada")
      .settle()
      .done();
    const found = await authorship("Ada");
    expect(said(found)).toEqual([
      " | Ada: River charter",
      "1 | Ada: Wells",
      "1.1 | Ada: Each well rests  | Bilal: seven long | Ada:  days.",
      "1.2 | Ada: Nobody fences a well.",
      "2 | Ada: Herds",
      "2.1 | Ada: Herds pass by the eastern path.",
    ]);
    const run = found[2]?.blocks[0]?.runs[1];
    expect(run?.author.party?.name).toBe("Bilal's people");
    expect(run?.device).toBe(unwrap(await api("Bilal").getIdentity({}))?.device.id);
    expect(run?.firstAt).toBe(run?.lastAt);
    expect(said(await authorship("Bilal"))).toEqual(said(found));
    expect(await authorship("Ada", "w1")).toEqual([found[2]]);
  });

  it("goes with a clause that another moves, and says of a clause that is not there that it is not", async () => {
    await begin("Bilal");
    const moved = wells.split("\n\n");
    const [w2] = moved.splice(3, 1);
    moved.push(w2 ?? "");
    await world
      .act(async () => {
        unwrap(
          await api("Bilal").editText({
            charter: charter(),
            edit: { kind: "replaceAll", markdown: moved.join("\n\n") },
          }),
        );
      })
      .meet("Bilal", "Ada")
      .settle()
      .done();
    expect(said(await authorship("Ada", "w2"))).toEqual(["2.2 | Ada: Nobody fences a well."]);
    expect(lived(await history("Ada", "w2"))).toEqual(["Bilal: moved - +", "Ada: added - +Nobody fences a well."]);
    expect(await api("Ada").getAuthorship({ charter: charter(), clause: id("nowhere") })).toEqual({
      ok: false,
      error: { kind: "clauseNotFound", clause: "nowhere" },
    });
  });

  it("names every client that wrote, and whose it is", async () => {
    await begin("Bilal");
    await world
      .act(write("Bilal", "w1", "Each well rests."))
      .act(write("Bilal", "w2", "Nobody fences."))
      .done();
    await world
      .act(write("Bilal", "h1", "Herds pass here."))
      .meet("Bilal", "Ada")
      .settle()
      .done();
    const writers = unwrap(await api("Ada").getWriters({ charter: charter() }));
    expect(new Set(writers.map(({ author }) => author.person))).toEqual(new Set(["Ada", "Bilal"]));
    expect(new Set(writers.map(({ client }) => client)).size).toBe(writers.length);
  });
});

describe("The history of a clause", () => {
  it("has every change to it with its author, the newest first, also where it is removed", async () => {
    await begin("Bilal");
    await world
      .act(write("Bilal", "w1", "Each well rests seven days."))
      .act(write("Bilal", "w2", "Nobody owns a well."))
      .meet("Bilal", "Ada")
      .settle()
      .act(remove("Ada", "w1"))
      .meet("Bilal", "Ada")
      .settle()
      .done();
    const found = await history("Bilal", "w1");
    expect(lived(found)).toEqual([
      "Ada: removed -Each well rests seven days. +",
      "Bilal: words -five +seven",
      "Ada: added - +Each well rests five days.",
    ]);
    expect(found).toMatchObject({ number: "", stands: false, older: null });
    expect(lived(await history("Ada", "w1"))).toEqual(lived(found));
    expect((await history("Ada", "w2")).number).toBe("1.1");
  });

  it("comes a page at a time", async () => {
    await begin();
    for (let day = 1; day <= maxClauseSteps + 4; day++)
      await world.act(write("Ada", "w1", `Each well rests ${day} days.`)).done();
    const first = await history("Ada", "w1");
    expect(first.steps).toHaveLength(maxClauseSteps);
    expect(first.older).toBe(first.steps.at(-1)?.change);
    const second = await history("Ada", "w1", first.older);
    expect(second.steps.map(({ events }) => events[0]?.kind)).toEqual(["words", "words", "words", "words", "added"]);
    expect(second.older).toBeNull();
  });

  it("refuses a clause that there never was, and numbers that no change can have", async () => {
    await begin();
    expect(await api("Ada").getClauseHistory({ charter: charter(), clause: id("nowhere"), before: null })).toEqual({
      ok: false,
      error: { kind: "clauseNotFound", clause: "nowhere" },
    });
    expect(
      await api("Ada").restoreClause({ charter: charter(), clause: id("w1"), from: { kind: "change", change: 9999 } }),
    ).toEqual({ ok: false, error: { kind: "changeNotFound", change: 9999 } });
  });
});

describe("A clause put back as it was after a change", () => {
  const restore = (name: string, clause: string, change: number) => async (): Promise<void> => {
    unwrap(await api(name).restoreClause({ charter: charter(), clause: id(clause), from: { kind: "change", change } }));
  };

  it("has its old words, and nothing else is written, with what others wrote since in it", async () => {
    await begin("Bilal");
    await world
      .act(write("Ada", "w1", "No well rests."))
      .act(write("Bilal", "h1", "Herds pass by the western path."))
      .act(write("Bilal", "wells", "## Open wells"))
      .meet("Bilal", "Ada")
      .settle()
      .done();
    const before = await authorship("Ada");
    const { steps } = await history("Ada", "w1");
    await world.act(restore("Ada", "w1", steps[1]?.change ?? 0)).done();
    expect(await textOf("Ada")).toContain("Each well rests five days.");
    const after = await authorship("Ada");
    const others = (clauses: readonly WrittenClause[]) => clauses.filter((clause) => clause.id !== "w1");
    expect(others(after)).toEqual(others(before));
    expect(lived(await history("Ada", "w1"))[0]).toMatch(/^Ada: words /);
    const now = (await history("Ada", "wells")).steps;
    await world.act(restore("Ada", "wells", now.at(-1)?.change ?? 0)).done();
    expect(said(await authorship("Ada"))).toEqual(
      said(after).map((line) => (line.startsWith("1 |") ? "1 | Ada: Wells" : line)),
    );
  });

  it("comes back where it is gone, with the words of those who wrote them", async () => {
    await begin("Bilal");
    await world
      .act(write("Bilal", "w1", "Each well rests seven days."))
      .meet("Bilal", "Ada")
      .settle()
      .act(remove("Ada", "w1"))
      .done();
    const { steps } = await history("Ada", "w1");
    await world.act(restore("Ada", "w1", steps[1]?.change ?? 0)).done();
    expect(said(await authorship("Ada", "w1"))).toEqual(["1.1 | Ada: Each well rests  | Bilal: seven | Ada:  days."]);
    expect(lived(await history("Ada", "w1"))[0]).toMatch(/^Ada: broughtBack/);
  });
});
