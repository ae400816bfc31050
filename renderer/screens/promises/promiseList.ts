/** The promises of a charter as a person asks for them: by who owes them, or by their days. Pure. */
import type { PromiseState, PromisesView, PromiseView } from "../../../shared/api/records.ts";
import { addDays } from "../../../shared/base/days.ts";

export const promiseStates = [
  "overdue",
  "due",
  "done",
  "partly",
  "failed",
  "disputed",
  "settled",
] as const satisfies readonly PromiseState[];

/** Which days are asked for; the host knows at most ten years at once. */
export const spans = ["around", "past", "ahead"] as const;
export type Span = (typeof spans)[number];
const tenYears = 3650;

export function daysOf(span: Span, today: string): { readonly from: string; readonly to: string } | null {
  if (span === "around") return null;
  return span === "past"
    ? { from: addDays(today, -tenYears), to: today }
    : { from: today, to: addDays(today, tenYears) };
}

/** What is chosen among them; "": any. */
export interface PromiseFilter {
  readonly party: string;
  readonly state: PromiseState | "";
}

export const promiseKey = ({ proposal, clause, index }: Pick<PromiseView, "proposal" | "clause" | "index">): string =>
  `${proposal} ${clause} ${index}`;

/** As a whole, where it is due on no day: until somebody says something, it is due. */
export const wholeState = ({
  due,
  days,
  asWhole,
}: Pick<PromiseView, "due" | "days" | "asWhole">): PromiseState | null =>
  asWhole ?? (due === null && days.length === 0 ? "due" : null);

/** Of a party: what it owes, what all owe, and what is owed to it. */
export function filtered({ promises }: PromisesView, { party, state }: PromiseFilter): readonly PromiseView[] {
  const isOf = (whom: PromiseView["by"]): boolean => whom !== null && whom !== "all" && whom.id === party;
  return promises.filter(
    (one) =>
      (party === "" || one.by === "all" || isOf(one.by) || isOf(one.to)) &&
      (state === "" || one.days.some((day) => day.state === state) || wholeState(one) === state),
  );
}

export interface PartyPromises {
  readonly by: PromiseView["by"];
  readonly promises: readonly PromiseView[];
}

/** Parties by name, then what all owe, then what nobody owes by name. */
export function byParty(promises: readonly PromiseView[]): readonly PartyPromises[] {
  const keyOf = ({ by }: PromiseView): string => (by === null ? "3" : by === "all" ? "2" : `1 ${by.name} ${by.id}`);
  const groups = Map.groupBy(promises, keyOf);
  return [...groups.keys()].sort().flatMap((key): readonly PartyPromises[] => {
    const [first, ...more] = groups.get(key) ?? [];
    return first === undefined ? [] : [{ by: first.by, promises: [first, ...more] }];
  });
}

export interface PromiseDay {
  /** Null: it is due on no day. */
  readonly day: string | null;
  readonly state: PromiseState;
  readonly promise: PromiseView;
}

/** Each time that one is due, the earliest first; what is due on no day comes last. */
export function byDay(promises: readonly PromiseView[], state: PromiseState | ""): readonly PromiseDay[] {
  const all = promises.flatMap((promise): readonly PromiseDay[] => {
    const whole = wholeState(promise);
    if (promise.days.length === 0) return whole === null ? [] : [{ day: null, state: whole, promise }];
    return promise.days.map((one) => ({ day: one.day, state: one.state, promise }));
  });
  const last = "9999-99-99";
  return all
    .filter((one) => state === "" || one.state === state)
    .sort((a, b) => ((a.day ?? last) < (b.day ?? last) ? -1 : (a.day ?? last) > (b.day ?? last) ? 1 : 0));
}

/** The day of today stands between what was and what comes: the index of the first that is not before it. */
export const firstAhead = (days: readonly PromiseDay[], today: string): number => {
  const index = days.findIndex(({ day }) => day === null || day >= today);
  return index === -1 ? days.length : index;
};
