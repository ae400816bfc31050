/** The paragraphs, lists and tables of an OpenDocument text, in order, as blocks. */
import type { NotKeptNotes } from "../notKept.ts";
import { childrenOf, type XmlElement } from "../office/xml.ts";
import { type SourceBlock, type SourceCell, type SourcePoint, type SourceRow, unchanged } from "../sourceBlocks.ts";
import { insertedBy, isParagraph, type OpenPlace, readOpenRuns, spokenIn } from "./openRuns.ts";
import { plainLook, resolveOpenStyle, signOf } from "./openStyles.ts";

export interface OpenReading {
  readonly place: Omit<OpenPlace, "note">;
  readonly notes: NotKeptNotes;
  /** The latest number at each level of each list, by its id and by its style. */
  readonly counters: Map<string, number[]>;
  /** Paragraphs that have been read. */
  paragraphs: number;
}

/** The list in which blocks stand. */
interface Listed {
  readonly style: string;
  readonly level: number;
  readonly counts: number[];
  /** Of the item that is open; its first block takes it. */
  point: SourcePoint | null;
}

/** Text boxes in text boxes. */
const maxBoxes = 4;
const maxRepeated = 64;

export function readOpenBlocks(
  reading: OpenReading,
  element: XmlElement,
  listed: Listed | null = null,
  boxes = 0,
): readonly SourceBlock[] {
  if (isParagraph(element)) return readParagraph(reading, element, listed, boxes);
  switch (element.name) {
    case "text:list":
      return readList(reading, element, listed, boxes);
    case "table:table":
      return readTable(reading, element, boxes);
    case "text:table-of-content":
      reading.notes.add("contents", reading.paragraphs, spokenIn(element));
      return [];
    case "draw:frame":
    case "draw:custom-shape":
      // It hangs on the page, and on no paragraph.
      return readParagraph(reading, { name: "text:p", attrs: {}, children: [element] }, null, boxes);
    case "text:section":
    case "text:index-body":
    case "text:alphabetical-index":
    case "text:numbered-paragraph":
    case "draw:text-box":
      return childrenOf(element).flatMap((child) => readOpenBlocks(reading, child, listed, boxes));
    case "text:change-start":
    case "text:change-end":
      // Between paragraphs: nothing is said there, and what follows is inserted or is not.
      readOpenRuns({ name: "text:p", attrs: {}, children: [element] }, plainLook, {
        ...reading.place,
        note: () => undefined,
      });
      return [];
    default:
      return [];
  }
}

function readParagraph(
  reading: OpenReading,
  element: XmlElement,
  listed: Listed | null,
  boxes: number,
): readonly SourceBlock[] {
  const number = ++reading.paragraphs;
  const { attrs } = element;
  const style = resolveOpenStyle(reading.place.styles, "paragraph", attrs["text:style-name"]);
  const place: OpenPlace = { ...reading.place, note: (kind, quote) => reading.notes.add(kind, number, quote) };
  // What a style of headings looks like is the style's; the words have what their own spans say.
  const look = { ...plainLook, isHidden: style.look.isHidden };
  const { runs, boxes: hanging } = readOpenRuns(element, look, place);
  const level = Number(attrs["text:outline-level"] ?? 1);
  const isTitle = style.names.includes("title");
  const heading = element.name === "text:h" ? Math.min(9, Math.max(1, level || 1)) : isTitle ? 0 : null;
  const point = runs.some(({ text }) => text.trim() !== "") ? (listed?.point ?? null) : null;
  if (point !== null && listed !== null) listed.point = null;
  const paragraph: SourceBlock = {
    kind: "paragraph",
    runs,
    heading,
    point,
    isIndented: listed !== null || style.indent > 0,
    end: { inserted: insertedBy(place), deleted: null },
    number,
  };
  if (boxes >= maxBoxes) return [paragraph];
  for (const box of hanging) place.note("textBox", spokenIn(box));
  const inside = hanging.flatMap((box) => childrenOf(box));
  return [paragraph, ...inside.flatMap((child) => readOpenBlocks(reading, child, null, boxes + 1))];
}

