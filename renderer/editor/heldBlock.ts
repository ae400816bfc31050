/**
 * The text block in which an input method composes: what others write there is shown when the word is done, because a
 * browser whose words are changed under a composition writes them twice.
 *
 * Owns: the ids of the characters that are shown in it. Called by: bindText. Invariant: what is written in it meanwhile
 * goes beside the very characters beside which it is seen.
 */
import * as Y from "yjs";
import type { ElementNode } from "../../shared/charter/text/model.ts";
import { findItem } from "../../shared/crdt/document/yStore.ts";
import { type FlowBlock, isSecondHalf, sizeOf } from "../../shared/crdt/reading/flow.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import type { FlowChange, Pen } from "../../shared/crdt/writing/pen.ts";
import { type BlockEdit, deletionsOf, insertionsOf, markStretches } from "./blockEdits.ts";
import { type Place, placeOf, type Stretch } from "./places.ts";

interface ItemId {
  readonly client: number;
  readonly clock: number;
}

export interface HeldBlock {
  /** The block as the reading has it; null where it does not stand there any more. */
  block(): FlowBlock | null;
  write(edit: BlockEdit, pen: Pen): void;
  /** Where an offset of what is shown stands in the flow; null where nothing of it does. */
  placeAt(offset: number): Place | null;
  /** Where in what is shown a relative position stands; null where it is none of these characters. */
  offsetOf(relative: Y.RelativePosition): number | null;
}

/** What is shown of one block, before others change it. */
export interface ShownBlock {
  readonly element: ElementNode;
  readonly yFlow: Y.XmlText;
  readonly yItem: Y.Item | null;
  /** The split that begins its segment. */
  readonly split: Y.Item | null;
  /** One for each position in the node. */
  readonly ids: readonly ItemId[];
}

export function readShownBlock(reading: Reading, element: ElementNode): ShownBlock | null {
  const block = reading.blockOf(element);
  const yFlow = block === null ? null : reading.flowOf(block);
  if (block === null || yFlow === null) return null;
  const segment = reading.segmentsOf(yFlow).find(({ blocks }) => blocks.includes(block));
  const idAt = readIds(yFlow, block.from, block.to);
  const ids = block.inlines.flatMap((inline) =>
    Array.from({ length: sizeOf(inline) }, (_, index) => idAt(inline.kind === "text" ? inline.at + index : inline.at)),
  );
  return { element, yFlow, yItem: block.yItem, split: segment?.split ?? null, ids };
}

function readIds(yFlow: Y.XmlText, from: number, to: number): (index: number) => ItemId {
  const ids: ItemId[] = [];
  let at = 0;
  for (let item = yFlow._start; item !== null && at < to; item = item.right) {
    if (item.deleted || !item.countable) continue;
    for (let index = Math.max(0, from - at); index < item.length && at + index < to; index++)
      ids.push({ client: item.id.client, clock: item.id.clock + index });
    at += item.length;
  }
  return (index) => {
    const id = ids[index - from];
    if (id === undefined) throw new Error("a block has an item for each of its positions");
    return id;
  };
}

export function createHeldBlock(reading: Reading, shown: ShownBlock): HeldBlock {
  const { yDoc } = reading;
  const ids = [...shown.ids];

  function block(): FlowBlock | null {
    const segment = reading.segmentsOf(shown.yFlow).find(({ split }) => split === shown.split);
    return segment?.blocks.find(({ yItem, type }) => yItem === shown.yItem && type !== "table") ?? null;
  }

  function placeAt(offset: number): Place | null {
    const left = ids[offset - 1];
    if (left !== undefined) return placeOf(yDoc, relativeTo(left, -1));
    const found = block();
    return found === null ? null : { yFlow: shown.yFlow, index: found.from };
  }

  /** What of it still stands, in the order of the flow, without what others wrote between. */
  function standing(from: number, to: number): readonly Stretch[] {
    const indexes = new Set<number>();
    for (const id of ids.slice(from, to)) {
      const item = findItem(yDoc, id);
      const place = item === null || item.deleted ? null : placeOf(yDoc, relativeTo(id, 0));
      if (place !== null && place.yFlow === shown.yFlow) indexes.add(place.index);
    }
    const stretches: Stretch[] = [];
    for (const index of [...indexes].sort((a, b) => a - b)) {
      const before = stretches.at(-1);
      if (before === undefined || before.index + before.length !== index) stretches.push({ index, length: 1 });
      else stretches[stretches.length - 1] = { index: before.index, length: before.length + 1 };
    }
    return stretches;
  }

  function isInCharacter(offset: number): boolean {
    const id = ids[offset];
    const item = id === undefined ? null : findItem(yDoc, id);
    return item?.content instanceof Y.ContentString && isSecondHalf(item.content.str, (id?.clock ?? 0) - item.id.clock);
  }

  function write(edit: BlockEdit, pen: Pen): void {
    const from = isInCharacter(edit.from) ? edit.from - 1 : edit.from;
    const to = isInCharacter(edit.to) ? edit.to + 1 : edit.to;
    const covered = edit.from < edit.to ? standing(from, to) : [];
    if (edit.kind === "mark") return markStretches(shown.yFlow, covered, edit, pen);
    const last = covered.at(-1);
    // Suggested words go behind what they are to replace, which stays in sight when the word is done.
    const isBehind = pen.suggests && last !== undefined;
    const place = isBehind ? { yFlow: shown.yFlow, index: last.index + last.length } : placeAt(from);
    const inserted = place === null ? [] : insertionsOf(edit.content, place.index);
    const clock = Y.getState(yDoc.store, yDoc.clientID);
    const deleted = deletionsOf(covered);
    if (place === null || place.yFlow === shown.yFlow)
      pen.write(shown.yFlow, isBehind ? [...deleted, ...inserted] : inOrder(inserted, deleted));
    else {
      pen.write(shown.yFlow, deleted);
      pen.write(place.yFlow, inserted);
    }
    const made = place === null ? [] : idsSince(place.yFlow, clock);
    ids.splice(edit.from, edit.to - edit.from, ...made);
  }

  function offsetOf({ item, assoc }: Y.RelativePosition): number | null {
    const at = ids.findIndex((id) => item?.client === id.client && item.clock === id.clock);
    return at < 0 ? null : assoc < 0 ? at + 1 : at;
  }

  return { block, write, placeAt, offsetOf };
}

const relativeTo = (id: ItemId, assoc: number): Y.RelativePosition =>
  Y.createRelativePositionFromJSON({ item: id, assoc });

/** What goes in stands before what goes out there, and behind what goes out before it. */
function inOrder(inserted: readonly FlowChange[], deleted: readonly FlowChange[]): readonly FlowChange[] {
  const at = inserted[0]?.at ?? 0;
  return [...deleted.filter((one) => one.at < at), ...inserted, ...deleted.filter((one) => one.at >= at)];
}

/** Of the characters that this document's own client wrote into a flow from a clock on. */
function idsSince(yFlow: Y.XmlText, from: number): readonly ItemId[] {
  const ids: ItemId[] = [];
  const yDoc = yFlow.doc;
  if (yDoc === null) return ids;
  const client = yDoc.clientID;
  for (let clock = from; clock < Y.getState(yDoc.store, client); ) {
    const item = findItem(yDoc, { client, clock });
    if (item === null) break;
    if (item.countable && item.parent === yFlow && item.parentSub === null)
      for (; clock < item.id.clock + item.length; clock++) ids.push({ client, clock });
    clock = item.id.clock + item.length;
  }
  return ids;
}
