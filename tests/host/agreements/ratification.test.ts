import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { textRoot } from "../../../shared/crdt/document/docLayout.ts";
import { flowsIn } from "../../support/flowWords.ts";
import { usualPlan } from "../../support/plans.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 5, people: ["Ada", "Ben", "Cyra"] });
  await world.found("Ada").join("Ada", "Ben").join("Ada", "Cyra").gather().done();
});
afterEach(() => world.close());

const everybody = ["Ada", "Ben", "Cyra"];
const oneYear = { from: null, months: 12, until: null, noticeDays: 60 } as const;
type Purpose = "amendment" | "renewal" | null;

type Plan = Partial<Parameters<HostApi["propose"]>[0]>;

const propose = (name: string, purpose: Purpose = null, supersedes: ProposalId | null = null, more: Plan = {}) =>
  world
    .who(name)
    .api()
    .propose({
      ...{ charter: world.charter(), term: oneYear, note: "", purpose, ...usualPlan },
      supersedes: supersedes === null ? null : [supersedes],
      ...more,
    });
const timeline = async (name: string): Promise<readonly TimelineEntry[]> =>
  unwrap(await world.who(name).api().getTimeline({ charter: world.charter() }));

async function cast(
  name: string,
  proposal: ProposalId,
  choice: "ratify" | "decline" = "ratify",
  clockIsRight = false,
): Promise<Result<TimelineEntry, HostError>> {
  const entry = (await timeline(name)).find((one) => one.proposal === proposal);
  const contentHash = entry?.contentHash ?? "";
  return world
    .who(name)
    .api()
    .castBallot({ charter: world.charter(), proposal, contentHash, choice, statement: "", clockIsRight });
}
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);

async function ratified(): Promise<ProposalId> {
  const { proposal } = unwrap(await propose("Ada"));
  await world.gather().done();
  for (const name of everybody) unwrap(await cast(name, proposal));
  await world.gather().done();
  return proposal;
}

/** Into the first words of the text, past the window's editor: what a stock client at the gateway may write. */
function writeRaw(name: string, raw: string): void {
  const yDoc = world.who(name).windows[0]?.yDoc;
  if (yDoc === undefined) throw new Error("no window is open");
  const [first] = flowsIn(textRoot(yDoc));
  first?.insert(2, raw);
}

describe("A draft with what a reader cannot see", () => {
  it("[L12] [C9] is not frozen, says where, and is clean after one press", async () => {
    await world.openText("Ben").done();
    writeRaw("Ben", "\u202e\u200b");
    await world.settle().gather().done();
    const refused = errorOf(await propose("Ada"));
    expect(refused).toMatchObject({ kind: "textUnseen", count: 1, places: [{ code: 0x202e }] });
    const charter = world.charter();
    const edited = unwrap(
      await world
        .who("Ada")
        .api()
        .editText({ charter, edit: { kind: "removeUnseen" } }),
    );
    expect(edited.changed.length).toBeGreaterThan(0);
    unwrap(await propose("Ada"));
    const text = unwrap(
      await world
        .who("Ada")
        .api()
        .getText({ charter, at: { kind: "draft" } }),
    );
    expect(text.markdown).not.toMatch(/[\u202e\u200b]/);
  });
});

describe("A draft that says a clause twice in one language", () => {
  it("[L12] [C16] is not frozen, says where, and is once one of the two is out", async () => {
    const edit = (markdown: string) =>
      world
        .who("Ada")
        .api()
        .editText({ charter: world.charter(), edit: { kind: "replaceAll", markdown } });
    const said = "## Water\n\n1. Wells stay open. {#wells}\n\n   ::: fr\n   Puits ouverts.\n   :::\n";
    unwrap(await edit(`${said}\n   ::: fr\n   Puits libres.\n   :::\n\n   ::: en\n   Wells open.\n   :::\n`));
    expect(errorOf(await propose("Ada"))).toEqual({
      kind: "languageTwice",
      places: [
        { clause: "1.1", language: "en", isOwn: true },
        { clause: "1.1", language: "fr", isOwn: false },
      ],
      count: 2,
    });
    unwrap(await edit(said));
    unwrap(await propose("Ada"));
  });
});

