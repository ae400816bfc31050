/**
 * Writes what a person does inside text blocks at its exact place in the flow. All typed keys go this way; it knows
 * of no other text than what it changes.
 */
import type { Mark, Node } from "prosemirror-model";
import type { Transaction } from "prosemirror-state";
import { AddMarkStep, RemoveMarkStep, ReplaceStep } from "prosemirror-transform";
import * as Y from "yjs";
import { sameMark } from "../../shared/charter/text/marks.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import type { FlowBlock, Inline } from "../../shared/crdt/reading/flow.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import { readMarks } from "./nodePairs.ts";
import { elementAt, indexAt, pathTo, type Stretch, stretchesOf } from "./places.ts";

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
  if (slice.openStart > 0 || slice.openEnd > 0 || !content.every((node) => node.isInline)) return null;
  const { parentOffset } = $from;
  return { kind: "replace", path: pathTo(doc, from), from: parentOffset, to: parentOffset + to - from, content };
}

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

/** Writes into a block that is shown otherwise than the reading has it; false where it is none of those. */
export type WriteApart = (path: readonly number[], edit: BlockEdit) => boolean;

/**
 * In the caller's Yjs transaction. False where a block has no place of its own in a flow yet; what was written until
 * then is known to the reading.
 */
export function writeBlockEdits(reading: Reading, edits: readonly BlockEdit[], writeApart: WriteApart): boolean {
  let text: CharterText = reading.text();
  const unread = new Set<Y.XmlText>();
  const read = (): void => {
    if (unread.size === 0) return;
    reading.note({ changed: new Map([...unread].map((yFlow) => [yFlow, new Set<string | null>()])) as never });
    unread.clear();
    text = reading.text();
  };
  for (const edit of edits) {
    // Formats move nothing; words do.
    if (edit.kind === "replace") read();
    if (writeApart(edit.path, edit)) continue;
    const element = elementAt(text, edit.path);
    const block = element === null ? null : reading.blockOf(element);
    const yFlow = block === null ? null : reading.flowOf(block);
    if (block === null || yFlow === null) {
      read();
      return false;
    }
    if (edit.kind === "mark" && unread.has(yFlow)) {
      read();
      const now = elementAt(text, edit.path);
      markBlock(yFlow, (now === null ? null : reading.blockOf(now)) ?? block, edit);
    } else if (edit.kind === "mark") markBlock(yFlow, block, edit);
    else {
      replaceIn(yFlow, block, edit);
      unread.add(yFlow);
    }
  }
  return true;
}

/** What is new goes in first: beside what it replaces its formats are there already. */
function replaceIn(yFlow: Y.XmlText, block: FlowBlock, { from, to, content }: BlockEdit & { kind: "replace" }): void {
  const stretches = stretchesOf(block, from, to);
  const length = insertInline(yFlow, indexAt(block, from), content);
  for (const stretch of stretches.toReversed()) yFlow.delete(stretch.index + length, stretch.length);
}

/** Formats are given whole, so that nothing is taken over from a neighbour. Returns how much was inserted. */
export function insertInline(yFlow: Y.XmlText, index: number, content: readonly Node[]): number {
  let length = 0;
  for (const node of content) {
    const formats = Object.fromEntries(readMarks(node.marks).map(({ type, attrs }) => [type, attrs]));
    const words = node.text?.toWellFormed() ?? null;
    if (words !== null) yFlow.insert(index + length, words, formats);
    else yFlow.insertEmbed(index + length, new Y.XmlElement(node.type.name), formats);
    length += words?.length ?? 1;
  }
  return length;
}

function markBlock(yFlow: Y.XmlText, block: FlowBlock, edit: BlockEdit & { kind: "mark" }): void {
  const [meant] = readMarks([edit.mark]);
  const hasIt = ({ marks }: Inline): boolean => meant !== undefined && marks.some((other) => sameMark(meant, other));
  const stretches = stretchesOf(block, edit.from, edit.to, (inline) => edit.isAdded || hasIt(inline));
  markStretches(yFlow, stretches, edit);
}

export function markStretches(
  yFlow: Y.XmlText,
  stretches: readonly Stretch[],
  { mark, isAdded }: BlockEdit & { kind: "mark" },
): void {
  const value = isAdded ? { ...mark.attrs } : null;
  for (const { index, length } of stretches) yFlow.format(index, length, { [mark.type.name]: value });
}
