/**
 * The domain, as plain readonly values. A text is a tree in the shape of ProseMirror's JSON;
 * `text/grammar.ts` says which nodes there are, `readClauses` which of them are clauses.
 */
import type { ClauseId } from "../../base/ids.ts";
import type { ElementName, MarkName } from "./grammar.ts";

export type AttrValue = string | number | boolean | null;
export type Attrs = Readonly<Record<string, AttrValue>>;

export interface TextMark {
  readonly type: MarkName;
  readonly attrs: Attrs;
}

export interface TextNode {
  readonly type: "text";
  readonly text: string;
  readonly marks: readonly TextMark[];
}

export interface ElementNode {
  readonly type: ElementName;
  readonly attrs: Attrs;
  readonly content: readonly DocNode[];
}

export type DocNode = TextNode | ElementNode;

/** A whole text: an element of type `doc`. */
export type CharterText = ElementNode & { readonly type: "doc" };

/** Preamble, article and annex are `article` nodes by their attribute `kind`; `clause` is a clause node. */
export type ClauseKind = "preamble" | "article" | "annex" | "clause";

/** An addressable unit of text. The number comes from order; the id never changes. */
export interface Clause {
  readonly id: ClauseId;
  readonly kind: ClauseKind;
  /** "2", "2.1", "A", "A.1"; the preamble has "" and its clauses "P.1". */
  readonly number: string;
  /** Text of its first heading in the charter's own language, or "". */
  readonly heading: string;
  /** Plain text of its own blocks in the charter's own language, without those of clauses inside it. */
  readonly text: string;
  readonly depth: number;
  readonly node: ElementNode;
}

/**
 * Every change to a text that is not typing in the editor. Markdown as `markdown.ts` reads it; `isPlain`: as
 * `plainText.ts` does.
 */
export type TextEdit =
  | { readonly kind: "replaceAll"; readonly markdown: string; readonly isPlain?: boolean }
  | { readonly kind: "setClause"; readonly clause: ClauseId; readonly markdown: string }
  | { readonly kind: "insertClause"; readonly after: ClauseId; readonly markdown: string }
  | { readonly kind: "insertArticle"; readonly after: ClauseId | null; readonly markdown: string }
  | { readonly kind: "removeClause"; readonly clause: ClauseId }
  /** Behind a clause, or as the last one of an article; an article behind an article. It stays the same clause. */
  | { readonly kind: "moveClause"; readonly clause: ClauseId; readonly after: ClauseId }
  /** What a reader cannot see and what turns other words: CONTENT.md. */
  | { readonly kind: "removeUnseen" };
