import { describe, expect, it } from "vitest";
import { dayOf } from "../../../shared/base/days.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { readCompetitions } from "../../../shared/ledger/agreements/competition.ts";
import type { QuestionedBallot } from "../../../shared/ledger/agreements/endedBallots.ts";
import { readLineage } from "../../../shared/ledger/agreements/lineage.ts";
import {
  conflictingBallot,
  mustSupersede,
  type ProposalStanding,
  readInForce,
  readParent,
  readStandings,
} from "../../../shared/ledger/agreements/ratification.ts";
import type { Departure } from "../../../shared/ledger/members/departures.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { type Ballot, type BallotId, readBallot } from "../../../shared/ledger/statements/ballot.ts";
import { type Proposal, readProposal } from "../../../shared/ledger/statements/proposal.ts";
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
  const departures: Departure[] = [];
  const questioned = new Map<BallotId, QuestionedBallot>();
  const circumstances = () => ({
    questioned,
    departures,
    parties: new Set(
      everybody.map(({ party }) => party.card.id).filter((id) => !departures.some((one) => one.party === id)),
    ),
  });
  return {
    proposals,
    ballots,
    questioned,
    circumstances,
    leaves(person: TestPerson, day: number, how: Departure["how"] = "withdrew"): void {
      const at = startMs + day * dayMs;
      departures.push({ party: person.party.card.id, how, at, place: charter as never, reason: "drought" });
    },
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
      return readStandings(proposals, ballots, circumstances(), dayOf(startMs + day * dayMs));
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
    const first = t.propose("first", { day: -9, term: { ...openTerm, from: "2023-11-14", until: "2024-11-12" } });
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
    // Two days without a text stay visible.
    expect(t.states(368)).toEqual({ first: "lapsed", renewal: "inForce" });
    expect(t.on(367)[0]).toMatchObject({ endedOn: "2024-11-13", resumedOn: null });
    expect(t.on(368)[0]).toMatchObject({ endedOn: "2024-11-13", resumedOn: "2024-11-16" });
    expect(t.states(368 + 366)).toEqual({ first: "lapsed", renewal: "lapsed" });
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

describe("A text that is replaced", () => {
  it("[L17] ends the day before its successor begins, and stays replaced when that lapses", () => {
    const t = table();
    const first = t.propose("first", { term: oneYear });
    t.cast(everybody, first);
    const amendment = t.propose("amendment", { parent: first.id, day: 9, term: { ...openTerm, until: "2024-01-31" } });
    t.cast(everybody, amendment, "ratify", 10);
    expect(t.states(9)).toEqual({ first: "inForce", amendment: "upcoming" });
    expect(t.states(10)).toEqual({ first: "superseded", amendment: "inForce" });
    expect(t.on(10)[0]).toMatchObject({ startsOn: "2023-11-14", endedOn: "2023-11-23", endsOn: "2024-11-13" });
    expect(t.states(100)).toEqual({ first: "superseded", amendment: "lapsed" });
  });

  it.each(["a first day in 2099", "a ballot by a clock in 2099"])("[L17] before it begins never begins: %s", (how) => {
    const t = table();
    const isByTerm = how.startsWith("a first day");
    const wrong = t.propose("wrong", { term: isByTerm ? { ...openTerm, from: "2099-01-01" } : openTerm });
    t.cast([ada, ben], wrong);
    t.cast([cyra], wrong, "ratify", isByTerm ? 1 : 27_400);
    expect(t.states(2)).toEqual({ wrong: "upcoming" });
    expect(readParent(t.on(2))?.proposal.note).toBe("wrong");
    const right = t.propose("right", { parent: wrong.id, day: 2 });
    t.cast(everybody, right, "ratify", 3);
    expect(t.states(3)).toEqual({ wrong: "superseded", right: "inForce" });
    expect(t.on(3)[0]).toMatchObject({ endedOn: null });
    expect(t.states(40_000)).toEqual({ wrong: "superseded", right: "inForce" });
  });

  it("[L17] by an amendment, though a renewal was ratified ahead, leaves nothing in two texts' hands", () => {
    const t = table();
    const first = t.propose("first", { term: oneYear });
    t.cast(everybody, first);
    const renewal = t.propose("renewal", {
      parent: first.id,
      purpose: "renewal",
      day: 300,
      term: { ...oneYear, from: "2024-11-14" },
    });
    t.cast(everybody, renewal, "ratify", 301);
    const supersedes = mustSupersede(first.id, readLineage(t.proposals), t.ballots);
    expect(supersedes).toEqual([renewal.id]);
    const amendment = t.propose("amendment", {
      parent: first.id,
      day: 310,
      supersedes,
      term: { ...openTerm, until: "2025-11-13" },
    });
    for (const party of everybody)
      expect(conflictingBallot(party.party.card.id, amendment.id, readLineage(t.proposals), t.ballots)).toBe(null);
    t.cast(everybody, amendment, "ratify", 311);
    expect(t.states(311)).toEqual({ first: "superseded", renewal: "superseded", amendment: "inForce" });
    expect(t.states(400)).toEqual({ first: "superseded", renewal: "superseded", amendment: "inForce" });
  });
});

describe("The last day for ballots", () => {
  it("[L15] is the last on which one counts, by the claimed day, whenever it arrives", () => {
    const t = table();
    const first = t.propose("first", { closesOn: "2023-11-20" });
    t.cast([ada, ben], first, "ratify", 6);
    t.cast([cyra], first, "ratify", 7);
    expect(t.states(6)).toEqual({ first: "open" });
    expect(t.states(7)).toEqual({ first: "closed" });
    expect([...(t.on(7)[0]?.late ?? [])]).toEqual([t.ballots[2]?.id]);
    t.cast([cyra], first, "ratify", 6);
    expect(t.states(30)).toEqual({ first: "inForce" });
  });

  it("[L15] is not moved by a ballot that claims a day before its proposal", () => {
    const t = table();
    const first = t.propose("first", { day: 10, term: oneYear });
    t.cast(everybody, first, "ratify", 0);
    expect(t.on(20)[0]).toMatchObject({ startsOn: "2023-11-24", ratifiedAt: startMs + 10 * dayMs });
  });

  it("[L15] [L17] over, an amendment changes nothing of the text in force", () => {
    const t = table();
    const first = t.propose("first", { term: { ...openTerm, until: "2024-12-31" } });
    t.cast(everybody, first);
    const late = t.propose("late", { parent: first.id, day: 10, term: { ...openTerm, until: "2024-01-31" } });
    t.cast(everybody, late, "ratify", 100);
    expect(t.states(100)).toEqual({ first: "inForce", late: "closed" });
  });
});

describe("A party that leaves", () => {
  it("[L30] leaves an open proposal that needs it without a way, and says whose answer cannot come", () => {
    const t = table();
    const first = t.propose("first");
    t.cast([ada, ben], first);
    t.leaves(cyra, 3, "removed");
    expect(t.states(3)).toEqual({ first: "unreachable" });
    expect(t.on(3)[0]?.cannotAnswer).toEqual([cyra.party.card.id]);
    const enough = t.propose("enough", { needed: 2 });
    t.cast([ada], enough);
    expect(t.states(3)).toEqual({ first: "unreachable", enough: "open" });
  });
});

describe("A ballot in question", () => {
  const question = (t: ReturnType<typeof table>, at: number, state: QuestionedBallot["state"]): void => {
    const { id } = t.ballots[at] as Ballot;
    t.questioned.set(id, { state, endedBy: charter as never });
  };

  it("[L32] that ratification hangs on makes it contested: not in force, and replacing nothing", () => {
    const t = table();
    const first = t.propose("first");
    t.cast(everybody, first);
    const amendment = t.propose("amendment", { parent: first.id, day: 1 });
    t.cast(everybody, amendment, "ratify", 2);
    question(t, 5, "inQuestion");
    expect(t.states(5)).toEqual({ first: "inForce", amendment: "contested" });
    expect(t.on(5)[1]).toMatchObject({ ratifiedAt: null, startsOn: null });
    question(t, 5, "repudiated");
    expect(t.states(5)).toEqual({ first: "inForce", amendment: "open" });
  });

  it("[L32] beside one that counts changes nothing", () => {
    const t = table();
    const first = t.propose("first");
    t.cast([...everybody, cyra], first);
    const own = t.ballots.filter(({ party }) => party === cyra.party.card.id);
    question(t, t.ballots.indexOf(own[0] as Ballot), "inQuestion");
    t.cast([cyra], first, "ratify", 2);
    expect(t.states(5)).toEqual({ first: "inForce" });
  });

  it("[L32] does not stop its party from signing another text", () => {
    const t = table();
    const [left, right] = [t.propose("left"), t.propose("right", { day: 1 })];
    t.cast([cyra], left);
    question(t, 0, "repudiated");
    t.cast(everybody, right, "ratify", 2);
    expect(t.states(3)).toEqual({ left: "open", right: "inForce" });
    expect(t.on(3)[1]?.doubleSigned).toEqual([]);
  });
});

describe("After parties signed apart", () => {
  it("[L16] one text can be signed by all, however many drafts were signed, and in however many rounds", () => {
    const random = seededRandom(11);
    for (let round = 0; round < 40; round++) {
      const t = table();
      const first = t.propose("first");
      t.cast(everybody, first);
      let day = 1;
      // Each round: some propose apart, knowing what was known before it, and sign their own; then they meet.
      for (let meeting = 0; meeting < 3; meeting++) {
        const known = mustSupersede(first.id, readLineage(t.proposals), t.ballots);
        for (const person of everybody) {
          if ((random.bytes(1)[0] ?? 0) % 3 === 0) continue;
          const own = t.propose(`${person.name} ${meeting}`, { parent: first.id, supersedes: known, day });
          expect(conflictingBallot(person.party.card.id, own.id, readLineage(t.proposals), t.ballots)).toBe(null);
          t.cast([person], own, "ratify", day);
        }
        day++;
      }
      const supersedes = mustSupersede(first.id, readLineage(t.proposals), t.ballots);
      const last = t.propose("last", { parent: first.id, supersedes, day });
      for (const { party } of everybody)
        expect(conflictingBallot(party.card.id, last.id, readLineage(t.proposals), t.ballots)).toBe(null);
      t.cast(everybody, last, "ratify", day);
      expect(t.states(day).last).toBe("inForce");
      expect(t.on(day).filter(({ state }) => state === "inForce")).toHaveLength(1);
    }
  });

  it("[L16] what must be superseded is at most 64, those that most signed first, the rest through further ones", () => {
    const t = table();
    const first = t.propose("first");
    t.cast(everybody, first);
    const made = Array.from({ length: 70 }, (_, index) => t.propose(`draft ${index}`, { parent: first.id, day: 1 }));
    for (const one of made) t.cast([ada], one, "ratify", 1);
    t.cast([ben], made[69] as Made, "ratify", 1);
    const supersedes = mustSupersede(first.id, readLineage(t.proposals), t.ballots);
    expect(supersedes).toHaveLength(64);
    expect(supersedes[0]).toBe(made[69]?.id);
    const next = t.propose("next", { parent: first.id, supersedes, day: 2 });
    t.cast([ada], next, "ratify", 2);
    const rest = mustSupersede(first.id, readLineage(t.proposals), t.ballots);
    expect(rest).toHaveLength(7);
    expect(rest).toContain(next.id);
  });
});

describe("Two groups that were apart", () => {
  it("[L16] sign double where one party ratified two unrelated texts on one parent", () => {
    const t = table();
    const [left, right] = [t.propose("left"), t.propose("right", { day: 1 })];
    t.cast([ada, ben], left);
    t.cast([ben, cyra], right);
    for (const standing of t.on(0)) expect(standing.doubleSigned).toEqual([ben.party.card.id]);
    const lineage = readLineage(t.proposals);
    expect(conflictingBallot(ben.party.card.id, right.id, lineage, t.ballots)).toBe(left.id);
    expect(conflictingBallot(cyra.party.card.id, left.id, lineage, t.ballots)).toBe(right.id);
    expect(conflictingBallot(ada.party.card.id, left.id, lineage, t.ballots)).toBe(null);
  });

  it("[L16] do not sign double by declining one, or where one supersedes the other through others", () => {
    const t = table();
    const first = t.propose("first");
    const second = t.propose("second", { supersedes: [first.id] });
    const third = t.propose("third", { supersedes: [second.id] });
    t.cast([ben], first);
    t.cast([ben], third);
    const lineage = readLineage(t.proposals);
    expect(lineage.isRelated(first.id, third.id)).toBe(true);
    expect(lineage.isRelated(third.id, first.id)).toBe(true);
    const other = t.propose("other");
    t.cast([ben], other, "decline");
    for (const standing of t.on(0)) expect(standing.doubleSigned).toEqual([]);
    expect(conflictingBallot(ben.party.card.id, third.id, lineage, t.ballots)).toBe(null);
  });

  it("[L16] do not sign double on two parents", () => {
    const t = table();
    const first = t.propose("first");
    t.cast(everybody, first);
    const amendment = t.propose("amendment", { parent: first.id });
    t.cast(everybody, amendment);
    for (const standing of t.on(0)) expect(standing.doubleSigned).toEqual([]);
    expect(readCompetitions(t.on(0)).size).toBe(0);
  });

  it("[L16] are settled by the parties that are free to sign, by what is ratified, or by a text that replaces them", () => {
    const t = table();
    const left = t.propose("left");
    const right = t.propose("right");
    const [a, b, c] = everybody.map(({ party }) => party.card.id).sort();
    const among = (day = 0) => [left, right].map(({ id }) => readCompetitions(t.on(day)).get(id));
    const nobodyYet = { free: [a, b, c], isWithinReach: true, wayOut: "choose" };
    expect(among()).toEqual([
      { with: [right.id], ...nobodyYet },
      { with: [left.id], ...nobodyYet },
    ]);
    t.cast([ada], left);
    const free = [ben, cyra].map(({ party }) => party.card.id).sort();
    expect(among()).toMatchObject([
      { free, isWithinReach: true, wayOut: "choose" },
      { free, isWithinReach: false, wayOut: "choose" },
    ]);
    t.cast([ben], right);
    const dead = { free: [cyra.party.card.id], isWithinReach: false, wayOut: "replace" };
    expect(among()).toMatchObject([dead, dead]);
    // What replaces both ends it, and whoever signed either may sign it.
    const both = t.propose("both", { supersedes: [left.id, right.id] });
    expect(readCompetitions(t.on(0)).size).toBe(0);
    t.cast(everybody, both);
    expect(t.on(0).map(({ doubleSigned }) => doubleSigned)).toEqual([[], [], []]);
  });

  it("[L16] are settled once one is ratified, and no more once the other is closed", () => {
    const t = table();
    const left = t.propose("left");
    const right = t.propose("right", { closesOn: dayOf(startMs + 20 * dayMs) });
    t.cast(everybody, left);
    expect(readCompetitions(t.on(0)).get(right.id)).toEqual({
      ...{ with: [left.id], free: [], isWithinReach: false, wayOut: "settled" },
    });
    expect(readCompetitions(t.on(0)).get(left.id)?.wayOut).toBe("settled");
    expect(readCompetitions(t.on(21)).size).toBe(0);
  });

  it("[L18] compete: each names the other, and both are in force", () => {
    const t = table();
    const left = t.propose("left");
    const right = t.propose("right", { day: 1 });
    t.cast(everybody, right, "ratify", 2);
    t.cast(everybody, left, "ratify", 3);
    const competing = readCompetitions(t.on(5));
    expect(competing.get(left.id)).toEqual({ with: [right.id], free: [], isWithinReach: true, wayOut: "replace" });
    expect(competing.get(right.id)?.with).toEqual([left.id]);
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
      expect(readStandings(proposals, ballots, t.circumstances(), dayOf(startMs + 5 * dayMs))).toEqual(whole);
    }
  });
});
