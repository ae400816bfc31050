import { describe, expect, it } from "vitest";
import { recoveryLanguageFor, splitRecoveryWords } from "../../../shared/base/recoveryLanguages.ts";

describe("The language of recovery words", () => {
  it.each([
    [[], "en"],
    [["ar"], "en"],
    [["qu-PE", "es-PE"], "es"],
    [["fr-CA", "es"], "fr"],
    [["pt-BR"], "pt"],
    [["zh"], "zh-Hans"],
    [["zh-TW"], "zh-Hant"],
    [["zh-Hant-HK"], "zh-Hant"],
    [["", "C", "not a tag", "ja-JP"], "ja"],
  ])("for a reader of %j is %s", (tags, language) => {
    expect(recoveryLanguageFor(tags)).toBe(language);
  });

  it.each([
    ["1. rivière\n2. pré, 3) étang", ["rivière", "pré", "étang"]],
    ["あいこくしん　あいさつ", ["あいこくしん", "あいさつ"]],
    ["的一 是在", ["的", "一", "是", "在"]],
    ["가격 가끔".normalize("NFKD"), ["가격".normalize("NFKD"), "가끔".normalize("NFKD")]],
    [" 12. ", []],
  ])("takes %j apart", (text, words) => {
    expect(splitRecoveryWords(text)).toEqual(words);
  });
});
