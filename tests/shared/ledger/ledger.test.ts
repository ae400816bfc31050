import { describe, expect, it } from "vitest";
import { toHex } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import type { DeviceId, EnvelopeHash } from "../../../shared/base/ids.ts";
import { heldBallots, heldProposals } from "../../../shared/ledger/agreements/agreements.ts";
import { createLedger } from "../../../shared/ledger/ledger.ts";
import { envelopeTypes, readEnvelope, type SignedEnvelope, withoutBody } from "../../../shared/ledger/log/envelope.ts";
import { charterIdOf } from "../../../shared/ledger/members/entries.ts";
import { sessionClient } from "../../../shared/ledger/members/epoch.ts";
import { decodeSnapshot, encodeSnapshot } from "../../../shared/ledger/snapshot.ts";
import { maxStatementBytes, maxStatements } from "../../../shared/ledger/statementKind.ts";
import { ballotKind } from "../../../shared/ledger/statements/ballot.ts";
import { seededRandom } from "../../support/ambient.ts";
import {
  adoptEntry,
  type Book,
  ballotOf,
  copyBook,
  createBook,
  delegateOf,
  electorateOf,
  foundBook,
  founder,
  genesisOf,
  proposalOf,
  seedOf,
  startMs,
  type TestPerson,
  type Written,
} from "../../support/builders.ts";

const ada = founder("Ada");
const ben = founder("Ben");
const cyra = founder("Cyra");
const nobody = new Uint8Array(0);
const { heads, session, text, proposal, ballot, governance } = envelopeTypes;

/** Ada's charter with Ben as a party. */
function shared(): Book {
  const book = foundBook(ada);
  book.admit(ada, ben);
  return book;
}

/** The same envelope as it is kept where its body is left out. */
function cut({ bytes }: Written): SignedEnvelope {
  const read = readEnvelope(withoutBody(bytes));
  if (!read.ok) throw new Error(read.error.kind);
  return read.value;
}

const write = (book: Book, by: TestPerson): Written => book.write(by, heads, nobody);
const textBody = (client: number, from: number, end: number) => encodeCbor([1, client, from, end, Uint8Array.of(1)]);

function takeAll(book: Book, from: Book): void {
  for (const written of from.log()) book.take(written);
}

