/**
 * What a person does inside text blocks, read from the steps of the editor, and the changes of a flow that it amounts to.
 * Pure.
 */
import type { Mark, Node } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import { AddMarkStep, RemoveMarkStep, ReplaceStep } from "prosemirror-transform";
import * as Y from "yjs";
import { isAtomName } from "../../shared/charter/text/grammar.ts";
import type { FlowChange, Pen } from "../../shared/crdt/writing/pen.ts";
import { createAtom } from "../../shared/crdt/writing/writeFlow.ts";
import { readMarks } from "./nodePairs.ts";
import { pathTo, type Stretch } from "./places.ts";

interface InBlock {
  /** Of the text block. */
  readonly path: readonly number[];
  readonly from: number;
  readonly to: number;
}

export type BlockEdit =
  | (InBlock & { readonly kind: "replace"; readonly content: readonly Node[] })
  | (InBlock & { readonly kind: "mark"; readonly mark: Mark; readonly isAdded: boolean });

/** What transactions do, in order; null where they do more than write inside text blocks. */
export function readBlockEdits(transactions: readonly Transaction[]): readonly BlockEdit[] | null {
  const edits: BlockEdit[] = [];
  for (const { steps, docs } of transactions)
    for (const [at, step] of steps.entries()) {
      const doc = docs[at];
      if (doc === undefined) return null;
      if (step instanceof ReplaceStep) {
        const edit = readReplacement(step, doc);
        if (edit === null) return null;
        edits.push(edit);
      } else if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) readMarking(step, doc, edits);
      else return null;
    }
  return edits;
}

function readReplacement({ from, to, slice }: ReplaceStep, doc: Node): BlockEdit | null {
  const $from = doc.resolve(from);
  const content = slice.content.content;
  if (!$from.parent.isTextblock || !$from.sameParent(doc.resolve(to))) return null;
  if (slice.openStart > 0 || slice.openEnd > 0 || !content.every(isPlainInline)) return null;
  const { parentOffset } = $from;
  return { kind: "replace", path: pathTo(doc, from), from: parentOffset, to: parentOffset + to - from, content };
}

/** A note brings words of its own, which are written with the block. */
const isPlainInline = (node: Node): boolean => node.isInline && node.type.name !== "footnote";

function readMarking(step: AddMarkStep | RemoveMarkStep, doc: Node, edits: BlockEdit[]): void {
  const { from, to, mark } = step;
  const isAdded = step instanceof AddMarkStep;
  doc.nodesBetween(from, to, (node, position) => {
    if (!node.isTextblock) return;
    const start = position + 1;
    const path = pathTo(doc, start);
    const last = Math.min(to - start, node.content.size);
    edits.push({ kind: "mark", path, from: Math.max(0, from - start), to: last, mark, isAdded });
    return false;
  });
}

export const deletionsOf = (stretches: readonly Stretch[]): readonly FlowChange[] =>
  stretches.map(({ index, length }) => ({ at: index, kind: "delete", length }));

/** Formats are given whole, so that nothing is taken over from a neighbour. */
export const insertionsOf = (content: readonly Node[], at: number): readonly FlowChange[] =>
  content.map((node) => ({
    at,
    kind: "insert",
    content: node.text?.toWellFormed() ?? elementOf(node),
    formats: Object.fromEntries(readMarks(node.marks).map(({ type, attrs }) => [type, attrs])),
  }));

const elementOf = (node: Node): Y.XmlElement =>
  isAtomName(node.type.name) ? createAtom(node.type.name, node.attrs) : new Y.XmlElement(node.type.name);

export function markStretches(
  yFlow: Y.XmlText,
  stretches: readonly Stretch[],
  { mark, isAdded }: BlockEdit & { kind: "mark" },
  pen: Pen,
): void {
  const formats = { [mark.type.name]: isAdded ? { ...mark.attrs } : null };
  pen.write(
    yFlow,
    stretches.map(({ index, length }) => ({ at: index, kind: "format", length, formats })),
  );
}
