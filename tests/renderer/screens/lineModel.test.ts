import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  clustersOf,
  dayAt,
  firstDay,
  inForceOn,
  knotsOn,
  type LineModel,
  type LineView,
  lastDay,
  maxDays,
  minDays,
  nextKnotDay,
  numberOf,
  placeOf,
  readLine,
  showing,
  snapped,
  ticksOf,
  wholeView,
  zoomed,
} from "../../../renderer/screens/timeline/lineModel.ts";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import { isDay } from "../../../shared/base/days.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { usualConditions } from "../../../shared/charter/parties/conditions.ts";
import { refOf, timelineEntry } from "../../support/views.ts";

const moment = (day: string): number => Date.parse(`${day}T12:00:00Z`);
type Binding = TimelineEntry["binds"][number];
const bound = (name: string, from: string, to: string | null = null, left: Binding["left"] = null): Binding => ({
  ...{ party: refOf(name), from, to, left },
});
const withdrew = { how: "withdrew", at: 0, reason: "" } as const;

interface Facts extends Omit<Partial<TimelineEntry>, "proposal" | "parent" | "proposedAt" | "ratifiedAt"> {
  readonly parent?: string;
  readonly proposed: string;
  readonly ratified?: string;
}

const entry = (name: string, { parent, proposed, ratified, ...facts }: Facts): TimelineEntry =>
  timelineEntry({
    ...{ proposal: name as ProposalId, parent: (parent ?? null) as ProposalId | null, closesOn: "2031-12-31" },
    ...{ proposedAt: moment(proposed), ratifiedAt: ratified === undefined ? null : moment(ratified) },
    ...facts,
  });

const wells = entry("wells", {
  ...{ proposed: "2026-01-01", ratified: "2026-01-10", state: "superseded" },
  ...{ startsOn: "2026-02-01", endsOn: "2027-01-31", endedOn: "2027-01-31", resumedOn: "2027-04-01" },
  binds: [
    bound("Fishers", "2026-02-01", "2027-01-31"),
    bound("Potters", "2026-06-01", "2027-01-31"),
    bound("Herders", "2026-02-01", "2026-08-31", withdrew),
  ],
});
const renewed = entry("renewed", {
  ...{ parent: "wells", proposed: "2027-03-01", ratified: "2027-03-20", state: "inForce", purpose: "renewal" },
  ...{ startsOn: "2027-04-01", endsOn: "2032-03-31", renewFrom: "2032-01-01" },
  conditions: { ...usualConditions(2), reviews: ["2029-04-01"] },
  binds: [bound("Fishers", "2027-04-01"), bound("Potters", "2027-04-01")],
});
const left = entry("left", { parent: "renewed", proposed: "2028-01-01", state: "open" });
const right = entry("right", { parent: "renewed", proposed: "2028-01-05", state: "open" });
const lost = entry("lost", { parent: "renewed", proposed: "2028-02-01", state: "declined" });
const all = [wells, renewed, left, right, lost];
const line = readLine(all, "2028-06-01");

const told = (proposal: string): readonly string[] =>
  line.knots
    .filter((knot) => knot.proposal === proposal)
    .map(({ kind, day, who }) => `${dayAt(day)} ${kind} ${who}`.trim());

