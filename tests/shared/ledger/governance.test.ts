import { describe, expect, it } from "vitest";
import { encodeCbor } from "../../../shared/base/cbor.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import {
  charterIdOf,
  encodeEntry,
  type GovernanceEntry,
  rulesetVersion,
} from "../../../shared/ledger/members/entries.ts";
import {
  admitEntry,
  type Book,
  closeInviteEntry,
  copyBook,
  createBook,
  dayMs,
  delegateOf,
  foundBook,
  founder,
  genesisEntry,
  genesisOf,
  inviteKeyOf,
  openInviteEntry,
  requestOf,
  startMs,
  type TestPerson,
} from "../../support/builders.ts";

const ada = founder("Ada");
const ben = founder("Ben");
const cleo = delegateOf(ada, "Cleo");
const invite = inviteKeyOf("Ben");

const judge = (book: Book, by: TestPerson, entry: GovernanceEntry, time?: number): string =>
  book.judgeEntry(by, entry, time === undefined ? {} : { time });

const partyNames = (book: Book): readonly string[] =>
  [...book.ledger.membership().parties.values()].map(({ card }) => card.name).sort();

/** Ada's charter with an invite that is open for a day. */
function invited(role: "party" | "delegate" = "party"): Book {
  const book = foundBook(ada);
  book.govern(ada, openInviteEntry(book.charter, invite, role, startMs + dayMs));
  return book;
}

describe("A genesis", () => {
  const body = genesisOf(ada);

  it("[L10] makes its founder the first party and the first device", () => {
    const { parties, devices, title, language } = foundBook(ada).ledger.membership();
    expect([...parties.keys()]).toEqual([ada.party.card.id]);
    expect([...devices.keys()]).toEqual([ada.device]);
    expect({ title, language }).toEqual({ title: "Water", language: "en" });
  });

  it("[L10] is refused from another device than the founder's", () => {
    expect(createBook(charterIdOf(body)).judge(ben, envelopeTypes.governance, body)).toContain("founder's device");
  });

  it("[L1] is refused where the charter is not named by it", () => {
    const other = createBook(charterIdOf(genesisOf(ada, "Fire")));
    expect(other.judge(ada, envelopeTypes.governance, body)).toContain("not this charter's genesis");
  });

  it("[L10] comes once", () => {
    expect(foundBook(ada).judge(ada, envelopeTypes.governance, body)).toContain("second genesis");
  });

  it("[L10] of a higher ruleset is left out, not refused, whatever else it says", () => {
    const genesis = genesisEntry(ada);
    for (const entry of [
      { ...genesis, ruleset: rulesetVersion + 1 },
      { ...genesis, ruleset: 900, threshold: "half", seal: 3 },
    ]) {
      const later = encodeCbor(entry);
      expect(createBook(charterIdOf(later)).judge(ada, envelopeTypes.governance, later)).toBe("newer");
    }
  });

  it("[L10] needs a device of the party that it names", () => {
    const mixed = encodeEntry({ ...genesisEntry(ada), party: ben.party.signedCard });
    expect(createBook(charterIdOf(mixed)).judge(ada, envelopeTypes.governance, mixed)).toContain("another party");
  });

  it("[L10] is refused with a key too many, too few or of another kind", () => {
    const book = foundBook(ada);
    for (const body of [
      { kind: "genesis" },
      { kind: "closeInvite", invite: invite.publicKey },
      { ...closeInviteEntry(invite), more: 1 },
    ])
      expect(book.judge(ada, envelopeTypes.governance, encodeCbor(body))).toContain("should be");
  });
});

describe("An invite", () => {
  it("[L10] is opened by a member, once, with its own statement", () => {
    const book = foundBook(ada);
    const open = openInviteEntry(book.charter, invite, "party", startMs + dayMs);
    expect(judge(book, ben, open)).toContain("no member");
    expect(judge(book, ada, { ...open, expiresAt: open.expiresAt + 1 })).toContain("its own signature");
    expect(judge(book, ada, { ...open, role: "delegate" })).toContain("its own signature");
    expect(judge(book, ada, openInviteEntry(charterIdOf(genesisOf(ben)), invite, "party", startMs))).toContain(
      "its own",
    );
    book.govern(ada, open);
    expect(judge(book, ada, open)).toContain("twice");
  });

  it("[L10] is closed by the party that opened it", () => {
    const book = invited();
    book.admit(ada, founder("Cyra"));
    const close = closeInviteEntry(invite);
    expect(judge(book, founder("Cyra"), close)).toContain("another party's");
    expect(judge(book, ada, { ...close, invite: inviteKeyOf("none").publicKey })).toContain("no such open invite");
    book.govern(ada, close);
    expect(judge(book, ada, admitEntry(ben, invite, "party"))).toContain("used or closed");
  });
});

