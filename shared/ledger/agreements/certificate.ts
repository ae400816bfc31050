/** Proof of ratification that needs nothing else: the proposal and enough ballots. PROTOCOL.md, L14. */
import type { Bytes } from "../../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../base/cbor.ts";
import type { PartyId } from "../../base/ids.ts";
import { bytes, list, oneOf, tuple } from "../../base/parse.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { termDates } from "../../charter/parties/term.ts";
import { decodeContent } from "../../charter/text/canonical.ts";
import type { CertificateView } from "../members/model.ts";
import {
  answers,
  type Ballot,
  type BallotId,
  castAt,
  compareBallots,
  isLate,
  readBallot,
} from "../statements/ballot.ts";
import { type Confirmation, readConfirmation } from "../statements/confirmation.ts";
import { type Proposal, readProposal } from "../statements/proposal.ts";
import { verifyCertificate1 } from "./certificate1.ts";

const domain = "tessera/certificate/2";
const domain1 = "tessera/certificate/1";
const maxBytes = 16 * 1024 * 1024;
const proposalWire = bytes({ max: maxBytes });
const ballotWires = list(bytes({ max: 256 * 1024 }), { min: 1, max: 256 });
const parseCertificate = tuple(oneOf(domain), proposalWire, ballotWires, list(bytes({ max: 64 * 1024 }), { max: 256 }));
const parseCertificate1 = tuple(oneOf(domain1), proposalWire, ballotWires);

/** [L14] One ratifying ballot per party, in time and the earliest, in ascending order of party. */
export function countedBallots(proposal: Proposal, ballots: readonly Ballot[]): readonly Ballot[] {
  const counted = new Map<PartyId, Ballot>();
  for (const ballot of [...ballots].sort(compareBallots))
    if (
      ballot.choice === "ratify" &&
      answers(ballot, proposal) &&
      !isLate(ballot, proposal) &&
      !counted.has(ballot.party)
    )
      counted.set(ballot.party, ballot);
  return [...counted.values()];
}

/** When the last needed party ratified, by the parties' own clocks; null while too few have. */
export function ratifiedAt(proposal: Proposal, counted: readonly Ballot[]): number | null {
  const times = counted.map((ballot) => castAt(ballot, proposal)).sort((a, b) => a - b);
  return times[proposal.needed - 1] ?? null;
}

/**
 * `ballots` are the statements on the wire, in the order of `countedBallots`; `confirmations`: of those ballots that
 * count only by them [L32], in the same order.
 */
export const encodeCertificate = (
  proposal: Bytes,
  ballots: readonly Bytes[],
  confirmations: readonly Bytes[] = [],
): Bytes => encodeCbor([domain, proposal, ballots, confirmations]);

export function verifyCertificate(wire: Bytes): Result<CertificateView, { readonly reason: string }> {
  const decoded = wire.length > maxBytes ? null : decodeCbor(wire);
  const first = parseCertificate1(decoded);
  if (first.ok) return verifyCertificate1(first.value[1], first.value[2]);
  const parsed = parseCertificate(decoded);
  if (!parsed.ok) return err({ reason: "not a certificate" });
  const [, proposalBytes, ballotsBytes, confirmationsBytes] = parsed.value;
  const read = readProposal(proposalBytes);
  if (!read.ok) return err({ reason: `proposal: ${read.error.reason}` });
  const { proposal, contentBytes } = read.value;
  const ballots: Ballot[] = [];
  for (const ballotBytes of ballotsBytes) {
    const ballot = readBallot(ballotBytes);
    if (!ballot.ok) return err({ reason: `ballot: ${ballot.error.reason}` });
    if (!answers(ballot.value, proposal)) return err({ reason: "a ballot answers another proposal" });
    if (isLate(ballot.value, proposal)) return err({ reason: "a ballot after the last day for ballots" });
    ballots.push(ballot.value);
  }
  const counted = countedBallots(proposal, ballots);
  if (counted.length !== ballots.length || counted.some((ballot, index) => ballot !== ballots[index]))
    return err({ reason: "the ballots are not one per party, in ascending order" });
  const confirmations = readConfirmations(confirmationsBytes, counted);
  if (!confirmations.ok) return confirmations;
  const at = ratifiedAt(proposal, counted);
  if (at === null) return err({ reason: `${counted.length} of ${proposal.needed} needed parties ratified` });
  const content = decodeContent(contentBytes);
  if (!content.ok) return err({ reason: content.error.kind });
  const { startsOn, endsOn } = termDates(proposal.term, at);
  return ok({
    version: 2,
    id: proposal.id,
    charter: proposal.charter,
    parent: proposal.parent,
    purpose: proposal.purpose,
    title: proposal.title,
    language: proposal.language,
    text: content.value.text,
    contentBytes,
    contentHash: proposal.contentHash,
    note: proposal.note,
    term: proposal.term,
    startsOn,
    endsOn,
    closesOn: proposal.closesOn,
    ratifiedAt: at,
    needed: proposal.needed,
    proposedBy: { party: proposal.by.party, person: proposal.by.person, at: proposal.time },
    parties: proposal.electorate,
    left: [],
    signatures: counted.map((ballot) => {
      const confirmation = confirmations.value.get(ballot.id);
      return {
        party: ballot.party,
        person: ballot.by.person,
        statement: ballot.statement,
        castAt: castAt(ballot, proposal),
        device: ballot.by.id,
        signature: ballot.signature,
        confirmed:
          confirmation === undefined ? null : { person: confirmation.by?.person ?? null, at: confirmation.time },
      };
    }),
  });
}

/** [L32] At most one for each counted ballot, in the order of the ballots, each by another hand of the same party. */
function readConfirmations(
  wires: readonly Bytes[],
  counted: readonly Ballot[],
): Result<ReadonlyMap<BallotId, Confirmation>, { readonly reason: string }> {
  const found = new Map<BallotId, Confirmation>();
  let last = -1;
  for (const wire of wires) {
    const read = readConfirmation(wire);
    if (!read.ok) return err({ reason: `confirmation: ${read.error.reason}` });
    const at = counted.findIndex((ballot) => ballot.id === read.value.ballot);
    const ballot = counted[at];
    if (ballot === undefined || at <= last) return err({ reason: "a confirmation of no ballot here, or out of order" });
    if (read.value.choice !== "confirm" || read.value.party !== ballot.party || read.value.by?.id === ballot.by.id)
      return err({ reason: "a confirmation that confirms nothing" });
    last = at;
    found.set(ballot.id, read.value);
  }
  return ok(found);
}
