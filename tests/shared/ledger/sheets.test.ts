import { describe, expect, it } from "vitest";
import { toHex } from "../../../shared/base/bytes.ts";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import type { KeyPair } from "../../../shared/base/crypto.ts";
import { heldBallots } from "../../../shared/ledger/agreements/agreements.ts";
import { verifyCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { readDeviceChain, readSheetChain, type Signed } from "../../../shared/ledger/members/cards.ts";
import { encodeEntry, type GovernanceEntry } from "../../../shared/ledger/members/entries.ts";
import { readRecovery } from "../../../shared/ledger/members/recovery.ts";
import { currentKey, sheetSettlesAfterMs } from "../../../shared/ledger/members/sheets.ts";
import {
  type Book,
  certificateWire,
  copyBook,
  createBook,
  dayMs,
  delegateOf,
  foundBook,
  founder,
  newDeviceBy,
  newDeviceOf,
  recoverEntry,
  recoveryOf,
  renewEntry,
  revokeEntry,
  settleEntry,
  sheetOf,
  standingOn,
  startMs,
  type TestPerson,
  type TestSheet,
} from "../../support/builders.ts";
import { chance } from "../crdt/support/chance.ts";

const ada = founder("Ada");
const ben = founder("Ben");
const cyra = founder("Cyra");
const dora = founder("Dora");
const bea = delegateOf(ben, "Bea");
const sheet = sheetOf(ben, "second");
const { governance, heads } = envelopeTypes;
const root: KeyPair = ben.party.root;
const party = ben.party.card.id;

/** Ada's charter with Ben, his second device Bea, and Cyra. */
function start(): Book {
  const book = foundBook(ada);
  for (const other of [ben, cyra]) book.admit(ada, other);
  book.admit(ben, bea, "delegate");
  return book;
}

function join(...books: readonly Book[]): Book {
  const all = createBook((books[0] as Book).charter);
  for (const book of books) all.takeAll(book);
  return all;
}

const receipt = (book: Book, by: TestPerson, time: number): void => void book.write(by, heads, new Uint8Array(0), time);
/** Others have known of whatever is held for so many days. */
function passDays(book: Book, days: number, ...others: readonly TestPerson[]): void {
  const from = startMs + dayMs;
  for (const time of [from, from + days * dayMs]) for (const other of others) receipt(book, other, time);
}

const membersOf = (book: Book): readonly string[] =>
  [...book.ledger.membership().devices.values()].map(({ card }) => card.person).sort();
const stateOf = (book: Book, { key }: TestSheet) => book.ledger.membership().sheets.get(key)?.state ?? null;
const isCurrent = (book: Book, key: string): boolean => currentKey(book.ledger.membership(), party) === key;

/** What books amount to together, in any order of arrival that respects the past. */
function expectSame<T>(books: readonly Book[], read: (book: Book) => T, expected: T): void {
  const all = join(...books);
  expect(read(all)).toEqual(expected);
  const by = chance(11);
  for (let round = 0; round < 6; round++) {
    const other = createBook(all.charter);
    let waiting = by.shuffle(all.log());
    while (waiting.length > 0) waiting = waiting.filter((written) => other.take(written) === "missing");
    expect(read(other)).toEqual(expected);
  }
  const again = createBook(all.charter, { book: all, snapshot: all.ledger.snapshot() });
  expect(read(again)).toEqual(expected);
}

describe("A sheet's card", () => {
  const device = newDeviceBy(sheet, "Ben's new laptop");

  it("[L33] makes its key speak for the party, and devices come by it in a chain", () => {
    expect(readSheetChain(sheet.chain)).toMatchObject({
      ok: true,
      value: { key: sheet.key, party, issuer: ben.device },
    });
    expect(readDeviceChain(device.chain)).toMatchObject({ ok: true, value: { id: device.device, party } });
    expect(readDeviceChain(delegateOf(device, "Bill").chain)).toMatchObject({ ok: true });
  });

  it.each<[string, readonly Signed[], string]>([
    ["a chain that ends in it", sheet.chain, "ends in a sheet"],
    ["a device by a sheet that is not in the chain", [...ben.chain, device.chain.at(-1) as Signed], "issued by nobody"],
    ["a sheet by a device that is not in the chain", sheet.chain.slice(-1), "issued by nobody"],
    ["a sheet of another party", [...ada.chain, ...sheet.chain.slice(-1)], "two parties"],
  ])("[L33] refuses %s", (_, chain, reason) => {
    expect(readDeviceChain(chain)).toMatchObject({ ok: false, error: { reason: expect.stringContaining(reason) } });
  });

  it("[L33] is made by a device, never by another sheet or by the party's key", () => {
    const bySheet = sheetOf(
      { ...device, device: sheet.key as never, chain: sheet.chain, signing: sheet.pair },
      "third",
    );
    const byRoot = sheetOf({ ...ben, device: party as never, chain: ben.chain, signing: root }, "third");
    for (const made of [bySheet, byRoot]) expect(readSheetChain(made.chain)).toMatchObject({ ok: false });
  });

  it("[L26] [L33] a request to recover is signed by the key that issued its last card, and that is one on paper", () => {
    expect(readRecovery(recoveryOf(device, false, startMs, null, sheet.pair))).toMatchObject({
      ok: true,
      value: { key: sheet.key },
    });
    expect(readRecovery(recoveryOf(device))).toMatchObject({ ok: false, error: { reason: "not signed by the party" } });
    expect(readRecovery(recoveryOf(bea, false, startMs, null, ben.signing))).toMatchObject({ ok: false });
  });
});

describe("A sheet that waits", () => {
  it("[L33] is brought by a delegate of its party, with the new key's own word, over the key that is current", () => {
    const book = start();
    const right = renewEntry(sheet);
    const other = sheetOf(bea, "other");
    const cases: readonly (readonly [TestPerson, GovernanceEntry, string])[] = [
      [ben, right, "ready"],
      [bea, right, "ready"],
      [ada, right, "another party's"],
      [ben, { ...right, proof: renewEntry(other).proof }, "not signed by the new key"],
      [ben, renewEntry(sheet, other.pair, root.publicKey), "not signed by the key before"],
      [ben, renewEntry(sheet, null, other.pair.publicKey), "another key"],
      [ben, { ...right, chain: ben.chain }, "ends in no sheet"],
    ];
    for (const [by, entry, verdict] of cases) expect(book.judgeEntry(by, entry)).toContain(verdict);
    book.govern(ben, right);
    expect(book.judgeEntry(bea, right)).toContain("was on a sheet before");
  });

  it("[L34] brings devices back beside the key before it, and ends others as the devices of its party do", () => {
    const book = start();
    book.govern(ben, renewEntry(sheet));
    expect(stateOf(book, sheet)).toBe("waiting");
    const [byNew, byOld] = [newDeviceBy(sheet, "By the new"), newDeviceOf(ben, "By the old")];
    book.govern(ada, recoverEntry(byNew, true, null, sheet.pair));
    expect(membersOf(book)).toEqual(["Ada", "By the new", "Cyra"]);
    expect(stateOf(book, sheet)).toBe("waiting");
    book.govern(ada, recoverEntry(byOld));
    expect(membersOf(book)).toEqual(["Ada", "By the new", "By the old", "Cyra"]);
  });

  it("[L34] of a thief ends by the old words, with whoever came in by it, whatever was heard first", () => {
    const thief = start();
    const own = copyBook(thief);
    thief.govern(ben, renewEntry(sheet));
    const knowing = copyBook(thief);
    thief.govern(ada, recoverEntry(newDeviceBy(sheet, "Thief's"), true, null, sheet.pair));
    thief.admit(newDeviceBy(sheet, "Thief's"), delegateOf(newDeviceBy(sheet, "Thief's"), "Accomplice"), "delegate");
    for (const [at, name] of [
      [own, "Concurrent"],
      [knowing, "Knowing"],
    ] as const) {
      at.govern(cyra, recoverEntry(newDeviceOf(ben, name), true));
      expectSame([thief, at], (book) => [membersOf(book), stateOf(book, sheet), isCurrent(book, party)], [
        ["Ada", "Cyra", name].toSorted(),
        at === own ? null : "ended",
        true,
      ]);
    }
    const after = join(thief, knowing);
    const more = recoverEntry(newDeviceBy(sheet, "Once more"), true, null, sheet.pair);
    expect(after.judgeEntry(ada, more)).toContain("a sheet that has ended");
  });

  it("[L34] ends with the device that made it, where another device of the party ends that", () => {
    const thief = start();
    thief.govern(ben, renewEntry(sheet));
    const own = copyBook(thief);
    own.govern(bea, revokeEntry(ben));
    thief.govern(ada, recoverEntry(newDeviceBy(sheet, "Thief's"), false, null, sheet.pair));
    expectSame([thief, own], (book) => [membersOf(book), stateOf(book, sheet)], [["Ada", "Bea", "Cyra"], "ended"]);
    const retired = copyBook(thief);
    retired.govern(ben, revokeEntry(ben));
    expect(stateOf(retired, sheet)).toBe("waiting");
  });

  it("[L34] gives way to one that was made with knowledge of it, and waits beside one that was not", () => {
    const third = sheetOf(bea, "third");
    const book = start();
    const apart = copyBook(book);
    book.govern(ben, renewEntry(sheet));
    apart.govern(bea, renewEntry(third));
    const states = (of: Book) => [stateOf(of, sheet), stateOf(of, third)];
    expectSame([book, apart], states, ["waiting", "waiting"]);
    book.govern(bea, renewEntry(third));
    expect(states(book)).toEqual(["ended", "waiting"]);
    expect(book.judgeEntry(ada, recoverEntry(newDeviceBy(sheet, "Late"), false, null, sheet.pair))).toContain("ended");
  });
});

describe("A sheet that is settled", () => {
  it("[L34] is so at once where the key before signs it; that key then ends", () => {
    const book = start();
    book.govern(ben, renewEntry(sheet, root));
    expect([stateOf(book, sheet), isCurrent(book, sheet.key)]).toEqual(["current", true]);
    expect(book.judgeEntry(ada, recoverEntry(newDeviceOf(ben, "Old"), true))).toContain("a sheet that has ended");
    const third = sheetOf(bea, "third");
    expect(book.judgeEntry(bea, renewEntry(third))).toContain("another key");
    book.govern(bea, renewEntry(third, sheet.pair));
    expect([stateOf(book, sheet), stateOf(book, third)]).toEqual(["past", "current"]);
    expect(book.judgeEntry(ada, recoverEntry(newDeviceBy(sheet, "Past"), true, null, sheet.pair))).toContain("ended");
    book.govern(cyra, recoverEntry(newDeviceBy(third, "Back"), true, null, third.pair));
    expect(membersOf(book)).toEqual(["Ada", "Back", "Cyra"]);
  });

  it("[L34] outranks its party's devices as the key before it did", () => {
    const book = start();
    book.govern(ben, renewEntry(sheet, root));
    const thief = copyBook(book);
    book.govern(ada, recoverEntry(newDeviceBy(sheet, "Back"), true, null, sheet.pair));
    thief.govern(ben, revokeEntry(bea));
    thief.govern(ben, renewEntry(sheetOf(ben, "thief's"), null, sheet.pair.publicKey));
    expectSame([book, thief], (of) => [membersOf(of), isCurrent(of, sheet.key), stateOf(of, sheetOf(ben, "thief's"))], [
      ["Ada", "Back", "Cyra"],
      true,
      null,
    ]);
  });

  it.each([
    [29, [ada, cyra], "too young"],
    [30, [ada, cyra], "ready"],
    [400, [ada], "too young"],
    [400, [ben, bea], "too young"],
  ] as const)("[L34] after %i days that others claim: %#", (days, others, verdict) => {
    const book = start();
    book.govern(ben, renewEntry(sheet));
    passDays(book, days, ...others);
    expect(book.judgeEntry(ben, settleEntry(sheet))).toContain(verdict);
    expect(book.ledger.isSheetDue(sheet.key)).toBe(verdict === "ready");
    if (verdict !== "ready") return;
    expect(book.judgeEntry(ada, settleEntry(sheet))).toContain("no sheet of its party");
    book.govern(bea, settleEntry(sheet));
    expect(isCurrent(book, sheet.key)).toBe(true);
    expect(book.judgeEntry(bea, settleEntry(sheet))).toContain("that waits");
  });

  it("[L34] with one other party, by what that one claims; a sheet's own time does not count", () => {
    const book = foundBook(ada);
    book.admit(ada, ben);
    receipt(book, ada, startMs + 100 * dayMs);
    book.govern(ben, renewEntry(sheet), startMs - 300 * dayMs);
    receipt(book, ada, startMs + 101 * dayMs);
    expect(book.judgeEntry(ben, settleEntry(sheet))).toContain("too young");
    receipt(book, ada, startMs + 101 * dayMs + sheetSettlesAfterMs);
    expect(book.judgeEntry(ben, settleEntry(sheet))).toBe("ready");
  });

  it("[L34] ends all the same by the old words from where that was not known, and nobody settles it again", () => {
    const book = start();
    book.admit(ada, dora);
    book.govern(ben, renewEntry(sheet));
    const apart = copyBook(book);
    passDays(book, 30, ada, cyra);
    book.govern(ben, settleEntry(sheet));
    apart.govern(dora, recoverEntry(newDeviceOf(ben, "Back"), true));
    expectSame([book, apart], (of) => [membersOf(of), stateOf(of, sheet), isCurrent(of, party)], [
      ["Ada", "Back", "Cyra", "Dora"],
      "ended",
      true,
    ]);
    expect(join(book, apart).judgeEntry(newDeviceOf(ben, "Back"), settleEntry(sheet))).toContain("that waits");
  });

  it("[L34] is settled by a proof, whatever became of the device that wrote it", () => {
    const book = start();
    book.govern(ben, renewEntry(sheet));
    passDays(book, 30, ada, cyra);
    const apart = copyBook(book);
    book.govern(bea, settleEntry(sheet));
    apart.govern(ben, revokeEntry(bea));
    expectSame([book, apart], (of) => [membersOf(of), stateOf(of, sheet)], [["Ada", "Ben", "Cyra"], "current"]);
  });

  it("[L34] of two that waits for longest first: the other ends", () => {
    const third = sheetOf(bea, "third");
    const book = start();
    const apart = copyBook(book);
    book.govern(ben, renewEntry(sheet));
    apart.govern(bea, renewEntry(third));
    book.takeAll(apart);
    passDays(book, 31, ada, cyra);
    const [one, other] = [copyBook(book), copyBook(book)];
    one.govern(ben, settleEntry(sheet));
    other.govern(bea, settleEntry(third));
    expect([stateOf(one, sheet), stateOf(one, third)]).toEqual(["current", "ended"]);
    const both = join(one, other);
    const found = [stateOf(both, sheet), stateOf(both, third)];
    expect(found.toSorted()).toEqual(["current", "ended"]);
    expectSame([one, other], (of) => [stateOf(of, sheet), stateOf(of, third)], found);
  });

  it("[L32] [L34] ends the old words on ballots too", () => {
    const book = start();
    const made = book.propose(ada);
    book.ballot(bea, made);
    const ballot = heldBallots(book.ledger)[0]?.[0];
    if (ballot === undefined) throw new Error("there is a ballot");
    book.govern(ben, revokeEntry(bea, "", -1));
    const early = copyBook(book);
    early.confirm(ada, ballot.id, { party, key: root.privateKey });
    book.govern(ben, renewEntry(sheet, root));
    expect(() => book.confirm(ada, ballot.id, { party, key: root.privateKey })).toThrow("a sheet that has ended");
  });

  it("[L14] [L33] a device that came by it signs, and a certificate shows its chain", () => {
    const back = newDeviceBy(sheet, "Back");
    const book = start();
    book.govern(ben, renewEntry(sheet));
    book.govern(ada, recoverEntry(back, true, null, sheet.pair));
    const made = book.propose(ada);
    const ballots = [ada, back, cyra].sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1));
    const wires = ballots.map((by) => book.ballot(by, made));
    const certificate = verifyCertificate(certificateWire(made.wire, wires));
    expect(certificate).toMatchObject({ ok: true });
    const by = certificate.ok ? certificate.value.signatures.map(({ person }) => person).sort() : [];
    expect(by).toEqual(["Ada", "Back", "Cyra"]);
  });

  it("[L10] [L33] entries are bytes that say no more than they may", () => {
    const book = start();
    const entry = renewEntry(sheet);
    for (const bad of [
      { ...entry, proof: entry.proof.slice(1) },
      { ...entry, over: new Uint8Array(31) },
      { ...entry, chain: [] },
      { kind: "settleSheet", sheet: new Uint8Array(33) },
    ])
      expect(book.judge(ben, governance, encodeCbor(bad))).toContain("should be");
    const early = book.draft(ben, governance, encodeEntry(settleEntry(sheet)), standingOn(book.log().slice(0, 3)));
    expect(book.take(early)).not.toBe("ready");
    expect(toHex(sheet.pair.publicKey)).toBe(sheet.key);
  });
});
