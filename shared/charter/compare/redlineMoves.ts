/**
 * Words that went from one place to another are neither struck out nor new: rows and blocks within a clause, then
 * blocks and sentences between clauses. A clause most of whose words came from another was split from it; one most of
 * whose words went to another was joined to it.
 */
import { clauseLabel } from "../text/clauses.ts";
import type { ClausePlace, RedlineBlock, RedlineClause, RedlineRun } from "./redline.ts";
import { isSpoken, splitSentences, splitWords } from "./words.ts";

/** Fewer words stand in two clauses by chance. */
const minSpoken = 3;
/** Of its words, for a clause to count as split from or joined to another. */
const mostWords = 0.6;

/** A run of a block, to be rewritten in place. */
interface Place {
  readonly clause: number;
  readonly block: number;
}

interface Group extends Place {
  /** So many blocks: the cells of a row, else one. */
  readonly length: number;
  readonly key: string;
  readonly spoken: number;
}

export function markMoves(clauses: readonly RedlineClause[]): readonly RedlineClause[] {
  const isNothingGone = !clauses.some((one) =>
    one.blocks.some((block) => block.runs.some((run) => run.op === "delete")),
  );
  if (isNothingGone) return clauses;
  const blocks = clauses.map((one) => [...one.blocks]);
  const moved = new MovedWords(clauses);
  moveGroups(clauses, blocks, moved);
  moveSentences(clauses, blocks, moved);
  return clauses.map((one, index) => moved.told(one, index, blocks[index] ?? []));
}

// ---- blocks and rows --------------------------------------------------------------------------

function moveGroups(clauses: readonly RedlineClause[], blocks: readonly RedlineBlock[][], moved: MovedWords): void {
  const gone = groupsOf(blocks, "delete");
  const come = groupsOf(blocks, "insert");
  const taken = new Set<Group>();
  const match = (keyOf: (group: Group) => string, min: number) => {
    const waiting = Map.groupBy(
      come.filter((group) => !taken.has(group) && group.spoken >= min),
      keyOf,
    );
    for (const group of gone) {
      if (taken.has(group) || group.spoken < min) continue;
      const other = waiting.get(keyOf(group))?.shift();
      if (other === undefined) continue;
      taken.add(group).add(other);
      const isInside = group.clause === other.clause;
      if (!isInside) moved.note(group.clause, other.clause, group.spoken);
      moveGroup(blocks, group, "moveOut", isInside ? null : placeOf(clauses, other.clause));
      moveGroup(blocks, other, "moveIn", isInside ? null : placeOf(clauses, group.clause));
    }
  };
  match((group) => `${group.clause} ${group.key}`, 1);
  match((group) => group.key, minSpoken);
}

function groupsOf(blocks: readonly (readonly RedlineBlock[])[], op: "delete" | "insert"): readonly Group[] {
  const groups: Group[] = [];
  for (const [clause, all] of blocks.entries())
    for (let block = 0; block < all.length; ) {
      const first = all[block] as RedlineBlock;
      let length = 1;
      while (first.row !== undefined && all[block + length]?.row === first.row && all[block + length]?.op === first.op)
        length++;
      const own = all.slice(block, block + length);
      if (first.op === op) {
        const said = own.map((one) => one.runs.map(({ text, marks }) => [text, marks]));
        const text = own.map((one) => one.runs.map((run) => run.text).join("")).join("\n");
        groups.push({ clause, block, length, key: JSON.stringify(said), spoken: spokenIn(text) });
      }
      block += length;
    }
  return groups;
}

function moveGroup(
  blocks: readonly RedlineBlock[][],
  { clause, block, length }: Group,
  op: "moveIn" | "moveOut",
  elsewhere: ClausePlace | null,
): void {
  const own = blocks[clause];
  for (let index = block; own !== undefined && index < block + length; index++) {
    const was = own[index];
    if (was !== undefined)
      own[index] = { ...was, moved: true, runs: was.runs.map((run) => movedRun(run, op, elsewhere)) };
  }
}

const movedRun = (run: RedlineRun, op: "moveIn" | "moveOut", elsewhere: ClausePlace | null): RedlineRun => ({
  ...run,
  op,
  ...(elsewhere === null ? {} : { elsewhere }),
});

// ---- sentences --------------------------------------------------------------------------------

interface Sentence extends Place {
  readonly run: number;
  readonly index: number;
  readonly key: string;
  readonly spoken: number;
}

