/** Everything a toolbar can offer, by name. The toolbar asks what is active and enabled; it knows no ProseMirror. */
import { setBlockType, toggleMark } from "prosemirror-commands";
import type { MarkType, Node, NodeType } from "prosemirror-model";
import { liftListItem, sinkListItem, wrapInList } from "prosemirror-schema-list";
import type { Command, EditorState } from "prosemirror-state";
import { isInTable } from "prosemirror-tables";
import type { EditorView } from "prosemirror-view";
import type { ClauseId } from "../../shared/base/ids.ts";
import type { NumberOf } from "../../shared/charter/text/clauses.ts";
import { isAllowedHref } from "../../shared/charter/text/links.ts";
import { schema } from "../../shared/charter/text/schema.ts";
import { newArticle, newClause } from "./clauseCommands.ts";
import { depthOf } from "./clausePieces.ts";
import { changeNote, insertNote, noteAt, removeNote } from "./footnotes.ts";
import { changePromise, insertPromise, type PromiseValues, promiseAt, removePromise } from "./promises.ts";
import { structureCommand } from "./structure.ts";
import { insertTable, tableCommands } from "./tables.ts";
import { redo, undo } from "./undoStack.ts";

export interface EditorCommand {
  readonly command: Command;
  /** True where the caret stands in what the command makes: a pressed button. */
  isActive(state: EditorState): boolean;
}

export const nodeTypes = {
  paragraph: nodeType("paragraph"),
  heading: nodeType("heading"),
  bulletList: nodeType("bullet_list"),
  orderedList: nodeType("ordered_list"),
  listItem: nodeType("list_item"),
} as const;

function nodeType(name: string): NodeType {
  const type = schema.nodes[name];
  if (type === undefined) throw new Error(`the schema has ${name}`);
  return type;
}

const never = (): boolean => false;
const plain = (command: Command): EditorCommand => ({ command, isActive: never });

const mark = (type: MarkType): EditorCommand => ({
  command: toggleMark(type),
  isActive: (state) => {
    const { empty, $from, from, to } = state.selection;
    if (empty) return type.isInSet(state.storedMarks ?? $from.marks()) !== undefined;
    return state.doc.rangeHasMark(from, to, type);
  },
});

/** Said of words that stand, and not of what is typed next. */
const meaning = (type: MarkType): EditorCommand => ({
  ...mark(type),
  command: (state, dispatch, view) => !state.selection.empty && toggleMark(type)(state, dispatch, view),
});

const block = (type: NodeType, attrs: Readonly<Record<string, number>> | null): EditorCommand => ({
  command: setBlockType(type, attrs),
  isActive: (state) => state.selection.$from.parent.hasMarkup(type, attrs),
});

const list = (type: NodeType): EditorCommand => ({
  command: (state, dispatch, view) =>
    isInside(state, type.name)
      ? liftListItem(nodeTypes.listItem)(state, dispatch, view)
      : wrapInList(type)(state, dispatch, view),
  isActive: (state) => isInside(state, type.name),
});

function isInside(state: EditorState, list: string): boolean {
  const { $from } = state.selection;
  const depth = depthOf($from, "bullet_list", "ordered_list");
  return depth !== null && $from.node(depth).type.name === list;
}

export const hardBreak: Command = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  // A break has no marks; what is typed behind it goes on with those before it.
  const marks = state.storedMarks ?? state.selection.$from.marks();
  const transaction = state.tr.replaceSelectionWith(schema.node("hard_break"), false);
  dispatch?.(transaction.setStoredMarks(marks).scrollIntoView());
  return true;
};

const insertReference =
  (clause: ClauseId): Command =>
  (state, dispatch) => {
    if (!state.selection.$from.parent.inlineContent) return false;
    const marks = state.storedMarks ?? state.selection.$from.marks();
    const transaction = state.tr.replaceSelectionWith(schema.node("reference", { clause }), false);
    dispatch?.(transaction.setStoredMarks(marks).scrollIntoView());
    return true;
  };

