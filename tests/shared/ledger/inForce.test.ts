/** [L58] [L59] What is in force on a day, for whom and by what; the status of a text. */
import { describe, expect, it } from "vitest";
import { addDays } from "../../../shared/base/days.ts";
import { bindingsOf, saidOf } from "../../../shared/ledger/agreements/agreements.ts";
import { asKnownOn, knownTo } from "../../../shared/ledger/agreements/asKnown.ts";
import { type ForceAnswer, readForce, readForceOver } from "../../../shared/ledger/agreements/inForce.ts";
import { accedersOf } from "../../../shared/ledger/agreements/joined.ts";
import { readReservations } from "../../../shared/ledger/agreements/reservations.ts";
import { readStatusTable, type StatusRow } from "../../../shared/ledger/agreements/statusTable.ts";
import { type Book, copyBook, type TestPerson } from "../../support/builders.ts";
import {
  accede,
  ada,
  at,
  ben,
  clause,
  consent,
  cyra,
  dora,
  on,
  ratified,
  release,
  reservationsOn,
  reserved,
  respond,
  standings,
  threeParties,
  withdraw,
} from "./support/joining.ts";

const partyOf = ({ party }: TestPerson) => party.card.id;

function force(book: Book, day: number, party: TestPerson | null = null, other: TestPerson | null = null): ForceAnswer {
  const all = standings(book, day);
  return readForce(all, bindingsOf(book.ledger, all), reservationsOn(book, day), {
    on: on(day),
    party: party === null ? null : partyOf(party),
    other: other === null ? null : partyOf(other),
  });
}

const idsOf = ({ inForce }: ForceAnswer) => inForce.map(({ proposal }) => proposal);

/** Ada excludes a clause as she signs; the text is open and lets a party go after 30 days. */
function withReservation() {
  const book = threeParties();
  const conditions = {
    accession: "open",
    withdrawalDays: 30,
    entry: { at: 3, delayDays: 0, joinDelayDays: 0 },
  } as const;
  const made = book.propose(ada, { time: at(0), needed: 2, conditions });
  book.ballot(ada, made, { reservations: [reserved], time: at(0) });
  for (const person of [ben, cyra]) book.ballot(person, made, { time: at(1) });
  const [only] = reservationsOn(book, 2);
  if (only === undefined) throw new Error("Ada reserved");
  return { book, made, only };
}

