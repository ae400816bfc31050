/** [L48] [L53] to [L56] Where what parties say about joining a text counts, and where it does not. */
import { describe, expect, it } from "vitest";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { sign } from "../../../shared/base/crypto.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { heldBallots } from "../../../shared/ledger/agreements/agreements.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { type AccessionId, readAccession } from "../../../shared/ledger/statements/accession.ts";
import type { BallotId } from "../../../shared/ledger/statements/ballot.ts";
import { readConsent } from "../../../shared/ledger/statements/consent.ts";
import { readRelease } from "../../../shared/ledger/statements/release.ts";
import { readReservation } from "../../../shared/ledger/statements/reservation.ts";
import type { ReservationId } from "../../../shared/ledger/statements/reserved.ts";
import { readResponse } from "../../../shared/ledger/statements/response.ts";
import { encodeSigners } from "../../../shared/ledger/statements/signers.ts";
import {
  admitEntry,
  type Book,
  copyBook,
  delegateOf,
  inviteKeyOf,
  newDeviceOf,
  openInviteEntry,
  revokeEntry,
  seedOf,
  startMs,
  type TestPerson,
} from "../../support/builders.ts";
import {
  accede,
  accessionOf,
  ada,
  at,
  ben,
  bound,
  consent,
  consentOf,
  cyra,
  dora,
  emil,
  inside,
  on,
  ratified,
  release,
  releaseOf,
  reservationOf,
  reserve,
  reserved,
  respond,
  responseOf,
  threeParties,
  withdraw,
  withdrawalOf,
} from "./support/joining.ts";

const { accession, reservation, response, consent: consentType, release: releaseType } = envelopeTypes;
const open = { conditions: { accession: "open" } } as const;
const nobody = "0".repeat(64);

const judgeAccession = (book: Book, entering: TestPerson, ...given: Parameters<typeof accessionOf>): string =>
  book.judge(entering, accession, accessionOf(...given));

describe("Statements about joining", () => {
  const book = threeParties();
  const made = ratified(book, { conditions: { accession: 1 } });
  const [first = "" as BallotId] = made.ballots;
  const acceded = accede(book, ben, dora, made);
  const kinds = {
    accession: { read: readAccession, wire: accessionOf(dora, made) },
    consent: { read: readConsent, wire: consentOf(ada, acceded) },
    reservation: { read: readReservation, wire: reservationOf(ada, first, 1) },
    response: { read: readResponse, wire: responseOf(ada, inside(first), "object", 1) },
    release: { read: readRelease, wire: releaseOf(ada, inside(first), 1) },
  };

  it.each(Object.entries(kinds))("[L48] [L53] to [L56] read as signed, and with no byte changed: %s", (_, kind) => {
    expect(kind.read(kind.wire)).toMatchObject({ ok: true });
    for (let spoilt = 0; spoilt < kind.wire.length; spoilt += 5) {
      const wire = kind.wire.slice();
      wire[spoilt] = (wire[spoilt] as number) ^ 8;
      expect(kind.read(wire).ok).toBe(false);
    }
  });

  it.each(Object.entries(kinds))("[L48] [L53] to [L56] have exactly their fields: %s", (name, kind) => {
    const [body] = decodeCbor(kind.wire) as readonly [Uint8Array<ArrayBuffer>];
    const fields = decodeCbor(body) as readonly unknown[];
    const signer = name === "accession" ? dora : ada;
    const signed = (said: readonly unknown[]) => {
      const bytes = encodeCbor(said);
      return encodeCbor([bytes, sign(bytes, signer.signing.privateKey)]);
    };
    expect(kind.read(signed(fields)).ok).toBe(true);
    expect(kind.read(signed([...fields, 1])).ok).toBe(false);
    expect(kind.read(signed(fields.slice(0, -1))).ok).toBe(false);
    expect(kind.read(signed(["tessera/ballot/2", ...fields.slice(1)])).ok).toBe(false);
    for (let index = 0; index < fields.length; index++)
      expect(kind.read(signed(fields.with(index, { not: "a field" }))).ok).toBe(false);
    expect(kind.read(signed([])).ok).toBe(false);
  });

  it("[L48] [L54] to [L56] count from the device that signed them alone", () => {
    for (const [type, wire] of [
      [consentType, kinds.consent.wire],
      [reservation, kinds.reservation.wire],
      [response, kinds.response.wire],
      [releaseType, kinds.release.wire],
    ] as const)
      expect(book.judge(ben, type, wire)).toContain("somebody else");
  });
});

