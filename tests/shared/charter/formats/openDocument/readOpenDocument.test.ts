/** LibreOffice's own documents become articles, clauses, lists and tables; what a text cannot keep is told. */
import { describe, expect, it } from "vitest";
import { imported, markdownOf, refusal } from "../../../../support/importing.ts";
import { type OpenParts, openFile } from "../../../../support/openFiles.ts";
import { zipOf } from "../../../../support/wordFiles.ts";

const lists =
  '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/></text:list-style>' +
  '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>';
const looks = [
  ["B", 'fo:font-weight="bold"'],
  ["I", 'fo:font-style="italic"'],
  ["S", 'style:text-line-through-style="solid"'],
  ["H", 'text:display="none"'],
  ["U", 'style:text-underline-style="solid"'],
  ["P", 'style:text-position="super 58%"'],
]
  .map(
    ([name, look]) =>
      `<style:style style:name="${name}" style:family="text"><style:text-properties ${look}/></style:style>`,
  )
  .join("");

const read = (text: string, more: Partial<OpenParts> = {}, changes: "accepted" | "before" | null = null) =>
  imported(openFile({ text, automatic: lists + looks, ...more }), { name: "wells.odt", changes });
const lines = (text: string) => markdownOf(read(text));
const p = (words: string, style = "Standard"): string => `<text:p text:style-name="${style}">${words}</text:p>`;
const h = (level: number, words: string): string => `<text:h text:outline-level="${level}">${words}</text:h>`;
const item = (inside: string): string => `<text:list-item>${inside}</text:list-item>`;
const list = (style: string, inside: string, more = ""): string =>
  `<text:list text:style-name="${style}"${more}>${inside}</text:list>`;