describe("Ratifying", () => {
  it("[L15] is done when the last party has signed, everywhere", async () => {
    const proposal = await ratified();
    for (const name of everybody)
      expect(await timeline(name)).toMatchObject([
        { proposal, state: "inForce", conditions: { needed: 3 }, canCast: false },
      ]);
    await world.expectConverged();
  });

  it("[L14] gives everybody the same certificate", async () => {
    const proposal = await ratified();
    const shown = await Promise.all(everybody.map((name) => world.shownBy(name)));
    expect(new Set(shown.map((one) => JSON.stringify(one.timeline))).size).toBe(1);
    expect((await timeline("Ben"))[0]?.ballots).toHaveLength(3);
    expect(proposal).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is refused for another text than was shown, twice, and by nobody's party", async () => {
    const { proposal } = unwrap(await propose("Ada"));
    const shown = "0".repeat(64);
    const other = {
      charter: world.charter(),
      proposal,
      contentHash: shown,
      choice: "ratify",
      statement: "",
      clockIsRight: false,
    } as const;
    expect(errorOf(await world.who("Ada").api().castBallot(other))).toMatchObject({ kind: "contentChanged", shown });
    unwrap(await cast("Ada", proposal));
    expect(errorOf(await cast("Ada", proposal))).toEqual({ kind: "alreadyCast" });
    expect(errorOf(await cast("Ben", proposal))).toEqual({ kind: "proposalNotFound", proposal });
  });

  it("[L16] is refused where it would be signing double", async () => {
    const [left, right] = [unwrap(await propose("Ada")).proposal, unwrap(await propose("Ben")).proposal];
    await world.gather().done();
    unwrap(await cast("Cyra", left));
    expect(errorOf(await cast("Cyra", right))).toEqual({ kind: "conflictingBallot", other: left });
    const competing = new Map((await timeline("Cyra")).map((entry) => [entry.proposal, entry.competing]));
    const free = [expect.anything(), expect.anything()];
    expect(competing.get(left)).toEqual({ with: [right], free, isWithinReach: true, wayOut: "choose" });
    expect(competing.get(right)).toEqual({ with: [left], free, isWithinReach: false, wayOut: "choose" });
    unwrap(await cast("Cyra", right, "decline"));
    // What somebody signed is superseded by the next one, which all can sign then.
    await world.gather().done();
    const next = unwrap(await propose("Ada")).proposal;
    await world.gather().done();
    expect((await timeline("Cyra")).at(-1)?.supersedes).toEqual([left]);
    for (const name of everybody) expect(errorOf(await cast(name, next))).toBe("ok");
  });

  it("[L15] of a declined proposal can still succeed, and what is withdrawn is closed", async () => {
    const { proposal } = unwrap(await propose("Ada"));
    await world.gather().done();
    expect(unwrap(await cast("Ben", proposal, "decline"))).toMatchObject({
      state: "declined",
      myBallot: "decline",
      canCast: true,
    });
    expect(unwrap(await cast("Ben", proposal))).toMatchObject({ state: "open", myBallot: "ratify" });
    unwrap(await propose("Ada", null, proposal));
    expect(errorOf(await cast("Ada", proposal))).toEqual({ kind: "proposalClosed", state: "withdrawn" });
    expect(errorOf(await propose("Ada", null, proposal))).toEqual({ kind: "proposalClosed", state: "withdrawn" });
  });
});

