/**
 * Lines for people: aligned, calm, and safe from what strangers write into names and texts. Everything that a command
 * says goes through `writeLines` or `writeJson`: no word of another makes a line or an escape of its own, turns what
 * stands beside it, or goes unseen.
 */

import {
  isChanged,
  type RedlineBlock,
  type RedlineClause,
  type RedlineRun,
  type RunMark,
  subjectOf,
} from "../../shared/charter/compare/redline.ts";
import { changedMarks, type ShownRun, showRuns } from "../../shared/charter/compare/redlineSigns.ts";
import { classBits, classOf } from "../../shared/charter/text/characters.ts";
import { clauseLabel, clauseTitle } from "../../shared/charter/text/clauses.ts";
import type { MarkName } from "../../shared/charter/text/grammar.ts";
import type { Clause, ClauseKind } from "../../shared/charter/text/model.ts";
import { partsInWords, showStretches, unseenIn, without } from "../../shared/charter/text/seen.ts";

export type Style = "plain" | "added" | "removed" | "quiet" | "strong";

export interface Span {
  readonly text: string;
  readonly style: Style;
}

/** A string is a sentence of this program, with the words of others in it; a text of others is spans. */
export type Line = string | readonly Span[];

const codeOf: Readonly<Record<Style, string>> = {
  plain: "",
  added: "\u001b[32m",
  removed: "\u001b[31m",
  quiet: "\u001b[2m",
  strong: "\u001b[1m",
};

/**
 * The words of one line, judged together. A tab and the end of a line only part words; whatever else nobody could see
 * is shown by its number: ‹U+202E›.
 */
function shownTogether(texts: readonly string[]): readonly string[] {
  const lines = texts.map((text) => text.replace(/\t/g, " ").replace(/\r\n?|\n/g, " / "));
  return showStretches(lines, { idle: "number" }).map(partsInWords);
}

const shown = (text: string): string => shownTogether([text])[0] ?? "";

/** Words from right to left within a sentence from left to right would take its figures and signs with them. */
function isolated(sentence: string): string {
  const signs = [...sentence];
  const has = (sign: string | undefined, bits: number): boolean => (classOf(sign?.codePointAt(0) ?? 0) & bits) !== 0;
  if (!signs.some((sign) => has(sign, classBits.rightToLeft))) return sentence;
  const written: string[] = [];
  for (let i = 0; i < signs.length; i++) {
    if (!has(signs[i], classBits.rightToLeft)) {
      written.push(signs[i] ?? "");
      continue;
    }
    let end = i;
    for (let k = i; k < signs.length && !has(signs[k], classBits.leftToRight); k++)
      if (has(signs[k], classBits.rightToLeft | classBits.mark)) end = k;
    written.push("\u2068", ...signs.slice(i, end + 1), "\u2069");
    i = end;
  }
  return written.join("");
}