describe("An accession", () => {
  it("[L53] counts on an open text, whoever enters it; with a key, a card and a content that fit", () => {
    const book = threeParties();
    const made = ratified(book, open);
    expect(judgeAccession(book, cyra, dora, made)).toBe("ready");
    expect(judgeAccession(book, cyra, dora, { ...made, contentHash: seedOf("other words") })).toContain("past");
    expect(judgeAccession(book, cyra, dora, { ...made, id: nobody as never })).toContain("past");
    const stolen = { ...dora, party: { ...dora.party, signedCard: emil.party.signedCard } };
    expect(judgeAccession(book, cyra, stolen, made)).toContain("another party");
    accede(book, cyra, dora, made);
    expect(judgeAccession(book, ben, dora, made, { day: 11 })).toContain("already");
  });

  it("[L53] does not count on a closed text, on one that is not ratified, or in another form", () => {
    const closed = threeParties();
    expect(judgeAccession(closed, ada, dora, ratified(closed))).toContain("nobody accedes");
    const early = threeParties();
    expect(judgeAccession(early, ada, dora, ratified(early, open, [ada, ben]))).toContain("not ratified");
    const strict = threeParties();
    const made = ratified(strict, { conditions: { accession: "open", reservations: ["c2" as ClauseId] } });
    expect(judgeAccession(strict, ada, dora, made, { reservations: [reserved] })).toContain("form");
    const practice = { clauses: [], day: on(0), place: "spring", words: "", witnesses: [], evidence: [] };
    expect(judgeAccession(strict, ada, dora, made, { practice })).toContain("form");
  });

  it("[L53] is for a party of the electorate once it cannot ratify any more, or has declined", () => {
    const book = threeParties();
    const made = ratified(book, { needed: 2, closesOn: on(5), ...open, conditions: { accession: "open" } }, [ada, ben]);
    expect(judgeAccession(book, ada, ada, made)).toContain("already");
    expect(judgeAccession(book, cyra, cyra, made, { day: 5 })).toContain("can still ratify");
    expect(judgeAccession(book, cyra, cyra, made, { day: 6 })).toBe("ready");
    expect(judgeAccession(book, ada, cyra, made, { day: 6 })).toContain("itself");
    book.ballot(cyra, made, { choice: "decline", time: at(1) });
    expect(judgeAccession(book, cyra, cyra, made, { day: 5 })).toBe("ready");
  });

  it("[L53] is anew for a party whose notice is over, not before", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { accession: "open", withdrawalDays: 30 } });
    withdraw(book, cyra, made.id, 5, 35);
    expect(judgeAccession(book, cyra, cyra, made, { day: 34 })).toContain("already");
    expect(judgeAccession(book, cyra, cyra, made, { day: 35 })).toBe("ready");
  });

  it("[L53] is by no device that was ended, nor by one where a party asks for two", () => {
    const book = threeParties();
    const tablet = delegateOf(cyra, "Cora");
    book.admit(cyra, tablet, "delegate");
    const made = ratified(book, { needed: 2, conditions: { accession: "open" } }, [ada, ben]);
    book.ballot(cyra, made, { choice: "decline", time: at(1) });
    expect(judgeAccession(book, tablet, tablet, made)).toBe("ready");
    const asking = copyBook(book);
    asking.write(cyra, envelopeTypes.signers, encodeSigners({ count: 2, time: startMs }));
    expect(judgeAccession(asking, cyra, cyra, made)).toContain("several");
    book.govern(cyra, revokeEntry(tablet));
    expect(judgeAccession(book, ada, tablet, made)).toContain("ended");
    expect(judgeAccession(book, ada, newDeviceOf(cyra, "unknown"), made)).toContain("itself");
  });
});

