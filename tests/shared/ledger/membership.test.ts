import { describe, expect, it } from "vitest";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { countNeeded } from "../../../shared/charter/parties/quotas.ts";
import type { InviteRole } from "../../../shared/charter/parties/roles.ts";
import { hasRatified } from "../../../shared/ledger/agreements/agreements.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { encodeEntry, type GovernanceEntry } from "../../../shared/ledger/members/entries.ts";
import { sessionClient } from "../../../shared/ledger/members/epoch.ts";
import { readRecovery } from "../../../shared/ledger/members/recovery.ts";
import {
  admitEntry,
  type Book,
  closeInviteEntry,
  consentEntry,
  copyBook,
  createBook,
  delegateOf,
  foundBook,
  founder,
  foundingKey,
  genesisEntry,
  inviteKeyOf,
  newDeviceOf,
  openInviteEntry,
  placeOf,
  recoverEntry,
  recoveryOf,
  removeEntry,
  revokeEntry,
  rotateEntry,
  seedOf,
  shareEntry,
  standingOn,
  startMs,
  type TestPerson,
  type Written,
} from "../../support/builders.ts";
import { chance } from "../crdt/support/chance.ts";

const ada = founder("Ada");
const ben = founder("Ben");
const cyra = founder("Cyra");
const dora = founder("Dora");
const alma = delegateOf(ada, "Alma");
const bea = delegateOf(ben, "Bea");
const [gus, sana, olga] = [founder("Gus"), founder("Sana"), founder("Olga")];
const stranger = founder("Stranger");
const { governance, heads, text, session } = envelopeTypes;
const textBody = (client: number, from: number, end: number) => encodeCbor([1, client, from, end, Uint8Array.of(1)]);

/** Ada's charter with Ben and others as parties. */
function parties(...others: readonly TestPerson[]): Book {
  const book = foundBook(ada);
  for (const other of [ben, ...others]) book.admit(ada, other);
  return book;
}

function join(...books: readonly Book[]): Book {
  const all = createBook((books[0] as Book).charter);
  for (const book of books) all.takeAll(book);
  return all;
}

const membersOf = (book: Book): readonly string[] =>
  [...book.ledger.membership().devices.values()].map(({ card }) => card.person).sort();
const partiesOf = (book: Book): readonly string[] =>
  [...book.ledger.membership().parties.values()].map(({ card }) => card.name.replace("'s people", "")).sort();
const lastOf = (book: Book): Written => {
  const last = book.log().at(-1);
  if (last === undefined) throw new Error("a charter begins with a genesis");
  return last;
};
/** The same on any order of arrival that respects the past. */
function expectSame<T>(books: readonly Book[], read: (book: Book) => T, expected: T): void {
  const all = join(...books);
  expect(read(all)).toEqual(expected);
  const by = chance(7);
  for (let round = 0; round < 4; round++) {
    const other = createBook(all.charter);
    let waiting = by.shuffle(all.log());
    while (waiting.length > 0) waiting = waiting.filter((written) => other.take(written) === "missing");
    expect(read(other)).toEqual(expected);
  }
}

/** Enough parties agree on a first text. */
function ratify(book: Book, ...people: readonly TestPerson[]): void {
  const made = book.propose(people[0] as TestPerson);
  for (const person of people) book.ballot(person, made);
}

