export const languages = ["en", "ar"] as const;
export type Language = (typeof languages)[number];

const storageKey = "tessera.language";

/** The nearest language of the window to a BCP 47 tag. */
export const readLanguage = (tag: string | null | undefined): Language =>
  tag !== null && tag !== undefined && /^ar(-|$)/i.test(tag) ? "ar" : "en";

export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");

/**
 * For Intl: the Gregorian calendar, because terms are Gregorian dates, and Latin digits, because clause
 * numbers, codes and fingerprints are written with them and must look the same everywhere.
 */
export const localeOf = (language: Language): string => (language === "ar" ? "ar-u-ca-gregory-nu-latn" : "en-GB");

/** What was chosen here before, else what the machine prefers. */
export function storedLanguage(storage: Pick<Storage, "getItem">, preferred: string): Language {
  return readLanguage(storage.getItem(storageKey) ?? preferred);
}

export function storeLanguage(storage: Pick<Storage, "setItem">, language: Language): void {
  storage.setItem(storageKey, language);
}
