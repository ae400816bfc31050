/**
 * The promises of an agreed text, each time that one is due, and what the parties say became of it: both sides on record.
 * Pure. PROTOCOL.md, L61 and L62.
 */
import type { PartyId } from "../../base/ids.ts";
import type { AnswerChoice, Outcome } from "../../charter/parties/records.ts";
import { dueDays, type TextPromise } from "../../charter/text/promises.ts";
import { type Answer, answersTo } from "../statements/answer.ts";
import { distinct, type SaidSet } from "../statements/kind.ts";
import type { Proposal } from "../statements/proposal.ts";
import { type Report, reports } from "../statements/report.ts";
import type { Binding } from "./bindings.ts";

/** A report and what the others say to it, in the order in which it was said. */
export interface Reported {
  readonly report: Report;
  readonly answers: readonly Answer[];
  /** [L62] Its own party says that the matter is over. */
  readonly isResolved: boolean;
  /** Parties whose last word on it is that it is not so. */
  readonly disputedBy: readonly PartyId[];
}

/**
 * due: on that day or later. overdue: nobody said anything by then. done, partly, failed: as all say who said something.
 * disputed: they do not say the same. settled: all that was said is resolved.
 */
export type PromiseState = "due" | "overdue" | SaidState;
type SaidState = "done" | "partly" | "failed" | "disputed" | "settled";

export interface PromiseDay {
  readonly day: string;
  readonly state: PromiseState;
  /** Ids of the reports that it follows from. */
  readonly because: readonly string[];
}

export interface KeptPromise {
  readonly promise: TextPromise;
  readonly reports: readonly Reported[];
  /** In the days that were asked for, while the text binds who owes it. */
  readonly days: readonly PromiseDay[];
  /** What was said of it as a whole; null: nothing. */
  readonly asWhole: SaidState | null;
}

export interface KeptPromises {
  readonly promises: readonly KeptPromise[];
  /** Of promises that the text does not have. */
  readonly strays: readonly Reported[];
}

/** First and last day, both included, and the day of today. */
export interface PromiseWindow {
  readonly from: string;
  readonly to: string;
  readonly today: string;
}

export function readKept(
  { id }: Pick<Proposal, "id">,
  promises: readonly TextPromise[],
  bindings: readonly Pick<Binding, "party" | "from" | "to">[],
  said: SaidSet,
  window: PromiseWindow,
): KeptPromises {
  const all = reportedOn(id, said);
  const isOf = ({ clause, index }: TextPromise, { report }: Reported): boolean =>
    report.clause === clause && report.index === index;
  return {
    promises: promises.map((promise) =>
      keptOf(
        promise,
        bindings,
        all.filter((one) => isOf(promise, one)),
        window,
      ),
    ),
    strays: all.filter((one) => !promises.some((promise) => isOf(promise, one))),
  };
}

/** In the order in which they were made. */
function reportedOn(proposal: Proposal["id"], said: SaidSet): readonly Reported[] {
  const all = distinct(said, answersTo);
  return inOrder(distinct(said, reports).filter((one) => one.proposal === proposal)).map((report) => {
    const answers = inOrder(all.filter((one) => one.report === report.id));
    const last = new Map<PartyId, AnswerChoice>(answers.map(({ party, choice }) => [party, choice]));
    return {
      report,
      answers,
      isResolved: last.get(report.party) === "resolved",
      disputedBy: [...last].flatMap(([party, choice]) => (choice === "dispute" ? [party] : [])).sort(),
    };
  });
}

const inOrder = <T extends { readonly time: number; readonly id: string }>(all: readonly T[]): readonly T[] =>
  [...all].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));

function keptOf(
  promise: TextPromise,
  bindings: readonly Pick<Binding, "party" | "from" | "to">[],
  all: readonly Reported[],
  { from, to, today }: PromiseWindow,
): KeptPromise {
  const owes = (party: PartyId): boolean => promise.by === "all" || promise.by === "" || promise.by === party;
  const isOwed = (day: string): boolean =>
    bindings.some((one) => owes(one.party) && one.from <= day && (one.to === null || day <= one.to));
  const isOnce = promise.every === 0;
  const days = dueDays(promise, from, to)
    .filter(isOwed)
    .map((day): PromiseDay => {
      const about = all.filter(({ report: { period } }) =>
        period === null ? isOnce : period[0] <= day && day <= period[1],
      );
      const state = stateOf(about) ?? (day < today ? "overdue" : "due");
      return { day, state, because: about.map(({ report }) => report.id) };
    });
  return { promise, reports: all, days, asWhole: stateOf(all.filter(({ report }) => report.period === null)) };
}

const amounts: Readonly<Record<Outcome, "done" | "partly" | "failed">> = {
  fulfilled: "done",
  late: "done",
  partly: "partly",
  impossible: "failed",
  breach: "failed",
};

/** [L62] Of each party its last report counts; null: nobody said anything. */
function stateOf(about: readonly Reported[]): SaidState | null {
  if (about.length === 0) return null;
  const live = [...new Map(about.map((one) => [one.report.party, one])).values()].filter((one) => !one.isResolved);
  const [first, ...others] = new Set(live.map(({ report }) => amounts[report.outcome]));
  if (first === undefined) return "settled";
  return others.length > 0 || live.some(({ disputedBy }) => disputedBy.length > 0) ? "disputed" : first;
}
