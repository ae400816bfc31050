import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { givenName, givenWords, mendName, name, wordLimits, words } from "../../../../shared/charter/parties/names.ts";

const why = (parsed: ReturnType<typeof name>): string =>
  parsed.ok ? "accepted" : (parsed.error.unfit?.problem ?? "other");

describe("a name", () => {
  it.each([
    "Amina",
    "Upper bank",
    "José",
    "أمينة",
    "水の党",
    "O’Brien & Søn",
    "می\u200cخواهم",
    "7",
    "👩\u200d🌾 Union",
  ])("may be %s", (given) => expect(name(given)).toEqual({ ok: true, value: given }));

  it.each([
    ["empty", ""],
    ["unseen", "\u200b"],
    ["unseen", "\u2060\u00ad"],
    ["empty", "\u3000"],
    ["empty", "\u2800"],
    ["empty", "\u0301"],
    ["unseen", "\u3164"],
    ["unseen", "Va\u202elle"],
    ["unseen", "Va\u2067lle\u2069"],
    ["unseen", "Ben\u001b[2J"],
    ["unseen", "Ben\u009b2J"],
    ["unseen", "Ben\u0000"],
    ["unseen", "Be\ufeffn"],
    ["unseen", "Ben\ud800"],
    ["unseen", "Ben\ue000"],
    ["unseen", "V\u00adalley"],
    ["unseen", `Z${"\u0301".repeat(40)}`],
    ["lineBreak", "Ben\nHill: ratified"],
    ["lineBreak", "Ben\rHill"],
    ["lineBreak", "Ben\u2028Hill"],
    ["lineBreak", "Ben\u0085Hill"],
    ["tooLong", "x".repeat(wordLimits.name + 1)],
  ])("is refused as %s: %j", (fault, given) => {
    expect(why(name(given))).toBe(fault);
    expect(why(givenName(given))).toBe(fault);
    expect(name(given, "party.name")).toMatchObject({ error: { at: "party.name" } });
  });

  it("is judged as it is, and read without the spaces at its ends and in NFC", () => {
    for (const [given, read] of [
      [" Ben ", "Ben"],
      ["Jose\u0301", "José"],
    ] as const) {
      expect(why(name(given))).toBe("notNormal");
      expect(givenName(given)).toEqual({ ok: true, value: read });
    }
    expect(name(7).ok).toBe(false);
  });

  it("that no person gave just now is mended to one, or to none", () => {
    expect(mendName("Ben\n  Hill: ratified")).toBe("Ben Hill: ratified");
    expect(mendName("Va\u202elle")).toBe("Valle");
    expect(mendName("\u200b \u2060")).toBeNull();
    expect(mendName("🌊".repeat(300))).toBe("🌊".repeat(100));
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 260 }), (given) => {
        const mended = mendName(given);
        if (mended !== null) expect(name(mended)).toEqual({ ok: true, value: mended });
      }),
      { seed: 4, numRuns: 2000 },
    );
  });
});

describe("words of several lines", () => {
  const note = words(20);
  it("may be none, and have line feeds", () => {
    for (const given of ["", "one\ntwo", "1\n\n2"]) expect(note(given)).toEqual({ ok: true, value: given });
    for (const [fault, given] of [
      ["unseen", "one\r\ntwo"],
      ["unseen", "a\tb"],
      ["unseen", "a\u2028b"],
      ["unseen", "a\u202eb"],
      ["empty", "\u2800"],
      ["notNormal", "a\n"],
      ["tooLong", "x".repeat(21)],
    ] as const)
      expect(why(note(given))).toBe(fault);
  });

  it("are read with every way to end a line", () => {
    expect(givenWords(20)(" one\r\ntwo\rthree\t4\n")).toEqual({ ok: true, value: "one\ntwo\nthree 4" });
    expect(why(givenWords(20)("a\u202eb"))).toBe("unseen");
    expect(givenWords(20)("   ")).toEqual({ ok: true, value: "" });
  });
});
