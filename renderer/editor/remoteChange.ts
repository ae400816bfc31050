/**
 * A change that came from the Yjs document, as a step that says precisely where it happened.
 *
 * y-prosemirror replaces the whole document for every remote key, so that every caret, cell selection and
 * decoration would have to be rebuilt. This step carries the same new document (the very objects the binding
 * maps to Yjs types) with the narrow ranges in which it differs.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Selection, TextSelection, type Transaction } from "prosemirror-state";
import { Step, StepMap, StepResult } from "prosemirror-transform";
import { ySyncPluginKey } from "y-prosemirror";
import { changedRanges } from "./changedRanges.ts";

class RemoteChange extends Step {
  readonly #after: Node;
  readonly #ranges: readonly number[];

  constructor(after: Node, ranges: readonly number[]) {
    super();
    this.#after = after;
    this.#ranges = ranges;
  }

  override apply(): StepResult {
    return StepResult.ok(this.#after);
  }

  override getMap(): StepMap {
    return new StepMap(this.#ranges);
  }

  override invert(before: Node): Step {
    return new RemoteChange(before, changedRanges(this.#after, before));
  }

  /** It stands for one document only: Yjs merges, steps do not. */
  override map(): null {
    return null;
  }

  override toJSON(): never {
    throw new Error("a remote change travels as a Yjs update");
  }
}

interface SyncMeta {
  readonly isChangeOrigin?: boolean;
  readonly isUndoRedoOperation?: boolean;
}

const syncMeta = (transaction: Transaction): SyncMeta | undefined => transaction.getMeta(ySyncPluginKey);

/** True for what Yjs told the editor: other people's work, and one's own undo and redo. Nothing may react by writing. */
export const isRemote = (transaction: Transaction): boolean => syncMeta(transaction)?.isChangeOrigin === true;

/** The same change to the document, made where it happened. Transactions of the person pass through. */
export function narrowRemote(state: EditorState, transaction: Transaction): Transaction {
  const meta = syncMeta(transaction);
  if (meta?.isChangeOrigin !== true || !transaction.docChanged) return transaction;
  const ranges = changedRanges(state.doc, transaction.doc);
  const narrow = state.tr.step(new RemoteChange(transaction.doc, ranges));
  narrow.setMeta(ySyncPluginKey, meta).setMeta("addToHistory", false);
  if (meta.isUndoRedoOperation === true) return showChange(narrow, ranges);
  // Relative positions know more than ranges do where somebody typed right beside the caret.
  if (transaction.selectionSet && state.selection instanceof TextSelection) narrow.setSelection(transaction.selection);
  if (transaction.scrolledIntoView) narrow.scrollIntoView();
  return narrow;
}

/** Puts the caret behind the last place that undo or redo changed. */
function showChange(narrow: Transaction, ranges: readonly number[]): Transaction {
  const last = ranges.length - 3;
  const start = ranges[last];
  if (start === undefined) return narrow;
  let shift = 0;
  for (let i = 0; i < last; i += 3) shift += (ranges[i + 2] ?? 0) - (ranges[i + 1] ?? 0);
  const end = Math.min(start + shift + (ranges[last + 2] ?? 0), narrow.doc.content.size);
  return narrow.setSelection(Selection.near(narrow.doc.resolve(end), -1)).scrollIntoView();
}
