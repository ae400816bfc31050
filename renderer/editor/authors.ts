/**
 * Marks the words of the text by who wrote them, as long as somebody wants to see it.
 *
 * Owns: those marks, and the timer that draws them anew. Called by: createEditor. A key costs nothing but moving the marks
 * along; who wrote what is read again at most every `redrawMs`, and while nobody asks it is not read at all.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import type { ElementNode } from "../../shared/charter/text/model.ts";
import { createAuthorship } from "../../shared/crdt/history/authorship.ts";
import type { Reading } from "../../shared/crdt/reading/reading.ts";
import { readCaret } from "./readCaret.ts";

/** How words look: the number of a colour and of a line below them, so that neither alone tells authors apart. */
export interface AuthorLook {
  readonly colour: number;
  readonly line: number;
}

/** Null for a client that is not known. */
export type LookOf = (client: number) => AuthorLook | null;

/** Positions of the editor. */
interface Authored {
  readonly from: number;
  readonly to: number;
  readonly client: number;
}

const redrawMs = 500;

/** All words of the text with who wrote them; `doc` shows what was read. A block that shows something else has none. */
export function authoredIn(reading: Reading, doc: Node): readonly Authored[] {
  const { runsOf } = createAuthorship(reading);
  const found: Authored[] = [];
  const walk = (element: ElementNode, shown: Node, start: number): void => {
    let at = start;
    for (const [index, child] of element.content.entries()) {
      const node = shown.maybeChild(index);
      if (node === null) return;
      if (child.type !== "text" && node.isTextblock) addBlock(child, node, at + 1);
      else if (child.type !== "text") walk(child, node, at + 1);
      at += node.nodeSize;
    }
  };
  function addBlock(element: ElementNode, node: Node, start: number): void {
    const runs = runsOf(element);
    if (runs.reduce((size, { text }) => size + text.length, 0) !== node.content.size) return;
    let at = start;
    for (const { text, client } of runs) {
      found.push({ from: at, to: at + text.length, client });
      at += text.length;
    }
  }
  walk(reading.text(), doc, 0);
  return found;
}

export interface AuthorMarks {
  readonly plugin: Plugin;
  /** Null: no marks. */
  show(view: EditorView, lookOf: LookOf | null): void;
  /** Who wrote what is selected, or what stands beside the caret, in order; nobody while there are no marks. */
  at(state: EditorState): readonly number[];
}

/** `onUnknown`: words stand in the text of whom `LookOf` knows nothing. */
export function createAuthorMarks(reading: Reading, onUnknown: () => void): AuthorMarks {
  const key = new PluginKey<DecorationSet>("authors");
  let lookOf: LookOf | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;

  function draw(view: EditorView): void {
    readCaret(view);
    const { doc, tr } = view.state;
    view.dispatch(
      tr.setMeta(key, lookOf === null ? DecorationSet.empty : DecorationSet.create(doc, marksOf(doc, lookOf))),
    );
  }

  function marksOf(doc: Node, look: LookOf): Decoration[] {
    let isUnknown = false;
    const marks = authoredIn(reading, doc).flatMap(({ from, to, client }): readonly Decoration[] => {
      const known = look(client);
      isUnknown ||= known === null;
      if (known === null) return [];
      const { colour, line } = known;
      return [Decoration.inline(from, to, { class: `by by-colour-${colour} by-line-${line}` }, { client })];
    });
    if (isUnknown) onUnknown();
    return marks;
  }

  function stop(): void {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  }

  function drawSoon(view: EditorView): void {
    timer ??= setTimeout(() => {
      timer = null;
      // An input method loses its place where the words around it are drawn anew.
      if (view.composing) drawSoon(view);
      else draw(view);
    }, redrawMs);
  }

  const plugin = new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (transaction, marks): DecorationSet =>
        transaction.getMeta(key) ?? (transaction.docChanged ? marks.map(transaction.mapping, transaction.doc) : marks),
    },
    props: { decorations: (state) => key.getState(state) },
    view: () => ({
      update(view, before) {
        if (lookOf !== null && view.state.doc !== before.doc) drawSoon(view);
      },
      destroy: stop,
    }),
  });

  return {
    plugin,
    show(view, next) {
      if (next === null && lookOf === null) return;
      lookOf = next;
      stop();
      draw(view);
    },
    at(state) {
      const { from, to, empty } = state.selection;
      const marks = key.getState(state)?.find(from, to) ?? [];
      const before = marks.filter((mark) => mark.from < from && mark.to >= from);
      const touched = empty
        ? before.length > 0
          ? before
          : marks
        : marks.filter((mark) => mark.from < to && mark.to > from);
      return [...new Set(touched.map(({ spec }) => spec.client as number))];
    },
  };
}