describe("Who may sign what", () => {
  /** A charter where each kind of entry could be signed by somebody. */
  function everybody(): { readonly book: Book; readonly removal: Written } {
    const book = parties(cyra, dora);
    book.admit(ada, alma, "delegate");
    book.admit(ben, bea, "delegate");
    for (const [guest, role] of [
      [gus, "mediator"],
      [sana, "supporter"],
      [olga, "observer"],
    ] as const)
      book.admit(ada, guest, role);
    for (const [name, role] of [
      ["of a delegate", "delegate"],
      ["of a guest", "observer"],
    ] as const)
      book.govern(ada, openInviteEntry(book.charter, inviteKeyOf(name), role));
    const former = delegateOf(ada, "Farid");
    book.admit(ada, former, "delegate");
    book.govern(ada, revokeEntry(former));
    const removal = book.govern(dora, removeEntry(cyra, 2));
    return { book, removal };
  }
  const { book, removal } = everybody();
  const members = [ada, ben, cyra, dora, alma, bea, gus, sana, olga];
  const invited = inviteKeyOf("new");
  const authors = {
    own: alma,
    other: bea,
    mediator: gus,
    supporter: sana,
    observer: olga,
    former: delegateOf(ada, "Farid"),
    stranger,
  } as const;
  type Author = keyof typeof authors;
  const delegates: readonly Author[] = ["own", "other"];
  const guests: readonly Author[] = ["mediator", "supporter", "observer"];
  const anyMember: readonly Author[] = [...delegates, ...guests];
  const table: readonly (readonly [string, GovernanceEntry, readonly Author[]])[] = [
    ["genesis", genesisEntry(ada), []],
    ["openInvite of a party", openInviteEntry(book.charter, invited, "party"), delegates],
    ["openInvite of a delegate", openInviteEntry(book.charter, invited, "delegate"), delegates],
    ["openInvite of a guest", openInviteEntry(book.charter, invited, "observer"), delegates],
    ["closeInvite of one's own party", closeInviteEntry(inviteKeyOf("of a guest")), ["own"]],
    ["admit of a guest", admitEntry(stranger, inviteKeyOf("of a guest"), "observer"), anyMember],
    ["admit of a delegate", admitEntry(delegateOf(alma, "Aziz"), inviteKeyOf("of a delegate"), "delegate"), ["own"]],
    ["recover", recoverEntry(newDeviceOf(ben, "Ben's new laptop")), anyMember],
    ["revoke in one's own party", revokeEntry(ada), ["own"]],
    ["revoke of a guest", revokeEntry(olga), [...delegates, "observer"]],
    ["revoke of oneself", revokeEntry(bea), ["other"]],
    ["remove of another party", removeEntry(cyra, 2), delegates],
    ["remove of one's own party", removeEntry(ada, 0), ["own"]],
    ["consent", consentEntry(removal), delegates],
    ["rotate", rotateEntry(seedOf("next"), ...members), anyMember],
    ["share", shareEntry(foundingKey, gus), anyMember],
  ];
  const cases = table.flatMap(([kind, entry, may]) =>
    (Object.keys(authors) as Author[]).map((author) => ({ kind, entry, author, may: may.includes(author) })),
  );

  it.each(cases)("[L10] $kind by $author: $may", ({ entry, author, may }) => {
    expect(book.judgeEntry(authors[author], entry) === "ready").toBe(may);
  });

  it.each([
    { author: "own", derived: "ready", chosen: "ready", edits: "ready", suggests: "ready" },
    ...(["mediator", "supporter"] as const).map((author) => ({
      ...({ author, derived: "ready", chosen: "a guest edits no text" } as const),
      ...({ edits: "a guest edits no text", suggests: "ready" } as const),
    })),
    {
      ...({ author: "observer", derived: "a reader writes no text", chosen: "a reader writes no text" } as const),
      ...({ edits: "a reader writes no text", suggests: "a reader writes no text" } as const),
    },
  ] satisfies readonly {
    readonly author: Author;
    readonly derived: string;
    readonly chosen: string;
    readonly edits: string;
    readonly suggests: string;
  }[])("[L11] $author: an editing id $edits, a suggesting one $suggests", ({ author, ...expected }) => {
    const by = authors[author];
    const editing = sessionClient(book.charter, by.device, 0);
    const binding = encodeCbor([editing, 0]);
    expect(book.judge(by, session, binding)).toBe(expected.derived);
    expect(book.judge(by, session, encodeCbor([41, -1]))).toBe(expected.chosen);
    expect(book.judge(by, heads, new Uint8Array(0))).toBe("ready");
    const apart = copyBook(book);
    if (expected.derived === "ready") apart.write(by, session, binding);
    expect(apart.judge(by, text, textBody(editing, 0, 1))).toBe(expected.edits);
    expect(apart.judge(by, text, textBody(editing + 1, 0, 1))).toBe(expected.suggests);
  });

  it("[L10] a guest belongs to no party, and is in no electorate", () => {
    const card = book.ledger.membership().devices.get(gus.device);
    expect([card?.card.party, card?.role]).toEqual([null, "mediator"]);
    expect(partiesOf(book)).toEqual(["Ada", "Ben", "Cyra", "Dora"]);
    expect(
      book.judgeEntry(ada, { ...admitEntry(stranger, inviteKeyOf("of a guest"), "observer"), device: stranger.chain }),
    ).toContain("no party");
  });

  it("[L10] a key is sealed to exactly the members, once each, and shared with members only", () => {
    const [first, ...rest] = members as [TestPerson, ...TestPerson[]];
    for (const people of [rest, [...members, stranger], [first, ...members], [...rest, stranger], []])
      expect(book.judgeEntry(ada, rotateEntry(seedOf("next"), ...people))).toContain("exactly the members");
    expect(book.judgeEntry(ada, shareEntry(foundingKey, ben, stranger))).toContain("no member");
  });

  it("[L10] a kind that the ruleset does not have is refused, and nobody is frozen by it", () => {
    for (const kind of ["anchor", "removeAll", ""])
      expect(book.judge(ada, governance, encodeCbor({ kind, more: 1 }))).toContain("should be");
    for (const body of [encodeCbor({ kind: 3 }), encodeCbor([]), encodeCbor({ more: 1 }), new Uint8Array(0)])
      expect(book.judge(ada, governance, body)).toContain("should be");
    const later = book.draft(ada, governance, encodeCbor({ kind: "anchor" }));
    const next = book.draft(ada, heads, new Uint8Array(0), { seq: later.envelope.seq + 1, prev: later.signed.hash });
    expect(book.take(later)).toBe("refused");
    expect(book.take(next)).toBe("missing");
    expect(book.judge(ada, heads, new Uint8Array(0))).toBe("ready");
  });
});

