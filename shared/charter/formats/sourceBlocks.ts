/**
 * What an office document or a web page says, as plain values in the order of its words: blocks, and in them runs. Each
 * reader gives these, and `composeText` makes articles and clauses of them.
 *
 * Who inserted or deleted what in the document's own tracked changes stays with each run, block and row, until
 * `takeChanges` makes it a clean text: the authors are words in a file, nobody that this program knows.
 */
import type { TextMark } from "../text/model.ts";

/** A change that the document's program recorded and nobody accepted or rejected in it. */
export interface TrackedChange {
  /** As the file says; "" where it does not. */
  readonly inserted: string | null;
  readonly deleted: string | null;
}

export const unchanged: TrackedChange = { inserted: null, deleted: null };

export interface SourceRun extends TrackedChange {
  /** "\n" is a line break within the block. */
  readonly text: string;
  readonly marks: readonly TextMark[];
}

/** A block that is a point of a list. */
export interface SourcePoint {
  /** Points of one list have the same. */
  readonly list: string;
  /** The first is 0. */
  readonly level: number;
  /** Null: a bullet. */
  readonly number: number | null;
  /** As it is drawn, such as "1.", "(a)", "Article 3"; "" for a bullet. */
  readonly sign: string;
}

export interface SourceParagraph {
  readonly kind: "paragraph";
  readonly runs: readonly SourceRun[];
  /** 0: the title of all; 1: the largest heading; null: none. */
  readonly heading: number | null;
  readonly point: SourcePoint | null;
  /** It stands further in than the words around it. */
  readonly isIndented: boolean;
  /** Its end was inserted or deleted: without it the next paragraph goes on in this one. */
  readonly end: TrackedChange;
  /** Of the document, the first is 1; of a page the line of its file. */
  readonly number: number;
}

export interface SourceCell {
  readonly colspan: number;
  readonly rowspan: number;
  /** It belongs to the cell above it. */
  readonly goesOn: boolean;
  readonly blocks: readonly SourceBlock[];
}

export interface SourceRow extends TrackedChange {
  readonly isHeader: boolean;
  readonly cells: readonly SourceCell[];
}

export interface SourceTable {
  readonly kind: "table";
  readonly rows: readonly SourceRow[];
}

export type SourceBlock = SourceParagraph | SourceTable;

/** How tracked changes are read: as if all were accepted, or as the text was before them. */
export const changesRead = ["accepted", "before"] as const;
export type ChangesRead = (typeof changesRead)[number];

/** `takes`: what stays. */
const isTaken = ({ inserted, deleted }: TrackedChange, changes: ChangesRead): boolean =>
  changes === "accepted" ? deleted === null : inserted === null;

/** A text without tracked changes. */
export function takeChanges(blocks: readonly SourceBlock[], changes: ChangesRead): readonly SourceBlock[] {
  const taken: SourceBlock[] = [];
  /** A paragraph whose end does not stay: the next one goes on in it. */
  let open: SourceParagraph | null = null;
  for (const block of blocks) {
    if (block.kind === "table") {
      if (open !== null) taken.push(open);
      open = null;
      const rows = block.rows
        .filter((row) => isTaken(row, changes))
        .map((row) => ({
          ...row,
          ...unchanged,
          cells: row.cells.map((cell) => ({ ...cell, blocks: takeChanges(cell.blocks, changes) })),
        }));
      if (rows.length > 0) taken.push({ ...block, rows });
      continue;
    }
    const runs = block.runs.filter((run) => isTaken(run, changes)).map((run) => ({ ...run, ...unchanged }));
    // Word keeps the properties of the last of two joined paragraphs; where it has no words, those of the first.
    const hasWords = runs.some(({ text }) => text.trim() !== "");
    const base: SourceParagraph = open === null || hasWords ? block : open;
    const joined: SourceParagraph = { ...base, runs: [...(open?.runs ?? []), ...runs], end: unchanged };
    if (isTaken(block.end, changes)) {
      taken.push(joined);
      open = null;
    } else open = joined.runs.length > 0 ? joined : null;
  }
  if (open !== null) taken.push(open);
  return taken;
}

/** What one author of tracked changes did. */
export interface ChangesBy {
  readonly author: string;
  /** Stretches of words. */
  readonly inserted: number;
  readonly deleted: number;
  /** Words that look otherwise, paragraphs that stand otherwise. */
  readonly formatted: number;
  /** Some of the words. */
  readonly examples: readonly { readonly op: "insert" | "delete"; readonly words: string }[];
}
