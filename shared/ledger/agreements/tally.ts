/**
 * Who ratified a text, since when, and by whose voices. Pure: the order of ballots does not matter, nor do duplicates.
 * PROTOCOL.md, L14 and L49.
 */
import type { PartyId } from "../../base/ids.ts";
import { answers, type Ballot, castAt, compareBallots, isLate } from "../statements/ballot.ts";
import type { Proposal } from "../statements/proposal.ts";
import { meetsOwn, meetsReplaced, type Quorum } from "./quorum.ts";

/** A party's answer, by as many of its delegates as it asks for. */
export interface Voice {
  readonly party: PartyId;
  readonly choice: Ballot["choice"];
  /** The earliest of each person, in the order in which they were cast; all reserve the same. */
  readonly ballots: readonly [Ballot, ...Ballot[]];
  /** When the last of them was cast. */
  readonly castAt: number;
}

export interface Tally {
  /** Those that ratify, in ascending order of party. */
  readonly voices: readonly Voice[];
  /** When the last needed party ratified, by the parties' own clocks; null while too few have. */
  readonly ratifiedAt: number | null;
  /** When the party ratified by which it enters into force; null while too few have. */
  readonly entersAt: number | null;
}

export const quorumOf = ({ electorate, conditions }: Proposal): Quorum => ({
  electorate: electorate.map(({ id }) => id),
  needed: conditions.needed,
  indispensable: conditions.indispensable,
});

/** [L49] The quorums that a proposal has to meet besides its own: that of its parent, and of what was ratified beside it. */
export const replacedBy = ({ parent, ratifiedBefore }: Proposal): readonly Proposal["id"][] =>
  parent === null ? ratifiedBefore : [parent, ...ratifiedBefore];

/** [L14] [L51] One voice of each party that has one, in ascending order of party. */
export function voicesOf(
  proposal: Proposal,
  ballots: readonly Ballot[],
  choice: Ballot["choice"] = "ratify",
): readonly Voice[] {
  const voices: Voice[] = [];
  const byParty = Map.groupBy(ballots, ({ party }) => party);
  for (const [index, { id: party }] of proposal.electorate.entries()) {
    const own = countedOf(proposal, byParty.get(party) ?? [], party, choice).toSorted(compareBallots);
    const voice = gather(own, proposal.signers[index] ?? 1, proposal);
    if (voice !== null) voices.push(voice);
  }
  return voices;
}

/** [L51] So many persons of a party have given the same consent, at the most. */
export function countAlike(proposal: Proposal, ballots: readonly Ballot[], party: PartyId): number {
  const alike = Map.groupBy(countedOf(proposal, ballots, party, "ratify"), reservedIn);
  return Math.max(0, ...[...alike.values()].map((same) => new Set(same.map(({ by }) => by.person)).size));
}

const countedOf = (
  proposal: Proposal,
  ballots: readonly Ballot[],
  party: PartyId,
  choice: Ballot["choice"],
): readonly Ballot[] =>
  ballots.filter(
    (ballot) =>
      ballot.party === party && ballot.choice === choice && answers(ballot, proposal) && !isLate(ballot, proposal),
  );

const reservedIn = ({ reservations }: Ballot): string => JSON.stringify(reservations);

/** The first consent that enough persons give with the same reservations. */
function gather(own: readonly Ballot[], needed: number, proposal: Proposal): Voice | null {
  const alike = new Map<string, Map<string, Ballot>>();
  for (const ballot of own) {
    const reserved = reservedIn(ballot);
    const persons = alike.get(reserved) ?? new Map<string, Ballot>();
    alike.set(reserved, persons);
    if (!persons.has(ballot.by.person)) persons.set(ballot.by.person, ballot);
    if (persons.size < needed) continue;
    const [first, ...others] = persons.values();
    if (first === undefined) continue;
    const cast = [first, ...others].map((one) => castAt(one, proposal));
    return { party: ballot.party, choice: ballot.choice, ballots: [first, ...others], castAt: Math.max(...cast) };
  }
  return null;
}

/** [L49] `replaced`: the quorums of `replacedBy`; null: one of them is not known, and nothing can be said. */
export function tallyOf(proposal: Proposal, ballots: readonly Ballot[], replaced: readonly Quorum[] | null): Tally {
  const voices = voicesOf(proposal, ballots);
  if (replaced === null) return { voices, ratifiedAt: null, entersAt: null };
  const own = quorumOf(proposal);
  const gone = new Set(proposal.named.map(({ party }) => party));
  const signers = new Set<PartyId>();
  let ratifiedAt: number | null = null;
  for (const voice of [...voices].sort((a, b) => a.castAt - b.castAt)) {
    signers.add(voice.party);
    ratifiedAt ??=
      signers.size >= own.needed &&
      meetsOwn(own, signers) &&
      replaced.every((quorum) => meetsReplaced(quorum, gone, signers))
        ? voice.castAt
        : null;
    if (ratifiedAt !== null && signers.size >= proposal.conditions.entry.at)
      return { voices, ratifiedAt, entersAt: voice.castAt };
  }
  return { voices, ratifiedAt, entersAt: null };
}

/** Of a proposal among those that are known; null where one of what it replaces is not. */
export function replacedQuorums(
  proposal: Proposal,
  find: (id: Proposal["id"]) => Proposal | undefined,
): readonly Quorum[] | null {
  const found = replacedBy(proposal).map(find);
  return found.some((one) => one === undefined)
    ? null
    : found.flatMap((one) => (one === undefined ? [] : [quorumOf(one)]));
}