describe("Judging", () => {
  it("[L3] takes an envelope once, after all of its past", () => {
    const book = shared();
    const late = createBook(book.charter);
    const log = book.log();
    for (const [index, written] of log.entries()) {
      for (const later of log.slice(index + 1)) expect(late.take(later)).toBe("missing");
      expect(late.take(written)).toBe("ready");
      expect(late.take(written)).toBe("duplicate");
    }
    expect(late.ledger.snapshot().heads).toEqual(book.ledger.snapshot().heads);
  });

  it("[L3] says which envelope is missing", () => {
    const book = shared();
    const first = write(book, ben);
    const second = write(book, ada);
    const other = copyBook(shared());
    expect(other.ledger.judge(second.signed)).toEqual({
      kind: "missing",
      device: ben.device,
      seq: 0,
      hash: first.signed.hash,
      otherBranch: false,
    });
    other.take(first);
    expect(other.take(second)).toBe("ready");
  });

  it("[L3] refuses another charter's envelope", () => {
    const other = foundBook(ada, "Fire");
    expect(shared().take(write(other, ada))).toBe("refused");
  });

  it("[L21] refuses whatever somebody writes who is no member of the past", () => {
    const book = shared();
    for (const type of [session, text, governance, proposal, ballot, heads, 10, 200])
      expect(book.judge(cyra, type, nobody)).toMatch(/no member|should be/);
  });

  it("[L21] refuses a member's envelope on a past that has not admitted them yet", () => {
    const book = shared();
    const [genesis] = book.log();
    if (genesis === undefined) throw new Error("a charter begins with a genesis");
    const { device, seq } = genesis.envelope;
    const dep = { device, seq, hash: genesis.signed.hash };
    expect(book.judge(ben, heads, nobody, { deps: [dep], governance: [genesis.signed.hash] })).toContain("no member");
    expect(book.judge(ben, heads, nobody)).toBe("ready");
  });

  it("[L21] carries statements of types that it does not know, and counts them for each device", () => {
    const book = shared();
    for (const type of [30, 31, 32, 33, 10, 34, 255]) book.write(ben, type, Uint8Array.of(1, 2));
    book.write(ada, 30, nobody);
    expect(book.judge(ben, heads, nobody)).toBe("ready");
    expect([...book.ledger.statements.unknown()]).toEqual([
      [ben.device, 7],
      [ada.device, 1],
    ]);
    expect(book.ledger.missingFor(ada.device)).toBe(0);
    expect(book.ledger.missingFor(ben.device)).toBe(1);
  });

  it("[L21] accepts a statement by its place alone, and counts only what its kind counts", () => {
    const book = shared();
    const wrong = book.draft(ben, ballot, Uint8Array.of(1, 2, 3));
    const judged = book.ledger.judge(wrong.signed);
    expect(judged).toMatchObject({ kind: "ready", fault: expect.stringContaining("should be") });
    expect(book.take(wrong)).toBe("ready");
    const ofAda = ballotOf(ada, proposalOf(book.charter, ada, electorateOf(ada, ben)));
    expect(book.take(book.draft(ben, ballot, ofAda))).toBe("ready");
    expect(book.ledger.statements.all(ballotKind)).toEqual([]);
    expect([...book.ledger.statements.unknown()]).toEqual([]);
  });

  it("[L36] refuses a statement that is too large, whether its type is known or not; a proposal carries a text", () => {
    const book = shared();
    const body = new Uint8Array(maxStatementBytes);
    for (const type of [10, 200]) expect(book.judge(ben, type, body)).toBe("ready");
    for (const type of [ballot, 10, 200])
      expect(book.judge(ben, type, new Uint8Array(maxStatementBytes + 1))).toBe("a statement that is too large");
    expect(book.judge(ben, proposal, new Uint8Array(maxStatementBytes + 1))).not.toContain("too large");
  });

  it("[L36] refuses a statement without its body where there is room for one", () => {
    const book = shared();
    const written = book.draft(ben, 10, Uint8Array.of(7));
    expect(cut(written)).toMatchObject({ hash: written.signed.hash, envelope: { body: null } });
    expect(book.ledger.judge(cut(written))).toMatchObject({ kind: "refused", reason: "a statement without its body" });
    expect(book.take(written)).toBe("ready");
  });

  it("[L36] leaves bodies out beyond the bound, known and unknown alike, and the chain goes on", () => {
    const full = createBook(shared().charter);
    full.takeAll(shared());
    const first = full.write(ben, 10, Uint8Array.of(1));
    const at = full.accepted().at(-1);
    if (at === undefined) throw new Error("it was accepted");
    // As if so many came before it: nobody signs sixteen thousand in a test.
    const { chains, ...rest } = full.ledger.snapshot();
    const heavy = chains.map((chain) =>
      chain.head.place.hash === first.signed.hash
        ? { ...chain, head: { ...chain.head, statements: maxStatements } }
        : chain,
    );
    const book = createBook(full.charter, { book: full, snapshot: { ...rest, chains: heavy } });
    for (const type of [ballot, 10]) {
      const written = book.draft(ben, type, Uint8Array.of(1, 2));
      expect(book.ledger.judge(written.signed)).toMatchObject({ kind: "ready", leavesBodyOut: true, fault: null });
      expect(book.ledger.judge(cut(written))).toMatchObject({ kind: "ready", leavesBodyOut: true });
    }
    expect(book.judge(ben, heads, nobody)).toBe("ready");
    expect([...book.ledger.statements.unknown()]).toEqual([[ben.device, 1]]);
  });

  it("[L21] one member who writes what nobody knows freezes nobody", () => {
    const book = shared();
    book.write(ben, 77, Uint8Array.of(1));
    for (const body of [
      encodeCbor({ kind: "later", more: 1 }),
      encodeCbor({ kind: "genesis", ruleset: 99 }),
      encodeCbor({ kind: "genesis", ruleset: 99, nonce: seedOf("nonce").slice(0, 16), title: "Other" }),
    ])
      expect(book.ledger.judge(book.draft(ben, governance, body).signed).kind).toBe("refused");
    expect(book.judgeEntry(ben, adoptEntry(99, 2))).toBe("ready");
    book.govern(ben, adoptEntry(99, 2));
    expect(book.ledger.lacksRuleset()).toBeNull();
    for (const person of [ada, ben]) expect(book.judge(person, heads, nobody)).toBe("ready");
  });

  it("[L3] refuses governance heads that are not those of the envelope's past", () => {
    const book = shared();
    const all = book.log().map(({ signed }) => signed.hash);
    const stale = all[1] as EnvelopeHash;
    expect(book.judge(ben, heads, nobody, { governance: [] })).toContain("governance heads");
    expect(book.judge(ben, heads, nobody, { governance: [stale] })).toContain("governance heads");
    expect(book.judge(ben, heads, nobody, { governance: [toHex(seedOf("made up")) as EnvelopeHash] })).toContain(
      "heads",
    );
    expect(book.judge(ben, heads, nobody, { governance: [...all].sort() })).toContain("governance heads");
  });

  it("[L3] refuses a device that depends on itself", () => {
    const book = shared();
    const own = write(book, ben);
    const dep = { device: ben.device, seq: 0, hash: own.signed.hash };
    expect(book.judge(ben, heads, nobody, { deps: [dep] })).toContain("depends on itself");
  });

  it("[L22] takes two envelopes with one number, whichever came first", () => {
    const book = shared();
    const one = book.draft(ben, heads, nobody);
    const two = book.draft(ben, heads, nobody, { time: startMs + 99_000 });
    const other = copyBook(book);
    expect([book.take(one), book.take(two)]).toEqual(["ready", "ready"]);
    expect([other.take(two), other.take(one)]).toEqual(["ready", "ready"]);
    for (const held of [book, other]) expect([...held.ledger.forks()]).toEqual([[ben.device, 0]]);
    expect(book.take(one)).toBe("duplicate");
  });

  it("[L22] waits for the branch that a prev or a dep names, where another is held", () => {
    const book = shared();
    write(book, ben);
    const madeUp = toHex(seedOf("made up")) as EnvelopeHash;
    const missing = (by: TestPerson, changes: object) =>
      book.ledger.judge(book.draft(by, heads, nobody, changes).signed);
    const wrongDep = { device: ben.device, seq: 0, hash: madeUp };
    const lacksBranch = { kind: "missing", ...wrongDep, otherBranch: true };
    expect(missing(ben, { prev: madeUp })).toEqual(lacksBranch);
    expect(missing(ada, { deps: [wrongDep] })).toEqual(lacksBranch);
    const unknown = { device: toHex(seedOf("nobody")) as DeviceId, seq: 0, hash: madeUp };
    expect(missing(ada, { deps: [unknown] })).toEqual({
      kind: "missing",
      ...unknown,
      otherBranch: false,
    });
  });
});

