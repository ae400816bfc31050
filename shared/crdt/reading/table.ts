/**
 * Reads a table as a rectangle, whatever was done to its rows and columns at the same time: a cell belongs to a row and
 * names its column, so a new row and a new column meet in an empty cell.
 */
import * as Y from "yjs";
import { holdsOf } from "../../charter/text/layout.ts";
import { readItemId, writeItemId } from "../document/reviewKeys.ts";
import { findItem, typeOf } from "../document/yStore.ts";
import { attributeOf, attributesOf } from "./attributes.ts";
import type { Sight } from "./sight.ts";
import { flowsIn, isLater } from "./tree.ts";

export interface Cell {
  readonly isHeader: boolean;
  readonly colspan: number;
  readonly rowspan: number;
  /** Those that were made for this place; several where people began to write in it at the same time. */
  readonly yItems: readonly Y.Item[];
  readonly yFlows: readonly Y.XmlText[];
}

export interface Grid {
  readonly columns: readonly Y.Item[];
  /** Null in `cells` where the cell of another covers the place. */
  readonly rows: readonly { readonly yItem: Y.Item; readonly cells: readonly (Cell | null)[] }[];
}

/** Rows or columns in the order in which they stand, without those that are gone. */
function readOrder(yTable: Y.XmlElement, name: "table_row" | "table_column", sight: Sight, yDoc: Y.Doc) {
  const places = new Set<Y.Item>();
  const made: { readonly yItem: Y.Item; readonly yElement: Y.XmlElement }[] = [];
  const holds = holdsOf("table");
  const order: Y.Item[] = [];
  for (let yItem = yTable._start; yItem !== null; yItem = yItem.right) {
    const yElement: unknown = sight.shows(yItem) ? typeOf(yItem) : null;
    if (!(yElement instanceof Y.XmlElement) || !holds.includes(yElement.nodeName)) continue;
    if (yElement.nodeName === "place") places.add(yItem);
    else if (yElement.nodeName === name) made.push({ yItem, yElement });
    else continue;
    order.push(yItem);
  }
  const claims = new Map<Y.Item, { readonly yItem: Y.Item; readonly stamp: Y.ID }>();
  for (const { yItem, yElement } of made) {
    const home = attributeOf(yElement, name, "home", sight);
    const id = home === null ? null : readItemId(String(home.value));
    const place = id === null ? null : findItem(yDoc, id);
    if (home === null || place === null || !places.has(place)) continue;
    const rival = claims.get(place);
    if (rival === undefined || isLater(home.stamp, rival.stamp)) claims.set(place, { yItem, stamp: home.stamp });
  }
  const moved = new Set([...claims.values()].map(({ yItem }) => yItem));
  const gone = new Set(
    made.filter(({ yElement }) => attributesOf(yElement, name, sight).flag("gone")).map(({ yItem }) => yItem),
  );
  return order.flatMap((yItem) => {
    const stands = places.has(yItem) ? claims.get(yItem)?.yItem : moved.has(yItem) ? undefined : yItem;
    return stands === undefined || gone.has(stands) ? [] : [stands];
  });
}

export function readGrid(yTable: Y.XmlElement, yDoc: Y.Doc, sight: Sight): Grid {
  const columns = readOrder(yTable, "table_column", sight, yDoc);
  const columnOf = new Map(columns.map((column, index) => [writeItemId(column.id), index]));
  const covered = new Set<string>();
  const rowItems = readOrder(yTable, "table_row", sight, yDoc);
  const rows = rowItems.map((yItem, rowIndex) => {
    const made = cellsOf(yItem, columnOf, sight);
    const cells = columns.map((_, columnIndex): Cell | null => {
      if (covered.has(`${rowIndex} ${columnIndex}`)) return null;
      const yElements = made.get(columnIndex) ?? [];
      const [first] = yElements;
      const read = first === undefined ? null : attributesOf(first, "cell", sight);
      let colspan = 1;
      const wanted = read?.whole("colspan", 1) ?? 1;
      const isFree = (): boolean =>
        columnIndex + colspan < columns.length && !covered.has(`${rowIndex} ${columnIndex + colspan}`);
      while (colspan < wanted && isFree()) colspan++;
      const rowspan = Math.min(read?.whole("rowspan", 1) ?? 1, rowItems.length - rowIndex);
      for (let down = 0; down < rowspan; down++)
        for (let right = 0; right < colspan; right++) covered.add(`${rowIndex + down} ${columnIndex + right}`);
      return {
        isHeader: read?.flag("header") ?? false,
        colspan,
        rowspan,
        yItems: yElements.flatMap((yElement) => yElement._item ?? []),
        yFlows: yElements.flatMap((yElement) => flowsIn(yElement, sight)),
      };
    });
    return { yItem, cells };
  });
  return { columns, rows };
}

function cellsOf(row: Y.Item, columnOf: ReadonlyMap<string, number>, sight: Sight) {
  const made = new Map<number, Y.XmlElement[]>();
  const yRow = typeOf(row);
  for (let item = yRow?._start ?? null; item !== null; item = item.right) {
    const yCell: unknown = sight.shows(item) ? typeOf(item) : null;
    if (!(yCell instanceof Y.XmlElement) || yCell.nodeName !== "cell") continue;
    const column = columnOf.get(attributesOf(yCell, "cell", sight).text("column"));
    if (column === undefined) continue;
    const known = made.get(column);
    if (known === undefined) made.set(column, [yCell]);
    else known.push(yCell);
  }
  return made;
}
