/**
 * What a set of proposals and ballots amounts to on a given day. Pure: order, duplicates and couriers do not matter.
 * PROTOCOL.md, L15 to L18 and L32. Whom it binds: `bindings.ts`.
 */

import { addDays, earlierDay } from "../../base/days.ts";
import type { PartyId, ProposalId } from "../../base/ids.ts";
import { entryDates } from "../../charter/parties/conditions.ts";
import type { ProposalState } from "../../charter/parties/proposalState.ts";
import type { JoiningId } from "../statements/accession.ts";
import { answers, type Ballot, type BallotId, compareBallots, isLate } from "../statements/ballot.ts";
import { maxSuperseded, type Proposal } from "../statements/proposal.ts";
import type { QuestionedBallot } from "./endedBallots.ts";
import { type Lineage, namedBy, readLineage } from "./lineage.ts";
import { meetsOwn, meetsReplaced } from "./quorum.ts";
import { quorumOf, replacedQuorums, type Tally, tallyOf, type Voice, voicesOf } from "./tally.ts";

export interface ProposalStanding {
  readonly proposal: Proposal;
  readonly state: ProposalState;
  /**
   * One per party and choice, and per person of a party that asks for several: the earliest that counts or would, in
   * ascending order of party.
   */
  readonly ballots: readonly Ballot[];
  /** Of these: those that do not count, and why. */
  readonly questioned: ReadonlyMap<BallotId, QuestionedBallot>;
  readonly late: ReadonlySet<BallotId>;
  /** Of the parties that ratified it, in ascending order. */
  readonly voices: readonly Voice[];
  /** Parties that ratified this one and an unrelated one. */
  readonly doubleSigned: readonly PartyId[];
  /** Parties of the electorate that have left without ratifying: they cannot answer any more. */
  readonly cannotAnswer: readonly PartyId[];
  readonly ratifiedAt: number | null;
  /** When the party ratified by which it enters into force. */
  readonly entersAt: number | null;
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
}

/** What is known besides proposals and ballots. */
export interface Circumstances {
  readonly questioned: ReadonlyMap<JoiningId, QuestionedBallot>;
  /** The parties of today. */
  readonly parties: ReadonlySet<PartyId>;
}

type Proposals = ReadonlyMap<ProposalId, Proposal>;

/** A proposal, and what its ballots come to. */
interface Counted extends Tally {
  readonly proposal: Proposal;
  readonly answered: readonly Ballot[];
  /** Parties that decline it. */
  readonly declined: readonly PartyId[];
  /** It would be ratified if the ballots in question counted. */
  readonly isContested: boolean;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly renewFrom: string | null;
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
  { questioned, parties }: Circumstances,
  today: string,
): readonly ProposalStanding[] {
  const cast = Map.groupBy(ballots, ({ proposal }) => proposal);
  const tallies = [...proposals.values()]
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1))
    .map((proposal) => countedOf(proposal, cast.get(proposal.id) ?? [], questioned, proposals));
  const lineage = readLineage(proposals);
  const later = readLater(tallies, lineage);
  const unrelated = readDoubleSigned(
    ballots.filter(({ id }) => !questioned.has(id)),
    lineage,
  );

  return tallies.map((tally): ProposalStanding => {
    const { proposal, voices, startsOn, endsOn } = tally;
    const { startsOn: laterStart, isRatified: isFollowed, isNamed } = later.get(proposal.id) ?? nothingLater;
    const replaced = startsOn === null ? null : laterStart;
    const isLapsedFirst = endsOn !== null && replaced !== null && endsOn < addDays(replaced, -1);
    /** [L17] Replaced before its own first day: it never begins. */
    const begins = startsOn !== null && (replaced === null || replaced > startsOn);
    const lastDay = replaced === null || (endsOn !== null && endsOn < replaced) ? endsOn : addDays(replaced, -1);
    const ratifiers = new Set(voices.map(({ party }) => party));
    const late = new Set(tally.answered.filter((ballot) => isLate(ballot, proposal)).map(({ id }) => id));
    const cannotAnswer = proposal.electorate
      .filter(({ id }) => !parties.has(id) && !ratifiers.has(id))
      .map(({ id }) => id);
    const shown = onePerChoice(
      tally.answered,
      asksForSeveral(proposal),
      (ballot) => !late.has(ballot.id) && !questioned.has(ballot.id),
    );
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
      voices,
      doubleSigned: voices.filter(({ party }) => unrelated.get(party)?.has(proposal.id)).map(({ party }) => party),
      cannotAnswer,
      ratifiedAt: tally.ratifiedAt,
      entersAt: tally.entersAt,
      startsOn,
      endsOn,
      renewFrom: tally.renewFrom,
      endedOn: begins ? lastDay : null,
      resumedOn: isLapsedFirst && replaced !== null && replaced <= today ? replaced : null,
    };

    function stateOf(): ProposalState {
      if (startsOn !== null) {
        if (replaced !== null && replaced <= today && !isLapsedFirst) return "superseded";
        if (startsOn > today) return "upcoming";
        return endsOn !== null && endsOn < today ? "lapsed" : "inForce";
      }
      if (isFollowed) return "withdrawn";
      if (tally.isContested) return "contested";
      // [L15] Dead once so many parties who never ratified it have declined that it cannot be ratified any more.
      if (tally.ratifiedAt === null && !canStillRatify(tally.declined)) return "declined";
      if (isNamed) return "withdrawn";
      if (proposal.closesOn < today) return "closed";
      if (tally.ratifiedAt !== null) return "awaiting";
      return canStillRatify([...tally.declined, ...cannotAnswer]) ? "open" : "unreachable";
    }

    /** Whether it would be ratified if all but these parties did. */
    function canStillRatify(without: readonly PartyId[]): boolean {
      const left = new Set(proposal.electorate.map(({ id }) => id));
      for (const party of without) if (!ratifiers.has(party)) left.delete(party);
      const gone = new Set(proposal.named.map(({ party }) => party));
      const replacedThen = replacedQuorums(proposal, (id) => proposals.get(id)) ?? [];
      return meetsOwn(quorumOf(proposal), left) && replacedThen.every((quorum) => meetsReplaced(quorum, gone, left));
    }
  });
}

