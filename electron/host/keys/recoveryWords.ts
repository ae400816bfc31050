/**
 * A party's seed as 24 words of BIP 39, in any language that has a list. A list is read when it is first needed.
 * Words are shown composed (NFC) and compared as BIP 39 has them (NFKD), without regard to case and Latin accents: in
 * no list are two words the same then.
 */
import { entropyToMnemonic, mnemonicToEntropy } from "@scure/bip39";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { type KeyPair, signingKeyPair, wipe } from "../../../shared/base/crypto.ts";
import { type RecoveryLanguage, recoveryLanguages } from "../../../shared/base/recoveryLanguages.ts";

type WordList = readonly string[];

const lists: Readonly<Record<RecoveryLanguage, () => Promise<{ readonly wordlist: WordList }>>> = {
  en: () => import("@scure/bip39/wordlists/english.js"),
  es: () => import("@scure/bip39/wordlists/spanish.js"),
  fr: () => import("@scure/bip39/wordlists/french.js"),
  it: () => import("@scure/bip39/wordlists/italian.js"),
  pt: () => import("@scure/bip39/wordlists/portuguese.js"),
  cs: () => import("@scure/bip39/wordlists/czech.js"),
  ja: () => import("@scure/bip39/wordlists/japanese.js"),
  ko: () => import("@scure/bip39/wordlists/korean.js"),
  "zh-Hans": () => import("@scure/bip39/wordlists/simplified-chinese.js"),
  "zh-Hant": () => import("@scure/bip39/wordlists/traditional-chinese.js"),
};

const wordsIn = async (language: RecoveryLanguage): Promise<WordList> => (await lists[language]()).wordlist;

const folded = (word: string): string =>
  word
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .trim()
    .toLowerCase();

/** The words of a party's seed, as they are written on paper. */
export async function recoveryWordsOf(seed: Bytes, language: RecoveryLanguage): Promise<readonly string[]> {
  // The Japanese list is joined by an ideographic space.
  const words = entropyToMnemonic(seed, [...(await wordsIn(language))]).split(/[ \u3000]/);
  return words.map((word) => word.normalize("NFC"));
}

/** Whether somebody typed these words, in any of the languages that the seed's words can be read in. */
export async function areWordsAt(seed: Bytes, places: readonly number[], typed: readonly string[]): Promise<boolean> {
  for (const language of recoveryLanguages) {
    const words = await recoveryWordsOf(seed, language);
    if (places.every((at, index) => folded(words[at - 1] ?? "") === folded(typed[index] ?? ""))) return true;
  }
  return false;
}

/**
 * The party's key from its 24 words, and the language they are read in; null where they are not 24 words of one list,
 * or their check does not hold. The first list that takes them is right: the two Chinese lists have what they share at
 * the same places, so both read the same key; of all others English and French share most, 123 words, and the chance
 * that they read one sheet twice is below 1 in 10^29.
 */
export async function readRecoveryWords(
  typed: readonly string[],
): Promise<{ readonly root: KeyPair; readonly language: RecoveryLanguage } | null> {
  for (const language of recoveryLanguages) {
    const root = rootFrom(typed, await wordsIn(language));
    if (root !== null) return { root, language };
  }
  return null;
}

function rootFrom(typed: readonly string[], list: WordList): KeyPair | null {
  const known = new Map(list.map((word) => [folded(word), word]));
  const words = typed.map((word) => known.get(folded(word)));
  if (words.length !== 24 || words.includes(undefined)) return null;
  try {
    const entropy = mnemonicToEntropy(words.join(" "), [...list]);
    const pair = signingKeyPair(entropy);
    wipe(entropy);
    return pair;
  } catch {
    return null;
  }
}
