import { describe, expect, it } from "vitest";
import { isRightToLeft, letterDirection } from "../../../../shared/charter/text/direction.ts";

describe("A text runs by its script", () => {
  it.each([
    ["ar", true],
    ["fa-IR", true],
    ["he", true],
    ["ckb", true],
    ["nqo", true],
    ["rhg", true],
    ["dv", true],
    ["aii", true],
    ["ff", false],
    ["ff-Adlm", true],
    ["man-Nkoo", true],
    ["ms-Arab", true],
    ["pa-PK", true],
    ["pa-IN", false],
    ["ur-Latn", false],
    ["uz", false],
    ["uz-AF", true],
    ["sd-Deva", false],
    ["en", false],
    ["ku", false],
    ["not a tag", false],
    ["", false],
  ])("%s: from the right %s", (tag, expected) => expect(isRightToLeft(tag)).toBe(expected));

  it("and a paragraph by its first letter", () => {
    expect(["1. سلام", "Hi سلام", "ߒߞߏ", "𞤀𞤣𞤤", "12 – 3"].map(letterDirection)).toEqual([
      "rtl",
      "ltr",
      "rtl",
      "rtl",
      null,
    ]);
  });
});
