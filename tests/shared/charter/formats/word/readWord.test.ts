/** Word documents become articles, clauses, lists and tables; what a text cannot keep is told. */
import { describe, expect, it } from "vitest";
import type { NotKept } from "../../../../../shared/charter/formats/notKept.ts";
import { imported, markdownOf } from "../../../../support/importing.ts";
import {
  paragraph,
  point,
  run,
  styled,
  usualNumbering,
  usualStyles,
  type WordParts,
  wordFile,
} from "../../../../support/wordFiles.ts";

const read = (body: readonly string[], more: Partial<WordParts> = {}) =>
  imported(wordFile({ styles: usualStyles, numbering: usualNumbering, body: body.join(""), ...more }));
const lines = (...body: readonly string[]) => markdownOf(read(body));
const told = (...body: readonly string[]): readonly NotKept[] => read(body).notKept;

describe("What a Word document is made of", () => {
  it("title, preamble, articles and annexes, by its headings", () => {
    expect(
      lines(
        styled("Title", "Wells"),
        paragraph("Recalling much,"),
        styled("Heading1", "Article 1: Water"),
        paragraph("It is shared."),
        styled("Heading1", "Use"),
        styled("Heading1", "Annex A"),
      ),
    ).toEqual(["# Wells", "## {.preamble}", "Recalling much,", "## Water", "It is shared.", "## Use", "## Annex A"]);
  });

  it("a lone largest heading is the title", () => {
    expect(lines(styled("Heading1", "Wells"), styled("Heading2", "Water"), styled("Heading2", "Use"))).toEqual([
      "# Wells",
      "## Water",
      "## Use",
    ]);
  });

  it("parts above the articles stay headings outside them", () => {
    expect(
      lines(
        styled("Heading1", "Part one"),
        styled("Heading2", "Article 1"),
        paragraph("a"),
        styled("Heading1", "Part two"),
        styled("Heading2", "Article 2"),
      ),
    ).toEqual(["# Part one", "##", "a", "# Part two", "##"]);
  });

  it("articles that are only written so, and the heading on the next line", () => {
    expect(
      lines(
        paragraph("Charter"),
        paragraph("Article 1"),
        paragraph(run("Use of water", "<w:b/>")),
        paragraph("1. All may drink."),
        paragraph("(a) by day;"),
        paragraph("(b) by night."),
        paragraph("2. None may sell."),
      ),
    ).toEqual([
      "# Charter",
      "## Use of water",
      "1. All may drink.",
      "   1. by day;",
      "   2. by night.",
      "2. None may sell.",
    ]);
  });

  it("clauses of what Word numbers, and clauses of them", () => {
    expect(
      lines(
        styled("Heading1", "Water"),
        point(1, 0, "All may drink."),
        point(1, 1, "by day;"),
        point(1, 2, "early;"),
        point(1, 1, "by night."),
        paragraph("And on."),
        point(1, 0, "None may sell."),
      ),
    ).toEqual([
      "## Water",
      "1. All may drink.",
      "   1. by day;",
      "      1. early;",
      "   2. by night.",
      "And on.",
      "2. None may sell.",
    ]);
  });

  it("articles of a list that says so, and clauses of its second level", () => {
    expect(
      lines(point(3, 0, "Water"), point(3, 1, "All may drink."), point(3, 0, "Land"), point(3, 1, "None owns.")),
    ).toEqual(["## Water", "1. All may drink.", "## Land", "1. None owns."]);
  });

  it("numbered headings below the articles are clauses with a heading", () => {
    expect(
      lines(
        styled("Heading1", "Water"),
        styled("Heading2", "1.1 Night"),
        paragraph("Lamps."),
        styled("Heading2", "1.2 Day"),
        styled("Heading1", "Land"),
      ),
    ).toEqual(["## Water", "1. ### Night", "   Lamps.", "2. ### Day", "## Land"]);
  });

  it("bullets stay lists, in a clause where they follow one", () => {
    expect(
      lines(point(1, 0, "Each brings:"), point(2, 0, "a rope"), point(2, 1, "of hemp"), point(2, 0, "a bucket")),
    ).toEqual(["1. Each brings:", "   - a rope", "     - of hemp", "   - a bucket"]);
  });

  it("two lists of which the second stands in the first", () => {
    const letters =
      '<w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%1)"/></w:lvl></w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="7"/></w:num>';
    const file = read([point(1, 0, "One:"), point(7, 0, "a;"), point(7, 0, "b."), point(1, 0, "Two.")], {
      numbering: usualNumbering + letters,
    });
    expect(markdownOf(file)).toEqual(["1. One:", "   1. a;", "   2. b.", "2. Two."]);
  });

  it("tables with heads, spans and lists", () => {
    const cell = (words: string, shape = ""): string =>
      `<w:tc>${shape === "" ? "" : `<w:tcPr>${shape}</w:tcPr>`}${words}</w:tc>`;
    const { text } = read([
      `<w:tbl><w:tr><w:trPr><w:tblHeader/></w:trPr>${cell(paragraph("Wells"), '<w:gridSpan w:val="2"/>')}</w:tr>` +
        `<w:tr>${cell(paragraph("North"), '<w:vMerge w:val="restart"/>')}${cell(paragraph("1"))}</w:tr>` +
        `<w:tr>${cell(paragraph(""), "<w:vMerge/>")}${cell(point(2, 0, "two"))}</w:tr></w:tbl>`,
    ]);
    const [table] = text.content;
    const shape = (table?.type === "table" ? table.content : []).map((row) =>
      row.type === "text"
        ? []
        : row.content.map((one) => (one.type === "text" ? [] : [one.type, one.attrs.colspan, one.attrs.rowspan])),
    );
    expect(shape).toEqual([
      [["table_header", 2, 1]],
      [
        ["table_cell", 1, 2],
        ["table_cell", 1, 1],
      ],
      [["table_cell", 1, 1]],
    ]);
    expect(JSON.stringify(table)).toContain("bullet_list");
  });

  it("strong and slanted words, links by relation and by field, line breaks, raised signs", () => {
    const field = (words: string): string => `<w:r><w:fldChar w:fldCharType="${words}"/></w:r>`;
    const file = read(
      [
        paragraph(run("a", "<w:b/>") + run("b.", '<w:b w:val="0"/><w:i/>')),
        paragraph(`<w:hyperlink r:id="l1">${run("there")}</w:hyperlink>`),
        paragraph(
          `${field("begin")}<w:r><w:instrText> HYPERLINK "https://e.org/2" </w:instrText></w:r>${field("separate")}${run("field")}${field("end")}${run(" after")}`,
        ),
        paragraph("<w:r><w:t>one</w:t><w:br/><w:t>two</w:t></w:r>"),
        paragraph(run("m") + run("2", '<w:vertAlign w:val="superscript"/>')),
        paragraph(run("عقد", "<w:rtl/><w:bCs/>")),
      ],
      { links: { l1: "https://e.org/1" } },
    );
    expect(markdownOf(file)).toEqual([
      "**a**[b.]{.em}",
      "[there](https://e.org/1)",
      "[field](https://e.org/2) after",
      "one\\",
      "two",
      "m²",
      "**عقد**",
    ]);
  });

  it("text boxes and content controls; of two drawings of one box, the first", () => {
    const box = (words: string): string => `<w:txbxContent>${paragraph(words)}</w:txbxContent>`;
    expect(
      lines(
        paragraph(
          `<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>${box("boxed")}</w:drawing></mc:Choice><mc:Fallback><w:pict>${box("again")}</w:pict></mc:Fallback></mc:AlternateContent><w:t>around.</w:t></w:r>`,
        ),
        `<w:sdt><w:sdtContent>${paragraph("controlled")}</w:sdtContent></w:sdt>`,
      ),
    ).toEqual(["around.", "boxed", "controlled"]);
  });

  it("its language, by the letters of its words", () => {
    const defaults =
      '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US" w:bidi="ar-SA"/></w:rPr></w:rPrDefault></w:docDefaults>';
    expect(read([paragraph("Wells")], { styles: defaults }).language).toBe("en");
    expect(read([paragraph("الآبار")], { styles: defaults }).language).toBe("ar");
  });
});

