/** Pages of the web, and what office programs save as one: read as their reader saw them. */
import { describe, expect, it } from "vitest";
import { utf8 } from "../../../../../shared/base/bytes.ts";
import { importLimits } from "../../../../../shared/charter/formats/importLimits.ts";
import { imported, markdownOf, refusal } from "../../../../support/importing.ts";

const read = (html: string) => imported(utf8(html), { name: "page.html" });
const lines = (html: string) => markdownOf(read(html));

describe("A page becomes articles, clauses, lists and tables", () => {
  it("by its headings and lists", () => {
    expect(
      lines(`<!DOCTYPE html><html lang="fr-CA"><head><title>Wells - Home</title><style>p{}</style></head><body>
        <nav hidden>Menu</nav><h1>Wells</h1><p>Recalling
        much,</p><h2>Article 1: Water</h2><ol><li>All may drink:<ol><li>by day;<li>by night.</ol><li><p>None may sell.</p><p>Ever.</p></ol>
        <ul><li>a rope<ul><li>of hemp</ul></ul><h2>Land</h2><p>One<br>two &amp; <b>three</b> <a href="https://e.org/">there</a></p></body></html>`),
    ).toEqual([
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
      "     - of hemp",
      "## Land",
      "One\\",
      "two & **three** [there](https://e.org/)",
    ]);
  });

  it("with its language and title", () => {
    expect(read('<html lang="fr-CA"><title>Puits</title><p>De l’eau pour tous.</p></html>')).toMatchObject({
      format: "html",
      title: "Puits",
      language: "fr",
    });
  });

  it("with spans, heads and lists in cells", () => {
    const { text } = read(
      "<table><thead><tr><th colspan=2>Wells</th></tr></thead><tr><td rowspan=2>North<td>1<tr><td><ul><li>two</ul></table>",
    );
    const shape = JSON.stringify(text.content[0]);
    expect(shape).toMatch(/"table_header","attrs":\{[^}]*"colspan":2/);
    expect(shape).toMatch(/"table_cell","attrs":\{[^}]*"rowspan":2/);
    expect(shape).toContain("bullet_list");
  });

  it("as Word saves it", () => {
    expect(
      lines(
        `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><p class=MsoTitle>Wells</p><h1>Article 1</h1>` +
          `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.<span> </span></span>All may drink.</p>` +
          `<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2.<span> </span></span>None may <span class=msoDel><del>sell</del></span>.</p>` +
          `<p class=MsoNormal><o:p>&nbsp;</o:p></p></body></html>`,
      ),
    ).toEqual(["# Wells", "##", "1. All may drink.", "2. None may ."]);
  });

  it("as Google Docs saves it, by classes", () => {
    expect(
      lines(
        `<html><head><style>.c1{font-weight:700}.c2{text-decoration:line-through}.c3{font-style:italic}</style></head><body>` +
          `<p><span class="c1">Wells</span> <span class="c3">stay</span> <span class="c2">shut</span>open.</p></body></html>`,
      ),
    ).toEqual(["**Wells** *stay* open."]);
  });

  it("as LibreOffice saves it", () => {
    expect(
      lines(
        `<html><body lang="en-GB"><h1 class="western">Wells</h1><h2>Water</h2><ol><li><p style="line-height: 100%">All may <strike>sell</strike>drink.</p></li></ol><h2>Land</h2></body></html>`,
      ),
    ).toEqual(["# Wells", "## Water", "1. All may drink.", "## Land"]);
  });

  it("and tells of what a text cannot keep", () => {
    const page =
      '<p>Wells <img alt="a map"><s>shut</s> <a href="javascript:alert(1)">open</a> <a href="#x">here</a></p><iframe title="film"></iframe>\n<p style="display:none">secret</p>';
    expect(read(page).notKept.map(({ kind, line, quote }) => [kind, line, quote])).toEqual([
      ["picture", 1, "a map"],
      ["struckOut", 1, "shut"],
      ["embedded", 1, "film"],
      ["address", 1, "javascript:alert(1)"],
      ["hidden", 2, "secret"],
    ]);
    expect(lines(page)).toEqual(["Wells open here"]);
  });

  it("by its first words, whatever its name says", () => {
    expect(imported(utf8("<!doctype html><p>Wells."), { name: "wells.md" }).format).toBe("html");
  });
});

describe("A page made to hurt", () => {
  it.each<[string, () => string, string]>([
    ["a million open tags", () => "<div>".repeat(1_000_000), "tooDeep"],
    ["tables in tables", () => "<table><tr><td>".repeat(1000), "tooDeep"],
    ["lists that do not close", () => "<ul><li>".repeat(100_000), "tooDeep"],
    ["nine megabytes", () => "a".repeat(importLimits.bytes + 1), "fileTooLarge"],
  ])("is refused by its name: %s", (_, make, kind) => {
    expect(refusal(utf8(make()), "page.html")).toBe(kind);
  });

  it.each<[string, string]>([
    ["a hundred thousand paragraphs without words", "<p>".repeat(100_000)],
    ["marks that overlap", "<b><i></b></i>".repeat(20_000)],
    ["a comment without end", `<!--${"-".repeat(500_000)}`],
    ["entities", "&amp;".repeat(200_000)],
    ["an attribute of a megabyte", `<p style="${"x:y;".repeat(250_000)}">a`],
    ["a cell that spans a million columns", "<table><tr><td colspan=1000000 rowspan=1000000>a</table>"],
    ["closing tags alone", "</p></div></table>".repeat(50_000)],
  ])("is read, and soon: %s", { timeout: 60_000 }, (_, html) => {
    expect(read(`${html}<p>Wells.`).format).toBe("html");
  });
});
