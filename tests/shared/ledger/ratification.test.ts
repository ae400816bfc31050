import { describe, expect, it } from "vitest";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { dayOf } from "../../../shared/charter/term.ts";
import { charterIdOf } from "../../../shared/ledger/entries.ts";
import {
  conflictingBallot,
  isRelated,
  type ProposalStanding,
  readInForce,
  readParent,
  readStandings,
} from "../../../shared/ledger/ratification.ts";
import { type Ballot, type Proposal, readBallot, readProposal } from "../../../shared/ledger/statements.ts";
import { seededRandom } from "../../support/ambient.ts";
import {
  ballotOf,
  dayMs,
  electorateOf,
  founder,
  genesisOf,
  oneYear,
  openTerm,
  type ProposalPlan,
  proposalOf,
  startMs,
  type TestPerson,
} from "../../support/builders.ts";

const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")];
const everybody = [ada, ben, cyra];
const charter = charterIdOf(genesisOf(ada));

interface Made {
  readonly id: ProposalId;
  readonly contentHash: Uint8Array<ArrayBuffer>;
  readonly proposal: Proposal;
}

/** Proposals and ballots as they come in, and what they amount to on a day counted from the first. */
function table() {
  const proposals = new Map<ProposalId, Proposal>();
  const ballots: Ballot[] = [];
  return {
    proposals,
    ballots,
    propose(name: string, plan: ProposalPlan & { readonly day?: number } = {}): Made {
      const time = startMs + (plan.day ?? 0) * dayMs;
      const made = proposalOf(charter, ada, electorateOf(...everybody), { nonce: name, note: name, time, ...plan });
      const read = readProposal(made.wire);
      if (!read.ok) throw new Error(read.error.reason);
      proposals.set(made.id, read.value.proposal);
      return { ...made, proposal: read.value.proposal };
    },
    cast(people: readonly TestPerson[], on: Made, choice: "ratify" | "decline" = "ratify", day = 0): void {
      for (const person of people) {
        const read = readBallot(ballotOf(person, on, { choice, time: startMs + day * dayMs }));
        if (!read.ok) throw new Error(read.error.reason);
        ballots.push(read.value);
      }
    },
    on(day: number): readonly ProposalStanding[] {
      return readStandings(proposals, ballots, dayOf(startMs + day * dayMs));
    },
    /** By note. */
    states(day: number): Readonly<Record<string, string>> {
      return Object.fromEntries(this.on(day).map(({ proposal, state }) => [proposal.note, state]));
    },
  };
}

describe("A proposal", () => {
  it("[L15] is open until all have ratified, and ratified for ever then", () => {
    const t = table();
    const first = t.propose("first");
    expect(t.states(0)).toEqual({ first: "open" });
    t.cast([ada, ben], first);
    expect(t.states(0)).toEqual({ first: "open" });
    t.cast([cyra], first, "ratify", 3);
    expect(t.states(5000)).toEqual({ first: "inForce" });
    expect(t.on(3)[0]).toMatchObject({
      ratifiedAt: startMs + 3 * dayMs,
      startsOn: "2023-11-17",
      endsOn: null,
      renewFrom: null,
    });
  });

  it("[L15] is declined once too few are left who could ratify", () => {
    const t = table();
    const first = t.propose("first");
    t.cast([ben], first, "decline");
    expect(t.states(0)).toEqual({ first: "declined" });
  });

  it("[L15] of a majority is declined only when more declined than it can spare", () => {
    const t = table();
    const first = t.propose("first", { needed: 2 });
    t.cast([ben], first, "decline");
    expect(t.states(0)).toEqual({ first: "open" });
    t.cast([cyra], first, "decline");
    expect(t.states(0)).toEqual({ first: "declined" });
  });

  it("[L15] lives again when a party that declined ratifies after all, in whatever order that is learned", () => {
    for (const order of [["decline", "ratify"] as const, ["ratify", "decline"] as const]) {
      const t = table();
      const first = t.propose("first");
      for (const choice of order) t.cast([ben], first, choice);
      expect(t.states(0)).toEqual({ first: "open" });
      t.cast([ada, cyra], first);
      expect(t.states(0)).toEqual({ first: "inForce" });
      expect(t.on(0)[0]?.ballots.filter(({ party }) => party === ben.party.card.id)).toHaveLength(2);
    }
  });

  it("[L15] is withdrawn where another supersedes it, unless it was ratified", () => {
    const t = table();
    const first = t.propose("first");
    t.propose("second", { supersedes: [first.id] });
    expect(t.states(0)).toEqual({ first: "withdrawn", second: "open" });
    t.cast(everybody, first);
    expect(t.states(0)).toEqual({ first: "inForce", second: "open" });
  });

  it("[L15] counts the earliest ballot of each party, and only of its electorate", () => {
    const t = table();
    const first = t.propose("first");
    t.cast([ada, ben], first, "ratify", 1);
    t.cast([founder("Dora")], first);
    t.cast([ada], first, "ratify", 9);
    expect(t.states(0)).toEqual({ first: "open" });
    t.cast([cyra], first, "ratify", 2);
    expect(t.on(2)[0]?.ratifiedAt).toBe(startMs + 2 * dayMs);
    expect(t.on(2)[0]?.ballots).toHaveLength(3);
  });
});

