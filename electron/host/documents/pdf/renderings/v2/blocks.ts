/**
 * A text as the template lays it out: blocks with their clause numbers, letters that faces can draw, words that fit
 * their lines, tables on a plain grid, and no more nesting than the compiler bears. Total: any tree of the schema
 * gives blocks.
 */
import { inFours } from "../../../../../../shared/base/fingerprint.ts";
import { numbersOf, ownCount, plainText, readClauses, readsAs } from "../../../../../../shared/charter/text/clauses.ts";
import { letterDirection } from "../../../../../../shared/charter/text/direction.ts";
import { isAtomName } from "../../../../../../shared/charter/text/grammar.ts";
import type {
  CharterText,
  Clause,
  DocNode,
  ElementNode,
  TextNode,
} from "../../../../../../shared/charter/text/model.ts";
import type { PromiseWords } from "../../../../../../shared/charter/text/promiseWords.ts";
import type { Drawer } from "../../drawing.ts";
import { readScript } from "./labels.ts";
import { breakLong, widestWord } from "./lines.ts";
import { elements, layOutTable, type PlacedCell, wholeNumber } from "./tableGrid.ts";
import { layOutColumns } from "./tableWidths.ts";

export interface PdfRun {
  /** Null: a line break. "": a line may break here. */
  readonly t: string | null;
  readonly b: boolean;
  readonly i: boolean;
  /** Where a link leads, or "". */
  readonly u: string;
  /** Underlined. */
  readonly l?: boolean;
  /** The number of a clause, whose id this is: it leads there. */
  readonly to?: string;
  /** What a promise says: it says nothing about the direction of the words around. */
  readonly derived?: true;
  /** A note, whose number stands here. */
  readonly note?: { readonly rtl: boolean | null; readonly runs: readonly PdfRun[] };
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
  /** `n`: the number of the clause that begins here, or ""; `at`: those of the clauses that begin here to which some reference leads. `rtl`: which way it runs; null where it has no letter. */
  | {
      readonly k: "heading";
      readonly n: string;
      readonly at: readonly string[];
      readonly rtl: boolean | null;
      readonly level: number;
      readonly runs: readonly PdfRun[];
    }
  | {
      readonly k: "paragraph";
      readonly n: string;
      readonly at: readonly string[];
      readonly rtl: boolean | null;
      readonly runs: readonly PdfRun[];
    }
  | { readonly k: "bullets"; readonly items: readonly (readonly PdfBlock[])[] }
  | { readonly k: "numbers"; readonly start: number; readonly items: readonly (readonly PdfBlock[])[] }
  | {
      readonly k: "table";
      readonly widths: readonly number[];
      readonly size: number;
      readonly inset: number;
      readonly turned: boolean;
      readonly header: boolean;
      /** Its heads hold notes, which would be said again on each page. */
      readonly notes: boolean;
      readonly cells: readonly PdfCell[];
    }
  /** The certificate that the clause comes from, in parts that are each kept whole. */
  | { readonly k: "source"; readonly keys: readonly string[] }
  /** Words of a clause in a further language. `tag`: BCP 47; `lang` and `region` as the compiler knows them. */
  | {
      readonly k: "language";
      readonly tag: string;
      readonly lang: string;
      readonly region: string | null;
      readonly rtl: boolean;
      readonly blocks: readonly PdfBlock[];
    }
  /** What a party keeps for itself of the clause above. `who`: in a sentence. */
  | { readonly k: "reserved"; readonly who: readonly string[]; readonly words: readonly string[] }
  /** A table that fits no page: each row as paragraphs. */
  | { readonly k: "rows"; readonly rows: readonly (readonly PdfBlock[])[] };

export interface Page {
  /** Points. */
  readonly sizePt: number;
  readonly room: number;
  readonly turnedRoom: number;
}

/** The compiler nests calls up to a fixed depth; deeper lists and tables become paragraphs. */
const maxListDepth = 5;
/** PDF/A allows 32,767 bytes in one string, and a heading is one in the outline. */
const maxHeadingLength = 1000;
const maxLinkLength = 2000;
const link = /^(https?:\/\/|mailto:)[\x21-\x7e]+$/i;
/** What a bullet or a number takes from its line, in parts of the letter size. */
const bulletWidth = 2.2;
const numberWidth = 2.6;
/** What the line beside a further language takes. */
const languageInset = 0.8;
/** A word wider than this breaks inside its cell before the whole table gives way. */
const widestInCell = 14;
/** Of a note, in parts of the letter size, as in the template. */
const noteSize = 0.84;
/** Of the letters around, by level: a little more than the template's. */
const headingSizes = [1.7, 1.3, 1.25, 1.1];

interface Place {
  readonly depth: number;
  /** How wide a line is, in parts of the letter size. */
  readonly room: number;
  /** Inside another block, where no page can be turned. */
  readonly nested: boolean;
}

/** What stands below the own words of a clause, by its id. */
export type Beside = ReadonlyMap<string, readonly PdfBlock[]>;

/** `promise`: what promises read as. */
export function readBlocks(
  text: CharterText,
  drawer: Drawer,
  page: Page,
  { beside, promise }: { readonly beside: Beside; readonly promise: PromiseWords },
): readonly PdfBlock[] {
  const clauses = readClauses(text);
  const clauseOf = new Map(clauses.map((clause) => [clause.node, clause]));
  const numberOf = numbersOf(clauses);
  const reads = readsAs(numberOf, promise);
  /** Of the words that are being read; null: the charter's own. */
  let spoken: string | null = null;
  const referredTo = clausesReferredTo(text);
  /** The number of a clause waits for the first block inside it. */
  let waiting: { readonly n: string; readonly at: readonly string[] } = noClause;
  const takeNumber = (): typeof waiting => {
    const taken = waiting;
    waiting = noClause;
    return taken;
  };
  const releaseNumber = (into: PdfBlock[]): void => {
    if (waiting.n !== "" || waiting.at.length > 0) into.push({ k: "paragraph", ...takeNumber(), rtl: null, runs: [] });
  };

  const beginningOf = (clause: Clause | undefined): typeof waiting =>
    clause === undefined ? noClause : { n: clause.number, at: referredTo.has(clause.id) ? [clause.id] : [] };

  const readSource = (clause: ElementNode, into: PdfBlock[]): void => {
    const certificate = String(clause.attrs.source ?? "");
    if (certificate === "") return;
    releaseNumber(into);
    into.push({ k: "source", keys: [inFours(certificate.slice(0, 32)), inFours(certificate.slice(32))] });
  };

  const readBeside = (clause: ElementNode, into: PdfBlock[]): void => {
    const below = beside.get(String(clause.attrs.id ?? "")) ?? [];
    if (below.length > 0) releaseNumber(into);
    into.push(...below);
  };

  const readAll = (nodes: readonly DocNode[], place: Place, into: PdfBlock[]): PdfBlock[] => {
    for (const node of nodes) if (node.type !== "text") read(node, place, into);
    return into;
  };

  const read = (node: ElementNode, place: Place, into: PdfBlock[]): void => {
    switch (node.type) {
      case "heading":
      case "paragraph":
        into.push(readTextBlock(node, place.room));
        return;
      case "bullet_list":
      case "ordered_list": {
        if (place.depth >= maxListDepth) break;
        releaseNumber(into);
        const start = wholeNumber(node.attrs, "order", { otherwise: 1, least: 0, most: 999_999_999 });
        const all = elements(node, "list_item");
        const digits = String(start + all.length).length;
        const taken = node.type === "bullet_list" ? bulletWidth : numberWidth + 0.6 * digits;
        const inside = { depth: place.depth + 1, room: Math.max(place.room - taken, 4), nested: true };
        const items = all.map((item) => readAll(item.content, inside, []));
        if (items.length === 0) return;
        into.push(node.type === "bullet_list" ? { k: "bullets", items } : { k: "numbers", start, items });
        return;
      }
      case "table":
        if (place.depth >= maxListDepth) break;
        releaseNumber(into);
        into.push(...readTable(node, place));
        return;
      case "article":
      case "clause":
        releaseNumber(into);
        waiting = beginningOf(clauseOf.get(node));
        readAll(node.content.slice(0, ownCount(node.content)), place, into);
        readSource(node, into);
        readBeside(node, into);
        readAll(node.content.slice(ownCount(node.content)), place, into);
        releaseNumber(into);
        return;
      case "body": {
        releaseNumber(into);
        const { language: lang, region, isRightToLeft: rtl } = readScript(String(node.attrs.lang));
        const inside = { depth: place.depth + 1, room: Math.max(place.room - languageInset, 4), nested: true };
        spoken = String(node.attrs.lang);
        const blocks = readAll(node.content, inside, []);
        spoken = null;
        into.push({ k: "language", tag: drawer.draw(String(node.attrs.lang)), lang, region, rtl, blocks });
        return;
      }
      case "doc":
      case "list_item":
      case "table_row":
      case "table_cell":
      case "table_header":
      case "hard_break":
      case "reference":
      case "footnote":
      case "promise":
        break;
      default:
        // A node that is added to the grammar does not compile here until somebody says how it is drawn.
        return node.type satisfies never;
    }
    readAll(node.content, place, into);
  };

  const readTable = (node: ElementNode, place: Place): readonly PdfBlock[] => {
    const grid = layOutTable(node);
    if (grid.columns === 0) return [];
    const layout = layOutColumns(
      grid.columns,
      grid.cells.map((cell) => ({ x: cell.x, columns: cell.width, ...measure(cell.node) })),
      {
        sizePt: page.sizePt,
        room: place.room * page.sizePt,
        turnedRoom: place.nested ? null : page.turnedRoom,
      },
    );
    if (layout === null) return [{ k: "rows", rows: readRows(grid.cells, place) }];
    const { widths, size, inset, turned } = layout;
    const cells = grid.cells.map((cell) => {
      const points = widths.slice(cell.x, cell.x + cell.width).reduce((sum, one) => sum + one, 0) - 2 * inset;
      // A table inside a table is shown as paragraphs.
      const inside = { depth: maxListDepth, room: Math.max(points / (size * page.sizePt), 1), nested: true };
      return {
        x: cell.x,
        y: cell.y,
        w: cell.width,
        h: cell.height,
        head: cell.node.type === "table_header",
        blocks: readAll(cell.node.content, inside, []),
      };
    });
    const header = cells.every((cell) => cell.y > 0 || (cell.head && cell.h === 1));
    const notes = cells.some(({ y, blocks }) => y === 0 && blocks.some(holdsNote));
    return [{ k: "table", widths, size, inset, turned, header, notes, cells }];
  };

  /** Each row's cells one below the other, each after the words at the head of its column. */
  const readRows = (cells: readonly PlacedCell[], place: Place): readonly (readonly PdfBlock[])[] => {
    const heads = new Map(
      cells
        .filter((cell) => cell.y === 0 && cell.node.type === "table_header")
        .map((cell) => [cell.x, plainText(cell.node, reads, spoken)]),
    );
    const rows = new Map<number, PdfBlock[]>();
    const inside = { depth: maxListDepth, room: place.room, nested: true };
    for (const cell of cells) {
      if (heads.has(cell.x) && cell.y === 0 && cells.some((other) => other.y > 0)) continue;
      const row = rows.get(cell.y) ?? [];
      rows.set(cell.y, row);
      const head = (heads.get(cell.x) ?? "").trim();
      const blocks = readAll(cell.node.content, inside, []);
      const [first, ...others] = blocks;
      const name = head === "" ? [] : readWords(`${head}: `, { b: true, i: false }, place.room);
      if (first?.k === "paragraph") row.push({ ...first, runs: [...name, ...first.runs] }, ...others);
      else row.push({ k: "paragraph", ...noClause, rtl: directionOf(name), runs: name }, ...blocks);
    }
    return [...rows.values()];
  };

  /** The widest word and the widest line of a cell, as bold as they may be. */
  const measure = (node: ElementNode): { readonly least: number; readonly most: number } => {
    const lines = plainText(node, reads, spoken)
      .split("\n")
      .map((line) => drawer.draw(line));
    const marks = nestingOf(node) * numberWidth * 1.5;
    const least = Math.min(Math.max(0, ...lines.map((line) => widestWord(line, drawer))), widestInCell);
    return { least: least + marks, most: Math.max(0, ...lines.map((line) => drawer.width(line) * 1.04)) + marks };
  };

  const readWords = (words: string, look: Look, room: number, u = ""): readonly PdfRun[] =>
    breakLong(drawer.draw(words), room, drawer).flatMap((t, at) =>
      at === 0
        ? [{ t, ...look, u }]
        : [
            { t: "", ...look, u: "" },
            { t, ...look, u },
          ],
    );

  const readRun = (node: TextNode, room: number): readonly PdfRun[] => {
    const has = (type: string): boolean => node.marks.some((mark) => mark.type === type);
    const look: Look = { b: has("strong"), i: has("em"), ...(has("underline") ? { l: true } : {}) };
    const href = node.marks.find((mark) => mark.type === "link")?.attrs.href;
    if (typeof href !== "string" || href === "") return readWords(node.text, look, room);
    const run = readWords(node.text, look, room, link.test(href) && href.length <= maxLinkLength ? href : "");
    // On paper nobody can follow a link, and where it leads is part of what was signed.
    return href === node.text || href === `mailto:${node.text}`
      ? run
      : [...run, ...readWords(` (${href})`, { b: false, i: look.i }, room)];
  };

  const readTextBlock = (node: ElementNode, room: number): PdfBlock => {
    const length = plainText(node).length;
    const isHeading =
      node.type === "heading" && length > 0 && length <= maxHeadingLength && plainText(node).trim() !== "";
    const level = wholeNumber(node.attrs, "level", { otherwise: 2, most: 4 });
    const inside = isHeading ? room / (headingSizes[level - 1] ?? 1) : room;
    const runs = joinRoom(node.content, inside);
    const rtl = directionOf(runs);
    return isHeading
      ? { k: "heading", ...takeNumber(), rtl, level, runs }
      : { k: "paragraph", ...takeNumber(), rtl, runs };
  };

  /** A word may go on from one run to the next: each then gets its share of the line. */
  const joinRoom = (content: readonly DocNode[], room: number): readonly PdfRun[] => {
    const texts = content.map((child) => {
      if (child.type === "text") return child.text;
      return isAtomName(child.type) ? reads(child, spoken) : " ";
    });
    const joins = (at: number): boolean => /\S$/.test(texts[at] ?? " ") && /^\S/.test(texts[at + 1] ?? " ");
    return content.flatMap((child, at): readonly PdfRun[] => {
      if (child.type === "hard_break") return [{ t: null, b: false, i: false, u: "" }];
      if (child.type === "reference") {
        const { clause } = child.attrs;
        return [{ t: drawer.draw(numberOf(clause)), b: false, i: false, u: "", to: String(clause) }];
      }
      if (child.type === "promise")
        return readWords(reads(child, spoken), { b: false, i: true }, room).map((run) => ({ ...run, derived: true }));
      if (child.type === "footnote") {
        const runs = joinRoom(child.content, room / noteSize);
        return [{ t: "", b: false, i: false, u: "", note: { rtl: directionOf(runs), runs } }];
      }
      if (child.type !== "text") return [];
      let [first, last] = [at, at];
      while (first > 0 && joins(first - 1)) first -= 1;
      while (joins(last)) last += 1;
      return readRun(child, room / (last - first + 1));
    });
  };

  return readAll(text.content, { depth: 0, room: page.room / page.sizePt, nested: false }, []);
}

interface Look {
  readonly b: boolean;
  readonly i: boolean;
  readonly l?: boolean;
}

/** Of a block in a cell, where lists and tables are paragraphs but for the outermost. */
function holdsNote(block: PdfBlock): boolean {
  switch (block.k) {
    case "paragraph":
    case "heading":
      return block.runs.some(({ note }) => note !== undefined);
    case "bullets":
    case "numbers":
      return block.items.flat().some(holdsNote);
    case "rows":
      return block.rows.flat().some(holdsNote);
    case "language":
      return block.blocks.some(holdsNote);
    case "table":
    case "source":
    case "reserved":
      return false;
  }
}

const noClause = { n: "", at: [] } as const;

/** The clauses that some reference names. */
function clausesReferredTo(text: CharterText): ReadonlySet<unknown> {
  const named = new Set<unknown>();
  const waiting: DocNode[] = [text];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    if (node.type === "text") continue;
    if (node.type === "reference") named.add(node.attrs.clause);
    waiting.push(...node.content);
  }
  return named;
}

/** How deep the lists in it go. */
const nestingOf = (node: ElementNode): number =>
  node.content.reduce((deepest, child) => (child.type === "text" ? deepest : Math.max(deepest, nestingOf(child))), 0) +
  (node.type === "list_item" ? 1 : 0);

const directionOf = (runs: readonly PdfRun[]): boolean | null => {
  for (const run of runs) {
    // A number reads from left to right and says nothing about the words.
    if (run.to !== undefined || run.derived === true) continue;
    const direction = letterDirection(run.t ?? "");
    if (direction !== null) return direction === "rtl";
  }
  return null;
};
