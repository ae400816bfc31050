/** Whether a party may be invited without asking the others. Pure. PROTOCOL.md, L24. */
import type { PartyId } from "../../base/ids.ts";
import type { SaidSet } from "../statements/kind.ts";
import { proposals } from "../statements/proposal.ts";
import { accedersOf } from "./joined.ts";
import { readLineage } from "./lineage.ts";
import { ratifiedIn } from "./ratified.ts";

/**
 * [L24] Nothing is ratified in this set; or a text is that nothing ratified there comes after, and it is open to all, or
 * this party has acceded to it with all the consents that it takes. Null: no party in particular.
 */
export function asksNobody(said: SaidSet, party: PartyId | null): boolean {
  const ratified = ratifiedIn(said.all);
  if (ratified.size === 0) return true;
  const known = new Map(said.all(proposals).map(([proposal]) => [proposal.id, proposal]));
  const { before } = readLineage(known);
  const replaced = new Set([...ratified].flatMap((id) => [...before(id)]));
  return [...ratified].some((id) => {
    const proposal = known.get(id);
    if (proposal === undefined || replaced.has(id)) return false;
    if (proposal.conditions.accession === "open") return true;
    return party !== null && accedersOf(proposal, said).some((one) => one.party === party && one.at !== null);
  });
}
