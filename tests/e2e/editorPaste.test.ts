/** What other programs put on the clipboard, in their own forms, and clauses that are dragged, in a real browser. */
import { Node } from "prosemirror-model";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { settle } from "../../shared/charter/draft/settle.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { article, clause, doc, h, type OpenHarness, openHarness, p } from "../support/editorHarness/openHarness.ts";
import { textOf, unseenClasses, wordsOf } from "../support/unseenClasses.ts";

let open: OpenHarness;
beforeAll(async () => {
  open = await openHarness();
}, 120_000);
afterAll(() => open?.close());

interface Json {
  readonly type: string;
  readonly text?: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly marks?: readonly { readonly type: string }[];
  readonly content?: readonly Json[];
}

/** A text in short: "ol3(li(p[Wells]) …)", bold words in stars, italic in slashes. */
function short(node: Json): string {
  const inside = (node.content ?? []).map(short).join("");
  if (node.type === "text") {
    const marks = (node.marks ?? []).map((mark) => mark.type);
    const sign = `${marks.includes("strong") ? "*" : ""}${marks.includes("em") ? "/" : ""}`;
    const link = marks.includes("link") ? "@" : "";
    const line = marks.includes("underline") ? "_" : "";
    const meaning = marks.includes("definition") ? "=" : marks.includes("term") ? "~" : "";
    return `${link}${meaning}${line}${sign}${node.text}${[...sign].reverse().join("")}`;
  }
  const attrs = node.attrs ?? {};
  switch (node.type) {
    case "hard_break":
      return "|";
    case "reference":
      return `{${attrs.clause}}`;
    case "footnote":
      return `^(${inside})`;
    case "paragraph":
      return `[${inside}]`;
    case "heading":
      return `h${attrs.level}[${inside}]`;
    case "ordered_list":
      return `ol${attrs.order}(${inside})`;
    case "bullet_list":
      return `ul(${inside})`;
    case "list_item":
      return `-${inside}`;
    case "article":
    case "clause":
      return `${node.type}(${inside})`;
    case "body":
      return `${attrs.lang}(${inside})`;
    case "table":
      return `table(${inside})`;
    case "table_row":
      return `row(${inside})`;
    case "table_cell":
    case "table_header":
      return `${attrs.colspan === 1 ? "" : `w${attrs.colspan}`}${attrs.rowspan === 1 ? "" : `h${attrs.rowspan}`}${inside}`;
    default:
      return inside;
  }
}

const start = (text: unknown) =>
  open.page.evaluate((given) => {
    window.harness.closeAll();
    window.harness.open({ name: "P", text: given, language: "en" });
  }, text);

/** What stands in an empty text after this HTML was pasted into it. */
async function pasted(html: string): Promise<string> {
  await start(doc(p("")));
  await paste(html);
  return await shownText();
}

const shownText = async (): Promise<string> =>
  short((await open.page.evaluate(() => window.harness.json("P"))) as Json);

const paste = (html: string): Promise<void> =>
  open.page.evaluate((given) => {
    const { view } = window.harness.at("P").editor;
    const transfer = new DataTransfer();
    transfer.setData("text/html", given);
    transfer.setData("text/plain", "x".repeat(given.length));
    view.dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
  }, html);

const wordPoint = (list: string, level: number, marker: string, text: string) =>
  `<p class=MsoListParagraph style='text-indent:-.25in;mso-list:${list} level${level} lfo1'><![if !supportLists]><span style='mso-list:Ignore'>${marker}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>${text}<o:p></o:p></p>`;
const onlinePoint = (tag: "ul" | "ol", level: number, place: number, text: string) =>
  `<div class="ListContainerWrapper"><${tag} start="${place}"><li data-listid="3" data-aria-level="${level}" data-aria-posinset="${place}"><p class="Paragraph"><span class="TextRun">${text}</span><span class="EOP">&nbsp;</span></p></li></${tag}></div>`;

