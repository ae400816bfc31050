/**
 * What parties look back on when they renew: what became of each clause from text to text, how often promises were kept,
 * and what each party carries. Pure.
 */
import type { ClauseId, PartyId } from "../../base/ids.ts";
import type { Binding } from "./bindings.ts";
import type { KeptPromise, PromiseState } from "./promises.ts";

/** absent: the text does not have it, nor had the one before. */
export type ClauseFate = "new" | "same" | "amended" | "dropped" | "absent";

/** Of every clause of texts that build on one another, what became of it in each. A text: each clause's hash [C21]. */
export function readFates(
  texts: readonly ReadonlyMap<ClauseId, string>[],
): ReadonlyMap<ClauseId, readonly ClauseFate[]> {
  const all = new Set(texts.toReversed().flatMap((text) => [...text.keys()]));
  const fateOf = (now: string | undefined, before: string | undefined): ClauseFate => {
    if (now === undefined) return before === undefined ? "absent" : "dropped";
    if (before === undefined) return "new";
    return now === before ? "same" : "amended";
  };
  return new Map(
    [...all].map((clause) => [
      clause,
      texts.map((text, index) => fateOf(text.get(clause), texts[index - 1]?.get(clause))),
    ]),
  );
}

/** How often: each time that a promise is due counts, and one that is due on no day counts once. */
export type PromiseCounts = Readonly<Record<PromiseState, number>>;

export const noCounts: PromiseCounts = { due: 0, overdue: 0, done: 0, partly: 0, failed: 0, disputed: 0, settled: 0 };

export const addCounts = (a: PromiseCounts, b: PromiseCounts): PromiseCounts => ({
  due: a.due + b.due,
  overdue: a.overdue + b.overdue,
  done: a.done + b.done,
  partly: a.partly + b.partly,
  failed: a.failed + b.failed,
  disputed: a.disputed + b.disputed,
  settled: a.settled + b.settled,
});

/** `isOver`: its text is not in force any more, so that nothing is due by it. */
export function countKept({ promise, days, asWhole }: KeptPromise, isOver: boolean): PromiseCounts {
  const isOpen = promise.due === "" && !isOver;
  const whole = asWhole ?? (isOpen ? "due" : null);
  const states: readonly PromiseState[] =
    days.length > 0 ? days.map(({ state }) => state) : whole === null ? [] : [whole];
  const counts = { ...noCounts };
  for (const state of states) counts[state]++;
  return counts;
}

/** Of each party that a text binds or bound, what it owes by name and with all. What nobody owes by name is nobody's. */
export function countByParty(
  kept: readonly KeptPromise[],
  bindings: readonly Pick<Binding, "party" | "from" | "to">[],
  isOver: boolean,
): ReadonlyMap<PartyId, PromiseCounts> {
  const counts = new Map<PartyId, PromiseCounts>();
  for (const { party, from, to } of bindings) {
    const isBound = (day: string): boolean => from <= day && (to === null || day <= to);
    for (const one of kept) {
      if (one.promise.by !== party && one.promise.by !== "all") continue;
      const own = { ...one, days: one.days.filter(({ day }) => isBound(day)) };
      // A promise of days that are all others' is not this party's as a whole either.
      const isElsewhere = own.days.length === 0 && one.days.length > 0;
      const added = isElsewhere ? noCounts : countKept(own, isOver);
      counts.set(party, addCounts(counts.get(party) ?? noCounts, added));
    }
  }
  return counts;
}
