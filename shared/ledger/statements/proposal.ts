/** A text put up for ratification. PROTOCOL.md, L12. What version 0.1 wrote is read in `certificate1.ts`. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { encodeCbor } from "../../base/cbor.ts";
import { hash, sha256 } from "../../base/crypto.ts";
import { type CharterId, idBytes, type PartyId, type ProposalId } from "../../base/ids.ts";
import { bytes, integer, list, nullable, oneOf, tuple } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import type { Term } from "../../charter/parties/term.ts";
import { date, dayOf, firstPossibleEnd, moment } from "../../charter/parties/term.ts";
import { decodeContent } from "../../charter/text/canonical.ts";
import type { CharterText } from "../../charter/text/model.ts";
import { envelopeTypes, maxEnvelopeBytes } from "../log/envelope.ts";
import { type CardReaders, cards, parseSigned, type Signed } from "../members/cards.ts";
import type { DeviceCard, PartyCard } from "../members/model.ts";
import type { StatementKind } from "./kind.ts";
import { bad, openStatement, parseChain, type StatementFault, signStatement } from "./statement.ts";

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

const key32 = bytes({ min: 32, max: 32 });
export const parseTerm = tuple(
  nullable(date),
  nullable(integer({ min: 1, max: 1200 })),
  nullable(date),
  integer({ min: 0, max: 3650 }),
);

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
export function readProposal(
  wire: Bytes,
): Result<{ proposal: Proposal; contentBytes: Bytes; text: CharterText }, StatementFault> {
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
    text: content.value.text,
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

/** [L12] It counts where its author may propose, to the parties of its past, on proposals of its past. */
export const proposalKind: StatementKind<Proposal> = {
  type: envelopeTypes.proposal,
  keyOf: ({ id }) => id,
  read(body) {
    const read = readProposal(body);
    return read.ok ? ok(read.value.proposal) : read;
  },
  fault(proposal, { charter, author, membership, heard }) {
    if (proposal.charter !== charter) return "another charter's proposal";
    if (proposal.by.id !== author.card.id) return "somebody else's proposal";
    if (proposal.by.party !== author.card.party) return "a proposal for a party that the device was not admitted for";
    const parties: readonly PartyId[] = [...membership.parties.keys()].sort();
    if (parties.join() !== proposal.electorate.map((party) => party.id).join())
      return "the electorate is not the parties of its past";
    // The threshold of this ruleset is unanimity.
    if (proposal.needed !== parties.length) return "the threshold is not the charter's";
    const named = proposal.parent === null ? proposal.supersedes : [proposal.parent, ...proposal.supersedes];
    return named.every((id) => heard(proposalKind, id) !== null) ? null : "it names a proposal that is not in its past";
  },
};