const cases: readonly (readonly [name: string, html: string, shown: string])[] = [
  [
    "deletions of a page",
    "<p>The parties <del>may</del><ins>shall</ins> pay <s>ten</s><strike> ten</strike> twelve.</p>",
    "[The parties shall pay twelve.]",
  ],
  [
    "struck words by style, within and around",
    `<p>a <span style="text-decoration:line-through">x <b>y</b></span><span style="text-decoration-line: underline line-through">z</span> b <u style="text-decoration:underline">c</u></p>`,
    "[a b _c]",
  ],
  [
    "words struck as Safari and Word write it, also in a table",
    `<p><span style="-webkit-text-decoration: line-through">a</span><span style="-webkit-text-decorations-in-effect: line-through">b</span><span style="text-line-through:double">c</span>d</p><table><tr><td><span style="-webkit-text-decoration-line:line-through">e</span>f</td></tr></table><p><span style="text-line-through:none">g</span></p>`,
    "[d]table(row([f]))[g]",
  ],
  [
    "tracked deletions of Word",
    `<p class=MsoNormal>Wells <span class=msoDel><del cite="mailto:Ana" datetime="2026-01-01T00:00">by night</del></span><span class=msoIns><ins cite="mailto:Ana">by day</ins></span>.</p><p class=MsoNormal><del>Gone.<o:p></o:p></del></p>`,
    "[Wells by day.]",
  ],
  [
    "deletions by a class of Apple's programs",
    `<style>p.p1 {margin: 0} span.s1 {text-decoration: line-through} span.s2 {font-weight: bold}</style><p class="p1">keep <span class="s1">go</span><span class="s2">bold</span></p>`,
    "[keep *bold*]",
  ],
  [
    "a struck point and a struck paragraph",
    "<ul><li>one</li><li><s>two</s></li></ul><p><del>all</del></p><p>end</p>",
    "ul(-[one])[end]",
  ],
  [
    "underlined words by tag and by style, and not the line below a link",
    `<p><u>a</u>b<span style="text-decoration: underline">c <i style="text-decoration:none">d</i></span><span style="text-decoration-line:underline">e</span><u style="text-decoration:none">f</u> <a href="https://a.org" style="text-decoration:none"><span style="text-decoration:underline">g</span></a><ins>h</ins></p>`,
    "[_ab_c _/d/_ef @gh]",
  ],
  [
    "references that name no clause of the text, which are words, and struck ones",
    `<p>a<span data-reference="../C">2</span><span data-reference="gone">4.1</span><s>b<span data-reference="c1">3</span><span data-footnote="">c</span></s>d</p>`,
    "[a24.1d]",
  ],
  [
    "powers, formulas, ordinals, marks of trade",
    "<p>40 m<sup>2</sup>, x<sup>n+1</sup>, H<sub>2</sub>O, the 1<sup>st</sup>, M<sup>me</sup> A, 10<sup>-3</sup>, Co<sup>TM</sup>, k<sup>a/b</sup>, v<sub>max</sub></p>",
    "[40 m², xⁿ⁺¹, H₂O, the 1st, Mme A, 10⁻³, Co™, k^(a/b), vmax]",
  ],
  [
    "superscript by style",
    `<p>5 km<span style="font-size:0.6em;vertical-align:super">2</span> a<span style="vertical-align:baseline">b</span></p>`,
    "[5 km² ab]",
  ],
  [
    "notes of Word and Google Docs",
    `<p>The wells<a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference><sup>[1]</sup></span></a> stay, the herds<sup id="ftnt_ref2"><a href="#ftnt2">2</a></sup> pass.</p>`,
    "[The wells [1] stay, the herds [2] pass.]",
  ],
  [
    "a list of Word with levels and a start",
    wordPoint("l0", 1, "3.", "Wells") +
      wordPoint("l0", 2, "o", "Deep ones") +
      wordPoint("l0", 2, "o", "Old ones") +
      wordPoint("l0", 1, "4.", "Herds") +
      "<p class=MsoNormal>Between</p>" +
      wordPoint("l0", 1, "5.", "Boats"),
    "ol3(-[Wells]ul(-[Deep ones]-[Old ones])-[Herds])[Between]ol5(-[Boats])",
  ],
  [
    "letters, Roman and Arabic numbers of Word",
    wordPoint("l1", 1, "(b)", "x") +
      wordPoint("l2", 1, "iv.", "y") +
      wordPoint("l3", 1, "٣.", "z") +
      wordPoint("l4", 1, "·", "w") +
      wordPoint("l5", 1, "1.2.", "v"),
    "ol2(-[x])ol4(-[y])ol3(-[z])ul(-[w])ol2(-[v])",
  ],
  ["a marker that is words", wordPoint("l0", 1, "Article 3", "Wells"), "[Article 3 Wells]"],
  [
    "lists of Word Online",
    onlinePoint("ol", 1, 2, "Wells") + onlinePoint("ul", 2, 1, "Deep") + onlinePoint("ol", 1, 3, "Herds"),
    "ol2(-[Wells]ul(-[Deep])-[Herds])",
  ],
  [
    "headings of Word and Word Online",
    `<p class=MsoTitle>Accord</p><p role="heading" aria-level="2">Use</p><h6>Deep</h6>`,
    "h1[Accord]h2[Use]h4[Deep]",
  ],
  [
    "Google Docs",
    `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span style="font-weight:400;white-space:pre-wrap;">Water is </span><span style="font-weight:700">shared</span><span style="font-weight:400;font-style:italic"> today</span></p><ol><li aria-level="1"><p><span style="font-weight:400">one</span></p></li><ol><li aria-level="2"><p>deep</p></li></ol><li><p>two</p></li></ol></b>`,
    "[Water is *shared*/ today/]ol1(-[one]ol1(-[deep])-[two])",
  ],
  [
    "LibreOffice",
    `<p style="line-height: 100%"><font face="Liberation Serif"><b>Wells</b> <i>stay</i> <strike>shut</strike>open</font></p><ol start="4"><li><p>x</p></li></ol>`,
    "[*Wells* /stay/ open]ol4(-[x])",
  ],
  [
    "merged cells",
    `<table><tbody><tr><td colspan="2">wide</td><td rowspan="9">high</td></tr><tr><td>a</td><td>b</td></tr></tbody></table>`,
    "table(row(w2[wide]h2[high])row([a][b]))",
  ],
  [
    "what is hidden",
    `<p>seen<span style="display:none">a</span><span style="visibility:hidden">b<i style="visibility:visible">c</i></span><span style='mso-hide:all'>d</span><span hidden>e</span><span style="font-size:0">f</span><span style="opacity:0">g</span></p><p style="display: none">h</p><div style='mso-element:comment-list'><p>i</p></div><template><p>j</p></template>`,
    "[seen/c/]",
  ],
  ["lines of pre", "<pre>one\n  two\nthree</pre>", "[one|two|three]"],
  [
    "lines kept by style, and a page's own line ends",
    `<div style="white-space: pre-wrap">a\nb</div>\n<p>c\nd</p>`,
    "[a|b][c d]",
  ],
  ["what nobody can see", "<p>pay\u202ee\u200b ten\u0007</p>", "[paye ten]"],
  [
    "empty lines of Word",
    "<p class=MsoNormal>a</p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>b</p>",
    "[a][b]",
  ],
  [
    "articles in clauses and clauses in cells and items",
    `<div data-clause="c"><p>a</p><section data-kind="annex"><p>b</p></section><ul><li><div data-clause="d"><p>c</p></div></li></ul></div><table><tr><td><div data-clause="e"><p>d</p></div></td></tr></table>`,
    "clause([a][b]ul(-[c]))table(row([d]))",
  ],
  [
    "clauses that say their words in further languages",
    `<div data-clause="c"><p>a</p><div data-body="fr" lang="fr"><p>b</p><div data-clause="d"><p>c</p></div></div></div><p>d</p><div data-clause="e"><p>e</p><div data-body="x y"><p>f</p></div></div>`,
    "clause([a]fr([b][c]))[d]clause([e]und([f]))",
  ],
  [
    "links",
    `<p><a href="https://example.org/">go <b>there</b></a> <a href="javascript:x()">no</a></p>`,
    "[@go @*there* no]",
  ],
];

