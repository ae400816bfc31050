import { describe, expect, it } from "vitest";
import { findCharters, orderLibrary } from "../../../renderer/screens/library/libraryOrder.ts";
import type { CharterSummary } from "../../../shared/api/hostApi.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { fakeCharters, summaryOf } from "../../support/fakeCharters.ts";

const [base] = fakeCharters(Date.UTC(2026, 10, 22)).map(summaryOf);
if (base === undefined) throw new Error("there are charters");
const one = (title: string, facts: Partial<CharterSummary> = {}): CharterSummary => ({
  ...base,
  id: title as CharterId,
  title,
  waitingForMe: 0,
  consentsForMe: 0,
  hasEnded: false,
  changedAt: 0,
  ...facts,
});
const titles = (charters: readonly CharterSummary[]): readonly string[] => charters.map(({ title }) => title);

describe("the library", () => {
  it("shows first what waits for this party, then what was changed last, and at the end where its part has ended", () => {
    const charters = [
      one("ended", { hasEnded: true, changedAt: 9 }),
      one("old", { changedAt: 1 }),
      one("to consent", { consentsForMe: 1 }),
      one("new", { changedAt: 5 }),
      one("to sign", { waitingForMe: 1, changedAt: 2 }),
      one("older", { changedAt: 1 }),
    ];
    expect(titles(orderLibrary(charters))).toEqual(["to sign", "to consent", "new", "old", "older", "ended"]);
  });

  it("finds a charter by words of its title or of a party's name, without regard to accents and capitals", () => {
    const party = { ...base.parties[0], name: "Unión de Pescadores" } as CharterSummary["parties"][number];
    const charters = [one("Accord on the Ford", { parties: [party] }), one("ميثاق الماء", { parties: [] })];
    expect(titles(findCharters(charters, "  "))).toEqual(titles(charters));
    expect(titles(findCharters(charters, "ford ACCORD"))).toEqual(["Accord on the Ford"]);
    expect(titles(findCharters(charters, "union pesc"))).toEqual(["Accord on the Ford"]);
    expect(titles(findCharters(charters, "الماء"))).toEqual(["ميثاق الماء"]);
    expect(titles(findCharters(charters, "ford الماء"))).toEqual([]);
  });
});
