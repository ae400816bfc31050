/** [L57] Whom a text binds, from when to when. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { departuresOf, endedBallotsOf } from "../../../shared/ledger/agreements/agreements.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import {
  type Book,
  consentEntry,
  copyBook,
  createBook,
  delegateOf,
  openTerm,
  removeEntry,
  revokeEntry,
  type TestPerson,
  type Written,
} from "../../support/builders.ts";
import {
  accede,
  accessionOf,
  ada,
  at,
  ben,
  bindings,
  bound,
  consent,
  cyra,
  dora,
  emil,
  inside,
  on,
  ratified,
  release,
  reservationsOn,
  reserve,
  reserved,
  respond,
  threeParties,
  withdraw,
} from "./support/joining.ts";

const last = (book: Book): Written => book.log().at(-1) as Written;

describe("Whom a text binds", () => {
  it("[L57] is who ratified it from its first day; who does later, and who accedes, joins after the delay", () => {
    const book = threeParties();
    const entry = { at: 2, delayDays: 5, joinDelayDays: 30 };
    const made = ratified(book, { needed: 2, conditions: { entry, accession: "open" } }, [ada, ben]);
    book.ballot(cyra, made, { time: at(3) });
    const acceded = accede(book, ada, dora, made, { day: 10 });
    expect(bound(book, made, ada)).toEqual([[on(5), null, null]]);
    expect(bound(book, made, cyra)).toEqual([[on(33), null, null]]);
    expect(bound(book, made, dora)).toEqual([[on(40), null, null]]);
    const all = bindings(book, made);
    expect(all.map(({ party }) => party)).toEqual(all.map(({ party }) => party).sort());
    expect(all.find(({ party }) => party === dora.party.card.id)).toMatchObject({
      consent: [acceded],
      because: [acceded],
    });
  });

  it("[L57] joins from its own day where no delay was agreed, and never before the text", () => {
    const book = threeParties();
    const entry = { at: 2, delayDays: 5, joinDelayDays: 0 };
    const made = ratified(book, { needed: 2, conditions: { entry, accession: "open" } }, [ada, ben]);
    const early = copyBook(book);
    early.ballot(cyra, made, { time: at(3) });
    expect(bound(early, made, cyra)).toEqual([[on(5), null, null]]);
    book.ballot(cyra, made, { time: at(8) });
    expect(bound(book, made, cyra)).toEqual([[on(8), null, null]]);
    accede(book, ada, dora, made, { day: 9 });
    expect(bound(book, made, dora)).toEqual([[on(9), null, null]]);
  });

  it("[L57] counts days, not hours: who ratifies on the day of the last that is needed is there from the first day", () => {
    const book = threeParties();
    const entry = { at: 2, delayDays: 5, joinDelayDays: 30 };
    const made = ratified(book, { needed: 2, conditions: { entry } }, [ada, ben]);
    book.ballot(cyra, made, { time: at(0) + 1000 });
    expect(bound(book, made, cyra)).toEqual([[on(5), null, null]]);
  });

  it("[L57] ends with the term, and nobody is bound by a text that never begins", () => {
    const book = threeParties();
    const made = ratified(book, { term: { ...openTerm, until: on(100) }, conditions: { accession: "open" } });
    expect(bound(book, made, ada)).toEqual([[on(0), on(100), null]]);
    accede(book, ada, dora, made, { day: 101 });
    expect(bound(book, made, dora)).toEqual([]);
    const waiting = threeParties();
    const entry = { at: 3, delayDays: 0, joinDelayDays: 0 };
    const early = ratified(waiting, { needed: 2, conditions: { entry } }, [ada, ben]);
    expect(bindings(waiting, early)).toEqual([]);
  });

  it("[L52] [L57] is everybody where all agreed to that, with their dissent on record", () => {
    const book = threeParties();
    const conditions = { binds: "all", withdrawalDays: 30 } as const;
    const first = ratified(book, { conditions });
    const second = ratified(book, { parent: first.id, needed: 2, conditions }, undefined, 1);
    const third = ratified(book, { parent: second.id, needed: 2, conditions }, [ada, ben], 5);
    book.ballot(cyra, third, { choice: "decline", time: at(4) });
    expect(bound(book, third, cyra)).toEqual([[on(5), null, null]]);
    expect(bindings(book, third).find(({ party }) => party === cyra.party.card.id)).toMatchObject({
      consent: [],
      because: [expect.any(String)],
    });
    expect(bound(book, second, cyra)).toEqual([[on(1), on(4), "succeeded"]]);
    withdraw(book, cyra, third.id, 10, 40);
    expect(bound(book, third, cyra)).toEqual([[on(5), on(39), "withdrew"]]);
  });

  it("[L52] [L57] is everybody from the first day where all are bound, whoever ratifies or accedes after that", () => {
    const book = threeParties();
    const entry = { at: 2, delayDays: 0, joinDelayDays: 30 };
    const conditions = { binds: "all", withdrawalDays: 10, entry, accession: "open" } as const;
    const all = ratified(book, { conditions: { ...conditions, entry: { ...entry, at: 3 } } });
    const first = ratified(book, { parent: all.id, needed: 2, conditions }, undefined, 1);
    const next = ratified(book, { parent: first.id, needed: 2, conditions }, [ada, ben], 5);
    const declined = copyBook(book);
    book.ballot(cyra, next, { time: at(8) });
    expect(bound(book, next, cyra)).toEqual([[on(5), null, null]]);
    expect(bindings(book, next).find(({ party }) => party === cyra.party.card.id)?.consent).toHaveLength(1);
    declined.ballot(cyra, next, { choice: "decline", time: at(6) });
    const gone = copyBook(declined);
    const acceded = accede(declined, cyra, cyra, next, { day: 9, reservations: [reserved] });
    expect(bindings(declined, next).find(({ party }) => party === cyra.party.card.id)).toMatchObject({
      ...{ from: on(5), to: null, consent: [acceded] },
    });
    // What it reserves holds from when it says so.
    expect(reservationsOn(declined, 10)).toMatchObject([{ from: on(9), to: null }]);
    // Who left by then is bound anew, from its own day and the delay on.
    withdraw(gone, cyra, next.id, 9, 19);
    accede(gone, cyra, cyra, next, { day: 40 });
    expect(bound(gone, next, cyra)).toEqual([
      [on(5), on(18), "withdrew"],
      [on(70), null, null],
    ]);
  });

  it("[L50] [L57] ends the day before a notice takes effect, and goes on where it was taken back", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { withdrawalDays: 30 } });
    const notice = withdraw(book, cyra, made.id, 5, 40);
    expect(bound(book, made, cyra)).toEqual([[on(0), on(39), "withdrew"]]);
    expect(bound(book, made, ada)).toEqual([[on(0), null, null]]);
    expect(bindings(book, made).find(({ left }) => left !== null)?.because).toContain(notice);
    release(book, cyra, notice, 39);
    expect(bound(book, made, cyra)).toEqual([[on(0), null, null]]);
  });

  it("[L50] [L57] of all texts ends each after its own notice, and never where nobody leaves", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { withdrawalDays: 30 } });
    const strict = copyBook(book);
    withdraw(book, cyra, null, 5, 5);
    expect(bound(book, made, cyra)).toEqual([[on(0), on(34), "withdrew"]]);
    const text = ratified(strict, { parent: made.id, conditions: { withdrawalDays: null } }, undefined, 1);
    withdraw(strict, cyra, null, 5, 5);
    expect(bound(strict, text, cyra)).toEqual([[on(1), null, null]]);
  });

  it("[L57] of a party that leaves the charter ends as if it had given notice that day", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { withdrawalDays: 30 } });
    const strict = copyBook(book);
    book.govern(cyra, removeEntry(cyra, 0), at(10));
    expect(bound(book, made, cyra)).toEqual([[on(0), on(39), "departed"]]);
    const text = ratified(strict, { parent: made.id, conditions: { withdrawalDays: null } }, undefined, 1);
    strict.govern(cyra, removeEntry(cyra, 0), at(10));
    expect(bound(strict, text, cyra)).toEqual([[on(1), null, "departed"]]);
  });

  it("[L57] of a party that others remove ends on that day, also by what it joins while they decide", () => {
    const book = threeParties();
    const made = ratified(book, { needed: 2, conditions: { accession: "open" } }, [ada, ben]);
    book.ballot(cyra, made, { choice: "decline", time: at(1) });
    book.govern(ada, removeEntry(cyra, 2), at(5));
    const asked = last(book);
    accede(book, cyra, cyra, made, { day: 6 });
    expect(bound(book, made, cyra)).toEqual([[on(6), null, null]]);
    book.govern(ben, consentEntry(asked), at(20));
    expect(departuresOf(book.ledger)).toMatchObject([{ how: "removed" }]);
    expect(bound(book, made, cyra)).toEqual([[on(6), on(19), "removed"]]);
  });

  it("[L57] ends by a later text for whom that binds, and goes on for the others", () => {
    const book = threeParties();
    const made = ratified(book, { needed: 2, conditions: { entry: { at: 2, delayDays: 0, joinDelayDays: 0 } } });
    const next = ratified(book, { parent: made.id, needed: 2 }, [ada, ben], 10);
    expect(bound(book, made, ada)).toEqual([[on(0), on(9), "succeeded"]]);
    expect(bound(book, made, cyra)).toEqual([[on(0), null, null]]);
    book.ballot(cyra, next, { time: at(20) });
    expect(bound(book, made, cyra)).toEqual([[on(0), on(19), "succeeded"]]);
    expect(bindings(book, made).every(({ because }) => because.includes(next.id))).toBe(true);
  });

  it("[L53] [L57] begins anew by an accession after a notice, for each time of its own", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { accession: "open", withdrawalDays: 30 } });
    withdraw(book, cyra, made.id, 5, 40);
    accede(book, cyra, cyra, made, { day: 50 });
    expect(bound(book, made, cyra)).toEqual([
      [on(0), on(39), "withdrew"],
      [on(50), null, null],
    ]);
    withdraw(book, cyra, made.id, 60, 90);
    expect(bound(book, made, cyra)).toEqual([
      [on(0), on(39), "withdrew"],
      [on(50), on(89), "withdrew"],
    ]);
  });

  it("[L53] [L57] ends by a notice that was given without knowing of an accession, whoever enters it again", () => {
    const book = threeParties();
    const tablet = delegateOf(cyra, "Cora");
    book.admit(cyra, tablet, "delegate");
    const made = ratified(book, { needed: 2, conditions: { accession: "open", withdrawalDays: 0 } }, [ada, ben]);
    book.ballot(cyra, made, { choice: "decline", time: at(1) });
    const apart = copyBook(book);
    accede(book, cyra, cyra, made, { day: 10 });
    withdraw(apart, tablet, made.id, 12, 12);
    apart.takeAll(book);
    book.takeAll(apart);
    for (const one of [book, apart]) expect(bound(one, made, cyra)).toEqual([[on(10), on(11), "withdrew"]]);
    const entered = book.log().findLast(({ envelope }) => envelope.type === envelopeTypes.accession);
    // Once more, with the notice in its past: it is the same accession, and ended.
    book.take(book.draft(cyra, envelopeTypes.accession, entered?.envelope.body as never));
    expect(bound(book, made, cyra)).toEqual([[on(10), on(11), "withdrew"]]);
  });

  it("[L32] [L53] is nobody by an accession that a device entered beyond what its party stands by, until confirmed", () => {
    const book = threeParties();
    const tablet = delegateOf(cyra, "Cora");
    book.admit(cyra, tablet, "delegate");
    const made = ratified(book, { needed: 2, conditions: { accession: "open" } }, [ada, ben]);
    book.ballot(cyra, made, { choice: "decline", time: at(1) });
    const apart = copyBook(book);
    const stolen = accede(apart, tablet, tablet, made);
    book.govern(cyra, revokeEntry(tablet, "stolen", -1));
    book.takeAll(apart);
    expect(endedBallotsOf(book.ledger).questioned.get(stolen)?.state).toBe("inQuestion");
    expect(bound(book, made, cyra)).toEqual([]);
    book.confirm(cyra, stolen as never);
    expect(bound(book, made, cyra)).toEqual([[on(10), null, null]]);
  });

  it("[L25] [L57] is not changed by what an ended device says beyond its cut", () => {
    const book = threeParties();
    const tablet = delegateOf(cyra, "Cora");
    book.admit(cyra, tablet, "delegate");
    const made = ratified(book);
    const apart = copyBook(book);
    withdraw(apart, tablet, made.id, 5, 400);
    book.govern(cyra, revokeEntry(tablet, "stolen"));
    book.takeAll(apart);
    expect(bound(book, made, cyra)).toEqual([[on(0), null, null]]);
  });

  it("[L53] [L57] is by the first of two accessions that a party made apart", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { accession: "open" } });
    const later = accessionOf(dora, made, { day: 20 });
    const first = accessionOf(dora, made, { day: 10 });
    const apart = copyBook(book);
    book.write(ada, envelopeTypes.accession, later);
    apart.write(ben, envelopeTypes.accession, first);
    book.takeAll(apart);
    expect(bound(book, made, dora)).toEqual([[on(10), null, null]]);
  });
});

/** What somebody of the table does; people are apart until they hear each other. */
interface Deed {
  readonly who: number;
  readonly what: string;
  readonly pick: number;
}
const deeds: fc.Arbitrary<readonly Deed[]> = fc.array(
  fc.record({
    who: fc.nat({ max: 2 }),
    what: fc.constantFrom("hear", "hear", "accede", "consent", "withdraw", "release", "reserve", "respond", "leave"),
    pick: fc.nat({ max: 40 }),
  }),
  { minLength: 4, maxLength: 24 },
);

