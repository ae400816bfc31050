/**
 * Reads a flow: one Y.XmlText in which blocks begin with an element, so that splitting, joining, listing and indenting
 * copy nothing. Pure and total: what the layout does not know is left out and told of.
 */
import * as Y from "yjs";
import { isMarkName, markNames } from "../../charter/text/grammar.ts";
import type { Listed } from "../../charter/text/lists.ts";
import type { Attrs, TextMark } from "../../charter/text/model.ts";
import { readMarkAttrs } from "../document/layoutRules.ts";
import type { YList } from "../document/yStore.ts";
import { attributesOf } from "./attributes.ts";
import type { Sight } from "./sight.ts";

/** Words under one set of marks that stand side by side, or one element among words. */
export interface Inline {
  readonly kind: "text" | "hard_break" | "bracket" | "alt";
  /** What is read of it: of a bracket its sign; "" of a line break. */
  readonly text: string;
  readonly marks: readonly TextMark[];
  /** Where it begins in the flow, as Yjs counts: one for a code unit, one for an element. */
  readonly at: number;
  /** How much of the flow it takes. */
  readonly length: number;
}

export interface FlowBlock extends Listed {
  readonly type: "paragraph" | "heading" | "table";
  readonly level: number;
  /** Its element; null for words that stand before the first block of a segment, or behind a table. */
  readonly yItem: Y.Item | null;
  /** Where its words begin in the flow, and where they end. */
  readonly from: number;
  readonly to: number;
  readonly inlines: readonly Inline[];
}

/** What one clause has of a flow: all of it, or what stands before, between or behind `split` elements. */
export interface Segment {
  /** The split that begins it; null for the first. */
  readonly split: Y.Item | null;
  readonly from: number;
  readonly blocks: readonly FlowBlock[];
}

export type FlowProblem = "unknownNode" | "unknownContent" | "badMark";
type Report = (kind: FlowProblem, at: string) => void;

const noMarks: readonly TextMark[] = Object.freeze([]);

/** Equal sets of marks are one array, so that runs are compared by identity. */
export function createMarks() {
  const interned = new Map<string, readonly TextMark[]>();
  return (formats: ReadonlyMap<string, Attrs>): readonly TextMark[] => {
    if (formats.size === 0) return noMarks;
    const marks = markNames.flatMap((type): readonly TextMark[] => {
      const attrs = formats.get(type);
      return attrs === undefined ? [] : [{ type, attrs }];
    });
    const key = JSON.stringify(marks);
    const known = interned.get(key);
    if (known !== undefined) return known;
    interned.set(key, marks);
    return marks;
  };
}

interface Open {
  readonly block: Omit<FlowBlock, "to" | "inlines">;
  readonly inlines: Inline[];
}

/** The first segment is always there, however empty. */
export function readFlow(
  yFlow: YList,
  sight: Sight,
  marksOf: ReturnType<typeof createMarks>,
  report: Report = () => {},
): readonly Segment[] {
  const segments: Segment[] = [];
  let split: Y.Item | null = null;
  let segmentFrom = 0;
  let blocks: FlowBlock[] = [];
  let open: Open | null = null;
  let at = 0;
  const formats = new Map<string, Attrs>();
  let marks = noMarks;

  function closeBlock(): void {
    if (open !== null) blocks.push({ ...open.block, to: at, inlines: open.inlines });
    open = null;
  }

  function closeSegment(): void {
    closeBlock();
    segments.push({ split, from: segmentFrom, blocks });
    blocks = [];
  }

  function begin(block: Open["block"]): Open {
    closeBlock();
    return { block, inlines: [] };
  }

  function addInline(kind: Inline["kind"], text: string, length: number, from: number): void {
    open ??= begin({ ...bare, from });
    const last = open.inlines.at(-1);
    if (kind === "text" && last?.kind === "text" && last.marks === marks && last.at + last.length === from)
      open.inlines[open.inlines.length - 1] = { ...last, text: last.text + text, length: last.length + length };
    else open.inlines.push({ kind, text, marks, at: from, length });
  }

  function addElement(item: Y.Item, yElement: Y.XmlElement): void {
    switch (yElement.nodeName) {
      case "block":
        open = begin({ ...readBlock(yElement, sight), yItem: item, from: at + 1 });
        return;
      case "table":
        closeBlock();
        blocks.push({
          ...bare,
          ...readListed(yElement, "table", sight),
          type: "table",
          yItem: item,
          from: at,
          to: at + 1,
          inlines: [],
        });
        return;
      case "split":
        closeSegment();
        split = item;
        segmentFrom = at + 1;
        return;
      case "hard_break":
        return addInline("hard_break", "", 1, at);
      case "alt":
        return addInline("alt", "] [", 1, at);
      case "bracket":
        return addInline("bracket", signOf(yElement, sight), 1, at);
      default:
        report("unknownNode", String(yElement.nodeName).slice(0, 64));
    }
  }

  for (let item = yFlow._start; item !== null; item = item.right) {
    const { content } = item;
    if (content instanceof Y.ContentString) {
      const spans = sight.spansOf(item);
      if (spans === null) addInline("text", content.str, content.str.length, at);
      else for (const { from, to } of spans) addInline("text", content.str.slice(from, to), to - from, at + from);
    } else if (content instanceof Y.ContentFormat) {
      if (!sight.shows(item)) continue;
      const value: unknown = content.value;
      const attrs = value === null ? null : readMarkAttrs(content.key, value);
      if ((value !== null && attrs === null) || !isMarkName(content.key)) report("badMark", content.key);
      if (attrs === null) formats.delete(content.key);
      else formats.set(content.key, attrs);
      marks = marksOf(formats);
    } else if (sight.shows(item)) {
      const yElement: unknown = content instanceof Y.ContentType ? content.type : null;
      if (yElement instanceof Y.XmlElement) addElement(item, yElement);
      else report("unknownContent", "");
    }
    if (!item.deleted && item.countable) at += item.length;
  }
  closeSegment();
  return segments;
}

const bare = { type: "paragraph", level: 2, list: "", item: null, order: null, yItem: null } as const;

function readBlock(yElement: Y.XmlElement, sight: Sight): Omit<FlowBlock, "yItem" | "from" | "to" | "inlines"> {
  if (yElement._map.size === 0) return bare;
  const read = attributesOf(yElement, "block", sight);
  const type = read.text("type", "paragraph") === "heading" ? "heading" : "paragraph";
  return { ...readListed(yElement, "block", sight), type, level: read.whole("level", 2) };
}

function readListed(yElement: Y.XmlElement, name: "block" | "table", sight: Sight): Listed {
  const read = attributesOf(yElement, name, sight);
  return { list: read.text("list"), item: read.whole("item", null), order: read.whole("order", null) };
}

function signOf(yBracket: Y.XmlElement, sight: Sight): string {
  return attributesOf(yBracket, "bracket", sight).text("side", "open") === "open" ? "[" : "]";
}
