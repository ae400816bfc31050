/** Finding words in a block, as people mean them. */
import { describe, expect, it } from "vitest";
import { type FindOptions, findIn, fold } from "../../../../shared/charter/text/findText.ts";

const loose: FindOptions = { wholeWords: false, matchCase: false, matchDiacritics: false };

/** What is found, as it stands in the text. */
function found(text: string, query: string, options: Partial<FindOptions> = {}): readonly string[] {
  const all = { ...loose, ...options };
  return findIn(text, fold(text, all), fold(query, all), all).map(({ from, to }) => text.slice(from, to));
}

describe("finding words", () => {
  it("takes upper and lower case for the same, unless it is asked not to", () => {
    expect(found("Wells, wells and WELLS", "wells")).toEqual(["Wells", "wells", "WELLS"]);
    expect(found("Wells, wells and WELLS", "wells", { matchCase: true })).toEqual(["wells"]);
    expect(found("Die Straße, STRASSE", "strasse")).toEqual(["Straße", "STRASSE"]);
    expect(found("ΟΔΟΣ, οδός", "οδος")).toEqual(["ΟΔΟΣ", "οδός"]);
  });

  it("takes the four letters i of Turkish for one, and tells them apart with case and diacritics", () => {
    const text = "İstanbul ıstanbul istanbul Istanbul";
    expect(found(text, "istanbul")).toEqual(["İstanbul", "ıstanbul", "istanbul", "Istanbul"]);
    expect(found(text, "İSTANBUL")).toHaveLength(4);
    expect(found(text, "istanbul", { matchCase: true, matchDiacritics: true })).toEqual(["istanbul"]);
    expect(found(text, "ıstanbul", { matchCase: true, matchDiacritics: true })).toEqual(["ıstanbul"]);
  });

  it("finds accents without accents, composed or not, and the other way round", () => {
    expect(found("café, cafe\u0301, cafe", "cafe")).toEqual(["café", "cafe\u0301", "cafe"]);
    expect(found("cafe", "café")).toEqual(["cafe"]);
    expect(found("café, cafe\u0301, cafe", "café", { matchDiacritics: true })).toEqual(["café", "cafe\u0301"]);
    expect(found("café", "cafe", { matchDiacritics: true })).toEqual([]);
  });

  it("finds Arabic with harakat and tatweel by its bare letters", () => {
    expect(found("السَّلَامُ عليكم، ســلام", "سلام")).toEqual(["سَّلَامُ", "ســلام"]);
    expect(found("أحمد", "احمد")).toEqual(["أحمد"]);
    expect(found("سَلَام", "سلام", { matchDiacritics: true })).toEqual([]);
    expect(found("سَلَام", "سَلَام", { matchDiacritics: true })).toEqual(["سَلَام"]);
  });

  it("keeps whole what people see as one sign", () => {
    expect(found("a 👩🏽‍🌾 b 🌾 c", "🌾")).toEqual(["🌾"]);
    expect(found("a 👩🏽‍🌾 b", "👩🏽‍🌾")).toEqual(["👩🏽‍🌾"]);
    expect(found("각 가", "가")).toEqual(["가"]);
    expect(found("oﬃce", "office")).toEqual(["oﬃce"]);
    expect(found("oﬃce", "off")).toEqual([]);
    expect(found("𝒜 \ud835 x", "x")).toEqual(["x"]);
  });

  it("finds whole words where it is asked to, in scripts with spaces", () => {
    expect(found("well wells, well-being well", "well", { wholeWords: true })).toEqual(["well", "well", "well"]);
    expect(found("un puits, puits1 _puits", "puits", { wholeWords: true })).toEqual(["puits"]);
    expect(found("水利局の水", "水", { wholeWords: true })).toEqual(["水", "水"]);
    expect(found("𐐀a a", "a", { wholeWords: true })).toEqual(["a"]);
  });

  it("finds a space for every kind of space, and no word over a break", () => {
    expect(found("two\u00a0wells", "two wells")).toEqual(["two\u00a0wells"]);
    expect(found("two\nwells", "two wells")).toEqual([]);
    expect(found("two\nwells", "twowells")).toEqual([]);
  });

  it("goes on behind a match, and finds nothing for nothing", () => {
    expect(found("aaaa", "aa")).toEqual(["aa", "aa"]);
    expect(found("words", "x")).toEqual([]);
  });

  it("folds a text as it folds its letters", () => {
    const letters = [
      "ß",
      "ı",
      "İ",
      "e\u0301\u0327",
      "ﬃ",
      "각",
      "سَّ",
      "ـ",
      "ς",
      "Σ",
      "ŉ",
      "ΐ",
      "👩🏽‍🌾",
      " ",
      "\n",
      "\u0301",
      "Ǆ",
      "ᾳ",
      "½",
      "a",
    ];
    const astray = letters
      .flatMap((first) => letters.flatMap((second) => letters.map((third) => `${first}${second}${third}end`)))
      .filter((text) =>
        [loose, { ...loose, matchDiacritics: true }, { ...loose, matchCase: true }].some(
          (options) => found(text, "end", options).join() !== "end",
        ),
      );
    expect(astray).toEqual([]);
  });
});