describe("An OpenDocument text", () => {
  it("has its title, articles, clauses, clauses of them, and lists", () => {
    const document =
      p("Wells", "Title") +
      p("Recalling much,") +
      h(1, "Article 1: Water") +
      list(
        "L1",
        item(`${p("All may drink:")}<text:list>${item(p("by day;"))}${item(p("by night."))}</text:list>`) +
          item(p("None may sell.") + p("Ever.")),
        ' xml:id="a"',
      ) +
      list("L2", item(p("a rope")) + item(p("a bucket"))) +
      h(1, "Land") +
      list("L1", item(p("None owns it.")));
    expect(lines(document)).toEqual([
      "# Wells",
      "## {.preamble}",
      "Recalling much,",
      "## Water",
      "1. All may drink:",
      "   1. by day;",
      "   2. by night.",
      "2. None may sell.",
      "   Ever.",
      "   - a rope",
      "   - a bucket",
      "## Land",
      "1. None owns it.",
    ]);
    expect(read(document).format).toBe("openDocument");
  });

  it("counts on where a list says so", () => {
    const { notKept } = read(
      h(1, "A") +
        list("L1", item(p("one")), ' xml:id="a"') +
        p("between") +
        list("L1", item(p("two")), ' text:continue-list="a"'),
    );
    expect(notKept).toEqual([]);
  });

  it("has its strong and slanted words, links, breaks, spaces and raised signs", () => {
    expect(
      lines(
        p(
          `<text:span text:style-name="B">a</text:span><text:s/><text:span text:style-name="I">b</text:span>
          <text:a xlink:href="https://e.org/">there</text:a><text:line-break/>m<text:span text:style-name="P">2</text:span>.`,
        ),
      ),
    ).toEqual(["**a** *b* [there](https://e.org/)\\", "m²."]);
  });

  it("has its tables", () => {
    const cell = (words: string, more = ""): string => `<table:table-cell${more}>${p(words)}</table:table-cell>`;
    const { text } = read(
      `<table:table><table:table-column/><table:table-header-rows><table:table-row>${cell("Wells", ' table:number-columns-spanned="2"')}<table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row>${cell("North")}${cell("7")}</table:table-row></table:table>`,
    );
    const shape = JSON.stringify(text.content[0]);
    expect(shape).toMatch(/"table_header","attrs":\{[^}]*"colspan":2/);
    expect(shape.match(/"table_cell"/g)).toHaveLength(2);
  });

  it("tells of what a text cannot keep", () => {
    const span = (style: string, words: string): string => `<text:span text:style-name="${style}">${words}</text:span>`;
    const file = read(
      `<text:table-of-content><text:index-body>${p("Water 1")}</text:index-body></text:table-of-content>` +
        p(
          `${span("S", "shut")}${span("H", "secret")}${span("U", "so")}<text:note><text:note-citation>1</text:note-citation><text:note-body>${p("by day")}</text:note-body></text:note><office:annotation><dc:creator>Ada</dc:creator>${p("Why?")}</office:annotation><draw:frame draw:name="map"><draw:image/></draw:frame>`,
        ) +
        p(`<draw:frame><draw:text-box>${p("boxed")}</draw:text-box></draw:frame>around`),
      { master: `<style:master-page><style:header>${p("Draft of May")}</style:header></style:master-page>` },
    );
    expect(markdownOf(file)).toEqual(["# so (by day)", "around", "boxed"]);
    expect(file.notKept.map(({ kind, quote }) => `${kind} ${quote}`).sort()).toEqual(
      [
        "comment Ada: Why?",
        "contents Water 1",
        "hidden secret",
        "note by day",
        "pageEdge Draft of May",
        "picture map",
        "struckOut shut",
        "textBox boxed",
        "underline so",
      ].sort(),
    );
    expect(file.comments).toEqual([{ author: "Ada", comments: 1 }]);
  });

  it("has its tracked changes, as if accepted or as before them", () => {
    const by = (author: string): string =>
      `<office:change-info><dc:creator>${author}</dc:creator></office:change-info>`;
    const region = (id: string, inside: string): string =>
      `<text:changed-region xml:id="${id}">${inside}</text:changed-region>`;
    const mark = (step: string, id: string): string => `<text:change${step} text:change-id="${id}"/>`;
    const text =
      `<text:tracked-changes>${region("i", `<text:insertion>${by("Ada")}</text:insertion>`)}${region("d", `<text:deletion>${by("Ben")}${p("closed")}</text:deletion>`)}${region("j", `<text:insertion>${by("Ada")}</text:insertion>`)}</text:tracked-changes>` +
      p(`Wells stay ${mark("", "d")}${mark("-start", "i")}open${mark("-end", "i")}.`) +
      p(`Old.${mark("-start", "j")}`) +
      p(`New.${mark("-end", "j")}`);
    expect(markdownOf(read(text, {}, "accepted"))).toEqual(["Wells stay open.", "Old.", "New."]);
    expect(markdownOf(read(text, {}, "before"))).toEqual(["Wells stay closed.", "Old."]);
    expect(read(text).changes.map(({ author, inserted, deleted }) => [author, inserted, deleted])).toEqual([
      ["Ada", 2, 0],
      ["Ben", 0, 1],
    ]);
  });

  it("says its language", () => {
    const styles =
      '<style:default-style style:family="paragraph"><style:text-properties fo:language="en" style:language-complex="ar" style:language-asian="none"/></style:default-style>';
    expect(read(p("Wells."), { styles }).language).toBe("en");
    expect(read(p("الآبار."), { styles }).language).toBe("ar");
  });

  it("made to hurt is refused by its name, or read", () => {
    const locked = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>";
    expect(refusal(openFile({ text: "", manifest: locked }), "a.odt")).toBe("encrypted");
    expect(refusal(openFile({ text: "<text:section>".repeat(9) }), "a.odt")).toBe("brokenXml");
    expect(
      refusal(
        openFile({
          text: `${"<text:list><text:list-item>".repeat(100)}${"</text:list-item></text:list>".repeat(100)}`,
        }),
        "a.odt",
      ),
    ).toBe("tooDeep");
    expect(refusal(zipOf({ "content.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>' }), "a.odt")).toBe("entities");
    const circle =
      '<style:style style:name="X" style:family="paragraph" style:parent-style-name="Y"/><style:style style:name="Y" style:family="paragraph" style:parent-style-name="X"/>';
    expect(markdownOf(read(p("Wells.", "X"), { automatic: circle }))).toEqual(["Wells."]);
    const wide = `<table:table><table:table-row><table:table-cell table:number-columns-repeated="1000000000" table:number-rows-spanned="99">${p("a")}</table:table-cell></table:table-row></table:table>`;
    expect(read(wide).format).toBe("openDocument");
  });
});
