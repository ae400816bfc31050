/**
 * Reads a flow: one Y.XmlText in which blocks begin with an element, so that splitting, joining, listing and indenting
 * copy nothing. Pure and total: what the layout does not know is left out and told of.
 */
import * as Y from "yjs";
import {
  type AtomName,
  type AttrForm,
  grammar,
  isAtomName,
  isMarkName,
  markNames,
} from "../../charter/text/grammar.ts";
import type { Listed } from "../../charter/text/lists.ts";
import type { Attrs, TextMark } from "../../charter/text/model.ts";
import { readMarkAttrs } from "../document/layoutRules.ts";
import type { YList } from "../document/yStore.ts";
import { attributesOf, mayHaveAttributes } from "./attributes.ts";
import type { FormatSpan, Sight, Span } from "./sight.ts";

/** Words under one set of marks that stand side by side, or one element among words. */
export interface Inline {
  readonly kind: "text" | "hard_break" | AtomName | "footnote" | "bracket" | "alt";
  /** What is read of it: of a bracket its sign; "" of a line break, a note and an atom. */
  readonly text: string;
  /** Of an atom; none for all else. */
  readonly attrs: Attrs;
  /** What a note holds; none for all else. In each flow the places are those of that flow. */
  readonly notes: readonly NoteFlow[];
  readonly marks: readonly TextMark[];
  /** Where it begins in the flow, as Yjs counts: one for a code unit, one for an element. */
  readonly at: number;
  /** How much of the flow it takes. */
  readonly length: number;
  /** Of an element. */
  readonly yItem: Y.Item | null;
}

/** A flow of a note. What divides blocks elsewhere is a line break there. */
export interface NoteFlow {
  readonly yFlow: Y.XmlText;
  readonly inlines: readonly Inline[];
}

