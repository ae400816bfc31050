/** A party's answer to one proposal. PROTOCOL.md, L13. */
import { type Bytes, compareBytes, toHex } from "../../base/bytes.ts";
import { encodeCbor } from "../../base/cbor.ts";
import { hash } from "../../base/crypto.ts";
import { dayOf } from "../../base/days.ts";
import { idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, nullable, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { type Conditions, isReservable } from "../../charter/parties/conditions.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import type { Practice } from "../../charter/parties/practice.ts";
import type { Reserved } from "../../charter/parties/reserved.ts";
import { moment } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import { cards, type Signed } from "../members/cards.ts";
import type { DeviceCard } from "../members/model.ts";
import type { KindOf, StatementKind } from "./kind.ts";
import { parsePractice, readPractice, writePractice } from "./practice.ts";
import { type Proposal, proposals } from "./proposal.ts";
import { parseReserved, readReserved, writeReserved } from "./reserved.ts";
import { bad, openStatement, parseChain, type StatementFault, signStatement } from "./statement.ts";
import { leaves, withdrawals } from "./withdrawal.ts";

/** 64 hex digits: BLAKE2b-256 of the ballot's body. */
export type BallotId = string & { readonly ballot: unique symbol };

export interface Ballot {
  readonly id: BallotId;
  readonly proposal: ProposalId;
  readonly contentHash: string;
  readonly party: PartyId;
  readonly choice: "ratify" | "decline";
  /** [L48] None where it declines. */
  readonly reservations: readonly Reserved[];
  /** [L47] How the party observes a practised text; null where it declines, or signs. */
  readonly practice: Practice | null;
  readonly statement: string;
  readonly by: DeviceCard;
  readonly time: number;
  readonly signature: Bytes;
}

const key32 = bytes({ min: 32, max: 32 });
const ballotDomain = "tessera/ballot/2";
const parseBallot = tuple(
  oneOf(ballotDomain),
  parseChain,
  key32,
  key32,
  oneOf("ratify", "decline"),
  parseReserved,
  nullable(parsePractice),
  words(wordLimits.statement),
  moment,
);

export function signBallot(
  ballot: Pick<Ballot, "proposal" | "choice" | "reservations" | "practice" | "statement" | "time"> & {
    readonly contentHash: Bytes;
  },
  devicePrivateKey: Bytes,
  chain: readonly Signed[],
): Bytes {
  const { proposal, contentHash, choice, reservations, practice, statement, time } = ballot;
  const consent = [reservations.map(writeReserved), practice === null ? null : writePractice(practice)];
  const body = [ballotDomain, chain, idBytes(proposal), contentHash, choice, ...consent, statement, time];
  return signStatement(encodeCbor(body), devicePrivateKey);
}

/** [L13] A ballot that stands alone; it counts for the party of the device that signed it. */
export function readBallot(wire: Bytes): Result<Ballot, StatementFault> {
  const opened = openStatement(wire, parseBallot, cards);
  if (!opened.ok) return opened;
  const { body, said, signature, by } = opened.value;
  const [, , proposal, contentHash, choice, reservations, practice, statement, at] = said;
  if (choice === "decline" && (reservations.length > 0 || practice !== null))
    return bad("who declines reserves nothing and observes nothing");
  return ok({
    id: ballotIdOf(body),
    proposal: toHex(proposal) as ProposalId,
    contentHash: toHex(contentHash),
    party: by.party,
    choice,
    reservations: reservations.map(readReserved),
    practice: practice === null ? null : readPractice(practice),
    ...{ statement, by, time: at, signature },
  });
}

export const ballotIdOf = (body: Bytes): BallotId => toHex(hash("tessera/ballot-id/1", body)) as BallotId;

/** [L13] Whether a ballot answers this proposal: same text, a party of its electorate, in the form that it asks for. */
export const answers = (ballot: Ballot, proposal: Proposal): boolean =>
  ballot.proposal === proposal.id &&
  ballot.contentHash === proposal.contentHash &&
  proposal.electorate.some((party) => party.id === ballot.party) &&
  (ballot.choice === "decline" || isConsentTo(ballot, proposal.conditions));

/** [L47] [L48] A consent has the form that was agreed on, and reserves what may be reserved. */
export const isConsentTo = (
  { reservations, practice }: Pick<Ballot, "reservations" | "practice">,
  conditions: Conditions,
): boolean =>
  (practice !== null) === (conditions.form === "practised") &&
  reservations.every(({ clause }) => isReservable(conditions, clause));

/** What a party ratified, once for each of its ballots. */
export const ratifiedBy = (party: PartyId, ballots: readonly Ballot[]): readonly ProposalId[] =>
  ballots.flatMap((ballot) => (ballot.party === party && ballot.choice === "ratify" ? [ballot.proposal] : []));

/** Orders ballots the same on every machine. */
export const compareBallots = (a: Ballot, b: Ballot): number =>
  a.party < b.party ? -1 : a.party > b.party ? 1 : a.time - b.time || compareBytes(a.signature, b.signature);

/** [L14] When a ballot is taken to be cast: never before its proposal was made. */
export const castAt = (ballot: Pick<Ballot, "time">, proposal: Proposal): number =>
  Math.max(ballot.time, proposal.time);

/** [L15] A ballot that was cast after the last day for ballots does not count. */
export const isLate = (ballot: Ballot, proposal: Proposal): boolean =>
  dayOf(castAt(ballot, proposal)) > proposal.closesOn;

export const ballots: KindOf<Ballot> = { type: envelopeTypes.ballot, keyOf: ({ id }) => id };

/** [L13] It counts from the device that signed it, for the party it was admitted for, on a proposal of its past. */
export const ballotKind: StatementKind<Ballot> = {
  ...ballots,
  read: readBallot,
  fault(ballot, { author, heard, heardAll }) {
    const proposal = heard(proposals, ballot.proposal);
    if (proposal === null) return "a ballot on a proposal not in its past";
    if (!answers(ballot, proposal))
      return "a ballot on another text, from outside the electorate, or not in the form that was agreed on";
    if (ballot.by.id !== author.card.id) return "somebody else's ballot";
    if (ballot.party !== author.card.party) return "a ballot for a party that the device was not admitted for";
    const { parent, named } = proposal;
    const isNamed = parent === null || named.some(({ party }) => party === ballot.party);
    // [L49] A notice counts like a signature: only what names it may have the party's voice from then on.
    const hasLeft = heardAll(withdrawals).some(
      ([one]) => one.party === ballot.party && leaves(one, parent ?? proposal.id),
    );
    return isNamed || !hasLeft ? null : "a ballot of a party that gave notice, on a text that does not name it";
  },
};
