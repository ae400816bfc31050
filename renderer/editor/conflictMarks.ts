/**
 * Marks words that several changed without knowing of each other, and leads from one of them to the next.
 *
 * Owns: those marks, which move along with the text. Called by: createEditor. Whoever is told anew by the host where they
 * are gives them again; a key costs nothing but moving them.
 */
import type { Node } from "prosemirror-model";
import { Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import * as Y from "yjs";
import { findItem } from "../../shared/crdt/document/yStore.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import { type Place, positionOf } from "./places.ts";
import { readCaret } from "./readCaret.ts";
import { showSettled } from "./showSettled.ts";

/** Letters by their Yjs ids, in the order of the text. */
interface LetterRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

export interface MarkedConflict {
  readonly id: string;
  /** Said of the words by screen readers, and shown beside the pointer. */
  readonly says: string;
  readonly shown: readonly LetterRange[];
}

export interface ConflictMarks {
  readonly plugin: Plugin;
  show(view: EditorView, conflicts: readonly MarkedConflict[]): void;
  /** Selects the next one, or the one before, around the ends of the text; null where there is none. */
  step(view: EditorView, direction: 1 | -1): MarkedConflict | null;
}

export function createConflictMarks(reading: Reading): ConflictMarks {
  const key = new PluginKey<DecorationSet>("conflicts");

  function markOf(doc: Node, conflict: MarkedConflict): readonly Decoration[] {
    const [first, last] = [conflict.shown[0], conflict.shown.at(-1)];
    const from = first === undefined ? null : positionAt(doc, first, 0);
    const to = last === undefined ? null : positionAt(doc, last, last.length);
    // What was deleted since is marked no more.
    if (from === null || to === null || from >= to) return [];
    const look = { class: "conflict", title: conflict.says, "aria-description": conflict.says, role: "mark" };
    return [Decoration.inline(from, to, look, { conflict })];
  }

  function positionAt(doc: Node, { client, clock }: LetterRange, offset: number): number | null {
    const letter = { client, clock: offset === 0 ? clock : clock + offset - 1 };
    const place = placeOfLetter(reading.yDoc, letter, offset === 0 ? 0 : 1);
    return place === null ? null : positionOf(reading, doc, place, null);
  }

  const plugin = new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, marks): DecorationSet =>
        transaction.getMeta(key) ?? (transaction.docChanged ? marks.map(transaction.mapping, transaction.doc) : marks),
    },
    props: { decorations: (state) => key.getState(state) },
  });

  return {
    plugin,
    show(view, conflicts) {
      readCaret(view);
      const { doc, tr } = view.state;
      if (conflicts.length === 0 && key.getState(view.state)?.find().length === 0) return;
      const marks = conflicts.flatMap((one) => markOf(doc, one));
      view.dispatch(tr.setMeta(key, DecorationSet.create(doc, marks)));
    },
    step(view, direction) {
      const marks = (key.getState(view.state)?.find() ?? []).toSorted((a, b) => a.from - b.from);
      const { from, to } = view.state.selection;
      const next = direction > 0 ? marks.find((mark) => mark.from >= to) : marks.findLast((mark) => mark.to <= from);
      const mark = next ?? marks.at(direction > 0 ? 0 : -1);
      if (mark === undefined) return null;
      view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, mark.from, mark.to)));
      view.focus();
      const dom = view.domAtPos(mark.from).node;
      const shown = dom instanceof HTMLElement ? dom : dom.parentElement;
      if (shown !== null) showSettled(shown, "center");
      return mark.spec.conflict as MarkedConflict;
    },
  };
}

/** Null for a letter that does not stand in a flow any more. `behind`: 1 for the place behind it. */
function placeOfLetter(yDoc: Y.Doc, id: Omit<LetterRange, "length">, behind: 0 | 1): Place | null {
  const item = findItem(yDoc, id);
  if (item === null || item.deleted || !(item.parent instanceof Y.XmlText)) return null;
  let index = id.clock - item.id.clock + behind;
  for (let at = item.left; at !== null; at = at.left) if (!at.deleted && at.countable) index += at.length;
  return { yFlow: item.parent, index };
}
