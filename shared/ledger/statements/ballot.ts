/** A party's answer to one proposal. PROTOCOL.md, L13. */
import { type Bytes, compareBytes, toHex } from "../../base/bytes.ts";
import { encodeCbor } from "../../base/cbor.ts";
import { hash } from "../../base/crypto.ts";
import { idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { dayOf, moment } from "../../charter/parties/term.ts";
import { envelopeTypes } from "../log/envelope.ts";
import { cards, type Signed } from "../members/cards.ts";
import type { DeviceCard } from "../members/model.ts";
import type { StatementKind } from "./kind.ts";
import { type Proposal, proposalKind } from "./proposal.ts";
import { openStatement, parseChain, type StatementFault, signStatement } from "./statement.ts";

/** 64 hex digits: BLAKE2b-256 of the ballot's body. */
export type BallotId = string & { readonly ballot: unique symbol };

export interface Ballot {
  readonly id: BallotId;
  readonly proposal: ProposalId;
  readonly contentHash: string;
  readonly party: PartyId;
  readonly choice: "ratify" | "decline";
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
  words(wordLimits.statement),
  moment,
);

export function signBallot(
  ballot: {
    readonly proposal: ProposalId;
    readonly contentHash: Bytes;
    readonly choice: "ratify" | "decline";
    readonly statement: string;
    readonly time: number;
  },
  devicePrivateKey: Bytes,
  chain: readonly Signed[],
): Bytes {
  const body = encodeCbor([
    ballotDomain,
    chain,
    idBytes(ballot.proposal),
    ballot.contentHash,
    ballot.choice,
    ballot.statement,
    ballot.time,
  ]);
  return signStatement(body, devicePrivateKey);
}

/** [L13] A ballot that stands alone; it counts for the party of the device that signed it. */
export function readBallot(wire: Bytes): Result<Ballot, StatementFault> {
  const opened = openStatement(wire, parseBallot, cards);
  if (!opened.ok) return opened;
  const { body, said, signature, by } = opened.value;
  const [, , proposal, contentHash, choice, statement, at] = said;
  return ok({
    id: ballotIdOf(body),
    proposal: toHex(proposal) as ProposalId,
    contentHash: toHex(contentHash),
    party: by.party,
    choice,
    statement,
    by,
    time: at,
    signature,
  });
}

export const ballotIdOf = (body: Bytes): BallotId => toHex(hash("tessera/ballot-id/1", body)) as BallotId;

/** [L13] Whether a ballot answers this proposal: same text, a party of its electorate. */
export const answers = (ballot: Ballot, proposal: Proposal): boolean =>
  ballot.proposal === proposal.id &&
  ballot.contentHash === proposal.contentHash &&
  proposal.electorate.some((party) => party.id === ballot.party);

/** Orders ballots the same on every machine. */
export const compareBallots = (a: Ballot, b: Ballot): number =>
  a.party < b.party ? -1 : a.party > b.party ? 1 : a.time - b.time || compareBytes(a.signature, b.signature);

/** [L14] When a ballot is taken to be cast: never before its proposal was made. */
export const castAt = (ballot: Ballot, proposal: Proposal): number => Math.max(ballot.time, proposal.time);

/** [L15] A ballot that was cast after the last day for ballots does not count. */
export const isLate = (ballot: Ballot, proposal: Proposal): boolean =>
  dayOf(castAt(ballot, proposal)) > proposal.closesOn;

/** [L13] It counts from the device that signed it, for the party it was admitted for, on a proposal of its past. */
export const ballotKind: StatementKind<Ballot> = {
  type: envelopeTypes.ballot,
  keyOf: ({ id }) => id,
  read: readBallot,
  fault(ballot, { author, heard }) {
    const proposal = heard(proposalKind, ballot.proposal);
    if (proposal === null) return "a ballot on a proposal not in its past";
    if (!answers(ballot, proposal)) return "a ballot on another text, or from outside the electorate";
    if (ballot.by.id !== author.card.id) return "somebody else's ballot";
    return ballot.party === author.card.party ? null : "a ballot for a party that the device was not admitted for";
  },
};
