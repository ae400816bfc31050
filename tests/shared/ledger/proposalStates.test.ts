/** The table of where each state leads is what the ledger does, and what the docs draw. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { drawnPage } from "../../../scripts/states.ts";
import { addDays, dayOf } from "../../../shared/base/days.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { type Course, type ProposalState, proposalCourses } from "../../../shared/charter/parties/proposalState.ts";
import { type ProposalStanding, readStandings } from "../../../shared/ledger/agreements/ratification.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { type Ballot, type BallotId, readBallot } from "../../../shared/ledger/statements/ballot.ts";
import { type Proposal, readProposal } from "../../../shared/ledger/statements/proposal.ts";
import { ballotOf, dayMs, electorateOf, founder, genesisOf, proposalOf, startMs } from "../../support/builders.ts";
import { chance } from "../crdt/support/chance.ts";

const people = [founder("Ada"), founder("Ben"), founder("Cyra")] as const;
const [ada] = people;

/** One signed proposal and one ballot, of which others differ by what they say. */
function models(): { readonly proposal: Proposal; readonly ballot: Ballot } {
  const made = proposalOf(charterIdOf(genesisOf(ada)), ada, electorateOf(...people), { needed: 2 });
  const [proposal, ballot] = [readProposal(made.wire), readBallot(ballotOf(ada, made))];
  if (!proposal.ok || !ballot.ok) throw new Error("what is signed here reads");
  return { proposal: proposal.value.proposal, ballot: ballot.value };
}
const model = models();

/** A charter of three parties in which one thing happens after another: "open inForce ratify". */
function wander(seed: number, saw: (step: string) => void): void {
  const by = chance(seed);
  const proposals = new Map<ProposalId, Proposal>();
  const ballots: Ballot[] = [];
  const parties = new Set<PartyId>(people.map(({ party }) => party.card.id));
  let day = 0;
  const today = (): string => addDays(dayOf(startMs), day);
  const stand = (): readonly ProposalStanding[] =>
    readStandings(proposals, ballots, { questioned: new Map(), parties }, today());

  function propose(): void {
    const now = stand();
    const ratified = now.flatMap(({ ratifiedAt, proposal }) => (ratifiedAt === null ? [] : [proposal.id]));
    const parent = ratified.length > 0 && by.int(3) > 0 ? by.pick(ratified) : null;
    const supersedes = now.map(({ proposal }) => proposal.id).filter((id) => id !== parent && by.int(2) === 0);
    const until = by.int(2) === 0 ? null : addDays(today(), 3 + by.int(8));
    const closes = addDays(today(), 1 + by.int(5));
    const id = `proposal ${proposals.size}` as ProposalId;
    proposals.set(id, {
      ...model.proposal,
      ...{ id, parent, supersedes, purpose: parent === null ? "first" : "amendment", time: startMs + day * dayMs },
      ratifiedBefore: supersedes.filter((one) => ratified.includes(one)),
      conditions: {
        ...model.proposal.conditions,
        entry: { at: 2 + by.int(2), delayDays: by.int(3), joinDelayDays: 0 },
      },
      term: { from: null, months: null, until, noticeDays: 0 },
      closesOn: until !== null && closes > until ? until : closes,
    });
  }

  function vote(step: number): Course | null {
    const { id, contentHash } = by.pick([...proposals.values()]);
    const { party, card } = by.pick(people);
    if (!parties.has(party.card.id)) return null;
    const choice = by.int(4) === 0 ? "decline" : "ratify";
    const said = { id: `ballot ${step}` as BallotId, proposal: id, contentHash, choice, party: party.card.id } as const;
    ballots.push({ ...model.ballot, ...said, by: card, time: startMs + day * dayMs + step });
    return choice;
  }

  function act(step: number): Course | null {
    const roll = by.int(10);
    if (roll < 4) {
      day++;
      return "day";
    }
    if (roll < 8) return vote(step);
    if (roll === 8) {
      if (proposals.size < 4) propose();
      return "propose";
    }
    if (by.int(6) > 0) return null;
    parties.delete(by.pick(people).party.card.id);
    return "leave";
  }

  propose();
  for (let step = 0; step < 40; step++) {
    const before = new Map(stand().map(({ proposal, state }) => [proposal.id, state]));
    const course = act(step);
    for (const { proposal, state } of stand()) {
      const was = before.get(proposal.id);
      if (was !== undefined && was !== state) saw(`${was} ${state} ${course}`);
    }
  }
}

const states = Object.entries(proposalCourses) as readonly (readonly [ProposalState, object])[];
const told = states
  .flatMap(([from, courses]) =>
    Object.entries(courses).flatMap(([to, by]) => by.map((one: Course) => `${from} ${to} ${one}`)),
  )
  .sort();

describe("The states of a proposal", () => {
  it("[L15] [L17] lead where the table says, each by what it says, and nowhere else", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 1000 || (seen.size < told.length && seed < 6000); seed++)
      wander(seed, (step) => seen.add(step));
    expect([...seen].sort()).toEqual(told);
  });

  it("are drawn in the docs as the table has them", () => {
    const page = readFileSync(new URL("../../../docs/STATES.md", import.meta.url), "utf8");
    expect(page).toBe(drawnPage(page));
    for (const [state] of states) expect(page).toContain(`| ${state} `);
  });
});
