import { describe, expect, it } from "vitest";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { hasRatified } from "../../../shared/ledger/agreements/agreements.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../shared/ledger/snapshot.ts";
import {
  adoptEntry,
  type Book,
  consentEntry,
  copyBook,
  createBook,
  foundBook,
  founder,
  genesisOf,
  revokeEntry,
} from "../../support/builders.ts";
import { greetingKind, laterProgram } from "../../support/laterProgram.ts";

const [ada, ben, cyra, mia] = [founder("Ada"), founder("Ben"), founder("Cyra"), founder("Mia")];
const { heads, governance } = envelopeTypes;
const none = new Uint8Array(0);
const greeting = (word: string) => encodeCbor([new TextEncoder().encode(word)]);

/** Three parties and a mediator; more than half of the parties admit. */
function council(): Book {
  const book = foundBook(ada, "Water", { admit: "majority", remove: "twoThirds", suggest: "guests" }, laterProgram);
  for (const person of [ben, cyra]) book.admit(ada, person);
  book.admit(ada, mia, "mediator");
  return book;
}

/** Asked by Ada, consented to by Ben. */
function adopt(book: Book): void {
  const asked = book.govern(ada, adoptEntry(4, 2));
  book.govern(ben, consentEntry(asked));
}

describe("A later ruleset", () => {
  it("[L35] is adopted by the quota of admission of all parties, before the first ratification too", () => {
    const book = council();
    expect(hasRatified(book.ledger)).toBe(false);
    for (const needed of [1, 3]) expect(book.judgeEntry(ada, adoptEntry(4, needed))).toContain("another quota");
    expect(book.judgeEntry(mia, adoptEntry(4, 2))).toContain("speaks for no party");
    expect(book.judgeEntry(ada, adoptEntry(3, 2))).toContain("its past has");
    const asked = book.govern(ada, adoptEntry(4, 2));
    expect(book.ledger.membership().ruleset).toBe(3);
    expect(book.ledger.membership().decisions.get(asked.signed.hash)).toMatchObject({ adopts: 4, needed: 2 });
    book.govern(ben, consentEntry(asked));
    expect(book.ledger.membership().ruleset).toBe(4);
    expect(book.judgeEntry(ada, adoptEntry(4, 2))).toContain("its past has");
  });

  it("[L35] judges what is written on it, and nothing that was written without it", () => {
    const book = council();
    const apart = copyBook(book, laterProgram);
    expect(apart.bindSession(mia)).toBeGreaterThan(0);
    adopt(book);
    const sessionNo = book.ledger.nextSessionNo(mia.device);
    expect(book.judge(mia, envelopeTypes.session, encodeCbor([7, -1]))).toBe("a reader writes no text");
    expect(sessionNo).toBe(0);
    book.takeAll(apart);
    expect(book.ledger.nextSessionNo(mia.device)).toBe(1);
  });

  it("[L35] stops a program that lacks it from writing, and from nothing else", () => {
    const newer = council();
    const older = createBook(newer.charter);
    older.takeAll(newer);
    adopt(newer);
    newer.write(ada, heads, none);
    newer.write(cyra, heads, none);
    // By somebody who has not heard of it yet.
    const late = copyBook(older).write(mia, 99, Uint8Array.of(1));
    const kinds = newer
      .log()
      .slice(older.log().length)
      .map((written) => older.take(written));
    expect(kinds).toEqual(["ready", "ready", "newer", "missing"]);
    expect(older.ledger.lacksRuleset()).toBe(4);
    expect(older.take(late)).toBe("ready");
    expect(older.ledger.judge(older.draft(ben, heads, none).signed)).toEqual({ kind: "newer", ruleset: 4 });
    expect(newer.ledger.lacksRuleset()).toBeNull();
  });

  it("[L35] is the same on both sides of a partition once they meet, whoever asked first", () => {
    const [left, right] = [council(), council()];
    adopt(left);
    right.govern(cyra, adoptEntry(4, 2));
    expect(right.ledger.membership().ruleset).toBe(3);
    left.takeAll(right);
    right.takeAll(left);
    for (const book of [left, right]) {
      expect(book.ledger.membership().ruleset).toBe(4);
      expect(book.ledger.size()).toBe(left.ledger.size());
      expect(book.judge(mia, envelopeTypes.session, encodeCbor([7, -1]))).toBe("a reader writes no text");
    }
  });

  it("[L35] is not adopted by the word of a device that had been ended", () => {
    const [left, right] = [council(), council()];
    left.govern(ben, revokeEntry(ben));
    adopt(right);
    left.takeAll(right);
    right.takeAll(left);
    expect([left, right].map((book) => book.ledger.membership().ruleset)).toEqual([3, 3]);
  });

  it("[L35] of a founding is for programs that have it, and of no other charter's", () => {
    const body = encodeCbor({ kind: "genesis", ruleset: 5, nonce: new Uint8Array(16) });
    expect(createBook(charterIdOf(body)).ledger.judge(draftOf(body)).kind).toBe("newer");
    expect(createBook(charterIdOf(genesisOf(ada))).ledger.judge(draftOf(body)).kind).toBe("refused");
  });

  function draftOf(body: Uint8Array<ArrayBuffer>) {
    return createBook(charterIdOf(body)).draft(ada, governance, body).signed;
  }
});

describe("A statement of a kind that not everybody knows", () => {
  it("[L21] counts where it is known, is carried where it is not, and is read after the program is newer", () => {
    const newer = council();
    const older = createBook(newer.charter);
    newer.write(ada, greetingKind.type, greeting("hello"));
    expect(newer.judge(mia, greetingKind.type, greeting("hi"))).toBe("a guest greets nobody");
    older.takeAll(newer);
    expect(newer.ledger.statements.all(greetingKind).map(([{ word }]) => word)).toEqual(["hello"]);
    expect([...older.ledger.statements.unknown()]).toEqual([[ada.device, 1]]);
    expect(older.judge(ben, heads, none)).toBe("ready");
    expect(older.ledger.size()).toBe(newer.ledger.size());
    // A program that is newer finds that its cache was made by another, and folds the log again.
    const kept = encodeSnapshot(older.ledger.snapshot());
    expect(decodeSnapshot(kept, laterProgram)).toBeNull();
    const upgraded = copyBook(older, laterProgram);
    expect(upgraded.ledger.statements.all(greetingKind).map(([{ word }]) => word)).toEqual(["hello"]);
  });
});