describe("what lies on the line", () => {
  it("is every step of a text, in order of its day: who joined, who left, the lapse and the resumption", () => {
    expect(told("wells")).toEqual([
      "2026-01-01 proposed",
      "2026-01-10 ratified",
      "2026-02-01 entry",
      "2026-06-01 acceded Potters",
      "2026-09-01 left Herders",
      "2027-01-31 lapse",
      "2027-04-01 resumed",
    ]);
  });

  it("goes on into the days ahead: reviews, renewal, the last day, promises, the last day for ballots", () => {
    expect(told("renewed").slice(3)).toEqual(["2029-04-01 review", "2032-01-01 renewal", "2032-03-31 end"]);
    expect(told("left")).toEqual(["2028-01-01 proposed", "2031-12-31 ballots"]);
    expect(told("lost")).toEqual(["2028-02-01 givenUp"]);
    const due = [
      { proposal: renewed.proposal, day: "2030-05-01", who: "Potters" },
      { proposal: "elsewhere" as ProposalId, day: "2030-05-01", who: "Potters" },
    ];
    expect(knotsOn(readLine(all, "2028-06-01", due), numberOf("2030-05-01"))).toMatchObject([{ kind: "promise" }]);
    expect(readLine([], "2028-06-01")).toMatchObject({
      knots: [],
      bars: [],
      lanes: 1,
      first: line.today,
      last: line.today,
    });
  });

  it("shows terms as bars, and the days in which nothing was in force as a gap between them", () => {
    const bars = line.bars.map(({ kind, proposal, from, to }) => [
      ...[kind, proposal, dayAt(from)],
      to === null ? null : dayAt(to - 1),
    ]);
    expect(bars).toEqual([
      ["term", "wells", "2026-02-01", "2027-01-31"],
      ["gap", "wells", "2027-02-01", "2027-03-31"],
      ["term", "renewed", "2027-04-01", "2032-03-31"],
      ["waits", "left", "2028-01-01", "2031-12-31"],
      ["waits", "right", "2028-01-05", "2031-12-31"],
    ]);
    const lapsed = { ...renewed, state: "lapsed", endsOn: "2028-03-31", endedOn: "2028-03-31" } as const;
    const gap = readLine([lapsed], "2028-06-01").bars.at(-1);
    expect(gap).toMatchObject({ kind: "gap", from: numberOf("2028-04-01"), to: numberOf("2028-06-02") });
  });

  it("keeps what follows on one lane, and forks where texts stand side by side", () => {
    const laneOf = (proposal: string) => line.knots.find((knot) => knot.proposal === proposal)?.lane;
    expect(["wells", "renewed", "left", "right"].map(laneOf)).toEqual([0, 0, 1, 2]);
    expect(line.branches.map(({ proposal, fromLane, toLane }) => [proposal, fromLane, toLane])).toEqual([
      ["left", 0, 1],
      ["right", 0, 2],
      ["lost", 0, 3],
    ]);
    const many = Array.from({ length: 40 }, (_, index) => ({ ...left, proposal: `p${index}` as ProposalId }));
    expect(readLine(many, "2028-06-01").lanes).toBe(6);
  });

  it("never began: no bar, and no day of entry", () => {
    const never = { ...wells, endedOn: null, resumedOn: null };
    const { bars, knots } = readLine([never], "2028-06-01");
    expect([bars, knots.map(({ kind }) => kind)]).toEqual([[], ["proposed", "ratified"]]);
  });
});

describe("in force on a day, as the line says it", () => {
  const on = (day: string, party: string | null = null) =>
    inForceOn(all, day, party === null ? null : refOf(party).id).map((one) => [one.entry.proposal, ...one.parties]);

  it("is what binds somebody then, and whom", () => {
    expect(on("2026-01-31")).toEqual([]);
    expect(on("2026-02-01")).toEqual([["wells", "Fishers", "Herders"]]);
    expect(on("2026-09-01", "Potters")).toEqual([["wells", "Fishers", "Potters"]].slice(0, 1));
    expect(on("2026-09-01", "Herders")).toEqual([]);
    expect(on("2031-03-12")).toEqual([["renewed", "Fishers", "Potters"]]);
  });
});

const anyView = fc.record({
  from: fc.integer({ min: -2_000_000, max: 6_000_000 }).map((hundredths) => hundredths / 100),
  days: fc.double({ min: minDays, max: maxDays, noNaN: true }),
});

