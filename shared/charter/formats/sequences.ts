/** Numbered and lettered lines: which sequence each continues or begins, so that it becomes a clause, or a clause of one. */
import type { DocNode } from "../text/model.ts";
import { type Reading, readEnumerator } from "./enumerators.ts";

/** Clauses in clauses in clauses. */
const maxLevels = 8;

export interface SourceLine {
  readonly words: string;
  readonly number: number;
}

export /** A sequence of clauses that may go on. */
interface Level {
  readonly style: string;
  last: number;
  /** Of the latest clause of it. */
  content: DocNode[];
}

interface Around {
  readonly articles: number;
  /** Of its paragraph. */
  readonly isFirst: boolean;
  /** Lines of the paragraph that follow. */
  readonly rest: readonly SourceLine[];
}

/** Which sequence the line continues or begins; null: its number is a word of the sentence. */
export function placeOf(
  readings: readonly Reading[],
  levels: readonly Level[],
  around: Around,
): { readonly depth: number; readonly reading: Reading } | null {
  for (const reading of readings) {
    if (reading.numbers.length > 1) return placeOfDotted(reading, levels, around);
    const [number = 0] = reading.numbers;
    for (let depth = levels.length - 1; depth >= 0; depth--) {
      const level = levels[depth] as Level;
      const isNext = number === level.last + 1 || (around.isFirst && number > level.last);
      if (level.style === reading.style && isNext) return { depth, reading };
    }
  }
  if (levels.length >= maxLevels) return null;
  for (const reading of readings) {
    const [number = 0] = reading.numbers;
    const isOpen = levels.some((level) => level.style === reading.style);
    const mayBegin = number <= 1 || (around.isFirst && goesOn(reading, around.rest) && !isOpen);
    if (mayBegin && !isOpen && (around.isFirst || levels.length > 0 || goesOn(reading, around.rest)))
      return { depth: levels.length, reading };
    // The same sequence begins anew: after another paragraph.
    const again = levels.findIndex((level) => level.style === reading.style);
    if (isOpen && number <= 1 && around.isFirst) return { depth: again, reading };
  }
  return null;
}

const goesOn = ({ style, numbers }: Reading, rest: readonly SourceLine[]): boolean =>
  rest.some(({ words }) =>
    readEnumerator(words)?.readings.some((one) => one.style === style && one.numbers[0] === (numbers[0] ?? 0) + 1),
  );

/** 2.1 is the first clause of article 2, or of its clause 2; 1.2.3 the third of the second. Below neither they are one list. */
function placeOfDotted(
  reading: Reading,
  levels: readonly Level[],
  { articles, isFirst, rest }: Around,
): { readonly depth: number; readonly reading: Reading } | null {
  const above = reading.numbers.slice(0, -1);
  const number = reading.numbers.at(-1) ?? 0;
  const [list] = levels;
  const style = `1.1 below ${above.join(".")}.`;
  const isList =
    list?.style.startsWith("1.1 below") === true && list.style.split(".").length === style.split(".").length;
  if (isList && number === (list.style === style ? list.last + 1 : 1))
    return { depth: 0, reading: { ...reading, style } };
  const paths = [above[0] === articles ? above.slice(1) : null, above];
  for (const path of paths) {
    if (path === null || path.length > levels.length || path.length >= maxLevels) continue;
    if (!path.every((number, depth) => levels[depth]?.last === number)) continue;
    // Beside "1." there is no "1.1".
    if ((levels[path.length]?.style ?? reading.style) !== reading.style) continue;
    const last = levels[path.length]?.last ?? 0;
    if (number === last + 1 || (isFirst && number > last) || last === 0) return { depth: path.length, reading };
  }
  const mayBegin = levels.length === 0 && rest.some(({ words }) => continuesDotted(words, reading));
  return mayBegin ? { depth: 0, reading: { ...reading, style } } : null;
}

const continuesDotted = (words: string, { numbers }: Reading): boolean => {
  const next = readEnumerator(words)?.readings[0]?.numbers ?? [];
  return next.join(".") === [...numbers.slice(0, -1), (numbers.at(-1) ?? 0) + 1].join(".");
};
