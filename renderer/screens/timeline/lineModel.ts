/**
 * The timeline as a line: what lies on it, on which days, and what of it is seen through a view that reaches from days to
 * decades. Pure. Days are numbers since 1970-01-01; a view may begin between two.
 */
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { PromisesView } from "../../../shared/api/records.ts";
import { addDays, addMonths, dayOf, daysBetween, laterDay } from "../../../shared/base/days.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import type { Purpose } from "../../../shared/charter/parties/proposalState.ts";
import { isRatified } from "./timelineLayout.ts";

const epoch = "1970-01-01";
export const numberOf = (day: string): number => daysBetween(epoch, day);
export const dayAt = (number: number): string => addDays(epoch, Math.round(number));

export type KnotKind =
  | "proposed"
  | "givenUp"
  | "ratified"
  | "entry"
  | "acceded"
  | "left"
  | "review"
  | "renewal"
  | "ballots"
  | "promise"
  | "lapse"
  | "resumed"
  | "end";

export interface Knot {
  readonly kind: KnotKind;
  readonly day: number;
  readonly proposal: ProposalId;
  readonly purpose: Purpose;
  readonly lane: number;
  /** Who joined, left or owes; else empty. */
  readonly who: string;
}

/** Days of a text as a bar. `waits`: for ballots; `gap`: nothing was in force, though something had been. */
export interface Bar {
  readonly kind: "term" | "ahead" | "waits" | "gap";
  readonly proposal: ProposalId;
  readonly lane: number;
  readonly from: number;
  /** The day after the last; null: open-ended. */
  readonly to: number | null;
}

/** Where a text leaves the lane of what it builds on. */
export interface Branch {
  readonly proposal: ProposalId;
  readonly day: number;
  readonly fromLane: number;
  readonly toLane: number;
  readonly isFirm: boolean;
}

export interface LineModel {
  readonly today: number;
  /** The first and the last day on which there is anything, today among them. */
  readonly first: number;
  readonly last: number;
  readonly lanes: number;
  /** In order of the day. */
  readonly knots: readonly Knot[];
  readonly bars: readonly Bar[];
  readonly branches: readonly Branch[];
}

/** Further texts that overlap share the last lane. */
const maxLanes = 6;

/** A day on which a promise is to be kept, and by whom; `who` is empty where nobody is named. */
export interface DueDay {
  readonly proposal: ProposalId;
  readonly day: string;
  readonly who: string;
}

/** Those that are still to come. */
export const dueDays = ({ promises, today }: PromisesView): readonly DueDay[] =>
  promises.flatMap(({ proposal, by, days }) =>
    days
      .filter(({ day, state }) => day >= today && state === "due")
      .map(({ day }) => ({ proposal, day, who: by === null || by === "all" ? "" : by.name })),
  );

export function readLine(entries: readonly TimelineEntry[], today: string, due: readonly DueDay[] = []): LineModel {
  const now = numberOf(today);
  const lanes = chooseLanes(entries);
  const laneOf = (id: ProposalId | null): number => (id === null ? 0 : (lanes.get(id) ?? 0));
  const knots = entries.flatMap((entry) => knotsOf(entry, laneOf(entry.proposal), now));
  const purposes = new Map(entries.map(({ proposal, purpose }) => [proposal, purpose]));
  for (const { proposal, day, who } of due) {
    const purpose = purposes.get(proposal);
    if (purpose !== undefined)
      knots.push({ kind: "promise", day: numberOf(day), proposal, purpose, lane: laneOf(proposal), who });
  }
  knots.sort((a, b) => a.day - b.day || a.lane - b.lane);
  const bars = entries.flatMap((entry) => barsOf(entry, laneOf(entry.proposal), now));
  const days = [
    now,
    ...knots.map(({ day }) => day),
    ...bars.flatMap(({ from, to }) => (to === null ? [from] : [from, to])),
  ];
  return {
    ...{ today: now, knots, bars, lanes: Math.max(1, ...[...lanes.values()].map((lane) => lane + 1)) },
    first: Math.min(...days),
    last: Math.max(...days),
    branches: entries
      .filter(({ proposal, parent }) => laneOf(proposal) !== laneOf(parent))
      .map((entry) => ({
        ...{ proposal: entry.proposal, day: numberOf(dayOf(entry.proposedAt)), isFirm: isRatified(entry) },
        ...{ fromLane: laneOf(entry.parent), toLane: laneOf(entry.proposal) },
      })),
  };
}

/** The last day in force, or of ballots; null: open-ended. */
const lastDayOf = ({ startsOn, endedOn, endsOn, closesOn }: TimelineEntry): string | null =>
  startsOn === null ? closesOn : (endedOn ?? endsOn);

const neverBegan = ({ state, endedOn }: TimelineEntry): boolean => state === "superseded" && endedOn === null;

