/**
 * What a set of proposals and ballots amounts to on a given day. Pure: order, duplicates and couriers do not matter.
 * PROTOCOL.md, L15 to L18, L32 and L30.
 */
import type { PartyId, ProposalId } from "../../base/ids.ts";
import type { ProposalState } from "../../charter/parties/proposalState.ts";
import { addDays, dayOf, termDates } from "../../charter/parties/term.ts";
import type { Departure } from "../members/departures.ts";
import { answers, type Ballot, type BallotId, compareBallots, isLate } from "../statements/ballot.ts";
import { maxSuperseded, type Proposal } from "../statements/proposal.ts";
import { countedBallots, ratifiedAt } from "./certificate.ts";
import type { QuestionedBallot } from "./endedBallots.ts";

/** Whom a ratified text binds. Days are `YYYY-MM-DD`; `to` null: as long as the text is in force. */
export interface Binding {
  readonly party: PartyId;
  readonly from: string;
  readonly to: string | null;
  readonly left: Departure | null;
}

export interface ProposalStanding {
  readonly proposal: Proposal;
  readonly state: ProposalState;
  /** One per party and choice, the earliest that counts or would, in ascending order of party. */
  readonly ballots: readonly Ballot[];
  /** Of these: those that do not count, and why. */
  readonly questioned: ReadonlyMap<BallotId, QuestionedBallot>;
  readonly late: ReadonlySet<BallotId>;
  readonly competing: readonly ProposalId[];
  /** Parties that ratified this one and an unrelated one. */
  readonly doubleSigned: readonly PartyId[];
  /** Parties of the electorate that have left without ratifying: they cannot answer any more. */
  readonly cannotAnswer: readonly PartyId[];
  readonly ratifiedAt: number | null;
  readonly startsOn: string | null;
  /** The last day of its term. */
  readonly endsOn: string | null;
  readonly renewFrom: string | null;
  /**
   * The last day on which it was, or is to be, in force: that of its term, or the day before its successor begins. Null:
   * open-ended, or it never begins.
   */
  readonly endedOn: string | null;
  /** Where its term ended before its successor began: the first day of the successor. */
  readonly resumedOn: string | null;
  readonly binds: readonly Binding[];
}

/** What is known besides proposals and ballots. */
export interface Circumstances {
  readonly questioned: ReadonlyMap<BallotId, QuestionedBallot>;
  readonly departures: readonly Departure[];
  /** The parties of today. */
  readonly parties: ReadonlySet<PartyId>;
}

type Proposals = ReadonlyMap<ProposalId, Proposal>;

interface Tally {
  readonly proposal: Proposal;
  readonly answered: readonly Ballot[];
  readonly counted: readonly Ballot[];
  readonly ratifiedAt: number | null;
  /** It would be ratified if the ballots in question counted. */
  readonly isContested: boolean;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly renewFrom: string | null;
}

/** Which proposals come after which. */
export interface Lineage {
  /** Whatever a proposal comes after: its parent, what it supersedes, and so on through them. [L16] */
  before(id: ProposalId): ReadonlySet<ProposalId>;
  /** One of the two comes after the other. [L16] */
  isRelated(a: ProposalId, b: ProposalId): boolean;
}

export function readLineage(proposals: Proposals): Lineage {
  const known = new Map<ProposalId, ReadonlySet<ProposalId>>();
  const namedBy = (id: ProposalId): readonly ProposalId[] => {
    const proposal = proposals.get(id);
    if (proposal === undefined) return [];
    return proposal.parent === null ? proposal.supersedes : [proposal.parent, ...proposal.supersedes];
  };
  function before(id: ProposalId): ReadonlySet<ProposalId> {
    const found = known.get(id);
    if (found !== undefined) return found;
    const seen = new Set<ProposalId>();
    const pending = [...namedBy(id)];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (seen.has(next)) continue;
      seen.add(next);
      const further = known.get(next);
      if (further === undefined) pending.push(...namedBy(next));
      else for (const one of further) seen.add(one);
    }
    known.set(id, seen);
    return seen;
  }
  return { before, isRelated: (a, b) => a === b || before(a).has(b) || before(b).has(a) };
}

/** The other proposal whose ratification by `party` makes ratifying this one double signing. [L16] */
export function conflictingBallot(
  party: PartyId,
  proposal: ProposalId,
  lineage: Lineage,
  ballots: readonly Ballot[],
): ProposalId | null {
  const other = ballots.find(
    (ballot) => ballot.party === party && ballot.choice === "ratify" && !lineage.isRelated(ballot.proposal, proposal),
  );
  return other?.proposal ?? null;
}

