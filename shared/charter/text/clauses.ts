/** Which parts of a text are clauses, and what they are called. Numbers come from order, ids from the nodes. */

import { type ClauseId, parseClauseId } from "../../base/ids.ts";
import { clauseNames, isAtomName, textBlockNames } from "./grammar.ts";
import type { AttrValue, CharterText, Clause, ClauseKind, DocNode, ElementNode } from "./model.ts";
import { type PromiseWords, unnamedPromises } from "./promiseWords.ts";

/** The id under which text outside every clause is compared; no clause ever gets it. */
export const looseId = "loose" as ClauseId;

/** A clause with its place: the index of the child at each level, from the doc down. */
export interface PlacedClause {
  readonly clause: Clause;
  readonly path: readonly number[];
}

/** What a reference reads as, by the id that it names. */
export type NumberOf = (clause: AttrValue | undefined) => string;

/** What one thing among words reads as: a reference, a promise. `language`: of the words around it; null: the charter's own. */
export type ReadsAs = (atom: Pick<ElementNode, "type" | "attrs">, language?: string | null) => string;

export const readsAs =
  (numberOf: NumberOf, promise: PromiseWords): ReadsAs =>
  ({ type, attrs }, language = null) =>
    type === "promise" ? promise(attrs, language) : numberOf(attrs.clause);

/** Stands for a reference or a promise where nobody asks what it reads as, and for a note: it is seen, and has no direction. */
export const standIn = "\ufffc";

/** What a reference reads as that names no clause of the text. */
export const nowhere = "‹?›";

/** As a block, or the words of a note in it, is judged: one sign for each node among its words. */
export const judgedLine = ({ content }: ElementNode): string =>
  content.map((node) => (node.type === "text" ? node.text : node.type === "hard_break" ? "\n" : standIn)).join("");

/** What stands around the words of a note where they are read among others. */
export const noteSigns = { before: "^[", behind: "]" } as const;

/**
 * Plain text: one line to a block, a line feed at each hard break, notes where they stand: `^[words]`. `language`: of a
 * block in a further one.
 */
export function plainText(node: DocNode, reads: ReadsAs = () => standIn, language: string | null = null): string {
  let text = "";
  const waiting: DocNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === "text") text += next.text;
    else if (next.type === "hard_break") text += "\n";
    else if (isAtomName(next.type)) text += reads(next, language);
    else {
      if (next.type === "footnote") {
        text += noteSigns.before;
        waiting.push({ type: "text", text: noteSigns.behind, marks: [] });
      }
      if (isTextBlock(next) && text !== "") text += "\n";
      for (let i = next.content.length - 1; i >= 0; i--) waiting.push(next.content[i] as DocNode);
    }
  }
  return text;
}

/** A paragraph or a heading: the only nodes that hold text. */
export const isTextBlock = (node: DocNode): boolean => textBlockNames.has(node.type);

export const isClauseNode = (node: DocNode): boolean => clauseNames.has(node.type);

/** The paragraphs and headings of a clause, or of the text outside every clause, without those of the clauses in it. */
export function* ownTextBlocks(node: ElementNode, language: string | null = null): Generator<OwnTextBlock> {
  for (const child of node.content) {
    if (child.type === "text" || isClauseNode(child)) continue;
    if (isTextBlock(child)) yield { block: child, language };
    else yield* ownTextBlocks(child, child.type === "body" ? String(child.attrs.lang) : language);
  }
}

export interface OwnTextBlock {
  readonly block: ElementNode;
  /** Of a further language; null: the charter's own. */
  readonly language: string | null;
}

/** How many of a clause's children stand before the first clause among them. */
export function ownCount(children: readonly DocNode[]): number {
  const first = children.findIndex(isClauseNode);
  return first < 0 ? children.length : first;
}

/** What a person calls a clause: its number, or its heading where it has none. */
export function clauseLabel(clause: Clause): string {
  if (clause.number !== "") return clause.number;
  if (clause.id === looseId) return "Title";
  return clause.heading !== "" ? clause.heading : "Preamble";
}

/** The same with the heading: "2 Shared wells". */
export const clauseTitle = (clause: Clause): string =>
  clause.number === "" || clause.heading === "" ? clauseLabel(clause) : `${clause.number} ${clause.heading}`;

/** What references to these clauses read as. A preamble has no number: what the numbers of its clauses begin with. */
export function numbersOf(clauses: readonly Pick<Clause, "id" | "number">[]): NumberOf {
  const numbers = new Map<unknown, string>();
  for (const { id, number } of clauses) if (!numbers.has(id)) numbers.set(id, number === "" ? preamblePrefix : number);
  return (clause) => numbers.get(clause) ?? nowhere;
}

/** What a heading calls what it stands over: without its notes and promises. */
export const headingWords = (heading: ElementNode, numberOf: NumberOf): string => {
  const content = heading.content.filter(({ type }) => type !== "footnote" && type !== "promise");
  return plainText({ ...heading, content }, ({ attrs }) => numberOf(attrs.clause));
};

/** The numbers of the notes of a text, in its order. */
export function numberNotes(text: CharterText): ReadonlyMap<ElementNode, number> {
  const numbers = new Map<ElementNode, number>();
  const waiting: DocNode[] = [text];
  let count = 0;
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "text") continue;
    if (node.type === "footnote") numbers.set(node, ++count);
    for (let i = node.content.length - 1; i >= 0; i--) waiting.push(node.content[i] as DocNode);
  }
  return numbers;
}

