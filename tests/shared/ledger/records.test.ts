/** [L60] to [L65] Where what is put on record about a text counts, and what it comes to. */
import { describe, expect, it } from "vitest";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { sign } from "../../../shared/base/crypto.ts";
import { saidOf } from "../../../shared/ledger/agreements/agreements.ts";
import { readPractice } from "../../../shared/ledger/agreements/practice.ts";
import { readRecords } from "../../../shared/ledger/agreements/records.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { readAnswer } from "../../../shared/ledger/statements/answer.ts";
import { readAttestation } from "../../../shared/ledger/statements/attestation.ts";
import { readEndorsement } from "../../../shared/ledger/statements/endorsement.ts";
import { readInstitution } from "../../../shared/ledger/statements/institution.ts";
import { type ReportId, readReport } from "../../../shared/ledger/statements/report.ts";
import { readReview } from "../../../shared/ledger/statements/review.ts";
import { type Book, delegateOf, founder, seedOf, type TestPerson } from "../../support/builders.ts";
import {
  accede,
  ada,
  at,
  ben,
  cyra,
  dora,
  on,
  ratified,
  standings,
  threeParties,
  withdraw,
} from "./support/joining.ts";
import {
  answerOf,
  attestationOf,
  endorsementOf,
  institutionOf,
  practised,
  reportIn,
  reportOf,
  reviewOf,
} from "./support/records.ts";

const { attestation, report, answer, review, institution, endorsement } = envelopeTypes;
const [sana, olga] = [founder("Sana"), founder("Olga")];
const habit = { needed: 2, conditions: { form: "practised", accession: "open", withdrawalDays: 30 } } as const;

/** Agreed by Ada and Ben, declined by Cyra; Sana supports and Olga observes. */
function agreed(plan: Parameters<typeof ratified>[1] = { needed: 2, conditions: { withdrawalDays: 30 } }) {
  const book = threeParties();
  book.admit(ada, sana, "supporter");
  book.admit(ada, olga, "observer");
  return { book, made: ratified(book, plan, [ada, ben]) };
}

/** A habit that Ada and Ben agreed to by saying how they observe it. */
function observed() {
  const book = threeParties();
  const made = book.propose(ada, { time: at(0), ...habit });
  for (const [day, person] of [ada, ben].entries())
    book.ballot(person, made, { practice: practised(day - 5), time: at(0) });
  return { book, made };
}

