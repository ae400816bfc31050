/** Who owes what to whom by when: the promises of a text, and the days on which each is due. CONTENT.md, C22. */
import { addMonths } from "../../base/days.ts";
import type { ClauseId } from "../../base/ids.ts";
import { looseId, numbersOf, ownTextBlocks, placeClauses, plainText, readsAs } from "./clauses.ts";
import type { Attrs, CharterText, DocNode, ElementNode } from "./model.ts";

export interface TextPromise {
  /** The clause that it stands in; "loose" outside every clause. */
  readonly clause: ClauseId;
  /** Among the promises of that clause, from 0. */
  readonly index: number;
  /** A party's id, "all" or "": who owes it, and to whom. */
  readonly by: string;
  readonly to: string;
  /** `YYYY-MM-DD`, or "": on no day. */
  readonly due: string;
  /** Months from one time to the next; 0: once. */
  readonly every: number;
  /** What is owed: the words of its paragraph, or of all the clause where that has none. */
  readonly words: string;
}

/**
 * In the order of the text; in a clause those in the charter's own language first. One that a further language says as
 * well, with the same values, is the same promise.
 */
export function readPromises(text: CharterText): readonly TextPromise[] {
  const clauses = placeClauses(text).map(({ clause }) => clause);
  const reads = readsAs(numbersOf(clauses), () => "");
  const wordsOf = ({ content, ...block }: ElementNode): string => {
    const own = content.filter(({ type }) => type !== "footnote" && type !== "promise");
    return plainText({ ...block, content: own }, reads)
      .replace(/\s+/g, " ")
      .trim();
  };
  const readClause = (clause: ClauseId, node: ElementNode): readonly TextPromise[] => {
    const found: TextPromise[] = [];
    const byLanguage = Map.groupBy(ownTextBlocks(node), ({ language }) => language);
    const languages = [...byLanguage.keys()].sort((a, b) => Number(a !== null) - Number(b !== null));
    for (const language of languages) {
      const blocks = (byLanguage.get(language) ?? []).map(({ block }) => block);
      const known = new Set<TextPromise>();
      for (const block of blocks)
        for (const { attrs } of block.content.filter(isPromise)) {
          const read = valuesOf(attrs);
          const same = found.find((one) => !known.has(one) && saysTheSame(one, read));
          if (same !== undefined) {
            known.add(same);
            continue;
          }
          const words = wordsOf(block) || blocks.map(wordsOf).filter(Boolean).join("\n");
          const made = { clause, index: found.length, ...read, words };
          found.push(made);
          known.add(made);
        }
    }
    return found;
  };
  return [...readClause(looseId, text), ...clauses.flatMap(({ id, node }) => readClause(id, node))];
}

const isPromise = (node: DocNode): node is ElementNode => node.type === "promise";

type Values = Pick<TextPromise, "by" | "to" | "due" | "every">;

const valuesOf = ({ by, to, due, every }: Attrs): Values => ({
  by: String(by ?? ""),
  to: String(to ?? ""),
  due: String(due ?? ""),
  every: Number(every ?? 0),
});

const saysTheSame = (a: Values, b: Values): boolean =>
  a.by === b.by && a.to === b.to && a.due === b.due && a.every === b.every;

/**
 * The days from `from` to `to`, both included, on which a promise is due: its day, then the same day of every so many
 * months, or the last one of a month that is shorter. None where it names no day.
 */
export function dueDays(
  { due, every }: Pick<TextPromise, "due" | "every">,
  from: string,
  to: string,
): readonly string[] {
  const days: string[] = [];
  const add = (day: string): void => {
    if (day >= from && day <= to) days.push(day);
  };
  if (due === "") return days;
  if (every === 0) add(due);
  // The calendar ends with the year 9999.
  else
    for (let months = firstStep(due, every, from); ; months += every) {
      const day = addMonths(due, months);
      if (day.length > due.length || day > to) break;
      add(day);
    }
  return days;
}

/** Months to the last time before a day, or to the first of all. */
function firstStep(due: string, every: number, from: string): number {
  const monthOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  const between = Math.max(0, monthOf(from) - monthOf(due));
  return Math.floor(between / every) * every;
}
