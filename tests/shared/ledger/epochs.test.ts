import { describe, expect, it } from "vitest";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { type DeviceId, idBytes } from "../../../shared/base/ids.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { deriveEpoch } from "../../../shared/ledger/members/epoch.ts";
import { createKeyring, dutiesOf, type Keyring, sealRotation } from "../../../shared/ledger/members/keyring.ts";
import {
  type Book,
  consentEntry,
  copyBook,
  delegateOf,
  foundBook,
  founder,
  foundingKey,
  newDeviceOf,
  recoverEntry,
  removeEntry,
  revokeEntry,
  seedOf,
  shareEntry,
  type TestPerson,
} from "../../support/builders.ts";

const [ada, ben, cyra, dora] = [founder("Ada"), founder("Ben"), founder("Cyra"), founder("Dora")];
const alma = delegateOf(ada, "Alma");
const none = new Uint8Array(0);

const keyringOf = (person: TestPerson, ...keys: readonly Bytes[]): Keyring =>
  createKeyring(keys.length === 0 ? [foundingKey] : keys, person.device, person.sealing);

function learnAll(keyring: Keyring, book: Book): Keyring {
  for (const { entry } of book.ledger.governanceEntries()) keyring.learn(entry);
  return keyring;
}

function shared(...others: readonly TestPerson[]): Book {
  const book = foundBook(ada);
  for (const other of [ben, cyra, ...others]) book.admit(ada, other);
  return book;
}

const rotate = (book: Book, by: TestPerson, name: string) =>
  book.govern(by, sealRotation(seedOf(name), book.ledger.membership()));
/** What somebody writes with, by everything in the book. */
function presentOf(person: TestPerson, book: Book, ...keys: readonly Bytes[]): string | null {
  const epoch = learnAll(keyringOf(person, ...keys), book).at(book.ledger.membership());
  return epoch === null ? null : toHex(epoch.key);
}
const named = (name: string): string => toHex(seedOf(name));

/** What somebody owes and when their turn is: "rotate 0", or "share 1: " and who lacks the key. */
function dutiesIn(book: Book, person: TestPerson, keys: readonly Bytes[] = [], heardAt = (_: DeviceId) => 0): string[] {
  const { ledger } = book;
  const authors = new Map(ledger.governanceEntries().map(({ hash, device }) => [hash, device]));
  const keyring = learnAll(keyringOf(person, ...keys), book);
  const people = [ada, ben, cyra, dora, alma];
  const nameOf = (id: Bytes): string => people.find(({ device }) => device === toHex(id))?.name ?? "somebody";
  return dutiesOf(person.device, ledger.membership(), keyring, (of) => authors.get(of) ?? null, heardAt).map(
    ({ turn, share }) =>
      share === null
        ? `rotate ${turn}`
        : `share ${turn}: ${share()
            .keys.map(([id]) => nameOf(id))
            .join()}`,
  );
}
const isDue = (book: Book, person: TestPerson = ada): boolean =>
  dutiesIn(book, person).some((duty) => duty.startsWith("rotate"));