/** Everything that the people of a plan signed, each on what they held. */
function play(plan: readonly Deed[]): { readonly books: readonly Book[]; readonly made: { readonly id: never } } {
  const book = threeParties();
  const conditions = { accession: 1, withdrawalDays: 3 } as const;
  const made = ratified(book, { needed: 2, closesOn: on(0), conditions }, [ada, ben]);
  book.ballot(ben, made, { reservations: [reserved], time: at(0) });
  const people = [ada, ben, cyra];
  const books = people.map(() => copyBook(book));
  let day = 1;
  for (const { who, what, pick } of plan) {
    const [by, held] = [people[who] as TestPerson, books[who] as Book];
    day += pick % 3;
    const attempt = (deed: () => unknown): void => {
      try {
        deed();
      } catch {
        // What does not count where it stands is not written.
      }
    };
    const all = reservationsOn(held, day);
    const said = bindings(held, made).flatMap(({ because }) => because);
    const one = <T>(of: readonly T[]): T => of[pick % Math.max(1, of.length)] as T;
    if (what === "hear") held.takeAll(one(books));
    if (what === "accede") attempt(() => accede(held, by, pick % 2 === 0 ? one([dora, emil]) : by, made, { day }));
    const accessions = held.ledger.statements.all({ type: envelopeTypes.accession, keyOf: () => "" }) as never as [
      [{ id: never }],
    ];
    if (what === "consent" && accessions.length > 0) attempt(() => consent(held, by, one(accessions)[0].id, day));
    if (what === "withdraw")
      attempt(() => withdraw(held, by, pick % 3 === 0 ? null : made.id, day, day + 3 + (pick % 4)));
    if (what === "release") attempt(() => release(held, by, one([...said, ...all.map(({ id }) => id)]) as never, day));
    if (what === "reserve") attempt(() => reserve(held, by, one(said) as never, day));
    if (what === "respond" && all.length > 0)
      attempt(() => respond(held, by, one(all).id, one(["accept", "object", "object-no-relations"] as const), day));
    if (what === "leave" && pick > 36) attempt(() => held.govern(by, removeEntry(by, 0), at(day)));
  }
  return { books, made: made as never };
}

