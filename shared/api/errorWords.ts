/** The one place where errors become words for people: what happened, what is safe, what to do. */
import type { HostError } from "./errors.ts";
import type { ErrorWords } from "./errorTable.ts";
import { arabicWords } from "./errorWordsArabic.ts";
import { englishWords } from "./errorWordsEnglish.ts";

export function describeError(error: HostError, language: "en" | "ar"): ErrorWords {
  const table = language === "ar" ? arabicWords : englishWords;
  // The table holds, for each kind, a function of just that kind; TypeScript cannot follow the pair through an index.
  const describe = table[error.kind] as (given: HostError) => ErrorWords;
  return describe(error);
}
