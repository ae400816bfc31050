/** [L48] [L56] What becomes of reservations: silence, objections, and taking back. */
import { describe, expect, it } from "vitest";
import { addMonths } from "../../../shared/base/days.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { encodeSigners } from "../../../shared/ledger/statements/signers.ts";
import { delegateOf, startMs, type TestPerson } from "../../support/builders.ts";
import {
  accede,
  ada,
  at,
  ben,
  consent,
  cyra,
  dora,
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

const idOf = ({ party }: TestPerson) => party.card.id;

/** Ada ratifies with a reservation, then the others. */
function withReservation() {
  const book = threeParties();
  const made = book.propose(ada, { time: at(0), conditions: { accession: "open", withdrawalDays: 30 } });
  book.ballot(ada, made, { reservations: [reserved], time: at(0) });
  const [only] = reservationsOn(book, 0);
  if (only === undefined) throw new Error("Ada reserved");
  const sign = (): void => {
    for (const person of [ben, cyra]) book.ballot(person, made, { time: at(2) });
  };
  return { book, made, only, sign };
}

describe("A reservation inside a consent", () => {
  it("[L48] waits for the text, and holds for as long as the consent binds", () => {
    const { book, made, only, sign } = withReservation();
    expect(only).toMatchObject({
      ...reserved,
      party: idOf(ada),
      late: false,
      madeOn: on(0),
      state: "made",
      from: null,
    });
    sign();
    expect(reservationsOn(book, 3)).toMatchObject([{ id: only.id, state: "standing", from: on(2), to: null }]);
    withdraw(book, ada, made.id, 5, 40);
    expect(reservationsOn(book, 50)).toMatchObject([{ state: "standing", from: on(2), to: on(39) }]);
  });

  it("[L56] is accepted by twelve months of silence; an objection in time stays on record and takes nothing away", () => {
    const { book, only, sign } = withReservation();
    sign();
    expect(only.acceptedOn).toBe(addMonths(on(0), 12));
    respond(book, ben, only.id, "object-no-relations", 365);
    respond(book, cyra, only.id, "object", 366);
    // 2024 is a leap year: twelve months from 2023-11-14 are 366 days.
    expect(reservationsOn(book, 400)).toMatchObject([
      { state: "standing", objections: [{ party: idOf(ben), hasRelations: false }] },
    ]);
    expect(reservationsOn(book, 400)[0]?.responses).toHaveLength(2);
  });

  it("[L56] has the last word of each party; what is taken back was not said", () => {
    const { book, only, sign } = withReservation();
    sign();
    const objection = respond(book, ben, only.id, "object", 5);
    respond(book, cyra, only.id, "object", 5);
    respond(book, cyra, only.id, "accept", 6);
    expect(reservationsOn(book, 9)[0]?.objections).toEqual([{ party: idOf(ben), hasRelations: true }]);
    release(book, ben, objection, 7);
    expect(reservationsOn(book, 9)[0]?.objections).toEqual([]);
  });

  it("[L55] is taken back by its party on a day, and holds until the day before", () => {
    const { book, only, sign } = withReservation();
    sign();
    release(book, ada, only.id as never, 20);
    expect(reservationsOn(book, 19)).toMatchObject([{ state: "standing", withdrawnOn: on(20), to: on(19) }]);
    expect(reservationsOn(book, 20)).toMatchObject([{ state: "withdrawn", withdrawnOn: on(20), to: on(19) }]);
  });

  it("[L56] who joins later may object until it joins", () => {
    const { book, made, only, sign } = withReservation();
    sign();
    accede(book, ada, dora, made, { day: 500 });
    book.admit(ada, dora);
    respond(book, dora, only.id, "object", 500);
    expect(reservationsOn(book, 501)[0]?.objections).toEqual([{ party: idOf(dora), hasRelations: true }]);
    const late = withReservation();
    late.sign();
    accede(late.book, ada, dora, late.made, { day: 500 });
    late.book.admit(ada, dora);
    respond(late.book, dora, late.only.id, "object", 501);
    expect(reservationsOn(late.book, 502)[0]?.objections).toEqual([]);
  });

  it("[L53] [L54] inside an accession waits for the consents that this takes", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { accession: 1 } });
    const acceded = accede(book, ada, dora, made, { reservations: [reserved] });
    expect(reservationsOn(book, 11)).toMatchObject([{ consent: acceded, state: "made", from: null, madeOn: on(10) }]);
    consent(book, ben, acceded, 15);
    expect(reservationsOn(book, 16)).toMatchObject([{ state: "standing", from: on(15) }]);
  });

  it("[L51] of several delegates is one, whichever of its ids is answered", () => {
    const book = threeParties();
    const alma = delegateOf(ada, "Alma");
    book.admit(ada, alma, "delegate");
    book.write(ada, envelopeTypes.signers, encodeSigners({ count: 2, time: startMs }));
    const signers = [...book.ledger.membership().parties.keys()].sort().map((party) => (party === idOf(ada) ? 2 : 1));
    const made = book.propose(ada, { time: at(0), signers });
    book.ballot(ada, made, { reservations: [reserved], time: at(0) });
    expect(reservationsOn(book, 1)).toEqual([]);
    book.ballot(alma, made, { reservations: [reserved], time: at(1) });
    const [only] = reservationsOn(book, 1);
    if (only === undefined) throw new Error("both reserved");
    respond(book, ben, only.id, "accept", 2);
    expect(reservationsOn(book, 3)).toHaveLength(1);
    expect(reservationsOn(book, 3)[0]?.responses).toHaveLength(1);
  });
});

describe("A late reservation", () => {
  function late() {
    const book = threeParties();
    const made = ratified(book, { conditions: { withdrawalDays: 0 } });
    const [byAda = "" as never] = made.ballots;
    return { book, made, id: reserve(book, ada, byAda, 10) };
  }
  const silence = addMonths(on(10), 12);

  it("[L48] [L56] holds from twelve months later, where no party that is bound objects until then", () => {
    const { book, id } = late();
    expect(reservationsOn(book, 20)).toMatchObject([{ id, late: true, state: "made", from: silence, to: null }]);
    expect(reservationsOn(book, 375)).toMatchObject([{ state: "made" }]);
    expect(reservationsOn(book, 376)).toMatchObject([{ state: "standing", acceptedOn: on(376) }]);
  });

  it("[L48] [L56] is refused by one objection in time, and not by one that comes later or is taken back", () => {
    const { book, id } = late();
    const objection = respond(book, ben, id, "object", 375);
    expect(reservationsOn(book, 400)).toMatchObject([{ state: "refused", from: null, to: null }]);
    release(book, ben, objection, 380);
    respond(book, ben, id, "object", 376);
    expect(reservationsOn(book, 400)).toMatchObject([{ state: "standing", objections: [] }]);
  });

  it("[L56] is not refused by a party that the text binds no more", () => {
    const { book, made, id } = late();
    withdraw(book, cyra, made.id, 15, 16);
    respond(book, cyra, id, "object", 20);
    expect(reservationsOn(book, 400)).toMatchObject([{ state: "standing" }]);
  });
});
