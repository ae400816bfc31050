/**
 * A text put up for ratification: a signed header that names the content by its hash, and the content beside it.
 * PROTOCOL.md, L12. What version 0.1 wrote is read in `certificate1.ts`.
 */
import { type Bytes, equalBytes, toHex } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { hash, sha256 } from "../../base/crypto.ts";
import { dayOf } from "../../base/days.ts";
import { type CharterId, idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, check, either, integer, list, nullable, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import type { LeftOut } from "../../charter/draft/leaveOut.ts";
import {
  type ConditionFault,
  type Conditions,
  conditionFault,
  conditionLimits,
  earliestEnd,
  maxSigners,
} from "../../charter/parties/conditions.ts";
import { name, wordLimits, words } from "../../charter/parties/names.ts";
import type { Purpose } from "../../charter/parties/proposalState.ts";
import type { Term } from "../../charter/parties/term.ts";
import { date, moment } from "../../charter/parties/term.ts";
import type { AgreedText } from "../../charter/text/agreedText.ts";
import { decodeContent, openContent } from "../../charter/text/canonical.ts";
import { clauseRoot } from "../../charter/text/clauseRoot.ts";
import { isLanguage } from "../../charter/text/language.ts";
import { envelopeTypes, maxEnvelopeBytes } from "../log/envelope.ts";
import { type CardReaders, cards, parseSigned, type Signed } from "../members/cards.ts";
import type { DeviceCard, PartyCard } from "../members/model.ts";
import type { KindOf } from "./kind.ts";
import { clauseId, hashBytes } from "./practice.ts";
import { bad, openSigned, parseChain, type StatementFault, signBody } from "./statement.ts";

export const maxSuperseded = 64;
export const maxLeftOut = 10_000;
const maxParties = 256;

/** 64 hex digits: of a withdrawal. */
export type WithdrawalId = string & { readonly withdrawal: unique symbol };

/** A party of what the proposal builds on whose voice it does not need any more. */
export interface NamedLeaving {
  readonly party: PartyId;
  /** Its withdrawal from that text; null: it left the charter, or was removed. */
  readonly withdrawal: WithdrawalId | null;
}

/** Everything a proposal freezes except the text itself, which `contentHash` names. */
export interface Proposal {
  readonly id: ProposalId;
  readonly charter: CharterId;
  readonly title: string;
  readonly language: string;
  /** SHA-256 of the canonical content, hex. */
  readonly contentHash: string;
  /** [C23] Of its clauses, hex. */
  readonly clauseRoot: string;
  readonly electorate: readonly PartyCard[];
  /** [L51] How many delegates each party of the electorate asks for, in its order. */
  readonly signers: readonly number[];
  readonly conditions: Conditions;
  readonly term: Term;
  /** The last day for ballots. */
  readonly closesOn: string;
  readonly purpose: Purpose;
  readonly parent: ProposalId | null;
  readonly supersedes: readonly ProposalId[];
  /** [L49] Of what it supersedes, what was ratified when it was proposed: it has to meet the quorum of these, too. */
  readonly ratifiedBefore: readonly ProposalId[];
  /** [L49] In ascending order of party. */
  readonly named: readonly NamedLeaving[];
  /** What was still open in the draft, in its order: it is not in the text, or the text has it as it was before. */
  readonly leftOut: readonly LeftOut[];
  readonly note: string;
  readonly by: DeviceCard;
  readonly time: number;
}

/** With the content that its header names. */
export interface WholeProposal {
  readonly proposal: Proposal;
  readonly contentBytes: Bytes;
  readonly text: AgreedText;
}

const key32 = bytes({ min: 32, max: 32 });
const days = integer({ min: 0, max: conditionLimits.days });
const parseTerm = tuple(nullable(date), nullable(integer({ min: 1, max: 1200 })), nullable(date), days);

const domain = "tessera/proposal/2";
const parseReservable = either(oneOf("none", "any"), list(clauseId, { min: 1, max: conditionLimits.reservable }));
const parseAccession = either(oneOf("closed", "open"), integer({ min: 1, max: conditionLimits.consents }));

const parseHeader = tuple(
  oneOf(domain),
  parseChain,
  key32,
  tuple(
    name,
    check("a language", (value) => (isLanguage(value) ? value : null)),
    key32,
    key32,
  ),
  list(tuple(parseSigned, integer({ min: 1, max: maxSigners })), { min: 1, max: maxParties }),
  tuple(
    integer({ min: 1, max: maxParties }),
    list(key32, { max: maxParties }),
    tuple(integer({ min: 1, max: maxParties }), days, days),
    list(date, { max: conditionLimits.reviews }),
    oneOf("ratifiers", "all"),
    parseReservable,
    parseAccession,
    nullable(days),
    oneOf("signed", "practised"),
  ),
  parseTerm,
  date,
  oneOf("first", "amendment", "renewal", "prolongation"),
  nullable(key32),
  list(tuple(key32, oneOf(0, 1)), { max: maxSuperseded }),
  list(tuple(key32, nullable(key32)), { max: maxParties }),
  list(tuple(clauseId, name, key32), { max: maxLeftOut }),
  words(wordLimits.statement),
  moment,
  bytes({ min: 16, max: 16 }),
);
const parseHeaderWire = tuple(bytes({ max: maxEnvelopeBytes }), bytes({ min: 64, max: 64 }));
const parseWire = tuple(
  bytes({ max: maxEnvelopeBytes }),
  bytes({ min: 64, max: 64 }),
  bytes({ max: maxEnvelopeBytes }),
);

export interface ProposalToSign
  extends Pick<
      Proposal,
      "charter" | "title" | "language" | "conditions" | "term" | "closesOn" | "purpose" | "parent" | "supersedes"
    >,
    Pick<Proposal, "ratifiedBefore" | "named" | "leftOut" | "note" | "time" | "signers"> {
  readonly contentBytes: Bytes;
  /** What `contentBytes` says. */
  readonly text: AgreedText;
  readonly electorate: readonly Signed[];
  readonly nonce16: Bytes;
}

/** `[header, signature, content]`. */
export function signProposal(proposal: ProposalToSign, devicePrivateKey: Bytes, chain: readonly Signed[]): Bytes {
  const { term, conditions, ratifiedBefore } = proposal;
  const header = encodeCbor([
    domain,
    chain,
    idBytes(proposal.charter),
    [proposal.title, proposal.language, sha256(proposal.contentBytes), clauseRoot(proposal.text)],
    proposal.electorate.map((card, index) => [card, proposal.signers[index] ?? 1]),
    [
      conditions.needed,
      conditions.indispensable.map(idBytes),
      [conditions.entry.at, conditions.entry.delayDays, conditions.entry.joinDelayDays],
      conditions.reviews,
      conditions.binds,
      conditions.reservations,
      conditions.accession,
      conditions.withdrawalDays,
      conditions.form,
    ],
    [term.from, term.months, term.until, term.noticeDays],
    proposal.closesOn,
    proposal.purpose,
    proposal.parent === null ? null : idBytes(proposal.parent),
    proposal.supersedes.map((id) => [idBytes(id), ratifiedBefore.includes(id) ? 1 : 0]),
    proposal.named.map(({ party, withdrawal }) => [idBytes(party), withdrawal === null ? null : hashBytes(withdrawal)]),
    proposal.leftOut.map(({ clause, title, hash: of }) => [clause, title, hashBytes(of)]),
    proposal.note,
    proposal.time,
    proposal.nonce16,
  ]);
  return encodeCbor([header, signBody(header, devicePrivateKey), proposal.contentBytes]);
}

/** Of a proposal that counts, as it lies in the log: it was verified when it was accepted. */
export function textOf(wire: Bytes): AgreedText {
  const parsed = parseWire(decodeCbor(wire));
  if (!parsed.ok) throw new Error("a proposal that counts is always read");
  return openContent(parsed.value[2]);
}

/** `[header, signature]` of a proposal as it lies in the log: what a certificate of a later text holds of it. */
export function headerOf(wire: Bytes): Bytes {
  const parsed = parseWire(decodeCbor(wire));
  if (!parsed.ok) throw new Error("a proposal that counts is always read");
  return encodeCbor([parsed.value[0], parsed.value[1]]);
}

/** [L12] A header that stands alone. */
export function readHeader(wire: Bytes): Result<Proposal, StatementFault> {
  const parsed = parseHeaderWire(decodeCbor(wire));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  return openHeader(parsed.value[0], parsed.value[1]);
}

/** [L12] A proposal that stands alone: its header, and the canonical content that it names. */
export function readProposal(wire: Bytes): Result<WholeProposal, StatementFault> {
  const parsed = parseWire(decodeCbor(wire));
  if (!parsed.ok) return bad(`${parsed.error.at} should be ${parsed.error.expected}`);
  const [header, signature, contentBytes] = parsed.value;
  const read = openHeader(header, signature);
  if (!read.ok) return read;
  const proposal = read.value;
  if (toHex(sha256(contentBytes)) !== proposal.contentHash) return bad("the content is not what the header names");
  const content = decodeContent(contentBytes);
  if (!content.ok) return bad(`content: ${content.error.kind}`);
  const { charter, title, language } = content.value;
  if (charter !== proposal.charter) return bad("the content is another charter's");
  if (title !== proposal.title || language !== proposal.language)
    return bad("the header has another title or language");
  const text = content.value.text as AgreedText;
  if (!equalBytes(clauseRoot(text), hashBytes(proposal.clauseRoot))) return bad("the header has other clauses");
  return ok({ proposal, contentBytes, text });
}

function openHeader(header: Bytes, signature: Bytes): Result<Proposal, StatementFault> {
  const opened = openSigned(header, signature, parseHeader, cards);
  if (!opened.ok) return opened;
  const { said, by } = opened.value;
  const [, , charterKey, [title, language, contentHash, root], members, asked, written, closesOn, purpose, ...rest] =
    said;
  const [parentKey, replaced, left, leftOutAs, note, at] = rest;
  const [from, months, until, noticeDays] = written;
  const [
    needed,
    indispensable,
    [entersAt, delayDays, joinDelayDays],
    reviews,
    binds,
    reservations,
    accession,
    ...ways
  ] = asked;
  const [withdrawalDays, form] = ways;
  const term = { from, months, until, noticeDays };
  const electorate = readElectorate(
    members.map(([card]) => card),
    cards,
  );
  if (!electorate.ok) return electorate;
  const conditions: Conditions = {
    needed,
    indispensable: indispensable.map((party) => toHex(party) as PartyId),
    entry: { at: entersAt, delayDays, joinDelayDays },
    ...{ reviews, binds, reservations, accession, withdrawalDays, form },
  };
  const fault =
    conditionFault(
      conditions,
      electorate.value.map(({ id }) => id),
    ) ?? termFault(term, closesOn, dayOf(at), conditions);
  if (fault !== null) return bad(faultWords[fault]);
  const parent = parentKey === null ? null : (toHex(parentKey) as ProposalId);
  if ((purpose === "first") !== (parent === null)) return bad("only a first proposal has no parent");
  const leftOut = leftOutAs.map(([clause, called, of]): LeftOut => ({ clause, title: called, hash: toHex(of) }));
  if (new Set(leftOut.map(({ clause }) => clause)).size < leftOut.length) return bad("a clause is left out twice");
  if (!electorate.value.some((party) => party.id === by.party))
    return bad("proposed by somebody outside the electorate");
  const supersedes = replaced.map(([id]) => toHex(id) as ProposalId);
  if (new Set(supersedes).size < supersedes.length || (parent !== null && supersedes.includes(parent)))
    return bad("a proposal is superseded twice");
  const named = left.map(
    ([party, withdrawal]): NamedLeaving => ({
      party: toHex(party) as PartyId,
      withdrawal: withdrawal === null ? null : (toHex(withdrawal) as WithdrawalId),
    }),
  );
  if (named.some(({ party }, index) => index > 0 && (named[index - 1]?.party ?? "") >= party))
    return bad("the named parties are not in ascending order");
  if (named.length > 0 && parent === null) return bad("nobody left what is not there");
  if (binds === "all" && needed < electorate.value.length && parent === null)
    return bad("nothing is there that lets it bind those who do not ratify");
  return ok({
    id: toHex(hash("tessera/proposal-id/1", header)) as ProposalId,
    charter: toHex(charterKey) as CharterId,
    ...{ title, language, contentHash: toHex(contentHash), clauseRoot: toHex(root) },
    electorate: electorate.value,
    signers: members.map(([, count]) => count),
    ...{ conditions, term, closesOn, purpose, parent, supersedes },
    ratifiedBefore: replaced.flatMap(([id, wasRatified]) => (wasRatified === 1 ? [toHex(id) as ProposalId] : [])),
    ...{ named, leftOut, note, by, time: at },
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

export type TermFault = "twoEnds" | "endsBeforeBeginning" | "over" | "closesBeforeProposed" | "closesAfterEnd";

/** [L12] Why a text with this term could never be in force, or could be ratified when its term is over; null: it could. */
export function termFault(
  term: Term,
  closesOn: string,
  proposedOn: string,
  conditions: Pick<Conditions, "entry">,
): TermFault | null {
  const { from, months, until } = term;
  if (months !== null && until !== null) return "twoEnds";
  if (from !== null && until !== null && until < from) return "endsBeforeBeginning";
  const end = earliestEnd(conditions, term, proposedOn);
  if (until !== null && until < proposedOn) return "over";
  if (closesOn < proposedOn) return "closesBeforeProposed";
  return end !== null && closesOn > end ? "closesAfterEnd" : null;
}

const faultWords: Readonly<Record<TermFault | ConditionFault, string>> = {
  twoEnds: "a term with two ends",
  endsBeforeBeginning: "a term that ends before it begins",
  over: "a term that is over",
  closesBeforeProposed: "ballots close before it is proposed",
  closesAfterEnd: "ballots close after the term can end",
  noMajority: "the threshold is not a majority",
  strangerIndispensable: "a party that is not of the electorate is indispensable",
  entryBeforeRatified: "it enters into force before it is ratified",
  entryBeyondParties: "it enters into force by more parties than there are",
  notInOrder: "days, parties or clauses are not in ascending order",
};

export const proposals: KindOf<Proposal> = { type: envelopeTypes.proposal, keyOf: ({ id }) => id };
