/**
 * What every version of the content has in common: RFC 8785 JSON of { format, charter, title, language, blocks }, read
 * and brought to its normal form by the tables of its version.
 */
import canonicalize from "canonicalize";
import { type Bytes, readUtf8, utf8 } from "../../base/bytes.ts";
import { type CharterId, parseCharterId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { AgreedText } from "./agreedText.ts";
import { isClauseNode, ownCount, placeClauses } from "./clauses.ts";
import { type AttrForm, contentValue, type ElementName, isMarkName, isValueOf, type MarkName } from "./grammar.ts";
import { isAllowedHref } from "./links.ts";
import { sameMarks } from "./marks.ts";
import type { Attrs, AttrValue, CharterText, DocNode, ElementNode, TextMark, TextNode } from "./model.ts";

export const maxContentBytes = 8 * 1024 * 1024;
/** Levels of nodes below the doc. */
const maxContentDepth = 64;

type Forms = Readonly<Record<string, AttrForm>>;

/** A version of the format. */
export interface ContentRules {
  readonly format: string;
  readonly nodes: Readonly<Record<string, { readonly holds: readonly string[]; readonly attrs: Forms }>>;
  readonly marks: Readonly<Record<string, { readonly attrs: Forms }>>;
  /** Whether this may be the charter's own language. */
  isLanguage(tag: unknown): tag is string;
}

export interface Content {
  readonly charter: CharterId;
  readonly title: string;
  /** BCP 47. */
  readonly language: string;
  readonly text: AgreedText;
}

/** The same, of a text that nobody has judged yet. */
export type Unjudged = Omit<Content, "text"> & { readonly text: CharterText };

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
  /** A clause says its words twice in one language, the charter's own included. `at` is the path of the surplus body. */
  | { readonly kind: "sameLanguage"; readonly at: string; readonly language: string }
  /** A reference names a clause that is not in the text. `at` is its path. */
  | { readonly kind: "danglingReference"; readonly at: string }
  /** It says the same in other bytes, which nobody signed. */
  | { readonly kind: "notCanonical" };

export function encodeAs({ format }: ContentRules, { charter, title, language, text }: Unjudged): Bytes {
  const json = canonicalize({ format, charter, title, language, blocks: text.content });
  if (json === undefined) throw new Error("an object always has a JSON form");
  return utf8(json);
}

/** Every part in its place; whether the bytes are the right ones is for the caller to see. */
export function readContent(bytes: Uint8Array, rules: ContentRules): Result<Unjudged, ContentFault> {
  if (bytes.length > maxContentBytes) return err({ kind: "tooLarge", bytes: bytes.length, limit: maxContentBytes });
  const json = parseJson(bytes);
  if (!isRecord(json)) return err({ kind: "notJson" });
  if (json.format !== rules.format) {
    // Not String(): what a stranger wrote may throw when it is made into words.
    const found = typeof json.format === "string" ? json.format.slice(0, 64) : typeof json.format;
    return err({ kind: "otherFormat", found });
  }
  const charter = parseCharterId(json.charter);
  if (charter === null) return unknownAt("charter");
  if (typeof json.title !== "string") return unknownAt("title");
  if (!rules.isLanguage(json.language)) return unknownAt("language");
  const blocks = readNodes(json.blocks, { parent: "doc", at: "blocks", depth: 1 }, rules);
  if (!blocks.ok) return blocks;
  const text: CharterText = { type: "doc", attrs: {}, content: blocks.value };
  return ok({ charter, title: json.title, language: json.language, text });
}

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

export function sameAsText(a: Bytes, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

// ---- what may stand where -------------------------------------------------------------------

interface Place {
  readonly parent: string;
  readonly at: string;
  readonly depth: number;
}

/** Values are checked by encoding again: only what survives unchanged is canonical. */
function readNodes(value: unknown, place: Place, rules: ContentRules): Result<readonly DocNode[], ContentFault> {
  const { at, depth } = place;
  if (!Array.isArray(value)) return unknownAt(at);
  if (depth > maxContentDepth && value.length > 0) return err({ kind: "tooDeep", limit: maxContentDepth });
  const nodes: DocNode[] = [];
  for (const [index, item] of value.entries()) {
    const node = readNode(item, { ...place, at: `${at}[${index}]` }, rules);
    if (!node.ok) return node;
    nodes.push(node.value);
  }
  return ok(nodes);
}

function readNode(value: unknown, { parent, at, depth }: Place, rules: ContentRules): Result<DocNode, ContentFault> {
  if (!isRecord(value) || typeof value.type !== "string") return unknownAt(at);
  if (rules.nodes[parent]?.holds.includes(value.type) !== true) return unknownAt(at);
  if (value.type === "text") {
    if (typeof value.text !== "string" || !Array.isArray(value.marks) || Object.keys(value).length !== 3)
      return unknownAt(at);
    const marks = value.marks.map((mark) => readMark(mark, rules));
    return marks.includes(null) ? unknownAt(`${at}.marks`) : ok(value as unknown as TextNode);
  }
  if (!isRecord(value.attrs) || Object.keys(value).length !== 3) return unknownAt(at);
  const type = value.type as ElementName;
  const known = Object.keys(normalAttrs(rules, type, value.attrs as Attrs, null));
  if (Object.keys(value.attrs).length !== known.length) return unknownAt(`${at}.attrs`);
  const content = readNodes(value.content, { parent: type, at: `${at}.content`, depth: depth + 1 }, rules);
  return content.ok ? ok({ type, attrs: value.attrs as Attrs, content: content.value }) : content;
}

function readMark(value: unknown, rules: ContentRules): TextMark | null {
  if (!isRecord(value) || !isRecord(value.attrs) || Object.keys(value).length !== 2) return null;
  const { type, attrs } = value;
  if (typeof type !== "string" || !isMarkName(type)) return null;
  const forms = rules.marks[type]?.attrs;
  if (forms === undefined) return null;
  const isSound =
    Object.keys(attrs).length === Object.keys(forms).length &&
    Object.entries(forms).every(([key, form]) => isValueOf(form, attrs[key]));
  return isSound ? (value as unknown as TextMark) : null;
}

// ---- the normal form --------------------------------------------------------------------------

export type Clean = (text: string) => string;

/** The order in which a text's clauses get their ids is that of the walk. Idempotent, as `clean` is. */
export function normalise(text: CharterText, rules: ContentRules, clean: Clean, cleanHref: Clean = clean): CharterText {
  // One node object may stand in several places, so ids are handed out in the order of the walk.
  const placed = placeClauses(text);
  let next = 0;
  const idOf = (node: ElementNode): string => {
    const clause = placed[next++]?.clause;
    if (clause?.node !== node) throw new Error("clauses come in the order of the walk");
    return clause.id;
  };
  const marksByName = Object.keys(rules.marks).filter(isMarkName).sort();
  const normalNode = (node: DocNode): DocNode => {
    if (node.type === "text")
      return { type: "text", text: clean(node.text), marks: normalMarks(node.marks, marksByName, cleanHref) };
    const id = isClauseNode(node) ? idOf(node) : null;
    const attrs = normalAttrs(rules, node.type, node.attrs, id);
    return { type: node.type, attrs, content: mergeText(bodiesInPlace(node.content.map(normalNode))) };
  };
  return { type: "doc", attrs: {}, content: text.content.map(normalNode) };
}

/** `id`: of a clause, in its place. */
function normalAttrs(rules: ContentRules, type: ElementName, attrs: Attrs, id: string | null): Attrs {
  const forms: Forms = rules.nodes[type]?.attrs ?? {};
  const normal: Record<string, AttrValue> = {};
  for (const [key, form] of Object.entries(forms))
    if (form.form === "id") normal[key] = id;
    else if (form.form !== "unset") normal[key] = contentValue(form, attrs[key]) as AttrValue;
  return normal;
}

/** The words in further languages stand together, by their tags, before the first clause inside; else at the end. */
function bodiesInPlace(nodes: readonly DocNode[]): readonly DocNode[] {
  const isBody = (node: DocNode): node is ElementNode & { readonly type: "body" } => node.type === "body";
  if (!nodes.some(isBody)) return nodes;
  const rest = nodes.filter((node) => !isBody(node));
  const langOf = (node: ElementNode): string => String(node.attrs.lang);
  const bodies = nodes.filter(isBody).sort((a, b) => (langOf(a) < langOf(b) ? -1 : langOf(a) > langOf(b) ? 1 : 0));
  return rest.toSpliced(ownCount(rest), 0, ...bodies);
}

/** At most one of each type, in the order of their names. */
function normalMarks(marks: readonly TextMark[], names: readonly MarkName[], clean: Clean): readonly TextMark[] {
  if (marks.length === 0) return marks;
  return names.flatMap((type): readonly TextMark[] => {
    const mark = marks.find((one) => one.type === type);
    if (mark === undefined) return [];
    if (type !== "link") return [{ type, attrs: {} }];
    const href = clean(String(mark.attrs.href ?? ""));
    return isAllowedHref(href) ? [{ type, attrs: { href } }] : [];
  });
}

/** Joins neighbours with the same marks and drops empty ones. */
export function mergeText(nodes: readonly DocNode[]): readonly DocNode[] {
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