function knotsOf(entry: TimelineEntry, lane: number, now: number): Knot[] {
  const { proposal, purpose, startsOn, endsOn, endedOn, state, conditions } = entry;
  const knots: Knot[] = [];
  const add = (kind: KnotKind, day: string | null, who = ""): void => {
    if (day !== null) knots.push({ kind, day: numberOf(day), proposal, purpose, lane, who });
  };
  const isGivenUp = !isRatified(entry) && !["open", "contested"].includes(state);
  add(isGivenUp ? "givenUp" : "proposed", dayOf(entry.proposedAt));
  if (entry.ratifiedAt !== null) add("ratified", dayOf(entry.ratifiedAt));
  if (state === "open" || state === "contested" || state === "awaiting") add("ballots", entry.closesOn);
  if (startsOn === null || neverBegan(entry)) return knots;
  add("entry", startsOn);
  for (const { party, from, left, to } of entry.binds) {
    if (from > startsOn) add("acceded", from, party.name);
    if (left !== null && to !== null) add("left", addDays(to, 1), party.name);
  }
  const isOver = state === "superseded" || state === "lapsed";
  if (isOver) {
    const isLapsed = endsOn !== null && (endedOn === null || endedOn === endsOn);
    add(isLapsed ? "lapse" : "end", endedOn ?? endsOn);
    add("resumed", entry.resumedOn);
  } else {
    add("end", endsOn);
    if (entry.renewFrom !== null && numberOf(entry.renewFrom) >= now) add("renewal", entry.renewFrom);
    for (const day of conditions.reviews) add("review", day);
  }
  return knots;
}

function barsOf(entry: TimelineEntry, lane: number, now: number): Bar[] {
  const { proposal, startsOn, endsOn, resumedOn, state } = entry;
  const last = lastDayOf(entry);
  const to = last === null ? null : numberOf(last) + 1;
  if (startsOn === null) {
    const waits = state === "open" || state === "contested" || state === "awaiting";
    return waits ? [{ kind: "waits", proposal, lane, from: numberOf(dayOf(entry.proposedAt)), to }] : [];
  }
  if (neverBegan(entry)) return [];
  const bar: Bar = { kind: state === "upcoming" ? "ahead" : "term", proposal, lane, from: numberOf(startsOn), to };
  if (endsOn === null || (resumedOn === null && state !== "lapsed")) return [bar];
  const gapEnd = resumedOn === null ? now + 1 : numberOf(resumedOn);
  return [bar, { kind: "gap", proposal, lane, from: numberOf(endsOn) + 1, to: gapEnd }];
}

/** Lane 0 is of ratified texts, one after the other; what overlaps it, or is not ratified, lies beside it. */
function chooseLanes(entries: readonly TimelineEntry[]): ReadonlyMap<ProposalId, number> {
  const lanes = new Map<ProposalId, number>();
  /** Of each lane the last day that is taken. */
  const taken: string[] = [];
  const place = (entry: TimelineEntry, from: string, lowest: number): void => {
    const to = lastDayOf(entry) ?? "9999-12-31";
    let lane = lowest;
    while (lane < maxLanes - 1 && (taken[lane] ?? "") >= from) lane++;
    taken[lane] = laterDay(taken[lane] ?? "", to);
    lanes.set(entry.proposal, lane);
  };
  const firm = entries.filter((entry) => entry.startsOn !== null);
  const loose = entries.filter((entry) => entry.startsOn === null);
  const startOf = ({ startsOn }: TimelineEntry): string => startsOn ?? "";
  for (const entry of [...firm].sort((a, b) => (startOf(a) < startOf(b) ? -1 : 1))) {
    if (neverBegan(entry)) lanes.set(entry.proposal, 0);
    else place(entry, startOf(entry), 0);
  }
  for (const entry of [...loose].sort((a, b) => a.proposedAt - b.proposedAt)) place(entry, dayOf(entry.proposedAt), 1);
  return lanes;
}

/** `from`: the day at the first edge; `days`: from edge to edge. */
export interface LineView {
  readonly from: number;
  readonly days: number;
}

/** Days near the ends of the calendar, which no view goes beyond. */
export const firstDay = -719_000;
export const lastDay = 2_932_000;

export const minDays = 10;
export const maxDays = 36_525;

const clamp = (value: number, min: number, max: number): number => Math.min(max, Math.max(min, value));

/** Everything, with room at both edges; at least half a year. */
export function wholeView({ first, last }: LineModel): LineView {
  const days = clamp((last - first) * 1.12, 183, maxDays);
  return { from: (first + last - days) / 2, days };
}

/** `factor` below 1 shows fewer days; the day `around` stays where it is. */
export function zoomed({ from, days }: LineView, factor: number, around: number): LineView {
  const next = clamp(days * factor, minDays, maxDays);
  return { from: around - ((around - from) * next) / days, days: next };
}

/** The least move that shows a day with some room beside it. */
export function showing(view: LineView, day: number): LineView {
  const room = view.days * 0.06;
  if (day < view.from + room) return { ...view, from: day - room };
  if (day + 1 > view.from + view.days - room) return { ...view, from: day + 1 + room - view.days };
  return view;
}

