import { describe, expect, it } from "vitest";
import { canonicalLanguage, isLanguage } from "../../../../shared/charter/text/language.ts";

describe("A language", () => {
  it.each([
    ["EN", "en"],
    ["pt-br", "pt-BR"],
    ["SR-LATN-rs", "sr-Latn-RS"],
    ["zh-hant-tw", "zh-Hant-TW"],
    ["es-419", "es-419"],
    ["de-ch-1996", "de-CH-1996"],
    ["de-CH-x-Phonebk-AB", "de-CH-x-phonebk-ab"],
    ["en-u-CA-buddhist", "en-u-ca-buddhist"],
    ["sl-rozaj-BISKE", "sl-rozaj-biske"],
  ])("[C16] %s is written %s, and that stays", (tag, written) => {
    expect(canonicalLanguage(tag)).toBe(written);
    expect(canonicalLanguage(written)).toBe(written);
  });

  it("[C16] has the form of BCP 47 and at most 35 characters", () => {
    const longest = "a1234567".replace(/\d/g, "b") + "-12345678".repeat(3);
    expect(longest).toHaveLength(35);
    for (const tag of ["und", "fr", "crk-Cans", longest]) expect(isLanguage(tag)).toBe(true);
    for (const tag of ["", "f", "fr-", "fr_CA", "français", `${longest}-1`, "abcdefghi", null, 1])
      expect(isLanguage(tag)).toBe(false);
  });
});