describe("A term", () => {
  it.each([
    [-1, "upcoming", "a day before it begins"],
    [0, "inForce", "on its first day"],
    [364, "inForce", "on its last day"],
    [365, "lapsed", "a day after it"],
  ])("[L17] on day %i finds its text %s: %s", (day, state) => {
    const t = table();
    // From the first day on, one year, ratified beforehand: 2023-11-14 to 2024-11-12.
    const first = t.propose("first", { term: { ...openTerm, from: "2023-11-14", until: "2024-11-12" } });
    t.cast(everybody, first, "ratify", -3);
    expect(t.states(day)).toEqual({ first: state });
  });

  it("[L17] of one year says when renewal is due and when it ends", () => {
    const t = table();
    const first = t.propose("first", { term: oneYear });
    t.cast(everybody, first);
    expect(t.on(0)[0]).toMatchObject({ startsOn: "2023-11-14", endsOn: "2024-11-13", renewFrom: "2024-09-14" });
    expect(readInForce(t.on(0))?.proposal.note).toBe("first");
    expect(readInForce(t.on(400))).toBe(null);
    expect(readParent(t.on(400))?.proposal.note).toBe("first");
  });
});

describe("A successor", () => {
  it("[L17] replaces its parent on the day it begins, not before", () => {
    const t = table();
    const first = t.propose("first", { term: oneYear });
    t.cast(everybody, first);
    const renewal = t.propose("renewal", {
      parent: first.id,
      purpose: "renewal",
      term: { ...oneYear, from: "2024-11-16" },
      day: 300,
    });
    t.cast(everybody, renewal, "ratify", 310);
    expect(t.states(310)).toEqual({ first: "inForce", renewal: "upcoming" });
    expect(t.states(367)).toEqual({ first: "lapsed", renewal: "upcoming" });
    expect(t.states(368)).toEqual({ first: "superseded", renewal: "inForce" });
    // It stays replaced when its successor lapses.
    expect(t.states(368 + 366)).toEqual({ first: "superseded", renewal: "lapsed" });
    expect(readParent(t.on(368 + 366))?.proposal.note).toBe("renewal");
  });

  it("[L17] that nobody ratified replaces nothing", () => {
    const t = table();
    const first = t.propose("first");
    t.cast(everybody, first);
    t.propose("amendment", { parent: first.id, day: 1 });
    expect(t.states(5)).toEqual({ first: "inForce", amendment: "open" });
  });

  it("[L17] replaces what it supersedes through another that was never ratified", () => {
    const t = table();
    const first = t.propose("first");
    const second = t.propose("second", { supersedes: [first.id], day: 1 });
    const third = t.propose("third", { supersedes: [second.id], day: 2 });
    t.cast(everybody, third, "ratify", 3);
    t.cast(everybody, first, "ratify", 4);
    expect(t.states(5)).toEqual({ first: "superseded", second: "withdrawn", third: "inForce" });
  });
});

