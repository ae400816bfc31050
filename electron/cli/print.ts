/** Lines for people: aligned, calm, and safe from what strangers write into names and texts. */

import { clauseTitle } from "../../shared/charter/clauses.ts";
import type { RedlineBlock, RedlineClause, RedlineRun } from "../../shared/charter/redline.ts";
import { subjectOf } from "../../shared/charter/redline.ts";

export type Style = "plain" | "added" | "removed" | "quiet" | "strong";

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export type Line = string | readonly Span[];

const codeOf: Readonly<Record<Style, string>> = {
  plain: "",
  added: "\u001b[32m",
  removed: "\u001b[31m",
  quiet: "\u001b[2m",
  strong: "\u001b[1m",
};

/** Control characters would let a stranger's text move the cursor or rewrite the screen. */
const safe = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]/gu, (sign) => (sign === "\n" ? "\n" : " "));

export function writeLines(lines: readonly Line[], inColour: boolean): string {
  return lines.map((line) => `${writeLine(line, inColour)}\n`).join("");
}

function writeLine(line: Line, inColour: boolean): string {
  const spans: readonly Span[] = typeof line === "string" ? [{ text: line, style: "plain" }] : line;
  const written = spans.map(({ text, style }) => {
    const clean = safe(text);
    if (inColour) return style === "plain" ? clean : `${codeOf[style]}${clean}\u001b[0m`;
    if (style === "added") return `[+${clean}+]`;
    return style === "removed" ? `[-${clean}-]` : clean;
  });
  return written.join("").trimEnd();
}

/** Columns two spaces apart. The last one is not padded. */
export function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widthOf = (text: string): number => [...text.replace(/\p{M}/gu, "")].length;
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  return rows.map((row) =>
    row
      .map((cell, column) =>
        column === row.length - 1 ? cell : cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell))),
      )
      .join("  "),
  );
}

/** "Term    1y" and so on. */
export const fields = (pairs: readonly (readonly [string, string])[]): readonly string[] =>
  table(pairs.filter(([, value]) => value !== ""));

export const short = (id: string): string => id.slice(0, 8);

// ---- redline ----------------------------------------------------------------------------------

const wordOf: Readonly<Record<RedlineClause["op"], string>> = {
  same: "",
  amended: "amended",
  added: "new",
  removed: "dropped",
};

/** Changed clauses only; long unchanged stretches inside a block are cut short. */
export function redlineLines(clauses: readonly RedlineClause[]): readonly Line[] {
  const changed = clauses.filter((one) => one.op !== "same" || one.moved);
  if (changed.length === 0) return ["No differences."];
  return changed.flatMap((one, index) => {
    const words = [wordOf[one.op], one.moved ? "moved" : ""].filter((word) => word !== "").join(", ");
    const head: Line = [
      { text: clauseTitle(subjectOf(one)), style: "strong" },
      { text: `  ${words}`, style: "quiet" },
    ];
    const gap = index === 0 ? [] : [""];
    return [...gap, head, ...one.blocks.filter((block) => block.op !== "same").map(blockLine)];
  });
}

function blockLine(block: RedlineBlock): Line {
  const lead = block.block === "list_item" ? `    ${"  ".repeat(Math.max(0, block.level - 1))}- ` : "    ";
  return [{ text: lead, style: "plain" }, ...block.runs.map((run) => runSpan(run))];
}

const keptAround = 60;

function runSpan(run: RedlineRun): Span {
  const text = withMarks(run).replaceAll("\n", " / ");
  if (run.op !== "same") return { text, style: run.op === "insert" ? "added" : "removed" };
  const signs = [...text];
  const isLong = signs.length > 3 * keptAround;
  const kept = `${signs.slice(0, keptAround).join("")} … ${signs.slice(-keptAround).join("")}`;
  return { text: isLong ? kept : text, style: "plain" };
}

function withMarks({ text, marks }: RedlineRun): string {
  let marked = text;
  if (marks.some((mark) => mark.type === "em")) marked = `*${marked}*`;
  if (marks.some((mark) => mark.type === "strong")) marked = `**${marked}**`;
  const link = marks.find((mark) => mark.type === "link");
  return link === undefined ? marked : `${marked} <${String(link.attrs.href)}>`;
}