/** How many positions of an editor it takes. */
export function sizeOf({ kind, text, notes }: Inline): number {
  if (kind === "footnote")
    return 2 + notes.flatMap(({ inlines }) => inlines).reduce((sum, one) => sum + sizeOf(one), 0);
  return kind === "hard_break" || isAtomName(kind) ? 1 : text.length;
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

/** Whether a code unit is the second half of the pair that makes one character: Yjs spoils a pair that is divided. */
export function isSecondHalf(text: string, at: number): boolean {
  const [before, unit] = [text.charCodeAt(at - 1), text.charCodeAt(at)];
  return unit >= 0xdc00 && unit <= 0xdfff && before >= 0xd800 && before <= 0xdbff;
}

/** What one clause has of a flow: all of it, or what stands before, between or behind `split` elements. */
export interface Segment {
  /** The split that begins it; null for the first. */
  readonly split: Y.Item | null;
  readonly from: number;
  readonly blocks: readonly FlowBlock[];
}

export type FlowProblem = "unknownNode" | "wrongPlace" | "unknownContent" | "badMark";
type Report = (kind: FlowProblem, at: string) => void;

const noNotes: readonly NoteFlow[] = Object.freeze([]);
const noAttrs: Attrs = Object.freeze({});
const noMarks: readonly TextMark[] = Object.freeze([]);
const noSpans: readonly FormatSpan[] = Object.freeze([]);

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
  isNote = false,
): readonly Segment[] {
  const segments: Segment[] = [];
  let split: Y.Item | null = null;
  let segmentFrom = 0;
  let blocks: FlowBlock[] = [];
  let open: Open | null = null;
  let at = 0;
  const formats = new Map<string, Attrs>();
  /** Of the formats so far. */
  let standing = noMarks;

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

  function addInline(
    kind: Inline["kind"],
    text: string,
    length: number,
    from: number,
    yItem: Y.Item | null,
    marks = standing,
    { notes = noNotes, attrs = noAttrs }: Partial<Pick<Inline, "notes" | "attrs">> = {},
  ): void {
    open ??= begin({ ...bare, from });
    const last = open.inlines.at(-1);
    if (kind === "text" && last?.kind === "text" && last.marks === marks && last.at + last.length === from)
      open.inlines[open.inlines.length - 1] = { ...last, text: last.text + text, length: last.length + length };
    else open.inlines.push({ kind, text, attrs, marks, at: from, length, yItem, notes });
  }

  function addElement(item: Y.Item, yElement: Y.XmlElement): void {
    switch (yElement.nodeName) {
      case "block":
        open = begin({ ...readBlock(yElement, sight), yItem: item, from: at + 1 });
        return;
      case "table":
        // What stands around one that is removed is read as if it was not there.
        if (attributesOf(yElement, "table", sight).flag("gone")) return;
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
        return addInline("hard_break", "", 1, at, item);
      case "promise":
      case "reference": {
        const { nodeName } = yElement;
        if (isNote && nodeName === "promise") return report("wrongPlace", nodeName);
        return addInline(nodeName, "", 1, at, item, standing, { attrs: readAtom(yElement, nodeName, sight) });
      }
      case "footnote":
        if (isNote) report("wrongPlace", "footnote");
        else {
          const notes = readNotes(yElement, sight, marksOf, report);
          addInline("footnote", "", 1, at, item, standing, { notes });
        }
        return;
      case "alt":
        return addInline("alt", "] [", 1, at, item);
      case "bracket":
        return addInline("bracket", signOf(yElement, sight), 1, at, item);
      default:
        report("unknownNode", String(yElement.nodeName).slice(0, 64));
    }
  }

  /** Cut where what is laid over the formats begins and ends. */
  function markSpans(spans: readonly Span[], overlaid: readonly FormatSpan[]) {
    if (overlaid.length === 0) return spans.map((span) => ({ ...span, marks: standing }));
    const cuts = new Set(overlaid.flatMap(({ from, to }) => [from, to]));
    return spans.flatMap(({ from, to }) => {
      const ends = [...cuts].filter((cut) => cut > from && cut < to).sort((a, b) => a - b);
      return [...ends, to].map((end, index) => {
        const start = index === 0 ? from : (ends[index - 1] ?? from);
        const over = new Map(formats);
        for (const { mark, value, ...span } of overlaid) {
          if (span.from >= end || span.to <= start) continue;
          if (value === null) over.delete(mark);
          else over.set(mark, value);
        }
        return { from: start, to: end, marks: marksOf(over) };
      });
    });
  }

  for (let item = yFlow._start; item !== null; item = item.right) {
    const { content } = item;
    if (content instanceof Y.ContentString) {
      const spans = sight.spansOf(item);
      const overlaid = sight.formatsOf?.(item) ?? noSpans;
      if (spans === null && overlaid.length === 0) addInline("text", content.str, content.str.length, at, null);
      else
        for (const { from, to, marks } of markSpans(spans ?? [{ from: 0, to: item.length }], overlaid))
          addInline("text", content.str.slice(from, to), to - from, at + from, null, marks);
    } else if (content instanceof Y.ContentFormat) {
      if (!sight.shows(item)) continue;
      const value: unknown = content.value;
      const attrs = value === null ? null : readMarkAttrs(content.key, value);
      if ((value !== null && attrs === null) || !isMarkName(content.key)) report("badMark", content.key);
      if (attrs === null) formats.delete(content.key);
      else formats.set(content.key, attrs);
      standing = marksOf(formats);
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

/** The flows of a note. Blocks and breaks are line breaks in it; tables, notes and promises have no place there. */
function readNotes(
  yNote: Y.XmlElement,
  sight: Sight,
  marksOf: ReturnType<typeof createMarks>,
  report: Report,
): readonly NoteFlow[] {
  const notes: NoteFlow[] = [];
  for (let item = yNote._start; item !== null; item = item.right) {
    const yFlow: unknown = item.content instanceof Y.ContentType && sight.shows(item) ? item.content.type : null;
    if (!(yFlow instanceof Y.XmlText)) continue;
    const inlines: Inline[] = [];
    for (const segment of readFlow(yFlow, sight, marksOf, report, true)) {
      /** What divides words from those before: a split, a table, a block. */
      let divider = segment.from - 1;
      for (const block of segment.blocks) {
        if (block.type === "table") {
          divider = block.from;
          continue;
        }
        const at = block.yItem === null ? divider : block.from - 1;
        // What begins the note begins no line.
        if (inlines.length > 0)
          inlines.push({
            kind: "hard_break",
            text: "",
            attrs: noAttrs,
            marks: noMarks,
            at,
            length: 1,
            yItem: block.yItem,
            notes: noNotes,
          });
        inlines.push(...block.inlines);
      }
    }
    notes.push({ yFlow, inlines });
  }
  return notes;
}

const bare = { type: "paragraph", level: 2, list: "", item: null, order: null, yItem: null } as const;

function readBlock(yElement: Y.XmlElement, sight: Sight): Omit<FlowBlock, "yItem" | "from" | "to" | "inlines"> {
  if (!mayHaveAttributes(yElement, sight)) return bare;
  const read = attributesOf(yElement, "block", sight);
  const type = read.text("type", "paragraph") === "heading" ? "heading" : "paragraph";
  return { ...readListed(yElement, "block", sight), type, level: read.whole("level", 2) };
}

function readListed(yElement: Y.XmlElement, name: "block" | "table", sight: Sight): Listed {
  const read = attributesOf(yElement, name, sight);
  return { list: read.text("list"), item: read.whole("item", null), order: read.whole("order", null) };
}

export function readAtom(yElement: Y.XmlElement, name: AtomName, sight: Sight): Attrs {
  const read = attributesOf(yElement, name, sight);
  const forms: Readonly<Record<string, AttrForm>> = grammar.nodes[name].attrs;
  return Object.fromEntries(
    Object.entries(forms).map(([key, form]) => [
      key,
      form.form === "whole" ? read.whole(key, form.usual) : read.text(key),
    ]),
  );
}

function signOf(yBracket: Y.XmlElement, sight: Sight): string {
  return attributesOf(yBracket, "bracket", sight).text("side", "open") === "open" ? "[" : "]";
}
