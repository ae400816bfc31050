import { describe, expect, it } from "vitest";
import {
  type ConditionForm,
  entriesOf,
  formOfConditions,
  readConditions,
  thresholdsOf,
  withNeeded,
} from "../../../renderer/screens/propose/conditionForm.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { plannedConditions, usualConditions } from "../../../shared/charter/parties/conditions.ts";
import { conditionCases, middle } from "../../support/conditionCases.ts";
import { refOf } from "../../support/views.ts";

const usual = formOfConditions(usualConditions(4), 4);
const read = (change: Partial<ConditionForm>) => readConditions({ ...usual, ...change });

describe("conditions as they are filled in", () => {
  it.each(Object.entries({ middle, ...conditionCases }))("mean again what they were filled from: %s", (_, agreed) => {
    const parties = agreed.electorate.length;
    const again = readConditions(formOfConditions(agreed.conditions, parties));
    if (!again.ok) throw new Error(again.faults.join());
    expect(plannedConditions(again.conditions, parties)).toEqual(plannedConditions(agreed.conditions, parties));
  });

  it("go on meaning all, where another party comes meanwhile", () => {
    const again = read({});
    expect(again.ok && plannedConditions(again.conditions, 5)).toMatchObject({ needed: 5, entry: { at: 5 } });
  });

  it("ask for more than half, and for force by more than are needed", () => {
    expect(thresholdsOf(1)).toEqual([]);
    expect(thresholdsOf(2)).toEqual([]);
    expect(thresholdsOf(5)).toEqual([3, 4]);
    expect(entriesOf(3, 5)).toEqual([4, 5]);
    expect(entriesOf(null, 5)).toEqual([]);
  });

  it("give up with the threshold what hung on it", () => {
    const some: ConditionForm = { ...usual, needed: 3, entersAt: 4, indispensable: [refOf("Lake").id], binds: "all" };
    expect(withNeeded(some, 4)).toMatchObject({ needed: 4, entersAt: null, binds: "all" });
    expect(withNeeded(some, null)).toMatchObject({
      ...{ needed: null, entersAt: null, indispensable: [], binds: "ratifiers" },
    });
  });

  it.each<[Partial<ConditionForm>, string]>([
    [{ delayDays: "soon" }, "delayDays"],
    [{ delayDays: "3651" }, "delayDays"],
    [{ joinDelayDays: "-1" }, "joinDelayDays"],
    [{ accession: "consent", consents: "0" }, "consents"],
    [{ withdrawalDays: "" }, "withdrawalDays"],
    [{ reservations: "some", reservable: [] }, "reservable"],
    [{ reviews: ["2027-02-30"] }, "reviews"],
    [{ reviews: ["2027-03-20", "2027-03-20"] }, "reviews"],
  ])("are refused field by field: %o", (change, fault) => {
    expect(read(change)).toEqual({ ok: false, faults: [fault] });
  });

  it("ask nothing of a field that does not count", () => {
    expect(read({ withdrawal: "never", withdrawalDays: "" })).toMatchObject({ conditions: { withdrawalDays: null } });
    expect(read({ accession: "open", consents: "" })).toMatchObject({ conditions: { accession: "open" } });
    expect(read({ reservations: "none", reservable: ["a" as ClauseId] })).toMatchObject({
      conditions: { reservations: "none" },
    });
  });
});
