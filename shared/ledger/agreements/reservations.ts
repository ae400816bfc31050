/**
 * What parties keep for themselves of a text, and what the others say to it. Pure: a function of the standings, of whom
 * the texts bind, and of what was said. PROTOCOL.md, L48 and L56; the Vienna Convention on the Law of Treaties, 19 to 23.
 */

import { addDays, addMonths, dayOf, earlierDay, laterDay } from "../../base/days.ts";
import type { PartyId, ProposalId } from "../../base/ids.ts";
import type { Reserved } from "../../charter/parties/reserved.ts";
import type { JoiningId } from "../statements/accession.ts";
import type { SaidSet } from "../statements/kind.ts";
import { type Release, releases } from "../statements/release.ts";
import { type LateReservation, reservations as lateReservations } from "../statements/reservation.ts";
import { type ReservationId, reservationIdOf } from "../statements/reserved.ts";
import { type Response, responses } from "../statements/response.ts";
import type { Binding } from "./bindings.ts";
import { accedersOf, byText, type Joined, ratifiersOf, releasedIn } from "./joined.ts";
import type { ProposalStanding } from "./ratification.ts";

/** [L56] Whoever has said nothing by then has accepted. */
const silenceMonths = 12;

export interface ReservationStanding extends Reserved {
  readonly id: ReservationId;
  readonly proposal: ProposalId;
  readonly party: PartyId;
  /** The ballot or accession that it belongs to. */
  readonly consent: JoiningId;
  readonly madeOn: string;
  /** It was made after the consent. */
  readonly late: boolean;
  /** The last word of each other party, in ascending order of party. */
  readonly responses: readonly Response[];
  /** From this day on, whoever has said nothing has accepted. */
  readonly acceptedOn: string;
  /** Parties of the text that objected before. */
  readonly objections: readonly { readonly party: PartyId; readonly hasRelations: boolean }[];
  /** The day on which its party took it back. */
  readonly withdrawnOn: string | null;
  /** `made`: waits for the silence of the others, or for the text or the accession. `refused`: a late one, by an objection. */
  readonly state: "made" | "standing" | "refused" | "withdrawn";
  /** The first and the last day on which it holds, as far as is known; both null: on none. `to` null: open-ended. */
  readonly from: string | null;
  readonly to: string | null;
  /** Ids of the statements that it follows from. */
  readonly because: readonly string[];
}

interface Made extends Reserved {
  /** The same words of several delegates are one reservation. */
  readonly ids: readonly [ReservationId, ...ReservationId[]];
  readonly joined: Joined;
  readonly at: number;
  readonly late: boolean;
}

/** [L48] [L56] Every reservation to these texts on `today`, in order of text, then of day, then of id. */
export const readReservations = (
  standings: readonly ProposalStanding[],
  bindings: ReadonlyMap<ProposalId, readonly Binding[]>,
  said: SaidSet,
  today: string,
): readonly ReservationStanding[] => reservationsByDay(standings, bindings, said)(today);

/** The same for one day after the other: all but their state is read once. */
export function reservationsByDay(
  standings: readonly ProposalStanding[],
  bindings: ReadonlyMap<ProposalId, readonly Binding[]>,
  said: SaidSet,
): (today: string) => readonly ReservationStanding[] {
  const released = releasedIn(said);
  const answered = Map.groupBy(
    said.all(responses).flatMap(([response]) => (released.has(response.id) ? [] : [response])),
    ({ reservation }) => reservation,
  );
  const takenBack = new Map<string, Release>();
  for (const [release] of said.all(releases)) {
    const known = takenBack.get(release.of);
    if (known === undefined || release.time < known.time || (release.time === known.time && release.id < known.id))
      takenBack.set(release.of, release);
  }
  const late = Map.groupBy(
    said.all(lateReservations).map(([one]) => one),
    ({ consent }) => consent,
  );
  const saidOf = byText(said);
  const all = standings.flatMap((standing) => {
    const { proposal } = standing;
    if (proposal.conditions.reservations === "none") return [];
    const own = saidOf(proposal.id);
    const joined = [...ratifiersOf(proposal, own, standing.voices), ...accedersOf(proposal, own, released)];
    const bound = bindings.get(proposal.id) ?? [];
    return madeOf(joined, late)
      .map((made) => standingOf(made, standing, joined, bound, answered, takenBack))
      .sort(({ of: a }, { of: b }) => (a.madeOn < b.madeOn || (a.madeOn === b.madeOn && a.id < b.id) ? -1 : 1));
  });
  return (today) => all.map(({ of, stateOn }) => ({ ...of, state: stateOn(today) }));
}