/** Every clause in document order. Ids that are missing, malformed or repeated are replaced, the same way everywhere. */
export const readClauses = (text: CharterText, promise?: PromiseWords): readonly Clause[] =>
  placeClauses(text, promise).map((placed) => placed.clause);

interface Counters {
  articles: number;
  annexes: number;
}

/** A path from the end up: sharing what is above keeps a deep walk linear. */
interface Step {
  readonly index: number;
  readonly above: Step | null;
}

interface Owner {
  readonly node: ElementNode;
  readonly step: Step | null;
  readonly kind: ClauseKind;
  readonly number: string;
  /** What the numbers of the clauses inside begin with. */
  readonly prefix: string;
  readonly depth: number;
  readonly counters: Counters;
  readonly lines: DocNode[];
  heading: ElementNode | null;
}

const preamblePrefix = "P";

/** `promise`: what promises read as in the text of a clause. */
export function placeClauses(text: CharterText, promise: PromiseWords = unnamedPromises): readonly PlacedClause[] {
  const root: Owner = {
    node: text,
    step: null,
    kind: "clause",
    number: "",
    prefix: "",
    depth: -1,
    counters: { articles: 0, annexes: 0 },
    lines: [],
    heading: null,
  };
  const preambleCounters: Counters = { articles: 0, annexes: 0 };
  const owners: Owner[] = [];
  const waiting: { readonly node: DocNode; readonly step: Step; readonly owner: Owner }[] = [];
  const wait = (parent: ElementNode, above: Step | null, owner: Owner) => {
    for (let index = parent.content.length - 1; index >= 0; index--)
      waiting.push({ node: parent.content[index] as DocNode, step: { index, above }, owner });
  };
  wait(text, null, root);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, step, owner } = next;
    if (node.type === "text") owner.lines.push(node);
    else if (isClauseNode(node)) {
      const inside = ownerOf(node, step, owner, preambleCounters);
      owners.push(inside);
      wait(node, step, inside);
    } else if (isTextBlock(node)) {
      owner.lines.push(node);
      if (node.type === "heading") owner.heading ??= node;
    } else wait(node, step, node.type === "body" ? aside(owner) : owner);
  }
  const ids = uniqueIds(owners.map((owner) => owner.node.attrs.id));
  const numberOf = numbersOf(owners.map(({ number }, index) => ({ id: ids[index] as ClauseId, number })));
  const reads = readsAs(numberOf, promise);
  const wordsOf = (node: DocNode): string => plainText(node, reads);
  return owners.map((owner, index) => ({
    path: pathOf(owner.step),
    clause: {
      id: ids[index] as ClauseId,
      kind: owner.kind,
      number: owner.number,
      heading: owner.heading === null ? "" : headingWords(owner.heading, numberOf),
      text: owner.lines.map(wordsOf).join("\n"),
      depth: owner.depth,
      node: owner.node,
    },
  }));
}

/** The same clause, for words in another language than its own: they are none of its own text. */
const aside = (owner: Owner): Owner => ({ ...owner, lines: [], heading: owner.node });

function pathOf(step: Step | null): readonly number[] {
  const path: number[] = [];
  for (let at = step; at !== null; at = at.above) path.push(at.index);
  return path.reverse();
}

function ownerOf(node: ElementNode, step: Step, parent: Owner, preambleCounters: Counters): Owner {
  const kind = kindOf(node);
  const rest = { node, step, kind, depth: parent.depth + 1, lines: [], heading: null };
  if (parent.depth >= 0) {
    const number = `${parent.prefix}.${++parent.counters.articles}`;
    return { ...rest, number, prefix: number, counters: { articles: 0, annexes: 0 } };
  }
  if (kind === "preamble") return { ...rest, number: "", prefix: preamblePrefix, counters: preambleCounters };
  const number = kind === "annex" ? letters(++parent.counters.annexes) : String(++parent.counters.articles);
  return { ...rest, number, prefix: number, counters: { articles: 0, annexes: 0 } };
}

export function kindOf(node: ElementNode): ClauseKind {
  if (node.type !== "article") return "clause";
  return node.attrs.kind === "preamble" || node.attrs.kind === "annex" ? node.attrs.kind : "article";
}

/** 1 is A, 26 is Z, 27 is AA. */
function letters(count: number): string {
  let text = "";
  for (let rest = count; rest > 0; rest = Math.floor((rest - 1) / 26))
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}

/** First come, first served among well-formed ids; the others get what is free beside them. */
export function uniqueIds(given: readonly unknown[]): readonly ClauseId[] {
  const taken = new Set<string>([looseId]);
  const ids = given.map((value) => {
    const id = parseClauseId(value);
    if (id === null || taken.has(id)) return null;
    taken.add(id);
    return id;
  });
  const nextOf = new Map<string, number>();
  return ids.map((id, index) => {
    if (id !== null) return id;
    const wanted = parseClauseId(given[index]);
    const stem = wanted ?? looseId;
    for (let count = nextOf.get(stem) ?? (wanted === null ? 1 : 2); ; count++) {
      const suffix = `-${count}`;
      const free = `${stem.slice(0, 32 - suffix.length)}${suffix}`;
      if (taken.has(free)) continue;
      taken.add(free);
      nextOf.set(stem, count + 1);
      return free as ClauseId;
    }
  });
}