function moveSentences(clauses: readonly RedlineClause[], blocks: readonly RedlineBlock[][], moved: MovedWords): void {
  const waiting = Map.groupBy(sentencesOf(blocks, "insert"), (one) => one.key);
  const partners = new Map<string, number>();
  const nameOf = (one: Sentence) => `${one.clause} ${one.block} ${one.run} ${one.index}`;
  for (const sentence of waiting.size === 0 ? [] : sentencesOf(blocks, "delete")) {
    const other = waiting.get(sentence.key)?.shift();
    if (other === undefined) continue;
    if (sentence.clause !== other.clause) moved.note(sentence.clause, other.clause, sentence.spoken);
    partners.set(nameOf(sentence), other.clause).set(nameOf(other), sentence.clause);
  }
  if (partners.size === 0) return;
  for (const [clause, own] of blocks.entries())
    for (const [index, block] of own.entries()) {
      if (!block.runs.some((run) => isPlain(run.op))) continue;
      const runs = block.runs.flatMap((run, at) => {
        if (!isPlain(run.op)) return [run];
        const partner = (piece: number) => partners.get(`${clause} ${index} ${at} ${piece}`);
        return cutRun(run, partner, (other) => (other === clause ? null : placeOf(clauses, other)));
      });
      if (runs.length === block.runs.length && runs.every((run, at) => run === block.runs[at])) continue;
      const isWhole = block.op !== "change" && runs.every((run) => run.op === "moveIn" || run.op === "moveOut");
      own[index] = { ...block, runs, ...(isWhole ? { moved: true } : {}) };
    }
}

const isPlain = (op: RedlineRun["op"]): boolean => op === "insert" || op === "delete";

function sentencesOf(blocks: readonly (readonly RedlineBlock[])[], op: "insert" | "delete"): readonly Sentence[] {
  const sentences: Sentence[] = [];
  for (const [clause, own] of blocks.entries())
    for (const [block, { runs }] of own.entries())
      for (const [run, one] of runs.entries())
        if (one.op === op)
          for (const [index, piece] of splitSentences(one.text).entries()) {
            const spoken = spokenIn(piece);
            if (spoken < minSpoken) continue;
            sentences.push({ clause, block, run, index, key: sentenceKey(piece), spoken });
          }
  return sentences;
}

/** Without the sign at its end: a sentence that was the last one may be followed now. */
const sentenceKey = (piece: string): string =>
  piece
    .trim()
    .replace(/\s+/gu, " ")
    .replace(/[.!?؟。।;؛:,،\s]+$/u, "");

/** The run in pieces: sentences that moved, and what stays struck out or new. White space goes with what moved. */
function cutRun(
  run: RedlineRun,
  partnerOf: (piece: number) => number | undefined,
  placeOfClause: (clause: number) => ClausePlace | null,
): readonly RedlineRun[] {
  const pieces = splitSentences(run.text);
  if (!pieces.some((_, index) => partnerOf(index) !== undefined)) return [run];
  const op = run.op === "insert" ? "moveIn" : "moveOut";
  const cut: RedlineRun[] = [];
  for (const [index, text] of pieces.entries()) {
    const partner = partnerOf(index);
    const last = cut.at(-1);
    if (partner !== undefined) cut.push(movedRun({ ...run, text }, op, placeOfClause(partner)));
    else if (last !== undefined && (last.op === run.op || text.trim() === ""))
      cut[cut.length - 1] = { ...last, text: last.text + text };
    else cut.push({ ...run, text });
  }
  const [first, second] = cut;
  return first !== undefined && second !== undefined && first.text.trim() === ""
    ? [{ ...second, text: first.text + second.text }, ...cut.slice(2)]
    : cut;
}

// ---- clauses ----------------------------------------------------------------------------------

function placeOf(clauses: readonly RedlineClause[], index: number): ClausePlace {
  const one = clauses[index];
  const clause = one?.after ?? one?.before;
  if (clause === null || clause === undefined) throw new Error("a redline clause has at least one side");
  return { id: clause.id, label: clauseLabel(clause) };
}

const spokenIn = (text: string): number => splitWords(text).filter(isSpoken).length;

/** How many words went from which clause to which. */
class MovedWords {
  readonly #clauses: readonly RedlineClause[];
  readonly #into = new Map<number, Map<number, number>>();
  readonly #outOf = new Map<number, Map<number, number>>();

  constructor(clauses: readonly RedlineClause[]) {
    this.#clauses = clauses;
  }

  note(from: number, to: number, words: number): void {
    for (const [all, key, other] of [
      [this.#into, to, from],
      [this.#outOf, from, to],
    ] as const) {
      const counts = all.get(key) ?? new Map<number, number>();
      all.set(key, counts.set(other, (counts.get(other) ?? 0) + words));
    }
  }

  /** The clause with its blocks, and whether it was split from another or joined to another. */
  told(one: RedlineClause, index: number, blocks: readonly RedlineBlock[]): RedlineClause {
    const splitFrom = one.op === "added" ? this.#mostOf(this.#into.get(index), one.after?.text ?? "") : null;
    const joinedInto = one.op === "removed" ? this.#mostOf(this.#outOf.get(index), one.before?.text ?? "") : null;
    return {
      ...one,
      blocks,
      ...(splitFrom === null ? {} : { splitFrom }),
      ...(joinedInto === null ? {} : { joinedInto }),
    };
  }

  #mostOf(counts: ReadonlyMap<number, number> | undefined, text: string): ClausePlace | null {
    const [most] = [...(counts ?? [])].sort((a, b) => b[1] - a[1]);
    return most === undefined || most[1] < mostWords * spokenIn(text) ? null : placeOf(this.#clauses, most[0]);
  }
}
