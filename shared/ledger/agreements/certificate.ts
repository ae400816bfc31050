/** Proof of ratification that needs nothing else: the proposal, enough ballots, and what they had to meet. PROTOCOL.md, L14. */
import type { Bytes } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import { bytes, list, oneOf, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { entryDates } from "../../charter/parties/conditions.ts";
import type { CertificateView, NamedParty, PartyCard } from "../members/model.ts";
import { answers, type Ballot, type BallotId, castAt, isLate, readBallot } from "../statements/ballot.ts";
import { type Confirmation, readConfirmation } from "../statements/confirmation.ts";
import { type Proposal, readHeader, readProposal } from "../statements/proposal.ts";
import { leaves, readWithdrawal } from "../statements/withdrawal.ts";
import { verifyCertificate1 } from "./certificate1.ts";
import { quorumOf, replacedBy, type Tally, tallyOf } from "./tally.ts";

const domain = "tessera/certificate/2";
const domain1 = "tessera/certificate/1";
const maxBytes = 16 * 1024 * 1024;
/** Parties, each by as many delegates as it asks for. */
const maxBallots = 4096;
const wire = bytes({ max: maxBytes });
const smallWires = (max: number) => list(bytes({ max: 256 * 1024 }), { max });
const parseCertificate = tuple(
  oneOf(domain),
  wire,
  smallWires(maxBallots),
  smallWires(maxBallots),
  list(wire, { max: 65 }),
  smallWires(256),
);
const parseCertificate1 = tuple(oneOf(domain1), wire, list(bytes({ max: 256 * 1024 }), { min: 1, max: 256 }));

type Refusal = { readonly reason: string };
const no = (reason: string): Result<never, Refusal> => err({ reason });

export interface CertificateParts {
  /** As it lies in the log. */
  readonly proposal: Bytes;
  /** Of the voices of its tally, in their order. */
  readonly ballots: readonly Bytes[];
  /** [L32] Of those ballots that count only by them, in the same order. */
  readonly confirmations: readonly Bytes[];
  /** [L49] Headers of what it replaces, in the order of `replacedBy`. */
  readonly replaced: readonly Bytes[];
  /** [L49] The withdrawals that it names, in the order of `named`. */
  readonly withdrawals: readonly Bytes[];
}

export const encodeCertificate = ({
  proposal,
  ballots,
  confirmations,
  replaced,
  withdrawals,
}: CertificateParts): Bytes => encodeCbor([domain, proposal, ballots, confirmations, replaced, withdrawals]);

export function verifyCertificate(certificate: Bytes): Result<CertificateView, Refusal> {
  const decoded = certificate.length > maxBytes ? null : decodeCbor(certificate);
  const first = parseCertificate1(decoded);
  if (first.ok) return verifyCertificate1(first.value[1], first.value[2]);
  const opened = openDecoded(decoded);
  return opened.ok ? ok(opened.value.view) : opened;
}

/** A certificate, with what later statements are read against. */
export interface OpenedCertificate {
  readonly view: CertificateView;
  readonly proposal: Proposal;
  readonly ballots: readonly Ballot[];
  /** Headers of what it replaced. */
  readonly replaced: readonly Proposal[];
}

/** Of the present version. */
export const openCertificate = (certificate: Bytes): Result<OpenedCertificate, Refusal> =>
  openDecoded(certificate.length > maxBytes ? null : decodeCbor(certificate));

function openDecoded(decoded: unknown): Result<OpenedCertificate, Refusal> {
  const parsed = parseCertificate(decoded);
  if (!parsed.ok) return no("not a certificate");
  const [, proposalWire, ballotWires, confirmationWires, replacedWires, withdrawalWires] = parsed.value;
  const read = readProposal(proposalWire);
  if (!read.ok) return no(`proposal: ${read.error.reason}`);
  const { proposal, contentBytes, text } = read.value;
  const ballots = readBallots(ballotWires, proposal);
  if (!ballots.ok) return ballots;
  const replaced = readReplaced(replacedWires, proposal);
  if (!replaced.ok) return replaced;
  const named = readNamed(withdrawalWires, proposal, replaced.value);
  if (!named.ok) return named;
  const tally = tallyOf(proposal, ballots.value, replaced.value.map(quorumOf));
  const counted = countedBallots(tally);
  if (counted.length !== ballots.value.length || counted.some((ballot, index) => ballot !== ballots.value[index]))
    return no("the ballots are not those that count, in ascending order of party");
  const confirmations = readConfirmations(confirmationWires, counted);
  if (!confirmations.ok) return confirmations;
  if (tally.ratifiedAt === null) return no(missingWords(proposal, tally));
  const dates = tally.entersAt === null ? null : entryDates(proposal.conditions, proposal.term, tally.entersAt);
  const { id, charter, parent, purpose, title, language, contentHash, note, leftOut, term, closesOn } = proposal;
  const view: CertificateView = {
    version: 2,
    ...{
      id,
      charter,
      parent,
      purpose,
      title,
      language,
      text,
      contentBytes,
      contentHash,
      note,
      leftOut,
      term,
      closesOn,
    },
    conditions: proposal.conditions,
    named: named.value,
    startsOn: dates?.startsOn ?? null,
    endsOn: dates?.endsOn ?? null,
    ratifiedAt: tally.ratifiedAt,
    proposedBy: { party: proposal.by.party, person: proposal.by.person, at: proposal.time },
    parties: proposal.electorate,
    signatures: counted.map((ballot) => {
      const confirmation = confirmations.value.get(ballot.id);
      const { party, reservations, practice, statement, signature, by } = ballot;
      return {
        ...{ party, reservations, practice, statement, signature },
        person: by.person,
        castAt: castAt(ballot, proposal),
        device: by.id,
        confirmed:
          confirmation === undefined ? null : { person: confirmation.by?.person ?? null, at: confirmation.time },
      };
    }),
  };
  return ok({ view, proposal, ballots: counted, replaced: replaced.value });
}

/** [L14] The ballots of all voices, in the order in which a certificate has them. */
export const countedBallots = ({ voices }: Tally): readonly Ballot[] => voices.flatMap(({ ballots }) => ballots);

function readBallots(wires: readonly Bytes[], proposal: Proposal): Result<readonly Ballot[], Refusal> {
  const ballots: Ballot[] = [];
  for (const one of wires) {
    const ballot = readBallot(one);
    if (!ballot.ok) return no(`ballot: ${ballot.error.reason}`);
    if (!answers(ballot.value, proposal)) return no("a ballot answers another proposal");
    if (isLate(ballot.value, proposal)) return no("a ballot after the last day for ballots");
    ballots.push(ballot.value);
  }
  return ok(ballots);
}

/** [L49] */
function readReplaced(wires: readonly Bytes[], proposal: Proposal): Result<readonly Proposal[], Refusal> {
  const ids = replacedBy(proposal);
  const read: Proposal[] = [];
  for (const one of wires) {
    const header = readHeader(one);
    if (!header.ok) return no(`what it replaces: ${header.error.reason}`);
    read.push(header.value);
  }
  const isWhole = read.length === ids.length && read.every(({ id }, index) => id === ids[index]);
  return isWhole ? ok(read) : no("what it replaces is not what its header names");
}

/** [L49] A withdrawal that is named is there; who left the charter is named by those who signed. */
function readNamed(
  wires: readonly Bytes[],
  { named, parent, charter }: Proposal,
  replaced: readonly Proposal[],
): Result<readonly NamedParty[], Refusal> {
  const cards = new Map<string, PartyCard>(
    replaced.flatMap(({ electorate }) => electorate.map((one) => [one.id, one])),
  );
  const found: NamedParty[] = [];
  let next = 0;
  for (const { party: id, withdrawal } of named) {
    const party = cards.get(id);
    if (party === undefined) return no("it names a party that had no voice");
    found.push({ party, how: withdrawal === null ? "left" : "withdrew" });
    if (withdrawal === null) continue;
    const read = readWithdrawal(wires[next++] ?? new Uint8Array(0));
    if (!read.ok) return no(`withdrawal: ${read.error.reason}`);
    const isNamed = read.value.id === withdrawal && read.value.party === id && read.value.charter === charter;
    if (!isNamed || parent === null || !leaves(read.value, parent))
      return no("a withdrawal is not the one that is named");
  }
  return next === wires.length ? ok(found) : no("a withdrawal that nothing names");
}

function missingWords({ conditions, electorate }: Proposal, { voices }: Tally): string {
  const ratified = new Set(voices.map(({ party }) => party));
  const lacking = conditions.indispensable.filter((party) => !ratified.has(party));
  const names = electorate.filter(({ id }) => lacking.includes(id)).map(({ name }) => name);
  const count = `${voices.length} of ${conditions.needed} needed parties ratified`;
  if (names.length > 0) return `${count}, and not ${names.join(", ")}`;
  return voices.length < conditions.needed ? count : "too few parties of what it replaces ratified";
}

/** [L32] At most one for each counted ballot, in the order of the ballots, each by another hand of the same party. */
function readConfirmations(
  wires: readonly Bytes[],
  counted: readonly Ballot[],
): Result<ReadonlyMap<BallotId, Confirmation>, Refusal> {
  const found = new Map<BallotId, Confirmation>();
  let last = -1;
  for (const one of wires) {
    const read = readConfirmation(one);
    if (!read.ok) return no(`confirmation: ${read.error.reason}`);
    const at = counted.findIndex((ballot) => ballot.id === read.value.ballot);
    const ballot = counted[at];
    if (ballot === undefined || at <= last) return no("a confirmation of no ballot here, or out of order");
    if (read.value.choice !== "confirm" || read.value.party !== ballot.party || read.value.by?.id === ballot.by.id)
      return no("a confirmation that confirms nothing");
    last = at;
    found.set(ballot.id, read.value);
  }
  return ok(found);
}
