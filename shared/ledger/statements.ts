/**
 * Proposals, ballots and confirmations: what a party says about one frozen text, signed so that it stands alone.
 * PROTOCOL.md, L12 to L14 and L32. What version 0.1 wrote is read in `certificate1.ts`.
 */
import { type Bytes, compareBytes, fromHex, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { hash, sha256, sign, verify } from "../base/crypto.ts";
import { type CharterId, idBytes, type PartyId, type ProposalId } from "../base/ids.ts";
import { bytes, integer, list, nullable, oneOf, type Parser, tuple } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";
import { decodeContent } from "../charter/canonical.ts";
import type { Term } from "../charter/model.ts";
import { wordLimits, words } from "../charter/names.ts";
import { date, dayOf, firstPossibleEnd, moment } from "../charter/term.ts";
import { type CardReaders, cards, parseSigned, type Signed } from "./cards.ts";
import { maxEnvelopeBytes } from "./envelope.ts";
import type { DeviceCard, PartyCard } from "./model.ts";

export type Purpose = "first" | "amendment" | "renewal";
export const maxSuperseded = 64;

/** Everything a proposal freezes except the text itself, which `contentHash` names. */
export interface Proposal {
  readonly id: ProposalId;
  readonly charter: CharterId;
  readonly title: string;
  readonly language: string;
  /** SHA-256 of the canonical content, hex. */
  readonly contentHash: string;
  readonly electorate: readonly PartyCard[];
  /** Parties that must ratify: more than half. */
  readonly needed: number;
  readonly term: Term;
  /** The last day for ballots. */
  readonly closesOn: string;
  readonly purpose: Purpose;
  readonly parent: ProposalId | null;
  readonly supersedes: readonly ProposalId[];
  readonly note: string;
  readonly by: DeviceCard;
  readonly time: number;
}

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

/** [L32] A party's word on a ballot that a device of it cast before it was ended. */
export interface Confirmation {
  readonly ballot: BallotId;
  readonly party: PartyId;
  readonly choice: "confirm" | "repudiate";
  readonly reason: string;
  /** Null: signed with the party's own key. */
  readonly by: DeviceCard | null;
  readonly time: number;
}

export interface StatementFault {
  readonly kind: "badStatement";
  readonly reason: string;
}

const bad = (reason: string): Result<never, StatementFault> => err({ kind: "badStatement", reason });

const key32 = bytes({ min: 32, max: 32 });
/** [statement bytes, signature by the device]. */
const parseStatement = tuple(bytes({ max: maxEnvelopeBytes }), bytes({ min: 64, max: 64 }));
/** Signed with the statement, so that nobody can say afterwards for whom its device spoke. */
export const parseChain = list(parseSigned, { min: 1, max: 16 });
export const parseTerm = tuple(
  nullable(date),
  nullable(integer({ min: 1, max: 1200 })),
  nullable(date),
  integer({ min: 0, max: 3650 }),
);

function signStatement(body: Bytes, privateKey: Bytes): Bytes {
  return encodeCbor([body, sign(body, privateKey)]);
}

/** What the signed bytes say and who signed them: the last device of the chain that they begin with. */
export function openStatement<Said extends readonly [string, readonly Signed[], ...unknown[]]>(
  wire: Bytes,
  parseBody: Parser<Said>,
  { readDeviceChain }: CardReaders,
): Result<
  { readonly body: Bytes; readonly said: Said; readonly signature: Bytes; readonly by: DeviceCard },
  StatementFault
> {
  const parsed = parseStatement(decodeCbor(wire));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [body, signature] = parsed.value;
  const said = parseBody(decodeCbor(body));
  if (!said.ok) return bad(`${said.error.at} should be ${said.error.expected}`);
  const by = readDeviceChain(said.value[1]);
  if (!by.ok) return bad(by.error.reason);
  if (!verify(body, signature, idBytes(by.value.id))) return bad("the device's signature does not hold");
  return ok({ body, said: said.value, signature, by: by.value });
}

const proposalDomain = "tessera/proposal/2";
const parseProposal = tuple(
  oneOf(proposalDomain),
  parseChain,
  key32,
  bytes({ max: maxEnvelopeBytes }),
  list(parseSigned, { min: 1, max: 256 }),
  integer({ min: 1, max: 256 }),
  parseTerm,
  date,
  oneOf("first", "amendment", "renewal"),
  nullable(key32),
  list(key32, { max: maxSuperseded }),
  words(wordLimits.statement),
  moment,
  bytes({ min: 16, max: 16 }),
);

export function signProposal(
  proposal: {
    readonly charter: CharterId;
    readonly contentBytes: Bytes;
    readonly electorate: readonly Signed[];
    readonly needed: number;
    readonly term: Term;
    readonly closesOn: string;
    readonly purpose: Purpose;
    readonly parent: ProposalId | null;
    readonly supersedes: readonly ProposalId[];
    readonly note: string;
    readonly time: number;
    readonly nonce16: Bytes;
  },
  devicePrivateKey: Bytes,
  chain: readonly Signed[],
): Bytes {
  const { term } = proposal;
  const body = encodeCbor([
    proposalDomain,
    chain,
    idBytes(proposal.charter),
    proposal.contentBytes,
    proposal.electorate,
    proposal.needed,
    [term.from, term.months, term.until, term.noticeDays],
    proposal.closesOn,
    proposal.purpose,
    proposal.parent === null ? null : idBytes(proposal.parent),
    proposal.supersedes.map(idBytes),
    proposal.note,
    proposal.time,
    proposal.nonce16,
  ]);
  return signStatement(body, devicePrivateKey);
}

/** [L12] A proposal that stands alone: canonical content, self-signed parties in order, a majority needed. */
export function readProposal(wire: Bytes): Result<{ proposal: Proposal; contentBytes: Bytes }, StatementFault> {
  const opened = openStatement(wire, parseProposal, cards);
  if (!opened.ok) return opened;
  const { body, said, by } = opened.value;
  const [, , charterKey, contentBytes, signedCards, needed, written, closesOn, purpose, parent, supersedes, note, at] =
    said;
  const [from, months, until, noticeDays] = written;
  const term = { from, months, until, noticeDays };
  const charter = toHex(charterKey) as CharterId;
  const content = decodeContent(contentBytes);
  if (!content.ok) return bad(`content: ${content.error.kind}`);
  if (content.value.charter !== charter) return bad("the content is another charter's");
  const electorate = readElectorate(signedCards, cards);
  if (!electorate.ok) return electorate;
  const fault = majorityFault(needed, electorate.value.length) ?? termFault(term, closesOn, dayOf(at));
  if (fault !== null) return bad(fault);
  if ((purpose === "first") !== (parent === null)) return bad("only a first proposal has no parent");
  if (!electorate.value.some((party) => party.id === by.party))
    return bad("proposed by somebody outside the electorate");
  return ok({
    contentBytes,
    proposal: {
      id: toHex(hash("tessera/proposal-id/1", body)) as ProposalId,
      charter,
      title: content.value.title,
      language: content.value.language,
      contentHash: toHex(sha256(contentBytes)),
      electorate: electorate.value,
      needed,
      term,
      closesOn,
      purpose,
      parent: parent === null ? null : (toHex(parent) as ProposalId),
      supersedes: supersedes.map((id) => toHex(id) as ProposalId),
      note,
      by,
      time: at,
    },
  });
}

/** Cards in ascending order of party. */
export function readElectorate(
  signedCards: readonly Signed[],
  readers: CardReaders,
): Result<readonly PartyCard[], StatementFault> {
  const electorate: PartyCard[] = [];
  for (const signed of signedCards) {
    const card = readers.readPartyCard(signed);
    if (!card.ok) return bad(card.error.reason);
    const before = electorate.at(-1);
    if (before !== undefined && before.id >= card.value.id) return bad("the electorate is not in ascending order");
    electorate.push(card.value);
  }
  return ok(electorate);
}

export const majorityFault = (needed: number, parties: number): string | null =>
  needed > parties || 2 * needed <= parties ? "the threshold is not a majority" : null;

export type TermFault = "twoEnds" | "endsBeforeBeginning" | "over" | "closesBeforeProposed" | "closesAfterEnd";

/** [L12] Why a text with this term could never be in force, or could be ratified when its term is over; null: it could. */
export function termFault(term: Term, closesOn: string, proposedOn: string): TermFault | null {
  const { from, months, until } = term;
  if (months !== null && until !== null) return "twoEnds";
  if (from !== null && until !== null && until < from) return "endsBeforeBeginning";
  if (until !== null && until < proposedOn) return "over";
  if (closesOn < proposedOn) return "closesBeforeProposed";
  const end = firstPossibleEnd(term, proposedOn);
  return end !== null && closesOn > end ? "closesAfterEnd" : null;
}

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

const confirmationDomain = "tessera/confirm/1";
const parseConfirmation = tuple(
  oneOf(confirmationDomain),
  list(parseSigned, { max: 16 }),
  key32,
  key32,
  oneOf("confirm", "repudiate"),
  words(wordLimits.reason),
  moment,
  bytes({ min: 16, max: 16 }),
);

/** `chain`: of the device whose key signs; empty where the party's own key does. */
export function signConfirmation(
  said: Pick<Confirmation, "ballot" | "party" | "choice" | "reason" | "time"> & { readonly nonce16: Bytes },
  privateKey: Bytes,
  chain: readonly Signed[],
): Bytes {
  const ballot = fromHex(said.ballot);
  if (ballot === null) throw new Error("an id is always hex");
  const { choice, reason, time, nonce16 } = said;
  const body = [confirmationDomain, chain, idBytes(said.party), ballot, choice, reason, time, nonce16];
  return signStatement(encodeCbor(body), privateKey);
}

/** [L32] A confirmation that stands alone: signed by the last device of its chain, or by the party itself. */
export function readConfirmation(wire: Bytes): Result<Confirmation, StatementFault> {
  const parsed = parseStatement(decodeCbor(wire));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [body, signature] = parsed.value;
  const said = parseConfirmation(decodeCbor(body));
  if (!said.ok) return bad(`${said.error.at} should be ${said.error.expected}`);
  const [, chain, party, ballot, choice, reason, time] = said.value;
  const by = chain.length === 0 ? ok(null) : cards.readDeviceChain(chain);
  if (!by.ok) return bad(by.error.reason);
  const partyId = toHex(party) as PartyId;
  if (by.value !== null && by.value.party !== partyId) return bad("a device of another party");
  if (!verify(body, signature, by.value === null ? party : idBytes(by.value.id)))
    return bad("the signature does not hold");
  return ok({ ballot: toHex(ballot) as BallotId, party: partyId, choice, reason, by: by.value, time });
}

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