/** What comes after a proposal. */
interface Later {
  /** [L17] The first day on which a ratified one is in force. */
  readonly startsOn: string | null;
  readonly isRatified: boolean;
  /** Another supersedes it by name. */
  readonly isNamed: boolean;
}

const nothingLater: Later = { startsOn: null, isRatified: false, isNamed: false };

/** One pass from the newest to the oldest: each hands on to what it names what it is and what comes after it. */
function readLater(tallies: readonly Counted[], { newestFirst }: Lineage): ReadonlyMap<ProposalId, Later> {
  const byId = new Map(tallies.map((tally) => [tally.proposal.id, tally]));
  const later = new Map<ProposalId, Later>();
  for (const id of newestFirst) {
    const tally = byId.get(id);
    if (tally === undefined) continue;
    const beyond = later.get(id) ?? nothingLater;
    const startsOn = earlierDay(tally.startsOn, beyond.startsOn);
    const isRatified = tally.ratifiedAt !== null || beyond.isRatified;
    const superseded = new Set(tally.proposal.supersedes);
    for (const named of namedBy(tally.proposal)) {
      const known = later.get(named) ?? nothingLater;
      later.set(named, {
        startsOn: earlierDay(startsOn, known.startsOn),
        isRatified: isRatified || known.isRatified,
        isNamed: known.isNamed || superseded.has(named),
      });
    }
  }
  return later;
}

/** [L16] Of each party that ratified two unrelated proposals: all such. */
function readDoubleSigned(ballots: readonly Ballot[], lineage: Lineage): ReadonlyMap<PartyId, ReadonlySet<ProposalId>> {
  const signed = new Map<PartyId, Set<ProposalId>>();
  for (const { party, choice, proposal } of ballots) {
    if (choice !== "ratify") continue;
    const known = signed.get(party);
    if (known === undefined) signed.set(party, new Set([proposal]));
    else known.add(proposal);
  }
  return new Map(
    [...signed].flatMap(([party, own]): readonly (readonly [PartyId, ReadonlySet<ProposalId>])[] => {
      const ids = [...own];
      if (lineage.areRelated(ids)) return [];
      return [[party, new Set(ids.filter((id) => ids.some((other) => !lineage.isRelated(id, other))))]];
    }),
  );
}

function countedOf(
  proposal: Proposal,
  ballots: readonly Ballot[],
  questioned: ReadonlyMap<JoiningId, QuestionedBallot>,
  proposals: Proposals,
): Counted {
  const answered = ballots.filter((ballot) => answers(ballot, proposal)).sort(compareBallots);
  const counting = answered.filter(({ id }) => !questioned.has(id));
  const replaced = replacedQuorums(proposal, (id) => proposals.get(id));
  const tally = tallyOf(proposal, counting, replaced);
  const withOpenQuestions = answered.filter(({ id }) => questioned.get(id)?.state !== "repudiated");
  const dates = tally.entersAt === null ? null : entryDates(proposal.conditions, proposal.term, tally.entersAt);
  // [L17] A text whose end lies before its beginning never begins, and replaces nothing.
  const begins = dates !== null && (dates.endsOn === null || dates.endsOn >= dates.startsOn);
  const isQuestioned = counting.length < withOpenQuestions.length;
  return {
    ...tally,
    ...{ proposal, answered },
    declined: voicesOf(proposal, counting, "decline").map(({ party }) => party),
    isContested:
      isQuestioned && tally.ratifiedAt === null && tallyOf(proposal, withOpenQuestions, replaced).ratifiedAt !== null,
    startsOn: begins ? dates.startsOn : null,
    endsOn: begins ? dates.endsOn : null,
    renewFrom: begins ? dates.renewFrom : null,
  };
}

const asksForSeveral = ({ electorate, signers }: Proposal): ReadonlySet<PartyId> =>
  new Set(electorate.filter((_, index) => (signers[index] ?? 1) > 1).map(({ id }) => id));

/** The earliest of each party and choice, of `several` each person's; one that counts before one that does not. */
function onePerChoice(
  ballots: readonly Ballot[],
  several: ReadonlySet<PartyId>,
  counts: (ballot: Ballot) => boolean,
): readonly Ballot[] {
  const kept = new Map<string, Ballot>();
  for (const ballot of ballots) {
    const key = `${ballot.party} ${ballot.choice} ${several.has(ballot.party) ? ballot.by.person : ""}`;
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
