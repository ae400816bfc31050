/**
 * Where carets stand in the Yjs text, and where one's own stands after what others did, or after one's own work where not
 * all of it is shown as it was done: what is struck out stays in sight, and so do words that others suggest.
 *
 * Pure but for what it is given. Called by: bindText.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, TextSelection, type Transaction } from "prosemirror-state";
import { Mapping } from "prosemirror-transform";
import * as Y from "yjs";
import { findItem } from "../../shared/crdt/document/yStore.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import type { HeldBlock } from "./heldBlock.ts";
import { type Place, pathTo, placeAt, placeOf, positionOf, relativeAt } from "./places.ts";

export interface Anchors {
  readonly state: EditorState;
  readonly anchor: Y.RelativePosition | null;
  readonly head: Y.RelativePosition | null;
}

/** Asked once what was done is written; null where the caret stays where the editor put it. */
export type OwnCaret = () => Y.RelativePosition | null;

/** `held`: the block that is shown otherwise than it is read, and the path to it. */
export function createCarets(
  reading: Reading,
  held: () => { readonly block: HeldBlock; readonly path: readonly number[] } | null,
) {
  const { yDoc } = reading;

  const heldAt = (doc: Node, position: number): HeldBlock | null => {
    const now = held();
    return now !== null && now.path.join() === pathTo(doc, position).join() ? now.block : null;
  };

  function placeIn(doc: Node, position: number): Place | null {
    const block = heldAt(doc, position);
    return block === null ? placeAt(reading, doc, position) : block.placeAt(doc.resolve(position).parentOffset);
  }

  function positionIn(doc: Node, relative: Y.RelativePosition, near: number | null): number | null {
    const place = placeOf(yDoc, relative);
    const position = place === null ? null : positionOf(reading, doc, place, near);
    const offset = position === null ? null : (heldAt(doc, position)?.offsetOf(relative) ?? null);
    return position === null || offset === null ? position : doc.resolve(position).start() + offset;
  }

  function relativeIn(doc: Node, position: number, side: "behind" | "before"): Y.RelativePosition | null {
    const place = placeIn(doc, position);
    return place === null ? null : relativeAt(place, side);
  }

  /** A caret stays behind what stands before it; a selection takes in nothing that others write at its ends. */
  function readAnchors(state: EditorState): Anchors {
    const { anchor, head, empty, from } = state.selection;
    const side = (position: number) => (empty || position !== from ? "behind" : "before");
    const anchorPlace = relativeIn(state.doc, anchor, side(anchor));
    return { state, anchor: anchorPlace, head: empty ? anchorPlace : relativeIn(state.doc, head, side(head)) };
  }

  function keepCaret(change: Transaction, kept: Pick<Anchors, "anchor" | "head">): void {
    const { selection } = change;
    const find = (relative: Y.RelativePosition | null, mapped: number): number =>
      (relative === null ? null : positionIn(change.doc, relative, mapped)) ?? mapped;
    const anchor = find(kept.anchor, selection.anchor);
    const head = find(kept.head, selection.head);
    if (anchor === selection.anchor && head === selection.head) return;
    change.setSelection(TextSelection.between(change.doc.resolve(anchor), change.doc.resolve(head)));
  }

  /**
   * What this person does leads from `state` to `after`, and is not written yet. Behind what they type; before a letter
   * that goes by Backspace, behind one that goes by Delete; behind a selection that goes.
   */
  function readOwnCaret(state: EditorState, { selection }: EditorState, own: readonly Transaction[]): OwnCaret {
    const { head } = selection;
    if (!(selection instanceof TextSelection) || !selection.empty) return () => null;
    const mapping = new Mapping(own.flatMap((one) => one.mapping.maps));
    let typedBehind: number | null = null;
    for (const [index, map] of mapping.maps.entries())
      map.forEach((_from, _to, newFrom, newTo) => {
        const rest = mapping.slice(index + 1);
        const [from, to] = [rest.map(newFrom, -1), rest.map(newTo, 1)];
        if (from < head && head <= to) typedBehind = to - head;
      });
    if (typedBehind !== null) return behindOwnWords(yDoc, Y.getState(yDoc.store, yDoc.clientID), typedBehind);
    const back = mapping.invert();
    const [from, to] = [back.map(head, -1), back.map(head, 1)];
    const isBackspace = state.selection.empty && state.selection.head === to && from < to;
    const relative = relativeIn(state.doc, isBackspace ? from : to, "behind");
    return () => relative;
  }

  return { placeIn, positionIn, readAnchors, keepCaret, readOwnCaret };
}

/** Behind the words that this document's client wrote last since a clock, less so many at their end. */
function behindOwnWords(yDoc: Y.Doc, since: number, less: number): OwnCaret {
  const client = yDoc.clientID;
  return () => {
    let left = less;
    for (let clock = Y.getState(yDoc.store, client) - 1; clock >= since; ) {
      const item = findItem(yDoc, { client, clock });
      if (item === null) return null;
      const isWords = item.countable && !item.deleted && item.parent instanceof Y.XmlText && item.parentSub === null;
      if (isWords && left < item.length) {
        const last = item.id.clock + item.length - 1 - left;
        return Y.createRelativePositionFromJSON({ item: { client, clock: last }, assoc: -1 });
      }
      if (isWords) left -= item.length;
      clock = item.id.clock - 1;
    }
    return null;
  };
}
