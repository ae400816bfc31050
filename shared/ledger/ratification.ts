/**
 * What a set of proposals and ballots amounts to on a given day. Pure: order, duplicates and couriers do not matter.
 * PROTOCOL.md, L15 to L18.
 */
import type { PartyId, ProposalId } from "../base/ids.ts";
import { termDates } from "../charter/term.ts";
import { countedBallots, ratifiedAt } from "./certificate.ts";
import { answers, type Ballot, compareBallots, type Proposal } from "./statements.ts";

export type Standing = "open" | "upcoming" | "inForce" | "superseded" | "lapsed" | "declined" | "withdrawn";

export interface ProposalStanding {
  readonly proposal: Proposal;
  readonly state: Standing;
  /** One per party and choice, the earliest, in ascending order of party. */
  readonly ballots: readonly Ballot[];
  readonly competing: readonly ProposalId[];
  /** Parties that ratified this one and an unrelated one on the same parent. */
  readonly doubleSigned: readonly PartyId[];
  readonly ratifiedAt: number | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly renewFrom: string | null;
}

interface Tally {
  readonly proposal: Proposal;
  readonly ballots: readonly Ballot[];
  readonly counted: readonly Ballot[];
  readonly ratifiedAt: number | null;
}

const firstPerParty = (ballots: readonly Ballot[]): readonly Ballot[] => {
  const kept = new Map<string, Ballot>();
  for (const ballot of ballots) {
    const key = `${ballot.party} ${ballot.choice}`;
    if (!kept.has(key)) kept.set(key, ballot);
  }
  return [...kept.values()];
};

/** True where `newer` supersedes `older`, directly or through others. */
function replaces(newer: ProposalId, older: ProposalId, proposals: ReadonlyMap<ProposalId, Proposal>): boolean {
  const pending = [...(proposals.get(newer)?.supersedes ?? [])];
  const seen = new Set<ProposalId>();
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (id === older) return true;
    if (seen.has(id)) continue;
    seen.add(id);
    pending.push(...(proposals.get(id)?.supersedes ?? []));
  }
  return false;
}

/** True where one of the two replaces the other, directly or through others. [L16] */
export const isRelated = (a: ProposalId, b: ProposalId, proposals: ReadonlyMap<ProposalId, Proposal>): boolean =>
  a === b || replaces(a, b, proposals) || replaces(b, a, proposals);

/** The other proposal whose ratification by `party` makes ratifying this one double signing. [L16] */
export function conflictingBallot(
  party: PartyId,
  proposal: Proposal,
  proposals: ReadonlyMap<ProposalId, Proposal>,
  ballots: readonly Ballot[],
): ProposalId | null {
  for (const ballot of ballots) {
    const other = proposals.get(ballot.proposal);
    if (
      ballot.party === party &&
      ballot.choice === "ratify" &&
      other !== undefined &&
      other.id !== proposal.id &&
      other.parent === proposal.parent &&
      !isRelated(other.id, proposal.id, proposals)
    )
      return other.id;
  }
  return null;
}

/** Every proposal as it stands on `today` (`YYYY-MM-DD`), oldest first. */
export function readStandings(
  proposals: ReadonlyMap<ProposalId, Proposal>,
  ballots: readonly Ballot[],
  today: string,
): readonly ProposalStanding[] {
  const tallies = [...proposals.values()]
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
    .map((proposal): Tally => {
      const answered = ballots.filter((ballot) => answers(ballot, proposal)).sort(compareBallots);
      const counted = countedBallots(proposal, answered);
      return { proposal, ballots: firstPerParty(answered), counted, ratifiedAt: ratifiedAt(proposal, counted) };
    });

  const begins = (tally: Tally): string | null =>
    tally.ratifiedAt === null ? null : termDates(tally.proposal.term, tally.ratifiedAt).startsOn;
  /** [L17] Replaced once a ratified successor (on it, or superseding it) has begun. */
  const isSuperseded = (tally: Tally): boolean =>
    tallies.some((other) => {
      const start = begins(other);
      return (
        start !== null &&
        start <= today &&
        (other.proposal.parent === tally.proposal.id || replaces(other.proposal.id, tally.proposal.id, proposals))
      );
    });

  return tallies.map((tally): ProposalStanding => {
    const { proposal } = tally;
    const dates = tally.ratifiedAt === null ? null : termDates(proposal.term, tally.ratifiedAt);
    const declined = tally.ballots.filter(
      (ballot) => ballot.choice === "decline" && !tally.counted.some((other) => other.party === ballot.party),
    );
    return {
      proposal,
      state: stateOf(),
      ballots: tally.ballots,
      competing: competitors(),
      doubleSigned: tally.counted
        .filter((ballot) => conflictingBallot(ballot.party, proposal, proposals, ballots) !== null)
        .map((ballot) => ballot.party),
      ratifiedAt: tally.ratifiedAt,
      startsOn: dates?.startsOn ?? null,
      endsOn: dates?.endsOn ?? null,
      renewFrom: dates?.renewFrom ?? null,
    };

    function stateOf(): Standing {
      if (dates !== null) {
        if (isSuperseded(tally)) return "superseded";
        if (dates.startsOn > today) return "upcoming";
        return dates.endsOn !== null && dates.endsOn < today ? "lapsed" : "inForce";
      }
      // [L15] Dead once so many parties who never ratified it have declined that too few are left.
      if (declined.length > proposal.electorate.length - proposal.needed) return "declined";
      const replaced = tallies.some((other) => other.proposal.supersedes.includes(proposal.id));
      return replaced ? "withdrawn" : "open";
    }

    function competitors(): readonly ProposalId[] {
      return tallies
        .filter(
          (other) =>
            other.proposal.id !== proposal.id &&
            other.proposal.parent === proposal.parent &&
            !isRelated(other.proposal.id, proposal.id, proposals),
        )
        .map((other) => other.proposal.id);
    }
  });
}

/** The one that binds today: where competing ones do, the first to be ratified (then the lower id) is shown first. */
export function readInForce(standings: readonly ProposalStanding[]): ProposalStanding | null {
  const inForce = standings.filter((standing) => standing.state === "inForce");
  inForce.sort((a, b) => (a.ratifiedAt ?? 0) - (b.ratifiedAt ?? 0) || (a.proposal.id < b.proposal.id ? -1 : 1));
  return inForce[0] ?? null;
}

/** The text that a new proposal builds on: what is in force, else what lapsed last. */
export function readParent(standings: readonly ProposalStanding[]): ProposalStanding | null {
  const lapsed = standings.filter((standing) => standing.state === "lapsed");
  lapsed.sort((a, b) => ((a.endsOn ?? "") < (b.endsOn ?? "") ? 1 : -1));
  return readInForce(standings) ?? lapsed[0] ?? null;
}