/** For a file or another program: what a terminal would obey or not show is written as JSON's own escapes. */
export const writeJson = (value: unknown): string =>
  `${JSON.stringify(value).replace(/[^\n\x20-\x7e]/gu, (sign) =>
    classOf(sign.codePointAt(0) ?? 0) !== 0
      ? sign
      : Array.from({ length: sign.length }, (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, "0")}`).join(
          "",
        ),
  )}\n`;

/** A text of others, a line to each of its lines. Joiners that do nothing are left out, as they are of what is signed. */
export const textLines = (text: string): readonly Line[] =>
  text.split("\n").map((line): Line => {
    const idle = unseenIn(line).filter(({ isIdle }) => isIdle);
    return [{ text: without(line, idle), style: "plain" }];
  });

export function writeLines(lines: readonly Line[], inColour: boolean): string {
  return lines.map((line) => `${writeLine(line, inColour)}\n`).join("");
}

function writeLine(line: Line, inColour: boolean): string {
  if (typeof line === "string") return isolated(shown(line)).trimEnd();
  const texts = shownTogether(line.map(({ text }) => text));
  const written = line.map(({ style }, index) => {
    const clean = texts[index] ?? "";
    if (inColour) return style === "plain" ? clean : `${codeOf[style]}${clean}\u001b[0m`;
    if (style === "added") return `[+${clean}+]`;
    return style === "removed" ? `[-${clean}-]` : clean;
  });
  return written.join("").trimEnd();
}

/** Columns two spaces apart. The last one is not padded. */
export function table(given: readonly (readonly string[])[]): readonly string[] {
  const rows = given.map((row) => row.map(shown));
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

/** What stands for a party in a table: A to Z, then A2 to Z2 and so on. */
export const letterAt = (index: number): string =>
  `${String.fromCharCode(65 + (index % 26))}${index < 26 ? "" : String(Math.floor(index / 26) + 1)}`;

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
  const changed = clauses.filter(isChanged);
  if (changed.length === 0) return ["No differences."];
  const shown = changed.flatMap((one, index): readonly Line[] => {
    const head: Line = [
      { text: clauseTitle(subjectOf(one)), style: "strong" },
      { text: `  ${fateOf(one).join(", ")}`, style: "quiet" },
    ];
    const gap = index === 0 ? [] : [""];
    return [...gap, head, ...blockLines(one.blocks.filter((block) => block.op !== "same"))];
  });
  return [...shown, ...renumberedLines(clauses)];
}

/** A clause of a redline for programs: blocks as they are compared, clauses by id and number. */
export function redlineValue(one: RedlineClause) {
  const side = (clause: Clause | null) =>
    clause === null ? null : { id: clause.id, kind: clause.kind, number: clause.number, heading: clause.heading };
  const { op, moved, newId, before, after, ...rest } = one;
  return { op, moved, newId, before: side(before), after: side(after), ...rest };
}

function fateOf(one: RedlineClause): readonly string[] {
  const { before, after } = one;
  const words = [wordOf[one.op]];
  if (one.moved) words.push("moved");
  if (one.newId) words.push("under a new id");
  if (one.source !== undefined && one.source.was !== "") words.push(`was from certificate ${one.source.was}`);
  if (one.source !== undefined && one.source.is !== "") words.push(`from certificate ${one.source.is}`);
  if (one.splitFrom !== undefined) words.push(`split from ${one.splitFrom.label}`);
  if (one.joinedInto !== undefined) words.push(`joined to ${one.joinedInto.label}`);
  if (before !== null && after !== null && before.kind !== after.kind)
    words.push(`was ${kindWords[before.kind]}, is ${kindWords[after.kind]}`);
  if (before !== null && after !== null && before.number !== after.number) words.push(`was ${clauseLabel(before)}`);
  if (one.arranged) words.push("arranged otherwise");
  return words.filter((word) => word !== "");
}

const kindWords: Readonly<Record<ClauseKind, string>> = {
  preamble: "the preamble",
  article: "an article",
  annex: "an annex",
  clause: "a clause",
};

const maxRenumbered = 20;

/** Clauses that only have another number now: what refers to a number may mean another clause. */
function renumberedLines(clauses: readonly RedlineClause[]): readonly Line[] {
  const other = clauses.flatMap((one) => {
    const { before, after } = one;
    if (isChanged(one) || before === null || after === null || before.number === after.number) return [];
    return [`${clauseLabel(before)} → ${clauseLabel(after)}`];
  });
  if (other.length === 0) return [];
  const more = other.length > maxRenumbered ? ` and ${other.length - maxRenumbered} more` : "";
  return ["", [{ text: `Other numbers: ${other.slice(0, maxRenumbered).join(", ")}${more}`, style: "quiet" }]];
}

/** Words in a further language stand below its tag. */
export const blockLines = (blocks: readonly RedlineBlock[]): readonly Line[] =>
  [...Map.groupBy(blocks, ({ language }) => language)].flatMap(([language, own]): readonly Line[] => [
    ...(language === undefined ? [] : [[{ text: `    ${language}`, style: "quiet" }] as const]),
    ...own.map(blockLine),
  ]);

function blockLine(block: RedlineBlock): Line {
  const spans: Span[] = [{ text: "    ", style: "plain" }];
  for (const sign of block.signs) spans.push({ text: sign.text, style: styleOf(sign.op) });
  if (block.runs.length === 0 && block.op !== "change") spans.push({ text: "(empty)", style: styleOf(block.op) });
  for (const run of showRuns(block.runs)) spans.push(...runSpans(run));
  if (block.was !== undefined && block.signs.every((sign) => sign.op === "same"))
    spans.push({ text: " (in another list, row or cell than before)", style: "quiet" });
  return spans;
}

const styleOf = (op: RedlineRun["op"] | RedlineBlock["op"]): Style => {
  if (op === "insert" || op === "moveIn") return "added";
  return op === "delete" || op === "moveOut" ? "removed" : "plain";
};

const keptAround = 60;

function runSpans({ run, text, lookAlike }: ShownRun): readonly Span[] {
  const said = withMarks(text, run.marks).replaceAll("\n", " / ");
  const notes = [noteOf(run), lookAlike === null ? null : `other letters that look alike: ${lookAlike}`];
  const quiet = notes.flatMap((note): readonly Span[] =>
    note === null ? [] : [{ text: ` (${note})`, style: "quiet" }],
  );
  if (run.op !== "same") return [{ text: said, style: styleOf(run.op) }, ...quiet];
  const signs = [...said];
  const isLong = signs.length > 3 * keptAround;
  const kept = `${signs.slice(0, keptAround).join("")} … ${signs.slice(-keptAround).join("")}`;
  return [{ text: isLong ? kept : said, style: "plain" }];
}

function noteOf({ op, marks, was = [], elsewhere }: RedlineRun): string | null {
  if (op === "moveIn") return elsewhere === undefined ? "moved here" : `moved from ${elsewhere.label}`;
  if (op === "moveOut") return elsewhere === undefined ? "moved" : `moved to ${elsewhere.label}`;
  if (op !== "format") return null;
  return changedMarks(was, marks)
    .map((change) => {
      if (change.type === "reference" || change.type === "promise") return atomWords[change.type][change.change];
      if (change.type !== "link") return `${change.isOn ? "now" : "no longer"} ${markWords[change.type]}`;
      if (change.now === null) return `no longer a link to ${change.was}`;
      return change.was === null ? "now a link" : `link, was ${change.was}`;
    })
    .join(", ");
}

const markWords: Readonly<Record<Exclude<MarkName, "link"> | "footnote", string>> = {
  strong: "bold",
  em: "italic",
  underline: "underlined",
  definition: "a definition",
  term: "a defined term",
  footnote: "in a note",
};

const atomWords = {
  reference: {
    on: "now a reference to a clause",
    off: "no longer a reference to a clause",
    other: "a reference to another clause",
  },
  promise: { on: "now a promise", off: "no longer a promise", other: "another promise" },
} as const;

function withMarks(text: string, marks: readonly RunMark[]): string {
  let marked = text;
  if (marks.some((mark) => mark.type === "underline")) marked = `<u>${marked}</u>`;
  if (marks.some((mark) => mark.type === "em")) marked = `*${marked}*`;
  if (marks.some((mark) => mark.type === "strong")) marked = `**${marked}**`;
  const link = marks.find((mark) => mark.type === "link");
  return link === undefined ? marked : `${marked} <${String(link.attrs.href)}>`;
}
