import { describe, expect, it } from "vitest";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { heldBallots, heldProposals } from "../../../shared/ledger/agreements/agreements.ts";
import type { TextStanding } from "../../../shared/ledger/log/clients.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { encodeEntry } from "../../../shared/ledger/members/entries.ts";
import {
  type Book,
  ballotOf,
  copyBook,
  createBook,
  electorateOf,
  foundBook,
  founder,
  genesisOf,
  inviteKeyOf,
  openInviteEntry,
  proposalOf,
  revokeEntry,
  standingOn,
  startMs,
  type TestPerson,
  type Written,
} from "../../support/builders.ts";
import { chance } from "../crdt/support/chance.ts";

const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")];
const { heads, governance, session, text, proposal, ballot } = envelopeTypes;
const nobody = new Uint8Array(0);

function shared(): Book {
  const book = foundBook(ada);
  book.admit(ada, ben);
  book.admit(ada, cyra);
  return book;
}

/** Two replicas that went apart, Ben being on both sides. */
function apart(start: Book): readonly [Book, Book] {
  return [copyBook(start), copyBook(start)];
}

/** Both sides in many orders of arrival; what `read` answers is the same in each. */
function inAnyOrder<T>(books: readonly Book[], read: (book: Book) => T): T {
  const log = [...new Map(books.flatMap((book) => book.log()).map((one) => [one.signed.hash, one])).values()];
  const by = chance(11);
  const answers = Array.from({ length: 6 }, () => {
    const book = createBook((books[0] as Book).charter);
    let waiting = by.shuffle(log);
    while (waiting.length > 0) {
      const before = waiting.length;
      waiting = waiting.filter((written) => {
        const kind = book.take(written);
        if (kind === "refused") throw new Error("an honest envelope is accepted");
        return kind === "missing";
      });
      expect(waiting.length).toBeLessThan(before);
    }
    return read(book);
  });
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  return answers[0] as T;
}

const former = (book: Book) =>
  [...book.ledger.membership().former].map(([device, { by, lastSeq }]) => ({ device, by, lastSeq }));
const receipt = (book: Book, by: TestPerson, changes = {}): Written => {
  const written = book.draft(by, heads, nobody, { time: startMs + book.log().length, ...changes });
  expect(book.take(written)).toBe("ready");
  return written;
};