describe("What follows", () => {
  it("an amendment needs something in force and something changed, and keeps the end of the term", async () => {
    expect(errorOf(await propose("Ada", "amendment"))).toEqual({ kind: "nothingInForce" });
    const first = await ratified();
    expect(errorOf(await propose("Ada", "amendment"))).toEqual({ kind: "nothingChanged" });
    await world.edit("Ada", 3).done();
    const { proposal } = unwrap(await propose("Ada", "amendment"));
    await world.gather().done();
    for (const name of everybody) unwrap(await cast(name, proposal));
    await world.gather().done();
    expect((await timeline("Cyra")).map(({ proposal: id, state }) => [id, state])).toEqual([
      [first, "superseded"],
      [proposal, "inForce"],
    ]);
  });

  it("[L17] a text lapses after its term, and a renewal builds on it", async () => {
    const first = await ratified();
    await world.pass(400 * 86_400_000).done();
    expect(await timeline("Ben")).toMatchObject([{ state: "lapsed" }]);
    const { proposal } = unwrap(await propose("Ben", null, null, { clockIsRight: true }));
    expect((await timeline("Ben")).at(-1)).toMatchObject({ proposal, purpose: "renewal", parent: first });
  });

  it("[L12] a party that joins later is in the electorate of the next proposal, not of this one", async () => {
    world = await grown(world);
    const [before, after] = await timeline("Ada");
    expect([before?.electorate.length, after?.electorate.length]).toEqual([3, 4]);
    expect(errorOf(await cast("Dora", before?.proposal ?? ("" as ProposalId)))).toMatchObject({
      kind: "notAuthorised",
    });
    expect(errorOf(await cast("Dora", after?.proposal ?? ("" as ProposalId)))).toBe("ok");
  });
});

/** Four people: the fourth joins between two proposals. */
async function grown(old: World): Promise<World> {
  await old.close();
  const fresh = createWorld({ seed: 6, people: [...everybody, "Dora"] });
  await fresh
    .found("Ada")
    .join("Ada", "Ben")
    .join("Ada", "Cyra")
    .gather()
    .propose("Ada")
    .edit("Ada", 2)
    .join("Ada", "Dora")
    .gather()
    .propose("Ada")
    .gather()
    .done();
  return fresh;
}

describe("A draft", () => {
  it("says in which clauses it is not the text in force", async () => {
    await ratified();
    const differs = async () =>
      unwrap(await world.who("Ada").api().getCharter({ charter: world.charter() })).draftDiffersIn;
    expect(await differs()).toEqual([]);
    await world.edit("Ada").done();
    expect((await differs())?.length).toBeGreaterThan(0);
  });
});

const dayMs = 86_400_000;
const dayIn = (days: number): string => new Date(world.clock.now() + days * dayMs).toISOString().slice(0, 10);
const stateOf = async (name: string, proposal: ProposalId): Promise<string | undefined> =>
  (await timeline(name)).find((entry) => entry.proposal === proposal)?.state;
const exported = async (name: string, proposal: ProposalId) =>
  errorOf(await world.who(name).api().exportPdf({ charter: world.charter(), proposal }));

describe("Parties that signed apart", () => {
  it("[L16] [L18] agree afterwards on one text, whoever proposes it, and the program says what it replaces and why", async () => {
    const first = await ratified();
    world.partition(["Ada"], ["Ben"], ["Cyra"]);
    const own = new Map<string, ProposalId>();
    for (const name of everybody) {
      await world.edit(name, 2).done();
      const { proposal } = unwrap(await propose(name, "amendment"));
      unwrap(await cast(name, proposal));
      own.set(name, proposal);
    }
    await world.heal().gather().done();
    for (const name of everybody)
      for (const [by, proposal] of own)
        if (by !== name) expect(errorOf(await cast(name, proposal))).toMatchObject({ kind: "conflictingBallot" });
    const plan = { charter: world.charter(), term: oneYear, purpose: null, ...usualPlan };
    const preview = unwrap(await world.who("Ben").api().previewProposal(plan));
    expect(preview).toMatchObject({ purpose: "amendment", parent: { proposal: first }, isAlone: false });
    expect(new Map(preview.supersedes.map((one) => [one.proposal, one.ratifiedBy.length]))).toEqual(
      new Map([...own.values()].map((id) => [id, 1])),
    );
    const { proposal } = unwrap(await propose("Ben"));
    await world.gather().done();
    for (const name of everybody) unwrap(await cast(name, proposal));
    await world.gather().done();
    const states = (await timeline("Cyra")).map(({ proposal: id, state }) => [id, state]);
    expect(new Map(states as [ProposalId, string][])).toEqual(
      new Map([
        [first, "superseded"],
        [proposal, "inForce"],
        ...[...own.values()].map((id) => [id, "withdrawn"] as const),
      ]),
    );
    await world.expectConverged();
  });
});

