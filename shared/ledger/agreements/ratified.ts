/** Whether a text of the charter is ratified in a past. PROTOCOL.md, L24. */
import type { LogPosition } from "../log/envelope.ts";
import { ballotKind } from "../statements/ballot.ts";
import type { Statements } from "../statements/kind.ts";
import { proposalKind } from "../statements/proposal.ts";

/** `holds`: whether a place is in that past. */
export function isRatified(said: Statements, holds: (place: LogPosition) => boolean): boolean {
  const parties = new Map<string, Set<string>>();
  for (const [{ proposal, choice, party }, place] of said.all(ballotKind))
    if (choice === "ratify" && holds(place)) parties.set(proposal, (parties.get(proposal) ?? new Set()).add(party));
  return said
    .all(proposalKind)
    .some(([{ id, needed }, place]) => (parties.get(id)?.size ?? 0) >= needed && holds(place));
}
