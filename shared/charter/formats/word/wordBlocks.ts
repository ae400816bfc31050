/** The paragraphs and tables of a Word document, in order, as blocks. */
import type { NotKeptNotes } from "../notKept.ts";
import { childOf, childrenOf, isOn, valOf, type XmlElement } from "../office/xml.ts";
import type {
  SourceBlock,
  SourceCell,
  SourceParagraph,
  SourcePoint,
  SourceRow,
  TrackedChange,
} from "../sourceBlocks.ts";
import { authorOf, readRuns, spokenIn, type WordPlace } from "./wordRuns.ts";
import { headingOf, noLook, readIndent, readNumbering, resolveStyle, type WordStyle, wholeOf } from "./wordStyles.ts";

export interface WordReading {
  readonly place: Omit<WordPlace, "note">;
  readonly notes: NotKeptNotes;
  /** `level`: of a list; null where there is none of that id. */
  readonly countPoint: (id: string, level: number) => SourcePoint | null;
  /** Style of paragraphs that name none. */
  readonly usualStyle: string | null;
  /** Paragraphs that have been read. */
  paragraphs: number;
}

/** Text boxes in text boxes. */
const maxBoxes = 4;

export function readBlocks(reading: WordReading, element: XmlElement, boxes = 0): readonly SourceBlock[] {
  switch (element.name) {
    case "w:p":
      return readParagraph(reading, element, boxes);
    case "w:tbl":
      return readTable(reading, element, boxes);
    case "w:sdt": {
      const gallery = childOf(childOf(childOf(element, "w:sdtPr"), "w:docPartObj"), "w:docPartGallery");
      const content = childOf(element, "w:sdtContent");
      if (gallery?.attrs["w:val"] !== "Table of Contents") return readInside(reading, content, boxes);
      reading.notes.add("contents", reading.paragraphs, spokenIn(element));
      return [];
    }
    case "mc:AlternateContent":
      return readInside(reading, childOf(element, "mc:Choice") ?? childOf(element, "mc:Fallback"), boxes);
    case "w:altChunk":
      reading.notes.add("embedded", reading.paragraphs, "");
      return [];
    case "w:customXml":
    case "w:ins":
    case "w:moveTo":
    case "w:txbxContent":
      return readInside(reading, element, boxes);
    default:
      return [];
  }
}

const readInside = (reading: WordReading, element: XmlElement | null, boxes: number): readonly SourceBlock[] =>
  element === null ? [] : childrenOf(element).flatMap((child) => readBlocks(reading, child, boxes));

function readParagraph(reading: WordReading, element: XmlElement, boxes: number): readonly SourceBlock[] {
  const number = ++reading.paragraphs;
  const properties = childOf(element, "w:pPr");
  const style = resolveStyle(reading.place.styles, valOf(properties, "w:pStyle") ?? reading.usualStyle);
  const formatted = childOf(properties, "w:pPrChange");
  if (formatted !== null) reading.place.tally.add("formatted", authorOf(formatted), "");
  const heading = headingOf(style, wholeOf(valOf(properties, "w:outlineLvl")));
  const isContents = /^toc(?: \d| heading|$)/.test(style?.name ?? "");
  const note: WordPlace["note"] = (kind, quote) => {
    if (!isContents) reading.notes.add(kind, number, quote);
  };
  // What a style of paragraphs looks like is the style's; the words have what their own run says.
  const { runs, boxes: hanging } = readRuns(
    element,
    { ...noLook, isHidden: style?.look.isHidden ?? null },
    {
      ...reading.place,
      note,
    },
  );
  if (isContents) {
    reading.notes.add("contents", number, spokenIn(element));
    return [];
  }
  const end = trackedIn(childOf(properties, "w:rPr"));
  if (runs.length === 0)
    for (const kind of ["inserted", "deleted"] as const) {
      const author = end[kind];
      if (author !== null) reading.place.tally.add(kind, author, "");
    }
  const paragraph: SourceParagraph = {
    kind: "paragraph",
    runs,
    heading,
    point: runs.some(({ text }) => text.trim() !== "") ? pointOf(reading, properties, style) : null,
    isIndented: (readIndent(properties) ?? style?.indent ?? 0) > 0,
    end,
    number,
  };
  if (hanging.length === 0 || boxes >= maxBoxes) return [paragraph];
  for (const box of hanging) note("textBox", spokenIn(box));
  return [paragraph, ...hanging.flatMap((box) => readBlocks(reading, box, boxes + 1))];
}

/** A paragraph's own list counts before its style's; the id 0 takes it out of one. */
function pointOf(reading: WordReading, properties: XmlElement | null, style: WordStyle | null): SourcePoint | null {
  const own = readNumbering(properties);
  const id = own?.id ?? style?.numbering?.id ?? null;
  if (id === null || id === "0") return null;
  return reading.countPoint(id, own?.level ?? style?.numbering?.level ?? 0);
}

const trackedIn = (properties: XmlElement | null): TrackedChange => {
  const inserted = childOf(properties, "w:ins") ?? childOf(properties, "w:moveTo");
  const deleted = childOf(properties, "w:del") ?? childOf(properties, "w:moveFrom");
  return {
    inserted: inserted === null ? null : authorOf(inserted),
    deleted: deleted === null ? null : authorOf(deleted),
  };
};

function readTable(reading: WordReading, table: XmlElement, boxes: number): readonly SourceBlock[] {
  const rows: SourceRow[] = rowsIn(table, "w:tr").map((row) => {
    const properties = childOf(row, "w:trPr");
    const change = trackedIn(properties);
    for (const kind of ["inserted", "deleted"] as const) {
      const author = change[kind];
      if (author !== null) reading.place.tally.add(kind, author, spokenIn(row));
    }
    const cells = rowsIn(row, "w:tc").map((cell): SourceCell => {
      const shape = childOf(cell, "w:tcPr");
      const merge = childOf(shape, "w:vMerge");
      const goesOn = merge !== null && merge.attrs["w:val"] !== "restart";
      const colspan = wholeOf(valOf(shape, "w:gridSpan")) ?? 1;
      return { colspan, rowspan: 1, goesOn, blocks: readInside(reading, cell, boxes) };
    });
    return { ...change, isHeader: isOn(properties, "w:tblHeader") === true, cells };
  });
  return rows.length === 0 ? [] : [{ kind: "table", rows }];
}

/** Also those that stand in content controls. */
const rowsIn = (element: XmlElement, name: string): readonly XmlElement[] =>
  childrenOf(element).flatMap((child): readonly XmlElement[] => {
    if (child.name === name) return [child];
    const isFrame = child.name === "w:sdt" || child.name === "w:sdtContent" || child.name === "w:customXml";
    return isFrame ? rowsIn(child, name) : [];
  });
