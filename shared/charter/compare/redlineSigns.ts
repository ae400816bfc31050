/** What the eye would miss in a change: spaces, breaks, format characters, letters that look alike. */
import type { MarkName } from "../text/grammar.ts";
import { codeName, partsInWords, type ShownPart, showStretches } from "../text/seen.ts";
import type { RedlineRun, RunMark } from "./redline.ts";

export interface ShownRun {
  readonly run: RedlineRun;
  /** Where only unseen characters changed, with signs in their place; what may not be frozen by its number. */
  readonly parts: readonly ShownPart[];
  /** The same as one line of words. */
  readonly text: string;
  /** Letters of another script or form that took the place of such as look alike: "o U+006F, о U+043E". */
  readonly lookAlike: string | null;
}

export function showRuns(runs: readonly RedlineRun[]): readonly ShownRun[] {
  const sides = [showSide(runs, isAfter), showSide(runs, (run) => !isAfter(run) || run.op === "same")] as const;
  return runs.map((run, index) => {
    const [deleted, inserted] = changeAt(runs, index);
    const isUnseen = deleted + inserted !== "" && seen(deleted) === seen(inserted);
    const lookAlike = run.op === "insert" && !isUnseen ? lookAlikes(deleted, inserted) : null;
    const shown = sides[isAfter(run) ? 0 : 1].get(run) ?? [];
    const parts = isUnseen ? withSigns(run.text) : shown;
    return { run, parts, text: partsInWords(parts), lookAlike };
  });
}

/** Of the text as it is now. What was struck out or moved away is judged beside what it stood beside. */
const isAfter = ({ op }: RedlineRun): boolean => op !== "delete" && op !== "moveOut";

function showSide(
  runs: readonly RedlineRun[],
  isOfIt: (run: RedlineRun) => boolean,
): ReadonlyMap<RedlineRun, readonly ShownPart[]> {
  const own = runs.filter(isOfIt);
  const shown = showStretches(own.map(({ text }) => text));
  return new Map(own.map((run, index) => [run, shown[index] ?? []]));
}

/** All that was struck out and put in around this run; empty where nothing was. */
function changeAt(runs: readonly RedlineRun[], index: number): readonly [string, string] {
  const isChange = (run: RedlineRun | undefined) => run?.op === "insert" || run?.op === "delete";
  if (!isChange(runs[index])) return ["", ""];
  let from = index;
  while (isChange(runs[from - 1])) from--;
  let to = index + 1;
  while (isChange(runs[to])) to++;
  const said = (op: RedlineRun["op"]) =>
    runs
      .slice(from, to)
      .filter((run) => run.op === op)
      .map((run) => run.text)
      .join("");
  return [said("delete"), said("insert")];
}

const seen = (text: string): string => text.replace(/[\s\p{Z}\p{Cf}]/gu, "");

const signs: Readonly<Record<string, string>> = { " ": "␣", "\n": "↵", "\u00a0": "⍽" };

const withSigns = (text: string): readonly ShownPart[] =>
  text.split(/([\s\p{Z}\p{Cf}])/u).flatMap((piece, index): readonly ShownPart[] => {
    if (piece === "") return [];
    const sign = index % 2 === 0 ? piece : signs[piece];
    return [sign === undefined ? { kind: "number", code: piece.codePointAt(0) ?? 0 } : { kind: "words", text: sign }];
  });

const codeOf = (sign: string): string => codeName(sign.codePointAt(0) ?? 0);

const scripts = ["Latin", "Cyrillic", "Greek", "Armenian", "Cherokee", "Coptic", "Arabic", "Hebrew", "Devanagari"].map(
  (name) => new RegExp(`\\p{Script=${name}}`, "u"),
);
const scriptOf = (sign: string): number => scripts.findIndex((script) => script.test(sign));

function lookAlikes(deleted: string, inserted: string): string | null {
  const [from, to] = [[...deleted], [...inserted]];
  if (from.length !== to.length) return null;
  const pairs = new Set<string>();
  for (const [index, was] of from.entries()) {
    const is = to[index] ?? "";
    if (was === is) continue;
    const isLetter = /\p{L}/u.test(was) && /\p{L}/u.test(is);
    if (was.normalize("NFKC") !== is.normalize("NFKC") && !(isLetter && scriptOf(was) !== scriptOf(is))) return null;
    pairs.add(`${was} ${codeOf(was)}, ${is} ${codeOf(is)}`);
  }
  return pairs.size === 0 ? null : [...pairs].join("; ");
}

export type MarkChange =
  | { readonly type: Exclude<MarkName, "link"> | "footnote"; readonly isOn: boolean }
  /** Words that follow the number of a clause now, no more, or that of another one. */
  | { readonly type: "reference"; readonly change: "on" | "off" | "other" }
  /** Words that a promise says now, or no more, or that another one says. */
  | { readonly type: "promise"; readonly change: "on" | "off" | "other" }
  /** Where it leads; null: nowhere. */
  | { readonly type: "link"; readonly was: string | null; readonly now: string | null };

const plainMarks = [
  "strong",
  "em",
  "underline",
  "definition",
  "term",
  "footnote",
] as const satisfies readonly RunMark["type"][];

/** In what two rows of marks differ. */
export function changedMarks(was: readonly RunMark[], is: readonly RunMark[]): readonly MarkChange[] {
  const changes: MarkChange[] = [];
  for (const type of plainMarks) {
    const isOn = is.some((mark) => mark.type === type);
    if (isOn !== was.some((mark) => mark.type === type)) changes.push({ type, isOn });
  }
  for (const type of ["reference", "promise"] as const) {
    const saidIn = (marks: readonly RunMark[]): string | null => {
      const atom = marks.find((mark) => mark.type === type);
      return atom === undefined ? null : JSON.stringify(Object.entries(atom.attrs).sort());
    };
    const [before, after] = [saidIn(was), saidIn(is)];
    if (before !== after) changes.push({ type, change: before === null ? "on" : after === null ? "off" : "other" });
  }
  const hrefOf = (marks: readonly RunMark[]): string | null => {
    const link = marks.find((mark) => mark.type === "link");
    return link === undefined ? null : String(link.attrs.href);
  };
  if (hrefOf(was) !== hrefOf(is)) changes.push({ type: "link", was: hrefOf(was), now: hrefOf(is) });
  return changes;
}