describe("Quotas", () => {
  it("[L10] are all, two thirds rounded up, or more than half, and never less than one", () => {
    const counts = (quota: "all" | "twoThirds" | "majority") =>
      [0, 1, 2, 3, 4, 5, 6, 7].map((n) => countNeeded(quota, n));
    expect(counts("all")).toEqual([1, 1, 2, 3, 4, 5, 6, 7]);
    expect(counts("twoThirds")).toEqual([1, 1, 2, 2, 3, 4, 4, 5]);
    expect(counts("majority")).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  it("[L10] [L24] a remove names the charter's quota of the others, who are at least two", () => {
    const book = parties(cyra, dora);
    for (const [needed, isRight] of [
      [1, false],
      [2, true],
      [3, false],
      [0, false],
    ] as const)
      expect(book.judgeEntry(ada, removeEntry(ben, needed)) === "ready").toBe(isRight);
    expect(parties().judgeEntry(ada, removeEntry(ben, 1))).toContain("too few");
    expect(book.judgeEntry(ada, removeEntry(founder("Nobody"), 2))).toContain("no party of its past");
  });

  it("[L24] a remove takes effect once so many of the others have consented, its author's party among them", () => {
    const book = parties(cyra, dora);
    const removal = book.govern(ada, removeEntry(dora, 2));
    expect(partiesOf(book)).toContain("Dora");
    expect(book.judgeEntry(dora, consentEntry(removal))).toContain("without a say");
    expect(book.judgeEntry(ada, consentEntry(removal))).toContain("once");
    book.govern(ben, consentEntry(removal));
    expect(partiesOf(book)).toEqual(["Ada", "Ben", "Cyra"]);
    expect(book.ledger.membership().former.get(dora.device)).toMatchObject({ by: removal.signed.hash, lastSeq: -1 });
  });

  it("[L24] two delegates of one party are one consent", () => {
    const book = parties(cyra, dora);
    book.admit(ada, alma, "delegate");
    const apart = copyBook(book);
    const removal = book.govern(ada, removeEntry(dora, 2));
    expect(book.judgeEntry(alma, consentEntry(removal))).toContain("once");
    apart.take(removal);
    expect(apart.judgeEntry(alma, consentEntry(removal))).toContain("once");
    expectSame([book, apart], partiesOf, ["Ada", "Ben", "Cyra", "Dora"]);
  });

  it("[L24] parties that come later have no say in what was asked before", () => {
    const book = parties(cyra, dora);
    const removal = book.govern(ada, removeEntry(dora, 2));
    const late = founder("Late");
    book.admit(ada, late);
    expect(book.judgeEntry(late, consentEntry(removal))).toContain("without a say");
    expect(book.ledger.membership().decisions.get(removal.signed.hash)?.electorate).toHaveLength(3);
  });

  it("[L24] before a text was ratified whoever invites a party decides; afterwards a majority does", () => {
    const book = parties(cyra);
    expect(book.judgeEntry(ada, openInviteEntry(book.charter, inviteKeyOf("x"), "party", startMs, 2))).toContain(
      "quota",
    );
    ratify(book, ada, ben, cyra);
    const invite = inviteKeyOf("Dora");
    expect(book.judgeEntry(ada, openInviteEntry(book.charter, invite, "party"))).toContain("quota");
    const asked = book.govern(ada, openInviteEntry(book.charter, invite, "party", undefined, 2));
    expect(book.judgeEntry(ada, admitEntry(dora, invite, "party"))).toContain("waits for consent");
    book.govern(cyra, consentEntry(asked));
    book.govern(ben, admitEntry(dora, invite, "party"));
    expect(partiesOf(book)).toEqual(["Ada", "Ben", "Cyra", "Dora"]);
    for (const role of ["delegate", "mediator", "supporter", "observer"] as const)
      expect(book.judgeEntry(ada, openInviteEntry(book.charter, inviteKeyOf(role), role))).toBe("ready");
  });

  it("[L24] what its author's past had ratified decides, not what is held", () => {
    const book = parties(cyra);
    const apart = copyBook(book);
    ratify(book, ada, ben, cyra);
    const early = apart.govern(ben, openInviteEntry(book.charter, inviteKeyOf("Dora"), "party"));
    expect(early.envelope.deps.length).toBeGreaterThan(0);
    const forger = copyBook(parties(cyra));
    expect(hasRatified(forger.ledger)).toBe(false);
    expect(hasRatified(book.ledger)).toBe(true);
  });
});

describe("The end of a membership", () => {
  /** On what was held before `until`, as somebody would sign who says not to know more. */
  const backdated = (book: Book, by: TestPerson, entry: GovernanceEntry, on: readonly Written[]): Written =>
    book.draft(by, governance, encodeEntry(entry), standingOn(on));

  it("[L25] ends at the last envelope that whoever ended it held; what is written beyond has no say", () => {
    const book = parties(cyra);
    book.admit(ben, bea, "delegate");
    const thief = copyBook(book);
    const own = book.write(bea, heads, new Uint8Array(0));
    book.govern(ben, revokeEntry(bea));
    thief.take(own);
    thief.admit(bea, delegateOf(bea, "Accomplice"), "delegate");
    thief.admit(bea, founder("Sock"));
    expectSame([book, thief], membersOf, ["Ada", "Ben", "Cyra"]);
    expectSame([book, thief], partiesOf, ["Ada", "Ben", "Cyra"]);
    const all = join(book, thief).ledger.membership();
    expect(all.former.get(bea.device)).toMatchObject({ lastSeq: 0 });
    expect(all.notCounted.size).toBe(4);
  });

  it("[L25] does not end what was let in before the cut", () => {
    const book = parties();
    book.admit(ben, bea, "delegate");
    book.admit(bea, delegateOf(bea, "Bill"), "delegate");
    book.govern(ben, revokeEntry(bea));
    expect(membersOf(book)).toEqual(["Ada", "Ben", "Bill"]);
  });

  it("[L25] two of one party who end each other while apart are both ended", () => {
    const left = parties(cyra);
    left.admit(ben, bea, "delegate");
    const right = copyBook(left);
    left.govern(ben, revokeEntry(bea));
    right.govern(bea, revokeEntry(ben));
    expectSame([left, right], membersOf, ["Ada", "Cyra"]);
    expectSame([left, right], partiesOf, ["Ada", "Ben", "Cyra"]);
  });

  it("[L25] concurrent removals of two parties take effect each with consents enough, and else not", () => {
    const start = parties(cyra, dora);
    const [left, right] = [copyBook(start), copyBook(start)];
    const oneWay = left.govern(ada, removeEntry(ben, 2));
    const otherWay = right.govern(ben, removeEntry(ada, 2));
    expectSame([left, right], partiesOf, ["Ada", "Ben", "Cyra", "Dora"]);
    left.govern(cyra, consentEntry(oneWay));
    expectSame([left, right], partiesOf, ["Ada", "Cyra", "Dora"]);
    right.govern(dora, consentEntry(otherWay));
    expectSame([left, right], partiesOf, ["Cyra", "Dora"]);
  });

  it("[L25] a consent beyond the cut of its device counts for nothing", () => {
    const start = parties(cyra, dora);
    start.admit(ben, bea, "delegate");
    const [left, right] = [copyBook(start), copyBook(start)];
    const removal = left.govern(ada, removeEntry(dora, 2));
    left.govern(ben, revokeEntry(bea));
    right.take(removal);
    right.govern(bea, consentEntry(removal));
    expectSame([left, right], partiesOf, ["Ada", "Ben", "Cyra", "Dora"]);
  });

  it("[L25] nor does the consent of somebody whom an ended device let in beyond its cut", () => {
    const start = parties(cyra, dora);
    start.admit(ben, bea, "delegate");
    const [left, right] = [copyBook(start), copyBook(start)];
    const removal = left.govern(ada, removeEntry(dora, 2));
    left.govern(ben, revokeEntry(bea));
    right.take(removal);
    const accomplice = delegateOf(bea, "Accomplice");
    right.admit(bea, accomplice, "delegate");
    right.govern(accomplice, consentEntry(removal));
    expectSame([left, right], partiesOf, ["Ada", "Ben", "Cyra", "Dora"]);
    expectSame([left, right], membersOf, ["Ada", "Ben", "Cyra", "Dora"]);
  });

  it("[L25] a party's removal ends whom its devices let in while apart, not whom others let in who knew", () => {
    const start = parties(cyra, dora);
    const [left, right] = [copyBook(start), copyBook(start)];
    left.govern(cyra, consentEntry(left.govern(ada, removeEntry(ben, 2))));
    right.admit(ben, bea, "delegate");
    right.admit(bea, delegateOf(bea, "Bill"), "delegate");
    right.admit(ben, founder("Sock"));
    right.admit(bea, gus, "mediator");
    expectSame([left, right], membersOf, ["Ada", "Cyra", "Dora"]);
    expectSame([left, right], partiesOf, ["Ada", "Cyra", "Dora"]);
  });

  it("[L25] a device that was ended does not return; its party does, with another device", () => {
    const book = parties(cyra, dora);
    book.govern(cyra, consentEntry(book.govern(ada, removeEntry(ben, 2))));
    const invite = inviteKeyOf("again");
    book.govern(ada, openInviteEntry(book.charter, invite, "party"));
    expect(book.judgeEntry(ada, admitEntry(ben, invite, "party"))).toContain("does not return");
    const other = newDeviceOf(ben, "Ben's new laptop");
    book.govern(ada, admitEntry(other, invite, "party"));
    expect(partiesOf(book)).toEqual(["Ada", "Ben", "Cyra", "Dora"]);
    expect(membersOf(book)).toEqual(["Ada", "Ben's new laptop", "Cyra", "Dora"]);
    book.govern(cyra, consentEntry(book.govern(dora, removeEntry(other, 2))));
    expect(partiesOf(book)).toEqual(["Ada", "Cyra", "Dora"]);
  });

  it.each(["a", "b", "c", "d", "e", "f"])(
    "[L25] of several cuts the lowest counts, whichever is first: %s",
    (reason) => {
      const start = parties(cyra);
      start.admit(ben, bea, "delegate");
      start.admit(ben, delegateOf(ben, "Bo"), "delegate");
      const [left, right] = [copyBook(start), copyBook(start)];
      for (const written of [left.write(bea, heads, new Uint8Array(0)), left.write(bea, heads, new Uint8Array(0))])
        if (written.envelope.seq === 0) right.take(written);
      left.govern(ben, revokeEntry(bea, reason));
      const lower = right.govern(delegateOf(ben, "Bo"), revokeEntry(bea, reason));
      expectSame([left, right], (book) => book.ledger.membership().former.get(bea.device)?.lastSeq, 0);
      expectSame([left, right], (book) => book.ledger.membership().former.get(bea.device)?.by, lower.signed.hash);
    },
  );

  it("[L25] a party that withdraws is gone with every device, by its own word alone", () => {
    const book = parties(cyra);
    book.admit(ben, bea, "delegate");
    book.govern(bea, removeEntry(ben, 0));
    expect(membersOf(book)).toEqual(["Ada", "Cyra"]);
    expect(book.judge(ben, heads, new Uint8Array(0))).toContain("no member");
  });

  it("[L25] what an ended device signs on the past from before is accepted, and has no say", () => {
    const book = parties(cyra);
    book.admit(ben, bea, "delegate");
    const before = [book.log().at(-1) as Written];
    book.govern(ben, revokeEntry(bea));
    const late = backdated(book, bea, openInviteEntry(book.charter, inviteKeyOf("late"), "party"), before);
    expect(book.take(late)).toBe("ready");
    expect(book.ledger.membership().invites.size).toBe(3);
    expect(membersOf(book)).toEqual(["Ada", "Ben", "Cyra"]);
    expect(book.ledger.membership().notCounted).toContain(late.signed.hash);
  });
});

describe("The 24 words", () => {
  const thief = newDeviceOf(ben, "Ben's stolen laptop");
  const rescue = newDeviceOf(ben, "Ben's new laptop");

  it("[L26] let a device in as the party's delegate, by any member's hand", () => {
    const book = parties();
    book.admit(ada, olga, "observer");
    book.govern(olga, recoverEntry(rescue));
    expect(book.ledger.membership().devices.get(rescue.device)).toMatchObject({
      role: "delegate",
      card: { party: ben.party.card.id },
    });
    expect(book.judgeEntry(ada, recoverEntry(rescue))).toContain("already a member");
    expect(book.judgeEntry(ada, recoverEntry(newDeviceOf(cyra, "Cyra's")))).toContain("no party of its past");
    book.govern(ben, revokeEntry(rescue));
    expect(book.judgeEntry(ada, recoverEntry(rescue))).toContain("does not return");
  });

  it("[L26] a request is signed by the party and by the device, and read only whole", () => {
    const request = recoveryOf(rescue, true);
    expect(readRecovery(request)).toMatchObject({
      ok: true,
      value: { revokesOthers: true, device: { id: rescue.device } },
    });
    for (let at = 0; at < request.length; at += 3) {
      const spoiled = request.slice();
      spoiled[at] = (spoiled[at] as number) ^ 1;
      expect(readRecovery(spoiled).ok).toBe(false);
    }
    const byDelegate = { ...bea, party: ben.party };
    expect(readRecovery(recoveryOf(byDelegate)).ok).toBe(false);
    const forged = { ...rescue, party: { ...ben.party, root: ada.party.root } };
    expect(readRecovery(recoveryOf(forged))).toMatchObject({ ok: false, error: { reason: "not signed by the party" } });
    const elsewhere = { ...rescue, signing: ada.signing };
    expect(readRecovery(recoveryOf(elsewhere))).toMatchObject({
      ok: false,
      error: { reason: "not signed by the device" },
    });
  });

  it("[L25] [L26] undo what a thief revoked, and end the thief and whom the thief let in", () => {
    const start = parties(cyra);
    start.admit(ben, bea, "delegate");
    start.govern(ada, recoverEntry(thief));
    const [left, right] = [copyBook(start), copyBook(start)];
    right.govern(thief, revokeEntry(bea));
    right.admit(thief, delegateOf(thief, "Accomplice"), "delegate");
    left.govern(ada, recoverEntry(rescue, true));
    expectSame([left, right], membersOf, ["Ada", "Ben's new laptop", "Cyra"]);
    const { former } = join(left, right).ledger.membership();
    expect([...former.keys()].sort()).toEqual([ben.device, bea.device, thief.device].sort());
  });

  it("[L26] leave the others where the request does not end them", () => {
    const book = parties();
    book.admit(ben, bea, "delegate");
    book.govern(ada, recoverEntry(rescue));
    expect(membersOf(book)).toEqual(["Ada", "Bea", "Ben", "Ben's new laptop"]);
  });

  it("[L25] [L26] a request entered once more, by somebody who did not know, ends nobody let in since", () => {
    const start = parties(cyra);
    const [left, right] = [copyBook(start), copyBook(start)];
    left.govern(ada, recoverEntry(rescue, true));
    left.admit(rescue, delegateOf(rescue, "Newcomer"), "delegate");
    right.govern(cyra, recoverEntry(rescue, true));
    expectSame([left, right], membersOf, ["Ada", "Ben's new laptop", "Cyra", "Newcomer"]);
  });

  it("[L25] [L26] revocations by the party's devices beyond the cut of a recovery count for nothing", () => {
    const start = parties();
    start.admit(ben, bea, "delegate");
    start.govern(ada, recoverEntry(thief));
    const [left, right] = [copyBook(start), copyBook(start)];
    right.govern(thief, revokeEntry(ben));
    left.govern(ada, recoverEntry(rescue, true));
    const { former } = join(left, right).ledger.membership();
    expect(former.get(ben.device)?.by).toBe(lastOf(left).signed.hash);
  });
});

describe("Two who admit with one invite while apart", () => {
  it.each(["party", "mediator"] satisfies InviteRole[])("[L25] let both in, as %s", (role) => {
    const left = parties();
    const invite = inviteKeyOf("shared");
    left.govern(ada, openInviteEntry(left.charter, invite, role));
    const right = copyBook(left);
    left.govern(ada, admitEntry(cyra, invite, role));
    right.govern(ben, admitEntry(dora, invite, role));
    expectSame([left, right], membersOf, ["Ada", "Ben", "Cyra", "Dora"]);
    expect(placeOf(lastOf(left))).not.toEqual(placeOf(lastOf(right)));
  });
});