describe("A device that equivocates", () => {
  it("[L22] is ended from the number at which its branches part, in whatever order they come", () => {
    const start = shared();
    receipt(start, ben);
    const [left, right] = apart(start);
    for (let n = 0; n < 3; n++) receipt(left, ben);
    receipt(right, ben, { time: 5 });
    expect(inAnyOrder([left, right], former)).toEqual([{ device: ben.device, by: null, lastSeq: 0 }]);
    expect(inAnyOrder([left, right], ({ ledger }) => [...ledger.forks()])).toEqual([[ben.device, 1]]);
  });

  it("[L22] at its first envelope has no say at all", () => {
    const [left, right] = apart(shared());
    receipt(left, ben);
    right.govern(ben, openInviteEntry(right.charter, inviteKeyOf("Dora"), "party"));
    expect(inAnyOrder([left, right], former)).toEqual([{ device: ben.device, by: null, lastSeq: -1 }]);
    expect(inAnyOrder([left, right], ({ ledger }) => ledger.membership().invites.size)).toBe(2);
  });

  it("[L22] again in a branch is ended from the lowest", () => {
    const start = shared();
    receipt(start, ben);
    const [first, second] = apart(start);
    receipt(first, ben);
    receipt(second, ben, { time: 5 });
    receipt(second, ben);
    const [third, fourth] = apart(second);
    receipt(third, ben);
    receipt(fourth, ben, { time: 6 });
    receipt(fourth, ben);
    expect(inAnyOrder([third, fourth], ({ ledger }) => [...ledger.forks()])).toEqual([[ben.device, 3]]);
    expect(inAnyOrder([first, third, fourth], ({ ledger }) => [...ledger.forks()])).toEqual([[ben.device, 1]]);
    expect(inAnyOrder([first, third, fourth], ({ ledger }) => ledger.places().length)).toBe(4);
  });

  it("[L3] [L22] honest envelopes on either branch are accepted, and on both", () => {
    const [left, right] = apart(shared());
    receipt(left, ben);
    receipt(right, ben, { time: 5 });
    receipt(left, ada);
    receipt(right, cyra);
    const both = copyBook(left);
    both.takeAll(right);
    const seen = receipt(both, ada);
    expect([...seen.envelope.deps].map(({ device }) => device)).toEqual([cyra.device]);
    expect(both.judge(ben, heads, nobody)).toContain("no member");
    expect(inAnyOrder([left, right, both], ({ log }) => log().length)).toBe(left.log().length + 3);
  });

  it("[L22] a past that has one branch only does not show the fork", () => {
    const [left, right] = apart(shared());
    const one = receipt(left, ben);
    receipt(right, ben, { time: 5 });
    const next = receipt(left, ben);
    const both = copyBook(right);
    both.take(one);
    expect(both.take(next)).toBe("ready");
  });

  it("[L22] puts at most two of its heads into anybody's deps once it is ended", () => {
    const start = shared();
    const book = copyBook(start);
    for (let n = 0; n < 5; n++)
      receipt(book, ben, { ...{ seq: 0, prev: null, time: n }, ...standingOn([start.log().at(-1) as Written]) });
    expect(book.ledger.snapshot().heads.length).toBeGreaterThan(4);
    const { deps } = receipt(book, cyra).envelope;
    expect([...deps].filter(({ device }) => device === ben.device)).toHaveLength(2);
    expect(book.take(book.draft(cyra, heads, nobody))).toBe("ready");
  });

  it("[L25] [L22] what it revoked and let in beyond has no say, before it has", () => {
    const start = shared();
    start.admit(ben, founder("Early"));
    const [left, right] = apart(start);
    left.admit(ben, founder("Late"));
    receipt(right, ben, { time: 5 });
    const people = inAnyOrder([left, right], ({ ledger }) =>
      [...ledger.membership().devices.values()].map(({ card }) => card.person).sort(),
    );
    expect(people).toEqual(["Ada", "Cyra", "Early"]);
  });

  it("[L25] [L22] nor has whom it let in beyond: what they end stays", () => {
    const start = shared();
    const [left, right] = apart(start);
    const sock = { ...founder("Sock") };
    left.admit(ben, sock);
    left.admit(sock, founder("Puppet"), "mediator");
    left.govern(sock, revokeEntry(founder("Puppet")));
    receipt(right, ben, { time: 5 });
    expect(inAnyOrder([left, right], ({ ledger }) => ledger.membership().notCounted.size)).toBe(5);
  });

  it("[L12] [L13] [L22] with one proposal in both branches: ballots on either are accepted everywhere", () => {
    const start = shared();
    const [left, right] = apart(start);
    const made = proposalOf(start.charter, ben, electorateOf(ada, ben, cyra));
    left.write(ben, proposal, made.wire, 1);
    right.write(ben, proposal, made.wire, 2);
    left.write(ada, ballot, ballotOf(ada, made));
    right.write(cyra, ballot, ballotOf(cyra, made));
    expect(inAnyOrder([left, right], ({ ledger }) => heldBallots(ledger).length)).toBe(2);
    expect(inAnyOrder([left, right], ({ ledger }) => heldProposals(ledger).map(([{ id }]) => id))).toEqual([made.id]);
  });

  it("[L1] [L22] its genesis signed twice is a fork at 0, of one charter", () => {
    const body = genesisOf(ada);
    const one = foundBook(ada);
    const other = createBook(one.charter);
    other.write(ada, governance, body, 7);
    expect(inAnyOrder([one, other], former)).toEqual([{ device: ada.device, by: null, lastSeq: -1 }]);
  });
});

