import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { HostError } from "../../shared/api/errors.ts";
import type { TimelineEntry } from "../../shared/api/hostApi.ts";
import type { ProposalId } from "../../shared/base/ids.ts";
import type { Result } from "../../shared/base/result.ts";
import { createWorld, unwrap, type World } from "../support/world.ts";

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 5, people: ["Ada", "Ben", "Cyra"] });
  await world.found("Ada").join("Ada", "Ben").join("Ada", "Cyra").gather().done();
});
afterEach(() => world.close());

const everybody = ["Ada", "Ben", "Cyra"];
const oneYear = { from: null, months: 12, until: null, noticeDays: 60 } as const;
type Purpose = "amendment" | "renewal" | null;

const propose = (name: string, purpose: Purpose = null, supersedes: ProposalId | null = null) =>
  world.who(name).api().propose({ charter: world.charter(), term: oneYear, note: "", purpose, supersedes });
const timeline = async (name: string): Promise<readonly TimelineEntry[]> =>
  unwrap(await world.who(name).api().getTimeline({ charter: world.charter() }));

async function cast(
  name: string,
  proposal: ProposalId,
  choice: "ratify" | "decline" = "ratify",
): Promise<Result<TimelineEntry, HostError>> {
  const entry = (await timeline(name)).find((one) => one.proposal === proposal);
  const contentHash = entry?.contentHash ?? "";
  return world.who(name).api().castBallot({ charter: world.charter(), proposal, contentHash, choice, statement: "" });
}
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);

async function ratified(): Promise<ProposalId> {
  const { proposal } = unwrap(await propose("Ada"));
  await world.gather().done();
  for (const name of everybody) unwrap(await cast(name, proposal));
  await world.gather().done();
  return proposal;
}

describe("Ratifying", () => {
  it("[L15] is done when the last party has signed, everywhere", async () => {
    const proposal = await ratified();
    for (const name of everybody)
      expect(await timeline(name)).toMatchObject([{ proposal, state: "inForce", needed: 3, canCast: false }]);
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
    const other = { charter: world.charter(), proposal, contentHash: shown, choice: "ratify", statement: "" } as const;
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
    expect((await timeline("Cyra")).map(({ competing }) => competing.length)).toEqual([1, 1]);
    unwrap(await cast("Cyra", right, "decline"));
    // Where one supersedes the other, it is not.
    const next = unwrap(await propose("Ada", null, left)).proposal;
    await world.gather().done();
    expect(errorOf(await cast("Cyra", next))).toBe("ok");
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
    const { proposal } = unwrap(await propose("Ben"));
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
