import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import type { ClauseId, CommentId } from "../../../shared/base/ids.ts";
import { commentLimits } from "../../../shared/charter/text/commentLimits.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { readStances } from "../../../shared/ledger/negotiation/stances.ts";
import { readThreads } from "../../../shared/ledger/negotiation/threads.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../shared/ledger/snapshot.ts";
import { commentIdOf, encodeComment, readComment } from "../../../shared/ledger/statements/comment.ts";
import { type Book, copyBook, revokeEntry, startMs, type TestPerson } from "../../support/builders.ts";
import {
  ada,
  alma,
  answering,
  ben,
  bodyOf,
  council,
  cyra,
  hashOf,
  judgeSaying,
  mia,
  nonce,
  oda,
  opening,
  say,
  stand,
  sue,
} from "./support/negotiators.ts";

const textsOf = (book: Book): readonly string[] =>
  readThreads(book.ledger).map(
    ({ isOpen, comments }) => `${isOpen ? "open" : "resolved"}: ${comments.map(({ text }) => text).join(", ")}`,
  );
const tell = (one: Book, other: Book): void => {
  one.takeAll(other);
  other.takeAll(one);
};

describe("A comment", () => {
  const whole = opening("Who digs?", {
    ranges: [{ client: 2 ** 52 + 3, clock: 7, length: 4 }],
    quote: "the\nwells",
    mentions: [
      { kind: "party", party: ben.party.card.id },
      { kind: "device", device: mia.device },
    ],
    suggestion: `ins/${(2 ** 52 + 3).toString(36)}.1`,
  });

  it("[L42] reads as it was written, and is named by its bytes", () => {
    for (const said of [whole, opening("Short."), answering("resolve", commentIdOf(bodyOf(ada, whole)))]) {
      const body = bodyOf(ada, said);
      expect(readComment(body)).toEqual({ ok: true, value: { id: commentIdOf(body), by: ada.device, said } });
    }
  });

  it("[L42] is written by everybody but observers, each in their own name", () => {
    const book = council();
    for (const person of [ada, alma, ben, mia, sue]) expect(judgeSaying(book, person, whole)).toBe("ready");
    expect(judgeSaying(book, oda, whole)).toBe("an observer writes no comment");
    expect(judgeSaying(book, ben, whole, ada)).toBe("somebody else's comment");
    const thread = say(book, ada, whole);
    for (const kind of ["reply", "resolve", "reopen"] as const)
      expect(judgeSaying(book, oda, answering(kind, thread))).toBe("an observer writes no comment");
  });

  it("[L42] answers a thread of its past: no answer, nobody, nothing that is not here, and so no circle", () => {
    const book = council();
    const thread = say(book, ada, whole);
    const reply = say(book, ben, answering("reply", thread));
    const unknown = "ab".repeat(32) as CommentId;
    for (const kind of ["reply", "resolve", "reopen"] as const)
      for (const other of [reply, unknown])
        expect(judgeSaying(book, ben, answering(kind, other))).toBe("an answer to nothing in its past");
    // It names itself: its id is the hash of what it would have to hold.
    const apart = copyBook(book);
    const later = say(apart, cyra, opening("Later."));
    expect(judgeSaying(book, ben, answering("reply", later))).toBe("an answer to nothing in its past");
    expect(judgeSaying(apart, ben, answering("reply", later))).toBe("ready");
  });

  it.each<readonly [string, number, unknown]>([
    ["a million ranges", 5, Array.from({ length: 1_000_000 }, () => 0)],
    ["more ranges than may be", 5, Array.from({ length: commentLimits.ranges + 1 }, () => [1, 1, 1])],
    ["more words than may be", 5, Array.from({ length: 2 }, () => [1, 1, commentLimits.length])],
    ["a range of nothing", 5, [[1, 1, 0]]],
    ["a range before the first clock", 5, [[1, -1, 1]]],
    ["no clause", 4, ""],
    ["a clause that cannot be", 4, "Wells!"],
    ["no words", 7, ""],
    ["words that nobody sees", 7, "a\u202eb"],
    ["words beyond the limit", 7, "x".repeat(10_001)],
    ["a quote beyond the limit", 6, "x".repeat(1_001)],
    ["more mentions than may be", 8, Array.from({ length: commentLimits.mentions + 1 }, () => ["party", nonce()])],
    ["a mention of half a key", 8, [["party", nonce()]]],
    ["a mention of another kind", 8, [["everybody", new Uint8Array(32)]]],
    ["another kind", 3, "shout"],
    ["a suggestion by its numbers", 9, [1, 2]],
    ["a suggestion of no name", 9, ""],
    ["a suggestion with a space", 9, "ins/a b"],
    ["a suggestion of a name beyond the limit", 9, "x".repeat(commentLimits.suggestion + 1)],
  ])("[L42] with %s says nothing, and its author goes on", (_, at, value) => {
    const book = council();
    const fields = [...(decodeCbor(bodyOf(ben, whole)) as readonly unknown[])];
    fields[at] = value;
    const body = encodeCbor(fields);
    expect(readComment(body).ok).toBe(false);
    const said = book.judge(ben, envelopeTypes.comment, body);
    // [L36] What is too large is refused; else it is held and says nothing.
    if (body.length > 65_536) expect(said).toBe("a statement that is too large");
    expect(said).not.toBe("ready");
    expect(judgeSaying(book, ben, whole)).toBe("ready");
  });

  it("[L42] never makes the reader throw", () => {
    for (const value of [null, [], ["tessera/comment/1"], {}, 7, ["x", 1, 2, "open"], ["x", 1, 2, 3]])
      expect(readComment(encodeCbor(value)).ok).toBe(false);
    expect(readComment(new Uint8Array(0)).ok).toBe(false);
  });

  it("[L42] may mention somebody who is nobody here; its words stand", () => {
    const book = council();
    const stranger = { kind: "party", party: "00".repeat(32) } as never;
    say(book, ada, opening("Hello?", { mentions: [stranger] }));
    expect(textsOf(book)).toEqual(["open: Hello?"]);
  });
});

