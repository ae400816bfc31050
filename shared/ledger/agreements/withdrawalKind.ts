/** What a withdrawal must be where it stands, to count. PROTOCOL.md, L50. */

import { addDays, dayOf } from "../../base/days.ts";
import { joiningFaults } from "../../charter/parties/joiningFaults.ts";
import { ballots, ratifiedBy } from "../statements/ballot.ts";
import type { StatementKind } from "../statements/kind.ts";
import { type Proposal, proposals } from "../statements/proposal.ts";
import { leaves, readWithdrawal, type Withdrawal, withdrawals } from "../statements/withdrawal.ts";

/** [L50] The first day on which a notice that is given on `day` can take effect; null: nobody leaves this text. */
export const earliestLeave = ({ conditions }: Proposal, day: string): string | null =>
  conditions.withdrawalDays === null ? null : addDays(day, conditions.withdrawalDays);

/**
 * [L50] From which day on a notice frees its party of a text; null: never. One that names all texts is judged for each
 * of them, as if it had been given for it.
 */
export function leavesOn(notice: Withdrawal, proposal: Proposal): string | null {
  if (!leaves(notice, proposal.id)) return null;
  const earliest = earliestLeave(proposal, dayOf(notice.time));
  return earliest === null || earliest > notice.effectiveOn ? earliest : notice.effectiveOn;
}

/** [L50] It counts from the device that signed it, for the party it was admitted for. */
export const withdrawalKind: StatementKind<Withdrawal> = {
  ...withdrawals,
  read: readWithdrawal,
  fault(withdrawal, { charter, author, heard, heardAll }) {
    if (withdrawal.charter !== charter) return "another charter's withdrawal";
    if (withdrawal.by.id !== author.card.id) return "somebody else's withdrawal";
    if (withdrawal.party !== author.card.party) return "a withdrawal for a party that the device was not admitted for";
    const cast = heardAll(ballots).map(([ballot]) => ballot);
    const ratified = new Set(ratifiedBy(withdrawal.party, cast));
    if ([...ratified].sort().join() !== withdrawal.released.join())
      return "it does not release what the party ratified";
    if (withdrawal.proposal === null) return null;
    const proposal = heard(proposals, withdrawal.proposal);
    if (proposal === null) return "a withdrawal from a proposal that is not in its past";
    const earliest = earliestLeave(proposal, dayOf(withdrawal.time));
    if (earliest === null) return joiningFaults.neverLeaves;
    return withdrawal.effectiveOn < earliest ? joiningFaults.shortNotice : null;
  },
};
