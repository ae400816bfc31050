/**
 * Tables: editing of cells, and the commands for rows and columns.
 *
 * prosemirror-tables repairs uneven tables wherever it sees one. Two replicas would both repair what a merge left
 * uneven, and add cells twice, so repair happens only where this person pasted or orders a table command.
 */
import type { Node } from "prosemirror-model";
import { type Command, Plugin, TextSelection } from "prosemirror-state";
import {
  addColumnAfter,
  addColumnBefore,
  addRowAfter,
  addRowBefore,
  CellSelection,
  deleteColumn,
  deleteRow,
  deleteTable,
  fixTables,
  goToNextCell,
  isInTable,
  selectedRect,
  TableMap,
  tableEditing,
  toggleHeaderRow,
} from "prosemirror-tables";
import { schema } from "../../shared/charter/text/schema.ts";

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

export const tableCommands = {
  addRowBefore: onEvenTable(addRowBefore),
  addRowAfter: onEvenTable(addRowAfter),
  addColumnBefore: onEvenTable(addColumnBefore),
  addColumnAfter: onEvenTable(addColumnAfter),
  removeRow: onEvenTable(deleteRow),
  removeColumn: onEvenTable(deleteColumn),
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
