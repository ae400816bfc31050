/** Proof of ratification that needs nothing else: the proposal and enough ballots. PROTOCOL.md, L14. */
import type { Bytes } from "../base/bytes.ts";
import { decodeCbor, encodeCbor } from "../base/cbor.ts";
import type { PartyId } from "../base/ids.ts";
import { bytes, list, oneOf, tuple } from "../base/parse.ts";
import { err, ok, type Result } from "../base/result.ts";
import { decodeContent, decodeContent1 } from "../charter/canonical.ts";
import { termDates } from "../charter/term.ts";
import type { CertificateView } from "./model.ts";
import { answers, type Ballot, compareBallots, type Proposal, readBallot, readProposal } from "./statements.ts";

const domain = "tessera/certificate/1";
const maxBytes = 16 * 1024 * 1024;
const parseCertificate = tuple(
  oneOf(domain),
  bytes({ max: maxBytes }),
  list(bytes({ max: 256 * 1024 }), { min: 1, max: 256 }),
);

/** [L14] One ratifying ballot per party, the earliest, in ascending order of party. */
export function countedBallots(proposal: Proposal, ballots: readonly Ballot[]): readonly Ballot[] {
  const counted = new Map<PartyId, Ballot>();
  for (const ballot of [...ballots].sort(compareBallots))
    if (ballot.choice === "ratify" && answers(ballot, proposal) && !counted.has(ballot.party))
      counted.set(ballot.party, ballot);
  return [...counted.values()];
}

/** When the last needed party ratified, by the parties' own clocks; null while too few have. */
export function ratifiedAt(proposal: Proposal, counted: readonly Ballot[]): number | null {
  const times = counted.map((ballot) => ballot.time).sort((a, b) => a - b);
  return times[proposal.needed - 1] ?? null;
}

/** `ballots` are the statements on the wire, in the order of `countedBallots`. */
export const encodeCertificate = (proposal: Bytes, ballots: readonly Bytes[]): Bytes =>
  encodeCbor([domain, proposal, ballots]);

export function verifyCertificate(wire: Bytes): Result<CertificateView, { readonly reason: string }> {
  const parsed = wire.length > maxBytes ? null : parseCertificate(decodeCbor(wire));
  if (!parsed?.ok) return err({ reason: "not a certificate" });
  const [, proposalWire, ballotWires] = parsed.value;
  const read = readProposal(proposalWire);
  if (!read.ok) return err({ reason: `proposal: ${read.error.reason}` });
  const { proposal, contentBytes } = read.value;
  const ballots: Ballot[] = [];
  for (const ballotWire of ballotWires) {
    const ballot = readBallot(ballotWire);
    if (!ballot.ok) return err({ reason: `ballot: ${ballot.error.reason}` });
    if (!answers(ballot.value, proposal)) return err({ reason: "a ballot answers another proposal" });
    ballots.push(ballot.value);
  }
  const counted = countedBallots(proposal, ballots);
  if (counted.length !== ballots.length || counted.some((ballot, index) => ballot !== ballots[index]))
    return err({ reason: "the ballots are not one per party, in ascending order" });
  const at = ratifiedAt(proposal, counted);
  if (at === null) return err({ reason: `${counted.length} of ${proposal.needed} needed parties ratified` });
  const current = decodeContent(contentBytes);
  const content = current.ok ? current : decodeContent1(contentBytes);
  if (!content.ok) return err({ reason: content.error.kind });
  const { startsOn, endsOn } = termDates(proposal.term, at);
  return ok({
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
    ratifiedAt: at,
    needed: proposal.needed,
    proposedBy: { party: proposal.by.party, person: proposal.by.person, at: proposal.time },
    parties: proposal.electorate,
    signatures: counted.map((ballot) => ({
      party: ballot.party,
      person: ballot.by.person,
      statement: ballot.statement,
      castAt: ballot.time,
      device: ballot.by.id,
      signature: ballot.signature,
    })),
  });
}
