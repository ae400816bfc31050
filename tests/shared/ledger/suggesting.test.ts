/** Who is asked to suggest: said in the genesis or by a quota of the parties. */
import { describe, expect, it } from "vitest";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { suggestingOf } from "../../../shared/base/clientClass.ts";
import type { Suggesters } from "../../../shared/charter/parties/quotas.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { encodeEntry } from "../../../shared/ledger/members/entries.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../shared/ledger/snapshot.ts";
import {
  type Book,
  consentEntry,
  copyBook,
  createBook,
  foundBook,
  founder,
  genesisEntry,
  revokeEntry,
  setSuggestEntry,
} from "../../support/builders.ts";

const [ada, ben, cyra, mia] = [founder("Ada"), founder("Ben"), founder("Cyra"), founder("Mia")];

/** Three parties and a mediator; more than half of the parties admit. */
function council(suggest: Suggesters): Book {
  const book = foundBook(ada, "Water", { admit: "majority", remove: "twoThirds", suggest });
  for (const person of [ben, cyra]) book.admit(ada, person);
  book.admit(ada, mia, "mediator");
  return book;
}

function ratify(book: Book): void {
  const made = book.propose(ada);
  for (const person of [ada, ben, cyra]) book.ballot(person, made);
}

const ofLast = (book: Book) => {
  const last = book.accepted().at(-1);
  if (last === undefined) throw new Error("something was written");
  return { chain: last.chain, seq: last.place.seq };
};

describe("Who is asked to suggest", () => {
  it("[L67] is said by the genesis, and everybody is asked from the first ratification on", () => {
    const book = council("all");
    expect(book.ledger.asksToSuggest(null)).toBe(false);
    ratify(book);
    expect(book.ledger.asksToSuggest(null)).toBe(true);
    const guests = council("guests");
    ratify(guests);
    expect(guests.ledger.asksToSuggest(null)).toBe(false);
  });

  it("[L67] is changed by the quota of admission of all parties", () => {
    const book = council("guests");
    ratify(book);
    for (const needed of [1, 3])
      expect(book.judgeEntry(ada, setSuggestEntry("all", needed))).toContain("another quota");
    expect(book.judgeEntry(mia, setSuggestEntry("all", 2))).toContain("speaks for no party");
    expect(book.judgeEntry(ada, setSuggestEntry("guests", 2))).toContain("is so in its past");
    const asked = book.govern(ada, setSuggestEntry("all", 2));
    expect(book.ledger.membership().decisions.get(asked.signed.hash)).toMatchObject({ suggests: "all", needed: 2 });
    expect(book.ledger.asksToSuggest(null)).toBe(false);
    book.govern(ben, consentEntry(asked));
    expect(book.ledger.asksToSuggest(null)).toBe(true);
    const back = book.govern(cyra, setSuggestEntry("guests", 2));
    book.govern(ada, consentEntry(back));
    expect(book.ledger.membership().policy).toEqual({ admit: "majority", remove: "twoThirds", suggest: "guests" });
  });

  it("[L67] of two that were asked one after the other the later counts, whichever is granted first", () => {
    const book = council("guests");
    const first = book.govern(ada, setSuggestEntry("all", 2));
    const second = book.govern(ben, setSuggestEntry("all", 2));
    book.govern(cyra, consentEntry(second));
    const third = book.govern(cyra, setSuggestEntry("guests", 2));
    book.govern(ben, consentEntry(third));
    book.govern(ben, consentEntry(first));
    expect(book.ledger.membership().policy.suggest).toBe("guests");
  });

  it("[L67] [L25] is the same in every order of arrival, and of a consent without a say nothing is left", () => {
    const book = council("guests");
    const [here, there] = [copyBook(book), copyBook(book)];
    const one = here.govern(ada, setSuggestEntry("all", 2));
    here.govern(ben, consentEntry(one));
    const two = there.govern(cyra, setSuggestEntry("all", 2));
    there.govern(ben, consentEntry(two));
    const [left, right] = [copyBook(here), copyBook(there)];
    left.takeAll(there);
    right.takeAll(here);
    expect(left.ledger.membership().policy).toEqual(right.ledger.membership().policy);
    // Ben's device is ended by his party from before his consent.
    const ended = copyBook(book);
    const lone = founder("Lone");
    expect(ended.judgeEntry(lone, setSuggestEntry("all", 2))).toBe("written by no member");
    const apart = copyBook(ended);
    const asked = ended.govern(ada, setSuggestEntry("all", 2));
    apart.govern(ben, revokeEntry(ben));
    ended.govern(ben, consentEntry(asked));
    ended.takeAll(apart);
    expect(ended.ledger.membership().policy.suggest).toBe("guests");
  });

  it("[L67] [L3] refuses nobody's text: whether its author was asked is read from the text's own past", () => {
    const book = council("all");
    const apart = copyBook(book);
    const client = book.bindSession(ada);
    const text = (from: number) => encodeCbor([1, client, from, from + 1, new Uint8Array([0, 0])]);
    book.write(ada, envelopeTypes.text, text(0));
    const before = ofLast(book);
    ratify(book);
    book.write(ada, envelopeTypes.text, text(1));
    const after = ofLast(book);
    expect([before, after].map((place) => book.ledger.asksToSuggest(place))).toEqual([false, true]);
    // Mia did not know of the ratification when she wrote.
    const away = suggestingOf(apart.bindSession(mia)) ?? 0;
    apart.write(mia, envelopeTypes.text, encodeCbor([1, away, 0, 1, new Uint8Array([0, 0])]));
    const unknowing = ofLast(apart);
    book.takeAll(apart);
    expect(book.ledger.asksToSuggest(unknowing)).toBe(false);
    const [kept, found] = [decodeSnapshot(encodeSnapshot(book.ledger.snapshot())), after];
    if (kept === null) throw new Error("a snapshot is read back");
    expect(createBook(book.charter, { book, snapshot: kept }).ledger.asksToSuggest(found)).toBe(true);
  });

  it("[L67] [L11] guests write under suggesting ids alone, whoever else is asked", () => {
    for (const suggest of ["guests", "all"] as const) {
      const book = council(suggest);
      ratify(book);
      const client = book.bindSession(mia);
      const text = (by: number) => encodeCbor([1, by, 0, 1, new Uint8Array([0, 0])]);
      expect(book.judge(mia, envelopeTypes.text, text(client))).toBe("a guest edits no text");
      expect(book.judge(mia, envelopeTypes.text, text(suggestingOf(client) ?? 0))).toBe("ready");
    }
  });

  it("[L67] [L10] a genesis that says it of nobody known founds nothing", () => {
    const odd = { ...genesisEntry(ada), policy: { admit: "all", remove: "all", suggest: "nobody" } };
    const missing = { ...genesisEntry(ada), policy: { admit: "all", remove: "all" } };
    const book = council("guests");
    for (const entry of [odd, missing])
      expect(book.judge(ada, envelopeTypes.governance, encodeEntry(entry as never))).toContain("policy");
  });
});
