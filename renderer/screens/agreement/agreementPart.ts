/**
 * What this device's party is in a ratified text, and what it may still say of it. Pure. The host decides; this only
 * keeps a screen from offering what it would refuse.
 */
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { AccessionView, JoiningView, NoticeView, ReservationView } from "../../../shared/api/joining.ts";
import { byName } from "../../../shared/api/knownParties.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { addDays, dayOf } from "../../../shared/base/days.ts";

export interface Part {
  readonly party: PartyRef;
  /** It is bound today, or is to be. */
  readonly isBound: boolean;
  /** Its own accession, while others have to consent to it. */
  readonly waiting: AccessionView | null;
  /** Its notice of leaving this text, or all. */
  readonly notice: NoticeView | null;
  readonly mayJoin: boolean;
  /** The first day on which it can be free of the text, by a notice given today; null: it cannot leave. */
  readonly leavesFrom: string | null;
  readonly mayReserve: boolean;
}

const alive: ReadonlySet<TimelineEntry["state"]> = new Set(["awaiting", "upcoming", "inForce"]);

const goesOn = ({ to }: { readonly to: string | null }, today: string): boolean => to === null || to >= today;

export function readPart(
  entry: TimelineEntry,
  { accessions, notices }: Pick<JoiningView, "accessions" | "notices">,
  party: PartyRef,
  today: string,
): Part {
  const own = accessions.filter((one) => one.proposal === entry.proposal && one.party.id === party.id);
  const isBound = entry.binds.some((one) => one.party.id === party.id && goesOn(one, today));
  const waiting = own.find(({ effectiveAt, standing }) => effectiveAt === null && standing === "counts") ?? null;
  const notice =
    notices.find(
      (one) => one.party.id === party.id && one.canRelease && (one.proposal ?? entry.proposal) === entry.proposal,
    ) ?? null;
  const { accession, withdrawalDays, reservations } = entry.conditions;
  const hasConsented = entry.ratifiedBy.some(({ id }) => id === party.id) || own.length > 0;
  return {
    ...{ party, isBound, waiting, notice },
    mayJoin: accession !== "closed" && alive.has(entry.state) && !isBound && waiting === null && !entry.canCast,
    leavesFrom: withdrawalDays === null || !isBound || notice !== null ? null : addDays(today, withdrawalDays),
    mayReserve: isBound && hasConsented && reservations !== "none",
  };
}

/** Whether what the party says to a reservation can count: before its silence accepts, or on the day on which it joined. */
export function mayAnswer(
  { party, isBound }: Pick<Part, "party" | "isBound">,
  reservation: ReservationView,
  { accessions }: Pick<JoiningView, "accessions">,
  today: string,
): boolean {
  const { state, late, acceptedOn, proposal, isMine, responses } = reservation;
  if (isMine || !isBound || (state !== "made" && state !== "standing")) return false;
  if (responses.some((one) => one.party.id === party.id)) return false;
  const joinedToday = accessions.some(
    (one) =>
      one.proposal === proposal &&
      one.party.id === party.id &&
      one.effectiveAt !== null &&
      dayOf(one.effectiveAt) === today,
  );
  return today < acceptedOn || (!late && joinedToday);
}

/** Of those whom a text binds, has bound, or is to bind. */
export function boundOn(
  { binds }: Pick<TimelineEntry, "binds">,
  today: string,
): Readonly<Record<"now" | "later" | "before", readonly PartyRef[]>> {
  const of = (isIt: (from: string, to: string | null) => boolean): readonly PartyRef[] =>
    byName(
      binds.filter(({ from, to }) => isIt(from, to)).map(({ party }) => party),
      (party) => party,
    );
  const now = of((from, to) => from <= today && (to === null || to >= today));
  const isNow = ({ id }: PartyRef): boolean => now.some((party) => party.id === id);
  return {
    now,
    later: of((from) => from > today).filter((party) => !isNow(party)),
    before: of((_, to) => to !== null && to < today).filter((party) => !isNow(party)),
  };
}
