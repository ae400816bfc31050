/**
 * What hides a piece of text that nobody deleted: a clause that somebody removed, a table, a row or column of it, or a cell
 * that reaches over its neighbours.
 * A pure reading of the document.
 */
import * as Y from "yjs";
import { readItemId } from "../document/reviewKeys.ts";
import { findItem, parentItem } from "../document/yStore.ts";
import { attributesOf } from "../reading/attributes.ts";
import { createClauseItems, elementOf, isClauseItem } from "../reading/clauseItems.ts";
import { createReading, type Reading } from "../reading/reading.ts";
import { asItIs } from "../reading/sight.ts";
import { type Cell, type Grid, readGrid } from "../reading/table.ts";
import type { ChangeRanges } from "./textChanges.ts";

export interface Hider {
  /** The value that says so; null where a column is not there, or a clause stands in what holds none. */
  readonly value: Y.Item | null;
  /** The change that set it or deleted that; null where nobody did. */
  readonly no: number | null;
}

export interface Hiding {
  /** The document as it is. */
  readonly reading: Reading;
  /** Of a clause: what removed it, and what it stands in. */
  ofClause(clause: Y.Item): readonly Hider[];
  /** Of anything in a flow. Empty for what is seen, and for what is deleted. */
  of(item: Y.Item): readonly Hider[];
  /** The first change that removed or deleted a clause or something that it stands in; infinite for one that stands. */
  since(clause: Y.Item): number;
  /** Whether a cell names no column of its table: it is read nowhere. */
  isAdrift(cell: Y.Item): boolean;
  /** The clause that a clause stands in; where it is deleted the one that it was made in. */
  around(clause: Y.Item): Y.Item | null;
}

const none: readonly Hider[] = Object.freeze([]);
/** Whether it stands in a table or a note in a note, which nothing shows. */
function isBeyondNote(item: Y.Item): boolean {
  let isInside = false;
  for (let at = parentItem(item); at !== null && !isClauseItem(at); at = parentItem(at)) {
    const name = elementOf(at)?.nodeName;
    if (name === "footnote" && isInside) return true;
    isInside ||= name === "footnote" || name === "table";
  }
  return false;
}

const nobody: readonly Hider[] = Object.freeze([{ value: null, no: null }]);

export function createHiding(yDoc: Y.Doc, { inserted, deleted }: ChangeRanges): Hiding {
  const reading = createReading(yDoc);
  const { spots, holderOf, isSeen } = reading.tree();
  const clauses = createClauseItems();
  const known = new Map<Y.Item, readonly Hider[]>();
  const grids = new Map<Y.Item, Grid>();

  function goneOf(item: Y.Item | null): readonly Hider[] {
    const value = item === null || item.deleted ? undefined : elementOf(item)?._map.get("gone");
    if (value?.deleted !== false || !(value.content instanceof Y.ContentAny) || value.content.arr.at(-1) !== true)
      return none;
    return [{ value, no: inserted.noOf(value.lastId) }];
  }

  function remembered(item: Y.Item, read: () => readonly Hider[]): readonly Hider[] {
    const found = known.get(item) ?? read();
    known.set(item, found);
    return found;
  }

  const ofClause = (clause: Y.Item): readonly Hider[] =>
    remembered(clause, () => {
      const hiders: Hider[] = [];
      const spot = spots.get(clause);
      // A clause in what is none, such as a split in a cell, is read nowhere.
      if (spot === undefined) return clause.deleted ? none : nobody;
      if (isSeen(spot)) return none;
      for (let at: typeof spot | null = spot; at !== null; at = holderOf(at))
        if (at.isGone) hiders.push(...goneOf(at.yItem));
      return hiders;
    });

  /** By its row, its column, and the table that it stands in. */
  const ofCell = (cell: Y.Item): readonly Hider[] =>
    remembered(cell, () => {
      const row = parentItem(cell);
      const table = row === null ? null : parentItem(row);
      if (table === null) return none;
      const column = columnOf(cell);
      const missing = { value: null, no: column === null ? null : deleted.noOf(column.id) };
      const ofColumn = isAdrift(cell) ? [missing] : goneOf(column);
      const covered = row === null || column === null ? none : coversOf(table, row, column);
      return [...goneOf(row), ...ofColumn, ...covered, ...goneOf(table), ...of(table)];
    });

  /** What makes a cell reach over another place of its table. */
  function coversOf(table: Y.Item, row: Y.Item, column: Y.Item): readonly Hider[] {
    const { rows, columns } = gridOf(table);
    const [down, right] = [rows.findIndex(({ yItem }) => yItem === row), columns.indexOf(column)];
    if (down < 0 || right < 0 || rows[down]?.cells[right] !== null) return none;
    for (const [top, { cells }] of rows.slice(0, down + 1).entries())
      for (const [left, cell] of cells.slice(0, right + 1).entries())
        if (cell !== null && top + cell.rowspan > down && left + cell.colspan > right) return spansOf(cell);
    return none;
  }

  function gridOf(table: Y.Item): Grid {
    const found = grids.get(table) ?? readGrid(elementOf(table) as Y.XmlElement, yDoc, asItIs);
    grids.set(table, found);
    return found;
  }

  function spansOf({ yItems: [first] }: Cell): readonly Hider[] {
    const attrs = first === undefined ? undefined : elementOf(first)?._map;
    return ["colspan", "rowspan"].flatMap((key) => {
      const value = attrs?.get(key);
      const isSpan = value?.content instanceof Y.ContentAny && value.content.arr.at(-1) !== 1;
      return value?.deleted === false && isSpan ? [{ value, no: inserted.noOf(value.lastId) }] : [];
    });
  }

  function columnOf(cell: Y.Item): Y.Item | null {
    const yCell = elementOf(cell);
    const id = yCell === null ? null : readItemId(attributesOf(yCell, "cell", asItIs).text("column"));
    const column = id === null ? null : findItem(yDoc, id);
    return column?.id.clock === id?.clock ? column : null;
  }

  function isAdrift(cell: Y.Item): boolean {
    const [row, column] = [parentItem(cell), columnOf(cell)];
    const isColumn = column?.deleted === false && elementOf(column)?.nodeName === "table_column";
    return !isColumn || row === null || parentItem(column) !== parentItem(row);
  }

  function of(item: Y.Item): readonly Hider[] {
    if (item.deleted) return none;
    if (isBeyondNote(item)) return nobody;
    const holder = parentItem(parentItem(item) ?? item);
    if (holder !== null && elementOf(holder)?.nodeName === "cell") return ofCell(holder);
    // The words of a note are seen where it is.
    if (holder !== null && elementOf(holder)?.nodeName === "footnote") return of(holder);
    const clause = clauses.clauseItemOf(item);
    return clause === null ? none : ofClause(clause);
  }

  function around(clause: Y.Item): Y.Item | null {
    const spot = spots.get(clause);
    return spot === undefined ? clauses.clauseAround(clause) : (holderOf(spot)?.yItem ?? null);
  }

  return {
    reading,
    ofClause,
    of,
    isAdrift: (cell) => elementOf(cell)?.nodeName === "cell" && isAdrift(cell),
    around,
    since(clause) {
      let first = Number.POSITIVE_INFINITY;
      for (let at: Y.Item | null = clause; at !== null; at = parentItem(at))
        if (at.deleted) first = Math.min(first, deleted.noOf(at.id) ?? first);
      for (const { no } of ofClause(clause)) first = Math.min(first, no ?? first);
      return first;
    },
  };
}
