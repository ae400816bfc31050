/**
 * Where two versions of a document differ, in few and narrow places.
 *
 * The binding keeps every untouched node as the same object, so unchanged parts are found by identity alone and
 * the cost follows what changed, not how long the text is.
 */
import type { Node } from "prosemirror-model";

/** Triples for ProseMirror's StepMap: start in the old document, old size, new size. */
export function changedRanges(before: Node, after: Node): readonly number[] {
  const ranges: number[] = [];
  compareNodes(before, after, 0, ranges);
  return ranges;
}

/** `start`: the position of the first child of `before`. */
function compareNodes(before: Node, after: Node, start: number, ranges: number[]): void {
  if (before === after) return;
  if (before.inlineContent || after.inlineContent) compareInline(before, after, start, ranges);
  else compareChildren(before, after, start, ranges);
}

function compareInline(before: Node, after: Node, start: number, ranges: number[]): void {
  const from = before.content.findDiffStart(after.content, start);
  const end =
    from === null
      ? null
      : before.content.findDiffEnd(after.content, start + before.content.size, start + after.content.size);
  if (from === null || end === null) return;
  // In "aa" against "aaa" the same letters match from both sides.
  const overlap = Math.max(0, from - Math.min(end.a, end.b));
  ranges.push(from, end.a + overlap - from, end.b + overlap - from);
}

function compareChildren(before: Node, after: Node, start: number, ranges: number[]): void {
  const indexAfter = new Map<Node, number>();
  let first = 0;
  let position = start;
  const shared = Math.min(before.childCount, after.childCount);
  while (first < shared && before.child(first) === after.child(first)) {
    position += before.child(first).nodeSize;
    first++;
  }
  let lastBefore = before.childCount;
  let lastAfter = after.childCount;
  while (lastBefore > first && lastAfter > first && before.child(lastBefore - 1) === after.child(lastAfter - 1)) {
    lastBefore--;
    lastAfter--;
  }
  for (let i = first; i < lastAfter; i++) indexAfter.set(after.child(i), i);

  let gapBefore = first;
  let gapAfter = first;
  for (let i = first; i < lastBefore; i++) {
    const kept = indexAfter.get(before.child(i));
    if (kept === undefined || kept < gapAfter) continue;
    position = compareGap(before, gapBefore, i, after, gapAfter, kept, position, ranges);
    position += before.child(i).nodeSize;
    gapBefore = i + 1;
    gapAfter = kept + 1;
  }
  compareGap(before, gapBefore, lastBefore, after, gapAfter, lastAfter, position, ranges);
}

/** Compares the children [fromBefore, toBefore) with [fromAfter, toAfter); answers the position after the former. */
function compareGap(
  before: Node,
  fromBefore: number,
  toBefore: number,
  after: Node,
  fromAfter: number,
  toAfter: number,
  start: number,
  ranges: number[],
): number {
  const count = toBefore - fromBefore;
  let pairs = count === toAfter - fromAfter;
  for (let i = 0; pairs && i < count; i++)
    pairs = before.child(fromBefore + i).type === after.child(fromAfter + i).type;

  let position = start;
  for (let i = fromBefore; i < toBefore; i++) {
    const child = before.child(i);
    if (pairs) compareNodes(child, after.child(fromAfter + i - fromBefore), position + 1, ranges);
    position += child.nodeSize;
  }
  if (pairs) return position;

  let newSize = 0;
  for (let i = fromAfter; i < toAfter; i++) newSize += after.child(i).nodeSize;
  ranges.push(start, position - start, newSize);
  return position;
}
