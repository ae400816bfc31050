/** What became of a promise, as a person fills it in, and what is signed of it. */
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { PromiseView } from "../../../shared/api/records.ts";
import { isDay } from "../../../shared/base/days.ts";
import type { Evidence } from "../../../shared/charter/parties/practice.ts";
import type { Outcome, Period } from "../../../shared/charter/parties/records.ts";

/** A day on which it was due, several days, or the promise as a whole. */
type About = string;
export const aboutWhole = "whole";
export const aboutSeveral = "several";

export interface ReportForm {
  readonly outcome: Outcome | null;
  readonly about: About;
  readonly from: string;
  readonly to: string;
  readonly words: string;
  readonly evidence: readonly Evidence[];
}

/** Days that a report can name by themselves: what is over, the latest first, and the next one. */
const daysOffered = 24;

export function daysToReport({ days }: Pick<PromiseView, "days">, today: string): readonly string[] {
  const all = days.map(({ day }) => day);
  const over = all.filter((day) => day <= today).reverse();
  const next = all.find((day) => day > today);
  return [...over.slice(0, daysOffered), ...(next === undefined ? [] : [next])];
}

/** `day`: the one that the person pointed at. */
export function newReport(promise: Pick<PromiseView, "days" | "every">, today: string, day: string | null): ReportForm {
  const [latest] = daysToReport(promise, today);
  const about = day ?? (promise.every === 0 ? aboutWhole : (latest ?? aboutWhole));
  return { outcome: null, about, from: "", to: "", words: "", evidence: [] };
}

export type ReportFault = "outcome" | "days";
export type Report = Pick<Parameters<HostApi["reportPromise"]>[0], "outcome" | "period" | "statement" | "evidence">;

export function readReport(
  form: ReportForm,
): { readonly ok: true; readonly report: Report } | { readonly ok: false; readonly faults: readonly ReportFault[] } {
  const { outcome, evidence } = form;
  const isPeriod = isDay(form.from) && isDay(form.to) && form.from <= form.to;
  const faults: ReportFault[] = [];
  if (outcome === null) faults.push("outcome");
  if (form.about === aboutSeveral && !isPeriod) faults.push("days");
  if (outcome === null || faults.length > 0) return { ok: false, faults };
  return { ok: true, report: { outcome, period: periodOf(form), statement: form.words.trim(), evidence } };
}

function periodOf({ about, from, to }: ReportForm): Period | null {
  if (about === aboutWhole) return null;
  return about === aboutSeveral ? [from, to] : [about, about];
}
