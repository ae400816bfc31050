/**
 * A change that came from the Yjs document, as a step that says precisely where it happened.
 *
 * The step carries the new document (the very objects that show what was read) with the narrow ranges in which it
 * differs, so that carets, cell selections and decorations elsewhere stay as they are.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Selection, type Transaction } from "prosemirror-state";
import { Step, StepMap, StepResult } from "prosemirror-transform";
import { changedRanges } from "./changedRanges.ts";

const metaName = "fromYjs";

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

/** True for what Yjs told the editor: other people's work, and one's own undo and redo. Nothing may react by writing. */
export function isRemote(transaction: Transaction): boolean {
  return transaction.getMeta(metaName) === true;
}

/** From the document shown to the one that Yjs has now. `isUndo`: also redo; the caret then goes where it happened. */
export function remoteChange(state: EditorState, after: Node, isUndo: boolean): Transaction {
  const ranges = changedRanges(state.doc, after);
  const transaction = state.tr
    .step(new RemoteChange(after, ranges))
    .setMeta(metaName, true)
    .setMeta("addToHistory", false)
    .setStoredMarks(state.storedMarks);
  return isUndo ? showChange(transaction, ranges) : transaction;
}

/** Puts the caret behind the last place that changed. */
function showChange(transaction: Transaction, ranges: readonly number[]): Transaction {
  const last = ranges.length - 3;
  const start = ranges[last];
  if (start === undefined) return transaction;
  let shift = 0;
  for (let i = 0; i < last; i += 3) shift += (ranges[i + 2] ?? 0) - (ranges[i + 1] ?? 0);
  const end = Math.min(start + shift + (ranges[last + 2] ?? 0), transaction.doc.content.size);
  return transaction.setSelection(Selection.near(transaction.doc.resolve(end), -1)).scrollIntoView();
}
