/** [C22] What promises of a text say, in the text and one by one. */
import { describe, expect, it } from "vitest";
import { readMarkdown } from "../../../../shared/charter/formats/markdown.ts";
import { writeMarkdown } from "../../../../shared/charter/formats/markdownWriter.ts";
import { normaliseText } from "../../../../shared/charter/text/canonical.ts";
import { readClauses } from "../../../../shared/charter/text/clauses.ts";
import type { Attrs, CharterText, ElementNode } from "../../../../shared/charter/text/model.ts";
import { dueDays, readPromises } from "../../../../shared/charter/text/promises.ts";
import { readPromise, writePromise } from "../../../../shared/charter/text/promiseTarget.ts";
import { createPromiseWords, namesOf } from "../../../../shared/charter/text/promiseWords.ts";
import { article, body, clause, countingIds, docOf, element, head, said } from "./arbitraryText.ts";

const river = "ab".repeat(32);
const herders = "0c".repeat(32);
const nobody: Attrs = { by: "", to: "", due: "", every: 0 };
const promise = (attrs: Partial<Record<"by" | "to" | "due" | "every", string | number>> = {}): ElementNode =>
  element("promise", { ...nobody, ...attrs } as Attrs, []);
const line = (...content: ElementNode["content"]): ElementNode => element("paragraph", {}, content);

const nameOf = namesOf([
  { id: river, name: "River Council" },
  { id: herders, name: "Herders" },
]);
const words = (attrs: Attrs, language = "en", further: string | null = null): string =>
  createPromiseWords(language, nameOf)({ ...nobody, ...attrs }, further);

describe("[C22] what a promise reads as", () => {
  it("says who owes it to whom, by which day and how often, and leaves out what it does not say", () => {
    expect(words({ by: river, to: "all", due: "2027-05-01", every: 12 })).toBe(
      "‹River Council owes this to all, by 1 May 2027, every 12 months›",
    );
    expect(words({ by: "all", to: herders, every: 1 })).toBe("‹all owe this to Herders, every month›");
    expect(words({ by: river })).toBe("‹River Council owes this›");
    expect(words({ to: river, due: "2028-02-29" })).toBe("‹this is owed to River Council, by 29 February 2028›");
    expect(words({})).toBe("‹this is owed›");
  });

  it("calls a party that nobody knows by the first figures of its id", () => {
    expect(words({ by: "12345678".repeat(8) })).toBe("‹12345678 owes this›");
  });

  it("is said in the language of the words around it, else in that of the charter, else in English", () => {
    expect(words({ by: river, to: "all", due: "2027-05-01", every: 2 }, "ar")).toBe(
      "‹يلتزم River Council بهذا تجاه الجميع، في موعد أقصاه 1 مايو 2027، كل شهرين›",
    );
    expect(words({ by: "all" }, "en", "ar-EG")).toBe("‹يلتزم الجميع بهذا›");
    expect(words({ to: "all", every: 12 }, "fa")).toBe("‹این تعهدی در برابر همه است، هر 12 ماه›");
    expect(words({ by: river, every: 3 }, "he")).toBe("‹זו התחייבות של River Council, מדי 3 חודשים›");
    expect(words({}, "iu")).toBe("‹this is owed›");
    expect([3, 10, 11, 100, 101, 103].map((every) => words({ every }, "ar").split("، ")[1])).toEqual([
      "كل 3 أشهر›",
      "كل 10 أشهر›",
      "كل 11 شهرًا›",
      "كل 100 شهر›",
      "كل 101 شهر›",
      "كل 103 أشهر›",
    ]);
  });

  it("stands in the words of its clause, and not in what its heading calls it", () => {
    const text = docOf(article("a", head(2, "Water"), clause("c", line(said("Cleared "), promise({ by: river })))));
    const headed = docOf(
      element("clause", { id: "c" }, [element("heading", { level: 2 }, [said("Water"), promise()])]),
    );
    expect(readClauses(text, createPromiseWords("en", nameOf))[1]?.text).toBe("Cleared ‹River Council owes this›");
    expect(readClauses(text)[1]?.text).toBe("Cleared ‹abababab owes this›");
    expect(readClauses(headed)[0]?.heading).toBe("Water");
  });
});

