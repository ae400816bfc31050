/** The texts of the charter that has everything: every node and mark of the grammar, in drafts and in what is agreed. */
import type { ClauseId } from "../../shared/base/ids.ts";
import type { ElementName } from "../../shared/charter/text/grammar.ts";
import type { CharterText, DocNode, ElementNode, TextMark } from "../../shared/charter/text/model.ts";

const said = (text: string, ...marks: readonly TextMark[]): DocNode => ({ type: "text", text, marks });
const node = (type: ElementName, attrs: ElementNode["attrs"] = {}, ...content: readonly DocNode[]): ElementNode => ({
  ...{ type, attrs, content },
});
const line = (...content: readonly (DocNode | string)[]): ElementNode =>
  node("paragraph", {}, ...content.map((one) => (typeof one === "string" ? said(one) : one)));
const clause = (id: string, ...content: readonly DocNode[]): ElementNode =>
  node("clause", { id, source: "" }, ...content);
const mark = (type: TextMark["type"]): TextMark => ({ type, attrs: {} }) as TextMark;
const link: TextMark = { type: "link", attrs: { href: "https://example.org/river" } };
const cell = { colspan: 1, rowspan: 1, colwidth: null };

/** What differs from one version to the next. */
export interface Version {
  /** Who clears the canal. */
  readonly owes?: string;
  readonly wells?: string;
  readonly level?: number;
  readonly isStrong?: boolean;
  readonly extra?: readonly ElementNode[];
  readonly herds?: readonly ElementNode[];
  readonly reach?: string;
}

export const wells = "wells" as ClauseId;
export const canal = "canal" as ClauseId;
export const herds = "herds" as ClauseId;

export const herdsClause = (...words: readonly string[]): ElementNode =>
  clause("herds", ...words.map((one) => line(one)));

export const textOf = ({
  owes = "all",
  wells: rest = "Each well rests five days.",
  level = 2,
  isStrong = false,
  extra = [],
  herds: last = [herdsClause("Herds pass in spring. They drink above the ford.")],
  reach = "as far as the ford",
}: Version = {}): CharterText => ({
  type: "doc",
  attrs: {},
  content: [
    node("heading", { level: 1 }, said("Accord of the river")),
    line("Given at the weir."),
    node(
      "article",
      { id: "preamble", kind: "preamble" },
      node("heading", { level }, said("Preamble")),
      line("We meet as equals."),
    ),
    node(
      "article",
      { id: "water", kind: "article" },
      node(
        "heading",
        { level: 2 },
        said("Water"),
        node("footnote", {}, said("All of it, by "), node("reference", { clause: "wells" })),
      ),
      line(
        said("Water", mark("definition")),
        " is ",
        said("for all", mark("em"), mark("underline")),
        ", ",
        said("as the law says", link),
        ".",
      ),
      clause(
        "wells",
        line(isStrong ? said(rest, mark("strong")) : rest, " See ", node("reference", { clause: "canal" }), "."),
        node(
          "bullet_list",
          {},
          node("list_item", {}, line("the upper well")),
          node("list_item", {}, line("the lower well")),
        ),
        node("body", { lang: "ar" }, line("تستريح كل بئر خمسة أيام.")),
      ),
      clause(
        "canal",
        line(
          "The canal carries ",
          said("water", mark("term")),
          ` ${reach}. It is cleared`,
          node("promise", { by: owes, to: "all", due: "2024-03-01", every: 12 }),
          " each year.",
        ),
        node(
          "ordered_list",
          { order: 3 },
          node("list_item", {}, line("first the sluice", node("hard_break"), "then the bed")),
        ),
        clause("sluice", line("The sluice stays open.")),
      ),
      ...last,
      ...extra,
    ),
    node(
      "article",
      { id: "shares", kind: "annex" },
      node(
        "table",
        {},
        node("table_row", {}, node("table_header", cell, line("Month")), node("table_header", cell, line("Share"))),
        node("table_row", {}, node("table_cell", { ...cell, colspan: 2 }, line("May, in equal parts"))),
      ),
    ),
  ],
});
