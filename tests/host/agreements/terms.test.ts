/** Thresholds, delegates and forms, as hosts show them and let them be signed. */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SigningView, TimelineEntry } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import type { Result } from "../../../shared/base/result.ts";
import { type ConditionsPlan, usualConditions } from "../../../shared/charter/parties/conditions.ts";
import { usualPlan } from "../../support/plans.ts";
import { createWorld, unwrap, type World } from "../../support/world.ts";

const dayMs = 86_400_000;
const oneYear = { from: null, months: 12, until: null, noticeDays: 60 } as const;
type Plan = Parameters<HostApi["propose"]>[0];

let world: World;
beforeEach(async () => {
  world = createWorld({ seed: 5, people: ["Ada", "Ben", "Cyra", "Dora"] });
  await world.found("Ada").join("Ada", "Ben").join("Ada", "Cyra").join("Ada", "Dora", "delegate").gather().done();
});
afterEach(() => world.close());

const api = (name: string): HostApi => world.who(name).api();
const usual: ConditionsPlan = { ...usualConditions(3), needed: null, entry: { ...usualConditions(3).entry, at: null } };
const errorOf = (result: Result<unknown, HostError>): HostError | "ok" => (result.ok ? "ok" : result.error);

async function propose(name: string, conditions: Partial<ConditionsPlan>, more: Partial<Plan> = {}) {
  const plan: Plan = { charter: world.charter(), term: oneYear, note: "", purpose: null, ...usualPlan, ...more };
  const proposed = unwrap(await api(name).propose({ ...plan, conditions: { ...usual, ...conditions } }));
  await world.gather().done();
  return proposed.proposal;
}

const signing = async (name: string, proposal: ProposalId): Promise<SigningView> =>
  unwrap(await api(name).getSigning({ charter: world.charter(), proposal }));
const entry = async (name: string, proposal: ProposalId): Promise<TimelineEntry> =>
  (await signing(name, proposal)).entry;

async function cast(
  name: string,
  proposal: ProposalId,
  more: Partial<Parameters<HostApi["castBallot"]>[0]> = {},
): Promise<Result<TimelineEntry, HostError>> {
  const { contentHash } = await entry(name, proposal);
  const ballot = { charter: world.charter(), proposal, contentHash, statement: "", clockIsRight: false };
  const answer = await api(name).castBallot({ ...ballot, choice: "ratify", ...more });
  await world.gather().done();
  return answer;
}

describe("A text that two of three parties ratify", () => {
  it("[L49] is in force by two, and the third joins it until the last day for ballots", async () => {
    const proposal = await propose("Ada", { needed: 2 });
    unwrap(await cast("Ada", proposal));
    expect(unwrap(await cast("Ben", proposal))).toMatchObject({ state: "inForce", ratifiedBy: { length: 2 } });
    expect(await entry("Cyra", proposal)).toMatchObject({ state: "inForce", canCast: true });
    await world.pass(30 * dayMs).done();
    expect(unwrap(await cast("Cyra", proposal, { clockIsRight: true }))).toMatchObject({
      ratifiedBy: { length: 3 },
      canCast: false,
    });
    expect(errorOf(await cast("Cyra", proposal))).toEqual({ kind: "alreadyCast" });
  });

  it("[L15] is closed to the third after the last day for ballots", async () => {
    const proposal = await propose("Ada", { needed: 2 });
    for (const name of ["Ada", "Ben"]) unwrap(await cast(name, proposal));
    const { closesOn } = await entry("Cyra", proposal);
    await world.pass(Date.parse(closesOn) - world.clock.now() + dayMs).done();
    expect(await entry("Cyra", proposal)).toMatchObject({ canCast: false });
    expect(errorOf(await cast("Cyra", proposal, { clockIsRight: true }))).toMatchObject({ kind: "proposalClosed" });
  });

  it("[L14] waits for the third where it enters into force by three", async () => {
    const proposal = await propose("Ada", { needed: 2, entry: { at: 3, delayDays: 0, joinDelayDays: 0 } });
    for (const name of ["Ada", "Ben"]) unwrap(await cast(name, proposal));
    expect(await entry("Cyra", proposal)).toMatchObject({ state: "awaiting", canCast: true });
    expect(unwrap(await cast("Cyra", proposal))).toMatchObject({ state: "inForce" });
  });
});

