import { describe, expect, it } from "vitest";
import { formOfTerm, readTerm, type TermForm, usualTerm } from "../../../renderer/screens/propose/termForm.ts";

const read = (change: Partial<TermForm>) => readTerm({ ...usualTerm, ...change });

describe("the term as it is filled in", () => {
  it("is one year from ratification unless something else is said", () => {
    expect(read({})).toEqual({
      ok: true,
      end: "asWritten",
      term: { from: null, months: 12, until: null, noticeDays: 60 },
    });
  });

  it("counts months, or years as twelve of them", () => {
    expect(read({ count: "18", unit: "months" })).toMatchObject({ term: { months: 18 } });
    expect(read({ count: " 2 " })).toMatchObject({ term: { months: 24 } });
  });

  it("begins and ends on dates", () => {
    expect(
      read({ starts: "onDate", from: "2027-01-01", length: "until", until: "2027-12-31", noticeDays: "30" }),
    ).toEqual({
      ok: true,
      end: "asWritten",
      term: { from: "2027-01-01", months: null, until: "2027-12-31", noticeDays: 30 },
    });
  });

  it("has no notice where it is open-ended", () => {
    expect(read({ length: "open", noticeDays: "what" })).toEqual({
      ok: true,
      end: "asWritten",
      term: { from: null, months: null, until: null, noticeDays: 0 },
    });
  });

  it.each<[Partial<TermForm>, string]>([
    [{ starts: "onDate", from: "" }, "from"],
    [{ starts: "onDate", from: "2027-02-30" }, "from"],
    [{ count: "0" }, "count"],
    [{ count: "1.5" }, "count"],
    [{ length: "until", until: "soon" }, "until"],
    [{ starts: "onDate", from: "2027-05-01", length: "until", until: "2027-04-30" }, "until"],
    [{ noticeDays: "-1" }, "noticeDays"],
  ])("is refused field by field: %o", (change, fault) => {
    expect(read(change)).toEqual({ ok: false, faults: [fault] });
  });

  it("is taken over for a renewal: the same length and notice, from ratification", () => {
    const form = formOfTerm({ from: "2025-01-01", months: 18, until: null, noticeDays: 45 });
    expect(readTerm(form)).toEqual({
      ok: true,
      end: "asWritten",
      term: { from: null, months: 18, until: null, noticeDays: 45 },
    });
    const open = formOfTerm({ from: null, months: null, until: null, noticeDays: 0 });
    expect(readTerm(open)).toMatchObject({ term: { months: null, until: null } });
  });
});