/** A reservation, and how it stands on each day. */
interface Lasting {
  readonly of: Omit<ReservationStanding, "state">;
  readonly stateOn: (today: string) => ReservationStanding["state"];
}

/** Inside the consents to a text, and later ones. */
function madeOf(
  joined: readonly Joined[],
  lateBy: ReadonlyMap<JoiningId, readonly LateReservation[]>,
): readonly Made[] {
  const inside = joined.flatMap((one) =>
    one.reservations.map((reserved, index): Made => {
      const [first, ...others] = one.ids;
      const ids = [reservationIdOf(first, index), ...others.map((id) => reservationIdOf(id, index))] as const;
      return { ...reserved, ids, joined: one, at: one.saidAt, late: false };
    }),
  );
  const late = new Map<ReservationId, Made>();
  for (const to of joined)
    for (const { id, clause, hash, how, words, time } of to.ids.flatMap((consent) => lateBy.get(consent) ?? []))
      late.set(id, {
        ...{ clause, hash, how, words },
        ids: [id],
        joined: to,
        at: Math.max(time, to.saidAt),
        late: true,
      });
  return [...inside, ...late.values()];
}

function standingOf(
  { ids, joined, at, late, clause, hash, how, words }: Made,
  { proposal, ratifiedAt }: ProposalStanding,
  all: readonly Joined[],
  bound: readonly Binding[],
  answered: ReadonlyMap<ReservationId, readonly Response[]>,
  takenBack: ReadonlyMap<string, Release>,
): Lasting {
  const madeOn = dayOf(at);
  const acceptedOn = addMonths(madeOn, silenceMonths);
  const [withdrawn] = ids
    .flatMap((id) => takenBack.get(id) ?? [])
    .sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1));
  const withdrawnOn = withdrawn === undefined ? null : dayOf(withdrawn.time);
  const lastWords = lastOf(ids.flatMap((id) => answered.get(id) ?? []));
  /** [L56] Who joins later may object until then; a late one waits for nobody longer. */
  const isInTime = (party: PartyId, day: string): boolean =>
    day < acceptedOn || (!late && all.some((one) => one.party === party && one.at !== null && day <= dayOf(one.at)));
  const isOfText = (party: PartyId, day: string): boolean =>
    bound.some((one) => one.party === party && (one.to === null || one.to >= day)) ||
    (ratifiedAt === null && all.some((one) => one.party === party));
  const objections = lastWords.filter(({ choice, party, time }) => {
    const day = dayOf(Math.max(time, at));
    return choice !== "accept" && isInTime(party, day) && isOfText(party, day);
  });
  const binding = bound.find(({ consent }) => consent.some((id) => joined.ids.includes(id)));
  const isRefused = late && objections.length > 0;
  /** Who is bound by others before it consents itself has reserved nothing until then. */
  const holdsFrom = late ? acceptedOn : madeOn;
  const start = binding === undefined || isRefused ? null : laterDay(holdsFrom, binding.from);
  const last = withdrawnOn === null ? null : addDays(withdrawnOn, -1);
  const end = binding === undefined ? last : earlierDay(binding.to, last);
  const holds = start !== null && (end === null || start <= end);
  const of = {
    ...{ id: ids[0], proposal: proposal.id, party: joined.party, consent: joined.ids[0] },
    ...{ clause, hash, how, words, madeOn, late, responses: lastWords, acceptedOn, withdrawnOn },
    objections: objections.map(({ party, choice }) => ({ party, hasRelations: choice === "object" })),
    from: holds ? start : null,
    to: holds ? end : null,
    because: [
      ...(late ? ids : []),
      ...joined.because,
      ...lastWords.map(({ id }) => id),
      ...(withdrawn === undefined ? [] : [withdrawn.id]),
    ],
  };
  return { of, stateOn };

  function stateOn(today: string): ReservationStanding["state"] {
    if (withdrawnOn !== null && withdrawnOn <= today) return "withdrawn";
    if (isRefused) return "refused";
    const waits = joined.at === null || ratifiedAt === null || (late && today < acceptedOn);
    return waits ? "made" : "standing";
  }
}

/** One of each party: what it said last, by its own clocks. */
function lastOf(all: readonly Response[]): readonly Response[] {
  const last = new Map<PartyId, Response>();
  for (const one of all) {
    const known = last.get(one.party);
    if (known === undefined || known.time < one.time || (known.time === one.time && known.id < one.id))
      last.set(one.party, one);
  }
  return [...last.values()].sort((a, b) => (a.party < b.party ? -1 : 1));
}
