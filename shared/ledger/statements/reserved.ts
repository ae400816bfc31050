/** Reservations as they stand inside a consent, so that they cannot be separated from it. PROTOCOL.md, L48. */
import { type Bytes, toHex, utf8 } from "../../base/bytes.ts";
import { hash } from "../../base/crypto.ts";
import type { ClauseId } from "../../base/ids.ts";
import { bytes, list, oneOf, tuple } from "../../base/parse.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { maxReservations, type Reserved } from "../../charter/parties/reserved.ts";
import { clauseId, hashBytes } from "./practice.ts";

/** 64 hex digits. */
export type ReservationId = string & { readonly reservation: unique symbol };

/** Part by part, as a late one has them. */
export const parseReservation = [
  clauseId,
  bytes({ min: 32, max: 32 }),
  oneOf("exclude", "interpret"),
  words(wordLimits.statement),
] as const;
export const parseReserved = list(tuple(...parseReservation), { max: maxReservations });

type WrittenReserved = readonly [ClauseId, Bytes, "exclude" | "interpret", string];

export const readReserved = ([clause, of, how, said]: WrittenReserved): Reserved => ({
  clause,
  hash: toHex(of),
  how,
  words: said,
});

export const writeReserved = ({ clause, hash: of, how, words: said }: Reserved): WrittenReserved => [
  clause,
  hashBytes(of),
  how,
  said,
];

/** [L48] Of the reservation with this index in a consent: a ballot or an accession, named by its id in hex. */
export const reservationIdOf = (consent: string, index: number): ReservationId =>
  toHex(hash("tessera/reservation-id/1", hashBytes(consent), utf8(String(index)))) as ReservationId;
