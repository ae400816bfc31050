/** Proposals and ballots: what a party says about one frozen text, signed so that it stands alone. PROTOCOL.md, L12 to L14. */
import { type Bytes, compareBytes, toHex } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import { hash, sha256, sign, verify } from "../base/crypto.ts";
import { type CharterId, idBytes, type PartyId, type ProposalId } from "../base/ids.ts";
import { bytes, check, integer, list, nullable, oneOf, type Parser, text, tuple } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";
import { decodeContent, decodeContent1 } from "../charter/canonical.ts";
import type { Term } from "../charter/model.ts";
import { isDay } from "../charter/term.ts";
import { parseSigned, readDeviceChain, readPartyCard, type Signed } from "./cards.ts";
import { maxEnvelopeBytes } from "./envelope.ts";
import type { DeviceCard, PartyCard } from "./model.ts";

export type Purpose = "first" | "amendment" | "renewal";

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
  readonly purpose: Purpose;
  readonly parent: ProposalId | null;
  readonly supersedes: readonly ProposalId[];
  readonly note: string;
  readonly by: DeviceCard;
  readonly time: number;
}

export interface Ballot {
  readonly proposal: ProposalId;
  readonly contentHash: string;
  readonly party: PartyId;
  readonly choice: "ratify" | "decline";
  readonly statement: string;
  readonly by: DeviceCard;
  readonly time: number;
  readonly signature: Bytes;
}

export interface StatementFault {
  readonly kind: "badStatement";
  readonly reason: string;
}

const bad = (reason: string): Result<never, StatementFault> => err({ kind: "badStatement", reason });

const key32 = bytes({ min: 32, max: 32 });
const time = integer({ min: 0, max: 8.64e15 });
const date = check("a date YYYY-MM-DD", (value) => (isDay(value) ? value : null));
/** [statement bytes, signature by the device]. */
const parseStatement = tuple(bytes({ max: maxEnvelopeBytes }), bytes({ min: 64, max: 64 }));
/** Signed with the statement, so that nobody can say afterwards for whom its device spoke. */
const parseChain = list(parseSigned, { min: 1, max: 16 });

function signStatement(body: Bytes, privateKey: Bytes): Bytes {
  return encodeCbor([body, sign(body, privateKey)]);
}

/** What the signed bytes say and who signed them: the last device of the chain that they begin with. */
function openStatement<Said extends readonly [string, readonly Signed[], ...unknown[]]>(
  wire: Bytes,
  parseBody: Parser<Said>,
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

const proposalDomain = "tessera/proposal/1";
const parseProposal = tuple(
  oneOf(proposalDomain),
  parseChain,
  key32,
  bytes({ max: maxEnvelopeBytes }),
  list(parseSigned, { min: 1, max: 256 }),
  integer({ min: 1, max: 256 }),
  tuple(nullable(date), nullable(integer({ min: 1, max: 1200 })), nullable(date), integer({ min: 0, max: 3650 })),
  oneOf("first", "amendment", "renewal"),
  nullable(key32),
  list(key32, { max: 64 }),
  text({ max: 10_000 }),
  time,
  bytes({ min: 16, max: 16 }),
);

export function signProposal(
  proposal: {
    readonly charter: CharterId;
    readonly contentBytes: Bytes;
    readonly electorate: readonly Signed[];
    readonly needed: number;
    readonly term: Term;
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
  const opened = openStatement(wire, parseProposal);
  if (!opened.ok) return opened;
  const { body, said, by } = opened.value;
  const [, , charterKey, contentBytes, cards, needed, term, purpose, parent, supersedes, note, at] = said;
  const [from, months, until, noticeDays] = term;
  const charter = toHex(charterKey) as CharterId;
  const read = decodeContent(contentBytes);
  const content = read.ok ? read : decodeContent1(contentBytes);
  if (!content.ok) return bad(`content: ${(read.ok ? content : read).error.kind}`);
  if (content.value.charter !== charter) return bad("the content is another charter's");
  const electorate: PartyCard[] = [];
  for (const signed of cards) {
    const card = readPartyCard(signed);
    if (!card.ok) return bad(card.error.reason);
    const before = electorate.at(-1);
    if (before !== undefined && before.id >= card.value.id) return bad("the electorate is not in ascending order");
    electorate.push(card.value);
  }
  if (needed > electorate.length || 2 * needed <= electorate.length) return bad("the threshold is not a majority");
  if (months !== null && until !== null) return bad("a term with two ends");
  if (from !== null && until !== null && until < from) return bad("a term that ends before it begins");
  if ((purpose === "first") !== (parent === null)) return bad("only a first proposal has no parent");
  if (!electorate.some((party) => party.id === by.party)) return bad("proposed by somebody outside the electorate");
  return ok({
    contentBytes,
    proposal: {
      id: toHex(hash("tessera/proposal-id/1", body)) as ProposalId,
      charter,
      title: content.value.title,
      language: content.value.language,
      contentHash: toHex(sha256(contentBytes)),
      electorate,
      needed,
      term: { from, months, until, noticeDays },
      purpose,
      parent: parent === null ? null : (toHex(parent) as ProposalId),
      supersedes: supersedes.map((id) => toHex(id) as ProposalId),
      note,
      by,
      time: at,
    },
  });
}

const ballotDomain = "tessera/ballot/1";
const parseBallot = tuple(
  oneOf(ballotDomain),
  parseChain,
  key32,
  key32,
  oneOf("ratify", "decline"),
  text({ max: 10_000 }),
  time,
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
  const opened = openStatement(wire, parseBallot);
  if (!opened.ok) return opened;
  const { said, signature, by } = opened.value;
  const [, , proposal, contentHash, choice, statement, at] = said;
  return ok({
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

/** [L13] Whether a ballot answers this proposal: same text, a party of its electorate. */
export const answers = (ballot: Ballot, proposal: Proposal): boolean =>
  ballot.proposal === proposal.id &&
  ballot.contentHash === proposal.contentHash &&
  proposal.electorate.some((party) => party.id === ballot.party);

/** Orders ballots the same on every machine. */
export const compareBallots = (a: Ballot, b: Ballot): number =>
  a.party < b.party ? -1 : a.party > b.party ? 1 : a.time - b.time || compareBytes(a.signature, b.signature);
