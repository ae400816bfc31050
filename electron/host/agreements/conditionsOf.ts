/** Under which conditions a plan puts a text up, and by whose voices. Pure. */
import type { ProposalPlan } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import {
  type Conditions,
  conditionFault,
  plannedConditions,
  usualConditions,
} from "../../../shared/charter/parties/conditions.ts";
import type { Membership } from "../../../shared/ledger/members/governance.ts";
import { type Ballot, ratifiedBy } from "../../../shared/ledger/statements/ballot.ts";
import type { NamedLeaving, Proposal } from "../../../shared/ledger/statements/proposal.ts";
import { leaves, type Withdrawal } from "../../../shared/ledger/statements/withdrawal.ts";

/** `electorate`: in ascending order. */
export function conditionsOf(
  plan: ProposalPlan,
  base: Proposal | null,
  electorate: readonly PartyId[],
): Result<Conditions, HostError> {
  const conditions =
    plan.conditions != null ? plannedConditions(plan.conditions, electorate.length) : asBefore(base, electorate);
  const fault = conditionFault(conditions, electorate);
  if (fault !== null) return err({ kind: "conditionsImpossible", fault });
  if (conditions.binds === "all" && conditions.needed < electorate.length && base?.conditions.binds !== "all")
    return err({ kind: "conditionsImpossible", fault: "bindsTheUnwilling" });
  return ok(conditions);
}

/** A later text is ratified as the one before it was, by the parties that there are now. */
function asBefore(base: Proposal | null, electorate: readonly PartyId[]): Conditions {
  const usual = usualConditions(electorate.length);
  if (base === null) return usual;
  const { conditions } = base;
  const isByAll = conditions.needed === base.electorate.length;
  const majority = Math.floor(electorate.length / 2) + 1;
  const needed = isByAll ? electorate.length : Math.min(electorate.length, Math.max(majority, conditions.needed));
  const isLater = conditions.entry.at > conditions.needed;
  return {
    ...conditions,
    needed,
    indispensable: conditions.indispensable.filter((party) => electorate.includes(party)),
    entry: {
      ...conditions.entry,
      at: isLater ? Math.min(electorate.length, Math.max(needed, conditions.entry.at)) : needed,
    },
    reviews: [],
  };
}

/** [L49] Whose voices are asked for, and who left what it builds on. In ascending order. */
export function electorateOf(
  membership: Membership,
  base: Proposal | null,
  withdrawals: readonly Withdrawal[],
  /** Parties that took their notice back, or joined anew: they are asked, and named all the same. */
  staying: ReadonlySet<PartyId>,
): { readonly electorate: readonly PartyId[]; readonly named: readonly NamedLeaving[] } {
  const withdrew = new Map<PartyId, Withdrawal>();
  for (const one of withdrawals) if (base !== null && leaves(one, base.id)) withdrew.set(one.party, one);
  const named = (base?.electorate ?? []).flatMap(({ id: party }): readonly NamedLeaving[] => {
    if (!membership.parties.has(party)) return [{ party, withdrawal: null }];
    const withdrawal = withdrew.get(party);
    return withdrawal === undefined ? [] : [{ party, withdrawal: withdrawal.id }];
  });
  const without = new Set(named.flatMap(({ party }) => (staying.has(party) ? [] : [party])));
  const electorate = [...membership.parties.keys()].filter((party) => !without.has(party)).sort();
  return { electorate, named };
}

/** [L49] What a proposal replaces because a party that it names ratified it. */
export const releasedBy = (
  named: readonly NamedLeaving[],
  withdrawals: readonly Withdrawal[],
  ballots: readonly Ballot[],
): readonly ProposalId[] => [
  ...new Set(
    named.flatMap(({ party, withdrawal }) =>
      withdrawal === null
        ? ratifiedBy(party, ballots)
        : (withdrawals.find(({ id }) => id === withdrawal)?.released ?? []),
    ),
  ),
];