describe("In force on a day", () => {
  it("[L58] for a party is what binds it, with the days and the statements that it follows from", () => {
    const { book, made } = withReservation();
    expect(idsOf(force(book, 0))).toEqual([]);
    expect(idsOf(force(book, 1))).toEqual([made.id]);
    expect(idsOf(force(book, 1, dora))).toEqual([]);
    const acceded = accede(book, ben, dora, made, { day: 10 });
    expect(idsOf(force(book, 9, dora))).toEqual([]);
    const [text] = force(book, 10, dora).inForce;
    expect(text).toMatchObject({ proposal: made.id, from: on(10), to: null });
    expect(text?.because).toEqual(expect.arrayContaining([made.id, acceded]));
    expect(text?.bound.map(({ party }) => party).sort()).toEqual([ada, ben, cyra, dora].map(partyOf).sort());
  });

  it("[L58] between two is what binds both, for as long as it does", () => {
    const { book, made } = withReservation();
    const notice = withdraw(book, cyra, made.id, 5, 40);
    expect(force(book, 39, ben, cyra).inForce).toMatchObject([{ from: on(1), to: on(39) }]);
    expect(force(book, 40, ben, cyra).inForce).toEqual([]);
    expect(idsOf(force(book, 40, ben, ada))).toEqual([made.id]);
    release(book, cyra, notice, 20);
    expect(force(book, 40, ben, cyra).inForce).toMatchObject([{ from: on(1), to: null }]);
  });

  it("[L58] a clause that one of two excluded does not apply between them, and does between others", () => {
    const { book } = withReservation();
    for (const [party, other] of [
      [ada, ben],
      [ben, ada],
      [ada, null],
    ] as const)
      expect([...(force(book, 2, party, other).inForce[0]?.excluded.keys() ?? [])]).toEqual([clause]);
    const others = force(book, 2, ben, cyra).inForce[0];
    expect(others?.excluded.size).toBe(0);
    expect(others?.elsewhere).toHaveLength(1);
    // Nobody is asked about: nothing is out, and everything that was kept is told.
    expect(force(book, 2).inForce[0]).toMatchObject({ excluded: new Map(), elsewhere: [{ party: partyOf(ada) }] });
  });

  it("[L58] a text is not in force between two where one wants no relations because of what the other kept", () => {
    const { book, made, only } = withReservation();
    respond(book, cyra, only.id, "object", 3);
    expect(idsOf(force(book, 4, ada, cyra))).toEqual([made.id]);
    respond(book, ben, only.id, "object-no-relations", 3);
    const between = force(book, 4, ada, ben);
    expect([idsOf(between), between.unrelated.map(({ proposal }) => proposal)]).toEqual([[], [made.id]]);
    expect(idsOf(force(book, 4, ben, cyra))).toEqual([made.id]);
    release(book, ada, only.id, 6);
    expect(idsOf(force(book, 7, ada, ben))).toEqual([made.id]);
    expect(force(book, 7, ada, ben).inForce[0]?.excluded.size).toBe(0);
  });

  it("[L58] a later text takes the place of the one before from the day on which it binds", () => {
    const { book, made } = withReservation();
    const next = ratified(book, { parent: made.id, nonce: "next", purpose: "amendment" }, [ada, ben, cyra], 20);
    expect(idsOf(force(book, 19, ada))).toEqual([made.id]);
    expect(idsOf(force(book, 20, ada))).toEqual([next.id]);
    expect(force(book, 19, ada).inForce[0]).toMatchObject({ to: on(19) });
  });

  it("[L58] between two a later text takes the place of an earlier one once it binds both, whoever else has joined it", () => {
    const { book, made } = withReservation();
    const next = ratified(book, { parent: made.id, needed: 2, purpose: "amendment" }, [ada, ben], 20);
    book.ballot(cyra, next, { time: at(30) });
    // Vienna Convention, articles 30(4) and 40(4): of two, the text to which both are parties.
    for (const [one, other] of [
      [ada, cyra],
      [cyra, ada],
    ] as const) {
      const [before] = force(book, 29, one, other).inForce;
      expect(before).toMatchObject({ proposal: made.id, from: on(1), to: on(29) });
      expect(before?.bound.map(({ party }) => party).sort()).toEqual([ada, cyra].map(partyOf).sort());
      // What Ada kept for herself there goes on with it.
      expect([...(before?.excluded.keys() ?? [])]).toEqual([clause]);
      expect(force(book, 30, one, other).inForce).toMatchObject([{ proposal: next.id, from: on(30), to: null }]);
    }
    expect(force(book, 20, ada, ben).inForce).toMatchObject([{ proposal: next.id, from: on(20) }]);
    expect(force(book, 19, ada, ben).inForce).toMatchObject([{ proposal: made.id, to: on(19) }]);
    expect(idsOf(force(book, 29, cyra))).toEqual([made.id]);
    expect(idsOf(force(book, 29, ada))).toEqual([next.id]);
  });

  it("[L58] what both have left behind does not come back between them when its successor ends", () => {
    const { book, made } = withReservation();
    const term = { from: null, months: null, until: on(40), noticeDays: 0 };
    const next = ratified(book, { parent: made.id, needed: 2, purpose: "amendment", term }, [ada, ben], 20);
    expect(idsOf(force(book, 41, ada, ben))).toEqual([]);
    expect(idsOf(force(book, 41, ada, cyra))).toEqual([made.id]);
    expect(idsOf(force(book, 40, ada, ben))).toEqual([next.id]);
  });

  it("[L58] over many days is what each day says by itself, and nothing is told twice", () => {
    const { book, made, only } = withReservation();
    accede(book, ben, dora, made, { day: 10 });
    respond(book, ben, only.id, "object-no-relations", 12);
    release(book, ada, only.id, 30);
    const next = book.propose(ada, {
      ...{ parent: made.id, nonce: "next", purpose: "amendment", time: at(39) },
      conditions: { withdrawalDays: 5 },
    });
    for (const person of [ada, ben, cyra]) book.ballot(person, next, { time: at(40) });
    withdraw(book, cyra, next.id, 45, 50);
    const all = standings(book, 60);
    const bindings = bindingsOf(book.ledger, all);
    const reservations = reservationsOn(book, 60);
    for (const [party, other] of [
      [null, null],
      [ada, null],
      [dora, null],
      [ada, ben],
      [ben, cyra],
    ] as const) {
      const asked = { party: party && partyOf(party), other: other && partyOf(other) };
      const spans = readForceOver(all, bindings, reservations, { from: on(-3), to: on(60), ...asked });
      for (const [index, span] of spans.entries()) {
        expect(span.from).toBe(index === 0 ? on(-3) : addDays(spans[index - 1]?.to ?? "", 1));
        expect(span.inForce).not.toEqual(spans[index - 1]?.inForce);
      }
      expect(spans.at(-1)?.to).toBe(on(60));
      for (let day = -3; day <= 60; day++) {
        const span = spans.find(({ from, to }) => from <= on(day) && on(day) <= to);
        const single = readForce(all, bindings, reservations, { on: on(day), ...asked });
        const bound = single.inForce.map((one) => ({
          proposal: one.proposal,
          bound: one.bound.map((binding) => binding.party),
        }));
        expect(span?.inForce).toEqual(bound);
      }
    }
    const spans = readForceOver(all, bindings, reservations, {
      from: on(0),
      to: on(60),
      party: partyOf(ada),
      other: partyOf(ben),
    });
    expect(spans.map(({ from, inForce }) => [from, inForce.length])).toEqual([
      [on(0), 0],
      [on(30), 1],
      [on(40), 1],
      [on(50), 1],
    ]);
  });

  it("[L58] as far as it was known on a day is without what was signed later", () => {
    const { book, made } = withReservation();
    accede(book, ben, dora, made, { day: 10 });
    const known = asKnownOn(book.ledger, on(9));
    const said = saidOf(known);
    expect(accedersOf(standings(book, 12)[0]?.proposal as never, said)).toEqual([]);
    expect(accedersOf(standings(book, 12)[0]?.proposal as never, saidOf(asKnownOn(book.ledger, on(10))))).toHaveLength(
      1,
    );
    expect([...knownTo(book.ledger).keys()].sort()).toEqual([ada, ben, cyra].map(partyOf).sort());
    expect(knownTo(book.ledger).get(partyOf(cyra))).toBe(on(1));
  });

  it("[L58] does not depend on the order in which statements came", () => {
    const { book, only } = withReservation();
    const [here, there] = [copyBook(book), copyBook(book)];
    respond(here, ben, only.id, "object-no-relations", 3);
    respond(there, cyra, only.id, "object", 3);
    const [one, two] = [copyBook(here), copyBook(there)];
    one.takeAll(there);
    two.takeAll(here);
    for (const day of [2, 4]) expect(force(one, day, ada, ben)).toEqual(force(two, day, ada, ben));
  });
});

