/** [L66] What came after a certificate, compiled by one device and read by a stranger. */
import { describe, expect, it } from "vitest";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { decodeCbor, encodeCbor } from "../../../shared/base/cbor.ts";
import { sign } from "../../../shared/base/crypto.ts";
import { bindingsOf, departuresOf, saidOf } from "../../../shared/ledger/agreements/agreements.ts";
import { knownTo } from "../../../shared/ledger/agreements/asKnown.ts";
import {
  type FiledStatement,
  filedKinds,
  signDossier,
  verifyDossier,
} from "../../../shared/ledger/agreements/dossier.ts";
import { readReservations } from "../../../shared/ledger/agreements/reservations.ts";
import { readStatusTable } from "../../../shared/ledger/agreements/statusTable.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import { type Book, ballotOf, certificateWire, type TestPerson } from "../../support/builders.ts";
import {
  accede,
  accessionOf,
  ada,
  at,
  ben,
  consent,
  cyra,
  dora,
  on,
  release,
  reservationsOn,
  reserved,
  respond,
  standings,
  threeParties,
  withdraw,
} from "./support/joining.ts";

const inOrder = (...people: readonly TestPerson[]): readonly TestPerson[] =>
  [...people].sort((a, b) => (a.party.card.id < b.party.card.id ? -1 : 1));

/** Everything that is said about joining and leaving, as it lies in the log. */
const filedIn = (book: Book): readonly FiledStatement[] =>
  book
    .log()
    .flatMap(({ envelope: { type, body } }) =>
      filedKinds.some((kind) => kind.type === type) && body !== null ? [{ type, wire: body }] : [],
    );

const compile = (book: Book, certificate: Bytes, asOf: string, statements = filedIn(book)): Bytes =>
  signDossier(
    { certificate, statements, departures: departuresOf(book.ledger), asOf, knownTo: knownTo(book.ledger) },
    { privateKey: ben.signing.privateKey, chain: ben.chain, time: at(100) },
  );

function story() {
  const book = threeParties();
  const made = book.propose(ada, { time: at(0), conditions: { accession: 1, withdrawalDays: 30 } });
  book.ballot(ada, made, { reservations: [reserved], time: at(0) });
  for (const person of [ben, cyra]) book.ballot(person, made, { time: at(1) });
  const ballots = inOrder(ada, ben, cyra).map((person) =>
    person === ada
      ? ballotOf(ada, made, { reservations: [reserved], time: at(0) })
      : ballotOf(person, made, { time: at(1) }),
  );
  const [first] = reservationsOn(book, 2);
  if (first === undefined) throw new Error("Ada reserved");
  respond(book, cyra, first.id, "object", 3);
  const acceded = accede(book, ben, dora, made, { day: 10 });
  consent(book, cyra, acceded, 20);
  const notice = withdraw(book, cyra, made.id, 22, 60);
  return { book, made, certificate: certificateWire(made.wire, ballots), first, acceded, notice };
}

describe("A dossier", () => {
  it("[L66] says to a stranger what its device knew on that day: the same as the ledger", () => {
    const { book, made, certificate } = story();
    const read = verifyDossier(compile(book, certificate, on(70)), certificate);
    if (!read.ok) throw new Error(read.error.reason);
    const all = standings(book, 70);
    const said = saidOf(book.ledger);
    const bound = bindingsOf(book.ledger, all);
    const kept = readReservations(all, bound, said, on(70));
    const [standing] = all;
    if (standing === undefined) throw new Error("it is held");
    expect(read.value.rows).toEqual(readStatusTable(standing, bound.get(made.id) ?? [], said, kept));
    expect(read.value.rows.map(({ action, until }) => [action, until])).toEqual([
      ["ratified", null],
      ["ratified", null],
      ["ratified", on(59)],
      ["acceded", null],
    ]);
    expect(read.value.reservations).toMatchObject([{ state: "standing", objections: [{ hasRelations: true }] }]);
    expect(read.value).toMatchObject({ asOf: on(70), by: ben.card });
    expect(read.value.knownTo).toEqual(knownTo(book.ledger));
  });

  it("[L66] does not depend on the order in which its statements are given, nor on how often", () => {
    const { book, certificate, notice } = story();
    release(book, cyra, notice, 30);
    const filed = filedIn(book);
    expect(compile(book, certificate, on(70), [...filed, ...filed].reverse())).toEqual(
      compile(book, certificate, on(70)),
    );
    const read = verifyDossier(compile(book, certificate, on(70)), certificate);
    expect(read.ok && read.value.rows.every(({ until }) => until === null)).toBe(true);
  });

  it("[L66] belongs to one certificate, and holds what is about its text alone", () => {
    const { book, certificate } = story();
    const other = story();
    const wire = compile(book, certificate, on(70));
    const changed = certificate.slice(0, -1);
    expect(verifyDossier(wire, changed)).toEqual({ ok: false, error: { reason: "a dossier of another certificate" } });
    const elsewhere = other.book.propose(ada, { time: at(0), nonce: "elsewhere", conditions: { accession: "open" } });
    const foreign = { type: envelopeTypes.accession, wire: accessionOf(dora, elsewhere) };
    const reason = verifyDossier(compile(book, certificate, on(70), [foreign]), certificate);
    expect(reason).toEqual({ ok: false, error: { reason: "a statement about another text" } });
  });

  it("[L66] does not read with any byte changed, nor with statements out of order", () => {
    const { book, certificate } = story();
    const wire = compile(book, certificate, on(70));
    for (let spoilt = 0; spoilt < wire.length; spoilt += 17) {
      const changed = wire.slice();
      changed[spoilt] = (changed[spoilt] as number) ^ 16;
      expect(verifyDossier(changed, certificate).ok).toBe(false);
    }
    const [body] = decodeCbor(wire) as readonly [Bytes];
    const fields = decodeCbor(body) as unknown[];
    fields[3] = [...(fields[3] as readonly unknown[])].reverse();
    const turned = encodeCbor(fields);
    const signed = encodeCbor([turned, sign(turned, ben.signing.privateKey)]);
    expect(verifyDossier(signed, certificate)).toEqual({
      ok: false,
      error: { reason: "statements are not in ascending order" },
    });
  });
});
