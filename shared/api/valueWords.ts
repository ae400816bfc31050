/** Values in words, for every text that is made for people outside the window's own. */

import { isOnCalendar } from "../base/days.ts";
import { codeName } from "../charter/text/seen.ts";

/** "2026-11-22 18:05 UTC". A claimed time may be any number: what no calendar holds is said to be so. */
export const momentInWords = (moment: number, language: "en" | "ar" = "en"): string =>
  isOnCalendar(moment)
    ? `${new Date(moment).toISOString().slice(0, 16).replace("T", " ")} UTC`
    : impossibleMoment[language];

/** Stands where a date would, in the middle of a sentence too. */
export const impossibleMoment = { en: "(impossible date)", ar: "(تاريخ غير ممكن)" } as const;

export const megabytes = (bytes: number): string => (bytes / (1024 * 1024)).toFixed(1);

export const nameOfSign = (code: number | null): string => (code === null ? "" : codeName(code));