describe("A text that is ratified and has not begun", () => {
  const later = { ...oneYear, from: "2099-01-01" };

  it("[L18] can be amended and replaced at once, and the amendment keeps its first day unless asked otherwise", async () => {
    const { proposal } = unwrap(await propose("Ada", null, null, { term: later }));
    await world.gather().done();
    for (const name of everybody) unwrap(await cast(name, proposal));
    await world.gather().done();
    expect(await stateOf("Ben", proposal)).toBe("upcoming");
    await world.edit("Ben", 3).done();
    const plan = { charter: world.charter(), term: oneYear, purpose: null, ...usualPlan };
    const preview = unwrap(await world.who("Ben").api().previewProposal(plan));
    expect(preview).toMatchObject({ purpose: "amendment", startsOn: "2099-01-01", parent: { proposal } });
    const soon = { ...oneYear, from: dayIn(0) };
    const next = unwrap(await propose("Ben", "amendment", null, { term: soon, end: "asWritten" })).proposal;
    await world.gather().done();
    for (const name of everybody) unwrap(await cast(name, next));
    await world.gather().done();
    expect([await stateOf("Ada", proposal), await stateOf("Ada", next)]).toEqual(["superseded", "inForce"]);
  });

  it("[L30] a renewal ratified ahead stands in no amendment's way, which can carry its term", async () => {
    const first = await ratified();
    const renewal = unwrap(await propose("Ada", "renewal")).proposal;
    await world.gather().done();
    for (const name of everybody) unwrap(await cast(name, renewal));
    await world.gather().done();
    const [before, ahead] = await timeline("Ben");
    expect(ahead).toMatchObject({ proposal: renewal, state: "upcoming" });
    // The day after the old end, for a whole year.
    expect(Date.parse(ahead?.startsOn ?? "") - Date.parse(before?.endsOn ?? "")).toBe(dayMs);
    await world.edit("Ben", 2).done();
    const plan = { charter: world.charter(), term: { ...oneYear, months: null }, purpose: null, ...usualPlan };
    const preview = unwrap(await world.who("Ben").api().previewProposal(plan));
    expect(preview).toMatchObject({
      purpose: "amendment",
      parent: { proposal: first },
      keptEnd: before?.endsOn,
      carriedEnd: ahead?.endsOn,
      endsOn: before?.endsOn,
      supersedes: [{ proposal: renewal, state: "upcoming" }],
    });
    const amendment = unwrap(await propose("Ben", "amendment", null, { term: plan.term, end: "carried" })).proposal;
    await world.gather().done();
    for (const name of everybody) unwrap(await cast(name, amendment));
    await world.gather().done();
    expect((await timeline("Cyra")).map(({ state }) => state)).toEqual(["superseded", "superseded", "inForce"]);
    expect((await timeline("Cyra")).at(-1)?.endsOn).toBe(ahead?.endsOn);
  });
});