/** Part of the width, from the first edge: 0 to 1 within the view. */
export const placeOf = ({ from, days }: LineView, day: number): number => (day - from) / days;

export interface Tick {
  readonly day: number;
  readonly unit: "day" | "month" | "year";
}

const monthUnits = [1, 3, 6, 12, 24, 60, 120, 240, 600];

/** Marks of days, months or years that stand at least `apart` (a part of the width) from each other. */
export function ticksOf(view: LineView, apart: number): readonly Tick[] {
  const least = view.days * apart;
  const end = view.from + view.days;
  const dayStep = [1, 2, 7, 14].find((step) => step >= least);
  if (dayStep !== undefined) {
    // Weeks begin on a Monday; 1970-01-05 was one.
    const first = Math.ceil((Math.max(view.from, firstDay) - 4) / dayStep) * dayStep + 4;
    const count = Math.ceil((Math.min(end, lastDay) - first) / dayStep);
    return Array.from({ length: Math.max(0, count) }, (_, index) => ({
      ...{ day: first + index * dayStep, unit: "day" as const },
    }));
  }
  const months = monthUnits.find((count) => count * 30.44 >= least) ?? 1200;
  const start = dayAt(clamp(Math.ceil(view.from), firstDay, lastDay));
  const monthOf = Number(start.slice(0, 4)) * 12 + Number(start.slice(5, 7)) - 1;
  const ticks: Tick[] = [];
  for (let month = Math.ceil(monthOf / months) * months - months; month < 9999 * 12; month += months) {
    const day = numberOf(addMonths("0001-01-01", month - 12));
    if (day >= end) break;
    if (day >= view.from && month >= 24) ticks.push({ day, unit: months >= 12 ? "year" : "month" });
  }
  return ticks;
}

/** Knots of one lane that would lie upon each other are one. */
export interface Cluster {
  readonly lane: number;
  /** Where it is drawn: the middle of its days. */
  readonly day: number;
  readonly knots: readonly [Knot, ...Knot[]];
}

/** Of the knots in the view. `apart`: a part of the width. */
export function clustersOf({ knots }: Pick<LineModel, "knots">, view: LineView, apart: number): readonly Cluster[] {
  const margin = view.days * apart;
  const [from, to] = [firstFrom(knots, view.from - margin), firstFrom(knots, view.from + view.days + margin)];
  const open = new Map<number, Knot[]>();
  const clusters: Knot[][] = [];
  for (const knot of knots.slice(from, to)) {
    const last = open.get(knot.lane);
    if (last !== undefined && knot.day - (last[0]?.day ?? 0) < margin) last.push(knot);
    else {
      const next = [knot];
      open.set(knot.lane, next);
      clusters.push(next);
    }
  }
  return clusters.map((own): Cluster => {
    const [first, ...more] = own as [Knot, ...Knot[]];
    return { lane: first.lane, day: (first.day + (own.at(-1) ?? first).day) / 2, knots: [first, ...more] };
  });
}

/** The index of the first knot on or after a day. */
function firstFrom(knots: readonly Knot[], day: number): number {
  let [low, high] = [0, knots.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((knots[middle]?.day ?? 0) < day) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const knotsOn = ({ knots }: Pick<LineModel, "knots">, day: number): readonly Knot[] =>
  knots.slice(firstFrom(knots, day), firstFrom(knots, day + 1));

/** The nearest day after (`step` 1) or before (`step` -1) on which there is a knot; null: there is none. */
export function nextKnotDay({ knots }: Pick<LineModel, "knots">, day: number, step: 1 | -1): number | null {
  const found = step === 1 ? knots[firstFrom(knots, day + 1)] : knots[firstFrom(knots, day) - 1];
  return found?.day ?? null;
}

/** The knot's day where one lies so near, else the day itself. `reach`: in days. */
export function snapped({ knots }: Pick<LineModel, "knots">, day: number, reach: number): number {
  const near = knots.slice(firstFrom(knots, day - reach), firstFrom(knots, day + reach));
  const nearest = near.reduce<Knot | null>(
    (best, knot) => (best === null || Math.abs(knot.day - day) < Math.abs(best.day - day) ? knot : best),
    null,
  );
  return nearest?.day ?? Math.floor(day);
}

/** Texts that bind somebody on a day, and whom; `party`: only those that bind this one. */
export function inForceOn(
  entries: readonly TimelineEntry[],
  day: string,
  party: PartyId | null,
): readonly { readonly entry: TimelineEntry; readonly parties: readonly string[] }[] {
  return entries.flatMap((entry) => {
    const bound = entry.binds.filter(({ from, to }) => from <= day && (to === null || day <= to));
    if (bound.length === 0 || (party !== null && !bound.some((one) => one.party.id === party))) return [];
    return [{ entry, parties: bound.map((one) => one.party.name) }];
  });
}