describe("Texts", () => {
  /** As they stand once everything is folded anew. */
  function standings({ ledger, accepted }: Book): readonly (readonly [string, TextStanding])[] {
    ledger.beginFold();
    return accepted()
      .filter(({ type }) => type === text)
      .map((one) => [one.place.hash, ledger.standingOfText(one)] as const)
      .sort(([a], [b]) => (a < b ? -1 : 1));
  }
  const write = (book: Book, by: TestPerson, client: number, from: number, end: number): Written =>
    book.write(by, text, encodeCbor([1, client, from, end, Uint8Array.of(1)]), startMs + book.log().length);
  const of = (found: readonly (readonly [string, TextStanding])[], written: Written) =>
    found.find(([hash]) => hash === written.signed.hash)?.[1];

  it("[L27] count up to the cut, and are left out beyond it, wherever they came first", () => {
    const start = shared();
    const client = start.bindSession(ben);
    const before = write(start, ben, client, 0, 3);
    const [left, right] = apart(start);
    left.govern(ben, revokeEntry(ben));
    const beyond = write(right, ben, client, 3, 5);
    const others = write(right, cyra, right.bindSession(cyra), 0, 2);
    const found = inAnyOrder([left, right], standings);
    expect([before, beyond, others].map((one) => of(found, one))).toEqual(["counts", "leftOut", "counts"]);
  });

  it("[L22] [L27] of two branches are left out from where they part", () => {
    const start = shared();
    const client = start.bindSession(ben);
    const before = write(start, ben, client, 0, 3);
    const [left, right] = apart(start);
    const branches = [
      write(left, ben, client, 3, 5),
      write(right, ben, client, 3, 9),
      write(right, ben, client, 9, 10),
    ];
    const found = inAnyOrder([left, right], standings);
    expect(of(found, before)).toBe("counts");
    for (const branch of branches) expect(of(found, branch)).toBe("leftOut");
  });

  it("[L27] say that they stand otherwise by now, when a fork or a removal arrives", () => {
    const start = shared();
    const client = start.bindSession(ben);
    const [left, right] = apart(start);
    write(left, ben, client, 0, 3);
    standings(left);
    expect(left.ledger.isRefoldDue()).toBe(false);
    receipt(right, ben);
    left.takeAll(right);
    expect(left.ledger.isRefoldDue()).toBe(true);
    standings(left);
    expect(left.ledger.isRefoldDue()).toBe(false);
  });

  it("[L11] [L27] of a chosen id that two bound while apart are the lowest binding's; the others' are nothing", () => {
    const start = shared();
    const [left, right] = apart(start);
    const bind = encodeCbor([4_000_000, -1]);
    const bindings = [left.write(ben, session, bind), right.write(cyra, session, bind)];
    const texts = [write(left, ben, 4_000_000, 0, 3), write(right, cyra, 4_000_000, 0, 5)];
    const winner = (bindings[0] as Written).signed.hash < (bindings[1] as Written).signed.hash ? 0 : 1;
    const found = inAnyOrder([left, right], standings);
    expect(of(found, texts[winner] as Written)).toBe("counts");
    expect(of(found, texts[1 - winner] as Written)).toBe("nothing");
    // A binding whose author has no say gives way.
    const people = [ben, cyra];
    const ending = copyBook(start);
    ending.govern(people[winner] as TestPerson, revokeEntry(people[winner] as TestPerson));
    const after = inAnyOrder([left, right, ending], standings);
    expect(of(after, texts[winner] as Written)).not.toBe("counts");
    expect(of(after, texts[1 - winner] as Written)).toBe("counts");
  });

  it("[L22] [L27] of a branch are nothing once another device's binding has their chosen id", () => {
    const start = shared();
    const [others, again] = apart(start);
    start.write(ben, session, encodeCbor([4_000_000, -1]));
    const [book, right] = apart(start);
    receipt(book, ben);
    const written = write(right, ben, 4_000_000, 0, 3);
    book.takeAll(right);
    expect(of(standings(book), written)).toBe("leftOut");
    // Ben's binding has no say either, once he equivocated before it.
    others.write(cyra, session, encodeCbor([4_000_000, -1]));
    receipt(again, ben, { time: 5 });
    book.takeAll(others);
    book.takeAll(again);
    expect(book.ledger.isRefoldDue()).toBe(true);
    expect(of(standings(book), written)).toBe("nothing");
  });

  it("[L11] a chosen id is bound once in any past", () => {
    const book = shared();
    book.write(ben, session, encodeCbor([4_000_000, -1]));
    expect(book.judge(cyra, session, encodeCbor([4_000_000, -1]))).toContain("twice");
    expect(book.judge(cyra, governance, encodeEntry(revokeEntry(cyra)))).toBe("ready");
  });
});
