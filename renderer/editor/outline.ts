/** Articles and clauses of the text, for finding one's way. Unchanged articles are not read again. */
import type { Node } from "prosemirror-model";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import type { ClauseKind } from "../../shared/charter/text/model.ts";
import { kindOfArticle } from "./kinds.ts";

export interface OutlineEntry {
  readonly id: ClauseId;
  readonly kind: ClauseKind;
  /** Text of its first heading, or the beginning of its text; without notes and references. */
  readonly title: string;
  readonly depth: number;
}

/** What the order gives each of them, as `readClauses` counts; "" for a preamble. Ids that met in a merge: the first. */
export function numberEntries(entries: readonly OutlineEntry[]): ReadonlyMap<ClauseId, string> {
  const numbers = new Map<ClauseId, string>();
  let articles = 0;
  let annexes = 0;
  let inPreambles = 0;
  const counts: number[] = [];
  const prefixes: string[] = [];
  for (const { id, kind, depth } of entries) {
    let number: string;
    if (depth > 0) {
      const prefix = prefixes[depth - 1] ?? "";
      const count = depth === 1 && prefix === "P" ? ++inPreambles : (counts[depth] ?? 0) + 1;
      counts[depth] = count;
      number = `${prefix}.${count}`;
    } else if (kind === "preamble") number = "";
    else number = kind === "annex" ? letters(++annexes) : String(++articles);
    prefixes[depth] = kind === "preamble" ? "P" : number;
    counts.length = depth + 1;
    if (!numbers.has(id)) numbers.set(id, number);
  }
  return numbers;
}

/** 1 is A, 26 is Z, 27 is AA. */
function letters(count: number): string {
  let text = "";
  for (let rest = count; rest > 0; rest = Math.floor((rest - 1) / 26))
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}

const maxTitleLength = 120;

/** Owns a cache by node; drop the function to drop the cache. */
export function createOutline(): (doc: Node) => readonly OutlineEntry[] {
  const known = new WeakMap<Node, { readonly depth: number; readonly entries: readonly OutlineEntry[] }>();
  const read = (node: Node, depth: number): readonly OutlineEntry[] => {
    if (node.isTextblock) return [];
    const before = known.get(node);
    if (before?.depth === depth) return before.entries;
    const entries: OutlineEntry[] = [];
    const own = node.type.name === "article" || node.type.name === "clause";
    const id = own ? parseClauseId(node.attrs.id) : null;
    if (id !== null) entries.push({ id, kind: kindOf(node), title: titleOf(node), depth });
    for (const child of node.children) entries.push(...read(child, own ? depth + 1 : depth));
    known.set(node, { depth, entries });
    return entries;
  };
  return (doc) => read(doc, 0);
}

const kindOf = (node: Node): ClauseKind => (node.type.name === "clause" ? "clause" : kindOfArticle(node.attrs.kind));

function titleOf(node: Node): string {
  const heading = node.children.find((child) => child.type.name === "heading");
  const words = (heading ?? firstTextBlock(node))?.children.map((child) => child.text ?? "").join("");
  return words?.slice(0, maxTitleLength) ?? "";
}

function firstTextBlock(node: Node): Node | null {
  if (node.isTextblock) return node;
  for (const child of node.children) {
    if (child.type.name === "body") continue;
    const found = firstTextBlock(child);
    if (found !== null) return found;
  }
  return null;
}