describe("What a text cannot keep of a Word document", () => {
  it.each<[string, string, Partial<NotKept>]>([
    ["hidden words", paragraph(run("secret", "<w:vanish/>")), { kind: "hidden", quote: "secret" }],
    ["struck words", paragraph(run("never", "<w:strike/>")), { kind: "struckOut", quote: "never" }],
    ["underlined words", paragraph(run("so", '<w:u w:val="single"/>')), { kind: "underline", quote: "so" }],
    ["coloured words", paragraph(run("so", '<w:highlight w:val="yellow"/>')), { kind: "colour", quote: "so" }],
    [
      "a picture",
      paragraph('<w:r><w:drawing><wp:docPr descr="a map"/></w:drawing></w:r>'),
      { kind: "picture", quote: "a map" },
    ],
    ["an equation", paragraph("<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>"), { kind: "equation", quote: "a=b" }],
    [
      "a letter that becomes a number",
      point(1, 0, "a") + point(1, 1, "b"),
      { kind: "number", line: 2, quote: "(a) b" },
    ],
    [
      "an address that may not be followed",
      paragraph(
        '<w:fldSimple w:instr="HYPERLINK &quot;file:///etc/passwd&quot;"><w:r><w:t>x</w:t></w:r></w:fldSimple>',
      ),
      { kind: "address", quote: "file:///etc/passwd" },
    ],
    ["a sign that nobody sees", paragraph("a") + paragraph("b\u200Bc"), { kind: "unseen", line: 2, quote: "U+200B" }],
  ])("%s", (_, body, expected) => {
    expect(told(body)).toContainEqual(expect.objectContaining({ unit: "paragraph", ...expected }));
  });

  it("its contents, headers and comments, and notes stand in parentheses", () => {
    const file = read(
      [
        styled("TOC1", "Water 1"),
        paragraph(`${run("Drink")}<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:commentReference w:id="0"/></w:r>`),
      ],
      {
        styles: `${usualStyles}<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>`,
        footnotes: `<w:footnote w:id="-1" w:type="separator">${paragraph("-")}</w:footnote><w:footnote w:id="2">${paragraph("by day")}</w:footnote>`,
        comments: `<w:comment w:id="0" w:author="Ada">${paragraph("Why?")}</w:comment>`,
        header: paragraph("Draft of May"),
      },
    );
    expect(markdownOf(file)).toEqual(["Drink (by day)"]);
    expect(file.notKept.map(({ kind, quote }) => [kind, quote]).sort()).toEqual([
      ["comment", "Ada: Why?"],
      ["contents", "Water 1"],
      ["note", "by day"],
      ["pageEdge", "Draft of May"],
    ]);
    expect(file.comments).toEqual([{ author: "Ada", comments: 1 }]);
  });
});

