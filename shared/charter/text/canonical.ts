/**
 * The one form in which a text is hashed, signed and kept for ever: RFC 8785 JSON of
 * { format, charter, title, language, blocks }, strings in NFC, numbers whole, and nothing that a reader cannot see
 * (CONTENT.md). Two texts that read the same have the same bytes; anything but those bytes is refused.
 */

import type { Bytes } from "../../base/bytes.ts";
import type { ClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { AgreedText } from "./agreedText.ts";
import { isClauseNode, isTextBlock, judgedLine, placeClauses } from "./clauses.ts";
import {
  type Clean,
  type Content,
  type ContentFault,
  type ContentRules,
  encodeAs,
  mergeText,
  normalise,
  readContent,
  sameAsText,
  type Unjudged,
} from "./contentForm.ts";
import { grammar } from "./grammar.ts";
import { canonicalLanguage, isLanguage } from "./language.ts";
import type { CharterText, DocNode, ElementNode } from "./model.ts";
import { mend, readable, type Unseen, unseenIn, without } from "./seen.ts";

const rules: ContentRules = { format: "tessera/content/2", ...grammar, isLanguage };

/** Of the title, whatever may not stand in it is left out. */
export const encodeContent = (content: Content): Bytes => encodeDraft(content);

/**
 * A draft in the same form, to be read and never signed: of what may not stand in content, what nobody sees is left out;
 * words that a clause has twice in one language stay, and `decodeContent` refuses them.
 */
export function encodeDraft(content: Unjudged): Bytes {
  const title = mend(content.title).text;
  return encodeAs(rules, { ...content, title, text: mendText(content.text).text });
}

export function decodeContent(bytes: Uint8Array): Result<Content, ContentFault> {
  const read = readContent(bytes, rules);
  if (!read.ok) return read;
  const unseen = firstUnseen(read.value);
  if (unseen !== null) return err({ kind: "unseen", ...unseen });
  const [surplus] = surplusBodies(read.value.text, read.value.language);
  if (surplus !== undefined) return err({ kind: "sameLanguage", at: surplus.at, language: surplus.language });
  const dangling = danglingReferences(read.value.text)[0];
  if (dangling !== undefined) return err({ kind: "danglingReference", at: dangling.at });
  const text = read.value.text as AgreedText;
  return sameAsText(encodeDraft(read.value), bytes) ? ok({ ...read.value, text }) : err({ kind: "notCanonical" });
}

/** Of content that `decodeContent` read before, and that nobody can have changed since: what is canonical is its own tree. */
export function openContent(bytes: Uint8Array): AgreedText {
  const { blocks } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly blocks: CharterText["content"] };
  return { type: "doc", attrs: {}, content: blocks } as CharterText as AgreedText;
}

// ---- references --------------------------------------------------------------------------------

/** A reference to a clause that is not in the text. */
export interface DanglingReference {
  /** The clause that it stands in; null: it is in none. */
  readonly clause: ClauseId | null;
  /** What it names. */
  readonly names: string;
  /** Its path, such as "blocks[2].content[0]". */
  readonly at: string;
}

/** In the order of the text. */
export function danglingReferences(text: CharterText): readonly DanglingReference[] {
  const found: DanglingReference[] = [];
  const clauses = placeClauses(text);
  const ids = new Set<unknown>(clauses.map(({ clause }) => clause.id));
  let next = 0;
  const walk = (nodes: readonly DocNode[], clause: ClauseId | null, at: string): void => {
    for (const [index, node] of nodes.entries()) {
      if (node.type === "text") continue;
      const here = `${at}[${index}]`;
      if (node.type === "reference" && !ids.has(node.attrs.clause))
        found.push({ clause, names: String(node.attrs.clause), at: here });
      const inside = isClauseNode(node) ? (clauses[next++]?.clause.id ?? null) : clause;
      walk(node.content, inside, `${here}.content`);
    }
  };
  walk(text.content, null, "blocks");
  return found;
}

// ---- languages --------------------------------------------------------------------------------

/** Words of a clause in a language in which it has words already. */
export interface SurplusBody {
  readonly clause: ClauseId;
  /** In its canonical case. */
  readonly language: string;
  /** The charter's own, which the blocks directly in the clause are in. */
  readonly isOwn: boolean;
  /** Its path, such as "blocks[2].content[0]". */
  readonly at: string;
}

