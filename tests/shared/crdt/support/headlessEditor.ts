/**
 * A real ProseMirror state joined to Yjs by the real y-prosemirror, without a window: the binding asks of its view
 * no more than a state, a dispatch and the answer to whether it has the focus.
 */
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
import type { EditorView } from "prosemirror-view";
import { redo, undo, ySyncPlugin, yUndoPlugin } from "y-prosemirror";
import type * as Y from "yjs";
import { schema } from "../../../../shared/charter/text/schema.ts";
import { textRoot } from "../../../../shared/crdt/docLayout.ts";
import type { Chance } from "./chance.ts";
import { sentence } from "./texts.ts";

/** prosemirror-tables builds rows inside rows out of ragged tables; the schema is asked before anything is written. */
const validOnly = new Plugin({
  filterTransaction(transaction) {
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
  run(command: Command): void;
  edit(by: Chance): void;
}

export function createEditor(yDoc: Y.Doc): HeadlessEditor {
  let state = EditorState.create({ schema, plugins: [ySyncPlugin(textRoot(yDoc)), yUndoPlugin(), validOnly] });
  const dispatch = (transaction: Transaction): void => {
    const before = state;
    state = state.apply(transaction);
    for (const view of views) view.update?.(asView, before);
  };
  const seen = {
    get state() {
      return state;
    },
    dispatch,
    hasFocus: () => false,
  };
  const asView = seen as unknown as EditorView;
  const views: ReturnType<NonNullable<EditorState["plugins"][number]["spec"]["view"]>>[] = [];
  for (const plugin of state.plugins) {
    const view = plugin.spec.view?.(asView);
    if (view !== undefined) views.push(view);
  }
  const run = (command: Command): void => {
    try {
      command(state, dispatch);
    } catch (thrown) {
      // Commands of others throw on odd selections before they dispatch; a person would see nothing happen.
      if (!(thrown instanceof TypeError || thrown instanceof RangeError)) throw thrown;
    }
  };
  return {
    state: () => state,
    run,
    edit(by) {
      run((current, apply) => {
        const selection = randomSelection(current, by);
        apply?.(current.tr.setSelection(selection));
        return true;
      });
      run(randomCommand(by));
    },
  };
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
const article = (by: Chance): Node =>
  nodes.article.create({ id: `n${by.int(1e6)}` }, [
    nodes.heading.create(null, schema.text(sentence(by, 3))),
    nodes.clause.create({ id: `n${by.int(1e6)}` }, nodes.paragraph.create(null, schema.text(sentence(by, 6)))),
    nodes.paragraph.create(),
  ]);

function randomCommand(by: Chance): Command {
  const choices: readonly (readonly [number, () => Command])[] = [
    [14, () => type(sentence(by, 1 + by.int(3)))],
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
    [2, () => insert(article(by))],
    [1, () => insert(nodes.hard_break.create())],
    [1, () => by.pick([addRowAfter, addColumnAfter, deleteRow, deleteColumn, deleteTable, mergeCells])],
    [2, () => move(by)],
    [1, () => removeBlock(by)],
    [1, () => paste(Slice.maxOpen(article(by).content))],
    [6, () => (state) => undo(state)],
    [3, () => (state) => redo(state)],
  ];
  let at = by.int(choices.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, choose] of choices) {
    at -= weight;
    if (at < 0) return choose();
  }
  return splitBlock;
}