describe("Receipts", () => {
  it("[L4] say how much of what is held here each device is not known to hold", () => {
    const book = shared();
    expect(book.ledger.missingFor(ben.device)).toBe(3);
    write(book, ben);
    expect(book.ledger.missingFor(ben.device)).toBe(0);
    book.bindSession(ada);
    book.bindSession(ada);
    expect(book.ledger.missingFor(ben.device)).toBe(2);
    expect(book.ledger.missingFor(ada.device)).toBe(0);
  });

  it("[L4] are not answered: a receipt is nothing that is missing", () => {
    const book = shared();
    write(book, ben);
    write(book, ada);
    expect([book.ledger.missingFor(ada.device), book.ledger.missingFor(ben.device)]).toEqual([0, 0]);
    expect(book.ledger.substance()).toBe(3);
    expect(book.ledger.size()).toBe(5);
  });

  it("[L4] have no body", () => {
    expect(shared().judge(ben, heads, Uint8Array.of(0))).toContain("no body");
  });
});

describe("Sessions", () => {
  it("[L11] bind a derived client id, with ascending numbers", () => {
    const book = shared();
    const bind = (n: number, client = sessionClient(book.charter, ben.device, n)) =>
      book.judge(ben, session, encodeCbor([client, n]));
    expect(bind(5)).toBe("ready");
    book.write(ben, session, encodeCbor([sessionClient(book.charter, ben.device, 5), 5]));
    expect(bind(4)).toContain("old session");
    expect(bind(5)).toContain("twice");
    expect(bind(6)).toBe("ready");
    expect(bind(7, sessionClient(book.charter, ada.device, 7))).toContain("chosen client id");
    expect(bind(7, 77)).toContain("chosen client id");
    expect(book.ledger.nextSessionNo(ben.device)).toBe(6);
  });

  it("[L11] bind the suggesting id with the editing one, and are none of it", () => {
    const book = shared();
    const editing = sessionClient(book.charter, ben.device, 0);
    expect(book.judge(ben, session, encodeCbor([editing + 1, 0]))).toContain("chosen client id");
    expect(book.judge(ben, text, textBody(editing + 1, 0, 1))).toContain("another device");
    book.write(ben, session, encodeCbor([editing, 0]));
    book.write(ben, text, textBody(editing + 1, 0, 2));
    book.write(ben, text, textBody(editing, 0, 5));
    expect(book.judge(ben, text, textBody(editing + 1, 0, 1))).toContain("gap");
    expect(book.judge(ben, text, textBody(editing + 1, 2, 3))).toBe("ready");
    expect(book.judge(ada, text, textBody(editing + 1, 2, 3))).toContain("another device");
    expect([editing, editing + 1, editing + 2].map((client) => book.ledger.session(client))).toEqual([
      { device: ben.device, clock: 5 },
      { device: ben.device, clock: 2 },
      null,
    ]);
    expect(book.ledger.sessionsOf(ben.device)).toEqual([{ client: editing, sessionNo: 0 }]);
  });

  it("[L11] bind what a stock client chose, once, and never what could be derived", () => {
    const book = shared();
    expect(book.judge(ben, session, encodeCbor([2 ** 32, -1]))).toContain("above 32 bits");
    expect(book.judge(ben, session, encodeCbor([sessionClient(book.charter, ada.device, 0), -1]))).toContain("above");
    book.write(ben, session, encodeCbor([4_000_000_000, -1]));
    expect(book.judge(ada, session, encodeCbor([4_000_000_000, -1]))).toContain("twice");
    expect(book.judge(ben, session, encodeCbor([4_000_000_000, -1]))).toContain("twice");
    expect(book.judge(ben, session, encodeCbor([1, -2]))).toBe("not a session");
  });
});

