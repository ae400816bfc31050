/**
 * Writes what a person does inside text blocks at its exact place in the flow. All typed keys go this way; it knows
 * of no other text than what it changes.
 */
import type * as Y from "yjs";
import { sameMark } from "../../shared/charter/text/marks.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import type { FlowBlock, Inline } from "../../shared/crdt/reading/flow.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import type { Pen } from "../../shared/crdt/writing/pen.ts";
import { type BlockEdit, deletionsOf, insertionsOf, markStretches } from "./blockEdits.ts";
import { createHeldBlock, type HeldBlock, readShownBlock } from "./heldBlock.ts";
import { readMarks } from "./nodePairs.ts";
import { elementAt, indexAt, stretchesOf } from "./places.ts";

/** The block at a path where it is shown otherwise than the reading has it; null where it is not. */
export type HeldAt = (path: readonly number[]) => HeldBlock | null;

/** In the caller's Yjs transaction. False, and nothing written, where a block has no place of its own in a flow yet. */
export function writeBlockEdits(reading: Reading, edits: readonly BlockEdit[], pen: Pen, heldAt: HeldAt): boolean {
  const text = reading.text();
  const [only] = edits;
  if (only !== undefined && edits.length === 1 && heldAt(only.path) === null) {
    const block = blockOfPath(reading, text, only.path);
    const yFlow = block === null ? null : reading.flowOf(block);
    if (block === null || yFlow === null) return false;
    if (only.kind === "mark") markBlock(yFlow, block, only, pen);
    else replaceIn(yFlow, block, only, pen);
    return true;
  }
  // What is struck out stays in the flow: later edits are counted in what the person saw, which is known by its ids.
  const seen = new Map<string, HeldBlock>();
  for (const { path } of edits) {
    if (seen.has(path.join())) continue;
    const block = heldAt(path) ?? seenBlock(reading, text, path);
    if (block === null) return false;
    seen.set(path.join(), block);
  }
  for (const edit of edits) seen.get(edit.path.join())?.write(edit, pen);
  return true;
}

function seenBlock(reading: Reading, text: CharterText, path: readonly number[]): HeldBlock | null {
  const element = elementAt(text, path);
  const shown = element === null ? null : readShownBlock(reading, element);
  return shown === null ? null : createHeldBlock(reading, shown);
}

function blockOfPath(reading: Reading, text: CharterText, path: readonly number[]): FlowBlock | null {
  const element = elementAt(text, path);
  return element === null ? null : reading.blockOf(element);
}

/**
 * What is new goes in first: beside what it replaces its formats are there already. Suggested words go behind what they
 * are to replace, which stays in sight.
 */
function replaceIn(
  yFlow: Y.XmlText,
  block: FlowBlock,
  { from, to, content }: BlockEdit & { kind: "replace" },
  pen: Pen,
): void {
  const deleted = deletionsOf(stretchesOf(block, from, to));
  const inserted = insertionsOf(content, indexAt(block, pen.suggests ? to : from));
  pen.write(yFlow, pen.suggests ? [...deleted, ...inserted] : [...inserted, ...deleted]);
}

function markBlock(yFlow: Y.XmlText, block: FlowBlock, edit: BlockEdit & { kind: "mark" }, pen: Pen): void {
  const [meant] = readMarks([edit.mark]);
  const hasIt = ({ marks }: Inline): boolean => meant !== undefined && marks.some((other) => sameMark(meant, other));
  const stretches = stretchesOf(block, edit.from, edit.to, (inline) => edit.isAdded || hasIt(inline));
  markStretches(yFlow, stretches, edit, pen);
}
