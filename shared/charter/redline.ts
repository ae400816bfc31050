/** What changed between two texts, clause by clause: by clause id, then block, then words inside paired blocks. */
import type { CharterText, Clause, TextMark } from "./model.ts";

export interface RedlineRun {
  readonly op: "same" | "insert" | "delete";
  readonly text: string;
  readonly marks: readonly TextMark[];
}

/** One paragraph, heading, list item or table cell. */
export interface RedlineBlock {
  readonly op: "same" | "insert" | "delete" | "change";
  readonly block: "heading" | "paragraph" | "list_item" | "table_cell";
  readonly level: number;
  readonly runs: readonly RedlineRun[];
}

export interface RedlineClause {
  readonly op: "same" | "amended" | "added" | "removed";
  /** True where its place among its neighbours changed, whatever `op` says. */
  readonly moved: boolean;
  readonly before: Clause | null;
  readonly after: Clause | null;
  readonly blocks: readonly RedlineBlock[];
}

export interface Redline {
  /** In the order of the later text; removed clauses stand where they stood. Text outside clauses comes as a clause with the id "loose". */
  readonly clauses: readonly RedlineClause[];
  readonly same: boolean;
}

export declare function compareTexts(before: CharterText, after: CharterText): Redline;
