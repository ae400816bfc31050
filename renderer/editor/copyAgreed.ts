/**
 * What is copied, cut or dragged is the agreed text with what one suggests oneself: words that others suggest, and nobody
 * accepted, stay where they are, so that nobody carries them into a text as their own.
 */
import type { Slice } from "prosemirror-model";
import { type EditorState, Plugin } from "prosemirror-state";
import { isOthersWords } from "./suggestionLooks.ts";
import { marksOf } from "./suggestionMarks.ts";

export const copyAgreed = (): Plugin =>
  new Plugin({ props: { transformCopied: (slice, { state }) => agreedSelection(state) ?? slice } });

/** Null where nothing of others is selected. */
export function agreedSelection(state: EditorState): Slice | null {
  const { from, to } = state.selection;
  const others = marksOf(state)
    .find(from, to, isOthersWords)
    .filter((mark) => mark.from < to && mark.to > from);
  if (others.length === 0) return null;
  const transaction = state.tr;
  for (const mark of others.toSorted((a, b) => b.from - a.from))
    transaction.delete(Math.max(from, mark.from), Math.min(to, mark.to));
  return transaction.selection.content();
}