describe("Two groups that were apart", () => {
  it("[L16] sign double where one party ratified two unrelated texts on one parent", () => {
    const t = table();
    const [left, right] = [t.propose("left"), t.propose("right", { day: 1 })];
    t.cast([ada, ben], left);
    t.cast([ben, cyra], right);
    for (const standing of t.on(0)) expect(standing.doubleSigned).toEqual([ben.party.card.id]);
    expect(conflictingBallot(ben.party.card.id, right.proposal, t.proposals, t.ballots)).toBe(left.id);
    expect(conflictingBallot(cyra.party.card.id, left.proposal, t.proposals, t.ballots)).toBe(right.id);
    expect(conflictingBallot(ada.party.card.id, left.proposal, t.proposals, t.ballots)).toBe(null);
  });

  it("[L16] do not sign double by declining one, or where one supersedes the other through others", () => {
    const t = table();
    const first = t.propose("first");
    const second = t.propose("second", { supersedes: [first.id] });
    const third = t.propose("third", { supersedes: [second.id] });
    t.cast([ben], first);
    t.cast([ben], third);
    expect(isRelated(first.id, third.id, t.proposals)).toBe(true);
    expect(isRelated(third.id, first.id, t.proposals)).toBe(true);
    const other = t.propose("other");
    t.cast([ben], other, "decline");
    for (const standing of t.on(0)) expect(standing.doubleSigned).toEqual([]);
    expect(conflictingBallot(ben.party.card.id, third.proposal, t.proposals, t.ballots)).toBe(null);
  });

  it("[L16] do not sign double on two parents", () => {
    const t = table();
    const first = t.propose("first");
    t.cast(everybody, first);
    const amendment = t.propose("amendment", { parent: first.id });
    t.cast(everybody, amendment);
    for (const standing of t.on(0)) expect([standing.doubleSigned, standing.competing]).toEqual([[], []]);
  });

  it("[L18] compete: each names the other, and both are in force", () => {
    const t = table();
    const left = t.propose("left");
    const right = t.propose("right", { day: 1 });
    t.cast(everybody, right, "ratify", 2);
    t.cast(everybody, left, "ratify", 3);
    const [first, second] = t.on(5);
    expect([first?.competing, second?.competing]).toEqual([[right.id], [left.id]]);
    expect(t.states(5)).toEqual({ left: "inForce", right: "inForce" });
    expect(readInForce(t.on(5))?.proposal.note).toBe("right");
    expect(readParent(t.on(5))?.proposal.note).toBe("right");
  });

  it("[L18] both ratified at one moment are shown in the order of their ids", () => {
    const t = table();
    const made = [t.propose("left"), t.propose("right")];
    for (const one of made) t.cast(everybody, one);
    const lowest = made.map(({ id }) => id).sort()[0];
    expect(readInForce(t.on(0))?.proposal.id).toBe(lowest);
  });

  it("[L18] what lapsed last is what a new proposal builds on", () => {
    const t = table();
    const left = t.propose("left", { term: { ...openTerm, until: "2024-01-01" } });
    const right = t.propose("right", { term: { ...openTerm, until: "2024-06-01" } });
    for (const one of [left, right]) t.cast(everybody, one);
    expect(readParent(t.on(400))?.proposal.note).toBe("right");
    expect(readParent(table().on(0))).toBe(null);
  });
});

describe("Standings", () => {
  it("[L15] do not depend on the order of ballots, nor on how often one came", () => {
    const t = table();
    const first = t.propose("first", { needed: 2 });
    const second = t.propose("second", { supersedes: [first.id], needed: 2 });
    t.cast([ada, ben], first, "ratify", 1);
    t.cast([cyra], first, "decline", 2);
    t.cast([ben, cyra], second, "ratify", 3);
    const whole = t.on(5);
    const random = seededRandom(5);
    for (let round = 0; round < 20; round++) {
      const shuffled = [...t.ballots, ...t.ballots].map((ballot) => ({ ballot, key: random.bytes(1)[0] ?? 0 }));
      shuffled.sort((a, b) => a.key - b.key);
      const proposals = new Map([...t.proposals].reverse());
      const ballots = shuffled.map(({ ballot }) => ballot);
      expect(readStandings(proposals, ballots, dayOf(startMs + 5 * dayMs))).toEqual(whole);
    }
  });
});
