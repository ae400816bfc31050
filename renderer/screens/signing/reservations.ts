/** What is reserved of a text: what others keep for themselves, and what this party is about to. Pure. */
import type { BallotView, SignedClause, SigningView } from "../../../shared/api/agreements.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { Reserved } from "../../../shared/charter/parties/reserved.ts";

export interface GivenReservation {
  readonly party: PartyRef;
  readonly reserved: Reserved;
}

/** Of a clause, by ballots that ratify and count; delegates of one party who say the same say it once. */
export function reservedBy(ballots: readonly BallotView[], clause: ClauseId): readonly GivenReservation[] {
  const given = new Map<string, GivenReservation>();
  for (const { party, choice, standing, reservations } of ballots)
    if (choice === "ratify" && standing === "counts")
      for (const reserved of reservations)
        if (reserved.clause === clause) given.set(JSON.stringify([party.id, reserved]), { party, reserved });
  return [...given.values()];
}

/** Null: nothing may be reserved of it, by this device now. */
export function reservableBy(
  { entry, clauses }: Pick<SigningView, "entry" | "clauses">,
  id: ClauseId,
): SignedClause | null {
  return entry.canCast ? (clauses.find((clause) => clause.id === id && clause.isReservable) ?? null) : null;
}

/** One of each kind for a clause: who says it anew means the new words. */
export const withReservation = (all: readonly Reserved[], one: Reserved): readonly Reserved[] => [
  ...without(all, one),
  one,
];

export const without = (all: readonly Reserved[], { clause, how }: Reserved): readonly Reserved[] =>
  all.filter((kept) => kept.clause !== clause || kept.how !== how);
