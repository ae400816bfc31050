/** What a party keeps for itself after it consented. PROTOCOL.md, L48. */
import { type Bytes, toHex } from "../../base/bytes.ts";
import type { PartyId, ProposalId } from "../../base/ids.ts";
import { bytes } from "../../base/parse.ts";
import { ok, type Result } from "../../base/result.ts";
import { isReservable } from "../../charter/parties/conditions.ts";
import { joiningFaults } from "../../charter/parties/joiningFaults.ts";
import type { Reserved } from "../../charter/parties/reserved.ts";
import { envelopeTypes } from "../log/envelope.ts";
import type { DeviceCard } from "../members/model.ts";
import { type AccessionId, accessions, type JoiningId } from "./accession.ts";
import { type BallotId, ballots } from "./ballot.ts";
import type { Hearing, KindOf, StatementKind } from "./kind.ts";
import { hashBytes } from "./practice.ts";
import { proposals } from "./proposal.ts";
import { parseReservation, type ReservationId, readReserved, reservationIdOf, writeReserved } from "./reserved.ts";
import { bad, createForm, faultOfSpeaker, type Pen, type StatementFault } from "./statement.ts";

/** One that was made later than the consent that it belongs to. */
export interface LateReservation extends Reserved {
  readonly id: ReservationId;
  /** The ballot or the accession of its party. */
  readonly consent: JoiningId;
  readonly party: PartyId;
  readonly by: DeviceCard;
  readonly time: number;
}

const form = createForm("reservation", bytes({ min: 32, max: 32 }), ...parseReservation);

export const signReservation = ({ consent, ...said }: Reserved & Pick<LateReservation, "consent">, pen: Pen): Bytes =>
  form.sign([hashBytes(consent), ...writeReserved(said)], pen);

/** [L48] A late reservation that stands alone. */
export function readReservation(wire: Bytes): Result<LateReservation, StatementFault> {
  const read = form.read(wire);
  if (!read.ok) return read;
  const { id, fields, ...spoken } = read.value;
  const [consent, ...said] = fields;
  if (said[3] === "") return bad("a reservation without words");
  return ok({ id: id as ReservationId, consent: toHex(consent) as JoiningId, ...readReserved(said), ...spoken });
}

export const reservations: KindOf<LateReservation> = { type: envelopeTypes.reservation, keyOf: ({ id }) => id };

/** What makes a party one of a text, in the past of somebody. */
export interface HeardJoining {
  readonly id: JoiningId;
  readonly proposal: ProposalId;
  readonly party: PartyId;
  readonly reservations: readonly Reserved[];
}

/** A ballot that ratifies, or an accession; null where its past has none of this id. */
function heardJoining({ heard }: Pick<Hearing, "heard">, id: JoiningId): HeardJoining | null {
  const ballot = heard(ballots, id as BallotId);
  if (ballot !== null) return ballot.choice === "ratify" ? ballot : null;
  return heard(accessions, id as AccessionId);
}

/** Of a consent, in its order; read once, since each costs a hash. */
const ids = new WeakMap<HeardJoining, readonly ReservationId[]>();
function reservationIdsOf(joining: HeardJoining): readonly ReservationId[] {
  const known = ids.get(joining) ?? joining.reservations.map((_, index) => reservationIdOf(joining.id, index));
  ids.set(joining, known);
  return known;
}

/** Whose reservation this is, and to which text, in the past of somebody; null where it has none of this id. */
export function heardReservation(
  hearing: Pick<Hearing, "heard" | "heardAll">,
  id: ReservationId,
): Pick<HeardJoining, "party" | "proposal"> | null {
  const late = hearing.heard(reservations, id);
  if (late !== null) return heardJoining(hearing, late.consent);
  const all: readonly HeardJoining[] = [
    ...hearing.heardAll(ballots).map(([ballot]) => ballot),
    ...hearing.heardAll(accessions).map(([accession]) => accession),
  ];
  return all.find((one) => one.reservations.length > 0 && reservationIdsOf(one).includes(id)) ?? null;
}

/** [L48] It counts on a consent of its own party, in its past, to a clause that may be reserved. */
export const reservationKind: StatementKind<LateReservation> = {
  ...reservations,
  read: readReservation,
  fault(reservation, hearing) {
    const fault = faultOfSpeaker(reservation, hearing, "a reservation");
    if (fault !== null) return fault;
    const joining = heardJoining(hearing, reservation.consent);
    if (joining === null || joining.party !== reservation.party) return joiningFaults.noConsent;
    const proposal = hearing.heard(proposals, joining.proposal);
    return proposal !== null && isReservable(proposal.conditions, reservation.clause)
      ? null
      : joiningFaults.notReservable;
  },
};