describe("a view of the line", () => {
  it("shows all of it at first", () => {
    const view = wholeView(line);
    for (const day of [line.first, line.last]) {
      expect(placeOf(view, day)).toBeGreaterThan(0);
      expect(placeOf(view, day)).toBeLessThan(1);
    }
  });

  it("is zoomed around a day that stays where it is, from days to a century", () => {
    fc.assert(
      fc.property(
        anyView,
        fc.double({ min: 0.1, max: 10, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (view, factor, part) => {
          const around = view.from + part * view.days;
          const next = zoomed(view, factor, around);
          expect(placeOf(next, around)).toBeCloseTo(part, 6);
          expect(next.days).toBeGreaterThanOrEqual(minDays);
          expect(next.days).toBeLessThanOrEqual(maxDays);
        },
      ),
    );
    let view: LineView = wholeView(line);
    for (let step = 0; step < 30; step++) view = zoomed(view, 1 / 1.6, line.today);
    expect(view.days).toBe(minDays);
    for (let step = 0; step < 30; step++) view = zoomed(view, 1.6, line.today);
    expect(view.days).toBe(maxDays);
  });

  it("moves no further than it must for a day to be seen", () => {
    fc.assert(
      fc.property(anyView, fc.integer({ min: -20_000, max: 60_000 }), (view, day) => {
        const moved = showing(view, day);
        expect(placeOf(moved, day)).toBeGreaterThanOrEqual(0);
        expect(placeOf(moved, day + 1)).toBeLessThanOrEqual(1);
        expect(showing(moved, day)).toEqual(moved);
      }),
    );
  });

  it("has marks of days, months or years, never too close, and always on the first of theirs", () => {
    fc.assert(
      fc.property(anyView, (view) => {
        const ticks = ticksOf(view, 0.1);
        expect(ticks.length).toBeLessThanOrEqual(12);
        for (const [index, { day, unit }] of ticks.entries()) {
          expect(day).toBeGreaterThanOrEqual(view.from);
          expect(day).toBeLessThan(view.from + view.days);
          // Months are of unequal length: February is a tenth shorter than the mean.
          if (index > 0) expect(day - (ticks[index - 1]?.day ?? 0)).toBeGreaterThanOrEqual(view.days * 0.1 * 0.9);
          if (unit !== "day") expect(dayAt(day)).toMatch(unit === "year" ? /-01-01$/ : /-01$/);
        }
      }),
    );
    for (const from of [firstDay - 400, lastDay - 3000, lastDay + 900])
      for (const days of [20, 400, 4000, maxDays])
        for (const { day } of ticksOf({ from, days }, 0.1)) expect(isDay(dayAt(day))).toBe(true);
    const years = ticksOf({ from: numberOf("2026-01-01"), days: 3650 }, 0.09).map(({ day }) => dayAt(day).slice(0, 4));
    expect(years).toEqual(["2026", "2027", "2028", "2029", "2030", "2031", "2032", "2033", "2034", "2035"]);
  });

  it("draws knots that would lie upon each other as one, loses none, and knows where the next lies", () => {
    const lost = (view: LineView, apart: number) => clustersOf(line, view, apart).flatMap(({ knots }) => knots).length;
    const whole = wholeView(line);
    expect(lost(whole, 0.03)).toBe(line.knots.length);
    expect(clustersOf(line, whole, 0.03).length).toBeLessThan(line.knots.length);
    const places = new Set(line.knots.map(({ day, lane }) => `${day} ${lane}`));
    expect(clustersOf(line, whole, 0.000001)).toHaveLength(places.size);
    for (const [index, cluster] of clustersOf(line, whole, 0.03).entries())
      for (const other of clustersOf(line, whole, 0.03).slice(index + 1))
        if (other.lane === cluster.lane)
          expect(other.knots[0].day - cluster.knots[0].day).toBeGreaterThanOrEqual(0.03 * whole.days);
    expect(lost({ from: numberOf("2026-01-25"), days: 14 }, 0.03)).toBe(1);
    expect(dayAt(nextKnotDay(line, line.today, 1) ?? 0)).toBe("2029-04-01");
    expect(dayAt(nextKnotDay(line, line.today, -1) ?? 0)).toBe("2028-02-01");
    expect(nextKnotDay(line, line.last, 1)).toBe(null);
    expect(dayAt(snapped(line, numberOf("2029-04-03"), 5))).toBe("2029-04-01");
    expect(snapped(line, numberOf("2029-05-03") + 0.7, 5)).toBe(numberOf("2029-05-03"));
  });
});

describe("two hundred texts", () => {
  const many: LineModel = readLine(
    Array.from({ length: 200 }, (_, index) =>
      entry(`text ${index}`, {
        ...{ proposed: `${1900 + index}-01-01`, ratified: `${1900 + index}-01-02`, state: "superseded" },
        ...{ startsOn: `${1900 + index}-02-01`, endsOn: null, endedOn: `${1901 + index}-01-31` },
      }),
    ),
    "2028-06-01",
  );

  it("lie on one lane, and a view draws no more of them than it has room for", () => {
    expect(many).toMatchObject({ lanes: 1, branches: [] });
    expect(many.knots).toHaveLength(800);
    expect(clustersOf(many, wholeView(many), 0.03).length).toBeLessThanOrEqual(36);
    expect(clustersOf(many, { from: numberOf("1950-01-01"), days: 365 }, 0.03).length).toBeLessThanOrEqual(6);
  });
});
