/**
 * Certificates as version 0.1 made them (proposal/1, ballot/1, content/1): its PDFs verify for ever, and nothing else
 * is read by these rules. PROTOCOL.md, L14. Frozen: a change here changes what an old PDF says.
 */
import { type Bytes, toHex } from "../../base/bytes.ts";
import { hash, sha256 } from "../../base/crypto.ts";
import { addDays, addMonths, dayOf, daysBetween } from "../../base/days.ts";
import type { CharterId, PartyId, ProposalId } from "../../base/ids.ts";
import { bytes, integer, list, nullable, oneOf, text, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { usualConditions } from "../../charter/parties/conditions.ts";
import type { Term } from "../../charter/parties/term.ts";
import { date, type TermDates } from "../../charter/parties/term.ts";
import { decodeContent1 } from "../../charter/text/content1.ts";
import { maxEnvelopeBytes } from "../log/envelope.ts";
import { cards1, parseSigned } from "../members/cards.ts";
import type { CertificateView } from "../members/model.ts";
import { type Ballot, ballotIdOf, compareBallots } from "../statements/ballot.ts";
import { readElectorate } from "../statements/proposal.ts";
import { openStatement, parseChain } from "../statements/statement.ts";

const key32 = bytes({ min: 32, max: 32 });
const time = integer({ min: 0, max: 8.64e15 });
const parseTerm = tuple(
  nullable(date),
  nullable(integer({ min: 1, max: 1200 })),
  nullable(date),
  integer({ min: 0, max: 3650 }),
);

const parseProposal = tuple(
  oneOf("tessera/proposal/1"),
  parseChain,
  key32,
  bytes({ max: maxEnvelopeBytes }),
  list(parseSigned, { min: 1, max: 256 }),
  integer({ min: 1, max: 256 }),
  parseTerm,
  oneOf("first", "amendment", "renewal"),
  nullable(key32),
  list(key32, { max: 64 }),
  text({ max: 10_000 }),
  time,
  bytes({ min: 16, max: 16 }),
);

const parseBallot = tuple(
  oneOf("tessera/ballot/1"),
  parseChain,
  key32,
  key32,
  oneOf("ratify", "decline"),
  text({ max: 10_000 }),
  time,
);

const no = (reason: string): Result<never, { readonly reason: string }> => err({ reason });

/** `proposalWire` and `ballotWires`: what a certificate/1 holds. */
export function verifyCertificate1(
  proposalWire: Bytes,
  ballotWires: readonly Bytes[],
): Result<CertificateView, { readonly reason: string }> {
  const opened = openStatement(proposalWire, parseProposal, cards1);
  if (!opened.ok) return no(`proposal: ${opened.error.reason}`);
  const { body, said, by } = opened.value;
  const [, , charterKey, contentBytes, signedCards, needed, [from, months, until, noticeDays], purpose] = said;
  const [, , , , , , , , parent, , note, proposedAt] = said;
  const id = toHex(hash("tessera/proposal-id/1", body)) as ProposalId;
  const charter = toHex(charterKey) as CharterId;
  const term: Term = { from, months, until, noticeDays };
  const content = decodeContent1(contentBytes);
  if (!content.ok) return no(`proposal: content: ${content.error.kind}`);
  if (content.value.charter !== charter) return no("proposal: the content is another charter's");
  const electorate = readElectorate(signedCards, cards1);
  if (!electorate.ok) return no(`proposal: ${electorate.error.reason}`);
  const parties = electorate.value.length;
  if (needed > parties || 2 * needed <= parties) return no("proposal: the threshold is not a majority");
  if (months !== null && until !== null) return no("proposal: a term with two ends");
  if (from !== null && until !== null && until < from) return no("proposal: a term that ends before it begins");
  if ((purpose === "first") !== (parent === null)) return no("proposal: only a first proposal has no parent");
  if (!electorate.value.some((party) => party.id === by.party))
    return no("proposal: proposed by somebody outside the electorate");
  const contentHash = toHex(sha256(contentBytes));

  const ballots: Ballot[] = [];
  for (const wire of ballotWires) {
    const read = openStatement(wire, parseBallot, cards1);
    if (!read.ok) return no(`ballot: ${read.error.reason}`);
    const [, , proposal, hashed, choice, statement, castAt] = read.value.said;
    const ballot: Ballot = {
      id: ballotIdOf(read.value.body),
      proposal: toHex(proposal) as ProposalId,
      contentHash: toHex(hashed),
      party: read.value.by.party,
      choice,
      reservations: [],
      practice: null,
      statement,
      by: read.value.by,
      time: castAt,
      signature: read.value.signature,
    };
    const isAnswer =
      ballot.proposal === id &&
      ballot.contentHash === contentHash &&
      electorate.value.some((party) => party.id === ballot.party);
    if (!isAnswer) return no("a ballot answers another proposal");
    ballots.push(ballot);
  }
  const counted = new Map<PartyId, Ballot>();
  for (const ballot of [...ballots].sort(compareBallots))
    if (ballot.choice === "ratify" && !counted.has(ballot.party)) counted.set(ballot.party, ballot);
  const inOrder = [...counted.values()];
  if (inOrder.length !== ballots.length || inOrder.some((ballot, index) => ballot !== ballots[index]))
    return no("the ballots are not one per party, in ascending order");
  const ratifiedAt = inOrder.map((ballot) => ballot.time).sort((a, b) => a - b)[needed - 1];
  if (ratifiedAt === undefined) return no(`${inOrder.length} of ${needed} needed parties ratified`);
  const { startsOn, endsOn } = termDates1(term, ratifiedAt);
  return ok({
    version: 1,
    id,
    charter,
    parent: parent === null ? null : (toHex(parent) as ProposalId),
    purpose,
    title: content.value.title,
    language: content.value.language,
    text: content.value.text,
    contentBytes,
    contentHash,
    note,
    term,
    startsOn,
    endsOn,
    closesOn: null,
    leftOut: [],
    ratifiedAt,
    conditions: { ...usualConditions(parties), needed, entry: { at: needed, delayDays: 0, joinDelayDays: 0 } },
    named: [],
    proposedBy: { party: by.party, person: by.person, at: proposedAt },
    parties: electorate.value,
    signatures: inOrder.map((ballot) => ({
      party: ballot.party,
      person: ballot.by.person,
      reservations: [],
      practice: null,
      statement: ballot.statement,
      castAt: ballot.time,
      device: ballot.by.id,
      signature: ballot.signature,
      confirmed: null,
    })),
  });
}

/** As version 0.1 counted: the named first day even where it was past, and one day less from the end of a month. */
function termDates1(term: Term, ratifiedAt: number): TermDates {
  const startsOn = term.from ?? dayOf(ratifiedAt);
  const endsOn = term.until ?? (term.months === null ? null : addDays(addMonths(startsOn, term.months), -1));
  if (endsOn === null) return { startsOn, endsOn, renewFrom: null };
  const noticeDays = Math.min(term.noticeDays, daysBetween(startsOn, endsOn));
  return { startsOn, endsOn, renewFrom: addDays(endsOn, -noticeDays) };
}