describe("A party that asks for two of its delegates", () => {
  it("[L51] answers once both have signed, and says so before", async () => {
    unwrap(await api("Dora").setSigners({ charter: world.charter(), count: 2 }));
    await world.gather().done();
    expect((await world.viewOf("Ada")).parties.map(({ name, signers }) => [name, signers])).toContainEqual([
      "Ada's people",
      2,
    ]);
    const preview = unwrap(
      await api("Ada").previewProposal({ charter: world.charter(), term: oneYear, purpose: null, ...usualPlan }),
    );
    expect(preview.signers).toMatchObject([{ count: 2 }]);
    const proposal = await propose("Ada", {});
    for (const name of ["Ben", "Cyra"]) unwrap(await cast(name, proposal));
    expect(unwrap(await cast("Ada", proposal))).toMatchObject({
      ...{ state: "open", canCast: false, myBallot: "ratify" },
      ...{ ratifiedBy: { length: 2 }, signers: [{ count: 2, signed: 1 }] },
    });
    expect(errorOf(await cast("Ada", proposal))).toEqual({ kind: "alreadyCast" });
    expect(await entry("Dora", proposal)).toMatchObject({ canCast: true, myBallot: null });
    const after = unwrap(await cast("Dora", proposal));
    expect(after).toMatchObject({ state: "inForce", signers: [{ count: 2, signed: 2 }], ratifiedBy: { length: 3 } });
    expect(after.ballots.map(({ person }) => person).sort()).toEqual(["Ada", "Ben", "Cyra", "Dora"]);
  });

  it("[L51] [L48] has not answered while the two reserve different things", async () => {
    unwrap(await api("Ada").setSigners({ charter: world.charter(), count: 2 }));
    await world.gather().done();
    const proposal = await propose("Ada", {});
    const [clause] = (await signing("Ada", proposal)).clauses;
    if (clause === undefined) throw new Error("the text has clauses");
    const reservation = { clause: clause.id, hash: clause.hash, how: "exclude" as const, words: "Not for us" };
    unwrap(await cast("Ada", proposal, { reservations: [reservation] }));
    const after = unwrap(await cast("Dora", proposal));
    expect(after).toMatchObject({ signers: [{ count: 2, signed: 1 }], ratifiedBy: [] });
  });
});

describe("A text that allows reservations to one clause", () => {
  it("[L48] says so at the signing table, and takes the one and not the other", async () => {
    const draft = unwrap(await api("Ada").getText({ charter: world.charter(), at: { kind: "draft" } }));
    const [first] = draft.clauses;
    if (first === undefined) throw new Error("the draft has clauses");
    const proposal = await propose("Ada", { reservations: [first.id] });
    const { clauses } = await signing("Ben", proposal);
    expect(clauses.filter(({ isReservable }) => isReservable).map(({ id }) => id)).toEqual([first.id]);
    const reserve = (index: number) => {
      const clause = clauses[index];
      if (clause === undefined) throw new Error("the text has several clauses");
      return { clause: clause.id, hash: clause.hash, how: "interpret" as const, words: "As our elders read it" };
    };
    expect(errorOf(await cast("Ben", proposal, { reservations: [reserve(1)] }))).toMatchObject({
      kind: "reservationRefused",
      why: "notAllowed",
    });
    const after = unwrap(await cast("Ben", proposal, { reservations: [reserve(0)] }));
    expect(after.ballots[0]?.reservations).toEqual([reserve(0)]);
  });
});

describe("A prolongation", () => {
  it("[L12] has the words in force whatever the draft says, open brackets too", async () => {
    const proposal = await propose("Ada", {});
    for (const name of ["Ada", "Ben", "Cyra"]) unwrap(await cast(name, proposal));
    const edit = { kind: "replaceAll", markdown: "## Water\n\n1. Wells stay open. {#wells}\n" } as const;
    unwrap(await api("Ada").editText({ charter: world.charter(), edit }));
    const bracketed = { clause: "wells" as ClauseId, quote: "stay open", isField: false };
    unwrap(await api("Ada").bracketWords({ charter: world.charter(), ...bracketed }));
    const before = await signing("Ada", proposal);
    const longer = await propose("Ada", {}, { purpose: "prolongation" });
    const after = await signing("Ada", longer);
    expect(after.entry.purpose).toBe("prolongation");
    expect(after.text).toEqual(before.text);
  });
});
