/**
 * Notes in the window: each is its number, raised, among the words; what it says is read under the pointer and changed by
 * itself.
 *
 * Owns: the numbers of the notes of one view. Called by: createEditor. They are drawn again at most every `renumberMs`.
 */
import type { Node } from "prosemirror-model";
import { type Command, Plugin } from "prosemirror-state";
import type { EditorView, NodeViewConstructor } from "prosemirror-view";
import { type NumberOf, plainText, type ReadsAs } from "../../shared/charter/text/clauses.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { mend, withNumbers } from "../../shared/charter/text/seen.ts";
import { type ChipPosition, createChips } from "./chips.ts";
import { readInlineNodes } from "./nodePairs.ts";

export interface Footnotes {
  readonly plugin: Plugin;
  readonly nodeView: NodeViewConstructor;
}

const renumberMs = 60;

/** `open`: somebody wants to read or change a note. */
export function createFootnotes(numberOf: (doc: Node) => NumberOf, open: (position: ChipPosition) => void): Footnotes {
  let timer: ReturnType<typeof setTimeout> | null = null;

  function draw(doc: Node): void {
    const number = numberOf(doc);
    const placed = Array.from(shown, (one) => ({ one, at: one.position() ?? -1 })).sort((a, b) => a.at - b.at);
    for (const [index, { one }] of placed.entries()) {
      const words = String(index + 1);
      if (one.dom.textContent !== words) one.dom.textContent = words;
      one.dom.title = withNumbers(wordsIn(one.node, number));
    }
  }

  function drawSoon(view: EditorView): void {
    timer ??= setTimeout(() => {
      timer = null;
      draw(view.state.doc);
    }, renumberMs);
  }

  const { shown, nodeView, props } = createChips({
    name: "footnote",
    make() {
      const dom = document.createElement("span");
      dom.className = "footnote";
      dom.dir = "ltr";
      dom.role = "button";
      dom.dataset.footnote = "";
      return dom;
    },
    changed: ({ view }) => drawSoon(view),
    opensReadOnly: true,
    open,
  });

  const plugin = new Plugin({
    props,
    view: () => ({
      update(view, before) {
        if (shown.size > 0 && view.state.doc !== before.doc) drawSoon(view);
      },
      destroy() {
        if (timer !== null) clearTimeout(timer);
      },
    }),
  });

  return { plugin, nodeView };
}

/** Notes hold references and no promises. */
const readsIn =
  (numberOf: NumberOf): ReadsAs =>
  ({ attrs }) =>
    numberOf(attrs.clause);

/** What a note says, references as they read. */
const wordsIn = (note: Node, numberOf: NumberOf): string =>
  readInlineNodes(note)
    .map((node) => plainText(node, readsIn(numberOf)))
    .join("");

/** What is said at a position, a line feed for each break; null: there is no note. */
export function noteAt(doc: Node, position: number, numberOf: NumberOf): string | null {
  const note = doc.nodeAt(position);
  return note?.type.name === "footnote" ? wordsIn(note, numberOf) : null;
}

/** Puts a note behind the selected words. */
export const insertNote =
  (words: string): Command =>
  (state, dispatch) => {
    const { $to } = state.selection;
    if (!$to.parent.isTextblock) return false;
    dispatch?.(state.tr.insert($to.pos, schema.node("footnote", null, inlineOf(words))).scrollIntoView());
    return true;
  };

export const removeNote =
  (position: number): Command =>
  (state, dispatch) => {
    const note = state.doc.nodeAt(position);
    if (note?.type.name !== "footnote") return false;
    dispatch?.(state.tr.delete(position, position + note.nodeSize).scrollIntoView());
    return true;
  };

/** Lets the note at a position say other words. What of it stays is not written again: it keeps its marks and references. */
export const changeNote =
  (position: number, words: string, numberOf: NumberOf): Command =>
  (state, dispatch) => {
    const note = state.doc.nodeAt(position);
    if (note?.type.name !== "footnote") return false;
    const pieces = note.children.map((node, index) => {
      const [read] = readInlineNodes(
        note.copy(note.content.cut(offsetOf(note, index), offsetOf(note, index) + node.nodeSize)),
      );
      return { node, said: read === undefined ? "" : plainText(read, readsIn(numberOf)) };
    });
    const before = pieces.map(({ said }) => said).join("");
    const after = mend(words, { lines: true }).text;
    let start = 0;
    while (start < Math.min(before.length, after.length) && before[start] === after[start]) start++;
    let end = 0;
    while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end++;
    if (start === before.length && start === after.length) return false;
    const from = placeOf(pieces, start, "start");
    const to = placeOf(pieces, before.length - end, "end");
    // What was only begun of a reference is said in words.
    const instead = after.slice(from.said, after.length - (before.length - to.said));
    dispatch?.(state.tr.replaceWith(position + 1 + from.at, position + 1 + to.at, inlineOf(instead)));
    return true;
  };

const offsetOf = (note: Node, index: number): number =>
  note.children.slice(0, index).reduce((sum, node) => sum + node.nodeSize, 0);

/** Where in the note a place in what it says is: `said` is that place, moved to the edge of what cannot be divided. */
function placeOf(
  pieces: readonly { readonly node: Node; readonly said: string }[],
  place: number,
  side: "start" | "end",
): { readonly at: number; readonly said: number } {
  let at = 0;
  let said = 0;
  for (const piece of pieces) {
    const length = piece.said.length;
    if (place < said + length || (side === "start" && place === said + length && length > 0)) {
      if (piece.node.isText) return { at: at + place - said, said: place };
      if (place === said) return { at, said };
      if (place === said + length) return { at: at + piece.node.nodeSize, said: place };
      return side === "start" ? { at, said } : { at: at + piece.node.nodeSize, said: said + length };
    }
    at += piece.node.nodeSize;
    said += length;
  }
  return { at, said };
}

/** Words with a break for each line feed. */
const inlineOf = (words: string): readonly Node[] =>
  mend(words, { lines: true })
    .text.split("\n")
    .flatMap((line, index) => [
      ...(index === 0 ? [] : [schema.node("hard_break")]),
      ...(line === "" ? [] : [schema.text(line)]),
    ]);
