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
import {
  backspaceAtArticle,
  deleteAtArticle,
  depthOf,
  enterInClause,
  nestClause,
  newArticle,
  newClause,
  unnestClause,
} from "./clauseCommands.ts";
import { editorCommands, hardBreak, nodeTypes } from "./editorCommands.ts";
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

const keys: Readonly<Record<string, Command>> = {
  ...baseKeymap,
  Enter: chainCommands(splitItem, liftEmptyItem, enterInClause, splitBlock),
  "Shift-Enter": hardBreak,
  "Alt-Enter": splitBlock,
  "Mod-Enter": newClause,
  "Mod-Shift-Enter": newArticle("article"),
  Backspace: chainCommands(undoInputRule, deleteSelection, backspaceAtArticle, joinBackward, selectNodeBackward),
  "Mod-Backspace": chainCommands(deleteSelection, backspaceAtArticle, joinBackward, selectNodeBackward),
  Delete: chainCommands(deleteSelection, deleteAtArticle, joinForward, selectNodeForward),
  "Mod-Delete": chainCommands(deleteSelection, deleteAtArticle, joinForward, selectNodeForward),
  Tab: tab(nextCell, sinkListItem(nodeTypes.listItem), nestClause),
  "Shift-Tab": tab(previousCell, liftItem, unnestClause),
  "Mod-b": editorCommands.bold.command,
  "Mod-i": editorCommands.italic.command,
  "Mod-Alt-0": editorCommands.paragraph.command,
  "Mod-Alt-1": editorCommands.heading1.command,
  "Mod-Alt-2": editorCommands.heading2.command,
  "Mod-Alt-3": editorCommands.heading3.command,
  "Mod-Shift-7": editorCommands.orderedList.command,
  "Mod-Shift-8": editorCommands.bulletList.command,
  "Ctrl-Home": toEnd("start", false),
  "Ctrl-End": toEnd("end", false),
  "Ctrl-Shift-Home": toEnd("start", true),
  "Ctrl-Shift-End": toEnd("end", true),
  "Meta-ArrowUp": toEnd("start", false),
  "Meta-ArrowDown": toEnd("end", false),
  "Meta-Shift-ArrowUp": toEnd("start", true),
  "Meta-Shift-ArrowDown": toEnd("end", true),
  "Mod-z": editorCommands.undo.command,
  "Mod-Shift-z": editorCommands.redo.command,
  "Mod-y": editorCommands.redo.command,
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
