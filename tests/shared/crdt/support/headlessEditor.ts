/** A ProseMirror state joined to a Yjs text as the window joins it, without a window. */
import {
  deleteSelection,
  joinBackward,
  joinForward,
  lift,
  setBlockType,
  splitBlock,
  toggleMark,
  wrapIn,
} from "prosemirror-commands";
import { type Node, Slice } from "prosemirror-model";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { type Command, EditorState, Plugin, type Selection, TextSelection, type Transaction } from "prosemirror-state";
import { addColumnAfter, addRowAfter, deleteColumn, deleteRow, deleteTable, mergeCells } from "prosemirror-tables";
import type * as Y from "yjs";
import { type BoundText, bindText } from "../../../../renderer/editor/bindText.ts";
import { isRemote } from "../../../../renderer/editor/remoteChange.ts";
import { pauseUndo, redo, type UndoStack, undo, undoKey } from "../../../../renderer/editor/undoStack.ts";
import { isSuggesting } from "../../../../shared/base/clientClass.ts";
import { schema } from "../../../../shared/charter/text/schema.ts";
import type { Chance } from "./chance.ts";
import { sentence } from "./texts.ts";

/** prosemirror-tables builds rows inside rows out of ragged tables; the schema is asked before anything is written. */
const validOnly = new Plugin({
  filterTransaction(transaction) {
    if (isRemote(transaction)) return true;
    try {
      transaction.doc.check();
      return true;
    } catch {
      return false;
    }
  },
});

export interface HeadlessEditor {
  state(): EditorState;
  dispatch(transaction: Transaction): void;
  run(command: Command): boolean;
  /** One selection and one command at random. `isPlain`: what is typed has no character of two code units. */
  edit(by: Chance, isPlain?: boolean): void;
  readonly places: BoundText["places"];
  readonly showSuggesters: BoundText["showSuggesters"];
  readonly suggest: BoundText["suggest"];
  /** All of it at once. */
  answer(...args: Parameters<BoundText["answer"]>): void;
  readonly onVain: UndoStack["onVain"];
  /** Whether an input method is at work. */
  compose(isComposing: boolean): void;
  /** What follows is taken back by itself. */
  pause(): void;
  close(): void;
}

export function createEditor(yDoc: Y.Doc, plugins: readonly Plugin[] = []): HeadlessEditor {
  const text = bindText(yDoc);
  const view = {
    state: EditorState.create({ doc: text.doc, plugins: [...text.plugins, validOnly, ...plugins] }),
    composing: false,
    dispatch(transaction: Transaction): void {
      view.state = text.apply(view.state, transaction);
    },
  };
  const release = text.connect(view);
  const run = (command: Command): boolean => {
    try {
      return command(view.state, view.dispatch);
    } catch (thrown) {
      // Commands of others throw on odd selections before they dispatch; a person would see nothing happen.
      if (!isOfCommands(thrown)) throw thrown;
      return false;
    }
  };
  return {
    state: () => view.state,
    dispatch: view.dispatch,
    run,
    edit(by, isPlain = isSuggesting(yDoc.clientID)) {
      view.dispatch(view.state.tr.setSelection(randomSelection(view.state, by)));
      run(randomCommand(by, isPlain));
    },
    places: text.places,
    showSuggesters: text.showSuggesters,
    suggest: text.suggest,
    answer(...args) {
      for (const _ of text.answer(...args));
    },
    onVain: (hear) => undoKey.getState(view.state)?.onVain(hear),
    compose(isComposing) {
      view.composing = isComposing;
      if (!isComposing) text.composed();
    },
    pause: () => pauseUndo(view.state),
    close: release,
  };
}

/** Thrown before anything was dispatched: nothing of the binding or of Yjs was at work. */
function isOfCommands(thrown: unknown): boolean {
  if (!(thrown instanceof TypeError || thrown instanceof RangeError)) return false;
  return !/bindText|shared\/crdt|node_modules\/yjs/.test(String(thrown.stack));
}

function randomSelection(state: EditorState, by: Chance): Selection {
  const size = state.doc.content.size;
  const from = by.int(size + 1);
  const to = by.int(3) === 0 ? Math.min(size, from + by.int(40)) : from;
  return TextSelection.between(state.doc.resolve(from), state.doc.resolve(to));
}

