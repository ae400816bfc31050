/** Which texts of the charter are ratified in a past. PROTOCOL.md, L24 and L49. */
import type { ProposalId } from "../../base/ids.ts";
import type { LogPosition } from "../log/envelope.ts";
import { type Ballot, ballots } from "../statements/ballot.ts";
import type { KindOf, Placed, Statements } from "../statements/kind.ts";
import { type Proposal, proposals } from "../statements/proposal.ts";
import { replacedQuorums, tallyOf } from "./tally.ts";

/** `heard`: the statements of that past. Ballots of ended devices count here: who ended a device later changes no past. */
export function ratifiedIn(heard: <T>(kind: KindOf<T>) => readonly Placed<T>[]): ReadonlySet<ProposalId> {
  const cast = Map.groupBy(heard(ballots), ([{ proposal }]) => proposal);
  const known = new Map<ProposalId, Proposal>(heard(proposals).map(([proposal]) => [proposal.id, proposal]));
  const ratified = new Set<ProposalId>();
  for (const proposal of known.values()) {
    const own: readonly Ballot[] = (cast.get(proposal.id) ?? []).map(([ballot]) => ballot);
    const replaced = replacedQuorums(proposal, (id) => known.get(id));
    if (own.length > 0 && tallyOf(proposal, own, replaced).ratifiedAt !== null) ratified.add(proposal.id);
  }
  return ratified;
}

/** `holds`: whether a place is in that past. */
export const isRatified = (said: Statements, holds: (place: LogPosition) => boolean): boolean =>
  ratifiedIn((kind) => said.all(kind).filter(([, place]) => holds(place))).size > 0;
