/**
 * Writes the blocks of one clause where nothing but these changed: Enter, joining, headings, lists and tables. It costs
 * what stands in the clause; comparing all clauses of a charter costs what the charter weighs.
 */
import type { Node } from "prosemirror-model";
import { clauseNames } from "../../shared/charter/text/grammar.ts";
import type { DocNode, ElementNode } from "../../shared/charter/text/model.ts";
import type { FlowBlock, Segment } from "../../shared/crdt/reading/flow.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import type { Pen } from "../../shared/crdt/writing/pen.ts";
import { writeSegment } from "../../shared/crdt/writing/writeText.ts";
import type { NodePairs } from "./nodePairs.ts";

/** A clause, or the doc, before and after. */
interface Change {
  readonly before: Node;
  readonly after: Node;
  /** `before`, as it was read. */
  readonly element: ElementNode;
}

/** In the caller's Yjs transaction; false, and nothing written, where more than one run of blocks changed. */
export function writeRun(reading: Reading, pairs: NodePairs, before: Node, after: Node, pen: Pen): boolean {
  const change = innermostOf({ before, after, element: reading.text() });
  const run = readRun(change);
  if (run === null) return false;
  const found = segmentOf(reading, change.element.content.slice(run.from, run.to));
  if (found === null) return false;
  const { content } = pairs.textOf(change.after, change.before, change.element);
  const grown = change.after.childCount - change.before.childCount;
  writeSegment(reading, found.yFlow, found.segment, content.slice(run.from, run.to + grown), pen);
  return true;
}

const isClause = ({ type }: Node): boolean => clauseNames.has(type.name);
/** What stands between runs. */
const isBetween = (node: Node): boolean => isClause(node) || node.type.name === "body";

/** How many children are the same from the start, and from the end of what is left. */
function sameEnds(before: Node, after: Node): { readonly start: number; readonly end: number } {
  const shared = Math.min(before.childCount, after.childCount);
  let start = 0;
  while (start < shared && before.child(start) === after.child(start)) start++;
  let end = 0;
  while (end < shared - start && before.child(before.childCount - 1 - end) === after.child(after.childCount - 1 - end))
    end++;
  return { start, end };
}

/** The innermost clause in which all that changed stands. */
function innermostOf(change: Change): Change {
  let at = change;
  for (;;) {
    const { before, after, element } = at;
    const { start, end } = sameEnds(before, after);
    const isOne = before.childCount === after.childCount && start + end + 1 === before.childCount;
    const child = isOne ? before.child(start) : null;
    const inside: DocNode | undefined = element.content[start];
    if (child === null || inside === undefined || inside.type === "text") return at;
    if (!isClause(child) || !child.sameMarkup(after.child(start))) return at;
    at = { before: child, after: after.child(start), element: inside };
  }
}

/** The run around what changed: [from, to) of the children before. Null where clauses are among that. */
function readRun({ before, after }: Change): { readonly from: number; readonly to: number } | null {
  const { start, end } = sameEnds(before, after);
  let from = start;
  let to = before.childCount - end;
  const changed = [...before.children.slice(start, to), ...after.children.slice(start, after.childCount - end)];
  if (changed.some(isBetween)) return null;
  while (from > 0 && !isBetween(before.child(from - 1))) from--;
  while (to < before.childCount && !isBetween(before.child(to))) to++;
  const isLeft = to + after.childCount - before.childCount > from;
  return from < to && isLeft ? { from, to } : null;
}

/** The segment of which the nodes are all that is seen. */
function segmentOf(reading: Reading, nodes: readonly DocNode[]) {
  const blocks: FlowBlock[] = [];
  const collect = (node: DocNode): boolean => {
    if (node.type === "text") return false;
    const block = reading.blockOf(node);
    if (block === null) return isList(node) && node.content.every(collect);
    blocks.push(block);
    return true;
  };
  const [first] = nodes.every(collect) ? blocks : [];
  const yFlow = first === undefined ? null : reading.flowOf(first);
  if (first === undefined || yFlow === null) return null;
  const segment = reading.segmentsOf(yFlow).find((one) => one.blocks.includes(first));
  return segment !== undefined && isAllOf(reading, segment, blocks) ? { yFlow, segment } : null;
}

const isList = ({ type }: ElementNode): boolean =>
  type === "bullet_list" || type === "ordered_list" || type === "list_item";

function isAllOf(reading: Reading, { blocks }: Segment, seen: readonly FlowBlock[]): boolean {
  const visible = blocks.filter((block) => block.type !== "table" || reading.blockNode(block).content.length > 0);
  return visible.length === seen.length && visible.every((block, at) => block === seen[at]);
}