describe("Threads", () => {
  it("[L43] hold what was said in order, whatever the clocks say", () => {
    const book = council();
    const thread = say(book, ada, opening("one"), startMs + 9_000_000);
    say(book, ben, answering("reply", thread, "two"), startMs);
    say(book, cyra, answering("reply", thread, "three"), startMs + 10);
    expect(textsOf(book)).toEqual(["open: one, two, three"]);
    expect(readThreads(book.ledger)[0]?.comments.map(({ at }) => at - startMs)).toEqual([9_000_000, 0, 10]);
  });

  it("[L43] are resolved by the last word, and opened by any later one", () => {
    const book = council();
    const thread = say(book, ada, opening("one"));
    say(book, mia, answering("resolve", thread, "settled"));
    expect(textsOf(book)).toEqual(["resolved: one, settled"]);
    say(book, ben, answering("reply", thread, "not yet"));
    expect(textsOf(book)).toEqual(["open: one, settled, not yet"]);
    say(book, sue, answering("resolve", thread));
    expect(textsOf(book)[0]).toMatch(/^resolved/);
    say(book, ben, answering("reopen", thread));
    expect(textsOf(book)[0]).toMatch(/^open/);
  });

  it("[L43] stay open where somebody answered without knowing that they were resolved", () => {
    const book = council();
    const thread = say(book, ada, opening("one"));
    const apart = copyBook(book);
    say(book, ada, answering("resolve", thread, "done"));
    say(apart, ben, answering("reply", thread, "but"));
    tell(book, apart);
    expect(textsOf(book)).toEqual(textsOf(apart));
    expect(textsOf(book)[0]).toMatch(/^open: one, /);
    say(apart, cyra, answering("resolve", thread, "after both"));
    expect(textsOf(apart)[0]).toMatch(/^resolved/);
  });

  it("[L25] [L43] show what a device said beyond its end, and are not resolved by it", () => {
    const book = council();
    const thread = say(book, ada, opening("one"));
    const apart = copyBook(book);
    book.govern(ada, revokeEntry(alma));
    say(apart, alma, answering("resolve", thread, "from nobody"));
    const alone = say(apart, alma, opening("alone"));
    expect(textsOf(apart)[0]).toMatch(/^resolved/);
    tell(book, apart);
    for (const one of [book, apart]) {
      expect(textsOf(one)).toEqual(["open: one, from nobody", "open: alone"]);
      expect(readThreads(one.ledger).map(({ comments }) => comments.map(({ hasSay }) => hasSay))).toEqual([
        [true, false],
        [false],
      ]);
      expect(judgeSaying(one, ben, answering("reply", alone))).toBe("ready");
    }
  });

  it("[L22] [L43] hold once what an equivocating device says twice, and are the same in either order", () => {
    const book = council();
    const body = encodeComment(ben.device, opening("twice"), nonce());
    const before = copyBook(book);
    book.write(ben, envelopeTypes.comment, body);
    const other = copyBook(before);
    other.write(ben, envelopeTypes.heads, new Uint8Array(0));
    other.write(ben, envelopeTypes.comment, body);
    say(other, cyra, answering("reply", commentIdOf(body), "heard it there"));
    const [first, second] = [copyBook(before), copyBook(before)];
    first.takeAll(book);
    first.takeAll(other);
    second.takeAll(other);
    second.takeAll(book);
    expect(readThreads(first.ledger)).toEqual(readThreads(second.ledger));
    expect(readThreads(first.ledger).map(({ comments }) => comments.map(({ text }) => text))).toEqual([
      ["twice", "heard it there"],
    ]);
  });

  it("[L43] come back from a snapshot as they were", () => {
    const book = council();
    say(book, mia, answering("resolve", say(book, ada, opening("one", { quote: "wells" }))));
    stand(book, ben, "objects", "old");
    const kept = decodeSnapshot(encodeSnapshot(book.ledger.snapshot()));
    if (kept === null) throw new Error("a snapshot reads");
    const again = copyBook(book);
    expect(readThreads(again.ledger)).toEqual(readThreads(book.ledger));
    expect(kept.said).toEqual(book.ledger.snapshot().said);
  });
});