describe("Tracked changes", () => {
  const ins = (words: string, author = "Ada"): string => `<w:ins w:author="${author}">${run(words)}</w:ins>`;
  const del = (words: string, author = "Ben"): string =>
    `<w:del w:author="${author}"><w:r><w:delText>${words}</w:delText></w:r></w:del>`;
  const file = wordFile({
    body: [
      paragraph(`${run("Wells stay ")}${del("closed")}${ins("open")}${run(".")}`),
      paragraph(run("One"), '<w:rPr><w:del w:author="Ben"/></w:rPr>'),
      paragraph(run(" and two")),
      `<w:p><w:pPr><w:rPr><w:ins w:author="Ada"/></w:rPr></w:pPr>${ins("All new")}</w:p>`,
      `<w:p><w:ins w:author="Ada">${del("came and went", "Ben")}</w:ins>${run("End")}</w:p>`,
      `<w:tbl><w:tr><w:trPr><w:ins w:author="Ada"/></w:trPr><w:tc>${paragraph("row")}</w:tc></w:tr></w:tbl>`,
    ].join(""),
  });

  it("are read as if all were accepted", () => {
    expect(markdownOf(imported(file, { changes: "accepted" })).slice(0, 4)).toEqual([
      "Wells stay open.",
      "One and two",
      "All new",
      "End",
    ]);
  });

  it("or as the text was before them", () => {
    expect(markdownOf(imported(file, { changes: "before" }))).toEqual([
      "Wells stay closed.",
      "One",
      " and two".trim(),
      "End",
    ]);
  });

  it("are told of by who made them, with some of the words", () => {
    const [ada, ben] = imported(file).changes;
    expect(ada).toMatchObject({ author: "Ada", inserted: 4, deleted: 0 });
    expect(ada?.examples[0]).toEqual({ op: "insert", words: "open" });
    expect(ben).toMatchObject({ author: "Ben", inserted: 0, deleted: 2 });
  });
});
