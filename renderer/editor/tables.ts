/**
 * Tables: editing of cells, and the commands for rows and columns.
 *
 * prosemirror-tables repairs uneven tables wherever it sees one. Two replicas would both repair what a merge left
 * uneven, and add cells twice, so repair happens only where this person pasted or orders a table command.
 */
import type { Node, ResolvedPos } from "prosemirror-model";
import { type Command, type EditorState, Plugin, Selection, TextSelection, type Transaction } from "prosemirror-state";
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  CellSelection,
  cellAround,
  deleteColumn,
  deleteRow,
  deleteTable,
  fixTables,
  goToNextCell,
  isInTable,
  moveTableColumn,
  moveTableRow,
  selectedRect,
  TableMap,
  tableEditing,
  toggleHeaderRow,
} from "prosemirror-tables";
import { schema } from "../../shared/charter/text/schema.ts";
import { pauseUndo } from "./undoStack.ts";

const fromOutside = new Set(["paste", "drop"]);

export function tables(): Plugin {
  const inner = tableEditing();
  return new Plugin({
    ...inner.spec,
    appendTransaction(transactions, before, state) {
      const mayRepair = transactions.some((transaction) => fromOutside.has(String(transaction.getMeta("uiEvent"))));
      // With one state for both there is no changed table to repair; selections are still kept within cells.
      return inner.spec.appendTransaction?.call(inner, transactions, mayRepair ? before : state, state);
    },
  });
}

/** Evens the table out first where a merge left it uneven: the commands count on a full grid. */
const onEvenTable =
  (command: Command): Command =>
  (state, dispatch, view) => {
    if (!isInTable(state)) return false;
    if (dispatch === undefined) return command(state);
    const { table } = selectedRect(state);
    if (TableMap.get(table).problems === null) return command(state, dispatch, view);
    const repair = fixTables(state);
    if (repair === undefined) return command(state, dispatch, view);
    dispatch(repair);
    return view === undefined ? true : command(view.state, dispatch, view);
  };

/** The row or column with the caret changes places with its neighbour; a heading row stays where it is, with other words. */
const moveLine =
  (axis: "row" | "column", side: -1 | 1): Command =>
  (state, dispatch) => {
    const { top, bottom, left, right, map } = selectedRect(state);
    const [from, end, count] = axis === "row" ? [top, bottom, map.height] : [left, right, map.width];
    const to = side < 0 ? from - 1 : end;
    if (end - from !== 1 || to < 0 || to >= count) return false;
    const move = axis === "row" ? moveTableRow : moveTableColumn;
    return move({ from, to, select: false })(
      state,
      dispatch &&
        ((transaction) => {
          pauseUndo(state);
          dispatch(withCaretInCell(state, transaction));
          pauseUndo(state);
        }),
    );
  };

/** The table was built anew: the caret is put where its cell stands. */
function withCaretInCell(state: EditorState, transaction: Transaction): Transaction {
  const { $head } = state.selection;
  const $cell: ResolvedPos | null = cellAround($head);
  const content = $cell?.nodeAfter?.content;
  if ($cell === null || content === undefined) return transaction;
  const start = $cell.before(-1);
  transaction.doc.nodesBetween(start, start + (transaction.doc.nodeAt(start)?.nodeSize ?? 0), (node, position) => {
    if (node.content !== content) return true;
    const head = position + $head.pos - $cell.pos;
    transaction.setSelection(Selection.near(transaction.doc.resolve(head)));
    return false;
  });
  return transaction.scrollIntoView();
}

export const tableCommands = {
  addRowBefore: onEvenTable(addRowBefore),
  addRowAfter: onEvenTable(addRowAfter),
  addColumnBefore: onEvenTable(addColumnBefore),
  addColumnAfter: onEvenTable(addColumnAfter),
  removeRow: onEvenTable(deleteRow),
  removeColumn: onEvenTable(deleteColumn),
  moveRowUp: onEvenTable(moveLine("row", -1)),
  moveRowDown: onEvenTable(moveLine("row", 1)),
  moveColumnBefore: onEvenTable(moveLine("column", -1)),
  moveColumnAfter: onEvenTable(moveLine("column", 1)),
  removeTable: deleteTable,
  toggleHeaderRow: onEvenTable(toggleHeaderRow),
} satisfies Readonly<Record<string, Command>>;

/** Three columns, a header row and two rows, after the block with the caret. */
export const insertTable: Command = (state, dispatch) => {
  if (isInTable(state)) return false;
  const { $to } = state.selection;
  if ($to.depth === 0) return false;
  const at = $to.after($to.depth);
  if (dispatch !== undefined) {
    const transaction = state.tr.insert(at, newTable(3, 3));
    dispatch(transaction.setSelection(TextSelection.near(transaction.doc.resolve(at + 1))).scrollIntoView());
  }
  return true;
};

function newTable(rows: number, columns: number): Node {
  const row = (cell: "table_header" | "table_cell") =>
    schema.node(
      "table_row",
      null,
      Array.from({ length: columns }, () => schema.node(cell, null, [schema.node("paragraph")])),
    );
  return schema.node(
    "table",
    null,
    Array.from({ length: rows }, (_, index) => row(index === 0 ? "table_header" : "table_cell")),
  );
}

/** Tab in the last cell begins a new row. */
export const nextCell: Command = (state, dispatch, view) => {
  if (goToNextCell(1)(state, dispatch)) return true;
  if (!isInTable(state) || state.selection instanceof CellSelection) return false;
  if (dispatch === undefined || view === undefined) return true;
  tableCommands.addRowAfter(state, dispatch, view);
  return goToNextCell(1)(view.state, dispatch);
};

export const previousCell: Command = goToNextCell(-1);