describe("A negotiation", () => {
  const people: readonly TestPerson[] = [ada, alma, ben, cyra, mia];
  const deed = fc.record({
    who: fc.nat({ max: people.length - 1 }),
    what: fc.constantFrom("open", "reply", "resolve", "reopen", "agrees", "objects", "withdrawn", "hear", "hear"),
    which: fc.nat({ max: 20 }),
  });

  it("[L43] [L45] is the same on every replica, in whatever order it came", () => {
    const founded = council();
    const common = founded.log().length;
    fc.assert(
      fc.property(fc.array(deed, { minLength: 5, maxLength: 40 }), (deeds) => {
        const books = people.map(() => copyBook(founded));
        const threads: CommentId[] = [];
        for (const { who, what, which } of deeds) {
          const [person, book] = [people[who] as TestPerson, books[who] as Book];
          const thread = threads[which % Math.max(threads.length, 1)];
          const knows = thread !== undefined && readThreads(book.ledger).some(({ id }) => id === thread);
          const [clause, words] = [`c${which % 2}` as ClauseId, `words ${which % 3}`];
          if (what === "hear") book.takeAll(books[which % books.length] as Book);
          else if (what === "open") threads.push(say(book, person, opening(`${which}`, { clause })));
          else if (what === "agrees" || what === "objects" || what === "withdrawn") {
            if (person !== mia) stand(book, person, what, words, clause);
          } else if (knows) say(book, person, answering(what, thread, `${which}`));
        }
        const all = books.flatMap((book) => book.log().slice(common));
        const replicas = [all, [...all].reverse()].map((written) => {
          const book = copyBook(founded);
          // What waits for its past is tried again.
          for (let before = -1; before < book.log().length; ) {
            before = book.log().length;
            for (const one of written) book.take(one);
          }
          return book;
        });
        const [one, other] = replicas.map(({ ledger }) => ({
          threads: readThreads(ledger),
          stances: [0, 1].flatMap((clause) =>
            [0, 1, 2].map((words) => readStances(ledger)(`c${clause}` as ClauseId, hashOf(`words ${words}`))),
          ),
        }));
        expect(one).toEqual(other);
        expect(one?.threads.length).toBe(threads.length);
      }),
      { numRuns: 25 },
    );
  });
});