describe("Epochs", () => {
  it("[L28] begin with the founding key, and go on with the key of the latest rotation", () => {
    const book = shared();
    expect(presentOf(ben, book)).toBe(toHex(foundingKey));
    rotate(book, ada, "second");
    for (const person of [ada, ben, cyra]) expect(presentOf(person, book)).toBe(named("second"));
    rotate(book, ben, "third");
    for (const person of [ada, ben, cyra]) expect(presentOf(person, book)).toBe(named("third"));
  });

  it("[L28] of a rotation open for its members and for nobody else", () => {
    const book = shared();
    book.govern(cyra, removeEntry(cyra, 0));
    rotate(book, ada, "second");
    expect(presentOf(ben, book)).toBe(named("second"));
    expect(presentOf(cyra, book)).toBe(null);
    expect(learnAll(keyringOf(cyra), book).keys()).toEqual([foundingKey]);
  });

  it("[L28] are in the past of whatever is written in them", () => {
    const book = shared();
    const later = { epoch: deriveEpoch(seedOf("second")).id };
    const refusal = "written in an epoch that its past does not have";
    expect(book.judge(ben, envelopeTypes.heads, none, later)).toBe(refusal);
    expect(book.judgeEntry(ben, revokeEntry(ben), later)).toBe(refusal);
    rotate(book, ada, "second");
    expect(book.judge(ben, envelopeTypes.heads, none, later)).toBe("ready");
    // An older one is read as ever.
    expect(book.judge(ben, envelopeTypes.heads, none)).toBe("ready");
  });

  it("[L28] are drawn anew: a rotation brings none that its past has, and a share no other", () => {
    const book = shared();
    expect(book.judgeEntry(ben, sealRotation(foundingKey, book.ledger.membership()))).toBe(
      "an epoch that its past has",
    );
    expect(book.judgeEntry(ben, shareEntry(seedOf("second"), cyra))).toBe("a key of no epoch in its past");
    rotate(book, ada, "second");
    expect(book.judgeEntry(ben, sealRotation(seedOf("second"), book.ledger.membership()))).toBe(
      "an epoch that its past has",
    );
    expect(book.judgeEntry(ben, shareEntry(seedOf("second"), cyra))).toBe("ready");
  });

  it("[L28] are brought by any member, guests too", () => {
    const book = shared();
    book.admit(ada, dora, "mediator");
    rotate(book, dora, "second");
    for (const person of [ada, ben, cyra, dora]) expect(presentOf(person, book)).toBe(named("second"));
  });

  it("[L29] are due to be changed, and not written with, while whoever's membership ended has every key", () => {
    const book = shared();
    expect(isDue(book)).toBe(false);
    book.govern(cyra, removeEntry(cyra, 0));
    expect(isDue(book)).toBe(true);
    expect(presentOf(ada, book)).toBe(null);
    rotate(book, ada, "second");
    expect(isDue(book)).toBe(false);
    expect(presentOf(ada, book)).toBe(named("second"));
  });

  it("[L29] of two removals apart leave nobody a key until somebody who knows of both brings one", () => {
    const start = shared(dora);
    start.admit(ada, alma, "delegate");
    const [left, right] = [copyBook(start), copyBook(start)];
    left.govern(ada, revokeEntry(alma));
    rotate(left, ada, "left");
    right.govern(cyra, removeEntry(cyra, 0));
    rotate(right, ben, "right");
    left.takeAll(right);
    right.takeAll(left);
    for (const person of [ada, ben, dora, alma, cyra]) expect(presentOf(person, left)).toBe(null);
    expect(isDue(left)).toBe(true);
    rotate(left, dora, "next");
    right.takeAll(left);
    for (const book of [left, right]) {
      for (const person of [ada, ben, dora]) expect(presentOf(person, book)).toBe(named("next"));
      for (const person of [alma, cyra]) expect(presentOf(person, book)).toBe(null);
      expect(isDue(book)).toBe(false);
    }
  });

  it("[L28] [L29] of one removal, however many rotate apart, are all good, and everybody chooses the same", () => {
    const start = shared(dora);
    start.govern(cyra, removeEntry(cyra, 0));
    const books = [ada, ben, dora].map((person) => {
      const book = copyBook(start);
      rotate(book, person, person.name);
      return book;
    });
    const [all] = books;
    if (all === undefined) throw new Error("three people have three books");
    for (const book of books) all.takeAll(book);
    for (const book of books) book.takeAll(all);
    const chosen = new Set(books.flatMap((book) => [ada, ben, dora].map((person) => presentOf(person, book))));
    expect(chosen.size).toBe(1);
    expect([...chosen][0]).not.toBe(null);
    for (const person of [ada, ben, dora]) expect(dutiesIn(all, person)).toEqual([]);
    const keyring = learnAll(keyringOf(cyra), all);
    expect(keyring.keys()).toEqual([foundingKey]);
  });

  it("[L29] are closed to those who were let in by somebody whose membership had ended", () => {
    const start = shared(dora);
    const [left, right] = [copyBook(start), copyBook(start)];
    left.admit(cyra, founder("Emma"));
    rotate(left, ben, "left");
    right.govern(ada, consentEntry(right.govern(dora, removeEntry(cyra, 2))));
    rotate(right, ada, "right");
    left.takeAll(right);
    // Emma is no member of the whole, and has the left key.
    expect(left.ledger.membership().parties.size).toBe(3);
    expect(presentOf(ada, left)).toBe(named("right"));
  });

  it("[L28] with a box that does not hold the key are not written with, and the key is shared with whom it was kept from", () => {
    const book = shared();
    const garbled = sealRotation(seedOf("second"), book.ledger.membership());
    const keys = garbled.keys.map(
      ([device, box]) => [device, device.join() === idBytes(cyra.device).join() ? seedOf("garbage") : box] as const,
    );
    book.govern(ben, { ...garbled, keys });
    // No membership ended: the founding key serves on.
    for (const person of [ada, cyra]) expect(presentOf(person, book)).toBe(toHex(foundingKey));
    expect(dutiesIn(book, ada)).toEqual([expect.stringMatching(/^share \d: Cyra$/)]);
    book.govern(ada, shareEntry(seedOf("second"), cyra));
    expect(learnAll(keyringOf(cyra), book).byId(garbled.epoch)).not.toBe(null);
    expect(dutiesIn(book, ada)).toEqual([]);
  });

  it("[L29] with a box that does not hold the key are no answer to a removal", () => {
    const book = shared(dora);
    book.govern(dora, removeEntry(dora, 0));
    const garbled = sealRotation(seedOf("second"), book.ledger.membership());
    book.govern(ben, { ...garbled, keys: garbled.keys.map(([device]) => [device, seedOf("garbage")] as const) });
    book.govern(ben, shareEntry(seedOf("second"), ada));
    expect(presentOf(ada, book)).toBe(null);
    expect(isDue(book)).toBe(true);
    rotate(book, ada, "third");
    for (const person of [ada, ben, cyra]) expect(presentOf(person, book)).toBe(named("third"));
  });

  it("[L28] with a box of another key than the named one are not learned", () => {
    const book = shared();
    const other = sealRotation(seedOf("another"), book.ledger.membership());
    book.govern(ben, { ...other, epoch: deriveEpoch(seedOf("second")).id });
    for (const person of [ada, ben, cyra]) expect(learnAll(keyringOf(person), book).size()).toBe(1);
  });

  it("[L28] are shared with whoever was let in while apart from the rotation, though another came after it", () => {
    const start = shared();
    const [left, right] = [copyBook(start), copyBook(start)];
    rotate(left, ada, "second");
    rotate(left, ada, "third");
    right.admit(ben, dora);
    left.takeAll(right);
    expect(presentOf(dora, left)).toBe(toHex(foundingKey));
    const turns = [ada, ben, cyra].map((person) => dutiesIn(left, person));
    for (const duties of turns) expect(duties).toEqual(Array(2).fill(expect.stringMatching(/^share [012]: Dora$/)));
    expect(new Set(turns.map((duties) => duties[0])).size).toBe(3);
    for (const name of ["second", "third"]) left.govern(ada, shareEntry(seedOf(name), dora));
    expect(presentOf(dora, left)).toBe(named("third"));
    for (const person of [ada, ben, cyra, dora]) expect(dutiesIn(left, person)).toEqual([]);
  });

  it("[L28] of the past come with the welcome of who has them: who is let in afterwards lacks none", () => {
    const book = shared();
    rotate(book, ada, "second");
    book.admit(ada, dora);
    expect(dutiesIn(book, ada)).toEqual([]);
    expect(presentOf(dora, book, foundingKey, seedOf("second"))).toBe(named("second"));
    // One who held a key and is gone makes the next rotation due.
    book.govern(ada, removeEntry(ada, 0));
    expect(isDue(book, ben)).toBe(true);
  });

  it("[L28] that whoever lets somebody in lacks are shared with both", () => {
    const start = shared();
    const [left, right] = [copyBook(start), copyBook(start)];
    rotate(left, ada, "second");
    right.admit(ben, dora);
    left.takeAll(right);
    const emma = founder("Emma");
    left.admit(dora, emma);
    expect(dutiesIn(left, ada)).toEqual([expect.stringMatching(/^share \d: Dora,somebody$/)]);
    left.govern(ada, shareEntry(seedOf("second"), dora, emma));
    for (const person of [dora, emma]) expect(presentOf(person, left)).toBe(named("second"));
    expect(dutiesIn(left, ada)).toEqual([]);
  });

  it("[L29] are changed after whatever ends a membership", () => {
    const returned = newDeviceOf(ben, "Ben again");
    const ends: readonly ((book: Book) => void)[] = [
      (book) => book.govern(cyra, removeEntry(cyra, 0)),
      (book) => book.govern(ada, revokeEntry(alma)),
      (book) => book.govern(ada, recoverEntry(returned, true)),
      (book) => {
        const asked = book.govern(ben, removeEntry(cyra, 2));
        expect(isDue(book)).toBe(false);
        book.govern(ada, consentEntry(asked));
      },
    ];
    for (const end of ends) {
      const book = shared(dora);
      book.admit(ada, alma, "delegate");
      end(book);
      const left = [ada, ben, cyra, dora, alma].filter(({ device }) => book.ledger.membership().devices.has(device));
      expect(left.map((person) => presentOf(person, book))).toEqual(left.map(() => null));
      rotate(book, ada, "second");
      expect(left.map((person) => presentOf(person, book))).toEqual(left.map(() => named("second")));
    }
  });
});

