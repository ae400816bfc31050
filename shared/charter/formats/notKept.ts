/**
 * What a file says and the text of a charter cannot: told before an import is applied.
 * Of some kinds words are lost; of the others every word stays, and only what it looked like or was numbered by goes.
 */
export const notKeptKinds = [
  // Words or addresses are lost.
  "linkDefinition",
  "cells",
  "image",
  "linkTitle",
  "frontMatter",
  "codeLanguage",
  "comment",
  "hidden",
  "struckOut",
  "picture",
  "embedded",
  "pageEdge",
  "address",
  // Every word stays.
  "number",
  "html",
  "footnote",
  "struck",
  "quotation",
  "rule",
  "alignment",
  "headingLevel",
  "attributes",
  "language",
  "title",
  "unseen",
  "contents",
  "underline",
  "colour",
  "note",
  "textBox",
  "equation",
] as const;

export type NotKeptKind = (typeof notKeptKinds)[number];

export interface NotKept {
  readonly kind: NotKeptKind;
  /** Of the file; the first is 1. */
  readonly line: number;
  /** In an office document it is the paragraph, empty ones included. */
  readonly unit?: "paragraph";
  /** From the file, at most `quoteCharacters` long. */
  readonly quote: string;
}

const losing: ReadonlySet<NotKeptKind> = new Set([
  "linkDefinition",
  "cells",
  "image",
  "linkTitle",
  "frontMatter",
  "codeLanguage",
  "comment",
  "hidden",
  "struckOut",
  "picture",
  "embedded",
  "pageEdge",
  "address",
]);

export const losesWords = (one: NotKept): boolean => losing.has(one.kind);

const quoteCharacters = 200;
/** Beyond so many of one kind they are counted and not quoted. */
const quotedOfKind = 200;

export interface NotKeptList {
  readonly notKept: readonly NotKept[];
  /** With those that are not quoted. */
  readonly notKeptCount: number;
}

export interface NotKeptNotes {
  add(kind: NotKeptKind, line: number, quote: string): void;
  list(): NotKeptList;
}

export function createNotes(unit?: "paragraph"): NotKeptNotes {
  const notes: NotKept[] = [];
  const counts = new Map<NotKeptKind, number>();
  let all = 0;
  return {
    add(kind, line, quote) {
      all++;
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      if (count > quotedOfKind) return;
      const signs = quote.trim().slice(0, quoteCharacters + 1);
      const isLong = signs.length > quoteCharacters;
      notes.push({
        kind,
        line,
        ...(unit && { unit }),
        quote: (isLong ? `${signs.slice(0, quoteCharacters - 1)}…` : signs).toWellFormed(),
      });
    },
    list: () => ({ notKept: notes.toSorted((a, b) => a.line - b.line), notKeptCount: all }),
  };
}

/** Signs that nobody could see or that turn others, once for each, where it stands first in `source`. */
export function noteUnseen(removed: readonly { readonly code: number }[], source: string, notes: NotKeptNotes): void {
  for (const code of new Set(removed.map((one) => one.code))) {
    const at = Math.max(0, source.indexOf(String.fromCodePoint(code)));
    const line = source.slice(0, at).split("\n").length;
    notes.add("unseen", line, `U+${code.toString(16).toUpperCase().padStart(4, "0")}`);
  }
}