/**
 * [L16] What a new proposal on `parent` must supersede, so that every party may sign it: whatever any party ratified
 * and the parent does not come after, but for what another of these comes after. Those that most parties ratified come
 * first; more than 64 are superseded in several steps.
 */
export function mustSupersede(
  parent: ProposalId | null,
  lineage: Lineage,
  ballots: readonly Ballot[],
): readonly ProposalId[] {
  const settled = parent === null ? new Set<ProposalId>() : lineage.before(parent);
  const ratifiers = new Map<ProposalId, Set<PartyId>>();
  for (const { proposal: id, choice, party } of ballots)
    if (choice === "ratify" && id !== parent && !settled.has(id))
      ratifiers.set(id, (ratifiers.get(id) ?? new Set()).add(party));
  const covered = new Set<ProposalId>();
  for (const id of ratifiers.keys()) for (const older of lineage.before(id)) covered.add(older);
  return [...ratifiers]
    .filter(([id]) => !covered.has(id))
    .sort(([a, byA], [b, byB]) => byB.size - byA.size || (a < b ? -1 : 1))
    .map(([id]) => id)
    .slice(0, maxSuperseded);
}

/** Every proposal as it stands on `today` (`YYYY-MM-DD`), by the time that it claims. */
export function readStandings(
  proposals: Proposals,
  ballots: readonly Ballot[],
  { questioned, departures, parties }: Circumstances,
  today: string,
): readonly ProposalStanding[] {
  const tallies = [...proposals.values()]
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
    .map((proposal) => tallyOf(proposal, ballots, questioned));
  const lineage = readLineage(proposals);
  const comesAfter = (newer: Tally, older: Tally): boolean => lineage.before(newer.proposal.id).has(older.proposal.id);
  const unquestioned = ballots.filter(({ id }) => !questioned.has(id));

  /** [L17] The first day on which something ratified that comes after it is in force. */
  function replacedOn(tally: Tally): string | null {
    const starts = tallies.flatMap((other) =>
      other.startsOn !== null && comesAfter(other, tally) ? [other.startsOn] : [],
    );
    return starts.sort()[0] ?? null;
  }

  return tallies.map((tally): ProposalStanding => {
    const { proposal, counted, startsOn, endsOn } = tally;
    const replaced = startsOn === null ? null : replacedOn(tally);
    const isLapsedFirst = endsOn !== null && replaced !== null && endsOn < addDays(replaced, -1);
    /** [L17] Replaced before its own first day: it never begins. */
    const begins = startsOn !== null && (replaced === null || replaced > startsOn);
    const lastDay = replaced === null || (endsOn !== null && endsOn < replaced) ? endsOn : addDays(replaced, -1);
    const ratifiers = new Set(counted.map(({ party }) => party));
    const late = new Set(tally.answered.filter((ballot) => isLate(ballot, proposal)).map(({ id }) => id));
    const cannotAnswer = proposal.electorate
      .filter(({ id }) => !parties.has(id) && !ratifiers.has(id))
      .map(({ id }) => id);
    const shown = onePerChoice(tally.answered, (ballot) => !late.has(ballot.id) && !questioned.has(ballot.id));
    return {
      proposal,
      state: stateOf(),
      ballots: shown,
      questioned: new Map(
        shown.flatMap(({ id }) => {
          const why = questioned.get(id);
          return why === undefined ? [] : [[id, why] as const];
        }),
      ),
      late,
      competing: tallies
        .filter(
          (other) => other.proposal.parent === proposal.parent && !lineage.isRelated(other.proposal.id, proposal.id),
        )
        .map((other) => other.proposal.id),
      doubleSigned: counted
        .filter((ballot) => conflictingBallot(ballot.party, proposal.id, lineage, unquestioned) !== null)
        .map((ballot) => ballot.party),
      cannotAnswer,
      ratifiedAt: tally.ratifiedAt,
      startsOn,
      endsOn,
      renewFrom: tally.renewFrom,
      endedOn: begins ? lastDay : null,
      resumedOn: isLapsedFirst && replaced !== null && replaced <= today ? replaced : null,
      binds: begins ? counted.map((ballot) => bindingOf(ballot, startsOn)) : [],
    };

    function stateOf(): ProposalState {
      if (startsOn !== null) {
        if (replaced !== null && replaced <= today && !isLapsedFirst) return "superseded";
        if (startsOn > today) return "upcoming";
        return endsOn !== null && endsOn < today ? "lapsed" : "inForce";
      }
      if (tallies.some((other) => other.ratifiedAt !== null && comesAfter(other, tally))) return "withdrawn";
      if (tally.isContested) return "contested";
      // [L15] Dead once so many parties who never ratified it have declined that too few are left.
      const declined = shown.filter((ballot) => ballot.choice === "decline" && !ratifiers.has(ballot.party));
      if (declined.length > proposal.electorate.length - proposal.needed) return "declined";
      if (tallies.some((other) => other.proposal.supersedes.includes(proposal.id))) return "withdrawn";
      if (proposal.closesOn < today) return "closed";
      return proposal.electorate.length - cannotAnswer.length < proposal.needed ? "unreachable" : "open";
    }

    /** [L30] Bound from the first day, until the day before it left; not by a ballot from after it came back. */
    function bindingOf(ballot: Ballot, from: string): Binding {
      const left = departures
        .filter(({ party, at }) => party === ballot.party && at >= ballot.time)
        .sort((a, b) => a.at - b.at)[0];
      const to = left === undefined ? null : addDays(dayOf(left.at), -1);
      return { party: ballot.party, from, to, left: left ?? null };
    }
  });
}