describe("Texts", () => {
  it("[L11] are written only with a client id of their device", () => {
    const book = shared();
    const adas = book.bindSession(ada);
    const bens = book.bindSession(ben);
    expect(book.judge(ben, text, textBody(bens, 0, 3))).toBe("ready");
    expect(book.judge(ben, text, textBody(adas, 0, 3))).toContain("another device");
    expect(book.judge(ben, text, textBody(12345, 0, 3))).toContain("another device");
  });

  it("[L20] go on where the client's text before ended", () => {
    const book = shared();
    const client = book.bindSession(ben);
    expect(book.judge(ben, text, textBody(client, 1, 3))).toContain("gap");
    book.write(ben, text, textBody(client, 0, 3));
    expect(book.judge(ben, text, textBody(client, 0, 3))).toContain("gap");
    expect(book.judge(ben, text, textBody(client, 2, 5))).toContain("gap");
    expect(book.judge(ben, text, textBody(client, 4, 5))).toContain("gap");
    expect(book.judge(ben, text, textBody(client, 3, 2))).toContain("gap");
    expect(book.judge(ben, text, textBody(client, 3, 3))).toBe("ready");
    expect(book.ledger.session(client)).toMatchObject({ device: ben.device, clock: 3 });
  });

  it("[L20] know of other clients what their past has, not what is held", () => {
    const book = shared();
    const client = book.bindSession(ada);
    book.write(ada, text, textBody(client, 0, 3));
    const seen = write(book, ben);
    book.write(ada, text, textBody(client, 3, 9));
    const knownTo = (changes: object): number => {
      const judged = book.ledger.judge(book.draft(ben, heads, nobody, changes).signed);
      if (judged.kind !== "ready") throw new Error(judged.kind);
      return judged.known(client);
    };
    expect(knownTo({})).toBe(9);
    expect(knownTo({ deps: [], governance: seen.envelope.governance })).toBe(3);
  });

  it.each([
    ["another version", [2, 5, 0, 1, Uint8Array.of(1)]],
    ["no update", [1, 5, 0, 1, nobody]],
    ["a field too few", [1, 5, 0, 1]],
    ["a negative clock", [1, 5, -1, 1, Uint8Array.of(1)]],
    ["no list", "text"],
  ])("[L20] with %s are refused", (_, body) => {
    expect(shared().judge(ben, text, encodeCbor(body))).toBe("not a text");
  });
});

