/** What is agreed on besides the words, as a person fills it in, and the plan that it means. */

import { isDay } from "../../../shared/base/days.ts";
import type { ClauseId, PartyId } from "../../../shared/base/ids.ts";
import { type Conditions, type ConditionsPlan, conditionLimits } from "../../../shared/charter/parties/conditions.ts";
import { readWhole } from "./termForm.ts";

export interface ConditionForm {
  /** Null: all. */
  readonly needed: number | null;
  readonly indispensable: readonly PartyId[];
  /** Null: as many as are needed. */
  readonly entersAt: number | null;
  readonly delayDays: string;
  readonly joinDelayDays: string;
  readonly reviews: readonly string[];
  readonly binds: Conditions["binds"];
  readonly reservations: "none" | "any" | "some";
  readonly reservable: readonly ClauseId[];
  readonly accession: "closed" | "open" | "consent";
  readonly consents: string;
  readonly withdrawal: "notice" | "never";
  readonly withdrawalDays: string;
  readonly form: Conditions["form"];
}

export type ConditionFormFault =
  | "delayDays"
  | "joinDelayDays"
  | "reviews"
  | "reservable"
  | "consents"
  | "withdrawalDays";

/** `parties`: how many are asked. */
export function formOfConditions(conditions: Conditions, parties: number): ConditionForm {
  const { needed, entry, reservations, accession, withdrawalDays, ...others } = conditions;
  return {
    ...others,
    needed: needed === parties ? null : needed,
    entersAt: entry.at === needed ? null : entry.at,
    delayDays: String(entry.delayDays),
    joinDelayDays: String(entry.joinDelayDays),
    reservations: typeof reservations === "string" ? reservations : "some",
    reservable: typeof reservations === "string" ? [] : reservations,
    accession: typeof accession === "string" ? accession : "consent",
    consents: typeof accession === "string" ? "1" : String(accession),
    withdrawal: withdrawalDays === null ? "never" : "notice",
    withdrawalDays: String(withdrawalDays ?? usualNotice),
  };
}

const usualNotice = 365;

/** More than half of them, the fewest first; all is left out. */
export const thresholdsOf = (parties: number): readonly number[] =>
  Array.from({ length: parties }, (_, index) => index + 1).filter((needed) => 2 * needed > parties && needed < parties);

/** More than are needed. */
export const entriesOf = (needed: number | null, parties: number): readonly number[] =>
  Array.from({ length: parties - (needed ?? parties) }, (_, index) => (needed ?? parties) + index + 1);

/** With another threshold: what depends on it goes with it. */
export const withNeeded = (form: ConditionForm, needed: number | null): ConditionForm => ({
  ...form,
  needed,
  entersAt: needed !== null && form.entersAt !== null && form.entersAt > needed ? form.entersAt : null,
  ...(needed === null ? { indispensable: [], binds: "ratifiers" as const } : {}),
});

export function readConditions(
  form: ConditionForm,
):
  | { readonly ok: true; readonly conditions: ConditionsPlan }
  | { readonly ok: false; readonly faults: readonly ConditionFormFault[] } {
  const faults: ConditionFormFault[] = [];
  const number = (field: ConditionFormFault, text: string, min: number, max: number): number => {
    const read = readWhole(text, min, max);
    if (read === null) faults.push(field);
    return read ?? min;
  };
  const { days, consents } = conditionLimits;
  const conditions: ConditionsPlan = {
    needed: form.needed,
    indispensable: form.indispensable,
    entry: {
      at: form.entersAt,
      delayDays: number("delayDays", form.delayDays, 0, days),
      joinDelayDays: number("joinDelayDays", form.joinDelayDays, 0, days),
    },
    reviews: form.reviews,
    binds: form.binds,
    reservations: form.reservations === "some" ? form.reservable : form.reservations,
    accession: form.accession === "consent" ? number("consents", form.consents, 1, consents) : form.accession,
    withdrawalDays: form.withdrawal === "never" ? null : number("withdrawalDays", form.withdrawalDays, 0, days),
    form: form.form,
  };
  if (new Set(form.reviews).size < form.reviews.length || !form.reviews.every(isDay)) faults.push("reviews");
  if (form.reservations === "some" && form.reservable.length === 0) faults.push("reservable");
  return faults.length > 0 ? { ok: false, faults } : { ok: true, conditions };
}
