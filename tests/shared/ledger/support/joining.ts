/** A ratified text of three parties, others beside them, and what all of these say about joining and leaving it. */
import { type Bytes, toHex } from "../../../../shared/base/bytes.ts";
import { addDays, dayOf } from "../../../../shared/base/days.ts";
import type { ClauseId, ProposalId } from "../../../../shared/base/ids.ts";
import { bindingsOf, heldBallots, saidOf, standingsOf } from "../../../../shared/ledger/agreements/agreements.ts";
import type { Binding } from "../../../../shared/ledger/agreements/bindings.ts";
import type { ProposalStanding } from "../../../../shared/ledger/agreements/ratification.ts";
import { type ReservationStanding, readReservations } from "../../../../shared/ledger/agreements/reservations.ts";
import { envelopeTypes } from "../../../../shared/ledger/log/envelope.ts";
import { type AccessionId, readAccession, signAccession } from "../../../../shared/ledger/statements/accession.ts";
import { type BallotId, ratifiedBy, readBallot } from "../../../../shared/ledger/statements/ballot.ts";
import { readConsent, signConsent } from "../../../../shared/ledger/statements/consent.ts";
import { type Releasable, signRelease } from "../../../../shared/ledger/statements/release.ts";
import { readReservation, signReservation } from "../../../../shared/ledger/statements/reservation.ts";
import { type ReservationId, reservationIdOf } from "../../../../shared/ledger/statements/reserved.ts";
import { type Response, readResponse, signResponse } from "../../../../shared/ledger/statements/response.ts";
import type { Pen } from "../../../../shared/ledger/statements/statement.ts";
import { readWithdrawal, signWithdrawal } from "../../../../shared/ledger/statements/withdrawal.ts";
import {
  type Book,
  dayMs,
  foundBook,
  founder,
  type ProposalPlan,
  seedOf,
  startMs,
  type TestPerson,
} from "../../../support/builders.ts";

export const [ada, ben, cyra] = [founder("Ada"), founder("Ben"), founder("Cyra")];
/** Of no party of the charter. */
export const [dora, emil] = [founder("Dora"), founder("Emil")];

/** `day`: counted from the day on which the text is proposed. */
export const at = (day: number): number => startMs + day * dayMs;
export const on = (day: number): string => addDays(dayOf(startMs), day);
export const clause = "c1" as ClauseId;
export const reserved = { clause, hash: toHex(seedOf("words")), how: "exclude", words: "Not our spring." } as const;

let count = 0;
export const pen = ({ signing, chain }: TestPerson, day: number): Pen => ({
  privateKey: signing.privateKey,
  chain,
  time: at(day),
  nonce16: seedOf(`said ${count++}`).slice(0, 16),
});

type Made = ReturnType<Book["propose"]>;

export function threeParties(): Book {
  const book = foundBook(ada, "Water", { admit: "majority", remove: "twoThirds", suggest: "guests" });
  for (const person of [ben, cyra]) book.admit(ada, person);
  return book;
}

/** Ratified by these on day 0, each at a later moment than the one before. */
export function ratified(
  book: Book,
  plan: ProposalPlan = {},
  people: readonly TestPerson[] = [ada, ben, cyra],
  day = 0,
): Made & { readonly ballots: readonly BallotId[] } {
  const made = book.propose(people[0] ?? ada, { time: at(day), ...plan });
  const ballots = people.map((person) => idOf(readBallot(book.ballot(person, made, { time: at(day) }))) as BallotId);
  return { ...made, ballots };
}

const idOf = (read: { readonly ok: boolean; readonly value?: { readonly id: string } }): string => {
  if (read.value === undefined) throw new Error("what is signed here reads");
  return read.value.id;
};

export interface AccessionPlan {
  readonly day?: number;
  readonly reservations?: Parameters<typeof signAccession>[0]["reservations"];
  readonly practice?: Parameters<typeof signAccession>[0]["practice"];
}

export const accessionOf = (
  by: TestPerson,
  { id, contentHash }: Pick<Made, "id" | "contentHash">,
  { day = 10, reservations = [], practice = null }: AccessionPlan = {},
): Bytes =>
  signAccession(
    {
      ...{ proposal: id, contentHash: toHex(contentHash), card: by.party.signedCard },
      ...{ reservations, practice, statement: "" },
    },
    pen(by, day),
  );

