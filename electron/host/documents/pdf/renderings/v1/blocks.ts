/**
 * A text as the template lays it out: blocks with their clause numbers, letters the fonts can draw, tables on a
 * plain grid, and no more nesting than the compiler bears. Total: any tree of the schema gives blocks.
 */
import { readClauses } from "../../../../../../shared/charter/text/clauses.ts";
import type { CharterText, DocNode, ElementNode, TextNode } from "../../../../../../shared/charter/text/model.ts";
import { elements, layOutTable, wholeNumber } from "./tableGrid.ts";

export interface PdfRun {
  /** Null: a line break. */
  readonly t: string | null;
  readonly b: boolean;
  readonly i: boolean;
  /** Where a link leads, or "". */
  readonly u: string;
}

export interface PdfCell {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
  readonly head: boolean;
  readonly blocks: readonly PdfBlock[];
}

export type PdfBlock =
  /** `n`: the number of the clause that begins here, or "". `rtl`: which way it runs; null where it has no letter. */
  | {
      readonly k: "heading";
      readonly n: string;
      readonly rtl: boolean | null;
      readonly level: number;
      readonly runs: readonly PdfRun[];
    }
  | { readonly k: "paragraph"; readonly n: string; readonly rtl: boolean | null; readonly runs: readonly PdfRun[] }
  | { readonly k: "bullets"; readonly items: readonly (readonly PdfBlock[])[] }
  | { readonly k: "numbers"; readonly start: number; readonly items: readonly (readonly PdfBlock[])[] }
  | { readonly k: "table"; readonly columns: number; readonly header: boolean; readonly cells: readonly PdfCell[] };

/** The compiler nests calls up to a fixed depth; deeper lists and tables become paragraphs. */
const maxListDepth = 5;
/** PDF/A allows 32,767 bytes in one string, and a heading is one in the outline. */
const maxHeadingLength = 1000;
const maxLinkLength = 2000;
const link = /^(https?:\/\/|mailto:)[\x21-\x7e]+$/i;

export function readBlocks(text: CharterText, draw: (text: string) => string): readonly PdfBlock[] {
  const numbers = new Map(readClauses(text).map((clause) => [clause.node, clause.number]));
  /** The number of a clause waits for the first block inside it. */
  let waiting = "";
  const takeNumber = (): string => {
    const number = waiting;
    waiting = "";
    return number;
  };
  const releaseNumber = (into: PdfBlock[]): void => {
    if (waiting !== "") into.push({ k: "paragraph", n: takeNumber(), rtl: null, runs: [] });
  };

  const readAll = (nodes: readonly DocNode[], depth: number, into: PdfBlock[]): PdfBlock[] => {
    for (const node of nodes) if (node.type !== "text") read(node, depth, into);
    return into;
  };

  const read = (node: ElementNode, depth: number, into: PdfBlock[]): void => {
    switch (node.type) {
      case "heading":
      case "paragraph":
        into.push(readTextBlock(node));
        return;
      case "bullet_list":
      case "ordered_list": {
        if (depth >= maxListDepth) break;
        releaseNumber(into);
        const items = elements(node, "list_item").map((item) => readAll(item.content, depth + 1, []));
        if (items.length === 0) return;
        into.push(
          node.type === "bullet_list"
            ? { k: "bullets", items }
            : { k: "numbers", start: wholeNumber(node.attrs, "order", 1, 999_999), items },
        );
        return;
      }
      case "table": {
        if (depth >= maxListDepth) break;
        releaseNumber(into);
        const grid = layOutTable(node);
        if (grid.columns === 0) return;
        const cells = grid.cells.map((cell) => ({
          x: cell.x,
          y: cell.y,
          w: cell.width,
          h: cell.height,
          head: cell.node.type === "table_header",
          // A table inside a table is shown as paragraphs.
          blocks: readAll(cell.node.content, maxListDepth, []),
        }));
        const header = cells.every((cell) => cell.y > 0 || (cell.head && cell.h === 1));
        into.push({ k: "table", columns: grid.columns, header, cells });
        return;
      }
      case "article":
      case "clause":
        releaseNumber(into);
        waiting = numbers.get(node) ?? "";
        readAll(node.content, depth, into);
        releaseNumber(into);
        return;
      default:
    }
    readAll(node.content, depth, into);
  };

  const readTextBlock = (node: ElementNode): PdfBlock => {
    const runs = node.content.flatMap((child): readonly PdfRun[] => {
      if (child.type === "text") return readRun(child, draw);
      return child.type === "hard_break" ? [{ t: null, b: false, i: false, u: "" }] : [];
    });
    const isHeading =
      node.type === "heading" &&
      runs.some((run) => run.t !== null && run.t.trim() !== "") &&
      lengthOf(runs) <= maxHeadingLength;
    const rtl = runsRightToLeft(runs);
    return isHeading
      ? { k: "heading", n: takeNumber(), rtl, level: wholeNumber(node.attrs, "level", 2, 4), runs }
      : { k: "paragraph", n: takeNumber(), rtl, runs };
  };

  return readAll(text.content, 0, []);
}

const rightToLeftLetter = /[\u{590}-\u{8ff}\u{fb1d}-\u{fdff}\u{fe70}-\u{fefc}\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

function runsRightToLeft(runs: readonly PdfRun[]): boolean | null {
  for (const run of runs) {
    const letter = run.t?.match(/\p{L}/u)?.[0];
    if (letter !== undefined) return rightToLeftLetter.test(letter);
  }
  return null;
}

const lengthOf = (runs: readonly PdfRun[]): number => runs.reduce((sum, run) => sum + (run.t?.length ?? 0), 0);

function readRun(node: TextNode, draw: (text: string) => string): readonly PdfRun[] {
  const has = (type: string): boolean => node.marks.some((mark) => mark.type === type);
  const look = { b: has("strong"), i: has("em") };
  const href = node.marks.find((mark) => mark.type === "link")?.attrs.href;
  const run = { t: draw(node.text), ...look, u: "" };
  if (typeof href !== "string" || href === "") return [run];
  const u = link.test(href) && href.length <= maxLinkLength ? href : "";
  // On paper nobody can follow a link, and where it leads is part of what was signed.
  return href === node.text || href === `mailto:${node.text}`
    ? [{ ...run, u }]
    : [
        { ...run, u },
        { t: draw(` (${href})`), b: false, i: look.i, u: "" },
      ];
}