describe("A consent to an accession", () => {
  it("[L54] counts from another party that the text binds, and the last that it takes makes it effective", () => {
    const book = threeParties();
    const made = ratified(book, { needed: 2, conditions: { accession: 2 } }, [ada, ben]);
    const acceded = accede(book, ada, dora, made);
    const judge = (by: TestPerson, to: AccessionId = acceded) => book.judge(by, consentType, consentOf(by, to));
    expect(judge(ada)).toBe("ready");
    expect(judge(cyra)).toContain("does not bind");
    expect(judge(ada, nobody as AccessionId)).toContain("past");
    consent(book, ada, acceded, 12);
    expect(bound(book, made, dora)).toEqual([]);
    consent(book, ada, acceded, 13);
    expect(bound(book, made, dora)).toEqual([]);
    consent(book, ben, acceded, 15);
    expect(bound(book, made, dora)).toEqual([[on(15), null, null]]);
  });

  it("[L54] is asked of nobody where the text is open, and of who acceded before, in its time", () => {
    const book = threeParties();
    const made = ratified(book, open);
    expect(book.judge(ada, consentType, consentOf(ada, accede(book, ada, dora, made)))).toContain("nobody's");
    const asking = threeParties();
    const text = ratified(asking, { needed: 2, conditions: { accession: 1, withdrawalDays: 0 } }, [ada, ben]);
    asking.ballot(cyra, text, { choice: "decline", time: at(1) });
    const own = accede(asking, cyra, cyra, text);
    expect(asking.judge(cyra, consentType, consentOf(cyra, own))).toContain("its own");
    const other = accede(asking, ada, dora, text);
    expect(asking.judge(cyra, consentType, consentOf(cyra, other))).toContain("does not bind");
    consent(asking, ada, own, 11);
    expect(asking.judge(cyra, consentType, consentOf(cyra, other))).toBe("ready");
    withdraw(asking, cyra, text.id, 12, 13);
    expect(asking.judge(cyra, consentType, consentOf(cyra, other, 12))).toBe("ready");
    expect(asking.judge(cyra, consentType, consentOf(cyra, other, 13))).toContain("does not bind");
  });
});

describe("A reservation and a response", () => {
  it("[L48] late, counts on a consent of its own party and a clause that may be reserved", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { reservations: ["c1" as ClauseId] } });
    const [byAda, byBen] = made.ballots;
    if (byAda === undefined || byBen === undefined) throw new Error("both signed");
    const judge = (to: BallotId) => book.judge(ada, reservation, reservationOf(ada, to, 2));
    expect(judge(byAda)).toBe("ready");
    expect(judge(byBen)).toContain("no consent of its party");
    expect(judge(nobody as BallotId)).toContain("no consent of its party");
    const strict = threeParties();
    const none = ratified(strict, { conditions: { reservations: "none" } }).ballots[0] ?? byAda;
    expect(strict.judge(ada, reservation, reservationOf(ada, none, 2))).toContain("nobody may reserve");
  });

  it("[L56] counts on a reservation of another party, from a party of the text", () => {
    const book = threeParties();
    book.admit(ada, dora);
    const made = book.propose(ada, { time: at(0) });
    book.admit(ada, emil);
    book.ballot(ada, made, { reservations: [reserved], time: at(0) });
    const id = heldBallots(book.ledger)[0]?.[0].id ?? ("" as BallotId);
    const judge = (by: TestPerson, to: ReservationId) =>
      book.judge(by, response, responseOf(by, to, "object-no-relations", 3));
    expect(judge(ben, inside(id))).toBe("ready");
    expect(judge(ada, inside(id))).toContain("to itself");
    expect(judge(emil, inside(id))).toContain("outside");
    expect(judge(ben, inside(id, 1))).toContain("not in its past");
    const late = reserve(book, ada, id, 2);
    expect(judge(ben, late)).toBe("ready");
    expect(judge(ada, late)).toContain("to itself");
  });
});

