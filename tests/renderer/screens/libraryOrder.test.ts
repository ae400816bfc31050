import { describe, expect, it } from "vitest";
import { findCharters, orderLibrary } from "../../../renderer/screens/library/libraryOrder.ts";
import type { CharterSummary } from "../../../shared/api/library.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { refOf } from "../../support/views.ts";

const one = (title: string, facts: Partial<CharterSummary> = {}): CharterSummary => ({
  id: title as CharterId,
  title,
  language: "en",
  parties: [refOf("Fishers"), refOf("Herders")],
  state: "draft",
  endsOn: null,
  waitingForMe: 0,
  news: { changes: 0, suggestions: 0, comments: 0, stances: 0 },
  mentionsOfMe: 0,
  consentsForMe: 0,
  hasEnded: false,
  guestRole: null,
  otherDevices: 2,
  notReceived: 0,
  changedAt: 0,
  arriving: null,
  damage: null,
  ...facts,
});
const titles = (charters: readonly CharterSummary[]): readonly string[] => charters.map(({ title }) => title);

describe("the library", () => {
  it("shows first what waits for this party, then the others by title, and at the end where its part has ended", () => {
    const charters = [
      one("Alder wood", { hasEnded: true, changedAt: 9 }),
      one("Water 10"),
      one("To consent", { consentsForMe: 1 }),
      one("Água"),
      one("Water 9", { changedAt: 2 ** 53 - 1 }),
      one("Sign this", { waitingForMe: 1 }),
    ];
    const expected = ["Sign this", "To consent", "Água", "Water 9", "Water 10", "Alder wood"];
    expect(titles(orderLibrary(charters, "en"))).toEqual(expected);
    expect(titles(orderLibrary(charters.toReversed(), "en"))).toEqual(expected);
  });

  it("finds a charter by words of its title or of a party's name, without regard to accents and capitals", () => {
    const party = refOf("Unión de Pescadores");
    const charters = [one("Accord on the Ford", { parties: [party] }), one("ميثاق الماء", { parties: [] })];
    expect(titles(findCharters(charters, "  "))).toEqual(titles(charters));
    expect(titles(findCharters(charters, "ford ACCORD"))).toEqual(["Accord on the Ford"]);
    expect(titles(findCharters(charters, "union pesc"))).toEqual(["Accord on the Ford"]);
    expect(titles(findCharters(charters, "الماء"))).toEqual(["ميثاق الماء"]);
    expect(titles(findCharters(charters, "ford الماء"))).toEqual([]);
  });
});
