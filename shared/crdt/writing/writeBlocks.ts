/** Writes the blocks of flows, and what stands in the cells of tables among them. */
import { diff } from "fast-myers-diff";
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { longestIncreasing } from "../../charter/compare/sequences.ts";
import { plainText } from "../../charter/text/clauses.ts";
import type { DocNode, ElementNode } from "../../charter/text/model.ts";
import { writeItemId } from "../document/reviewKeys.ts";
import { attributesOf } from "../reading/attributes.ts";
import type { Reading } from "../reading/reading.ts";
import type { Sight } from "../reading/sight.ts";
import { type Cell, readGrid } from "../reading/table.ts";
import { type Held, heldInlines, heldOf, type Token, tokensOf } from "./flowTokens.ts";
import type { Pen } from "./pen.ts";
import { elementOf } from "./wanted.ts";
import { planFlow, type Stretch, setListed } from "./writeFlow.ts";

/** Makes one change and returns about how many bytes of update it is. */
export type Edit = () => number;
type Edits = Generator<Edit, void>;

const elementBytes = 40;
type TableToken = Token & { readonly kind: "table" };

/** What is read, and what it is changed with. */
export interface Writing {
  readonly reading: Reading;
  readonly pen: Pen;
}

/** `onSplit`: a split that was put in, and the clause of its token. */
export function* writeStretches(
  { reading, pen }: Writing,
  yFlow: Y.XmlText,
  stretches: readonly Stretch[],
  onSplit: (yElement: Y.XmlElement, clause: object) => void = () => {},
): Edits {
  const plan = planFlow(pen, yFlow, stretches);
  const made: { readonly yTable: Y.XmlElement; readonly token: TableToken }[] = [];
  const notes: { readonly yNote: Y.XmlElement; readonly words: readonly Token[] }[] = [];
  if (plan.bytes > 0)
    yield () => {
      for (const { token, yElement } of plan.write()) {
        if (token.kind === "table") made.push({ yTable: yElement, token });
        if (token.kind === "footnote") notes.push({ yNote: yElement, words: token.words });
        if (token.kind === "split") onSplit(yElement, token.clause);
      }
      return plan.bytes;
    };
  for (const table of plan.goneTables)
    yield () => {
      pen.remove(table);
      return elementBytes;
    };
  for (const { yNote, words } of notes) yield* writeNewNote(pen, yNote, words);
  for (const { held, words } of plan.keptNotes) yield* writeNote(pen, held.notes, words);
  for (const { yTable, token } of made) yield* changeTable({ reading, pen }, yTable, token.node);
  for (const { held, token } of plan.keptTables) {
    if (held.yItem === null || held.token.kind !== "table") continue;
    const yTable = elementOf(held.yItem);
    const before = held.token;
    if (["list", "item", "order"].some((key) => listedOf(before)[key] !== listedOf(token)[key]))
      yield () => {
        setListed(pen.set, yTable, before.listed, token.listed);
        return elementBytes;
      };
    if (before.node !== token.node) yield* changeTable({ reading, pen }, yTable, token.node);
  }
}

function* writeNewNote(pen: Pen, yNote: Y.XmlElement, words: readonly Token[]): Edits {
  const yFlow = new Y.XmlText();
  yield () => {
    yNote.insert(0, [yFlow]);
    return elementBytes;
  };
  yield* writeNote(pen, [{ yFlow, inlines: [] }], words);
}

/** All of it is written into the first flow. */
function* writeNote(pen: Pen, notes: Held["notes"], words: readonly Token[]): Edits {
  for (const [index, { yFlow, inlines }] of notes.entries()) {
    const plan = planFlow(pen, yFlow, [{ held: heldInlines(inlines), wanted: index === 0 ? words : [], start: 0 }]);
    if (plan.bytes > 0)
      yield () => {
        plan.write();
        return plan.bytes;
      };
  }
}

const listedOf = ({ listed }: TableToken): Readonly<Record<string, string | number | null>> => ({ ...listed });

/** What stands in a body, or in the cells of one place: all of it is written into the first flow. */
export function* writeHeld(writing: Writing, yHolders: readonly Y.XmlElement[], nodes: readonly DocNode[]): Edits {
  const { reading } = writing;
  const yFlows = yHolders.flatMap((yHolder) =>
    yHolder.toArray().filter((yChild): yChild is Y.XmlText => yChild instanceof Y.XmlText),
  );
  // One that was suggested, and nothing of it is read, is not the one that people see.
  yFlows.sort((a, b) => Number(isUnread(reading, a)) - Number(isUnread(reading, b)));
  for (const [index, yFlow] of yFlows.entries()) {
    const held = reading.segmentsOf(yFlow).flatMap((segment) => heldOf(segment, reading.blockNode));
    yield* writeStretches(writing, yFlow, [{ held, wanted: index === 0 ? tokensOf(nodes) : [], start: 0 }]);
  }
  const [yHolder] = yHolders;
  if (yFlows.length > 0 || yHolder === undefined) return;
  const yFlow = new Y.XmlText();
  yield () => {
    yHolder.insert(0, [yFlow]);
    return elementBytes;
  };
  yield* writeStretches(writing, yFlow, [{ held: [], wanted: tokensOf(nodes), start: 0 }]);
}