describe("Proposals in the ledger", () => {
  const wireOf = (
    book: Book,
    by: TestPerson,
    plan: Parameters<typeof proposalOf>[3] = {},
    electorate = electorateOf(ada, ben),
  ) => proposalOf(book.charter, by, electorate, plan).wire;

  it("[L12] are taken from the device that signed them, for its own party", () => {
    const book = shared();
    expect(book.judge(ben, proposal, wireOf(book, ben))).toBe("ready");
    expect(book.judge(ben, proposal, wireOf(book, ada))).toContain("somebody else's");
    expect(book.judge(ben, proposal, wireOf(foundBook(ada, "Fire"), ben))).toContain("another charter's");
    const alsoAdas = { ...ben, chain: delegateOf(ada, "Ben").chain };
    expect(book.judge(ben, proposal, wireOf(book, alsoAdas))).toContain("not admitted for");
  });

  it("[L12] have the parties of their past as electorate, and need more than half of them", () => {
    const book = shared();
    expect(book.judge(ben, proposal, wireOf(book, ben, {}, electorateOf(ben)))).toContain("electorate");
    expect(book.judge(ben, proposal, wireOf(book, ben, {}, electorateOf(ada, ben, cyra)))).toContain("electorate");
    book.admit(ada, cyra);
    expect(book.judge(ben, proposal, wireOf(book, ben))).toContain("electorate");
    const all = electorateOf(ada, ben, cyra);
    expect(book.judge(ben, proposal, wireOf(book, ben, { needed: 2 }, all))).toBe("ready");
    expect(book.judge(ben, proposal, wireOf(book, ben, {}, all))).toBe("ready");
  });

  it("[L12] name only proposals of their past", () => {
    const book = shared();
    const unseen = copyBook(book).propose(ada);
    expect(book.judge(ben, proposal, wireOf(book, ben, { parent: unseen.id }))).toContain("not in its past");
    expect(book.judge(ben, proposal, wireOf(book, ben, { supersedes: [unseen.id] }))).toContain("not in its past");
    const seen = book.propose(ada);
    expect(book.judge(ben, proposal, wireOf(book, ben, { parent: seen.id }))).toBe("ready");
    expect(book.judge(ben, proposal, wireOf(book, ben, { supersedes: [seen.id] }))).toBe("ready");
    const [first] = book.log();
    if (first === undefined) throw new Error("a charter begins with a genesis");
    const before = book.log().at(-2);
    if (before === undefined) throw new Error("Ben was admitted");
    const dep = { device: ada.device, seq: before.envelope.seq, hash: before.signed.hash };
    expect(book.judge(ben, proposal, wireOf(book, ben, { supersedes: [seen.id] }), { deps: [dep] })).toContain("past");
  });
});

describe("Ballots in the ledger", () => {
  it("[L13] are taken from the device that signed them, on a proposal of their past", () => {
    const book = shared();
    const unseen = proposalOf(book.charter, ada, electorateOf(ada, ben));
    expect(book.judge(ben, ballot, ballotOf(ben, unseen))).toContain("not in its past");
    const made = book.propose(ada);
    expect(book.judge(ben, ballot, ballotOf(ben, made))).toBe("ready");
    expect(book.judge(ben, ballot, ballotOf(ada, made))).toContain("somebody else's");
  });

  it("[L13] answer this text, for a party of the electorate that the device was admitted for", () => {
    const book = shared();
    const made = book.propose(ada);
    expect(book.judge(ben, ballot, ballotOf(ben, { ...made, contentHash: seedOf("other") }))).toContain("another text");
    book.admit(ada, cyra);
    expect(book.judge(cyra, ballot, ballotOf(cyra, made))).toContain("outside the electorate");
    const alsoAdas = { ...ben, chain: delegateOf(ada, "Ben").chain };
    expect(book.judge(ben, ballot, ballotOf(alsoAdas, made))).toContain("not admitted for");
  });
});

