/**
 * Content as version 0.1 froze it: its PDFs verify for ever, and nothing else is read by these rules. Control characters
 * were left out of it, all else could stand, and clauses and articles could stand in everything that holds blocks.
 * Frozen: a change here changes what an old PDF says.
 */
import { err, ok, type Result } from "../../base/result.ts";
import type { AgreedText } from "./agreedText.ts";
import {
  type Clean,
  type Content,
  type ContentFault,
  type ContentRules,
  encodeAs,
  normalise,
  readContent,
  sameAsText,
} from "./contentForm.ts";
import type { AttrForm } from "./grammar.ts";

const blocks = ["paragraph", "heading", "article", "clause", "bullet_list", "ordered_list", "table"];
const inline = ["text", "hard_break"];
const id: AttrForm = { form: "id" };
const kind: AttrForm = { form: "oneOf", values: ["article", "preamble", "annex"], usual: "article" };
const level: AttrForm = { form: "whole", least: 1, most: 6, mostInContent: 4, usual: 2 };
const order: AttrForm = { form: "whole", least: 0, most: 1_000_000, mostInContent: 1_000_000, usual: 1 };
const span: AttrForm = { form: "whole", least: 1, most: 1000, mostInContent: 1000, usual: 1 };
const cell = { holds: blocks, attrs: { colspan: span, rowspan: span } };
const languageTag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

const rules: ContentRules = {
  format: "tessera/content/1",
  nodes: {
    doc: { holds: blocks, attrs: {} },
    paragraph: { holds: inline, attrs: {} },
    article: { holds: blocks, attrs: { id, kind } },
    clause: { holds: blocks, attrs: { id } },
    heading: { holds: inline, attrs: { level } },
    bullet_list: { holds: ["list_item"], attrs: {} },
    ordered_list: { holds: ["list_item"], attrs: { order } },
    list_item: { holds: blocks, attrs: {} },
    table: { holds: ["table_row"], attrs: {} },
    table_row: { holds: ["table_cell", "table_header"], attrs: {} },
    table_cell: cell,
    table_header: cell,
    hard_break: { holds: [], attrs: {} },
  },
  marks: { link: { attrs: { href: { form: "href" } } }, strong: { attrs: {} }, em: { attrs: {} } },
  isLanguage: (tag): tag is string => typeof tag === "string" && languageTag.test(tag),
};

/** Nothing is written in it any more. */
export function decodeContent1(bytes: Uint8Array): Result<Content, ContentFault> {
  const read = readContent(bytes, rules);
  if (!read.ok) return read;
  const content = {
    ...read.value,
    title: cleanText1(read.value.title),
    text: normalise(read.value.text, rules, cleanText1),
  };
  return sameAsText(encodeAs(rules, content), bytes)
    ? ok({ ...read.value, text: read.value.text as AgreedText })
    : err({ kind: "notCanonical" });
}

const cleanText1: Clean = (text) =>
  text
    .toWellFormed()
    .replace(/[\t\n\r]/g, " ")
    .replace(/\p{Cc}/gu, "")
    .normalize("NFC");
