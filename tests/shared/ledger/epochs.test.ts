import { describe, expect, it } from "vitest";
import { type Bytes, toHex } from "../../../shared/base/bytes.ts";
import { idBytes } from "../../../shared/base/ids.ts";
import { deriveEpoch } from "../../../shared/ledger/epoch.ts";
import {
  createKeyring,
  isRotationDue,
  joinKeys,
  type Keyring,
  sealRotation,
  sealShares,
} from "../../../shared/ledger/keyring.ts";
import {
  type Book,
  consentEntry,
  copyBook,
  delegateOf,
  foundBook,
  founder,
  removeEntry,
  revokeEntry,
  seedOf,
  type TestPerson,
} from "../../support/builders.ts";

const [ada, ben, cyra, dora] = [founder("Ada"), founder("Ben"), founder("Cyra"), founder("Dora")];
const alma = delegateOf(ada, "Alma");
const founding = seedOf("founding key");

const keyringOf = (person: TestPerson, ...keys: readonly Bytes[]): Keyring =>
  createKeyring(keys.length === 0 ? [founding] : keys, person.device, person.sealing);

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
/** The present key of somebody, by everything in the book. */
const presentOf = (person: TestPerson, book: Book, ...keys: readonly Bytes[]): string | null => {
  const epoch = learnAll(keyringOf(person, ...keys), book).at(book.ledger.membership());
  return epoch === null ? null : toHex(epoch.key);
};

