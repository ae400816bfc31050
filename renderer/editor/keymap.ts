/** Keys. Tab stays in lists, clauses and tables; Escape lets the next Tab leave the text, so that nobody is caught. */
import {
  baseKeymap,
  chainCommands,
  deleteSelection,
  joinBackward,
  joinForward,
  selectNodeBackward,
  selectNodeForward,
  splitBlock,
} from "prosemirror-commands";
import { undoInputRule } from "prosemirror-inputrules";
import { keydownHandler } from "prosemirror-keymap";
import { liftListItem, sinkListItem, splitListItem } from "prosemirror-schema-list";
import { type Command, Plugin, Selection, TextSelection } from "prosemirror-state";
import { backspaceAtArticle, deleteAtArticle, enterInClause, newArticle, newClause } from "./clauseCommands.ts";
import { depthOf } from "./clausePieces.ts";
import { editorCommands, hardBreak, nodeTypes } from "./editorCommands.ts";
import { byKey, type ScreenShortcut, type ShortcutName } from "./shortcuts.ts";
import { articleCommand, structureCommand } from "./structure.ts";
import { nextCell, previousCell } from "./tables.ts";

const splitItem = splitListItem(nodeTypes.listItem);
const liftItem = liftListItem(nodeTypes.listItem);

/** A list item without text, at Enter, leaves the list. */
const liftEmptyItem: Command = (state, dispatch, view) => {
  const { $from, empty } = state.selection;
  const inItem = $from.depth > 1 && $from.node(-1).type === nodeTypes.listItem;
  return empty && inItem && $from.parent.content.size === 0 && liftItem(state, dispatch, view);
};

/** What Tab moves is the innermost thing around the caret. It keeps the key even where nothing can move. */
const tab =
  (inCell: Command, inItem: Command, inClause: Command): Command =>
  (state, dispatch, view) => {
    const { $from } = state.selection;
    const depth = depthOf($from, "table_cell", "table_header", "list_item", "clause");
    if (depth === null) return false;
    const kind = $from.node(depth).type.name;
    const command = kind === "list_item" ? inItem : kind === "clause" ? inClause : inCell;
    command(state, dispatch, view);
    return true;
  };

/** The browser goes to the end of what is drawn; this goes to the end of the text. */
const toEnd =
  (side: "start" | "end", extend: boolean): Command =>
  ({ doc, selection, tr }, dispatch) => {
    const end = side === "start" ? Selection.atStart(doc) : Selection.atEnd(doc);
    dispatch?.(tr.setSelection(extend ? TextSelection.between(selection.$anchor, end.$head) : end).scrollIntoView());
    return true;
  };

/** Where nothing can move, the browser would move the caret: that is not what was asked for. */
function keepKey(command: Command): Command {
  return (state, dispatch, view) => {
    command(state, dispatch, view);
    return true;
  };
}

/** What the text does at the keys of the table. */
const commands: Readonly<Record<Exclude<ShortcutName, ScreenShortcut>, Command>> = {
  enter: chainCommands(splitItem, liftEmptyItem, enterInClause, splitBlock),
  hardBreak,
  split: splitBlock,
  newClause,
  newArticle: newArticle("article"),
  deeper: tab(nextCell, sinkListItem(nodeTypes.listItem), structureCommand("nest")),
  higher: tab(previousCell, liftItem, structureCommand("unnest")),
  moveUp: keepKey(structureCommand("moveUp")),
  moveDown: keepKey(structureCommand("moveDown")),
  articleUp: keepKey(articleCommand("moveUp")),
  articleDown: keepKey(articleCommand("moveDown")),
  bold: editorCommands.bold.command,
  italic: editorCommands.italic.command,
  underline: editorCommands.underline.command,
  paragraph: editorCommands.paragraph.command,
  heading1: editorCommands.heading1.command,
  heading2: editorCommands.heading2.command,
  heading3: editorCommands.heading3.command,
  orderedList: editorCommands.orderedList.command,
  bulletList: editorCommands.bulletList.command,
  toStart: toEnd("start", false),
  toEnd: toEnd("end", false),
  selectToStart: toEnd("start", true),
  selectToEnd: toEnd("end", true),
  undo: editorCommands.undo.command,
  redo: editorCommands.redo.command,
};

const keys: Readonly<Record<string, Command>> = {
  ...baseKeymap,
  ...byKey(commands),
  Backspace: chainCommands(undoInputRule, deleteSelection, backspaceAtArticle, joinBackward, selectNodeBackward),
  "Mod-Backspace": chainCommands(deleteSelection, backspaceAtArticle, joinBackward, selectNodeBackward),
  Delete: chainCommands(deleteSelection, deleteAtArticle, joinForward, selectNodeForward),
  "Mod-Delete": chainCommands(deleteSelection, deleteAtArticle, joinForward, selectNodeForward),
};

export function keymap(): Plugin {
  const handle = keydownHandler({ ...keys });
  let tabLeaves = false;
  return new Plugin({
    props: {
      handleKeyDown(view, event) {
        if (event.key === "Shift") return false;
        const leaves = tabLeaves && event.key === "Tab";
        tabLeaves = event.key === "Escape";
        return leaves ? false : handle(view, event);
      },
    },
  });
}