function readList(
  reading: OpenReading,
  list: XmlElement,
  around: Listed | null,
  boxes: number,
): readonly SourceBlock[] {
  const { lists } = reading.place.styles;
  const style = list.attrs["text:style-name"] ?? around?.style ?? "";
  const level = (around?.level ?? 0) + 1;
  const levels = lists.get(style) ?? new Map();
  const own = levels.get(level);
  const start = own?.start ?? 1;
  const counts = around?.counts ?? countsOf(reading, list, style);
  const isContinued = around === null && counts[level - 1] !== undefined;
  if (!isContinued) counts[level - 1] = start - 1;
  const key = `${style} ${around === null ? "" : level}`;
  return childrenOf(list).flatMap((item) => {
    if (item.name !== "text:list-item" && item.name !== "text:list-header") return [];
    const listed: Listed = { style, level, counts, point: null };
    const isSpoken = spokenIn(firstParagraph(item)) !== "";
    if (item.name === "text:list-item" && isSpoken) {
      const given = Number(item.attrs["text:start-value"] ?? Number.NaN);
      counts[level - 1] = Number.isInteger(given)
        ? Math.min(1_000_000, Math.max(0, given))
        : (counts[level - 1] ?? 0) + 1;
      counts.length = level;
      const sign = signOf(levels, counts);
      const isCounted = own !== undefined && own.format !== null;
      listed.point = { list: key.trim(), level: level - 1, number: isCounted ? (counts[level - 1] ?? 0) : null, sign };
    }
    return childrenOf(item).flatMap((child) => readOpenBlocks(reading, child, listed, boxes));
  });
}

const firstParagraph = (item: XmlElement): XmlElement | null => childrenOf(item).find(isParagraph) ?? null;

/** A list goes on where it says so, or counts anew. */
function countsOf({ counters }: OpenReading, { attrs }: XmlElement, style: string): number[] {
  const continued = attrs["text:continue-list"];
  const goesOn =
    continued !== undefined ? `id ${continued}` : attrs["text:continue-numbering"] === "true" ? `style ${style}` : "";
  const counts = counters.get(goesOn) ?? [];
  counters.set(`style ${style}`, counts);
  const id = attrs["xml:id"];
  if (id !== undefined) counters.set(`id ${id}`, counts);
  return counts;
}

function readTable(reading: OpenReading, table: XmlElement, boxes: number): readonly SourceBlock[] {
  const rows: SourceRow[] = [];
  const readRows = (holder: XmlElement, isHeader: boolean): void => {
    for (const child of childrenOf(holder)) {
      if (child.name === "table:table-header-rows") readRows(child, true);
      if (child.name === "table:table-rows" || child.name === "table:table-row-group") readRows(child, isHeader);
      if (child.name === "table:table-row") rows.push({ ...unchanged, isHeader, cells: cellsIn(child) });
    }
  };
  const cellsIn = (row: XmlElement): readonly SourceCell[] =>
    childrenOf(row).flatMap((cell): readonly SourceCell[] => {
      // What a cell covers is no cell of its own.
      if (cell.name !== "table:table-cell") return [];
      const whole = (key: string): number => Math.max(1, Math.min(1000, Math.floor(Number(cell.attrs[key] ?? 1)) || 1));
      const blocks = childrenOf(cell).flatMap((child) => readOpenBlocks(reading, child, null, boxes));
      const read: SourceCell = {
        colspan: whole("table:number-columns-spanned"),
        rowspan: whole("table:number-rows-spanned"),
        goesOn: false,
        blocks,
      };
      const repeated = Math.min(maxRepeated, whole("table:number-columns-repeated"));
      return Array.from({ length: repeated }, () => read);
    });
  readRows(table, false);
  return rows.length === 0 ? [] : [{ kind: "table", rows }];
}
