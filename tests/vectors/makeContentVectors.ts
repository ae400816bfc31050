/** Texts, their canonical content and its hash; terms and their days; the hash of the grammar. */

import { toHex, utf8 } from "../../shared/base/bytes.ts";
import { sha256 } from "../../shared/base/crypto.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import type { Term } from "../../shared/charter/parties/term.ts";
import { termDates } from "../../shared/charter/parties/term.ts";
import { decodeContent, encodeContent } from "../../shared/charter/text/canonical.ts";
import { clauseForm, clauseHash } from "../../shared/charter/text/clauseHash.ts";
import { placeClauses } from "../../shared/charter/text/clauses.ts";
import type { ElementName } from "../../shared/charter/text/grammar.ts";
import { grammarHash } from "../../shared/charter/text/grammarHash.ts";
import type { CharterText, DocNode, ElementNode, TextMark } from "../../shared/charter/text/model.ts";
import { agreedOf } from "../support/builders.ts";

const said = (text: string, ...marks: readonly TextMark[]): DocNode => ({ type: "text", text, marks });
const node = (type: ElementName, attrs: ElementNode["attrs"] = {}, ...content: readonly DocNode[]): ElementNode => ({
  type,
  attrs,
  content,
});
const line = (text: string): ElementNode => node("paragraph", {}, said(text));
const strong: TextMark = { type: "strong", attrs: {} };
const em: TextMark = { type: "em", attrs: {} };
const underline: TextMark = { type: "underline", attrs: {} };
const definition: TextMark = { type: "definition", attrs: {} };
const term: TextMark = { type: "term", attrs: {} };
const link: TextMark = { type: "link", attrs: { href: "https://example.org/river" } };
const spans = { colspan: 1, rowspan: 1, colwidth: null };

