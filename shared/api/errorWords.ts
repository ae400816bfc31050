/** The one place where errors become words for people: what happened, what is safe, what to do. */

import { codeName } from "../charter/seen.ts";
import { isOnCalendar } from "../charter/term.ts";
import type { HostError } from "./errors.ts";
import { arabicWords } from "./errorWordsArabic.ts";
import { englishWords } from "./errorWordsEnglish.ts";

export interface ErrorWords {
  /** What happened, in one sentence. */
  readonly title: string;
  /** What is safe and what to do, in one or two sentences. */
  readonly next: string;
}

/** One entry for each kind of error; a missing one does not compile. */
export type ErrorTable = {
  readonly [Kind in HostError["kind"]]: (error: Extract<HostError, { readonly kind: Kind }>) => ErrorWords;
};

export function describeError(error: HostError, language: "en" | "ar"): ErrorWords {
  const table = language === "ar" ? arabicWords : englishWords;
  // The table holds, for each kind, a function of just that kind; TypeScript cannot follow the pair through an index.
  const describe = table[error.kind] as (given: HostError) => ErrorWords;
  return describe(error);
}

/** "2026-11-22 18:05 UTC". A claimed time may be any number: what no calendar holds is said to be so. */
export const momentInWords = (moment: number, language: "en" | "ar" = "en"): string =>
  isOnCalendar(moment)
    ? `${new Date(moment).toISOString().slice(0, 16).replace("T", " ")} UTC`
    : impossibleMoment[language];

/** Stands where a date would, in the middle of a sentence too. */
export const impossibleMoment = { en: "(impossible date)", ar: "(تاريخ غير ممكن)" } as const;

export const megabytes = (bytes: number): string => (bytes / (1024 * 1024)).toFixed(1);

export const nameOfSign = (code: number | null): string => (code === null ? "" : codeName(code));
