/** The term as a person fills it in, and the `Term` it means. */

import { isDay } from "../../../shared/base/days.ts";
import type { Term } from "../../../shared/charter/parties/term.ts";
import { defaultNoticeDays } from "../../../shared/charter/parties/term.ts";

export interface TermForm {
  readonly starts: "onRatification" | "onDate";
  readonly from: string;
  /** `kept` and `carried`: of an amendment, see `ProposalPlan`. */
  readonly length: "kept" | "carried" | "time" | "until" | "open";
  readonly count: string;
  readonly unit: "years" | "months";
  readonly until: string;
  readonly noticeDays: string;
}

export const usualTerm: TermForm = {
  starts: "onRatification",
  from: "",
  length: "time",
  count: "1",
  unit: "years",
  until: "",
  noticeDays: String(defaultNoticeDays),
};

export type TermFault = "from" | "count" | "until" | "noticeDays";

/** A whole number as it is typed; null: none of these. */
export function readWhole(text: string, min: number, max: number): number | null {
  const trimmed = text.trim();
  if (!/^\d{1,6}$/.test(trimmed)) return null;
  const value = Number(trimmed);
  return value >= min && value <= max ? value : null;
}

export function readTerm(
  form: TermForm,
):
  | { readonly ok: true; readonly term: Term; readonly end: "asWritten" | "kept" | "carried" }
  | { readonly ok: false; readonly faults: readonly TermFault[] } {
  const faults: TermFault[] = [];
  const from = form.starts === "onDate" ? form.from : null;
  if (from !== null && !isDay(from)) faults.push("from");
  const count = readWhole(form.count, 1, 100);
  if (form.length === "time" && count === null) faults.push("count");
  if (form.length === "until" && (!isDay(form.until) || (from !== null && form.until < from))) faults.push("until");
  const notice = form.length === "open" ? 0 : readWhole(form.noticeDays, 0, 3650);
  if (notice === null) faults.push("noticeDays");
  if (faults.length > 0) return { ok: false, faults };
  return {
    ok: true,
    end: form.length === "kept" || form.length === "carried" ? form.length : "asWritten",
    term: {
      from,
      months: form.length === "time" ? (count ?? 0) * (form.unit === "years" ? 12 : 1) : null,
      until: form.length === "until" ? form.until : null,
      noticeDays: notice ?? 0,
    },
  };
}

/** The same length and notice again, beginning on ratification. For a renewal. */
export function formOfTerm(term: Term): TermForm {
  const length = term.months !== null ? "time" : "open";
  const years = term.months !== null && term.months % 12 === 0;
  return {
    ...usualTerm,
    length: term.until !== null ? "time" : length,
    count: term.months === null ? "1" : String(years ? term.months / 12 : term.months),
    unit: term.months === null || years ? "years" : "months",
    noticeDays: String(term.noticeDays),
  };
}
