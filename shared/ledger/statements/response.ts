/** A party answers the reservation of another. PROTOCOL.md, L56. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import type { PartyId } from "../../base/ids.ts";
import { bytes, oneOf } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { joiningFaults } from "../../charter/parties/joiningFaults.ts";
import { wordLimits, words } from "../../charter/parties/names.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import { accessions } from "./accession.ts";
import type { KindOf, StatementKind } from "./kind.ts";
import { hashBytes } from "./practice.ts";
import { proposals } from "./proposal.ts";
import { heardReservation } from "./reservation.ts";
import type { ReservationId } from "./reserved.ts";
import { createForm, faultOfSpeaker, type Pen, type StatementFault } from "./statement.ts";

/** 64 hex digits. */
export type ResponseId = string & { readonly response: unique symbol };

export const responseChoices = ["accept", "object", "object-no-relations"] as const;

export interface Response {
  readonly id: ResponseId;
  readonly reservation: ReservationId;
  /** `object-no-relations`: the text is not in force between the two parties. */
  readonly choice: (typeof responseChoices)[number];
  readonly party: PartyId;
  readonly reason: string;
  readonly by: DeviceCard;
  readonly time: number;
}

const form = createForm("response", bytes({ min: 32, max: 32 }), oneOf(...responseChoices), words(wordLimits.reason));

export const signResponse = (
  { reservation, choice, reason }: Pick<Response, "reservation" | "choice" | "reason">,
  pen: Pen,
): Bytes => form.sign([hashBytes(reservation), choice, reason], pen);

/** [L56] A response that stands alone. */
export function readResponse(wire: Bytes): Result<Response, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { id, fields, ...spoken } = read.value;
  const [reservation, choice, reason] = fields;
  return ok({
    ...{ id: id as ResponseId, reservation: toHex(reservation) as ReservationId, choice, reason },
    ...spoken,
  });
}

export const responses: KindOf<Response> = { type: envelopeTypes.response, keyOf: ({ id }) => id };

/** [L56] It counts from another party of the text, on a reservation of its past. */
export const responseKind: StatementKind<Response> = {
  ...responses,
  read: readResponse,
  fault(response, hearing) {
    const fault = faultOfSpeaker(response, hearing, "a response");
    if (fault !== null) return fault;
    const { party } = response;
    const reservation = heardReservation(hearing, response.reservation);
    if (reservation === null) return joiningFaults.unknownReservation;
    if (reservation.party === party) return joiningFaults.ownReservation;
    const isOfText =
      hearing.heard(proposals, reservation.proposal)?.electorate.some(({ id }) => id === party) ||
      hearing.heardAll(accessions).some(([one]) => one.party === party && one.proposal === reservation.proposal);
    return isOfText ? null : joiningFaults.outsideText;
  },
};
