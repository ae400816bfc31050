/** Where each cell of a table stands, by the rules of HTML, with spans cut so that no two cells overlap. */
import type { Attrs, DocNode, ElementNode } from "../../../../../../shared/charter/text/model.ts";

export interface PlacedCell {
  readonly node: ElementNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const maxColumns = 60;

export function layOutTable(table: ElementNode): { readonly columns: number; readonly cells: readonly PlacedCell[] } {
  const rows = elements(table, "table_row");
  /** For each column, the first row in which it is free. */
  const freeFrom: number[] = [];
  const cells: PlacedCell[] = [];
  for (const [y, row] of rows.entries()) {
    let x = 0;
    for (const node of elements(row, "table_cell", "table_header")) {
      while ((freeFrom[x] ?? 0) > y) x += 1;
      const wanted = Math.min(
        wholeNumber(node.attrs, "colspan", { otherwise: 1, most: maxColumns }),
        Math.max(1, maxColumns - x),
      );
      let width = 1;
      while (width < wanted && (freeFrom[x + width] ?? 0) <= y) width += 1;
      const height = Math.min(wholeNumber(node.attrs, "rowspan", { otherwise: 1, most: rows.length }), rows.length - y);
      for (let column = x; column < x + width; column++) freeFrom[column] = y + height;
      cells.push({ node, x, y, width, height });
      x += width;
    }
  }
  return { columns: freeFrom.length, cells };
}

/** The children of these types. */
export const elements = (node: ElementNode, ...types: readonly string[]): readonly ElementNode[] =>
  node.content.filter((child: DocNode): child is ElementNode => child.type !== "text" && types.includes(child.type));

/** A whole number from `least` to `most`, or `otherwise`. */
export function wholeNumber(
  attrs: Attrs,
  name: string,
  { otherwise, least = 1, most }: { readonly otherwise: number; readonly least?: number; readonly most: number },
): number {
  const value = attrs[name];
  return typeof value === "number" && Number.isSafeInteger(value) && value >= least && value <= most
    ? value
    : otherwise;
}
