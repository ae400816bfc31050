/**
 * The languages in which a party's key can stand on paper: those that BIP 39 has a word list for. The lists themselves
 * lie with the host (electron/host/keys/recoveryWords.ts); what they name is the same key.
 */

/** BCP 47. */
export const recoveryLanguages = ["en", "es", "fr", "it", "pt", "cs", "ja", "ko", "zh-Hans", "zh-Hant"] as const;

export type RecoveryLanguage = (typeof recoveryLanguages)[number];

/** The first of a reader's languages that has a list, English where none has. What is no tag is passed over. */
export function recoveryLanguageFor(tags: readonly string[]): RecoveryLanguage {
  for (const tag of tags) {
    const locale = localeOf(tag);
    const plain = locale?.language === "zh" ? `zh-${locale.maximize().script}` : locale?.language;
    const found = recoveryLanguages.find((one) => one === plain);
    if (found !== undefined) return found;
  }
  return "en";
}

function localeOf(tag: string): Intl.Locale | null {
  try {
    return new Intl.Locale(tag);
  } catch {
    return null;
  }
}

/** The words of a sheet that was typed or copied, also with its numbers. Chinese needs no spaces: a character is a word. */
export const splitRecoveryWords = (text: string): readonly string[] =>
  text
    .replace(/(?<=\p{Script=Han})(?=\p{Script=Han})/gu, " ")
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => word !== "");