const isUnread = (reading: Reading, yFlow: Y.XmlText): boolean =>
  isSuggesting(yFlow._item?.id.client ?? 0) && reading.segmentsOf(yFlow).every(({ blocks }) => blocks.length === 0);

// ---- tables -------------------------------------------------------------------------------------

/** A wanted cell with the place that it begins at; others of its span have none. */
interface WantedCell {
  readonly node: ElementNode;
  readonly row: number;
  readonly column: number;
}

function placeCells(table: ElementNode): { readonly cells: readonly WantedCell[]; readonly columns: number } {
  const cells: WantedCell[] = [];
  const covered = new Set<string>();
  let columns = 0;
  for (const [row, rowNode] of table.content.entries()) {
    if (rowNode.type === "text") continue;
    let column = 0;
    for (const node of rowNode.content) {
      if (node.type === "text") continue;
      while (covered.has(`${row} ${column}`)) column++;
      const { colspan, rowspan } = spansOf(node);
      cells.push({ node, row, column });
      for (let down = 0; down < rowspan; down++)
        for (let right = 0; right < colspan; right++) covered.add(`${row + down} ${column + right}`);
      column += colspan;
      columns = Math.max(columns, column);
    }
  }
  return { cells, columns };
}

function spansOf({ attrs }: ElementNode): { readonly colspan: number; readonly rowspan: number } {
  const span = (value: unknown): number => (typeof value === "number" && value > 0 ? value : 1);
  return { colspan: span(attrs.colspan), rowspan: span(attrs.rowspan) };
}

/**
 * Of a table as it stands: rows and columns that go on are found by what they say, wherever they stand, then by their
 * order. A row says the same in any order of its columns, and a column is compared over the rows that go on.
 */
function* changeTable(writing: Writing, yTable: Y.XmlElement, node: ElementNode): Edits {
  const { reading } = writing;
  const { cells, columns } = placeCells(node);
  const rows = node.content.length;
  const grid = readGrid(yTable, reading.yDoc, reading.sight);
  const words = (cell: Cell | null): string =>
    cell === null ? "" : cell.yFlows.map((yFlow) => flowWords(reading, yFlow)).join(" ");
  const oldRows = grid.rows.map((row) => row.cells.map(words));
  const newRows = Array.from({ length: rows }, () => Array.from({ length: columns }, () => ""));
  for (const { node: cell, row, column } of cells) {
    const of = newRows[row];
    if (of !== undefined) of[column] = plainText(cell);
  }
  const rowWords = (all: readonly (readonly string[])[]): readonly string[] =>
    all.map((row) => row.toSorted().join("\t"));
  const rowMatch = alignLines(rowWords(oldRows), rowWords(newRows));
  const going = newRows.flatMap((row, at) => {
    const old = oldRows[rowMatch[at] ?? -1];
    return old === undefined ? [] : [{ old, row }];
  });
  const columnWords = (all: readonly (readonly string[])[], count: number): readonly string[] =>
    Array.from({ length: count }, (_, at) => all.map((row) => row[at] ?? "").join("\t"));
  const oldWords = columnWords(
    going.map(({ old }) => old),
    grid.columns.length,
  );
  const newWords = columnWords(
    going.map(({ row }) => row),
    columns,
  );
  const columnMatch = alignLines(oldWords, newWords);
  const columnItems = yield* putLines(writing, yTable, "table_column", grid.columns, columnMatch, columns);
  const oldRowItems = grid.rows.map(({ yItem }) => yItem);
  const rowItems = yield* putLines(writing, yTable, "table_row", oldRowItems, rowMatch, rows);
  for (const { node: cell, row, column } of cells) {
    const old = grid.rows[rowMatch[row] ?? -1]?.cells[columnMatch[column] ?? -1] ?? null;
    yield* changeCell(writing, rowItems[row], columnItems[column], old, cell);
  }
}

const flowWords = (reading: Reading, yFlow: Y.XmlText): string =>
  reading
    .segmentsOf(yFlow)
    .flatMap(({ blocks }) => blocks.map((block) => plainText(reading.blockNode(block))))
    .join("\n");

