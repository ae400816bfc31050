import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differingTerms, readStatedTerms } from "../../../../shared/charter/draft/statedTerms.ts";
import { termWords } from "../../../../shared/charter/draft/termWords.ts";
import { defaultNoticeDays, type Term } from "../../../../shared/charter/parties/term.ts";
import { expectRatio, msOf } from "../../../support/timing.ts";
import { doc, element, paragraph } from "../../crdt/support/texts.ts";

const stated = (words: string) => readStatedTerms(doc(element("clause", [paragraph(words)], { id: "c1" })));
/** "length 36 months", "lastDay 2027-11-30", "notice 60 days", with the words that say so. */
const told = (words: string): readonly string[] =>
  stated(words).map((one) =>
    one.kind === "lastDay"
      ? `${one.kind} ${one.day} (${one.words})`
      : `${one.kind} ${one.span.months > 0 ? `${one.span.months} months` : `${one.span.days} days`} (${one.words})`,
  );

describe("what the words of a text say of its own term", () => {
  it.each([
    [
      "This accord is in force for [one year] from the day on which the last party has ratified it.",
      "length 12 months (one year)",
    ],
    ["This Agreement shall remain in force for a period of three (3) years.", "length 36 months (three (3) years)"],
    [
      "The present charter is valid for an initial term of twenty-four months.",
      "length 24 months (twenty-four months)",
    ],
    ["The term of this charter is 30 days.", "length 30 days (30 days)"],
    ["This alliance lasts a hundred years.", "length 1200 months (a hundred years)"],
    ["This treaty is in force until 30 November 2027.", "lastDay 2027-11-30 (30 November 2027)"],
    ["This treaty expires on November 30th, 2027, unless renewed.", "lastDay 2027-11-30 (November 30th, 2027)"],
    ["This treaty ends on 2027-11-30.", "lastDay 2027-11-30 (2027-11-30)"],
    [
      "The parties say six months before the end of this charter whether they renew it.",
      "notice 6 months (six months)",
    ],
    ["Renewal of this accord is due ninety days before it ends.", "notice 90 days (ninety days)"],
    ["يسري هذا الميثاق [سنة واحدة] من يوم تصديق آخر طرف عليه.", "length 12 months (سنة)"],
    ["يَسري هذا الميثاقُ لمدةِ ثلاثِ سنواتٍ.", "length 36 months (ثلاثِ سنواتٍ)"],
    ["تسري هذه الاتفاقية سنتين.", "length 24 months (سنتين)"],
    ["مدة هذا الميثاق ١٨ شهرا.", "length 18 months (١٨ شهرا)"],
    ["مدة هذا العهد خمسة وعشرون عاما.", "length 300 months (خمسة وعشرون عاما)"],
    ["مدة هذا العهد اثنا عشر شهرا.", "length 12 months (اثنا عشر شهرا)"],
    ["يسري هذا الميثاق حتى ٣٠ تشرين الثاني ٢٠٢٧.", "lastDay 2027-11-30 (٣٠ تشرين الثاني ٢٠٢٧)"],
    ["تنتهي في 30 نوفمبر 2027 هذه المعاهدة.", "lastDay 2027-11-30 (30 نوفمبر 2027)"],
    ["يقرر الأطراف تجديد هذا الميثاق شهرين قبل انتهائه.", "notice 2 months (شهرين)"],
    [
      "Le présent accord est en vigueur pour une durée de soixante-quinze jours.",
      "length 75 days (soixante-quinze jours)",
    ],
    [
      "La durée de la présente charte est de quatre-vingt-dix-neuf ans.",
      "length 1188 months (quatre-vingt-dix-neuf ans)",
    ],
    ["Cette charte est en vigueur jusqu’au 1er août 2027.", "lastDay 2027-08-01 (1er août 2027)"],
    ["Este acuerdo está en vigor por treinta y un días.", "length 31 days (treinta y un días)"],
    ["La duración del presente acuerdo es de dos años.", "length 24 months (dos años)"],
    ["El presente acuerdo vence el 30 de noviembre de 2027.", "lastDay 2027-11-30 (30 de noviembre de 2027)"],
  ])("%s", (words, expected) => {
    expect(told(words)).toEqual([expected]);
  });

  it.each([
    "A party may leave with [60 days'] notice to all others.",
    "A party may withdraw from this charter with six months' notice.",
    "Each well rests five days.",
    "The lease of the mill is in force for three years.",
    "This charter enters into force thirty days after the last ratification.",
    "This charter is in force for as long as three parties are bound by it.",
    "This agreement is valid for disputes of up to 30 days.",
    "This accord is in force for [two] [three] years.",
    "The licence is renewed two months before its expiry.",
    "What was lent under this accord is returned within 30 days.",
    "This charter is amended until 30 November 2027 by letter.",
    "This charter is in force until 30 February 2027.",
    "This charter is in force for zero years.",
    "لا يعدل هذا الميثاق حتى 1 يناير 2027.",
    "يسري هذا الميثاق على من أقام 30 يوما.",
    "يجوز للطرف أن ينسحب بإشعار مدته [60 يوما] إلى سائر الأطراف.",
    "إن لم يجدد انقضى، وتعاد حينئذ المعارات خلال [30 يوما].",
    "Une partie quitte le présent accord avec un préavis de trois mois.",
    "",
  ])("nothing: %s", (words) => {
    expect(told(words)).toEqual([]);
  });

  it("is found in the clause that says it, and outside every clause", () => {
    const words = "This accord is in force for two years.";
    const article = element("article", [paragraph("Term"), element("clause", [paragraph(words)], { id: "c2" })], {
      id: "a1",
      kind: "article",
    });
    expect(readStatedTerms(doc(paragraph(words), article)).map(({ clause }) => clause)).toEqual(["loose", "c2"]);
  });

  it("has a word for every number up to a hundred in every language, and each means one number", () => {
    for (const { number } of termWords) {
      const all = Array.from({ length: 100 }, (_, at) => number(at + 1));
      expect(all.every((said) => said.length > 0 && said.every((one) => /^[\p{L} ]+$/u.test(one)))).toBe(true);
      const flat = all.flat();
      expect(new Set(flat).size).toBe(flat.length);
    }
  });
});