describe("An admission", () => {
  it("[L10] of a party adds the party and its device", () => {
    const book = invited();
    book.govern(ada, admitEntry(ben, invite, "party"));
    expect(partyNames(book)).toEqual(["Ada's people", "Ben's people"]);
    expect(book.ledger.membership().devices.get(ben.device)?.card).toEqual(ben.card);
  });

  it("[L10] of a delegate adds a device to the inviter's party", () => {
    const book = invited("delegate");
    book.govern(ada, admitEntry(cleo, invite, "delegate"));
    expect(partyNames(book)).toEqual(["Ada's people"]);
    expect(book.ledger.membership().devices.get(cleo.device)?.card.party).toBe(ada.party.card.id);
  });

  it("[L10] is written by a member", () => {
    expect(judge(invited(), ben, admitEntry(ben, invite, "party"))).toContain("no member");
  });

  it("[L10] needs an invite that is open, not used, and not expired by the envelope's time", () => {
    const book = invited();
    const admit = admitEntry(ben, invite, "party");
    expect(judge(foundBook(ada), ada, admit)).toContain("no such invite");
    expect(judge(book, ada, admit, startMs + dayMs)).toBe("ready");
    expect(judge(book, ada, admit, startMs + dayMs + 1)).toContain("expired");
    book.govern(ada, admit);
    expect(judge(book, ada, admitEntry(founder("Cyra"), invite, "party"))).toContain("used or closed");
  });

  it("[L10] needs an invite for the same role", () => {
    expect(judge(invited("delegate"), ada, admitEntry(ben, invite, "party"))).toContain("another role");
    expect(judge(invited("party"), ada, admitEntry(cleo, invite, "delegate"))).toContain("another role");
  });

  it("[L10] is of the device that asked, with the key that it asked with", () => {
    const book = invited();
    const admit = admitEntry(ben, invite, "party");
    expect(judge(book, ada, { ...admit, device: founder("Cyra").chain })).toContain("another device than the request");
    const otherKey = { ...ben, card: { ...ben.card, sealKey: ada.card.sealKey } };
    expect(judge(book, ada, { ...admit, request: requestOf(otherKey, invite, "party") })).toContain("another device");
    expect(judge(book, ada, { ...admit, device: [] })).toContain("empty chain");
  });

  it("[L10] of a party has the card that it asked with; of a delegate, none", () => {
    expect(judge(invited(), ada, { ...admitEntry(ben, invite, "party"), party: null })).toContain("without its card");
    const other = { ...admitEntry(ben, invite, "party"), party: ada.party.signedCard };
    expect(judge(invited(), ada, other)).toContain("another card");
    const withParty = { ...admitEntry(cleo, invite, "delegate"), party: ada.party.signedCard };
    expect(judge(invited("delegate"), ada, withParty)).toContain("own party");
  });

  it("[L10] comes once for each device and each party", () => {
    const book = invited();
    book.govern(ada, admitEntry(ben, invite, "party"));
    const again = inviteKeyOf("again");
    book.govern(ada, openInviteEntry(book.charter, again, "party", startMs + dayMs));
    expect(judge(book, ada, admitEntry(ben, again, "party"))).toContain("already a member");
    const second = delegateOf(ben, "Bea");
    expect(judge(book, ada, admitEntry(second, again, "party"))).toContain("already a party");
  });

  it("[L10] of a delegate is their own party's affair", () => {
    const book = invited("delegate");
    const dora = founder("Dora");
    book.admit(ada, dora);
    expect(judge(book, dora, admitEntry(cleo, invite, "delegate"))).toContain("own party");
    expect(judge(book, ada, admitEntry(delegateOf(dora, "Dina"), invite, "delegate"))).toContain("own party");
  });
});

describe("Concurrent memberships", () => {
  it("[L10] add up, and an invite closed in one stays closed", () => {
    const left = invited();
    const other = inviteKeyOf("Cyra");
    left.govern(ada, openInviteEntry(left.charter, other, "party", startMs + dayMs));
    left.admit(ada, cleo, "delegate");
    const right = copyBook(left);
    left.govern(ada, admitEntry(ben, invite, "party"));
    left.govern(ada, closeInviteEntry(other));
    right.govern(cleo, admitEntry(founder("Cyra"), other, "party"));
    const both = [...left.log(), ...right.log()];
    for (const written of both) left.take(written);
    for (const written of both) right.take(written);
    for (const book of [left, right]) {
      expect(partyNames(book)).toEqual(["Ada's people", "Ben's people", "Cyra's people"]);
      const invites = [...book.ledger.membership().invites.values()];
      expect(invites.map(({ closed, used }) => ({ closed, used }))).toContainEqual({ closed: true, used: true });
    }
    expect(left.ledger.draft(ada.device, new Uint8Array(16), 11, new Uint8Array(0), 0).governance).toHaveLength(2);
  });

  it("[L10] admit both devices that two members admitted with one invite while apart", () => {
    const left = invited();
    left.admit(ada, cleo, "delegate");
    const right = copyBook(left);
    left.govern(ada, admitEntry(ben, invite, "party"));
    right.govern(cleo, admitEntry(founder("Cyra"), invite, "party"));
    for (const written of right.log()) left.take(written);
    expect(partyNames(left)).toEqual(["Ada's people", "Ben's people", "Cyra's people"]);
  });
});
