/** The lists of a Word document: what number each point has, and how it is drawn. Word counts them itself. */
import { drawNumber } from "../office/drawNumber.ts";
import { childOf, childrenOf, isOn, valOf, type XmlElement } from "../office/xml.ts";
import type { SourcePoint } from "../sourceBlocks.ts";
import { wholeOf } from "./wordStyles.ts";

interface NumberLevel {
  readonly start: number;
  /** "decimal", "lowerLetter", "bullet" and the like. */
  readonly format: string;
  /** Such as "%1.%2". */
  readonly text: string;
  /** Every number in figures. */
  readonly isLegal: boolean;
}

interface NumberedList {
  readonly abstract: string;
  readonly starts: ReadonlyMap<number, number>;
  readonly levels: ReadonlyMap<number, NumberLevel>;
}

const deepest = 8;
const largestNumber = 1_000_000;

export interface WordNumbering {
  readonly abstracts: Map<string, ReadonlyMap<number, NumberLevel>>;
  readonly lists: Map<string, NumberedList>;
}

export const createNumbering = (): WordNumbering => ({ abstracts: new Map(), lists: new Map() });

/** `part`: a child of `w:numbering`. */
export function readNumberingPart({ abstracts, lists }: WordNumbering, part: XmlElement): void {
  if (part.name === "w:abstractNum") abstracts.set(part.attrs["w:abstractNumId"] ?? "", levelsIn(part));
  if (part.name !== "w:num") return;
  const starts = new Map<number, number>();
  const levels = new Map<number, NumberLevel>();
  for (const override of childrenOf(part)) {
    if (override.name !== "w:lvlOverride") continue;
    const at = wholeOf(override.attrs["w:ilvl"] ?? null) ?? 0;
    const start = wholeOf(valOf(override, "w:startOverride"));
    if (start !== null) starts.set(at, start);
    for (const [level, one] of levelsIn(override)) levels.set(level, one);
  }
  lists.set(part.attrs["w:numId"] ?? "", { abstract: valOf(part, "w:abstractNumId") ?? "", starts, levels });
}

function levelsIn(part: XmlElement): ReadonlyMap<number, NumberLevel> {
  const levels = new Map<number, NumberLevel>();
  for (const level of childrenOf(part)) {
    if (level.name !== "w:lvl") continue;
    levels.set(wholeOf(level.attrs["w:ilvl"] ?? null) ?? 0, {
      start: bounded(wholeOf(valOf(level, "w:start")) ?? 1),
      format: valOf(level, "w:numFmt") ?? "decimal",
      text: (childOf(level, "w:lvlText")?.attrs["w:val"] ?? "").slice(0, 80),
      isLegal: isOn(level, "w:isLgl") === true,
    });
  }
  return levels;
}

const bounded = (number: number): number => Math.min(largestNumber, Math.max(0, number));

/** Counts points in the order of the document. Null: no list, or one that was taken away from its style. */
export function createPointCounter({ abstracts, lists }: WordNumbering) {
  /** The latest number at each level, of each kind of list. */
  const counts = new Map<string, (number | null)[]>();
  const begun = new Set<string>();
  return (id: string, givenLevel: number): SourcePoint | null => {
    const list = lists.get(id);
    if (list === undefined) return null;
    const level = Math.min(deepest, Math.max(0, givenLevel));
    const own = (at: number): NumberLevel | undefined => list.levels.get(at) ?? abstracts.get(list.abstract)?.get(at);
    const shape = own(level);
    if (shape === undefined || (shape.format === "none" && shape.text.trim() === "")) return null;
    const count = counts.get(list.abstract) ?? Array.from({ length: deepest + 1 }, () => null);
    counts.set(list.abstract, count);
    const startOf = (at: number): number => bounded(list.starts.get(at) ?? own(at)?.start ?? 1);
    if (!begun.has(id)) {
      begun.add(id);
      for (const at of list.starts.keys()) if (at >= 0 && at <= deepest) count[at] = null;
    }
    count[level] = bounded((count[level] ?? startOf(level) - 1) + 1);
    for (let at = 0; at <= deepest; at++) {
      if (at < level) count[at] ??= startOf(at);
      if (at > level) count[at] = null;
    }
    const listName = list.abstract;
    if (shape.format === "bullet") return { list: listName, level, number: null, sign: "" };
    const sign = shape.text.replace(/%([1-9])/g, (_, at: string) => {
      const index = Number(at) - 1;
      const format = shape.isLegal ? "decimal" : (own(index)?.format ?? "decimal");
      return drawNumber(count[index] ?? startOf(index), format);
    });
    return { list: listName, level, number: count[level] ?? 0, sign: sign.trim() };
  };
}
