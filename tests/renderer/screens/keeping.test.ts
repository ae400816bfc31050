/** Promises as they are listed, and what is filled in before something goes on record. */
import { describe, expect, it } from "vitest";
import {
  byDay,
  byParty,
  daysOf,
  filtered,
  firstAhead,
  promiseKey,
  wholeState,
} from "../../../renderer/screens/promises/promiseList.ts";
import {
  aboutSeveral,
  aboutWhole,
  daysToReport,
  newReport,
  readReport,
} from "../../../renderer/screens/promises/reportForm.ts";
import {
  newInstitution,
  newReview,
  readEndorsement,
  readInstitution,
  readReview,
} from "../../../renderer/screens/records/recordForms.ts";
import type { PromiseState, PromisesView, PromiseView } from "../../../shared/api/records.ts";
import { daysBetween } from "../../../shared/base/days.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import { idOf, refOf } from "../../support/views.ts";

const today = "2026-05-10";
const [fishers, herders] = [refOf("Fishers"), refOf("Herders")];

function promise(clause: string, facts: Partial<PromiseView> = {}): PromiseView {
  return {
    ...{ proposal: "p" as ProposalId, clause: clause as ClauseId, index: 0, number: clause, by: fishers, to: null },
    ...{ due: "2026-03-10", every: 1, words: "It is done.", reports: [], days: [], asWhole: null },
    ...facts,
  };
}
const due = (...days: readonly (readonly [string, PromiseState])[]): Pick<PromiseView, "days"> => ({
  days: days.map(([day, state]) => ({ day, state, because: [] })),
});
const view = (...promises: readonly PromiseView[]): PromisesView => ({
  ...{ from: "2025-05-10", to: "2027-05-10", today, promises, strays: [] },
});

const monthly = promise("a", due(["2026-04-10", "overdue"], ["2026-05-10", "due"], ["2026-06-10", "due"]));
const ofAll = promise("b", { by: "all", to: herders, ...due(["2026-05-01", "done"]) });
const ofNobody = promise("c", { by: null, due: null, every: 0 });
const herded = promise("d", { by: herders, to: fishers, due: null, every: 0, asWhole: "failed" });

const namesOf = (all: readonly PromiseView[]): readonly string[] => all.map(({ clause }) => clause);

describe("promises", () => {
  it("are chosen by party, with what all owe and what is owed to it, and by state", () => {
    const all = view(monthly, ofAll, ofNobody, herded);
    expect(namesOf(filtered(all, { party: "", state: "" }))).toEqual(["a", "b", "c", "d"]);
    expect(namesOf(filtered(all, { party: herders.id, state: "" }))).toEqual(["b", "d"]);
    expect(namesOf(filtered(all, { party: fishers.id, state: "" }))).toEqual(["a", "b", "d"]);
    expect(namesOf(filtered(all, { party: "", state: "due" }))).toEqual(["a", "c"]);
    expect(namesOf(filtered(all, { party: fishers.id, state: "failed" }))).toEqual(["d"]);
    expect(promiseKey(monthly)).not.toBe(promiseKey({ ...monthly, index: 1 }));
  });

  it("stand by party: parties by name, then all, then nobody", () => {
    const groups = byParty([ofNobody, ofAll, herded, monthly]);
    expect(groups.map(({ by, promises }) => [by, ...namesOf(promises)])).toEqual([
      [fishers, "a"],
      [herders, "d"],
      ["all", "b"],
      [null, "c"],
    ]);
  });

  it("stand by day, what is due on no day last, and today is found among them", () => {
    const days = byDay([ofNobody, monthly, ofAll], "");
    expect(days.map(({ day, state }) => [day, state])).toEqual([
      ["2026-04-10", "overdue"],
      ["2026-05-01", "done"],
      ["2026-05-10", "due"],
      ["2026-06-10", "due"],
      [null, "due"],
    ]);
    expect(firstAhead(days, today)).toBe(2);
    expect(firstAhead(byDay([ofAll], ""), today)).toBe(1);
    expect(byDay([monthly, ofAll], "done").map(({ promise: { clause } }) => clause)).toEqual(["b"]);
    expect(byDay([promise("e", { asWhole: null })], "")).toEqual([]);
    expect(wholeState(ofNobody)).toBe("due");
  });

  it("are asked for in spans that the host takes", () => {
    expect(daysOf("around", today)).toBeNull();
    for (const span of ["past", "ahead"] as const) {
      const { from, to } = daysOf(span, today) ?? expect.fail("it has days");
      expect(daysBetween(from, to)).toBeLessThanOrEqual(3660);
      expect([from, to]).toContain(today);
    }
  });
});