/** As a draft has them, in no form in particular. */
const drafts: Readonly<Record<string, readonly ElementNode[]>> = {
  empty: [],
  "every node": [
    node("heading", { level: 1 }, said("Accord")),
    node(
      "article",
      { id: "preamble", kind: "preamble" },
      node("heading", { level: 2 }, said("Preamble")),
      line("We meet."),
    ),
    node(
      "article",
      { id: "a1", kind: "article" },
      node("heading", { level: 2 }, said("Water")),
      node("clause", { id: "c1" }, node("paragraph", {}, said("Water is "), said("for all", strong), said("."))),
      node("clause", { id: "c2" }, node("bullet_list", {}, node("list_item", {}, line("one"))), line("after")),
      node("ordered_list", { order: 0 }, node("list_item", {}, line("none"))),
    ),
    node(
      "article",
      { id: "x1", kind: "annex" },
      node(
        "table",
        {},
        node("table_row", {}, node("table_header", spans, line("Month")), node("table_header", spans, line("Share"))),
        node("table_row", {}, node("table_cell", { ...spans, colspan: 2 }, line("May"))),
      ),
    ),
    node("paragraph", {}, said("first"), node("hard_break"), said("second")),
  ],
  "neighbours with the same marks, in any order of marks": [
    node("paragraph", {}, said("one ", strong, em, link), said("two", link, em, strong), said(""), said(" three")),
  ],
  "ids that are missing, twice, or none": [
    node("clause", { id: "" }, line("no id")),
    node("clause", { id: "same" }, line("first")),
    node("clause", { id: "same" }, line("second")),
    node("clause", { id: "same-2" }, line("third")),
    node("clause", { id: "Not One" }, line("fourth")),
  ],
  "values out of range": [
    node("heading", { level: 6 }, said("deep")),
    node("heading", { level: 0 }, said("high")),
    node("article", { id: "k", kind: "chapter" }, line("an article")),
    node("ordered_list", { order: -3 }, node("list_item", {}, line("x"))),
  ],
  "further languages, in no order, and a clause of another charter": [
    node(
      "article",
      { id: "a1", kind: "article" },
      node("clause", { id: "c1", source: "" }, line("first inside")),
      line("The wells are open."),
      node("body", { lang: "SR-LATN-rs" }, line("Bunari su otvoreni.")),
      node("body", { lang: "ar" }, line("\u0627\u0644\u0622\u0628\u0627\u0631 \u0645\u0641\u062a\u0648\u062d\u0629.")),
    ),
    node(
      "clause",
      { id: "c2", source: "0123456789abcdef".repeat(4) },
      line("Herds pass."),
      node("body", { lang: "de-CH-x-AB" }, node("bullet_list", {}, node("list_item", {}, line("Herden ziehen.")))),
      node("body", { lang: "de-ch-1996" }, line("Die Herden ziehen.")),
    ),
    node("clause", { id: "c3", source: "no certificate" }, node("body", { lang: "no language" }, line("Here."))),
  ],
  "marks, and references to clauses before and behind": [
    node(
      "article",
      { id: "p", kind: "preamble" },
      node("paragraph", {}, said("Wells", underline, definition), said(" are holes.", em)),
    ),
    node(
      "clause",
      { id: "a" },
      node(
        "paragraph",
        {},
        said("See "),
        node("reference", { clause: "b" }),
        said(" and "),
        node("reference", { clause: "p" }),
      ),
    ),
    node("clause", { id: "b" }, node("paragraph", {}, said("Every "), said("well", term, strong), said(" is open."))),
  ],
  "footnotes, in a heading, in a cell, with marks and references, and empty": [
    node("heading", { level: 2 }, said("Water"), node("footnote", {}, said("All of "), said("it", em), said("."))),
    node(
      "clause",
      { id: "a" },
      node(
        "paragraph",
        {},
        said("Open"),
        node("footnote", {}, said("As "), node("reference", { clause: "a" }), node("hard_break")),
      ),
      node("table", {}, node("table_row", {}, node("table_cell", spans, node("paragraph", {}, node("footnote"))))),
    ),
  ],
  "promises, with every value and with none, in a heading and in a further language": [
    node("heading", { level: 2 }, said("Water"), node("promise", { by: "all", to: "", due: "", every: 0 })),
    node(
      "clause",
      { id: "a" },
      node(
        "paragraph",
        {},
        said("The canal is cleared "),
        node("promise", { by: "ab".repeat(32), to: "all", due: "2028-02-29", every: 12 }),
        said("."),
      ),
      node(
        "body",
        { lang: "ar" },
        node(
          "paragraph",
          {},
          said("\u062a\u0646\u0638\u064a\u0641 "),
          node("promise", { by: "ab".repeat(32), to: "all", due: "2028-02-29", every: 12 }),
        ),
      ),
    ),
    node(
      "clause",
      { id: "b" },
      node(
        "paragraph",
        {},
        said("Values that are none"),
        node("promise", { by: "nobody", to: "AB", due: "2027-02-29", every: 5000 }),
      ),
    ),
  ],
  "other writings": [
    node("paragraph", {}, said("Le traite\u0301 d\u2019eau")),
    node("paragraph", {}, said("\u0627\u0644\u0645\u0627\u0621 \u0644\u0644\u062c\u0645\u064a\u0639")),
    node("paragraph", {}, said("\u0915\u094d\u200d\u0937")),
    node("paragraph", {}, said("\u1403\u14c4\u1483\u144e\u1450\u1466")),
  ],
};

const terms: readonly (readonly [Term, string])[] = (
  [
    [{ from: null, months: 1, until: null, noticeDays: 10 }, "2027-01-31"],
    [{ from: null, months: 12, until: null, noticeDays: 60 }, "2028-02-29"],
    [{ from: "2027-08-31", months: 6, until: null, noticeDays: 0 }, "2027-01-15"],
    [{ from: "2027-01-01", months: 12, until: null, noticeDays: 400 }, "2027-06-15"],
    [{ from: null, months: null, until: "2030-12-31", noticeDays: 60 }, "2027-03-01"],
    [{ from: null, months: null, until: null, noticeDays: 60 }, "2027-03-01"],
    [{ from: null, months: 1200, until: null, noticeDays: 1 }, "9950-03-01"],
  ] as const
).map(([term, day]) => [term, day]);

const charter = "5e".repeat(32) as CharterId;

const refusedBlock = (block: ElementNode): string =>
  JSON.stringify({ blocks: [sorted(block)], charter, format: "tessera/content/2", language: "en", title: "a" });

/** With its keys in the order of RFC 8785. */
const sorted = (one: DocNode): object =>
  one.type === "text"
    ? { marks: one.marks, text: one.text, type: one.type }
    : { attrs: one.attrs, content: one.content.map(sorted), type: one.type };

