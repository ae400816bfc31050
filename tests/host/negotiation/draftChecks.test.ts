import { afterEach, describe, expect, it } from "vitest";
import type { DraftCheck } from "../../../shared/api/drafts.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { usualPlan } from "../../support/plans.ts";
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
const write = (name: string, clause: string, markdown: string) => async (): Promise<void> => {
  const edit = { kind: "setClause", clause: clause as ClauseId, markdown } as const;
  unwrap(await api(name).editText({ charter: charter(), edit }));
};
const term = { from: null, months: 12, until: null, noticeDays: 60 };
const plan = (leaveOutOpen: boolean) => ({
  ...usualPlan,
  ...{ charter: charter(), term, purpose: null, note: "", leaveOutOpen, clockIsRight: true },
});
const check = async (name: string): Promise<DraftCheck> => unwrap(await api(name).checkDraft({ charter: charter() }));
const told = ({ findings }: DraftCheck): readonly string[] =>
  findings.map(({ severity, kind, clause, count }) => `${severity} ${kind} ${clause?.id ?? ""} ${count}`);

async function begin(...people: readonly string[]): Promise<void> {
  world = createWorld({ seed: 7, people: ["Ada", ...people] });
  world.found("Ada").act(async () => {
    unwrap(await api("Ada").editText({ charter: charter(), edit: { kind: "replaceAll", markdown: wells } }));
  });
  for (const name of people) world.join("Ada", name);
  await world.gather().settle().done();
}

async function apart(): Promise<void> {
  await world
    .act(write("Ada", "h1", "Herds pass by the western path."))
    .act(write("Bilal", "h1", "Herds pass by the long path."))
    .meet("Ada", "Bilal")
    .settle()
    .done();
}

describe("A draft that is to be proposed", () => {
  it("is told of what stops it, and of what should be looked at", async () => {
    await begin();
    expect(told(await check("Ada"))).toEqual(["asks oneParty  1"]);
    await world.act(write("Ada", "w2", "")).done();
    expect(told(await check("Ada"))).toEqual(["asks emptyClause w2 1", "asks oneParty  1"]);
    await world.act(write("Ada", "w2", "A [zebu]{.definition} is a kind of cattle.")).done();
    expect(told(await check("Ada"))).toEqual(["asks unusedDefinition w2 1", "asks oneParty  1"]);
  });

  it("is compared with the term that is chosen, and proposed all the same", async () => {
    await begin("Bilal");
    await world.act(write("Ada", "w2", "This charter is in force for three years.")).done();
    const against = async (chosen: typeof term) =>
      unwrap(await api("Ada").checkDraft({ charter: charter(), term: chosen }));
    expect(await against({ ...term, months: 36 })).toEqual({ findings: [], canLeaveOut: false });
    expect((await against(term)).findings).toEqual([
      {
        ...{ kind: "otherLength", severity: "asks", count: 1, words: "three years" },
        clause: { id: "w2", number: "1.2", heading: "" },
      },
    ]);
    expect((await check("Ada")).findings).toEqual([]);
    unwrap(await api("Ada").propose(plan(false)));
  });

  it("[I50] is not proposed with words that two changed apart, and is once somebody settled them", async () => {
    await begin("Bilal");
    expect(await check("Ada")).toEqual({ findings: [], canLeaveOut: false });
    await apart();
    const bracket = { charter: charter(), clause: "w2" as ClauseId, quote: "a well", isField: false };
    unwrap(await api("Ada").bracketWords(bracket));
    const found = await check("Ada");
    expect(told(found)).toEqual(["stops conflict h1 1", "stops openBracket w2 1"]);
    expect(found.canLeaveOut).toBe(true);
    for (const ask of [api("Ada").previewProposal(plan(false)), api("Ada").propose(plan(false))])
      expect(await ask).toEqual({ ok: false, error: { kind: "textConflicts", clauses: ["2.1"], count: 1 } });
    const [conflict] = unwrap(await api("Ada").listConflicts({ charter: charter() }));
    unwrap(
      await api("Ada").settleConflict({
        ...{ charter: charter(), conflict: conflict?.id ?? "" },
        settle: { kind: "asItStands" },
      }),
    );
    expect(told(await check("Ada"))).toEqual(["stops openBracket w2 1"]);
    expect(await api("Ada").propose(plan(false))).toMatchObject({ ok: false, error: { kind: "textUndecided" } });
  });

  it("[L12] is proposed without the clauses that are open, and everybody who signs is told which", async () => {
    await begin("Bilal");
    await apart();
    const preview = unwrap(await api("Ada").previewProposal(plan(true)));
    expect(preview.leftOut).toEqual([
      { clause: "herds", title: "2 Herds", hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
    const { proposal } = unwrap(await api("Ada").propose(plan(true)));
    await world.meet("Ada", "Bilal").settle().done();
    const signing = unwrap(await api("Bilal").getSigning({ charter: charter(), proposal }));
    expect(signing.entry.leftOut).toEqual(preview.leftOut);
    expect(JSON.stringify(signing.text)).not.toContain("path");
    expect(JSON.stringify(signing.text)).toContain("Each well rests five days.");
    for (const name of ["Ada", "Bilal"])
      unwrap(
        await api(name).castBallot({
          ...{ charter: charter(), proposal, contentHash: signing.entry.contentHash },
          ...{ choice: "ratify", statement: "", clockIsRight: true },
        }),
      );
    await world.meet("Ada", "Bilal").settle().done();

    // What is in force stays in the place of what is open by then.
    await world
      .act(write("Ada", "w1", "Each well rests six days."))
      .act(write("Bilal", "w1", "Each well rests seven days."))
      .act(write("Bilal", "w2", "Nobody fences or sells a well."))
      .meet("Ada", "Bilal")
      .settle()
      .done();
    const amendment = unwrap(await api("Bilal").propose(plan(true)));
    const next = unwrap(await api("Bilal").getSigning({ charter: charter(), proposal: amendment.proposal }));
    expect(next.entry.leftOut.map(({ clause }) => clause)).toEqual(["w1", "herds"]);
    expect(JSON.stringify(next.text)).toContain("Each well rests five days.");
    expect(JSON.stringify(next.text)).toContain("Nobody fences or sells a well.");
  });
});