describe("paste", () => {
  test("references, notes and definitions of this program stay what they are", async () => {
    await start(doc(clause("here", p(""))));
    await paste(
      `<p>see <span data-reference="here">1</span>, <dfn>wells</dfn><span data-footnote="">dug <strong>deep</strong></span> and <span data-term="">herds</span></p>`,
    );
    expect(await shownText()).toBe("clause([see {here}, =wells^(dug *deep*) and ~herds])");
  });

  test.each(cases)("of %s", async (_name, html, shown) => {
    expect(await pasted(html)).toBe(shown);
  });

  test("says what of that which a reader saw was left out", async () => {
    const leftOut = () =>
      open.page.evaluate(() =>
        window.harness
          .at("P")
          .leftOut.flatMap(({ notKept, notKeptCount }) => [
            notKeptCount,
            ...notKept.map(({ kind, quote }) => `${kind}: ${quote}`),
          ]),
      );
    await pasted('<p>a <s>struck</s> word <img alt="a map"></p>');
    expect(await leftOut()).toEqual([2, "struckOut: struck", "picture: a map"]);
    await pasted("<p>a plain word</p>");
    expect(await leftOut()).toEqual([]);
  });
});

describe("[C9] what nobody sees", () => {
  const settled = async (): Promise<string> => {
    const text = settle(
      textOf(Node.fromJSON(schema, await open.page.evaluate(() => window.harness.json("P")))),
      "en",
      [],
    );
    if (!text.ok) throw new Error(JSON.stringify(text.error));
    return wordsOf(text.value);
  };
  const pastePlain = (plain: string): Promise<void> =>
    open.page.evaluate((given) => {
      const { view } = window.harness.at("P").editor;
      const transfer = new DataTransfer();
      transfer.setData("text/plain", given);
      view.dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true }));
    }, plain);

  test("is mended when it is pasted as plain text, of every class", async () => {
    for (const { name, brought, left } of unseenClasses) {
      await start(doc(p("")));
      await pastePlain(brought);
      expect(await settled(), name).toMatch(left);
    }
  });

  test("is mended as the keyboard brings it, but for what may help the next letter", async () => {
    for (const { name, brought, left } of unseenClasses.filter(({ waits }) => waits !== true)) {
      await start(doc(p("x")));
      await open.page.evaluate(() => window.harness.place("P", "x"));
      await open.page.keyboard.press("End");
      await open.page.keyboard.insertText(brought);
      await expect.poll(settled, { message: name }).toMatch(left);
    }
  });
});

