import { describe, expect, it } from "vitest";
import { readPlainText } from "../../../../shared/charter/formats/plainText.ts";
import { readClauses } from "../../../../shared/charter/text/clauses.ts";
import { article, clause, countingIds, docOf, element, head, para, preamble } from "../text/arbitraryText.ts";

const read = (source: string) => readPlainText(source, countingIds());

describe("a plain text file", () => {
  it("becomes a title, a preamble, articles and numbered clauses", () => {
    const source =
      "\ufeffAccord on the river\r\n\r\nWe have met\r\nat the ford.\r\n\r\nArticle 1\r\n\r\n1. Wells stay open.\r\n\r\n2. Always.\r\n\r\nArticle 2: Peace\r\nNo weapons.\r\n\r\nArticle 7\r\n\r\nLast.";
    expect(read(source)).toMatchObject({
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
    expect(read("One line only.")).toMatchObject({ title: null, text: docOf(para("One line only.")) });
    expect(read("")).toMatchObject({ title: null, text: docOf() });
  });

  /** The numbers and words of its clauses. */
  const numbered = (source: string) =>
    readClauses(read(source).text)
      .filter((one) => one.kind === "clause")
      .map((one) => `${one.number} ${one.text}`);

  it.each([
    ["figures with a point", "Article 1\n\n1. Wells.\n2. Herds.\n3. Paths."],
    ["figures, an article to each paragraph", "Article 1\n1) Wells.\n2) Herds.\n3) Paths."],
    ["figures with a degree sign", "Article 1\n\n1° Wells.\n2° Herds.\n3° Paths."],
    ["figures with a stroke", "Article 1\n\n1/ Wells.\n2/ Herds.\n3/ Paths."],
    ["figures with a dash", "Article 1\n\n1 - Wells.\n2 - Herds.\n3 - Paths."],
    ["Bengali figures with a danda", "ধারা ১\n\n১। Wells.\n২। Herds.\n৩। Paths."],
    ["Burmese figures with their stop", "Article 1\n\n၁။ Wells.\n၂။ Herds.\n၃။ Paths."],
    ["Ethiopic figures", "Article 1\n\n፩፡ Wells.\n፪፡ Herds.\n፫፡ Paths."],
    ["Roman figures of one sign", "Article 1\n\nⅰ. Wells.\nⅱ. Herds.\nⅲ. Paths."],
    ["Ethiopic letters", "Article 1\n\nሀ) Wells.\nለ) Herds.\nሐ) Paths."],
    ["Thai letters", "Article 1\n\nก. Wells.\nข. Herds.\nค. Paths."],
    ["Tamil letters", "Article 1\n\n(அ) Wells.\n(ஆ) Herds.\n(இ) Paths."],
    ["figures in brackets", "Article 1\n\n(1) Wells.\n\n(2) Herds.\n\n(3) Paths."],
    ["letters", "Article 1\n\na) Wells.\nb) Herds.\nc) Paths."],
    ["letters in brackets", "Article 1\n\n(A) Wells.\n(B) Herds.\n(C) Paths."],
    ["Roman figures", "Article I\n\ni. Wells.\nii. Herds.\niii. Paths."],
    ["Roman capitals", "§ 1\n\nI. Wells.\nII. Herds.\nIII. Paths."],
    ["the article's number before", "Article 1\n\n1.1 Wells.\n1.2 Herds.\n1.3 Paths."],
    ["Arabic figures", "المادة ١\n\n١- Wells.\n٢- Herds.\n٣- Paths."],
    ["Persian figures in brackets", "ماده ۱\n\n(۱) Wells.\n(۲) Herds.\n(۳) Paths."],
    ["Arabic letters", "المادة 1\n\nأ) Wells.\nب) Herds.\nج) Paths."],
    ["Chinese figures", "第一条\n\n一、Wells.\n二、Herds.\n三、Paths."],
    ["Chinese figures in brackets", "第１条\n\n（一）Wells.\n（二）Herds.\n（三）Paths."],
    ["figures in rings", "第1条\n\n①Wells.\n②Herds.\n③Paths."],
    ["Cyrillic letters", "Статья 1\n\nа) Wells.\nб) Herds.\nв) Paths."],
    ["Devanagari figures", "अनुच्छेद १\n\n१. Wells.\n२. Herds.\n३. Paths."],
    ["old line ends", "Article 1\r\r1. Wells.\r2. Herds.\r3. Paths."],
    ["other line ends", "Article 1\u0085\u00851. Wells.\u20282. Herds.\u20283. Paths."],
  ])("has clauses where lines begin with %s", (_, source) => {
    expect(numbered(source)).toEqual(["1.1 Wells.", "1.2 Herds.", "1.3 Paths."]);
  });

  it("has clauses in clauses, and goes on after them", () => {
    expect(
      numbered(
        "Article 1\n1. Herds:\n (a) goats\n and sheep\n (b) cows:\n  (i) old\n  (ii) young\n2. Wells.\n\nArticle 2\n2.1 x\n2.1.1 y\n2.2 z",
      ),
    ).toEqual([
      "1.1 Herds:",
      "1.1.1 goats and sheep",
      "1.1.2 cows:",
      "1.1.2.1 old",
      "1.1.2.2 young",
      "1.2 Wells.",
      "2.1 x",
      "2.1.1 y",
      "2.2 z",
    ]);
  });

  it("has one list of numbers that stand below no article and no clause, and tells that they change", () => {
    const source = "Pact\n\n1.1 Wells.\n1.2 Herds.\n2.1. Paths.\n2.2. Nets.";
    expect(numbered(source)).toEqual(["1 Wells.", "2 Herds.", "3 Paths.", "4 Nets."]);
    expect(read(source).notKept.map(({ kind, line }) => `${kind} ${line}`)).toEqual(
      [3, 4, 5, 6].map((at) => `number ${at}`),
    );
  });

  it.each([
    ["§ 1 Wells stay open.\n§ 2 Herds pass freely.\n§ 3 Nets dry ashore."],
    ["第一条 Wells stay open.\n第二条 Herds pass freely.\n第三条 Nets dry ashore."],
    ["제1조 Wells stay open.\n제2조 Herds pass freely.\n제3조 Nets dry ashore."],
  ])("has an article for each sign of one that follows a whole sentence: %j", (lines) => {
    const articles = readClauses(read(`Pact\n\n${lines}`).text).map((one) => `${one.kind} ${one.number} ${one.text}`);
    expect(articles).toEqual([
      "article 1 Wells stay open.",
      "article 2 Herds pass freely.",
      "article 3 Nets dry ashore.",
    ]);
  });

  it.each([
    "The water is at\n1° C in spring, and\n2° C in summer.",
    "The fund has\n1.1 million shells, and\n1.5 million beads.",
    "As they said before,\nthey follow\n§ 1 of it.",
    "They keep\n1/2 of it.",
    "Shares are\n1 - x, or less.",
  ])("leaves figures in their sentence: %j", (words) => {
    const { text } = read(`Pact\n\n${words}`);
    expect(readClauses(text)).toEqual([]);
    expect(text.content.at(-1)).toEqual(para(words.replaceAll("\n", " ")));
  });

  it("tells which numbers become others", () => {
    const told = (source: string) => read(source).notKept.map((one) => `${one.line} ${one.kind} ${one.quote}`);
    expect(told("Article 1\n\n1. a\n2. b\n\n4. d")).toEqual(["6 number 4. d"]);
    expect(told("0. zero\n1. one")).toEqual(["1 number 0. zero", "2 number 1. one"]);
    expect(told("(a) x\n(b) y")).toEqual(["1 number (a) x", "2 number (b) y"]);
    expect(told("Article 2\n2.1 x\n2.2 y")).toEqual(["2 number 2.1 x", "3 number 2.2 y"]);
  });

  it("leaves a number in its sentence where it counts nothing", () => {
    expect(read("They met on\n30. June and in\n1990. That was all.\n\nArticle 7 shall apply.").text).toEqual(
      docOf(para("They met on 30. June and in 1990. That was all."), para("Article 7 shall apply.")),
    );
  });

  it("has lists where lines begin with bullets", () => {
    const item = (words: string) => element("list_item", {}, [para(words)]);
    expect(read("Bring:\n• water\n• bread\nand salt").text).toEqual(
      docOf(para("Bring:"), element("bullet_list", {}, [item("water"), item("bread and salt")])),
    );
  });

  it("says title and language before the text", () => {
    expect(read("---\ntitle: Wells\nlang: ar\n---\nOpen.")).toMatchObject({ title: "Wells", language: "ar" });
  });
});
