/** What a proposal must be where it stands, to count. PROTOCOL.md, L12, L49 and L51. */
import type { PartyId } from "../../base/ids.ts";
import { ok } from "../../base/result.ts";
import type { Membership } from "../members/governance.ts";
import { ballots, ratifiedBy } from "../statements/ballot.ts";
import type { Hearing, StatementKind } from "../statements/kind.ts";
import { type NamedLeaving, type Proposal, proposals, readProposal } from "../statements/proposal.ts";
import { releases } from "../statements/release.ts";
import { signersKind, signersOf } from "../statements/signers.ts";
import { leaves, withdrawals } from "../statements/withdrawal.ts";
import { namedBy, readLineage } from "./lineage.ts";
import { mayName } from "./quorum.ts";
import { ratifiedIn } from "./ratified.ts";
import { quorumOf } from "./tally.ts";

/** [L12] It counts where its author may propose, to the parties of its past, on proposals of its past. */
export const proposalKind: StatementKind<Proposal> = {
  ...proposals,
  read(body) {
    const read = readProposal(body);
    return read.ok ? ok(read.value.proposal) : read;
  },
  fault(proposal, hearing) {
    const { charter, author, heard } = hearing;
    if (proposal.charter !== charter) return "another charter's proposal";
    if (proposal.by.id !== author.card.id) return "somebody else's proposal";
    if (proposal.by.party !== author.card.party) return "a proposal for a party that the device was not admitted for";
    if (namedBy(proposal).some((id) => heard(proposals, id) === null))
      return "it names a proposal that is not in its past";
    return (
      faultOfElectorate(proposal, hearing) ??
      faultOfNamed(proposal, hearing) ??
      faultOfReplaced(proposal, hearing) ??
      faultOfForm(proposal, hearing)
    );
  },
};

/** The parties of its past, less those that left the text that it builds on. */
function faultOfElectorate({ electorate, named, signers }: Proposal, { membership, heardAll }: Hearing): string | null {
  const asked = new Set(electorate.map(({ id }) => id));
  if (electorate.some(({ id }) => !membership.parties.has(id)))
    return "the electorate is not of the parties of its past";
  const mayLack = new Set(named.map(({ party }) => party));
  if ([...membership.parties.keys()].some((id) => !asked.has(id) && !mayLack.has(id)))
    return "the electorate is not the parties of its past";
  const said = heardAll(signersKind);
  return electorate.every(({ id }, index) => signers[index] === signersOf(said, membership, id))
    ? null
    : "a party asks for another number of its delegates";
}

/** [L49] Who is named has left, and the proposal comes after all that it ratified. */
function faultOfNamed(proposal: Proposal, { heard, heardAll, membership }: Hearing): string | null {
  const { parent, named } = proposal;
  if (parent === null || named.length === 0) return null;
  const base = heard(proposals, parent);
  const known = new Map(heardAll(proposals).map(([one]) => [one.id, one]));
  const replaced = readLineage(known.set(proposal.id, proposal)).before(proposal.id);
  const cast = heardAll(ballots).map(([ballot]) => ballot);
  const faultOf = ({ party, withdrawal: id }: NamedLeaving): string | null => {
    if (!base?.electorate.some((one) => one.id === party)) return "it names a party that had no voice";
    if (id === null) {
      if (membership.parties.has(party)) return "it names a party that has not left";
      return ratifiedBy(party, cast).every((one) => replaced.has(one))
        ? null
        : "it leaves out what a party ratified that left";
    }
    const withdrawal = heard(withdrawals, id);
    if (withdrawal === null || withdrawal.party !== party) return "it names a withdrawal that is not in its past";
    // [L55] It may be named, for its voice, and is asked like the others.
    if (heard(releases, id) !== null && !proposal.electorate.some((one) => one.id === party))
      return "it leaves out a party that took its notice back";
    if (!leaves(withdrawal, parent)) return "it names a withdrawal from another text";
    return withdrawal.released.every((one) => replaced.has(one))
      ? null
      : "it leaves out what a party ratified that withdrew";
  };
  const fault = named.map(faultOf).find((one) => one !== null) ?? null;
  if (fault !== null || base === null) return fault;
  const removed = new Set(named.flatMap(({ party }) => (isRemoved(membership, party) ? [party] : [])));
  const withdrew = new Set(named.flatMap(({ party }) => (removed.has(party) ? [] : [party])));
  return mayName(quorumOf(base), withdrew, removed) ? null : "too few parties remain of those that others removed";
}

/** By others, and not by itself. */
const isRemoved = ({ parties, decisions }: Membership, party: PartyId): boolean =>
  !parties.has(party) &&
  [...decisions.values()].some(({ removes, consented, needed }) => removes === party && consented.length >= needed);

/** [L49] What was ratified is not set aside without its own quorum. */
function faultOfReplaced({ supersedes, ratifiedBefore }: Proposal, { heardAll }: Hearing): string | null {
  // Whoever replaces nothing asks nothing of all ballots.
  if (supersedes.length === 0) return null;
  const ratified = ratifiedIn(heardAll);
  return supersedes.every((id) => ratified.has(id) === ratifiedBefore.includes(id))
    ? null
    : "it does not say what was ratified of what it supersedes";
}

/** [L52] Nobody is bound who never agreed to that; and what is prolonged is the same text. */
function faultOfForm(proposal: Proposal, { heard, heardAll }: Hearing): string | null {
  const { parent, purpose, conditions, electorate, contentHash } = proposal;
  const base = parent === null ? null : heard(proposals, parent);
  if (purpose === "prolongation" && base?.contentHash !== contentHash) return "it prolongs another text";
  if (conditions.binds === "ratifiers" || conditions.needed === electorate.length) return null;
  if (base === null || base.conditions.binds !== "all" || !ratifiedIn(heardAll).has(base.id))
    return "nothing is ratified that lets it bind those who do not ratify";
  const bound = new Set(base.electorate.map(({ id }) => id));
  return electorate.every(({ id }) => bound.has(id)) ? null : "it would bind a party that never agreed to be bound so";
}
