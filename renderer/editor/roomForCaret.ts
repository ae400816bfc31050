/**
 * Keeps a place for the caret in what this person edits: the schema allows a clause, a cell or a whole text without
 * a paragraph (so that no merge is ever invalid), but nobody could type there.
 *
 * It looks only where this person changed something. An empty text gets its first paragraph at the first key.
 */

import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, TextSelection, type Transaction } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { frameNames, holderNames } from "../../shared/charter/text/grammar.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { eachOwnChange } from "./ownChanges.ts";

export const roomForCaret = (): Plugin =>
  new Plugin({
    appendTransaction: (transactions, _before, state) => fillOwnChanges(transactions, state),
    props: {
      handleDOMEvents: {
        keydown: (view, event) => {
          if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) beginText(view);
          return false;
        },
        compositionstart: (view) => {
          beginText(view);
          return false;
        },
        beforeinput: (view) => {
          beginText(view);
          return false;
        },
      },
    },
  });

function beginText(view: EditorView): void {
  if (view.editable && view.state.doc.childCount === 0) view.dispatch(withParagraph(view.state.tr));
}

const newParagraph = (): Node => schema.node("paragraph");

function withParagraph(transaction: Transaction): Transaction {
  transaction.insert(0, newParagraph());
  return transaction.setSelection(TextSelection.create(transaction.doc, 1));
}

function fillOwnChanges(transactions: readonly Transaction[], state: EditorState): Transaction | null {
  const empty = new Map<number, Node>();
  let changed = false;
  eachOwnChange(transactions, (from, to) => {
    changed = true;
    const size = state.doc.content.size;
    state.doc.nodesBetween(Math.max(0, from - 1), Math.min(size, to + 1), (node, position) => {
      if (node.childCount === 0 && (holderNames.has(node.type.name) || frameNames.has(node.type.name)))
        empty.set(position, node);
      return !node.isTextblock;
    });
  });
  if (changed && state.doc.childCount === 0) return withParagraph(state.tr);
  if (empty.size === 0) return null;
  const transaction = state.tr;
  for (const [position, node] of [...empty].sort((a, b) => b[0] - a[0])) {
    if (holderNames.has(node.type.name)) transaction.insert(position + 1, newParagraph());
    else transaction.delete(position, position + node.nodeSize);
  }
  return transaction;
}