describe("A release", () => {
  it("[L55] takes back what its own party said, and nothing else", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { accession: 2, withdrawalDays: 30 } });
    const [byAda = "" as BallotId] = made.ballots;
    const late = reserve(book, ada, byAda, 2);
    const answer = respond(book, ben, late, "object", 3);
    const notice = withdraw(book, cyra, made.id, 5, 40);
    const given = consent(book, ben, accede(book, ada, dora, made));
    const judge = (by: TestPerson, of: Parameters<typeof releaseOf>[1], day = 21) =>
      book.judge(by, releaseType, releaseOf(by, of, day));
    for (const [by, of] of [
      [ada, late],
      [ben, answer],
      [cyra, notice],
      [ben, given],
    ] as const) {
      expect(judge(by, of)).toBe("ready");
      expect(judge(by === ada ? ben : ada, of)).toContain("takes back nothing");
    }
    expect(judge(ada, byAda as never)).toContain("takes back nothing");
    expect(judge(ada, nobody as never)).toContain("takes back nothing");
    expect(judge(cyra, notice, 39)).toBe("ready");
    expect(judge(cyra, notice, 40)).toContain("taken effect");
  });

  it("[L55] of a consent counts until somebody has acceded by it", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { accession: 2 } });
    const acceded = accede(book, ada, dora, made);
    const given = consent(book, ada, acceded, 11);
    release(book, ada, given, 12);
    consent(book, ben, acceded, 13);
    expect(bound(book, made, dora)).toEqual([]);
    const more = consent(book, cyra, acceded, 14);
    expect(bound(book, made, dora)).toEqual([[on(14), null, null]]);
    expect(book.judge(cyra, releaseType, releaseOf(cyra, more, 15))).toContain("acceded");
  });

  it("[L49] [L55] of a notice keeps its party among those that the next text asks", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { withdrawalDays: 30 } });
    const notice = withdraw(book, cyra, made.id, 5, 40);
    const named = [{ party: cyra.party.card.id, withdrawal: notice as never }];
    const next = (of: readonly TestPerson[]) => book.judgeProposal(ada, { parent: made.id, named, time: at(10) }, of);
    expect(next([ada, ben])).toBe("ready");
    release(book, cyra, notice, 6);
    expect(next([ada, ben])).toContain("took its notice back");
    expect(next([ada, ben, cyra])).toBe("ready");
  });
});

describe("Who is let in", () => {
  const invite = (name: string) => inviteKeyOf(name);
  const opened = (book: Book, name: string, needed = 1, party: TestPerson | null = null) =>
    openInviteEntry(book.charter, invite(name), "party", undefined, needed, party?.party.root.publicKey ?? null);

  it("[L24] [L53] while a ratified text is open, any party by any; once a closed one replaces it, by the quota", () => {
    const book = threeParties();
    const made = ratified(book, open);
    expect(book.judgeEntry(ada, opened(book, "x"))).toBe("ready");
    expect(book.judgeEntry(ada, opened(book, "x", 2))).toContain("quota");
    const next = book.propose(ada, { parent: made.id, time: at(1) });
    expect(book.judgeEntry(ada, opened(book, "x"))).toBe("ready");
    for (const person of [ada, ben, cyra]) book.ballot(person, next, { time: at(1) });
    expect(book.judgeEntry(ada, opened(book, "x"))).toContain("quota");
    expect(book.judgeEntry(ada, opened(book, "x", 2))).toBe("ready");
  });

  it("[L24] [L54] a party that acceded with all the consents it takes, and it alone, by an invite for its key", () => {
    const book = threeParties();
    const made = ratified(book, { conditions: { accession: 1 } });
    const acceded = accede(book, ada, dora, made);
    expect(book.judgeEntry(ada, opened(book, "x", 1, dora))).toContain("quota");
    consent(book, ben, acceded, 11);
    expect(book.judgeEntry(ada, opened(book, "x"))).toContain("quota");
    expect(book.judgeEntry(ada, opened(book, "x", 1, emil))).toContain("quota");
    const role = { ...opened(book, "x", 1, dora), role: "observer" } as const;
    expect(book.judgeEntry(ada, role)).not.toBe("ready");
    book.govern(ada, opened(book, "for Dora", 1, dora));
    expect(book.judgeEntry(ben, admitEntry(emil, invite("for Dora"), "party"))).toContain("another party");
    book.govern(ben, admitEntry(dora, invite("for Dora"), "party"));
    expect(book.ledger.membership().parties.has(dora.party.card.id)).toBe(true);
    expect(bound(book, made, dora)).toHaveLength(1);
    expect(book.judge(dora, envelopeTypes.withdrawal, withdrawalOf(book, dora, made.id, 12, 400))).toBe("ready");
  });
});