describe("what differs from the term that was chosen", () => {
  const term = (chosen: Partial<Term>): Term => ({
    ...{ from: null, months: null, until: null, noticeDays: defaultNoticeDays },
    ...chosen,
  });
  const differs = (words: string, chosen: Partial<Term>): boolean =>
    differingTerms(stated(words), term(chosen)).length > 0;
  const forYears = "This accord is in force for three years.";
  const forDays = "This accord is in force for ninety days.";
  const untilDay = "This accord is in force until 31 December 2027.";
  const renewed = "Renewal of this accord is due two months before it ends.";

  it.each<readonly [words: string, chosen: Partial<Term>, differs: boolean]>([
    [forYears, { months: 36 }, false],
    [forYears, { months: 12 }, true],
    [forYears, {}, true],
    [forYears, { from: "2025-01-01", until: "2027-12-31" }, false],
    [forYears, { from: "2025-01-01", until: "2028-12-31" }, true],
    // Nobody knows yet on which day it begins.
    [forYears, { until: "2027-12-31" }, false],
    [forDays, { months: 3 }, false],
    [forDays, { months: 4 }, true],
    [untilDay, { until: "2027-12-31" }, false],
    [untilDay, { until: "2027-12-30" }, true],
    [untilDay, { months: 12 }, false],
    [untilDay, { from: "2027-01-01", months: 12 }, false],
    [untilDay, { from: "2027-01-01", months: 24 }, true],
    [untilDay, {}, true],
    [renewed, { months: 12 }, false],
    [renewed, { months: 12, noticeDays: 30 }, true],
    [renewed, {}, false],
  ])("%s %j: %s", (words, chosen, expected) => {
    expect(differs(words, chosen)).toBe(expected);
  });
});

describe("any words", () => {
  const pieces = fc.constantFrom(
    ...termWords.flatMap(({ names, these, lasts, until, before, end, renew, units, gap, months }) =>
      [names, these, lasts, until, before, end, renew, Object.keys(units), gap, months.flat()].flat(),
    ),
    ...["[", "]", "] [", "-", ".", "2027", "31", "٣٠", "0", "99999", "\u0640", "\ud800", "（"],
  );

  it("are read without a fault, and what is found stands in them", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(pieces, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 60 }),
        (parts) => {
          const words = parts.join(" ");
          for (const one of stated(words)) {
            expect(words).toContain(one.words);
            expect(one.words).not.toBe("");
          }
          differingTerms(stated(words), { from: "9999-12-31", months: 1200, until: null, noticeDays: 0 });
          differingTerms(stated(words), { from: "9999-12-31", months: null, until: "9999-12-31", noticeDays: 0 });
        },
      ),
      { numRuns: 400 },
    );
  });

  it("take a time that grows with their number", () => {
    for (const sentence of [
      "in force for a ",
      "This accord is in force for a a a a a years. ",
      "] [ ",
      "twenty ",
      "x ",
    ]) {
      const timed = (count: number) => {
        const text = doc(element("clause", [paragraph(sentence.repeat(count))], { id: "c1" }));
        return () => msOf(() => readStatedTerms(text));
      };
      expectRatio(timed(8000), timed(1000), { below: 24 });
    }
  });
});