/** For each new line the old one that it goes on from, or -1: equal ones first, wherever they stand, then by order. */
function alignLines(old: readonly string[], next: readonly string[]): Int32Array {
  const match = new Int32Array(next.length).fill(-1);
  const gaps = [...diff([...old], [...next])];
  let oldAt = 0;
  let newAt = 0;
  for (const [oldFrom, oldTo, , newTo] of [...gaps, [old.length, old.length, next.length, next.length] as const]) {
    while (oldAt < oldFrom) match[newAt++] = oldAt++;
    oldAt = oldTo;
    newAt = newTo;
  }
  const moved = new Map<string, number[]>();
  for (const [oldFrom, oldTo] of gaps)
    for (let at = oldFrom; at < oldTo; at++) moved.set(old[at] ?? "", [...(moved.get(old[at] ?? "") ?? []), at]);
  for (const [at, words] of next.entries()) if (match[at] === -1) match[at] = moved.get(words)?.shift() ?? -1;
  const taken = new Set(match);
  for (const [oldFrom, oldTo, newFrom, newTo] of gaps) {
    let from = oldFrom;
    // One that was emptied or filled stays where it is; of more new ones than old the last are new.
    for (let at = newFrom; at < newTo; at++) {
      if (match[at] !== -1) continue;
      while (from < oldTo && taken.has(from)) from++;
      if (from < oldTo) match[at] = from++;
    }
  }
  return match;
}

/**
 * Rows or columns in their order; answers the item of each. Those that go on from none are made, those that are out of
 * the order are moved to new places, those from which none goes on are gone.
 */
function* putLines(
  { reading, pen }: Writing,
  yTable: Y.XmlElement,
  name: "table_row" | "table_column",
  old: readonly Y.Item[],
  match: Int32Array,
  count: number,
): Generator<Edit, readonly Y.Item[]> {
  const { sight } = reading;
  const items: Y.Item[] = [];
  const kept = new Set(match);
  const going = Array.from(match.keys()).filter((at) => match[at] !== -1);
  const inOrder = longestIncreasing(going.map((at) => match[at] ?? -1));
  const staying = new Set(going.filter((_, index) => inOrder.has(index)));
  for (let at = 0; at < count; at++) {
    const found = old[match[at] ?? -1];
    if (found !== undefined) {
      if (!staying.has(at)) yield () => moveLine(pen, sight, yTable, found, items.at(-1) ?? null);
      items.push(found);
      continue;
    }
    yield () => {
      const yElement = new Y.XmlElement(name);
      yTable.insertAfter(anchorOf(sight, items.at(-1) ?? null) as never, [yElement]);
      items.push(yElement._item as Y.Item);
      return elementBytes;
    };
  }
  for (const [index, item] of old.entries())
    if (!kept.has(index))
      yield () => {
        pen.remove(item);
        return elementBytes;
      };
  return items;
}

/** Behind another, or before all. */
function moveLine(pen: Pen, sight: Sight, yTable: Y.XmlElement, line: Y.Item, before: Y.Item | null): number {
  const yPlace = new Y.XmlElement("place");
  const former = anchorOf(sight, line);
  yTable.insertAfter(anchorOf(sight, before) as never, [yPlace]);
  const id = yPlace._item?.id;
  if (id === undefined) throw new Error("a place that was put in has an id");
  pen.move(line, writeItemId(id), former === line ? null : former);
  return 3 * elementBytes;
}

/** What a line stands at in the list of its table: itself, or its place. */
function anchorOf(sight: Sight, item: Y.Item | null): Y.Item | null {
  // Rows and columns have their homes alike.
  const home = item === null ? "" : attributesOf(elementOf(item), "table_row", sight).text("home");
  if (item === null || home === "" || !(item.parent instanceof Y.AbstractType)) return item;
  for (let at = item.parent._start; at !== null; at = at.right)
    if (!at.deleted && writeItemId(at.id) === home) return at;
  return item;
}

function* changeCell(
  writing: Writing,
  row: Y.Item | undefined,
  column: Y.Item | undefined,
  old: Cell | null,
  node: ElementNode,
): Edits {
  const { pen } = writing;
  if (row === undefined || column === undefined) return;
  const { colspan, rowspan } = spansOf(node);
  const isHeader = node.type === "table_header";
  const [first] = node.content;
  const isPlain = first === undefined || (first.type === "paragraph" && first.content.length === 0);
  const isEmpty = node.content.length <= 1 && isPlain;
  const before = old ?? { isHeader: false, colspan: 1, rowspan: 1, yItems: [] };
  const isShaped = before.isHeader !== isHeader || before.colspan !== colspan || before.rowspan !== rowspan;
  if (before.yItems.length === 0 && isEmpty && !isShaped) return;
  let yCell = before.yItems[0] === undefined ? null : elementOf(before.yItems[0]);
  if (yCell === null || isShaped)
    yield () => {
      if (yCell === null) {
        yCell = new Y.XmlElement("cell");
        yCell.setAttribute("column", writeItemId(column.id));
        elementOf(row).push([yCell]);
      }
      if (before.isHeader !== isHeader) pen.set(yCell, "header", isHeader, false);
      if (before.colspan !== colspan) pen.set(yCell, "colspan", colspan, 1);
      if (before.rowspan !== rowspan) pen.set(yCell, "rowspan", rowspan, 1);
      return elementBytes;
    };
  const yCells = before.yItems.length > 0 ? before.yItems.map(elementOf) : yCell === null ? [] : [yCell];
  if ((old?.yFlows.length ?? 0) > 0 || !isEmpty) yield* writeHeld(writing, yCells, node.content);
}