/** `entering`: the member who enters it. */
export function accede(
  book: Book,
  entering: TestPerson,
  by: TestPerson,
  made: Pick<Made, "id" | "contentHash">,
  plan?: AccessionPlan,
): AccessionId {
  const wire = accessionOf(by, made, plan);
  book.write(entering, envelopeTypes.accession, wire);
  return idOf(readAccession(wire)) as AccessionId;
}

export const consentOf = (by: TestPerson, accession: AccessionId, day = 20): Bytes =>
  signConsent({ accession, reason: "" }, pen(by, day));
export function consent(book: Book, by: TestPerson, accession: AccessionId, day?: number): Releasable {
  const wire = consentOf(by, accession, day);
  book.write(by, envelopeTypes.consent, wire);
  return idOf(readConsent(wire)) as Releasable;
}

/** `earliest`: its first possible day, counted like `day`. */
export const withdrawalOf = (
  book: Book,
  by: TestPerson,
  proposal: ProposalId | null,
  day: number,
  earliest: number,
): Bytes => {
  const cast = heldBallots(book.ledger).map(([ballot]) => ballot);
  const released = [...new Set(ratifiedBy(by.party.card.id, cast))].sort();
  return signWithdrawal(
    { charter: book.charter, proposal, effectiveOn: on(earliest), released, reason: "drought" },
    pen(by, day),
  );
};
export function withdraw(
  book: Book,
  by: TestPerson,
  proposal: ProposalId | null,
  day: number,
  earliest: number,
): Releasable {
  const wire = withdrawalOf(book, by, proposal, day, earliest);
  book.write(by, envelopeTypes.withdrawal, wire);
  return idOf(readWithdrawal(wire)) as Releasable;
}

export const releaseOf = (by: TestPerson, of: Releasable, day: number): Bytes =>
  signRelease({ of, reason: "" }, pen(by, day));
export function release(book: Book, by: TestPerson, of: Releasable, day: number): void {
  book.write(by, envelopeTypes.release, releaseOf(by, of, day));
}

export const reservationOf = (by: TestPerson, to: BallotId | AccessionId, day: number): Bytes =>
  signReservation({ ...reserved, consent: to }, pen(by, day));
export function reserve(book: Book, by: TestPerson, to: BallotId | AccessionId, day: number): ReservationId {
  const wire = reservationOf(by, to, day);
  book.write(by, envelopeTypes.reservation, wire);
  return idOf(readReservation(wire)) as ReservationId;
}
export const inside = (to: BallotId | AccessionId, index = 0): ReservationId => reservationIdOf(to, index);

export const responseOf = (by: TestPerson, to: ReservationId, choice: Response["choice"], day: number): Bytes =>
  signResponse({ reservation: to, choice, reason: "" }, pen(by, day));
export function respond(
  book: Book,
  by: TestPerson,
  to: ReservationId,
  choice: Response["choice"],
  day: number,
): Releasable {
  const wire = responseOf(by, to, choice, day);
  book.write(by, envelopeTypes.response, wire);
  return idOf(readResponse(wire)) as Releasable;
}

export const standings = ({ ledger }: Book, day = 0): readonly ProposalStanding[] => standingsOf(ledger, on(day));

export const bindings = (book: Book, { id }: { readonly id: ProposalId }): readonly Binding[] =>
  bindingsOf(book.ledger, standings(book)).get(id) ?? [];

/** `[from, to, how it is left]` of each time that a text binds a party. */
export const bound = (
  book: Book,
  made: { readonly id: ProposalId },
  { party }: TestPerson,
): readonly (readonly [string, string | null, string | null])[] =>
  bindings(book, made)
    .filter((one) => one.party === party.card.id)
    .map(({ from, to, left }) => [from, to, left?.how ?? null]);

export const reservationsOn = (book: Book, day: number): readonly ReservationStanding[] => {
  const all = standings(book, day);
  return readReservations(all, bindingsOf(book.ledger, all), saidOf(book.ledger), on(day));
};
