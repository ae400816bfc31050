/** [L32] A thief's ballot, an honest one, and the party's word on both; on every order of arrival. */

import { describe, expect, it } from "vitest";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { endedBallotsOf, heldBallots, heldConfirmations } from "../../../shared/ledger/agreements/agreements.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import type { BallotId } from "../../../shared/ledger/statements/ballot.ts";
import {
  type Book,
  consentEntry,
  copyBook,
  createBook,
  dayMs,
  delegateOf,
  foundBook,
  founder,
  newDeviceOf,
  recoverEntry,
  removeEntry,
  revokeEntry,
  startMs,
  type TestPerson,
  type Written,
} from "../../support/builders.ts";

const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")];
const tablet = delegateOf(ada, "Ada's tablet");
const newcomer = newDeviceOf(ada, "Ada's new laptop");

/** Ada on a laptop and a tablet, Ben on one: a proposal by Ben, in everybody's hands. */
function begun() {
  const book = foundBook(ada);
  book.admit(ada, ben);
  book.admit(ada, tablet, "delegate");
  const proposal = book.propose(ben);
  return { book, proposal };
}

const last = (book: Book): Written => book.log().at(-1) as Written;

/** A ballot of `by`, written in a copy that knows no more than `apart` does. */
function castApart(
  apart: Book,
  by: TestPerson,
  proposal: ReturnType<Book["propose"]>,
  time = startMs + dayMs,
): Written {
  const copy = copyBook(apart);
  copy.ballot(by, proposal, { time });
  return last(copy);
}

const ballotIn = (book: Book): BallotId => {
  const [ballot] = heldBallots(book.ledger).at(-1) ?? [];
  if (ballot === undefined) throw new Error("no ballot");
  return ballot.id;
};
const stateOf = (book: Book, id: BallotId): string =>
  endedBallotsOf(book.ledger).questioned.get(id)?.state ??
  (endedBallotsOf(book.ledger).confirmed.has(id) ? "confirmed" : "counts");

/** Something that a person writes. */
function type(book: Book, by: TestPerson): void {
  const client = book.bindSession(by);
  book.write(by, envelopeTypes.text, encodeCbor([1, client, 0, 3, Uint8Array.of(1)]));
}

const seqOf = (book: Book, by: TestPerson): number =>
  Math.max(-1, ...book.ledger.places().flatMap(({ device, seq }) => (device === by.device ? [seq] : [])));

/** What the same envelopes come to in other orders that respect the past, and after a snapshot. */
function expectSame(book: Book, id: BallotId, state: string): void {
  expect(stateOf(book, id)).toBe(state);
  const again = createBook(book.charter, { book, snapshot: book.ledger.snapshot() });
  expect(stateOf(again, id)).toBe(state);
  const late = createBook(book.charter);
  let rest = [...book.log()].reverse();
  while (rest.length > 0) {
    const left = rest.filter((written) => late.take(written) !== "ready");
    if (left.length === rest.length) throw new Error("nothing more is taken");
    rest = left;
  }
  expect(stateOf(late, id)).toBe(state);
}

describe("A device that its party ended", () => {
  it("[L32] casts a ballot that does not count until its party confirms it", () => {
    const { book, proposal } = begun();
    const thief = castApart(book, tablet, proposal);
    book.govern(ada, revokeEntry(tablet, "stolen", seqOf(book, tablet)));
    expect(book.take(thief)).toBe("ready");
    const id = ballotIn(book);
    expectSame(book, id, "inQuestion");
    // Whatever the party goes on to do is no confirmation.
    type(book, ada);
    expectSame(book, id, "inQuestion");
    book.confirm(ada, id);
    expectSame(book, id, "confirmed");
  });

  it("[L32] and its party repudiates is done with, and a later confirmation still counts for good", () => {
    const { book, proposal } = begun();
    const thief = castApart(book, tablet, proposal);
    book.govern(ada, revokeEntry(tablet, "stolen", seqOf(book, tablet)));
    book.take(thief);
    const id = ballotIn(book);
    book.confirm(ada, id, { choice: "repudiate" });
    expectSame(book, id, "repudiated");
    book.confirm(ada, id, { time: startMs + 9 * dayMs });
    book.confirm(ada, id, { choice: "repudiate", time: startMs + 10 * dayMs });
    expectSame(book, id, "confirmed");
  });

  it("[L32] is confirmed by the party's own key, whoever brings it", () => {
    const { book, proposal } = begun();
    const thief = castApart(book, tablet, proposal);
    book.govern(ada, revokeEntry(tablet, "stolen", seqOf(book, tablet)));
    book.take(thief);
    const id = ballotIn(book);
    book.confirm(ben, id, { party: ada.party.card.id, key: ada.party.root.privateKey });
    expectSame(book, id, "confirmed");
  });

  it("[L32] keeps the ballots that its party stands by", () => {
    const { book, proposal } = begun();
    book.ballot(tablet, proposal);
    const id = ballotIn(book);
    book.govern(ada, revokeEntry(tablet, "sold", seqOf(book, tablet)));
    expectSame(book, id, "counts");
  });

  it("[L32] loses no ballot by who enters what, nor by a removal that others decided", () => {
    const { book, proposal } = begun();
    book.admit(ada, cyra);
    const before = copyBook(book);
    book.ballot(ada, proposal);
    const id = ballotIn(book);
    // Ben and Cyra remove Ada's party, and had not seen the ballot.
    before.govern(ben, removeEntry(ada, 2));
    before.govern(cyra, consentEntry(last(before)));
    for (const written of before.log().slice(-2)) book.take(written);
    expect(book.ledger.membership().parties.has(ada.party.card.id)).toBe(false);
    expectSame(book, id, "counts");
  });
});