describe("A status table", () => {
  function rows(book: Book, day: number): readonly StatusRow[] {
    const all = standings(book, day);
    const [standing] = all;
    if (standing === undefined) throw new Error("a text was proposed");
    const said = saidOf(book.ledger);
    const bound = bindingsOf(book.ledger, all);
    const kept = readReservations(all, bound, said, on(day));
    return readStatusTable(standing, bound.get(standing.proposal.id) ?? [], said, kept);
  }
  const line = ({ name, action, on: day, effect, until, left }: StatusRow) => [name, action, day, effect, until, left];

  it("[L59] says of each party what it did when, from when it is bound, and when it left", () => {
    const { book, made } = withReservation();
    accede(book, ben, dora, made, { day: 10 });
    withdraw(book, cyra, made.id, 12, 42);
    expect(rows(book, 50).map(line)).toEqual([
      ["Ada's people", "ratified", on(0), on(1), null, null],
      ["Ben's people", "ratified", on(1), on(1), null, null],
      ["Cyra's people", "ratified", on(1), on(1), on(41), { how: "withdrew", notice: on(12), effect: on(42) }],
      ["Dora's people", "acceded", on(10), on(10), null, null],
    ]);
    expect(rows(book, 50)[0]?.declarations).toMatchObject([{ clause, how: "exclude", state: "standing" }]);
    accede(book, cyra, cyra, made, { day: 60 });
    expect(
      rows(book, 70)
        .filter(({ party }) => party === partyOf(cyra))
        .map(({ action, effect }) => [action, effect]),
    ).toEqual([
      ["ratified", on(1)],
      ["acceded", on(60)],
    ]);
  });

  it("[L59] names the day on which a party acceded, whenever others consented; it is bound from that day", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { accession: 1 } });
    const acceded = accede(book, ben, dora, made, { day: 10 });
    expect(rows(book, 15).map(line)).toContainEqual(["Dora's people", "waits", on(10), null, null, null]);
    consent(book, cyra, acceded, 20);
    expect(rows(book, 25).map(line)).toContainEqual(["Dora's people", "acceded", on(10), on(20), null, null]);
  });

  it("[L59] of a text that is not in force says who has answered", () => {
    const book = threeParties();
    const made = book.propose(ada, { time: at(0) });
    book.ballot(ada, made, { time: at(2) });
    book.ballot(ben, made, { choice: "decline", time: at(3) });
    expect(rows(book, 5).map(line)).toEqual([
      ["Ada's people", "ratified", on(2), null, null, null],
      ["Ben's people", "declined", on(3), null, null, null],
      ["Cyra's people", "none", null, null, null, null],
    ]);
  });
});
