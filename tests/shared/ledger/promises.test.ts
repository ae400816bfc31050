/** [L61] [L62] What promises of a text come to by what the parties report and answer. */
import { describe, expect, it } from "vitest";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { TextPromise } from "../../../shared/charter/text/promises.ts";
import { saidOf } from "../../../shared/ledger/agreements/agreements.ts";
import { type KeptPromise, readKept } from "../../../shared/ledger/agreements/promises.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import type { TestPerson } from "../../support/builders.ts";
import { ada, ben, bindings, cyra, on, ratified, threeParties, withdraw } from "./support/joining.ts";
import { answerOf, reportIn, reportOf, type Told } from "./support/records.ts";

const partyOf = ({ party }: TestPerson) => party.card.id;

/** Two promises of clause c1: one of Ada's on day 10, and one of everybody, every month from day 20. */
const once: TextPromise = {
  ...{ clause: "c1" as ClauseId, index: 0, by: partyOf(ada), to: partyOf(ben) },
  ...{ due: on(10), every: 0, words: "Ada opens the weir." },
};
const monthly: TextPromise = { ...once, index: 1, by: "all", to: "all", due: on(20), every: 1 };

/** A text of the three from day 0; `read` of the first 90 days, on a day. */
function promised(plan: Parameters<typeof ratified>[1] = {}) {
  const book = threeParties();
  const made = ratified(book, { conditions: { withdrawalDays: 0 }, ...plan });
  const read = (today: number, promises: readonly TextPromise[] = [once, monthly]) =>
    readKept(made, promises, bindings(book, made), saidOf(book.ledger), {
      ...{ from: on(0), to: on(90), today: on(today) },
    });
  return {
    book,
    made,
    read,
    report: (by: TestPerson, day: number, told?: Told) =>
      reportIn(book, envelopeTypes.report, by, reportOf(by, made, day, told)),
    say: (by: TestPerson, to: ReturnType<typeof reportIn>, choice: "agree" | "dispute" | "resolved", day: number) =>
      book.write(by, envelopeTypes.answer, answerOf(by, to, choice, day)),
    states: (today: number) => read(today).promises.map(({ days }: KeptPromise) => days.map(({ state }) => state)),
  };
}

describe("A promise", () => {
  it("[L61] is due until its day is over, then overdue, each time that it comes again", () => {
    const { states, read } = promised();
    expect(states(10)).toEqual([["due"], ["due", "due", "due"]]);
    expect(states(11)).toEqual([["overdue"], ["due", "due", "due"]]);
    expect(read(0).promises[1]?.days.map(({ day }) => day)).toEqual(["2023-12-04", "2024-01-04", "2024-02-04"]);
    expect(states(52)).toEqual([["overdue"], ["overdue", "overdue", "due"]]);
  });

  it("[L61] is owed while the text binds who owes it, and by all while it binds anybody", () => {
    const before = promised();
    const early = { ...once, due: on(-1) };
    expect(before.read(0, [early]).promises[0]?.days).toEqual([]);
    const left = promised();
    withdraw(left.book, ada, left.made.id, 5, 9);
    expect(left.states(0)).toEqual([[], ["due", "due", "due"]]);
    for (const person of [ben, cyra]) withdraw(left.book, person, left.made.id, 5, 25);
    expect(left.states(0)).toEqual([[], ["due"]]);
  });

  it("[L61] is what a report says of the days in its period; without one, of what is due once", () => {
    const { report, states, read } = promised();
    report(ada, 12, { outcome: "late" });
    report(ben, 60, { index: 1, outcome: "partly", period: [on(20), on(25)] });
    const whole = report(cyra, 61, { index: 1, outcome: "breach" });
    expect(states(60)).toEqual([["done"], ["partly", "overdue", "due"]]);
    const [first, second] = read(60).promises;
    expect(first?.asWhole).toBe("done");
    expect(second?.asWhole).toBe("failed");
    expect(second?.reports.map(({ report: { id } }) => id)).toContain(whole);
  });

  it("[L61] that the text does not have is shown with what was said of it", () => {
    const { report, read } = promised();
    const stray = report(ada, 5, { index: 7 });
    expect(read(5).strays.map(({ report: { id } }) => id)).toEqual([stray]);
    expect(read(5).promises.flatMap(({ reports }) => reports)).toEqual([]);
  });

  it("[L62] is disputed where two do not say the same, or another disputes it, until each has its last word", () => {
    const { report, say, states } = promised();
    const kept = report(ada, 11);
    const broken = report(ben, 12, { outcome: "breach" });
    expect(states(12)[0]).toEqual(["disputed"]);
    say(ben, broken, "resolved", 13);
    expect(states(13)[0]).toEqual(["done"]);
    say(cyra, kept, "dispute", 14);
    expect(states(14)[0]).toEqual(["disputed"]);
    say(cyra, kept, "agree", 15);
    expect(states(15)[0]).toEqual(["done"]);
  });

  it("[L62] is settled where all that was said of it is resolved by who said it; another cannot", () => {
    const { report, say, states } = promised();
    const broken = report(ben, 12, { outcome: "impossible" });
    say(ada, broken, "resolved", 13);
    expect(states(13)[0]).toEqual(["failed"]);
    say(ben, broken, "resolved", 14);
    expect(states(14)[0]).toEqual(["settled"]);
  });

  it("[L62] keeps both sides on record, and of each party its last report counts", () => {
    const { report, say, read, states } = promised();
    const first = report(ada, 11, { outcome: "breach" });
    say(ben, first, "agree", 12);
    say(cyra, first, "dispute", 13);
    report(ada, 14, { outcome: "fulfilled" });
    expect(states(14)[0]).toEqual(["done"]);
    const [kept] = read(14).promises;
    expect(kept?.reports.map(({ answers, disputedBy }) => [answers.length, disputedBy])).toEqual([
      [2, [partyOf(cyra)]],
      [0, []],
    ]);
  });
});