describe("What is put on record", () => {
  const { book, made } = agreed();
  const told = reportIn(book, report, ada, reportOf(ada, made, 3));
  const kinds = {
    attestation: { read: readAttestation, type: attestation, wire: attestationOf(ada, made, 1) },
    report: { read: readReport, type: report, wire: reportOf(ada, made, 1) },
    answer: { read: readAnswer, type: answer, wire: answerOf(ada, told, "resolved", 4) },
    review: { read: readReview, type: review, wire: reviewOf(ada, made, 4) },
    institution: { read: readInstitution, type: institution, wire: institutionOf(ada, made, 4) },
    endorsement: { read: readEndorsement, type: endorsement, wire: endorsementOf(sana, made, made.contentHash, 4) },
  };
  const signerOf = (name: string): TestPerson => (name === "endorsement" ? sana : ada);

  it.each(Object.entries(kinds))(
    "[L60] to [L65] reads as signed, and with no byte changed: %s",
    (_, { read, wire }) => {
      expect(read(wire)).toMatchObject({ ok: true });
      for (let spoilt = 0; spoilt < wire.length; spoilt += 7) {
        const other = Uint8Array.from(wire);
        other[spoilt] = (other[spoilt] as number) ^ 8;
        expect(read(other).ok).toBe(false);
      }
    },
  );

  it.each(Object.entries(kinds))("[L60] to [L65] has exactly its fields: %s", (name, { read, wire }) => {
    const [body] = decodeCbor(wire) as readonly [Uint8Array<ArrayBuffer>];
    const fields = decodeCbor(body) as readonly unknown[];
    const signed = (said: readonly unknown[]) => {
      const bytes = encodeCbor(said);
      return encodeCbor([bytes, sign(bytes, signerOf(name).signing.privateKey)]);
    };
    expect(read(signed(fields)).ok).toBe(true);
    expect(read(signed([...fields, 1])).ok).toBe(false);
    expect(read(signed(fields.slice(0, -1))).ok).toBe(false);
    expect(read(signed(["tessera/ballot/2", ...fields.slice(1)])).ok).toBe(false);
    for (let index = 0; index < fields.length; index++)
      expect(read(signed(fields.with(index, { not: "a field" }))).ok).toBe(false);
    expect(read(signed([])).ok).toBe(false);
  });

  it.each([
    [
      "attestation",
      (evidence: unknown) => (fields: readonly unknown[]) => fields.with(3, (fields[3] as unknown[]).with(5, evidence)),
    ],
    ["report", (evidence: unknown) => (fields: readonly unknown[]) => fields.with(8, evidence)],
  ] as const)("[L47] [L60] [L61] has evidence by a name and a whole SHA-256, or is none: %s", (name, withEvidence) => {
    const { read, wire } = kinds[name];
    const [body] = decodeCbor(wire) as readonly [Uint8Array<ArrayBuffer>];
    const reads = (evidence: unknown): boolean => {
      const bytes = encodeCbor(withEvidence(evidence)(decodeCbor(body) as readonly unknown[]));
      return read(encodeCbor([bytes, sign(bytes, ada.signing.privateKey)])).ok;
    };
    const sum = new Uint8Array(32).fill(7);
    expect([[], [["gauge.csv", sum]]].map(reads)).toEqual([true, true]);
    const wrong = [
      [["gauge.csv", sum.slice(1)]],
      [["gauge.csv", Uint8Array.of(...sum, 7)]],
      [["gauge.csv", "07".repeat(32)]],
    ];
    expect([...wrong, [["", sum]], [[sum]], Array(65).fill(["gauge.csv", sum])].map(reads)).not.toContain(true);
  });

  it.each(Object.entries(kinds))("[L60] to [L65] counts from the device that signed it alone: %s", (_, one) => {
    expect(book.judge(ben, one.type, one.wire)).toContain("somebody else");
  });

  it("[L61] [L63] has no period that ends before it begins, and no next day before the last", () => {
    expect(readReport(reportOf(ada, made, 1, { period: [on(2), on(1)] })).ok).toBe(false);
    expect(readReport(reportOf(ada, made, 1, { period: [on(2), on(2)] })).ok).toBe(true);
    expect(readReview(reviewOf(ada, made, 4, { nextOn: on(4) })).ok).toBe(false);
    expect(readReview(reviewOf(ada, made, 4, { nextOn: on(5) })).ok).toBe(true);
  });

  const byParties = [
    [report, reportOf],
    [review, reviewOf],
    [institution, institutionOf],
  ] as const;

  it("[L61] [L63] [L64] counts on a ratified text of its past and of this charter, from who is bound", () => {
    const other = threeParties();
    const elsewhere = ratified(other, { note: "Of another charter." });
    const open = book.propose(ada, { note: "Not ratified." });
    for (const [type, of] of byParties) {
      expect(book.judge(ada, type, of(ada, made, 10))).toBe("ready");
      expect(book.judge(ada, type, of(ada, { id: "0".repeat(64) as never }, 10))).toContain("past");
      expect(book.judge(ada, type, of(ada, elsewhere, 10))).toContain("past");
      expect(book.judge(ada, type, of(ada, open, 10))).toContain("not ratified");
      expect(book.judge(cyra, type, of(cyra, made, 10))).toMatch(/does not bind|never bound/);
      expect(book.judge(ada, type, of({ ...ada, chain: delegateOf(dora, "Ada").chain }, made, 10))).toContain(
        "not admitted for",
      );
      expect(book.judge(olga, type, of(ada, made, 10))).toContain("somebody else");
    }
  });

  it("[L61] [L63] [L64] is of the past alone: a device that has not heard of the text says nothing of it", () => {
    const behind = threeParties();
    const late = ratified(behind, { needed: 2 }, [ada, ben]);
    const apart = threeParties();
    for (const [type, of] of byParties) expect(apart.judge(ben, type, of(ben, late, 10))).toContain("past");
  });

  it("[L61] [L63] of a party that left is what it reports, and nothing else", () => {
    const left = agreed();
    withdraw(left.book, ben, left.made.id, 5, 35);
    expect(left.book.judge(ben, review, reviewOf(ben, left.made, 34))).toBe("ready");
    expect(left.book.judge(ben, review, reviewOf(ben, left.made, 35))).toContain("does not bind");
    expect(left.book.judge(ben, report, reportOf(ben, left.made, 35))).toBe("ready");
  });

  it("[L62] is an answer of another party that may report, to a report of its past", () => {
    expect(book.judge(ben, answer, answerOf(ben, told, "dispute", 5))).toBe("ready");
    expect(book.judge(ada, answer, answerOf(ada, told, "agree", 5))).toContain("own report");
    expect(book.judge(ada, answer, answerOf(ada, told, "resolved", 5))).toBe("ready");
    expect(book.judge(cyra, answer, answerOf(cyra, told, "dispute", 5))).toContain("never bound");
    expect(book.judge(ben, answer, answerOf(ben, "0".repeat(64) as ReportId, "agree", 5))).toContain("past");
    expect(threeParties().judge(ben, answer, answerOf(ben, told, "agree", 5))).toContain("past");
  });
});

