/** Which parts of a text are clauses, and what they are called. Numbers come from order, ids from the nodes. */

import { type ClauseId, parseClauseId } from "../../base/ids.ts";
import { clauseNames, textBlockNames } from "./grammar.ts";
import type { CharterText, Clause, ClauseKind, DocNode, ElementNode } from "./model.ts";

/** The id under which text outside every clause is compared; no clause ever gets it. */
export const looseId = "loose" as ClauseId;

/** A clause with its place: the index of the child at each level, from the doc down. */
export interface PlacedClause {
  readonly clause: Clause;
  readonly path: readonly number[];
}

/** Plain text: one line to a block, a line feed at each hard break. */
export function plainText(node: DocNode): string {
  let text = "";
  const waiting: DocNode[] = [node];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (next.type === "text") text += next.text;
    else if (next.type === "hard_break") text += "\n";
    else {
      if (isTextBlock(next) && text !== "") text += "\n";
      for (let i = next.content.length - 1; i >= 0; i--) waiting.push(next.content[i] as DocNode);
    }
  }
  return text;
}

/** A paragraph or a heading: the only nodes that hold text. */
export const isTextBlock = (node: DocNode): boolean => textBlockNames.has(node.type);

export const isClauseNode = (node: DocNode): boolean => clauseNames.has(node.type);

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

/** Every clause in document order. Ids that are missing, malformed or repeated are replaced, the same way everywhere. */
export const readClauses = (text: CharterText): readonly Clause[] => placeClauses(text).map((placed) => placed.clause);

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
  readonly lines: string[];
  heading: string | null;
}

export function placeClauses(text: CharterText): readonly PlacedClause[] {
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
    if (node.type === "text") owner.lines.push(node.text);
    else if (isClauseNode(node)) {
      const inside = ownerOf(node, step, owner, preambleCounters);
      owners.push(inside);
      wait(node, step, inside);
    } else if (isTextBlock(node)) {
      const line = plainText(node);
      owner.lines.push(line);
      if (node.type === "heading") owner.heading ??= line;
    } else wait(node, step, node.type === "body" ? aside(owner) : owner);
  }
  const ids = uniqueIds(owners.map((owner) => owner.node.attrs.id));
  return owners.map((owner, index) => ({
    path: pathOf(owner.step),
    clause: {
      id: ids[index] as ClauseId,
      kind: owner.kind,
      number: owner.number,
      heading: owner.heading ?? "",
      text: owner.lines.join("\n"),
      depth: owner.depth,
      node: owner.node,
    },
  }));
}

/** The same clause, for words in another language than its own: they are none of its own text. */
const aside = (owner: Owner): Owner => ({ ...owner, lines: [], heading: "" });

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
  if (kind === "preamble") return { ...rest, number: "", prefix: "P", counters: preambleCounters };
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
