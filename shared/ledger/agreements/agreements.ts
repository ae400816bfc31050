/**
 * The proposals and ballots that a ledger holds, and what the rules on them ask of it. Pure readings: nothing is kept.
 */
import type { DeviceId, EnvelopeHash, PartyId, ProposalId } from "../../base/ids.ts";
import type { Vector } from "../log/chains.ts";
import type { LogPosition } from "../log/envelope.ts";
import { type Departure, readDepartures } from "../members/departures.ts";
import { accessions, type JoiningId } from "../statements/accession.ts";
import { type Ballot, ballots, castAt } from "../statements/ballot.ts";
import { type Confirmation, confirmationKind } from "../statements/confirmation.ts";
import type { KindOf, Placed, SaidSet, Statements } from "../statements/kind.ts";
import { type Proposal, proposals } from "../statements/proposal.ts";
import { asksNobody } from "./admission.ts";
import { type Binding, readBindings } from "./bindings.ts";
import { type EndedBallots, type Held, lastBefore, newestOfTwo, readEndedBallots } from "./endedBallots.ts";
import { standingOn } from "./joined.ts";
import { type ProposalStanding, readStandings } from "./ratification.ts";
import { isRatified } from "./ratified.ts";

/** What these readings ask of a ledger. */
export interface HeldLedger extends Pick<Held, "chainsOf" | "find" | "vectorAt" | "holds"> {
  readonly statements: Statements;
  governanceNodes(): Held["nodes"];
  membership(): Held["membership"];
  vector(): Vector;
}

/** With each place: a device that equivocates may have made one proposal in two branches. */
export function heldProposals({
  statements,
}: HeldLedger): readonly (readonly [Proposal, LogPosition, ...LogPosition[]])[] {
  const byId = new Map<ProposalId, [Proposal, LogPosition, ...LogPosition[]]>();
  for (const [proposal, place] of statements.all(proposals)) {
    const known = byId.get(proposal.id);
    if (known === undefined) byId.set(proposal.id, [proposal, place]);
    else known.push(place);
  }
  return [...byId.values()];
}

export const heldBallots = ({ statements }: HeldLedger): readonly (readonly [Ballot, LogPosition])[] =>
  statements.all(ballots);

export const heldConfirmations = ({ statements }: HeldLedger): readonly (readonly [Confirmation, LogPosition])[] =>
  statements.all(confirmationKind);

/** Some text of the charter was ratified. */
export const hasRatified = (ledger: HeldLedger): boolean => isRatified(ledger.statements, () => true);

/** [L32] */
export const endedBallotsOf = (ledger: HeldLedger): EndedBallots => readEndedBallots(heldBy(ledger));

/** Parties that left or were removed, and when. */
export const departuresOf = (ledger: HeldLedger): readonly Departure[] =>
  readDepartures(ledger.governanceNodes(), ledger.membership());

/**
 * What is said about joining and leaving, by everything held: without what a device said beyond its cut, where its own
 * party ended it [L25], and without accessions in question [L32]. Ballots are counted by the standings.
 */
export function saidOf(ledger: HeldLedger): SaidSet {
  const { former } = ledger.membership();
  const removals = new Set<EnvelopeHash>(
    ledger.governanceNodes().flatMap(({ placed }) => (placed.entry.kind === "remove" ? [placed.hash] : [])),
  );
  const { questioned } = endedBallotsOf(ledger);
  function counts(type: number, { device, seq }: LogPosition): boolean {
    const end = former.get(device);
    const isOwnEnd = end !== undefined && end.by !== null && !removals.has(end.by);
    return !isOwnEnd || seq <= end.lastSeq || type === ballots.type || type === accessions.type;
  }
  const counted = new Map<number, readonly Placed<unknown>[]>();
  return {
    all<T>(kind: KindOf<T>): readonly Placed<T>[] {
      const known = counted.get(kind.type) as readonly Placed<T>[] | undefined;
      if (known !== undefined) return known;
      const all = ledger.statements
        .all(kind)
        .filter(([said, place]) => counts(kind.type, place) && !questioned.has(kind.keyOf(said) as JoiningId));
      counted.set(kind.type, all);
      return all;
    },
    knew(later, earlier): boolean {
      const vector = ledger.vectorAt(later);
      return vector !== null && ledger.holds(vector, earlier);
    },
  };
}

/** [L24] Whether a party may be invited without asking the others, by everything held. */
export const invitesFreely = (ledger: HeldLedger, party: PartyId | null): boolean =>
  asksNobody({ ...saidOf(ledger), all: ledger.statements.all }, party);

/** [L49] [L55] Parties whose consent to a text no notice ends. */
export const stayingIn = (ledger: HeldLedger, proposal: Proposal): ReadonlySet<PartyId> =>
  new Set(standingOn("9999-12-31", proposal, saidOf(ledger)).map(({ party }) => party));

/** Every proposal as it stands on `day`. */
export const standingsOf = (ledger: HeldLedger, day: string): readonly ProposalStanding[] =>
  readStandings(
    new Map(heldProposals(ledger).map(([proposal]) => [proposal.id, proposal])),
    heldBallots(ledger).map(([ballot]) => ballot),
    { questioned: endedBallotsOf(ledger).questioned, parties: new Set(ledger.membership().parties.keys()) },
    day,
  );

/** [L57] Whom each text binds, from when to when. */
export const bindingsOf = (
  ledger: HeldLedger,
  standings: readonly ProposalStanding[],
): ReadonlyMap<ProposalId, readonly Binding[]> => readBindings(standings, saidOf(ledger), departuresOf(ledger));

/** The newest time that two parties claim; null where fewer than two have spoken. */
export const newestClaimOf = (ledger: HeldLedger): number | null => newestOfTwo(ledger.vector(), heldBy(ledger));

/** The last envelope of a device before the first that claims `day` or a later one; -1 where there is none. */
export const lastBeforeOf = (ledger: HeldLedger, device: DeviceId, day: string): number =>
  lastBefore(heldBy(ledger), device, day);

/** Whether a proposal is in the past of another. */
export function isBefore(ledger: HeldLedger, earlier: ProposalId, later: ProposalId): boolean {
  if (earlier === later) return false;
  const of = (id: ProposalId) => ledger.statements.byKey(proposals, id).map(([, place]) => place);
  const [at] = of(later);
  const vector = at === undefined ? null : ledger.vectorAt(at);
  return vector !== null && of(earlier).some((place) => ledger.holds(vector, place));
}

function heldBy(ledger: HeldLedger): Held {
  const known = new Map(heldProposals(ledger).map(([proposal]) => [proposal.id, proposal]));
  return {
    nodes: ledger.governanceNodes(),
    membership: ledger.membership(),
    ballots: [
      ...heldBallots(ledger),
      // What somebody else entered stands nowhere in the chain of the device that signed it.
      ...ledger.statements.all(accessions).filter(([{ by }, { device }]) => by.id === device),
    ],
    confirmations: heldConfirmations(ledger),
    castAt(cast) {
      const proposal = known.get(cast.proposal);
      return proposal === undefined ? cast.time : castAt(cast, proposal);
    },
    chainsOf: ledger.chainsOf,
    find: ledger.find,
    vectorAt: ledger.vectorAt,
    holds: ledger.holds,
  };
}