describe("[C22] the promises of a text", () => {
  it("are counted in their clause, in the order of the text, with what their paragraph says", () => {
    const note = element("footnote", {}, [said("dug by hand")]);
    const text = docOf(
      line(said("Loose"), promise({ every: 3 })),
      article(
        "a",
        head(2, "Water"),
        line(said("See "), element("reference", { clause: "c" }, []), said(" "), promise({ by: river })),
        clause(
          "c",
          line(said("The canal"), note, said(" is  cleared "), promise({ by: river, due: "2027-05-01", every: 12 })),
          line(promise({ to: herders })),
          element("table", {}, [
            element("table_row", {}, [
              element("table_cell", { colspan: 1, rowspan: 1 }, [line(said("Salt "), promise({ by: "all" }))]),
            ]),
          ]),
        ),
      ),
    );
    expect(readPromises(text)).toEqual([
      { clause: "loose", index: 0, ...nobody, every: 3, words: "Loose" },
      { clause: "a", index: 0, ...nobody, by: river, words: "See 1.1" },
      { clause: "c", index: 0, by: river, to: "", due: "2027-05-01", every: 12, words: "The canal is cleared" },
      { clause: "c", index: 1, ...nobody, to: herders, words: "The canal is cleared\nSalt" },
      { clause: "c", index: 2, ...nobody, by: "all", words: "Salt" },
    ]);
  });

  it("are one where further languages say the same, each as often as there", () => {
    const twice = { by: river, due: "2027-05-01" };
    const text = docOf(
      clause(
        "c",
        body("fr", line(said("Deux"), promise(twice), promise(twice)), line(said("Autre"), promise({ to: "all" }))),
        line(said("Two"), promise(twice), promise(twice)),
        body("ar", line(said("ثلاثة"), promise(twice), promise(twice), promise(twice))),
      ),
    );
    expect(readPromises(text).map(({ index, due, words: owed }) => [index, due, owed])).toEqual([
      [0, "2027-05-01", "Two"],
      [1, "2027-05-01", "Two"],
      [2, "", "Autre"],
      [3, "2027-05-01", "ثلاثة"],
    ]);
  });
});

describe("[C22] the days on which a promise is due", () => {
  it("are its day and every so many months from it, within a span, both ends included", () => {
    const yearly = { due: "2027-05-01", every: 12 };
    expect(dueDays(yearly, "2027-05-01", "2029-05-01")).toEqual(["2027-05-01", "2028-05-01", "2029-05-01"]);
    expect(dueDays(yearly, "2028-05-02", "2029-04-30")).toEqual([]);
    expect(dueDays(yearly, "1999-01-01", "2027-05-01")).toEqual(["2027-05-01"]);
    expect(dueDays({ due: "2027-05-01", every: 0 }, "2027-01-01", "2040-01-01")).toEqual(["2027-05-01"]);
    expect(dueDays({ due: "2027-05-01", every: 0 }, "2028-01-01", "2040-01-01")).toEqual([]);
    expect(dueDays({ due: "", every: 12 }, "2027-01-01", "2040-01-01")).toEqual([]);
  });

  it("are the last of a month that is shorter, and those after it are not moved by that", () => {
    expect(dueDays({ due: "2027-01-31", every: 1 }, "2027-02-01", "2027-04-30")).toEqual([
      "2027-02-28",
      "2027-03-31",
      "2027-04-30",
    ]);
    expect(dueDays({ due: "2028-02-29", every: 12 }, "2029-01-01", "2032-12-31").at(-1)).toBe("2032-02-29");
  });

  it("end with the calendar", () => {
    expect(dueDays({ due: "9990-06-01", every: 60 }, "9990-01-01", "9999-12-31")).toEqual(["9990-06-01", "9995-06-01"]);
  });
});

describe("[C22] a promise in Markdown", () => {
  const text: CharterText = docOf(
    clause("c", line(said("Cleared "), promise({ by: river, to: "all", due: "2027-05-01", every: 12 }), said("."))),
    clause("d", line(said("Open "), promise()), body("ar", line(said("مفتوح "), promise({ by: "all" })))),
  );

  it("is its words, with what they are read from, which alone counts when it is read again", () => {
    const written = writeMarkdown(text, createPromiseWords("en", nameOf));
    expect(written).toContain(
      `[‹River Council owes this to all, by 1 May 2027, every 12 months›](promise:by=${river}&to=all&due=2027-05-01&every=12)`,
    );
    expect(written).toContain("[‹this is owed›](promise:)");
    expect(written).toContain("[‹يلتزم الجميع بهذا›](promise:by=all)");
    for (const source of [written, written.replaceAll(/\[‹[^\]]*›\]/g, "[whoever]")]) {
      const read = readMarkdown(source, countingIds());
      expect(read.ok && normaliseText(read.value.text)).toEqual(normaliseText(text));
    }
  });

  it("is words in a note, and where what it says is no promise", () => {
    const read = readMarkdown(
      "Wells[^1] and [x](promise:due=2027-02-30)\n\n[^1]: dug [by](promise:by=all) hand",
      countingIds(),
    );
    if (!read.ok) throw new Error("it reads");
    expect(readPromises(read.value.text)).toEqual([]);
    expect(JSON.stringify(read.value.text)).toContain("dug by hand");
    expect(JSON.stringify(read.value.text)).toContain("[x](promise:due=2027-02-30)");
  });

  it("says each value once, in any order, and no other", () => {
    expect(readPromise("every=12&by=all")).toEqual({ ...nobody, by: "all", every: 12 });
    expect(writePromise({ ...nobody, by: "all", every: 12 })).toBe("by=all&every=12");
    for (const odd of ["by=all&by=all", "by=river", "every=1201", "every=01", "due=2027-13-01", "who=all", "by=", "&"])
      expect(readPromise(odd), odd).toBeNull();
  });
});