describe("Turns", () => {
  it("[L29] to rotate come one after another, first whoever ended a membership", () => {
    const book = shared(dora);
    book.admit(ada, alma, "delegate");
    book.govern(ada, revokeEntry(alma));
    const turns = [ada, ben, cyra, dora].map((person) => dutiesIn(book, person));
    expect(turns[0]).toEqual(["rotate 0"]);
    expect(turns.flat().sort()).toEqual(["rotate 0", "rotate 1", "rotate 2", "rotate 3"]);
  });

  it("[L29] to rotate come later for guests, and for those who were not heard for a day", () => {
    const book = shared();
    book.admit(ada, dora, "mediator");
    book.govern(cyra, removeEntry(cyra, 0));
    const day = 24 * 3_600_000;
    const heardAt = (device: DeviceId): number => (device === ada.device ? 0 : day + 1);
    expect(dutiesIn(book, ben, [], heardAt)).toEqual(["rotate 0"]);
    expect(dutiesIn(book, ada, [], heardAt)).toEqual(["rotate 1"]);
    expect(dutiesIn(book, dora, [], heardAt)).toEqual(["rotate 2"]);
    expect(dutiesIn(book, cyra, [], heardAt)).toEqual([]);
  });
});

describe("A keyring", () => {
  it("[L28] keeps every key that it held, oldest first", () => {
    const keyring = keyringOf(ben);
    const book = shared();
    rotate(book, ada, "second");
    rotate(book, ada, "third");
    learnAll(keyring, book);
    expect(keyring.keys()).toEqual([foundingKey, seedOf("second"), seedOf("third")]);
  });

  it("[L28] seals a rotation also where somebody's card has no key that anything can be sealed to", () => {
    const book = shared();
    const { devices, ...rest } = book.ledger.membership();
    const spoilt = new Map(
      [...devices].map(([id, member]) => [
        id,
        id === cyra.device ? { ...member, card: { ...member.card, sealKey: new Uint8Array(32) } } : member,
      ]),
    );
    const entry = sealRotation(seedOf("second"), { ...rest, devices: spoilt });
    expect(entry.keys).toHaveLength(3);
    const keyring = keyringOf(ben);
    keyring.learn(entry);
    expect(keyring.size()).toBe(2);
  });
});
