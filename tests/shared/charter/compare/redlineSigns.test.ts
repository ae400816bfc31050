import { describe, expect, it } from "vitest";
import type { RedlineRun } from "../../../../shared/charter/compare/redline.ts";
import { changedMarks, showRuns } from "../../../../shared/charter/compare/redlineSigns.ts";

const run = (op: RedlineRun["op"], text: string): RedlineRun => ({ op, text, marks: [] });
const shown = (...runs: readonly RedlineRun[]) => showRuns(runs).map(({ text, lookAlike }) => [text, lookAlike]);

describe("what the eye would miss in a change", () => {
  it("is shown by signs where nothing else changed", () => {
    expect(shown(run("same", "ten"), run("delete", " "), run("insert", "\u00a0"), run("same", "goats here"))).toEqual([
      ["ten", null],
      ["␣", null],
      ["⍽", null],
      ["goats here", null],
    ]);
    expect(shown(run("insert", " "))).toEqual([["␣", null]]);
    expect(shown(run("delete", "x y"), run("insert", "x\ny"))).toEqual([
      ["x␣y", null],
      ["x↵y", null],
    ]);
    expect(shown(run("delete", "نمی‌خواهم"), run("insert", "نمیخواهم"))[0]?.[0]).toBe("نمی‹U+200C›خواهم");
    expect(shown(run("delete", "four goats"), run("insert", "two goats"))).toEqual([
      ["four goats", null],
      ["two goats", null],
    ]);
  });

  it("[C9] is shown by its number in words that stay as they are, each side judged as its own block", () => {
    expect(shown(run("same", "pay \u202e10"), run("insert", "0"))).toEqual([
      ["pay ‹U+202E›10", null],
      ["0", null],
    ]);
    // A joiner at the seam helps in the text as it is; isolates that close in another run are none the less closed.
    const joined = [run("same", "می"), run("same", "\u200c"), run("delete", "روم"), run("insert", "خواهم")];
    expect(shown(...joined).map(([text]) => text)).toEqual(["می", "\u200c", "روم", "خواهم"]);
    const closed = [run("same", "سلام \u2067"), run("insert", "نهر"), run("same", "\u2069")];
    expect(shown(...closed).map(([text]) => text)).toEqual(["سلام \u2067", "نهر", "\u2069"]);
    expect(shown(run("delete", "a\u2066b"), run("insert", "c\u2069d")).map(([text]) => text)).toEqual([
      "a‹U+2066›b",
      "c‹U+2069›d",
    ]);
  });

  it("is named where letters look alike, and only there", () => {
    expect(shown(run("delete", "cow"), run("insert", "c\u043ew"))[1]?.[1]).toBe("o U+006F, \u043e U+043E");
    expect(shown(run("delete", "ﬁne"), run("insert", "fine"))[1]?.[1]).toBe(null);
    expect(shown(run("delete", "１０"), run("insert", "10"))[1]?.[1]).toBe("１ U+FF11, 1 U+0031; ０ U+FF10, 0 U+0030");
    expect(shown(run("delete", "cow"), run("insert", "cat"))[1]?.[1]).toBe(null);
  });
});

describe("changed marks", () => {
  it("are told one by one", () => {
    const link = (href: string) => ({ type: "link", attrs: { href } }) as const;
    const strong = { type: "strong", attrs: {} } as const;
    expect(changedMarks([strong, link("https://a.org")], [link("https://b.org")])).toEqual([
      { type: "strong", isOn: false },
      { type: "link", was: "https://a.org", now: "https://b.org" },
    ]);
    expect(changedMarks([strong], [strong])).toEqual([]);
  });
});
