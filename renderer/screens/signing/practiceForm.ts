/** How a party observes a text, as a person fills it in, and what is signed of it. */
import { isDay } from "../../../shared/base/days.ts";
import type { ClauseId, PartyId } from "../../../shared/base/ids.ts";
import type { Evidence, Practice } from "../../../shared/charter/parties/practice.ts";

export interface PracticeForm {
  /** None: the whole text. */
  readonly clauses: readonly ClauseId[];
  readonly day: string;
  readonly place: string;
  readonly words: string;
  readonly witnesses: readonly { readonly name: string; readonly party: PartyId | null }[];
  readonly evidence: readonly Evidence[];
}

export const noPractice: PracticeForm = { clauses: [], day: "", place: "", words: "", witnesses: [], evidence: [] };

export type PracticeFault = "day" | "place" | "words" | "witnesses";

export function readPractice(
  form: PracticeForm,
):
  | { readonly ok: true; readonly practice: Practice }
  | { readonly ok: false; readonly faults: readonly PracticeFault[] } {
  const [place, words] = [form.place.trim(), form.words.trim()];
  const witnesses = form.witnesses.map(({ name, party }) => ({ name: name.trim(), party }));
  const faults: PracticeFault[] = [];
  if (!isDay(form.day)) faults.push("day");
  if (place === "") faults.push("place");
  if (words === "") faults.push("words");
  if (witnesses.some(({ name }) => name === "")) faults.push("witnesses");
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, practice: { ...form, place, words, witnesses } };
}