/** In the order of the text. `language`: the charter's own. */
export function surplusBodies(text: CharterText, language: string): readonly SurplusBody[] {
  const own = canonicalLanguage(language);
  return placeClauses(text).flatMap(({ clause, path }) => {
    const here = path.map((index, depth) => `${depth === 0 ? "blocks" : ".content"}[${index}]`).join("");
    const seen = new Set([own]);
    return clause.node.content.flatMap((node, index): readonly SurplusBody[] => {
      if (node.type !== "body") return [];
      const tag = canonicalLanguage(String(node.attrs.lang));
      if (seen.has(tag))
        return [{ clause: clause.id, language: tag, isOwn: tag === own, at: `${here}.content[${index}]` }];
      seen.add(tag);
      return [];
    });
  });
}

// ---- what nobody sees -------------------------------------------------------------------------

function firstUnseen({ title, text }: Unjudged): { readonly at: string; readonly code: number } | null {
  const inTitle = unseenInLine(title);
  return inTitle === null ? firstUnseenIn(text.content, "blocks") : { at: "title", code: inTitle };
}

function firstUnseenIn(nodes: readonly DocNode[], at: string): { readonly at: string; readonly code: number } | null {
  for (const [index, node] of nodes.entries()) {
    if (node.type === "text") continue;
    const here = `${at}[${index}]`;
    const code = holdsWords(node) ? unseenInBlock(node) : null;
    const found = code === null ? firstUnseenIn(node.content, `${here}.content`) : { at: here, code };
    if (found !== null) return found;
  }
  return null;
}

/** A block of text, or a note in one: judged by themselves. */
const holdsWords = (node: ElementNode): boolean => isTextBlock(node) || node.type === "footnote";

function unseenInBlock(block: ElementNode): number | null {
  for (const node of block.content) {
    if (node.type !== "text") continue;
    if (node.text.includes("\n")) return 0x0a;
    for (const { attrs } of node.marks) {
      const code = typeof attrs.href === "string" ? unseenInLine(attrs.href) : null;
      if (code !== null) return code;
    }
  }
  return unseenIn(judgedLine(block))[0]?.code ?? null;
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
    if (holdsWords(node)) {
      for (const { code, isIdle } of unseenIn(judgedLine(node))) found.push({ clause: inside, code, isIdle });
      for (const child of node.content)
        if (child.type === "text")
          for (const { attrs } of child.marks)
            if (typeof attrs.href === "string")
              for (const { code } of unseenIn(attrs.href)) found.push({ clause: inside, code, isIdle: false });
    }
    for (const child of node.content) walk(child, inside);
  };
  walk(normaliseText(text), null);
  return found;
}

// ---- the normal form --------------------------------------------------------------------------

/**
 * The same text in its normal form: NFC, known attributes explicit, equal neighbours merged, marks in order,
 * links only where they may lead, clause ids unique, the words in further languages by their tags. Idempotent. What
 * nobody sees stays, to be shown.
 */
export const normaliseText = (text: CharterText): CharterText => normalise(text, rules, cleanText);

export interface MendedText {
  readonly text: CharterText;
  readonly removed: readonly Unseen[];
}

/** What somebody brings in, in its normal form and without what nobody could see: see `mend`. Idempotent. */
export function mendText(text: CharterText): MendedText {
  const removed: Unseen[] = [];
  const mendBlock = (node: DocNode): DocNode => {
    if (node.type === "text") return node;
    if (!holdsWords(node)) return { ...node, content: node.content.map(mendBlock) };
    let block: ElementNode = { ...node, content: node.content.map(mendBlock) };
    for (let unseen = unseenIn(judgedLine(block)); unseen.length > 0; unseen = unseenIn(judgedLine(block))) {
      for (const one of unseen) removed.push(one);
      block = { ...block, content: mergeText(withoutIn(block.content, unseen)) };
    }
    return block;
  };
  const normal = normalise(text, rules, readable, (href) => mend(href).text);
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

const cleanText: Clean = (text) =>
  text
    .toWellFormed()
    .replace(/[\t\n\r]/g, " ")
    .normalize("NFC");