function tallyOf(
  proposal: Proposal,
  ballots: readonly Ballot[],
  questioned: ReadonlyMap<BallotId, QuestionedBallot>,
): Tally {
  const answered = ballots.filter((ballot) => answers(ballot, proposal)).sort(compareBallots);
  const counted = countedBallots(
    proposal,
    answered.filter(({ id }) => !questioned.has(id)),
  );
  const withOpenQuestions = countedBallots(
    proposal,
    answered.filter(({ id }) => questioned.get(id)?.state !== "repudiated"),
  );
  const at = ratifiedAt(proposal, counted);
  const dates = at === null ? null : termDates(proposal.term, at);
  // [L17] A text whose end lies before its beginning never begins, and replaces nothing.
  const begins = dates !== null && (dates.endsOn === null || dates.endsOn >= dates.startsOn);
  return {
    proposal,
    answered,
    counted,
    ratifiedAt: at,
    isContested: at === null && ratifiedAt(proposal, withOpenQuestions) !== null,
    startsOn: begins ? dates.startsOn : null,
    endsOn: begins ? dates.endsOn : null,
    renewFrom: begins ? dates.renewFrom : null,
  };
}

/** The earliest of each party and choice; one that counts before one that does not. */
function onePerChoice(ballots: readonly Ballot[], counts: (ballot: Ballot) => boolean): readonly Ballot[] {
  const kept = new Map<string, Ballot>();
  for (const ballot of ballots) {
    const key = `${ballot.party} ${ballot.choice}`;
    const known = kept.get(key);
    if (known === undefined || (!counts(known) && counts(ballot))) kept.set(key, ballot);
  }
  return [...kept.values()];
}

/** The one that binds today: where competing ones do, the first to be ratified (then the lower id) is shown first. */
export function readInForce(standings: readonly ProposalStanding[]): ProposalStanding | null {
  const inForce = standings.filter((standing) => standing.state === "inForce");
  inForce.sort((a, b) => (a.ratifiedAt ?? 0) - (b.ratifiedAt ?? 0) || (a.proposal.id < b.proposal.id ? -1 : 1));
  return inForce[0] ?? null;
}

/**
 * The text that a new proposal builds on: what is in force, else what is ratified and has not begun (of several the one
 * that begins first), else what lapsed last.
 */
export function readParent(standings: readonly ProposalStanding[]): ProposalStanding | null {
  const upcoming = readUpcoming(standings);
  const lapsed = standings.filter((standing) => standing.state === "lapsed" && standing.resumedOn === null);
  lapsed.sort((a, b) => ((a.endsOn ?? "") < (b.endsOn ?? "") ? 1 : -1));
  return readInForce(standings) ?? upcoming ?? lapsed[0] ?? null;
}

/** What was ratified ahead and begins first. */
export function readUpcoming(standings: readonly ProposalStanding[]): ProposalStanding | null {
  const upcoming = standings.filter((standing) => standing.state === "upcoming");
  upcoming.sort((a, b) => ((a.startsOn ?? "") < (b.startsOn ?? "") ? -1 : 1));
  return upcoming[0] ?? null;
}