describe("Whom texts bind and what is reserved", () => {
  it("[L48] [L53] to [L57] are the same in every order of arrival, with everything twice, and after a snapshot", () => {
    fc.assert(
      fc.property(deeds, fc.infiniteStream(fc.nat({ max: 1000 })), (plan, order) => {
        const { books, made } = play(plan);
        const all = books.flatMap((one) => one.log());
        const read = (one: Book) => [bindings(one, made), reservationsOn(one, 30), reservationsOn(one, 800)];
        const [first] = books;
        if (first === undefined) throw new Error("somebody is there");
        for (const written of all) first.take(written);
        const shuffled = [...all, ...all]
          .map((written) => [order.next().value as number, written] as const)
          .sort(([a], [b]) => a - b)
          .map(([, written]) => written);
        const other = createBook(first.charter);
        for (let before = -1; before < other.log().length; ) {
          before = other.log().length;
          for (const written of shuffled) other.take(written);
        }
        expect(other.log()).toHaveLength(first.log().length);
        expect(read(other)).toEqual(read(first));
        const again = createBook(first.charter, { book: first, snapshot: first.ledger.snapshot() });
        expect(read(again)).toEqual(read(first));
      }),
      { numRuns: 20 },
    );
  });

  it("[L57] never bind a party twice on one day, nor before the text or after it", () => {
    fc.assert(
      fc.property(deeds, (plan) => {
        const { books, made } = play(plan);
        for (const book of books) {
          const all = bindings(book, made);
          for (const [index, { party, from, to, consent: by, because }] of all.entries()) {
            expect(from >= on(0) && (to === null || to >= from)).toBe(true);
            expect(by.every((id) => because.includes(id)) && because.length > 0).toBe(true);
            const next = all[index + 1];
            if (next?.party === party) expect(to !== null && to < next.from).toBe(true);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe("Ids of reservations", () => {
  it("[L48] inside a consent are of its id and their place in it", () => {
    const book = threeParties();
    const made = book.propose(ada, { time: at(0) });
    book.ballot(ada, made, { reservations: [reserved, { ...reserved, how: "interpret" }], time: at(0) });
    const [first, second] = reservationsOn(book, 1);
    const to = first?.consent ?? ("" as never);
    expect(new Set([first?.id, second?.id])).toEqual(new Set([inside(to), inside(to, 1)]));
  });
});