describe("a pasted list", () => {
  test("joins no words at the caret", async () => {
    await start(doc(article("a1", "article", h(2, "Use"), clause("c1", p("Wells are open.")))));
    await open.page.evaluate(() => window.harness.place("P", "Use"));
    await paste("<ol start=3><li>one<ol><li>deep</li></ol></li><li>two</li></ol>");
    expect(await shownText()).toBe("article(h2[Use]ol3(-[one]ol1(-[deep])-[two])clause([Wells are open.]))");
  });
});

describe("clauses that are copied and dragged", () => {
  const names = () =>
    open.page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>(".charter-text [data-clause]")].map(
        (element) =>
          `${element.parentElement?.closest<HTMLElement>("[data-clause]")?.dataset.clause ?? ""}/${element.dataset.clause}`,
      ),
    );
  const clauses = () => open.page.evaluate(() => window.harness.clauses("P").map(({ text }) => text));
  const table = (text: string) => ({
    type: "table",
    content: [{ type: "table_row", content: [{ type: "table_header", content: [p(text)] }] }],
  });

  test("by triple click and drag stay clauses, beside the clause where they are dropped", async () => {
    await start(
      doc(
        article(
          "a1",
          "article",
          h(2, "Use"),
          clause("c1", p("Wells are open.")),
          clause("c2", p("Herds pass.")),
          table("Who"),
        ),
      ),
    );
    const lineOf = (text: string) => open.page.locator(".charter-text p", { hasText: text });
    await lineOf("Wells are open.").click({ clickCount: 3 });
    await lineOf("Wells are open.").dragTo(lineOf("Herds pass."), { targetPosition: { x: 60, y: 12 } });
    await expect.poll(clauses).toEqual(["Use\nWho", "Herds pass.", "Wells are open."]);
    expect(await names()).toEqual(["/a1", "a1/c2", "a1/c1"]);
    await lineOf("Herds pass.").click({ clickCount: 3 });
    await lineOf("Herds pass.").dragTo(lineOf("Who"), { targetPosition: { x: 5, y: 5 } });
    await expect.poll(clauses).toEqual(["Use\nHerds pass.\nWho", "Wells are open."]);
    expect(open.takeFaults().filter((fault) => !/inline style/.test(fault))).toEqual([]);
  });

  test("by the clipboard become new clauses of their own beside the one with the caret", async () => {
    await start(
      doc(
        article("a1", "article", h(2, "Use"), clause("c1", p("One.")), clause("c2", p("Two."))),
        article("a2", "article", h(2, "Passage"), clause("c3", p("Three."))),
      ),
    );
    await open.page.evaluate(() => window.harness.place("P", "One."));
    const selected = () =>
      open.page.evaluate(() => {
        const { doc, selection } = window.harness.at("P").editor.view.state;
        return doc.textBetween(selection.from, selection.to, "|");
      });
    await open.page.keyboard.press("Home");
    await open.page.keyboard.press("Shift+End");
    await expect.poll(selected).toBe("One.");
    await open.page.keyboard.press("Shift+ArrowDown");
    await expect.poll(selected).toContain("One.|Tw");
    await open.page.keyboard.press("Shift+End");
    await expect.poll(selected).toBe("One.|Two.");
    await open.page.keyboard.press("Control+c");
    await open.page.evaluate(() => window.harness.place("P", "Three."));
    await open.page.keyboard.press("Control+v");
    await expect.poll(clauses).toEqual(["Use", "One.", "Two.", "Passage", "Three.", "One.", "Two."]);
    const ids = (await names()).map((name) => name.split("/"));
    expect(ids.slice(-2).map(([around]) => around)).toEqual(["a2", "a2"]);
    expect(new Set(ids.map(([, id]) => id)).size).toBe(7);
  });
});
