/**
 * How wide each column of a table is, so that no word leaves its cell: as it is, in smaller letters, on a page turned
 * sideways; null where it fits on none, and then its rows are drawn as paragraphs.
 */

export interface CellWidths {
  readonly x: number;
  readonly columns: number;
  /** The widest word, and the widest line, in parts of the letter size. */
  readonly least: number;
  readonly most: number;
}

export interface TableLayout {
  /** Points. */
  readonly widths: readonly number[];
  /** Of the letters around the table. */
  readonly size: number;
  readonly inset: number;
  readonly turned: boolean;
}

const styles = [
  { size: 0.9, inset: 5 },
  { size: 0.8, inset: 4 },
  { size: 0.72, inset: 3 },
] as const;

export function layOutColumns(
  columns: number,
  cells: readonly CellWidths[],
  { sizePt, room, turnedRoom }: { readonly sizePt: number; readonly room: number; readonly turnedRoom: number | null },
): TableLayout | null {
  for (const [turned, width] of [
    [false, room],
    [true, turnedRoom ?? 0],
  ] as const)
    for (const { size, inset } of styles) {
      const points = (em: number): number => em * size * sizePt + 2 * inset;
      const least = spread(columns, cells, (cell) => points(cell.least), 2 * inset);
      const needed = sum(least);
      if (needed > width) continue;
      const most = spread(columns, cells, (cell) => points(cell.most), 2 * inset).map((one, at) =>
        Math.max(one, least[at] ?? 0),
      );
      const wanted = sum(most);
      const share = wanted <= width ? 1 : (width - needed) / (wanted - needed);
      const widths = least.map((one, at) => round(one + ((most[at] ?? one) - one) * share));
      return { widths, size, inset, turned };
    }
  return null;
}

/** The width of each column, by what its cells want; a cell over several columns widens them alike. */
function spread(
  columns: number,
  cells: readonly CellWidths[],
  want: (cell: CellWidths) => number,
  least: number,
): readonly number[] {
  const widths = new Array<number>(columns).fill(least);
  for (const cell of [...cells].sort((a, b) => a.columns - b.columns)) {
    const over = Array.from({ length: cell.columns }, (_, at) => cell.x + at).filter((column) => column < columns);
    const lack = want(cell) - sum(over.map((column) => widths[column] ?? 0));
    if (lack > 0) for (const column of over) widths[column] = (widths[column] ?? 0) + lack / over.length;
  }
  return widths;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
/** Down, so that the columns never add up to more than the line. */
const round = (points: number): number => Math.floor(points * 100) / 100;