describe("Days and clocks", () => {
  it("[L12] refuse a term that is over, and ballots that close before or after they can", async () => {
    const until = (day: string) => ({ ...oneYear, months: null, until: day });
    const why = async (more: Plan) => errorOf(await propose("Ada", null, null, more));
    expect(await why({ term: until(dayIn(-1)) })).toEqual({ kind: "termImpossible", fault: "over", day: dayIn(-1) });
    expect(await why({ term: { ...until(dayIn(9)), from: dayIn(10) } })).toMatchObject({
      fault: "endsBeforeBeginning",
    });
    expect(await why({ closesOn: dayIn(-1) })).toMatchObject({ kind: "termImpossible", fault: "closesBeforeProposed" });
    expect(await why({ term: until(dayIn(9)), closesOn: dayIn(10) })).toMatchObject({ fault: "closesAfterEnd" });
    expect(await why({ term: until(dayIn(9)), closesOn: dayIn(9) })).toBe("ok");
  });

  it("[L15] close a proposal after its last day for ballots", async () => {
    const { proposal } = unwrap(await propose("Ada", null, null, { closesOn: dayIn(3) }));
    await world.gather().done();
    unwrap(await cast("Ada", proposal));
    await world.pass(4 * dayMs).done();
    expect(await stateOf("Ben", proposal)).toBe("closed");
    expect(errorOf(await cast("Ben", proposal))).toEqual({ kind: "proposalClosed", state: "closed" });
  });

  it("[L31] ask before a signature by a clock that is far from what two parties claim, not after a quiet month", async () => {
    const { proposal } = unwrap(await propose("Ada"));
    await world
      .gather()
      .pass(31 * dayMs)
      .done();
    unwrap(await cast("Ada", proposal));
    await world
      .gather()
      .pass(100 * dayMs)
      .done();
    expect(errorOf(await cast("Ben", proposal))).toMatchObject({ kind: "clockDoubtful" });
    expect((await timeline("Ben"))[0]?.ballots).toHaveLength(1);
    unwrap(await cast("Ben", proposal, "ratify", true));
    expect(errorOf(await propose("Ben"))).toMatchObject({ kind: "clockDoubtful" });
  });

  it("[L31] let a party cast the same again where its clock was ahead: the earliest counts", async () => {
    const { proposal } = unwrap(await propose("Ada"));
    await world.gather().done();
    unwrap(await cast("Ada", proposal));
    unwrap(await cast("Cyra", proposal));
    await world.gather().done();
    await world.misset("Ben", 200 * dayMs).done();
    unwrap(await cast("Ben", proposal, "ratify", true));
    await world.misset("Ben", 0).gather().done();
    expect(await stateOf("Ada", proposal)).toBe("upcoming");
    expect(unwrap(await cast("Ben", proposal)).state).toBe("inForce");
    await world.gather().done();
    expect(await stateOf("Cyra", proposal)).toBe("inForce");
    expect(errorOf(await cast("Ben", proposal))).toEqual({ kind: "alreadyCast" });
  });
});

describe("A party that leaves", () => {
  it("[L30] is shown with the text that bound it, and with what waits for it in vain", async () => {
    const first = await ratified();
    await world.edit("Ada", 2).done();
    const { proposal } = unwrap(await propose("Ada", "amendment"));
    await world
      .pass(5 * dayMs)
      .removeParty("Cyra", "Cyra")
      .meet("Cyra", "Ada")
      .gather()
      .done();
    const [bound, open] = await timeline("Ada");
    expect(bound).toMatchObject({ proposal: first, state: "inForce" });
    expect(bound?.binds.filter(({ left }) => left?.how === "withdrew")).toMatchObject([
      { party: { name: expect.stringContaining("Cyra") }, to: bound?.endsOn, left: { reason: "quarrel" } },
    ]);
    expect(open).toMatchObject({ proposal, state: "unreachable", canCast: false });
    expect(open?.cannotAnswer.map(({ name }) => name)).toEqual([expect.stringContaining("Cyra")]);
    const next = unwrap(await propose("Ada", "amendment")).proposal;
    await world.gather().done();
    for (const name of ["Ada", "Ben"]) unwrap(await cast(name, next));
    await world.gather().done();
    expect(await stateOf("Ben", next)).toBe("inForce");
  });
});