export const editorCommands = {
  bold: mark(schema.marks.strong),
  italic: mark(schema.marks.em),
  underline: mark(schema.marks.underline),
  definition: meaning(schema.marks.definition),
  term: meaning(schema.marks.term),
  paragraph: block(nodeTypes.paragraph, null),
  heading1: block(nodeTypes.heading, { level: 1 }),
  heading2: block(nodeTypes.heading, { level: 2 }),
  heading3: block(nodeTypes.heading, { level: 3 }),
  bulletList: list(nodeTypes.bulletList),
  orderedList: list(nodeTypes.orderedList),
  indentItem: plain(sinkListItem(nodeTypes.listItem)),
  outdentItem: plain(liftListItem(nodeTypes.listItem)),
  newArticle: plain(newArticle("article")),
  newPreamble: plain(newArticle("preamble")),
  newAnnex: plain(newArticle("annex")),
  newClause: plain(newClause),
  nestClause: plain(structureCommand("nest")),
  unnestClause: plain(structureCommand("unnest")),
  hardBreak: plain(hardBreak),
  insertTable: { command: insertTable, isActive: (state) => isInTable(state) },
  addRowBefore: plain(tableCommands.addRowBefore),
  addRowAfter: plain(tableCommands.addRowAfter),
  addColumnBefore: plain(tableCommands.addColumnBefore),
  addColumnAfter: plain(tableCommands.addColumnAfter),
  moveRowUp: plain(tableCommands.moveRowUp),
  moveRowDown: plain(tableCommands.moveRowDown),
  moveColumnBefore: plain(tableCommands.moveColumnBefore),
  moveColumnAfter: plain(tableCommands.moveColumnAfter),
  removeRow: plain(tableCommands.removeRow),
  removeColumn: plain(tableCommands.removeColumn),
  removeTable: plain(tableCommands.removeTable),
  toggleHeaderRow: plain(tableCommands.toggleHeaderRow),
  undo: plain(undo),
  redo: plain(redo),
} satisfies Readonly<Record<string, EditorCommand>>;

export type EditorCommandName = keyof typeof editorCommands;

export interface Commands {
  /** Does it and gives the caret back to the text; false where it does not apply. */
  run(name: EditorCommandName): boolean;
  isActive(name: EditorCommandName): boolean;
  isEnabled(name: EditorCommandName): boolean;
  /** The address at the caret, or null. */
  link(): string | null;
  /** Puts the number of that clause at the caret, and gives the caret back to the text. */
  insertReference(clause: ClauseId): boolean;
  /** What the note at a position says; null: there is none. */
  note(position: number): string | null;
  /** Lets a note say these words, a line feed for each break; null: a new one behind what is selected. */
  setNote(position: number | null, words: string): boolean;
  removeNote(position: number): boolean;
  /** What the promise at a position says; null: there is none. */
  promise(position: number): PromiseValues | null;
  /** A new one behind what is selected. */
  insertPromise(values: PromiseValues): boolean;
  /** Other values of a promise, which stays the same one. */
  changePromise(position: number, changed: Partial<PromiseValues>): boolean;
  removePromise(position: number): boolean;
  /** Links the selection (or the link at the caret) to an http, https or mailto address; null takes links away. */
  setLink(href: string | null): "done" | "refused" | "nothing selected";
}

/** `numberOf`: what references of a text read as. */
export function createCommands(view: EditorView, numberOf: (doc: Node) => NumberOf): Commands {
  const give = (command: Command): boolean => {
    if (!view.editable) return false;
    const done = command(view.state, view.dispatch, view);
    view.focus();
    return done;
  };
  const find = (name: EditorCommandName): EditorCommand => editorCommands[name];
  return {
    run: (name) => give(find(name).command),
    isActive: (name) => find(name).isActive(view.state),
    isEnabled: (name) => view.editable && find(name).command(view.state, undefined, view) === true,
    link: () => linkAt(view.state)?.href ?? null,
    insertReference: (clause) => give(insertReference(clause)),
    note: (position) => noteAt(view.state.doc, position, numberOf(view.state.doc)),
    setNote: (position, words) =>
      give(position === null ? insertNote(words) : changeNote(position, words, numberOf(view.state.doc))),
    removeNote: (position) => give(removeNote(position)),
    promise: (position) => promiseAt(view.state.doc, position),
    insertPromise: (values) => give(insertPromise(values)),
    changePromise: (position, changed) => give(changePromise(position, changed)),
    removePromise: (position) => give(removePromise(position)),
    setLink(href) {
      if (!view.editable || (href !== null && !isAllowedHref(href))) return "refused";
      const { from, to, empty } = view.state.selection;
      const range = empty ? linkAt(view.state) : { from, to };
      if (range === null) return "nothing selected";
      const transaction = view.state.tr.removeMark(range.from, range.to, schema.marks.link);
      if (href !== null) transaction.addMark(range.from, range.to, schema.marks.link.create({ href }));
      view.dispatch(transaction.scrollIntoView());
      view.focus();
      return "done";
    },
  };
}

/** The whole link the selection begins in: neighbouring pieces with one address are one link. */
function linkAt(state: EditorState): { readonly from: number; readonly to: number; readonly href: string } | null {
  const { $from } = state.selection;
  const around = [$from.nodeAfter, $from.nodeBefore].find(
    (node) => node != null && schema.marks.link.isInSet(node.marks),
  );
  const link = around == null ? undefined : schema.marks.link.isInSet(around.marks);
  if (link === undefined) return null;
  const start = $from.start();
  let from = -1;
  let to = -1;
  $from.parent.forEach((node, offset) => {
    if (!link.isInSet(node.marks) || (to >= 0 && to !== start + offset && to >= $from.pos)) return;
    if (to !== start + offset) from = start + offset;
    to = start + offset + node.nodeSize;
  });
  return from < 0 ? null : { from, to, href: String(link.attrs.href) };
}
