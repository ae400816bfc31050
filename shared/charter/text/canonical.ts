/**
 * The one form in which a text is hashed, signed and kept for ever: RFC 8785 JSON of
 * { format, charter, title, language, blocks }, strings in NFC, numbers whole, and nothing that a reader cannot see
 * (CONTENT.md). Two texts that read the same have the same bytes; anything but those bytes is refused.
 */

import canonicalize from "canonicalize";
import { type Bytes, readUtf8, utf8 } from "../../base/bytes.ts";
import { type CharterId, type ClauseId, parseCharterId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { AgreedText } from "./agreedText.ts";
import { isClauseNode, isTextBlock, placeClauses, plainText } from "./clauses.ts";
import { type AttrForm, contentValue, type ElementName, grammar, isMarkName, isValueOf } from "./grammar.ts";
import { isAllowedHref } from "./links.ts";
import { sameMarks } from "./marks.ts";
import type { Attrs, AttrValue, CharterText, DocNode, ElementNode, TextMark, TextNode } from "./model.ts";
import { mend, readable, type Unseen, unseenIn, without } from "./seen.ts";

const contentFormat = "tessera/content/2";
/** Of version 0.1, whose PDFs are verified for ever. Control characters were left out of it; all else could stand. */
const contentFormat1 = "tessera/content/1";
export const maxContentBytes = 8 * 1024 * 1024;
/** Levels of nodes below the doc. */
const maxContentDepth = 64;

export interface Content {
  readonly charter: CharterId;
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly text: AgreedText;
}

/** The same, of a text that nobody has judged yet. */
type Unjudged = Omit<Content, "text"> & { readonly text: CharterText };

export type ContentFault =
  | { readonly kind: "tooLarge"; readonly bytes: number; readonly limit: number }
  | { readonly kind: "tooDeep"; readonly limit: number }
  | { readonly kind: "notJson" }
  /** Another version of the format. */
  | { readonly kind: "otherFormat"; readonly found: string }
  /** Something this format does not have. `at` is a path such as "blocks[2].content[0]". */
  | { readonly kind: "unknown"; readonly at: string }
  /** A character that a reader cannot see, or that turns others. `at` is the path of the block. */
  | { readonly kind: "unseen"; readonly at: string; readonly code: number }
  /** It says the same in other bytes, which nobody signed. */
  | { readonly kind: "notCanonical" };

/** Of the title, whatever may not stand in it is left out. */
export const encodeContent = (content: Content): Bytes => encodeDraft(content);

/** A draft in the same form, to be read and never signed: whatever may not stand in content is left out. */
export function encodeDraft(content: Unjudged): Bytes {
  const title = mend(content.title).text;
  return encodeAs(contentFormat, { ...content, title, text: mendText(content.text).text });
}

function encodeAs(format: string, { charter, title, language, text }: Unjudged): Bytes {
  const json = canonicalize({ format, charter, title, language, blocks: text.content });
  if (json === undefined) throw new Error("an object always has a JSON form");
  return utf8(json);
}

export function decodeContent(bytes: Uint8Array): Result<Content, ContentFault> {
  const read = readContent(bytes, contentFormat);
  if (!read.ok) return read;
  const unseen = firstUnseen(read.value);
  if (unseen !== null) return err({ kind: "unseen", ...unseen });
  return sameAsText(encodeDraft(read.value), bytes) ? ok(agreedAs(read.value)) : err({ kind: "notCanonical" });
}

const agreedAs = (content: Unjudged): Content => ({ ...content, text: content.text as AgreedText });

/** Reads what version 0.1 froze; nothing is written in it any more. */
export function decodeContent1(bytes: Uint8Array): Result<Content, ContentFault> {
  const read = readContent(bytes, contentFormat1);
  if (!read.ok) return read;
  const content = { ...read.value, title: cleanText1(read.value.title), text: normalise(read.value.text, cleanText1) };
  return sameAsText(encodeAs(contentFormat1, content), bytes)
    ? ok(agreedAs(read.value))
    : err({ kind: "notCanonical" });
}

/** Every part in its place; whether the bytes are the right ones is for the caller to see. */
function readContent(bytes: Uint8Array, format: string): Result<Unjudged, ContentFault> {
  if (bytes.length > maxContentBytes) return err({ kind: "tooLarge", bytes: bytes.length, limit: maxContentBytes });
  const json = parseJson(bytes);
  if (!isRecord(json)) return err({ kind: "notJson" });
  if (json.format !== format) {
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
  return ok({ charter, title: json.title, language: json.language, text });
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
  if (!isRecord(value) || typeof value.type !== "string" || !holdsOf(parent).includes(value.type)) return unknownAt(at);
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
  const { type, attrs } = value;
  if (typeof type !== "string" || !isMarkName(type)) return null;
  const forms: Readonly<Record<string, AttrForm>> = grammar.marks[type].attrs;
  const isSound =
    Object.keys(attrs).length === Object.keys(forms).length &&
    Object.entries(forms).every(([key, form]) => isValueOf(form, attrs[key]));
  return isSound ? (value as unknown as TextMark) : null;
}

const holdsOf = (parent: ElementName): readonly string[] => grammar.nodes[parent].holds;

// ---- what nobody sees -------------------------------------------------------------------------

function firstUnseen({ title, text }: Unjudged): { readonly at: string; readonly code: number } | null {
  const inTitle = unseenInLine(title);
  return inTitle === null ? firstUnseenIn(text.content, "blocks") : { at: "title", code: inTitle };
}

function firstUnseenIn(nodes: readonly DocNode[], at: string): { readonly at: string; readonly code: number } | null {
  for (const [index, node] of nodes.entries()) {
    if (node.type === "text") continue;
    const here = `${at}[${index}]`;
    const code = isTextBlock(node) ? unseenInBlock(node) : null;
    const found = code === null ? firstUnseenIn(node.content, `${here}.content`) : { at: here, code };
    if (found !== null) return found;
  }
  return null;
}

function unseenInBlock(block: ElementNode): number | null {
  for (const node of block.content) {
    if (node.type !== "text") continue;
    if (node.text.includes("\n")) return 0x0a;
    for (const { attrs } of node.marks) {
      const code = typeof attrs.href === "string" ? unseenInLine(attrs.href) : null;
      if (code !== null) return code;
    }
  }
  return unseenIn(plainText(block))[0]?.code ?? null;
}

const unseenInLine = (line: string): number | null => (line.includes("\n") ? 0x0a : (unseenIn(line)[0]?.code ?? null));

export interface UnseenInClause {
  /** The clause as it is called where it stands; null: outside every clause. */
  readonly clause: ClauseId | null;
  readonly code: number;
  readonly isIdle: boolean;
}

/** What may not be frozen, in the order of the text, and in which clause. */
export function unseenInText(text: CharterText): readonly UnseenInClause[] {
  const found: UnseenInClause[] = [];
  const clauses = placeClauses(text);
  let next = 0;
  const walk = (node: DocNode, clause: ClauseId | null): void => {
    if (node.type === "text") return;
    const inside = isClauseNode(node) ? (clauses[next++]?.clause.id ?? null) : clause;
    if (isTextBlock(node)) {
      for (const { code, isIdle } of unseenIn(plainText(node))) found.push({ clause: inside, code, isIdle });
      for (const child of node.content)
        if (child.type === "text")
          for (const { attrs } of child.marks)
            if (typeof attrs.href === "string")
              for (const { code } of unseenIn(attrs.href)) found.push({ clause: inside, code, isIdle: false });
    } else for (const child of node.content) walk(child, inside);
  };
  walk(normaliseText(text), null);
  return found;
}

// ---- the normal form --------------------------------------------------------------------------

/**
 * The same text in its normal form: NFC, known attributes explicit, equal neighbours merged, marks in order,
 * links only where they may lead, clause ids unique. Idempotent. What nobody sees stays, to be shown.
 */
export const normaliseText = (text: CharterText): CharterText => normalise(text, cleanText);

export interface MendedText {
  readonly text: CharterText;
  readonly removed: readonly Unseen[];
}

/** What somebody brings in, in its normal form and without what nobody could see: see `mend`. Idempotent. */
export function mendText(text: CharterText): MendedText {
  const removed: Unseen[] = [];
  const mendBlock = (node: DocNode): DocNode => {
    if (node.type === "text") return node;
    if (!isTextBlock(node)) return { ...node, content: node.content.map(mendBlock) };
    let block = node;
    for (let unseen = unseenIn(plainText(block)); unseen.length > 0; unseen = unseenIn(plainText(block))) {
      for (const one of unseen) removed.push(one);
      block = { ...block, content: mergeText(withoutIn(block.content, unseen)) };
    }
    return block;
  };
  const normal = normalise(text, readable, (href) => mend(href).text);
  return { text: { ...normal, content: normal.content.map(mendBlock) }, removed };
}

/** `unseen` as it stands in the plain text of the block. */
function withoutIn(nodes: readonly DocNode[], unseen: readonly Unseen[]): readonly DocNode[] {
  let start = 0;
  let next = 0;
  return nodes.map((node) => {
    const length = node.type === "text" ? node.text.length : 1;
    const end = start + length;
    const here: Unseen[] = [];
    for (let one = unseen[next]; one !== undefined && one.at < end; one = unseen[++next])
      here.push({ ...one, at: one.at - start });
    start = end;
    return node.type === "text" && here.length > 0
      ? { ...node, text: without(node.text, here).normalize("NFC") }
      : node;
  });
}

type Clean = (text: string) => string;

function normalise(text: CharterText, clean: Clean, cleanHref: Clean = clean): CharterText {
  // One node object may stand in several places, so ids are handed out in the order of the walk.
  const placed = placeClauses(text);
  let next = 0;
  const idOf = (node: ElementNode): string => {
    const clause = placed[next++]?.clause;
    if (clause?.node !== node) throw new Error("clauses come in the order of the walk");
    return clause.id;
  };
  const normalNode = (node: DocNode): DocNode => {
    if (node.type === "text")
      return { type: "text", text: clean(node.text), marks: normalMarks(node.marks, cleanHref) };
    const id = isClauseNode(node) ? idOf(node) : null;
    const attrs = normalAttrs(node.type, node.attrs, id);
    return { type: node.type, attrs, content: mergeText(node.content.map(normalNode)) };
  };
  return { type: "doc", attrs: {}, content: text.content.map(normalNode) };
}

/** `id`: of a clause, in its place. */
function normalAttrs(type: ElementName, attrs: Attrs, id: string | null): Attrs {
  const forms: Readonly<Record<string, AttrForm>> = grammar.nodes[type].attrs;
  const normal: Record<string, AttrValue> = {};
  for (const [key, form] of Object.entries(forms))
    if (form.form === "id") normal[key] = id;
    else if (form.form !== "unset") normal[key] = contentValue(form, attrs[key]) as AttrValue;
  return normal;
}

const cleanText: Clean = (text) =>
  text
    .toWellFormed()
    .replace(/[\t\n\r]/g, " ")
    .normalize("NFC");

const cleanText1: Clean = (text) =>
  text
    .toWellFormed()
    .replace(/[\t\n\r]/g, " ")
    .replace(/\p{Cc}/gu, "")
    .normalize("NFC");

/** At most one of each type, in the order of their names. */
function normalMarks(marks: readonly TextMark[], clean: Clean): readonly TextMark[] {
  const normal: TextMark[] = [];
  if (marks.some((mark) => mark.type === "em")) normal.push({ type: "em", attrs: {} });
  const href = clean(String(marks.find((mark) => mark.type === "link")?.attrs.href ?? ""));
  if (isAllowedHref(href)) normal.push({ type: "link", attrs: { href } });
  if (marks.some((mark) => mark.type === "strong")) normal.push({ type: "strong", attrs: {} });
  return normal;
}

/** Joins neighbours with the same marks and drops empty ones. */
function mergeText(nodes: readonly DocNode[]): readonly DocNode[] {
  const merged: DocNode[] = [];
  // Joined at the end of a run: each step of two hundred thousand would copy all before it.
  let run: TextNode[] = [];
  const flush = (): void => {
    const [first] = run;
    if (first !== undefined)
      merged.push(
        run.length === 1
          ? first
          : {
              ...first,
              text: run
                .map(({ text }) => text)
                .join("")
                .normalize("NFC"),
            },
      );
    run = [];
  };
  for (const node of nodes) {
    if (node.type === "text" && node.text === "") continue;
    const [first] = run;
    if (node.type !== "text" || (first !== undefined && !sameMarks(first.marks, node.marks))) flush();
    if (node.type === "text") run.push(node);
    else merged.push(node);
  }
  flush();
  return merged;
}