export function makeContentVectors() {
  return {
    grammar: grammarHash(),
    contents: Object.entries(drafts).map(([name, blocks]) => {
      const text: CharterText = { type: "doc", attrs: {}, content: blocks };
      const bytes = encodeContent({ charter, title: "Accord of the River", language: "en", text: agreedOf(text) });
      if (!decodeContent(bytes).ok) throw new Error(`${name} is no content`);
      return { name, draft: blocks, content: new TextDecoder().decode(bytes), sha256: toHex(sha256(bytes)) };
    }),
    refused: [
      `{"blocks":[],"charter":"${charter}","format":"tessera/content/2","language":"en","title":"a\u202eb"}`,
      `{"blocks":[],"charter":"${charter}","format":"tessera/content/2","language":"e","title":"a"}`,
      `{"charter":"${charter}","blocks":[],"format":"tessera/content/2","language":"en","title":"a"}`,
      `{"blocks":[{"attrs":{},"content":[],"type":"bracket"}],"charter":"${charter}","format":"tessera/content/2","language":"en","title":"a"}`,
      refusedBlock(node("clause", { id: "c", source: "" }, node("body", { lang: "en" }, line("x")))),
      refusedBlock(node("clause", { id: "c", source: "" }, node("body", { lang: "fr" }), node("body", { lang: "fr" }))),
      refusedBlock(node("clause", { id: "c", source: "" }, node("body", { lang: "FR" }))),
      refusedBlock(node("clause", { id: "c", source: "" }, node("body", { lang: "fr" }), node("body", { lang: "ar" }))),
      refusedBlock(node("clause", { id: "c", source: "" }, node("body", { lang: "fr" }), line("x"))),
      refusedBlock(node("body", { lang: "fr" })),
      refusedBlock(node("clause", { id: "c", source: "" }, node("article", { id: "a", kind: "article" }))),
      refusedBlock(node("bullet_list", {}, node("list_item", {}, node("clause", { id: "c", source: "" })))),
      refusedBlock(node("clause", { id: "c", source: "AB".repeat(32) })),
      refusedBlock(node("clause", { id: "c" })),
      refusedBlock(node("paragraph", {}, node("reference", { clause: "nowhere" }))),
      refusedBlock(node("paragraph", {}, node("reference", { clause: "" }))),
      refusedBlock(node("paragraph", {}, node("reference", {}))),
      refusedBlock(node("paragraph", {}, node("footnote", {}, said("a\u202eb")))),
      refusedBlock(node("paragraph", {}, node("footnote", {}, node("footnote")))),
      refusedBlock(node("paragraph", {}, node("footnote", {}, node("paragraph")))),
      refusedBlock(node("footnote", {}, said("x"))),
      refusedBlock(node("paragraph", {}, node("footnote", {}, node("reference", { clause: "gone" })))),
      refusedBlock(node("paragraph", {}, node("promise", { by: "", to: "", due: "" }))),
      refusedBlock(node("paragraph", {}, node("promise", { by: "", to: "", due: "2027-02-29", every: 0 }))),
      refusedBlock(node("paragraph", {}, node("promise", { by: "AB".repeat(32), to: "", due: "", every: 0 }))),
      refusedBlock(node("paragraph", {}, node("footnote", {}, node("promise", { by: "", to: "", due: "", every: 0 })))),
      refusedBlock(node("paragraph", {}, said("x", { type: "strike" as "em", attrs: {} }))),
    ].map((content) => {
      const read = decodeContent(utf8(content));
      if (read.ok) throw new Error("it is to be refused");
      return { content, as: read.error.kind };
    }),
    /** Of the texts above, by name and clause. */
    clauses: Object.entries(drafts).flatMap(([name, blocks]) =>
      placeClauses({ type: "doc", attrs: {}, content: blocks }).map(({ clause }) => ({
        ...{ name, clause: clause.id, words: clauseForm(clause.node), sha256: clauseHash(clause.node) },
      })),
    ),
    terms: terms.map(([term, ratifiedOn]) => ({
      term,
      ratifiedOn,
      ...termDates(term, ratifiedOn),
    })),
  };
}
