/** Reviews, institutions and endorsements, as a person fills them in, and what is signed of them. */
import type { EndorsementView, InstitutionView, ReviewView } from "../../../shared/api/records.ts";
import { isDay } from "../../../shared/base/days.ts";
import type { Evidence } from "../../../shared/charter/parties/practice.ts";
import type { Instrument, ReviewOutcome } from "../../../shared/charter/parties/records.ts";

/** What is signed, or the fields at fault. */
export type Read<Value, Fault extends string> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly faults: readonly Fault[] };

export interface ReviewForm {
  readonly heldOn: string;
  readonly place: string;
  readonly outcome: ReviewOutcome | "";
  /** "": the parties have not said when they meet again. */
  readonly nextOn: string;
  readonly minutes: readonly Evidence[];
}
export type ReviewFault = "heldOn" | "place" | "outcome" | "nextOn";

export const newReview = (today: string): ReviewForm => ({
  ...{ heldOn: today, place: "", outcome: "", nextOn: "", minutes: [] },
});

export function readReview(
  form: ReviewForm,
): Read<Pick<ReviewView, "heldOn" | "place" | "minutes" | "outcome" | "nextOn">, ReviewFault> {
  const { heldOn, outcome, minutes } = form;
  const place = form.place.trim();
  const nextOn = form.nextOn === "" ? null : form.nextOn;
  const faults: ReviewFault[] = [];
  if (!isDay(heldOn)) faults.push("heldOn");
  if (place === "") faults.push("place");
  if (outcome === "") faults.push("outcome");
  if (nextOn !== null && (!isDay(nextOn) || nextOn <= heldOn)) faults.push("nextOn");
  if (outcome === "" || faults.length > 0) return { ok: false, faults };
  return { ok: true, value: { heldOn, place, outcome, nextOn, minutes: minutes[0]?.hash ?? null } };
}

export interface InstitutionForm {
  readonly authority: string;
  readonly instrument: Instrument | "";
  readonly reference: string;
  readonly day: string;
  readonly text: readonly Evidence[];
}
export type InstitutionFault = "authority" | "instrument" | "reference" | "day";

export const newInstitution = (today: string): InstitutionForm => ({
  ...{ authority: "", instrument: "", reference: "", day: today, text: [] },
});

export function readInstitution(
  form: InstitutionForm,
): Read<Pick<InstitutionView, "authority" | "instrument" | "reference" | "day" | "text">, InstitutionFault> {
  const { instrument, day, text } = form;
  const [authority, reference] = [form.authority.trim(), form.reference.trim()];
  const faults: InstitutionFault[] = [];
  if (authority === "") faults.push("authority");
  if (instrument === "") faults.push("instrument");
  if (reference === "") faults.push("reference");
  if (!isDay(day)) faults.push("day");
  if (instrument === "" || faults.length > 0) return { ok: false, faults };
  return { ok: true, value: { authority, instrument, reference, day, text: text[0]?.hash ?? null } };
}

export function readEndorsement(form: {
  readonly name: string;
  readonly words: string;
}): Read<Pick<EndorsementView, "name" | "statement">, "name"> {
  const name = form.name.trim();
  return name === "" ? { ok: false, faults: ["name"] } : { ok: true, value: { name, statement: form.words.trim() } };
}