describe("Convergence", () => {
  /** Three people write in turns, apart and together; everything that they wrote. */
  function busyLog(seed: number): { readonly charter: Book["charter"]; readonly log: readonly Written[] } {
    const random = seededRandom(seed);
    const pick = (count: number): number => (random.bytes(1)[0] as number) % count;
    const start = shared();
    start.admit(ada, cyra);
    const people = [ada, ben, cyra];
    const books = people.map(() => copyBook(start));
    const all: Written[] = [...start.log()];
    for (let step = 0; step < 60; step++) {
      const at = pick(3);
      const [book, by] = [books[at] as Book, people[at] as TestPerson];
      const before = book.log().length;
      const made = heldProposals(book.ledger);
      const roll = pick(12);
      const chosen = made[pick(made.length || 1)]?.[0];
      if (roll < 4) takeAll(book, books[pick(3)] as Book);
      else if (roll < 6) book.bindSession(by);
      else if (roll < 8) book.propose(by, { nonce: `${seed} ${step}`, note: `${step}` });
      else if (roll < 10 && chosen !== undefined) {
        const contentHash = Uint8Array.from(chosen.contentHash.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
        const choice = pick(2) === 0 ? "ratify" : "decline";
        book.ballot(by, { id: chosen.id, contentHash }, { choice, time: startMs + step });
      } else if (roll === 10) book.admit(by, founder(`Guest ${seed} ${step}`));
      else write(book, by);
      for (const written of book.log().slice(before)) if (written.envelope.device === by.device) all.push(written);
    }
    return { charter: start.charter, log: all };
  }

  const stateOf = (book: Book): unknown => {
    const { parties, devices, invites } = book.ledger.membership();
    const sorted = <T>(values: Iterable<T>): readonly string[] => [...values].map((one) => JSON.stringify(one)).sort();
    return {
      heads: sorted(book.ledger.snapshot().heads),
      parties: sorted(parties),
      devices: sorted(devices),
      invites: sorted(invites),
      proposals: sorted(heldProposals(book.ledger)),
      ballots: sorted(heldBallots(book.ledger)),
      missing: sorted([...devices.keys()].map((device) => [device, book.ledger.missingFor(device)])),
      governance: book.ledger.draft(ada.device, new Uint8Array(16), 11, nobody, 0).governance,
    };
  };

  it.each([1, 2, 3, 4, 5, 6])("[L3] any order that respects the past ends in the same state, seed %i", (seed) => {
    const { charter, log } = busyLog(seed);
    const random = seededRandom(seed + 1000);
    const states = Array.from({ length: 4 }, () => {
      const book = createBook(charter);
      let waiting = [...log];
      while (waiting.length > 0) {
        const before = waiting.length;
        waiting = waiting
          .map((written) => ({ written, key: (random.bytes(1)[0] as number) * 256 + (random.bytes(1)[0] as number) }))
          .sort((a, b) => a.key - b.key)
          .map(({ written }) => written)
          .filter((written) => book.take(written) === "missing");
        expect(waiting.length).toBeLessThan(before);
      }
      expect(book.log().length).toBe(log.length);
      return stateOf(book);
    });
    for (const state of states) expect(state).toEqual(states[0]);
  });

  it.each([7, 8])("[L3] a ledger goes on from its snapshot as if it had never stopped, seed %i", (seed) => {
    const { charter, log } = busyLog(seed);
    const whole = createBook(charter);
    for (const [index, written] of log.entries()) {
      whole.take(written);
      if (index % 20 !== 0) continue;
      const snapshot = decodeSnapshot(encodeSnapshot(whole.ledger.snapshot()));
      const resumed = createLedger(charter, whole.index, snapshot);
      const next = log[index + 1];
      if (next === undefined) break;
      const [first, second] = [whole.ledger.judge(next.signed), resumed.judge(next.signed)];
      // What it does once it is taken is a function: only what it says can be compared.
      const said = { known: null, isOwn: null, taken: null };
      expect({ ...second, ...said }).toEqual({ ...first, ...said });
      expect(resumed.draft(ada.device, new Uint8Array(16), 11, nobody, 0)).toEqual(
        whole.ledger.draft(ada.device, new Uint8Array(16), 11, nobody, 0),
      );
    }
  });

  it("[L12] one proposal signed by two devices is two proposals, so every replica names the same proposer", () => {
    const book = shared();
    const bea = delegateOf(ben, "Bea");
    book.admit(ben, bea, "delegate");
    const electorate = electorateOf(ada, ben);
    const [bens, beas] = [proposalOf(book.charter, ben, electorate), proposalOf(book.charter, bea, electorate)];
    expect(bens.id).not.toBe(beas.id);
  });
});

describe("The genesis of the tests", () => {
  it("[L1] names the charter of its book", () => {
    expect(foundBook(ada).charter).toBe(charterIdOf(genesisOf(ada)));
  });
});
