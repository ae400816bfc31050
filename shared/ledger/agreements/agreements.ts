/**
 * The proposals and ballots that a ledger holds, and what the rules on them ask of it. Pure readings: nothing is kept.
 */
import type { DeviceId, ProposalId } from "../../base/ids.ts";
import type { Vector } from "../log/chains.ts";
import type { LogPosition } from "../log/envelope.ts";
import { type Departure, readDepartures } from "../members/departures.ts";
import { type Ballot, ballotKind, castAt } from "../statements/ballot.ts";
import { type Confirmation, confirmationKind } from "../statements/confirmation.ts";
import type { Statements } from "../statements/kind.ts";
import { type Proposal, proposalKind } from "../statements/proposal.ts";
import { type EndedBallots, type Held, lastBefore, newestOfTwo, readEndedBallots } from "./endedBallots.ts";
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
  for (const [proposal, place] of statements.all(proposalKind)) {
    const known = byId.get(proposal.id);
    if (known === undefined) byId.set(proposal.id, [proposal, place]);
    else known.push(place);
  }
  return [...byId.values()];
}

export const heldBallots = ({ statements }: HeldLedger): readonly (readonly [Ballot, LogPosition])[] =>
  statements.all(ballotKind);

export const heldConfirmations = ({ statements }: HeldLedger): readonly (readonly [Confirmation, LogPosition])[] =>
  statements.all(confirmationKind);

/** Some text of the charter was ratified. */
export const hasRatified = (ledger: HeldLedger): boolean => isRatified(ledger.statements, () => true);

/** [L32] */
export const endedBallotsOf = (ledger: HeldLedger): EndedBallots => readEndedBallots(heldBy(ledger));

/** Parties that left or were removed, and when. */
export const departuresOf = (ledger: HeldLedger): readonly Departure[] =>
  readDepartures(ledger.governanceNodes(), ledger.membership());

/** The newest time that two parties claim; null where fewer than two have spoken. */
export const newestClaimOf = (ledger: HeldLedger): number | null => newestOfTwo(ledger.vector(), heldBy(ledger));

/** The last envelope of a device before the first that claims `day` or a later one; -1 where there is none. */
export const lastBeforeOf = (ledger: HeldLedger, device: DeviceId, day: string): number =>
  lastBefore(heldBy(ledger), device, day);

/** Whether a proposal is in the past of another. */
export function isBefore(ledger: HeldLedger, earlier: ProposalId, later: ProposalId): boolean {
  if (earlier === later) return false;
  const of = (id: ProposalId) => ledger.statements.byKey(proposalKind, id).map(([, place]) => place);
  const [at] = of(later);
  const vector = at === undefined ? null : ledger.vectorAt(at);
  return vector !== null && of(earlier).some((place) => ledger.holds(vector, place));
}

function heldBy(ledger: HeldLedger): Held {
  const proposals = new Map(heldProposals(ledger).map(([proposal]) => [proposal.id, proposal]));
  return {
    nodes: ledger.governanceNodes(),
    membership: ledger.membership(),
    ballots: heldBallots(ledger),
    confirmations: heldConfirmations(ledger),
    castAt(ballot) {
      const proposal = proposals.get(ballot.proposal);
      return proposal === undefined ? ballot.time : castAt(ballot, proposal);
    },
    chainsOf: ledger.chainsOf,
    find: ledger.find,
    vectorAt: ledger.vectorAt,
    holds: ledger.holds,
  };
}
