/**
 * Holds back a change of the words of a clause that the parties agreed on and closed, until its person says that it is
 * meant: once for each clause and each editor.
 *
 * Owns: which clauses are closed, and which were spoken of. Called by: createEditor. What others change, and what undo
 * takes back, is never held back; nor is a clause that only moves.
 */
import type { Node } from "prosemirror-model";
import { Plugin, type Transaction } from "prosemirror-state";
import { AddMarkStep, AttrStep, RemoveMarkStep, type Step } from "prosemirror-transform";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { depthOf } from "./clausePieces.ts";
import { isRemote } from "./remoteChange.ts";
import { deedOf } from "./structure.ts";

export interface ClosedClauses {
  readonly plugin: Plugin;
  show(closed: readonly ClauseId[]): void;
  /** Its words may change from now on. */
  allow(clause: ClauseId): void;
}

/** What is done to clauses and changes no words of them. */
const moves: ReadonlySet<string> = new Set([
  "move",
  "moveUp",
  "moveDown",
  "nest",
  "unnest",
  "insertBefore",
  "insertAfter",
]);

/** `onHeld`: a change of this clause was held back. */
export function createClosedClauses(onHeld: (clause: ClauseId) => void): ClosedClauses {
  let closed: ReadonlySet<ClauseId> = new Set();
  const allowed = new Set<ClauseId>();
  const plugin = new Plugin({
    filterTransaction(transaction) {
      if (closed.size === 0 || !transaction.docChanged || isRemote(transaction)) return true;
      if (moves.has(deedOf(transaction)?.name ?? "")) return true;
      const held = clausesChangedBy(transaction).find((clause) => closed.has(clause) && !allowed.has(clause));
      if (held === undefined) return true;
      onHeld(held);
      return false;
    },
  });
  return {
    plugin,
    show(ids) {
      closed = new Set(ids);
    },
    allow: (clause) => void allowed.add(clause),
  };
}

/** Those whose own words it changes. */
function clausesChangedBy({ steps, docs }: Transaction): readonly ClauseId[] {
  return steps.flatMap((step, index) => {
    const doc = docs[index] as Node;
    return rangesOf(step).flatMap(({ from, to }) => ownersIn(doc, from, to));
  });
}

interface Range {
  readonly from: number;
  readonly to: number;
}

function rangesOf(step: Step): readonly Range[] {
  if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) return [{ from: step.from, to: step.to }];
  // Another value of something among words, such as a promise.
  if (step instanceof AttrStep) return [{ from: step.pos, to: step.pos + 1 }];
  const ranges: Range[] = [];
  step.getMap().forEach((from, to) => {
    ranges.push({ from, to });
  });
  return ranges;
}

/** The clauses in whose paragraphs something between two places stands, or is to stand. */
function ownersIn(doc: Node, from: number, to: number): readonly ClauseId[] {
  const owners = new Set<ClauseId>();
  const addAt = (position: number): void => {
    const $position = doc.resolve(position);
    const depth = depthOf($position, "article", "clause");
    const id = depth === null ? null : parseClauseId($position.node(depth).attrs.id);
    if (id !== null) owners.add(id);
  };
  if (doc.resolve(from).parent.isTextblock) addAt(from);
  doc.nodesBetween(from, to, (node, position) => {
    if (node.isTextblock) addAt(position + 1);
    return !node.isTextblock;
  });
  return [...owners];
}