describe("A stolen laptop", () => {
  it("[L32] casts a ballot that makes the text contested, until its party says what it stands by", async () => {
    await world.close();
    world = createWorld({ seed: 9, people: ["Ada", "Ben", "tablet"] });
    await world.found("Ada").join("Ada", "Ben").join("Ada", "tablet", "delegate").gather().done();
    const { proposal } = unwrap(await propose("Ben"));
    await world.gather().done();
    unwrap(await cast("Ben", proposal));
    await world.meet("Ben", "Ada").partition(["tablet"], ["Ada", "Ben"]).revoke("Ada", "tablet").done();
    await world.meet("Ben", "Ada").done();
    unwrap(await cast("tablet", proposal));
    await world.carryBundle("tablet", "Ben").done();
    const shown = (await timeline("Ben")).find((entry) => entry.proposal === proposal);
    expect(shown).toMatchObject({ state: "contested", ratifiedAt: null, mineInQuestion: [] });
    expect(shown?.ballots.find(({ standing }) => standing === "inQuestion")).toMatchObject({
      person: "tablet",
      ended: { reason: "lost", by: { person: "Ada" } },
    });
    expect(await exported("Ben", proposal)).toEqual({ kind: "contested" });
    expect(unwrap(await world.who("Ben").api().getCharter({ charter: world.charter() })).state).toBe("contested");

    await world.meet("Ben", "Ada").done();
    const [ballot] = (await timeline("Ada"))[0]?.mineInQuestion ?? [];
    const answer = (name: string, choice: "confirm" | "repudiate") =>
      world
        .who(name)
        .api()
        .answerBallot({
          ...{ charter: world.charter(), proposal, ballot: ballot ?? "", choice },
          ...{ reason: "", words: null, clockIsRight: false },
        });
    expect(errorOf(await answer("Ben", "confirm"))).toMatchObject({ kind: "notAuthorised" });
    expect(unwrap(await answer("Ada", "repudiate")).state).toBe("open");
    await world.meet("Ben", "Ada").done();
    expect(await stateOf("Ben", proposal)).toBe("open");
    unwrap(await cast("Ada", proposal));
    await world.meet("Ben", "Ada").done();
    expect(await stateOf("Ben", proposal)).toBe("inForce");
    expect(await exported("Ben", proposal)).toBe("ok");
  });

  it("[L32] [L49] stands in the way of no other text while what it signed is contested", async () => {
    await world.close();
    world = createWorld({ seed: 9, people: ["Ada", "Ben", "tablet"] });
    await world.found("Ada").join("Ada", "Ben").join("Ada", "tablet", "delegate").gather().done();
    const { proposal } = unwrap(await propose("Ben"));
    await world.gather().done();
    unwrap(await cast("Ben", proposal));
    await world.meet("Ben", "Ada").partition(["tablet"], ["Ada", "Ben"]).revoke("Ada", "tablet").done();
    await world.meet("Ben", "Ada").done();
    unwrap(await cast("tablet", proposal));
    await world.carryBundle("tablet", "Ben").done();
    expect(await stateOf("Ben", proposal)).toBe("contested");
    const other = unwrap(await propose("Ben")).proposal;
    expect((await timeline("Ben")).find((entry) => entry.proposal === other)?.supersedes).toEqual([proposal]);
  });

  it("[L32] whose ballot the party confirms has ratified, and the certificate carries the confirmation", async () => {
    await world.close();
    world = createWorld({ seed: 10, people: ["Ada", "Ben", "tablet"] });
    await world.found("Ada").join("Ada", "Ben").join("Ada", "tablet", "delegate").gather().done();
    const { proposal } = unwrap(await propose("Ben"));
    await world.gather().done();
    unwrap(await cast("Ben", proposal));
    await world.partition(["tablet"], ["Ada", "Ben"]).revoke("Ada", "tablet").done();
    unwrap(await cast("tablet", proposal));
    await world.carryBundle("tablet", "Ada").meet("Ben", "Ada").done();
    const [ballot] = (await timeline("Ada"))[0]?.mineInQuestion ?? [];
    unwrap(
      await world
        .who("Ada")
        .api()
        .answerBallot({
          ...{ charter: world.charter(), proposal, ballot: ballot ?? "", choice: "confirm" },
          ...{ reason: "It was us, before we lost it.", words: null, clockIsRight: false },
        }),
    );
    await world.meet("Ben", "Ada").done();
    expect(await stateOf("Ben", proposal)).toBe("inForce");
    const pdf = unwrap(await world.who("Ben").api().exportPdf({ charter: world.charter(), proposal }));
    expect(unwrap(await world.who("Ben").api().verifyPdf({ bytes: pdf.bytes })).valid).toBe(true);
  });
});
