/**
 * What a text defines, and where it uses what it defines. Read from the marks `definition` and `term`, and from plain
 * words that say the same. What is missing is told and hinders nobody: words are for people to judge.
 */
import type { ClauseId } from "../../base/ids.ts";
import { isClauseNode, isTextBlock, placeClauses } from "../text/clauses.ts";
import { findIn, fold } from "../text/findText.ts";
import type { MarkName } from "../text/grammar.ts";
import type { CharterText, DocNode, ElementNode } from "../text/model.ts";

/** Null: outside every clause. */
export type TermPlace = ClauseId | null;

export interface TermUse {
  readonly clause: TermPlace;
  /** It is marked as a term, and not only said. */
  readonly isMarked: boolean;
}

export interface DefinedTerm {
  /** As they stand where they are defined first. */
  readonly words: string;
  /** Where they are defined: mostly in one place. */
  readonly definedIn: readonly TermPlace[];
  /** Elsewhere in the text, in its order. */
  readonly uses: readonly TermUse[];
}

export type TermWarning =
  /** It is defined, and the words stand nowhere else. */
  | { readonly kind: "unusedDefinition"; readonly words: string; readonly clause: TermPlace }
  /** It is marked as a term, and nothing of the text defines it. */
  | { readonly kind: "undefinedTerm"; readonly words: string; readonly clause: TermPlace }
  | { readonly kind: "definedTwice"; readonly words: string; readonly clauses: readonly TermPlace[] };

export interface Terms {
  /** In the order of their first definitions. */
  readonly defined: readonly DefinedTerm[];
  readonly warnings: readonly TermWarning[];
}

/** Words are found whole, in capitals or not, with accents or without. */
const options = { wholeWords: true, matchCase: false, matchDiacritics: false } as const;

/** Some words of a line. */
interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly words: string;
  readonly key: string;
}

/** A block, or a note in one. */
interface Line {
  readonly clause: TermPlace;
  readonly text: string;
  readonly definitions: readonly Stretch[];
  readonly terms: readonly Stretch[];
}

interface Found extends TermUse {
  readonly key: string;
}

/** In any text, drafts included. */
export function readTerms(text: CharterText): Terms {
  const lines = readLines(text);
  const defined = new Map<
    string,
    { readonly words: string; readonly definedIn: TermPlace[]; readonly uses: TermUse[] }
  >();
  for (const { clause, definitions } of lines)
    for (const { key, words } of definitions) {
      const term = defined.get(key) ?? { words, definedIn: [], uses: [] };
      defined.set(key, term);
      term.definedIn.push(clause);
    }
  const keysIn = createKeys([...defined.keys()]);
  const missing = new Map<string, { readonly words: string; readonly clause: TermPlace }>();
  for (const line of lines) {
    for (const { key, isMarked, clause } of usesIn(line, keysIn)) defined.get(key)?.uses.push({ clause, isMarked });
    for (const { key, words } of line.terms)
      if (!defined.has(key) && !missing.has(key)) missing.set(key, { words, clause: line.clause });
  }
  const all = [...defined.values()];
  return {
    defined: all,
    warnings: [
      ...all.flatMap(({ words, definedIn, uses }): readonly TermWarning[] =>
        uses.length === 0 ? [{ kind: "unusedDefinition", words, clause: definedIn[0] ?? null }] : [],
      ),
      ...all.flatMap(({ words, definedIn }): readonly TermWarning[] =>
        definedIn.length > 1 ? [{ kind: "definedTwice", words, clauses: definedIn }] : [],
      ),
      ...Array.from(missing.values(), (one): TermWarning => ({ kind: "undefinedTerm", ...one })),
    ],
  };
}

/** In the order of the line. A place is one use, of the longest words that stand there. */
function usesIn({ clause, text, definitions, terms }: Line, keysIn: ReturnType<typeof createKeys>): readonly Found[] {
  const taken: { readonly from: number; readonly to: number }[] = [...definitions];
  const found: (Found & { readonly from: number })[] = [];
  const isFree = (from: number, to: number): boolean => taken.every((one) => to <= one.from || from >= one.to);
  for (const { key, from, to } of terms) {
    if (!isFree(from, to)) continue;
    taken.push({ from, to });
    found.push({ key, from, clause, isMarked: true });
  }
  const folded = fold(text, options);
  for (const key of keysIn(folded))
    for (const { from, to } of findIn(text, folded, key, options)) {
      if (!isFree(from, to)) continue;
      taken.push({ from, to });
      found.push({ key, from, clause, isMarked: false });
    }
  return found.sort((a, b) => a.from - b.from);
}

const run = /[\p{L}\p{N}\p{M}_]+/gu;
/** Scripts without spaces: words begin anywhere. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/**
 * Which of the keys may stand in a line, the longest first: of words in words the longer ones are meant. By their first
 * words, so that many lines and many definitions are looked at once each.
 */
function createKeys(keys: readonly string[]): (folded: string) => readonly string[] {
  const firstOf = (key: string): string => key.match(run)?.[0] ?? "";
  const byFirst = Map.groupBy(keys, (key) => (unspaced.test(firstOf(key)) ? "" : firstOf(key)));
  const anywhere = byFirst.get("") ?? [];
  return (folded) => {
    const words = new Set(byFirst.size > 0 ? folded.match(run) : []);
    const found = [...anywhere, ...Array.from(words, (word) => byFirst.get(word) ?? []).flat()];
    return found.sort((a, b) => b.length - a.length);
  };
}

function readLines(text: CharterText): readonly Line[] {
  const lines: Line[] = [];
  const clauses = placeClauses(text);
  let next = 0;
  const walk = (node: DocNode, clause: TermPlace): void => {
    if (node.type === "text") return;
    const inside = isClauseNode(node) ? (clauses[next++]?.clause.id ?? null) : clause;
    if (isTextBlock(node) || node.type === "footnote") lines.push(readLine(node, inside));
    for (const child of node.content) walk(child, inside);
  };
  walk(text, null);
  return lines;
}

/** What is no text parts words. */
function readLine({ content }: ElementNode, clause: TermPlace): Line {
  const text = content.map((node) => (node.type === "text" ? node.text : "\n")).join("");
  return {
    clause,
    text,
    definitions: stretchesOf(content, text, "definition"),
    terms: stretchesOf(content, text, "term"),
  };
}

const edges = /^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu;

/** Neighbouring words under the mark, whatever others they have; without the signs around them. */
function stretchesOf(content: readonly DocNode[], text: string, mark: MarkName): readonly Stretch[] {
  const found: Stretch[] = [];
  let begun: number | null = null;
  let at = 0;
  const close = (): void => {
    const words = begun === null ? "" : text.slice(begun, at).replace(edges, "").replace(/\s+/gu, " ");
    if (begun !== null && words !== "") found.push({ from: begun, to: at, words, key: fold(words, options) });
    begun = null;
  };
  for (const node of content) {
    const isMarked = node.type === "text" && node.marks.some(({ type }) => type === mark);
    if (!isMarked) close();
    else begun ??= at;
    at += node.type === "text" ? node.text.length : 1;
  }
  close();
  return found;
}