describe("Epochs", () => {
  it("[L28] begin with the founding key, and go on with the key of the latest rotation", () => {
    const book = shared();
    expect(presentOf(ben, book)).toBe(toHex(founding));
    rotate(book, ada, "second");
    for (const person of [ada, ben, cyra]) expect(presentOf(person, book)).toBe(toHex(seedOf("second")));
    rotate(book, ben, "third");
    for (const person of [ada, ben, cyra]) expect(presentOf(person, book)).toBe(toHex(seedOf("third")));
    expect(book.ledger.membership().rotations.map(({ epoch }) => toHex(epoch))).toEqual([
      toHex(deriveEpoch(seedOf("third")).id),
    ]);
  });

  it("[L28] of a rotation open for its members and for nobody else", () => {
    const book = shared();
    book.govern(cyra, removeEntry(cyra, 0));
    rotate(book, ada, "second");
    expect(presentOf(ben, book)).toBe(toHex(seedOf("second")));
    expect(presentOf(cyra, book)).toBe(null);
    expect(learnAll(keyringOf(cyra), book).keys()).toEqual([founding]);
  });

  it("[L28] are due to be changed while somebody whose membership ended holds every present key", () => {
    const book = shared();
    expect(isRotationDue(book.ledger.membership())).toBe(false);
    book.govern(cyra, removeEntry(cyra, 0));
    expect(isRotationDue(book.ledger.membership())).toBe(true);
    rotate(book, ada, "second");
    expect(isRotationDue(book.ledger.membership())).toBe(false);
  });

  it("[L28] of concurrent rotations are joined, and shut out both who were removed", () => {
    const start = shared(dora);
    start.admit(ada, alma, "delegate");
    const [left, right] = [copyBook(start), copyBook(start)];
    left.govern(ada, revokeEntry(alma));
    rotate(left, ada, "left");
    right.govern(cyra, removeEntry(cyra, 0));
    rotate(right, ben, "right");
    left.takeAll(right);
    const joined = joinKeys([seedOf("left"), seedOf("right")]);
    for (const person of [ada, ben, dora]) expect(presentOf(person, left)).toBe(toHex(joined));
    for (const person of [alma, cyra]) expect(presentOf(person, left)).toBe(null);
    expect(isRotationDue(left.ledger.membership())).toBe(false);
    right.takeAll(left);
    expect(right.ledger.membership().rotations).toEqual(left.ledger.membership().rotations);
    // Whoever rotates next follows both.
    rotate(left, dora, "next");
    expect(left.ledger.membership().rotations).toHaveLength(1);
  });

  it("[L28] with a box that does not open are no key to write with; the next rotation mends it", () => {
    const book = shared();
    const garbled = sealRotation(seedOf("second"), book.ledger.membership());
    const keys = garbled.keys.map(
      ([device, box]) => [device, device.join() === idBytes(cyra.device).join() ? seedOf("garbage") : box] as const,
    );
    book.govern(ben, { ...garbled, keys });
    expect(presentOf(ada, book)).toBe(toHex(seedOf("second")));
    expect(presentOf(cyra, book)).toBe(null);
    rotate(book, cyra, "third");
    for (const person of [ada, ben, cyra]) expect(presentOf(person, book)).toBe(toHex(seedOf("third")));
  });

  it("[L28] with a box of another key than the named one are not learned", () => {
    const book = shared();
    const other = sealRotation(seedOf("another"), book.ledger.membership());
    book.govern(ben, { ...other, epoch: deriveEpoch(seedOf("second")).id });
    for (const person of [ada, ben, cyra]) expect(presentOf(person, book)).toBe(null);
  });

  it("[L28] are shared with whoever was let in while apart from the rotation", () => {
    const start = shared();
    const [left, right] = [copyBook(start), copyBook(start)];
    rotate(left, ada, "second");
    right.admit(ben, dora);
    left.takeAll(right);
    expect(presentOf(dora, left)).toBe(null);
    const [share, none] = sealShares(left.ledger.membership(), learnAll(keyringOf(ada), left));
    if (share === undefined) throw new Error("Dora lacks the key");
    expect(none).toBe(undefined);
    expect(share.keys.map(([device]) => toHex(device))).toEqual([dora.device]);
    left.govern(ada, share);
    expect(presentOf(dora, left)).toBe(toHex(seedOf("second")));
    expect(sealShares(left.ledger.membership(), learnAll(keyringOf(ada), left))).toEqual([]);
  });

  it("[L28] of the past come with the welcome: who is let in afterwards lacks none", () => {
    const book = shared();
    rotate(book, ada, "second");
    book.admit(ada, dora);
    expect(sealShares(book.ledger.membership(), learnAll(keyringOf(ada), book))).toEqual([]);
    expect(presentOf(dora, book, founding, seedOf("second"))).toBe(toHex(seedOf("second")));
    // One who held a key and is gone makes the next rotation due.
    book.govern(ada, removeEntry(ada, 0));
    expect(isRotationDue(book.ledger.membership())).toBe(true);
  });

  it("[L28] a removal by consent ends with a rotation that its members alone can open", () => {
    const book = shared(dora);
    book.govern(cyra, consentEntry(book.govern(ben, removeEntry(ada, 2))));
    rotate(book, ben, "second");
    expect([ada, ben, cyra, dora].map((person) => presentOf(person, book) === null)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});

describe("A keyring", () => {
  const keys = ["a", "b", "c", "d", "e"].map(seedOf);

  it("[L28] finds the join of any two to four of its keys by their id", () => {
    const keyring = keyringOf(ada, founding, ...keys);
    for (const of of [
      [0, 1],
      [1, 3],
      [0, 2, 4],
      [0, 1, 2, 3],
      [4, 3, 2, 1],
    ]) {
      const key = joinKeys(of.map((at) => keys[at] as Bytes));
      expect(toHex(keyring.byId(deriveEpoch(key).id)?.key ?? founding)).toBe(toHex(key));
    }
    expect(keyring.byId(deriveEpoch(joinKeys(keys)).id)).toBe(null);
    expect(keyring.byId(deriveEpoch(joinKeys([seedOf("a"), seedOf("z")])).id)).toBe(null);
  });

  it("[L28] finds a join once the missing key is learned", () => {
    const id = deriveEpoch(joinKeys([seedOf("a"), seedOf("second")])).id;
    const keyring = keyringOf(ben, founding, seedOf("a"));
    expect(keyring.byId(id)).toBe(null);
    const book = shared();
    rotate(book, ada, "second");
    learnAll(keyring, book);
    expect(keyring.byId(id)).not.toBe(null);
  });

  it("[L28] joins to the same key in any order", () => {
    expect(joinKeys([...keys].reverse())).toEqual(joinKeys(keys));
    expect(joinKeys(keys.slice(1))).not.toEqual(joinKeys(keys));
  });

  it("[L28] keeps every key that it held, oldest first", () => {
    const keyring = keyringOf(ben);
    const book = shared();
    rotate(book, ada, "second");
    rotate(book, ada, "third");
    learnAll(keyring, book);
    expect(keyring.keys()).toEqual([founding, seedOf("second"), seedOf("third")]);
    expect(keyring.latest().key).toEqual(seedOf("third"));
  });
});
