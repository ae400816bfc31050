import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDays, addMonths, dayOf, daysBetween, isDay, isOnCalendar } from "../../../../shared/base/days.ts";
import type { Term } from "../../../../shared/charter/parties/term.ts";
import { parseTerm, termDates, writeTerm } from "../../../../shared/charter/parties/term.ts";

const term = (parts: Partial<Term>): Term => ({ from: null, months: null, until: null, noticeDays: 60, ...parts });

describe("a term", () => {
  it("of one year from the day of ratification ends the day before its anniversary", () => {
    expect(termDates(term({ months: 12 }), "2026-11-30")).toEqual({
      startsOn: "2026-11-30",
      endsOn: "2027-11-29",
      renewFrom: "2027-09-30",
    });
  });

  it("may begin on a day of its own and end on a named last day", () => {
    expect(termDates(term({ from: "2027-01-01", until: "2027-12-31", noticeDays: 0 }), "2026-11-30")).toEqual({
      startsOn: "2027-01-01",
      endsOn: "2027-12-31",
      renewFrom: "2027-12-31",
    });
  });

  it("may be open-ended", () => {
    expect(termDates(term({}), "2026-11-30")).toEqual({ startsOn: "2026-11-30", endsOn: null, renewFrom: null });
  });

  it("is due for renewal from its first day at the earliest", () => {
    expect(termDates(term({ months: 1 }), "2026-11-30").renewFrom).toBe("2026-11-30");
  });

  it("is written as people write it", () => {
    const read = (written: string) => {
      const parsed = parseTerm(written);
      return parsed.ok ? parsed.value : parsed.error.kind;
    };
    expect(read("1y")).toEqual(term({ months: 12 }));
    expect(read("18m")).toEqual(term({ months: 18 }));
    expect(read("2027-11-30")).toEqual(term({ until: "2027-11-30" }));
    expect(read("open")).toEqual(term({}));
    for (const wrong of ["", "0y", "1", "y", "2027-02-29", "-1m", "1.5y", "101y", "forever"])
      expect(read(wrong)).toBe("notATerm");
    for (const written of ["1y", "18m", "2027-11-30", "open"]) expect(writeTerm(read(written) as Term)).toBe(written);
  });
});

describe("calendar days", () => {
  it("have a first and a last day, which stand for whatever is claimed beyond them", () => {
    expect(dayOf(2 ** 53 - 1)).toBe("9999-12-31");
    expect(dayOf(253_402_300_799_999)).toBe("9999-12-31");
    expect(dayOf(-(2 ** 53))).toBe("0001-01-01");
    expect(dayOf(Number.POSITIVE_INFINITY)).toBe("9999-12-31");
    expect([isOnCalendar(253_402_300_799_999), isOnCalendar(253_402_300_800_000)]).toEqual([true, false]);
  });

  const day = fc.integer({ min: -700_000, max: 2_900_000 }).map((count) => dayOf(count * 86_400_000));

  it("agree with the platform's calendar", () => {
    fc.assert(
      fc.property(fc.integer({ min: -719_000, max: 2_900_000 }), (count) => {
        const moment = count * 86_400_000 + 12_345_678;
        expect(dayOf(moment)).toBe(new Date(moment).toISOString().slice(0, 10));
        expect(addDays("1970-01-01", count)).toBe(dayOf(moment));
        expect(daysBetween("1970-01-01", dayOf(moment))).toBe(count);
      }),
      { seed: 4, numRuns: 2000 },
    );
  });

  it("stay in the month they are added to", () => {
    expect(addMonths("2027-01-31", 1)).toBe("2027-02-28");
    expect(addMonths("2028-01-31", 1)).toBe("2028-02-29");
    expect(addMonths("2028-02-29", 12)).toBe("2029-02-28");
    expect(addMonths("2026-11-30", 3)).toBe("2027-02-28");
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 1200 }), (from, months) => {
        const to = addMonths(from, months);
        expect(isDay(to)).toBe(true);
        expect(Number(to.slice(0, 4)) * 12 + Number(to.slice(5, 7))).toBe(
          Number(from.slice(0, 4)) * 12 + Number(from.slice(5, 7)) + months,
        );
      }),
      { seed: 5 },
    );
  });

  it("exist or do not", () => {
    expect(["2028-02-29", "2000-02-29", "0001-01-01"].map(isDay)).toEqual([true, true, true]);
    expect(
      ["2027-02-29", "1900-02-29", "2027-13-01", "2027-00-10", "2027-04-31", "0000-01-01", "2027-1-1", 20270101].map(
        isDay,
      ),
    ).toEqual(Array.from({ length: 8 }, () => false));
  });
});