describe("A ballot that another device of its party let stand", () => {
  it("[L32] counts for good: no later ending undoes it", () => {
    const { book, proposal } = begun();
    book.ballot(tablet, proposal);
    const id = ballotIn(book);
    type(book, ada);
    book.govern(ada, revokeEntry(tablet, "we did not mean it", -1));
    expectSame(book, id, "counts");
  });

  it("[L32] is not let stand by a receipt, which a program signs by itself", () => {
    const { book, proposal } = begun();
    book.ballot(tablet, proposal);
    const id = ballotIn(book);
    book.write(ada, envelopeTypes.heads, new Uint8Array(0));
    book.govern(ada, revokeEntry(tablet, "stolen yesterday", -1));
    expectSame(book, id, "inQuestion");
  });

  it("[L32] is not let stand by a repudiation, nor by a device that was ended before it spoke", () => {
    const { book, proposal } = begun();
    const second = delegateOf(ada, "Ada's phone");
    book.admit(ada, second, "delegate");
    const phoneKnew = seqOf(book, second);
    const apart = copyBook(book);
    apart.ballot(tablet, proposal);
    type(apart, second);
    book.govern(ada, revokeEntry(tablet, "stolen", -1));
    book.govern(ada, revokeEntry(second, "stolen with it", phoneKnew));
    for (const written of apart.log().slice(book.log().length - 2)) book.take(written);
    expectSame(book, ballotIn(book), "inQuestion");

    const { book: other, proposal: asked } = begun();
    other.ballot(tablet, asked);
    const id = ballotIn(other);
    other.confirm(ada, id, { choice: "repudiate" });
    other.govern(ada, revokeEntry(tablet, "it spoke for nobody", -1));
    expectSame(other, id, "repudiated");
  });
});

describe("A party that comes back by its words", () => {
  it("[L32] does not stand by what its old devices cast from the day that it names", () => {
    const { book, proposal } = begun();
    const honest = book.propose(ben, { nonce: "earlier" });
    book.ballot(ada, honest, { time: startMs + 2 * dayMs });
    const before = ballotIn(book);
    const thief = castApart(book, ada, proposal, startMs + 20 * dayMs);
    book.govern(ben, recoverEntry(newcomer, true, "2023-11-20"), startMs + 30 * dayMs);
    book.take(thief);
    const stolen = ballotIn(book);
    expectSame(book, before, "counts");
    expectSame(book, stolen, "inQuestion");
    book.confirm(newcomer, stolen);
    expectSame(book, stolen, "confirmed");
  });

  it("[L32] is not deceived by a thief's wrong clock, where it names a day on which it still had the device", () => {
    const { book, proposal } = begun();
    type(book, ada);
    const lastDay = new Date(last(book).envelope.time).toISOString().slice(0, 10);
    const thief = castApart(book, ada, proposal, startMs - 40 * dayMs);
    book.govern(ben, recoverEntry(newcomer, true, lastDay), startMs + 30 * dayMs);
    book.take(thief);
    expectSame(book, ballotIn(book), "inQuestion");
  });

  it("[L32] and names no day stands by them all", () => {
    const { book, proposal } = begun();
    const thief = castApart(book, ada, proposal, startMs + 20 * dayMs);
    book.govern(ben, recoverEntry(newcomer, true), startMs + 30 * dayMs);
    book.take(thief);
    expectSame(book, ballotIn(book), "counts");
  });

  it("[L32] undoes no consent of years ago", () => {
    const { book, proposal } = begun();
    book.ballot(ada, proposal, { time: startMs + dayMs });
    const id = ballotIn(book);
    const years = startMs + 3 * 366 * dayMs;
    book.ballot(ben, proposal, { time: years });
    book.write(ada, envelopeTypes.heads, new Uint8Array(0), years);
    book.govern(ben, recoverEntry(newcomer, true, "2023-11-14"), years + dayMs);
    expectSame(book, id, "counts");
  });
});

describe("A word on a ballot", () => {
  const asked = () => {
    const { book, proposal } = begun();
    book.ballot(tablet, proposal);
    return { book, id: ballotIn(book) };
  };

  it("[L32] is taken from another device of the same party, or under the party's key", () => {
    const { book, id } = asked();
    expect(() => book.confirm(tablet, id)).toThrow("a device's word on its own ballot");
    expect(() => book.confirm(ben, id)).toThrow("a word on another party's ballot");
    expect(() => book.confirm(ben, id, { party: ada.party.card.id })).toThrow("a device of another party");
    expect(() => book.confirm(ben, id, { party: ada.party.card.id, key: ben.party.root.privateKey })).toThrow(
      "the signature does not hold",
    );
    expect(() => book.confirm(ada, "0".repeat(64) as BallotId)).toThrow("a word on a ballot that is not in its past");
    book.confirm(ada, id);
    expect(heldConfirmations(book.ledger)).toHaveLength(1);
  });

  it("[L32] is refused where the ballot is not in its past, and waits for nobody", () => {
    const { book, proposal } = begun();
    const apart = copyBook(book);
    apart.ballot(tablet, proposal);
    const id = ballotIn(apart);
    expect(() => book.confirm(ada, id)).toThrow("a word on a ballot that is not in its past");
  });
});
