/** [L29] Whose turn it is to bring a key, and when: on a ledger and a clock, without a host. */
import { expect, it } from "vitest";
import { createKeyTurns } from "../../../electron/host/charter/keyTurns.ts";
import { createKeyring, sealRotation } from "../../../shared/ledger/members/keyring.ts";
import { steppingClock } from "../../support/ambient.ts";
import {
  type Book,
  foundBook,
  founder,
  foundingKey,
  removeEntry,
  seedOf,
  type TestPerson,
} from "../../support/builders.ts";

const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")];

/** Cyra's party left, so the others owe each other a new key. */
function afterRemoval(): Book {
  const book = foundBook(ada);
  for (const other of [ben, cyra]) book.admit(ada, other);
  book.govern(cyra, removeEntry(cyra, 0));
  return book;
}

function turnsOf(person: TestPerson, book: Book, isSilent = false) {
  const keyring = createKeyring([foundingKey], person.device, person.sealing);
  const clock = steppingClock();
  const fold = () => {
    for (const { entry } of book.ledger.governanceEntries()) keyring.learn(entry);
    return { ledger: book.ledger, keyring };
  };
  return { clock, turns: createKeyTurns({ device: person.device, clock, fold, isSilent: () => isSilent }) };
}

/** In the order of their turns. */
function inTurn(book: Book): readonly ReturnType<typeof turnsOf>[] {
  const all = [ada, ben].map((person) => turnsOf(person, book));
  return all.sort((a, b) => (a.turns.duties()[0]?.turn ?? 0) - (b.turns.duties()[0]?.turn ?? 0));
}

it("[L29] the first has the turn at once where it is quiet, the next a second later", () => {
  const [first, second] = inTurn(afterRemoval());
  if (first === undefined || second === undefined) throw new Error("two parties are left");
  expect(first.turns.due(true)).toHaveLength(1);
  expect(second.turns.due(true)).toEqual([]);
  expect(second.turns.nextMs(true)).toBe(1000);
  second.clock.advance(1000);
  expect(second.turns.due(true)).toHaveLength(1);
});

it("[L29] what was owed may come right after: half a second of patience where something just came", () => {
  const [first] = inTurn(afterRemoval());
  if (first === undefined) throw new Error("two parties are left");
  expect(first.turns.due(false)).toEqual([]);
  expect(first.turns.nextMs(false)).toBe(500);
  first.clock.advance(500);
  expect(first.turns.due(false)).toHaveLength(1);
  // It could not be signed.
  expect(first.turns.nextMs(false)).toBe(5000);
});

it("[L29] typed text waits two seconds for another's key, and not once it is here", () => {
  const book = afterRemoval();
  const { turns, clock } = turnsOf(ben, book);
  expect(turns.patienceMs()).toBe(0);
  turns.due(false);
  expect(turns.patienceMs()).toBe(2000);
  clock.advance(1500);
  expect(turns.patienceMs()).toBe(500);
  book.govern(ada, sealRotation(seedOf("second"), book.ledger.membership()));
  expect(turns.patienceMs()).toBe(0);
  expect([turns.due(false), turns.nextMs(false)]).toEqual([[], null]);
});

it("[L29] who signs nothing owes nothing", () => {
  const { turns } = turnsOf(ada, afterRemoval(), true);
  expect([turns.duties(), turns.due(true), turns.nextMs(true)]).toEqual([[], [], null]);
});
