import { describe, expect, it } from "vitest";
import { areWordsAt, readRecoveryWords, recoveryWordsOf } from "../../../electron/host/keys/recoveryWords.ts";
import { toHex } from "../../../shared/base/bytes.ts";
import { signingKeyPair } from "../../../shared/base/crypto.ts";
import { recoveryLanguages } from "../../../shared/base/recoveryLanguages.ts";

const seed = (first: number) => Uint8Array.from({ length: 32 }, (_, index) => (first * 37 + index * 11) % 256);
const keyOf = (first: number) => toHex(signingKeyPair(seed(first)).publicKey);
const read = async (words: readonly string[]) => {
  const found = await readRecoveryWords(words);
  return found === null ? null : [toHex(found.root.publicKey), found.language];
};

describe("[L26] The words of a party's key", () => {
  it.each(recoveryLanguages)(
    "are the same key in %s, composed or not, in any case, and say their language",
    async (language) => {
      const words = await recoveryWordsOf(seed(1), language);
      expect(await read(words)).toEqual([keyOf(1), language]);
      expect(await read(words.map((word) => ` ${word.normalize("NFKD").toUpperCase()} `))).toEqual([
        keyOf(1),
        language,
      ]);
      expect(await read(words.toReversed())).toBeNull();
      expect(await read(words.slice(1))).toBeNull();
    },
  );

  it("may be typed without their accents, but not without the marks that tell Japanese words apart", async () => {
    const plain = (word: string) => word.normalize("NFD").replace(/\p{M}/gu, "");
    for (const language of ["es", "fr"] as const) {
      const words = await recoveryWordsOf(seed(2), language);
      expect(words.map(plain)).not.toEqual(words);
      expect(await read(words.map(plain))).toEqual([keyOf(2), language]);
    }
    expect(await read((await recoveryWordsOf(seed(2), "ja")).map(plain))).toBeNull();
  });

  it("that both Chinese lists have are one key in both", async () => {
    const { wordlist: simplified } = await import("@scure/bip39/wordlists/simplified-chinese.js");
    const { wordlist: traditional } = await import("@scure/bip39/wordlists/traditional-chinese.js");
    const shared = simplified.filter((word) => traditional.includes(word));
    expect(shared).toHaveLength(1275);
    expect(shared.every((word) => simplified.indexOf(word) === traditional.indexOf(word))).toBe(true);
  });

  it("are of one list: words of two are no sheet", async () => {
    const [english, french] = await Promise.all([recoveryWordsOf(seed(3), "en"), recoveryWordsOf(seed(3), "fr")]);
    expect(await read([...english.slice(0, 12), ...french.slice(12)])).toBeNull();
    expect(await areWordsAt(seed(3), [2, 9], [english[1] ?? "", english[8] ?? ""])).toBe(true);
    expect(await areWordsAt(seed(3), [2, 9], [french[1] ?? "", french[8] ?? ""])).toBe(true);
    expect(await areWordsAt(seed(3), [2, 9], [english[1] ?? "", french[8] ?? ""])).toBe(false);
  });
});
