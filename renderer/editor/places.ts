/**
 * Where a position of the editor stands in the Yjs text, and back.
 *
 * A place is a flow and an index in it; a relative position of Yjs names the item beside it, so that it stays with its
 * words wherever others write and wherever the clause goes.
 */
import type { Node } from "prosemirror-model";
import * as Y from "yjs";
import type { CharterText, DocNode, ElementNode } from "../../shared/charter/text/model.ts";
import { type FlowBlock, type Inline, isSecondHalf, sizeOf } from "../../shared/crdt/reading/flow.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";

export interface Place {
  readonly yFlow: Y.XmlText;
  readonly index: number;
}

/** [index, index + length) of a flow. */
export interface Stretch {
  readonly index: number;
  readonly length: number;
}

/** Where what is written at `offset` of a block goes: right behind what stands before it, and into no character. */
export function indexAt(block: FlowBlock, offset: number): number {
  let left = offset;
  if (left <= 0) return block.from;
  for (const inline of block.inlines) {
    const size = sizeOf(inline);
    if (left <= size) {
      if (inline.kind !== "text") return inline.at + inline.length;
      return inline.at + (isSecondHalf(inline.text, left) ? left - 1 : left);
    }
    left -= size;
  }
  return block.to;
}

/** What of the editor's text block stands before an index of the flow. */
export function offsetAt(block: FlowBlock, index: number): number {
  let offset = 0;
  for (const inline of block.inlines) {
    if (index >= inline.at + inline.length) offset += sizeOf(inline);
    else {
      if (inline.kind === "text" && index > inline.at) offset += index - inline.at;
      break;
    }
  }
  return offset;
}

/**
 * What is read of a block between two offsets, in order; what stands there unread is in none. An element or a character
 * that is covered in part is in it as a whole.
 */
export function stretchesOf(
  block: FlowBlock,
  from: number,
  to: number,
  isMeant: (inline: Inline) => boolean = () => true,
): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let start = 0;
  for (const inline of block.inlines) {
    const end = start + sizeOf(inline);
    const [first, last] = [Math.max(from, start) - start, Math.min(to, end) - start];
    if (first < last && isMeant(inline)) {
      const stretch =
        inline.kind === "text" ? wholeOf(inline, first, last) : { index: inline.at, length: inline.length };
      const before = stretches.at(-1);
      if (before !== undefined && before.index + before.length === stretch.index)
        stretches[stretches.length - 1] = { index: before.index, length: before.length + stretch.length };
      else stretches.push(stretch);
    }
    start = end;
  }
  return stretches;
}

function wholeOf({ text, at }: Inline, from: number, to: number): Stretch {
  const first = isSecondHalf(text, from) ? from - 1 : from;
  const last = isSecondHalf(text, to) ? to + 1 : to;
  return { index: at + first, length: last - first };
}

/** The text block at a position, as the reading has it. `text` and `doc` have one shape. */
export function blockAt(text: CharterText, doc: Node, position: number): ElementNode | null {
  const $position = doc.resolve(position);
  if (!$position.parent.isTextblock) return null;
  return elementAt(text, pathTo(doc, position));
}

/** Indexes from the doc down to what `position` stands in. */
export function pathTo(doc: Node, position: number): readonly number[] {
  const $position = doc.resolve(position);
  return Array.from({ length: $position.depth }, (_, depth) => $position.index(depth));
}

export function elementAt(text: CharterText, path: readonly number[]): ElementNode | null {
  let at: ElementNode = text;
  for (const index of path) {
    const child: DocNode | undefined = at.content[index];
    if (child === undefined || child.type === "text") return null;
    at = child;
  }
  return at;
}

/** Indexes from the doc down to what was read from a block. */
export function pathOfBlock(reading: Reading, block: FlowBlock): readonly number[] | null {
  const find = (element: ElementNode): readonly number[] | null => {
    for (const [index, child] of element.content.entries()) {
      if (child.type === "text") continue;
      if (reading.blockOf(child) === block) return [index];
      const inside = find(child);
      if (inside !== null) return [index, ...inside];
    }
    return null;
  };
  return find(reading.text());
}

export function placeAt(reading: Reading, doc: Node, position: number): Place | null {
  const element = blockAt(reading.text(), doc, position);
  const block = element === null ? null : reading.blockOf(element);
  const yFlow = block === null ? null : reading.flowOf(block);
  if (block === null || yFlow === null) return null;
  return { yFlow, index: indexAt(block, doc.resolve(position).parentOffset) };
}

/** The position of a place; null where it does not stand in the text. `near`: where it may well be. */
export function positionOf(reading: Reading, doc: Node, place: Place, near: number | null): number | null {
  const block = blockOfPlace(reading, place);
  if (block === null) return null;
  const start = startNear(reading, doc, block, near) ?? startOf(reading, doc, block);
  if (start === null) return null;
  const size = doc.resolve(start).parent.content.size;
  return start + Math.min(offsetAt(block, place.index), size);
}

function blockOfPlace(reading: Reading, { yFlow, index }: Place): FlowBlock | null {
  let last: FlowBlock | null = null;
  for (const { blocks } of reading.segmentsOf(yFlow))
    for (const block of blocks) {
      if (block.type === "table") continue;
      if (index <= block.to) return block;
      last = block;
    }
  return last;
}

function startNear(reading: Reading, doc: Node, block: FlowBlock, near: number | null): number | null {
  if (near === null || near < 0 || near > doc.content.size) return null;
  const element = blockAt(reading.text(), doc, near);
  return element !== null && reading.blockOf(element) === block ? doc.resolve(near).start() : null;
}

function startOf(reading: Reading, doc: Node, block: FlowBlock): number | null {
  const find = (element: ElementNode, shown: Node, start: number): number | null => {
    let at = start;
    for (const [index, child] of element.content.entries()) {
      const node = shown.maybeChild(index);
      if (node === null) return null;
      if (child.type !== "text") {
        if (reading.blockOf(child) === block) return at + 1;
        const found = node.isTextblock ? null : find(child, node, at + 1);
        if (found !== null) return found;
      }
      at += node.nodeSize;
    }
    return null;
  };
  return find(reading.text(), doc, 0);
}

/** `side`: whether it stays behind what stands before it, or before what stands behind it. */
export function relativeAt({ yFlow, index }: Place, side: "behind" | "before"): Y.RelativePosition {
  return Y.createRelativePositionFromTypeIndex(yFlow, index, side === "behind" ? -1 : 0);
}

/** Null where it names nothing that stands in a flow. */
export function placeOf(yDoc: Y.Doc, relative: Y.RelativePosition): Place | null {
  const absolute = Y.createAbsolutePositionFromRelativePosition(relative, yDoc);
  const type: unknown = absolute?.type;
  return absolute !== null && type instanceof Y.XmlText ? { yFlow: type, index: absolute.index } : null;
}