describe("a report", () => {
  it("offers the days that are over, the latest first, and the next one", () => {
    expect(daysToReport(monthly, today)).toEqual(["2026-05-10", "2026-04-10", "2026-06-10"]);
    expect(newReport(monthly, today, null).about).toBe("2026-05-10");
    expect(newReport(monthly, today, "2026-06-10").about).toBe("2026-06-10");
    expect(newReport({ ...ofAll, every: 0 }, today, null).about).toBe(aboutWhole);
    expect(newReport({ ...ofNobody, every: 2 }, today, null).about).toBe(aboutWhole);
  });

  it("says what became of it and of which days, or is not signed", () => {
    const form = { ...newReport(monthly, today, null), words: " At dawn. " };
    expect(readReport(form)).toEqual({ ok: false, faults: ["outcome"] });
    const several = { ...form, outcome: "late", about: aboutSeveral, from: "2026-05-02", to: "2026-05-01" } as const;
    expect(readReport({ ...several, outcome: null })).toEqual({ ok: false, faults: ["outcome", "days"] });
    expect(readReport(several)).toEqual({ ok: false, faults: ["days"] });
    expect(readReport({ ...several, to: "2026-05-02" })).toMatchObject({
      report: { period: ["2026-05-02", "2026-05-02"] },
    });
    expect(readReport({ ...several, about: aboutWhole })).toMatchObject({ report: { period: null } });
    expect(readReport({ ...form, outcome: "fulfilled" })).toEqual({
      ok: true,
      report: { outcome: "fulfilled", period: [today, today], statement: "At dawn.", evidence: [] },
    });
  });
});

describe("what is put on record beside a text", () => {
  const file = { name: "minutes.pdf", hash: idOf("minutes") };

  it("is a review with a place, a conclusion and a later day for the next one", () => {
    expect(readReview({ ...newReview(""), nextOn: today })).toEqual({
      ok: false,
      faults: ["heldOn", "place", "outcome"],
    });
    const form = { ...newReview(today), place: " The mill ", outcome: "keep" } as const;
    expect(readReview({ ...form, nextOn: today })).toEqual({ ok: false, faults: ["nextOn"] });
    expect(readReview({ ...form, minutes: [file] })).toEqual({
      ok: true,
      value: { heldOn: today, place: "The mill", outcome: "keep", nextOn: null, minutes: file.hash },
    });
  });

  it("is an institution with its authority and where it is found, or an endorsement with a name", () => {
    expect(readInstitution(newInstitution(""))).toEqual({
      ok: false,
      faults: ["authority", "instrument", "reference", "day"],
    });
    const form = { ...newInstitution(today), authority: "Assembly", instrument: "by-law", reference: " 7 " } as const;
    expect(readInstitution(form)).toEqual({
      ok: true,
      value: { authority: "Assembly", instrument: "by-law", reference: "7", day: today, text: null },
    });
    expect(readEndorsement({ name: " ", words: "" })).toEqual({ ok: false, faults: ["name"] });
    expect(readEndorsement({ name: " Friends ", words: " Yes. " })).toEqual({
      ok: true,
      value: { name: "Friends", statement: "Yes." },
    });
  });
});