describe("An attestation", () => {
  it("[L60] counts on a practised text, of a day that has come, from a party that is bound", () => {
    const { book, made } = observed();
    expect(book.judge(ada, attestation, attestationOf(ada, made, 9))).toBe("ready");
    expect(book.judge(ada, attestation, attestationOf(ada, made, 9, 10))).toBe("ready");
    expect(book.judge(ada, attestation, attestationOf(ada, made, 9, 11))).toContain("still to come");
    expect(book.judge(cyra, attestation, attestationOf(cyra, made, 9))).toContain("does not bind");
    const signed = agreed();
    expect(signed.book.judge(ada, attestation, attestationOf(ada, signed.made, 9))).toContain("not practised");
  });

  it("[L60] [L47] stands beside what the consents tell, by day, once", () => {
    const { book, made } = observed();
    accede(book, ada, dora, made, { practice: practised(7), day: 8 });
    const wire = attestationOf(ben, made, 9, 2);
    for (let twice = 0; twice < 2; twice++) book.write(ben, attestation, wire);
    const [standing] = standings(book, 10);
    if (standing === undefined) throw new Error("the habit stands");
    expect(
      readPractice(standing, saidOf(book.ledger)).map(({ practice, party, isConsent }) => [
        practice.day,
        party,
        isConsent,
      ]),
    ).toEqual([
      [on(-5), ada.party.card.id, true],
      [on(-4), ben.party.card.id, true],
      [on(2), ben.party.card.id, false],
      [on(7), dora.party.card.id, true],
    ]);
  });

  it("[L60] of an accession that waits for consents is none yet", () => {
    const book = threeParties();
    const made = book.propose(ada, { time: at(0), needed: 2, conditions: { form: "practised", accession: 1 } });
    for (const person of [ada, ben]) book.ballot(person, made, { practice: practised(-1), time: at(0) });
    accede(book, ada, dora, made, { practice: practised(7), day: 8 });
    const [standing] = standings(book, 10);
    if (standing === undefined) throw new Error("the habit stands");
    expect(readPractice(standing, saidOf(book.ledger)).map(({ party }) => party)).not.toContain(dora.party.card.id);
  });
});

describe("A review", () => {
  const recordsOf = (book: Book, { id }: { readonly id: string }) => {
    const standing = standings(book, 0).find(({ proposal }) => proposal.id === id);
    if (standing === undefined) throw new Error("the text stands");
    return readRecords(standing.proposal, saidOf(book.ledger));
  };

  it("[L63] is of a day that has come", () => {
    const { book, made } = agreed();
    expect(book.judge(ada, review, reviewOf(ada, made, 4, { heldOn: on(5) }))).toBe("ready");
    expect(book.judge(ada, review, reviewOf(ada, made, 4, { heldOn: on(6) }))).toContain("still to come");
  });

  it("[L63] meets the days before it, and each of the last names when to meet again", () => {
    const { book, made } = agreed({ needed: 2, conditions: { reviews: [on(30), on(300)] } });
    expect(recordsOf(book, made).nextReviews).toEqual([on(30), on(300)]);
    book.write(ben, review, reviewOf(ben, made, 31, { nextOn: on(90) }));
    book.write(ada, review, reviewOf(ada, made, 32, { heldOn: on(31), nextOn: on(60) }));
    expect(recordsOf(book, made).nextReviews).toEqual([on(60), on(90), on(300)]);
    book.write(ada, review, reviewOf(ada, made, 91));
    const { reviews, nextReviews } = recordsOf(book, made);
    expect(reviews.map(({ heldOn }) => heldOn)).toEqual([on(31), on(31), on(91)]);
    expect(nextReviews).toEqual([on(300)]);
  });

  it("[L64] [L65] stands beside institutions and endorsements, each on its own text", () => {
    const { book, made } = agreed();
    const other = book.propose(ada, { note: "Another." });
    book.write(ada, institution, institutionOf(ada, made, 20));
    book.write(ben, institution, institutionOf(ben, made, 10));
    book.write(sana, endorsement, endorsementOf(sana, made, made.contentHash, 20));
    expect(recordsOf(book, made)).toMatchObject({
      institutions: [{ day: on(10) }, { day: on(20) }],
      endorsements: [{ name: "Friends of the River", device: sana.device }],
    });
    expect(recordsOf(book, other)).toMatchObject({ institutions: [], endorsements: [] });
  });
});

describe("An endorsement", () => {
  it("[L65] counts from a supporter, on the words of a proposal of its past, ratified or not", () => {
    const { book, made } = agreed();
    const open = book.propose(ada, { note: "Not ratified." });
    const judge = (by: TestPerson, ...given: Parameters<typeof endorsementOf>) =>
      book.judge(by, endorsement, endorsementOf(...given));
    expect(judge(sana, sana, made, made.contentHash, 4)).toBe("ready");
    expect(judge(sana, sana, open, open.contentHash, 4)).toBe("ready");
    for (const person of [ada, olga]) expect(judge(person, person, made, made.contentHash, 4)).toContain("supporter");
    expect(judge(sana, sana, made, seedOf("other words"), 4)).toContain("other words");
    expect(judge(sana, sana, { id: "0".repeat(64) as never }, made.contentHash, 4)).toContain("past");
    expect(judge(sana, sana, made, made.contentHash, 4, ada.device)).toContain("signature");
  });
});
