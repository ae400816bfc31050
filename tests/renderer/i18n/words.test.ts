import { describe, expect, it } from "vitest";
import { ar } from "../../../renderer/i18n/ar.ts";
import { en } from "../../../renderer/i18n/en.ts";
import { createFormats } from "../../../renderer/i18n/formats.ts";
import { isolate } from "../../../renderer/i18n/isolate.ts";
import { readLanguage, storedLanguage } from "../../../renderer/i18n/language.ts";
import { describeError } from "../../../shared/api/errorWords.ts";
import { momentInWords } from "../../../shared/api/valueWords.ts";

type Words = { readonly [key: string]: string | Words };

const flatten = (words: Words, path = ""): readonly (readonly [string, string])[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === "string" ? [[`${path}${key}`, value] as const] : flatten(value, `${path}${key}.`),
  );

const holes = (sentence: string): readonly string[] =>
  [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1] ?? "").sort();
const stem = (key: string): string => key.replace(/_(zero|one|two|few|many|other)$/, "");

describe("the words in Arabic", () => {
  const english = new Map(flatten(en));
  const arabic = flatten(ar as Words);

  it("fill the same holes as the English ones", () => {
    for (const [key, sentence] of arabic) {
      const model = english.get(key) ?? english.get(`${stem(key)}_other`) ?? "";
      const allowed = new Set([...holes(model), "count"]);
      expect(
        holes(sentence).filter((hole) => !allowed.has(hole)),
        key,
      ).toEqual([]);
      const needed = holes(model).filter((hole) => hole !== "count");
      if (!key.endsWith("_zero"))
        expect(
          holes(sentence).filter((hole) => hole !== "count"),
          key,
        ).toEqual(needed);
    }
  });

  it("are Arabic", () => {
    const foreign = arabic.filter(
      ([key, sentence]) =>
        !/[\u0600-\u06FF]/.test(sentence) && !/^\W*(\{\{\w+\}\}\W*)+$/.test(sentence) && key !== "settings.english",
    );
    expect(foreign).toEqual([]);
  });
});

describe("dates and lists", () => {
  const noon = Date.UTC(2026, 10, 22, 12);
  const english = createFormats("en", () => noon);
  const arabic = createFormats("ar", () => noon);

  it("write a calendar day without a time zone", () => {
    expect(english.day("2026-12-31")).toBe("31 December 2026");
    expect(arabic.day("2026-12-31")).toBe("31 ديسمبر 2026");
  });

  it("write the time alone for today, and the day with it otherwise", () => {
    expect(english.moment(noon)).toMatch(/^\d\d:\d\d$/);
    expect(english.moment(noon - 3 * 86_400_000)).toMatch(/^19 November 2026, \d\d:\d\d$/);
  });

  it("name a recent day by its weekday, and no other", () => {
    const day = 86_400_000;
    expect(english.recent(noon)).toMatch(/^\d\d:\d\d$/);
    expect(english.recent(noon - 3 * day)).toBe("Thursday");
    expect(arabic.recent(noon - 3 * day)).toBe("الخميس");
    expect(english.recent(noon - 7 * day)).toBe("15 November 2026");
    expect(english.recent(noon + 2 * day)).toBe("24 November 2026");
  });

  it.each([
    2 ** 53 - 1,
    -(2 ** 53) + 1,
    8.64e15,
    8.64e15 + 1,
    -8.64e15 - 1,
    253_402_300_800_000,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])("say in words that %s is no date, wherever a moment is shown", (moment) => {
    for (const write of ["moment", "dayOf", "recent"] as const) {
      expect(english[write](moment)).toBe("(impossible date)");
      expect(arabic[write](moment)).toBe("(تاريخ غير ممكن)");
    }
    expect(momentInWords(moment)).toBe("(impossible date)");
    expect(describeError({ kind: "inviteExpired", expiredAt: moment }, "ar").title).toContain("(تاريخ غير ممكن)");
    expect(describeError({ kind: "inviteExpired", expiredAt: moment }, "en").title).toContain("(impossible date)");
  });

  it("write every moment that a calendar holds", () => {
    expect(english.dayOf(253_402_300_799_999 - 86_400_000)).toBe("30 December 9999");
    expect(momentInWords(253_402_300_799_999)).toBe("9999-12-31 23:59 UTC");
    expect(momentInWords(-62_135_596_800_000)).toBe("0001-01-01 00:00 UTC");
    expect(momentInWords(-62_135_596_800_001)).toBe("(impossible date)");
  });

  it("leave a calendar day that is none as it was written", () => {
    for (const written of ["", "soon", "2026-13-40", "12026-01-01"]) expect(english.day(written)).toBe(written);
  });

  it("join names in the manner of the language", () => {
    expect(english.list(["Fishers", "Herders"])).toBe("Fishers and Herders");
    expect(arabic.row(["2", "5"])).toBe("2، 5");
  });
});

describe("names inside sentences", () => {
  it("are set apart only where they run in the other direction", () => {
    expect(isolate("Amina", "en")).toBe("Amina");
    expect(isolate("أمينة", "en")).toBe("\u2068أمينة\u2069");
    expect(isolate("Amina", "ar")).toBe("\u2068Amina\u2069");
    expect(isolate("12:30", "ar")).toBe("12:30");
  });
});

describe("the language of the window", () => {
  it("is what was chosen before, else what the machine prefers", () => {
    expect(storedLanguage({ getItem: () => "ar" }, "en-GB")).toBe("ar");
    expect(storedLanguage({ getItem: () => null }, "ar-EG")).toBe("ar");
    expect(storedLanguage({ getItem: () => null }, "arn")).toBe("en");
    expect(readLanguage("fr")).toBe("en");
  });
});
