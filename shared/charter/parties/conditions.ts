/** What the parties agree on about a text besides its words: how it is ratified, whom it binds, and how one joins or leaves. */

import { addDays, dayOf } from "../../base/days.ts";
import type { ClauseId, PartyId } from "../../base/ids.ts";
import type { Term } from "./term.ts";
import { firstPossibleEnd, type TermDates, termDates } from "./term.ts";

export type Reservable = "none" | "any" | readonly ClauseId[];
/** Who may accede to a text in force: nobody, everybody, or who has the consent of so many parties that it binds. */
export type Accession = "closed" | "open" | number;
export type Form = "signed" | "practised";

export interface Conditions {
  /** Parties that must ratify, of the electorate: more than half. */
  readonly needed: number;
  /** Parties without which it is not ratified, in ascending order. */
  readonly indispensable: readonly PartyId[];
  readonly entry: {
    /** It enters into force by the ratification of so many parties: `needed` or more. */
    readonly at: number;
    /** Days after that ratification. */
    readonly delayDays: number;
    /** Who consents after the day of that ratification is bound so many days after, and not before the text is in force. */
    readonly joinDelayDays: number;
  };
  /** Days on which the parties meet about it, in order. */
  readonly reviews: readonly string[];
  /** Whom it binds once it is in force: who ratified it, or its whole electorate. */
  readonly binds: "ratifiers" | "all";
  readonly reservations: Reservable;
  readonly accession: Accession;
  /** Days of notice of who leaves; null: nobody leaves while it is in force. */
  readonly withdrawalDays: number | null;
  readonly form: Form;
}

/** As they are asked for: `needed` null is all parties, `at` null as many as are needed. */
export type ConditionsPlan = Omit<Conditions, "needed" | "entry"> & {
  readonly needed: number | null;
  readonly entry: Omit<Conditions["entry"], "at"> & { readonly at: number | null };
};

/** For so many parties; lists in the order in which they are signed. */
export function plannedConditions({ needed, entry, ...others }: ConditionsPlan, parties: number): Conditions {
  const most = needed ?? parties;
  return {
    ...others,
    needed: most,
    indispensable: [...others.indispensable].sort(),
    entry: { ...entry, at: entry.at ?? most },
    reviews: [...others.reviews].sort(),
    reservations: typeof others.reservations === "string" ? others.reservations : [...others.reservations].sort(),
  };
}

/** [L51] Delegates that a party may ask for. */
export const maxSigners = 64;

export const conditionLimits = { days: 3650, reviews: 64, reservable: 10_000, consents: 256 } as const;

/** Where nothing else was agreed: twelve months of notice are those of article 56(2) of the Vienna Convention. */
export const usualConditions = (parties: number): Conditions => ({
  needed: parties,
  indispensable: [],
  entry: { at: parties, delayDays: 0, joinDelayDays: 0 },
  reviews: [],
  binds: "ratifiers",
  reservations: "any",
  accession: "closed",
  withdrawalDays: 365,
  form: "signed",
});

export type ConditionFault =
  | "noMajority"
  | "strangerIndispensable"
  | "entryBeforeRatified"
  | "entryBeyondParties"
  | "notInOrder";

/** [L12] Why nothing could be ratified by these conditions, or nobody could say later whether it was; null: it could. */
export function conditionFault(conditions: Conditions, electorate: readonly PartyId[]): ConditionFault | null {
  const { needed, indispensable, entry, reviews, reservations } = conditions;
  if (needed > electorate.length || 2 * needed <= electorate.length) return "noMajority";
  if (!indispensable.every((party) => electorate.includes(party))) return "strangerIndispensable";
  if (entry.at < needed) return "entryBeforeRatified";
  if (entry.at > electorate.length) return "entryBeyondParties";
  const ordered = [indispensable, reviews, typeof reservations === "string" ? [] : reservations];
  return ordered.every(isAscending) ? null : "notInOrder";
}

const isAscending = (values: readonly string[]): boolean =>
  values.every((value, index) => index === 0 || (values[index - 1] ?? "") < value);

/** [L14] `at`: when the ballot was cast by which it enters into force. Milliseconds since 1970. */
export const entryDates = ({ entry }: Pick<Conditions, "entry">, term: Term, at: number): TermDates =>
  termDates(term, addDays(dayOf(at), entry.delayDays));

/** The first day on which the term can end, where it is proposed on `proposedOn`; null: it is open-ended. */
export const earliestEnd = ({ entry }: Pick<Conditions, "entry">, term: Term, proposedOn: string): string | null =>
  firstPossibleEnd(term, addDays(proposedOn, entry.delayDays));

/** Whether a reservation to a clause is allowed. */
export const isReservable = ({ reservations }: Pick<Conditions, "reservations">, clause: ClauseId): boolean =>
  reservations === "any" || (reservations !== "none" && reservations.includes(clause));
