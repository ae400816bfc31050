/** What a clause came to across texts, and what each party carried. */
import { describe, expect, it } from "vitest";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { TextPromise } from "../../../shared/charter/text/promises.ts";
import { countByParty, countKept, noCounts, readFates } from "../../../shared/ledger/agreements/burdens.ts";
import type { KeptPromise, PromiseState } from "../../../shared/ledger/agreements/promises.ts";
import { ada, ben } from "./support/joining.ts";

const [adas, bens] = [ada.party.card.id, ben.party.card.id];
const hashes = (text: Readonly<Record<string, string>>) => new Map(Object.entries(text)) as Map<ClauseId, string>;

describe("Across texts that build on one another", () => {
  it("a clause is new, the same, amended, dropped or absent in each, and comes back as new", () => {
    const fates = readFates([hashes({ a: "1", b: "1" }), hashes({ a: "2" }), hashes({ c: "1", a: "2", b: "1" })]);
    expect(Object.fromEntries(fates)).toEqual({
      a: ["new", "amended", "same"],
      b: ["new", "dropped", "new"],
      c: ["absent", "absent", "new"],
    });
    expect([...fates.keys()]).toEqual(["c", "a", "b"]);
    expect(readFates([]).size).toBe(0);
  });
});

const promise: TextPromise = {
  ...{ clause: "c1" as ClauseId, index: 0, by: adas, to: "all", due: "2026-01-10", every: 1, words: "It is cleaned." },
};
const kept = (by: string, states: readonly PromiseState[], whole: Partial<KeptPromise> = {}): KeptPromise => ({
  promise: { ...promise, by },
  reports: [],
  days: states.map((state, month) => ({ day: `2026-0${month + 1}-10`, state, because: [] })),
  asWhole: null,
  ...whole,
});

describe("A promise counts", () => {
  it("each time that it is due; without a day once, and not any more when its text is over", () => {
    expect(countKept(kept(adas, ["done", "failed", "due"], { asWhole: "done" }), true)).toEqual({
      ...{ ...noCounts, done: 1, failed: 1, due: 1 },
    });
    const never = kept(adas, [], { promise: { ...promise, due: "" } });
    expect(countKept(never, false)).toEqual({ ...noCounts, due: 1 });
    expect(countKept(never, true)).toEqual(noCounts);
    expect(countKept({ ...never, asWhole: "partly" }, true)).toEqual({ ...noCounts, partly: 1 });
    expect(countKept(kept(adas, []), false)).toEqual(noCounts);
  });

  it("for whom it names, and for all while each is bound; one of nobody for nobody", () => {
    const bindings = [
      { party: adas, from: "2026-01-01", to: null },
      { party: bens, from: "2026-02-01", to: "2026-02-28" },
    ];
    const all = [kept(adas, ["done"]), kept("all", ["done", "overdue", "due"]), kept("", ["failed"])];
    const counts = countByParty(all, bindings, false);
    expect(counts.get(adas)).toEqual({ ...noCounts, done: 2, overdue: 1, due: 1 });
    expect(counts.get(bens)).toEqual({ ...noCounts, overdue: 1 });
    const late = kept("all", ["done"], { asWhole: "done" });
    expect(countByParty([late], bindings, false).get(bens)).toEqual(noCounts);
  });
});
