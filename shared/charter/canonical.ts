/**
 * The one form in which a text is hashed, signed and kept for ever: RFC 8785 JSON of
 * { format, charter, title, language, blocks }, strings in NFC and numbers whole.
 * Two texts that read the same have the same bytes; anything but those bytes is refused.
 */
import canonicalize from "canonicalize";
import { type Bytes, readUtf8, utf8 } from "../base/bytes.ts";
import { type CharterId, parseCharterId } from "../base/ids.ts";
import { err, ok, type Result } from "../base/result.ts";
import { placeClauses } from "./clauses.ts";
import { isAllowedHref } from "./links.ts";
import type { Attrs, CharterText, DocNode, ElementName, ElementNode, TextMark, TextNode } from "./model.ts";

const contentFormat = "tessera/content/1";
export const maxContentBytes = 8 * 1024 * 1024;
/** Levels of nodes below the doc. */
const maxContentDepth = 64;

export interface Content {
  readonly charter: CharterId;
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly text: CharterText;
}

export type ContentFault =
  | { readonly kind: "tooLarge"; readonly bytes: number; readonly limit: number }
  | { readonly kind: "tooDeep"; readonly limit: number }
  | { readonly kind: "notJson" }
  /** Another version of the format. */
  | { readonly kind: "otherFormat"; readonly found: string }
  /** Something this format does not have. `at` is a path such as "blocks[2].content[0]". */
  | { readonly kind: "unknown"; readonly at: string }
  /** It says the same in other bytes, which nobody signed. */
  | { readonly kind: "notCanonical" };

export function encodeContent(content: Content): Bytes {
  const json = canonicalize({
    format: contentFormat,
    charter: content.charter,
    title: cleanText(content.title),
    language: content.language,
    blocks: normaliseText(content.text).content,
  });
  if (json === undefined) throw new Error("an object always has a JSON form");
  return utf8(json);
}

export function decodeContent(bytes: Uint8Array): Result<Content, ContentFault> {
  if (bytes.length > maxContentBytes) return err({ kind: "tooLarge", bytes: bytes.length, limit: maxContentBytes });
  const json = parseJson(bytes);
  if (!isRecord(json)) return err({ kind: "notJson" });
  if (json.format !== contentFormat) {
    // Not String(): what a stranger wrote may throw when it is made into words.
    const found = typeof json.format === "string" ? json.format.slice(0, 64) : typeof json.format;
    return err({ kind: "otherFormat", found });
  }
  const charter = parseCharterId(json.charter);
  if (charter === null) return unknownAt("charter");
  if (typeof json.title !== "string") return unknownAt("title");
  if (typeof json.language !== "string" || !languageTag.test(json.language)) return unknownAt("language");
  const blocks = readNodes(json.blocks, "doc", "blocks", 1);
  if (!blocks.ok) return blocks;
  const text: CharterText = { type: "doc", attrs: {}, content: blocks.value };
  const content: Content = { charter, title: json.title, language: json.language, text };
  if (!sameAsText(encodeContent(content), bytes)) return err({ kind: "notCanonical" });
  return ok(content);
}

const languageTag = /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

const unknownAt = (at: string): Result<never, ContentFault> => err({ kind: "unknown", at });

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parseJson(bytes: Uint8Array): unknown {
  const source = readUtf8(bytes);
  if (source === null) return undefined;
  try {
    return JSON.parse(source);
  } catch {
    return undefined;
  }
}

