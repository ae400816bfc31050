import { describe, expect, it } from "vitest";
import { readClauses } from "../../../shared/charter/clauses.ts";
import { readPlainText } from "../../../shared/charter/plainText.ts";
import { article, clause, countingIds, docOf, head, para, preamble } from "./arbitraryText.ts";

const read = (source: string) => readPlainText(source, countingIds());

describe("a plain text file", () => {
  it("becomes a title, a preamble, articles and numbered clauses", () => {
    const source =
      "\ufeffAccord on the river\r\n\r\nWe have met\r\nat the ford.\r\n\r\nArticle 1\r\n\r\n1. Wells stay open.\r\n\r\n2. Always.\r\n\r\nArticle 2: Peace\r\nNo weapons.\r\n\r\nArticle 7\r\n\r\nLast.";
    expect(read(source)).toEqual({
      title: "Accord on the river",
      text: docOf(
        head(1, "Accord on the river"),
        preamble("new-1", para("We have met at the ford.")),
        article("new-2", clause("new-3", para("Wells stay open.")), clause("new-4", para("Always."))),
        article("new-5", head(2, "Peace"), para("No weapons.")),
        article("new-6", head(2, "Article 7"), para("Last.")),
      ),
    });
  });

  it("has articles in Arabic and Spanish too", () => {
    const arabic = read("الديباجة\n\nلما كان\n\nالمادة ١\n\nيولد الناس\n\nالمادة 2\n\nلكل إنسان");
    expect(readClauses(arabic.text).map((one) => [one.kind, one.number, one.text])).toEqual([
      ["preamble", "", "الديباجة\nلما كان"],
      ["article", "1", "يولد الناس"],
      ["article", "2", "لكل إنسان"],
    ]);
    expect(readClauses(read("Preámbulo\n\nx\n\nArtículo 1\n\ny").text).map((one) => one.kind)).toEqual([
      "preamble",
      "article",
    ]);
  });

  it("without articles is paragraphs", () => {
    expect(read("One line only.")).toEqual({ title: null, text: docOf(para("One line only.")) });
    expect(read("")).toEqual({ title: null, text: docOf() });
  });
});