const type =
  (text: string): Command =>
  (state, dispatch) => {
    dispatch?.(state.tr.insertText(text));
    return true;
  };

const insert =
  (node: Node): Command =>
  (state, dispatch) => {
    dispatch?.(state.tr.replaceSelectionWith(node));
    return true;
  };

const paste =
  (slice: Slice): Command =>
  (state, dispatch) => {
    dispatch?.(state.tr.replaceSelection(slice));
    return true;
  };

/** Cuts a stretch out and puts it in somewhere else, as drag and drop do. */
const move =
  (by: Chance): Command =>
  (state, dispatch) => {
    const from = by.int(state.doc.content.size + 1);
    const to = Math.min(state.doc.content.size, from + by.int(60));
    const slice = state.doc.slice(from, to);
    const transaction = state.tr.deleteRange(from, to);
    const at = by.int(transaction.doc.content.size + 1);
    dispatch?.(transaction.replaceRange(at, at, slice));
    return true;
  };

const removeBlock =
  (by: Chance): Command =>
  (state, dispatch) => {
    const index = by.int(Math.max(1, state.doc.childCount));
    if (index >= state.doc.childCount) return false;
    let from = 0;
    for (let i = 0; i < index; i++) from += state.doc.child(i).nodeSize;
    dispatch?.(state.tr.delete(from, from + state.doc.child(index).nodeSize));
    return true;
  };

const { nodes, marks } = schema;
const table = (): Node => {
  const cell = () => nodes.table_cell.create(null, nodes.paragraph.create(null, schema.text("cell")));
  const row = () => nodes.table_row.create(null, [cell(), cell()]);
  return nodes.table.create(null, [row(), row()]);
};
const article = (by: Chance, words: (length: number) => string): Node =>
  nodes.article.create({ id: `n${by.int(1e6)}` }, [
    nodes.heading.create(null, schema.text(words(3))),
    nodes.clause.create({ id: `n${by.int(1e6)}` }, nodes.paragraph.create(null, schema.text(words(6)))),
    nodes.paragraph.create(),
  ]);

/** Without pairs of surrogates: other writers of the tests name any offset, also one within a pair. */
const plain = (words: string): string => words.replaceAll("🌾", "grain");

function randomCommand(by: Chance, isPlain: boolean): Command {
  const words = (length: number): string => (isPlain ? plain(sentence(by, length)) : sentence(by, length));
  const choices: readonly (readonly [number, () => Command])[] = [
    [14, () => type(words(1 + by.int(3)))],
    [4, () => type("x")],
    [6, () => deleteSelection],
    [4, () => splitBlock],
    [2, () => joinBackward],
    [2, () => joinForward],
    [3, () => toggleMark(by.pick([marks.strong, marks.em]))],
    [2, () => toggleMark(marks.link, { href: `https://example.org/${by.int(9)}` })],
    [2, () => setBlockType(nodes.heading, { level: 1 + by.int(4) })],
    [2, () => setBlockType(nodes.paragraph)],
    [2, () => wrapInList(by.pick([nodes.bullet_list, nodes.ordered_list]))],
    [1, () => wrapIn(nodes.clause, { id: `w${by.int(1e6)}` })],
    [2, () => splitListItem(nodes.list_item)],
    [1, () => sinkListItem(nodes.list_item)],
    [1, () => liftListItem(nodes.list_item)],
    [1, () => lift],
    [1, () => insert(table())],
    [2, () => insert(article(by, words))],
    [1, () => insert(nodes.hard_break.create())],
    [1, () => by.pick([addRowAfter, addColumnAfter, deleteRow, deleteColumn, deleteTable, mergeCells])],
    [2, () => move(by)],
    [1, () => removeBlock(by)],
    [1, () => paste(Slice.maxOpen(article(by, words).content))],
    [6, () => undo],
    [3, () => redo],
  ];
  let at = by.int(choices.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, choose] of choices) {
    at -= weight;
    if (at < 0) return choose();
  }
  return splitBlock;
}