function sameAsText(a: Bytes, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

// ---- what may stand where -------------------------------------------------------------------

const blockNames: readonly string[] = [
  "article",
  "clause",
  "heading",
  "paragraph",
  "bullet_list",
  "ordered_list",
  "table",
];
const inlineNames: readonly string[] = ["text", "hard_break"];

const childrenOf: Readonly<Record<ElementName, readonly string[]>> = {
  doc: blockNames,
  article: blockNames,
  clause: blockNames,
  heading: inlineNames,
  paragraph: inlineNames,
  bullet_list: ["list_item"],
  ordered_list: ["list_item"],
  list_item: blockNames,
  table: ["table_row"],
  table_row: ["table_cell", "table_header"],
  table_header: blockNames,
  table_cell: blockNames,
  hard_break: [],
};

/** Values are checked by encoding again: only what survives unchanged is canonical. */
function readNodes(
  value: unknown,
  parent: ElementName,
  at: string,
  depth: number,
): Result<readonly DocNode[], ContentFault> {
  if (!Array.isArray(value)) return unknownAt(at);
  if (depth > maxContentDepth && value.length > 0) return err({ kind: "tooDeep", limit: maxContentDepth });
  const nodes: DocNode[] = [];
  for (const [index, item] of value.entries()) {
    const node = readNode(item, parent, `${at}[${index}]`, depth);
    if (!node.ok) return node;
    nodes.push(node.value);
  }
  return ok(nodes);
}

function readNode(value: unknown, parent: ElementName, at: string, depth: number): Result<DocNode, ContentFault> {
  if (!isRecord(value) || typeof value.type !== "string" || !childrenOf[parent].includes(value.type))
    return unknownAt(at);
  if (value.type === "text") {
    if (typeof value.text !== "string" || !Array.isArray(value.marks) || Object.keys(value).length !== 3)
      return unknownAt(at);
    const marks = value.marks.map(readMark);
    return marks.includes(null) ? unknownAt(`${at}.marks`) : ok(value as unknown as TextNode);
  }
  if (!isRecord(value.attrs) || Object.keys(value).length !== 3) return unknownAt(at);
  const type = value.type as ElementName;
  const known = Object.keys(normalAttrs(type, value.attrs as Attrs, null));
  if (Object.keys(value.attrs).length !== known.length) return unknownAt(`${at}.attrs`);
  const content = readNodes(value.content, type, `${at}.content`, depth + 1);
  return content.ok ? ok({ type, attrs: value.attrs as Attrs, content: content.value }) : content;
}

function readMark(value: unknown): TextMark | null {
  if (!isRecord(value) || !isRecord(value.attrs) || Object.keys(value).length !== 2) return null;
  const attrs = Object.keys(value.attrs).length;
  if (value.type === "strong" || value.type === "em") return attrs === 0 ? (value as unknown as TextMark) : null;
  return value.type === "link" && attrs === 1 && isAllowedHref(value.attrs.href)
    ? (value as unknown as TextMark)
    : null;
}

// ---- the normal form --------------------------------------------------------------------------

/**
 * The same text in its normal form: NFC, known attributes explicit, equal neighbours merged, marks in order,
 * links only where they may lead, clause ids unique. Idempotent.
 */
export function normaliseText(text: CharterText): CharterText {
  // One node object may stand in several places, so ids are handed out in the order of the walk.
  const placed = placeClauses(text);
  let next = 0;
  const idOf = (node: ElementNode): string => {
    const clause = placed[next++]?.clause;
    if (clause?.node !== node) throw new Error("clauses come in the order of the walk");
    return clause.id;
  };
  return { type: "doc", attrs: {}, content: text.content.map((node) => normalNode(node, idOf)) };
}

function normalNode(node: DocNode, idOf: (node: ElementNode) => string): DocNode {
  if (node.type === "text") return normalTextNode(node);
  const id = node.type === "article" || node.type === "clause" ? idOf(node) : null;
  const attrs = normalAttrs(node.type, node.attrs, id);
  const content = node.content.map((child) => normalNode(child, idOf));
  return { type: node.type, attrs, content: mergeText(content) };
}

function normalAttrs(type: ElementName, attrs: Attrs, id: string | null): Attrs {
  switch (type) {
    case "article":
      return { id, kind: attrs.kind === "preamble" || attrs.kind === "annex" ? attrs.kind : "article" };
    case "clause":
      return { id };
    case "heading":
      return { level: whole(attrs.level, 1, 4, 2) };
    case "ordered_list":
      return { order: whole(attrs.order, 0, 1_000_000, 1) };
    case "table_cell":
    case "table_header":
      return { colspan: whole(attrs.colspan, 1, 1000, 1), rowspan: whole(attrs.rowspan, 1, 1000, 1) };
    default:
      return {};
  }
}

const whole = (value: unknown, min: number, max: number, otherwise: number): number =>
  typeof value === "number" && Number.isInteger(value) ? Math.min(max, Math.max(min, value)) : otherwise;

const cleanText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/[\t\n\r]/g, " ")
    .replace(/\p{Cc}/gu, "")
    .normalize("NFC");

function normalTextNode(node: TextNode): TextNode {
  return { type: "text", text: cleanText(node.text), marks: normalMarks(node.marks) };
}

/** At most one of each type, in the order of their names. */
function normalMarks(marks: readonly TextMark[]): readonly TextMark[] {
  const normal: TextMark[] = [];
  if (marks.some((mark) => mark.type === "em")) normal.push({ type: "em", attrs: {} });
  const href = cleanText(String(marks.find((mark) => mark.type === "link")?.attrs.href ?? ""));
  if (isAllowedHref(href)) normal.push({ type: "link", attrs: { href } });
  if (marks.some((mark) => mark.type === "strong")) normal.push({ type: "strong", attrs: {} });
  return normal;
}

export function sameMarks(a: readonly TextMark[], b: readonly TextMark[]): boolean {
  return a.length === b.length && a.every((mark, i) => mark.type === b[i]?.type && mark.attrs.href === b[i].attrs.href);
}

/** Joins neighbours with the same marks and drops empty ones. */
function mergeText(nodes: readonly DocNode[]): readonly DocNode[] {
  const merged: DocNode[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (node.type !== "text") merged.push(node);
    else if (node.text === "") continue;
    else if (last?.type === "text" && sameMarks(last.marks, node.marks))
      merged[merged.length - 1] = { ...last, text: (last.text + node.text).normalize("NFC") };
    else merged.push(node);
  }
  return merged;
}
