/**
 * Which texts are in force on a day, for a party or between two, with what they keep for themselves, and by what. Pure: a
 * function of the standings, of whom they bind and of what was reserved. PROTOCOL.md, L58; the Vienna Convention on the
 * Law of Treaties, articles 21, 30(4) and 40(4).
 */
import { addDays, earlierDay, laterDay } from "../../base/days.ts";
import type { ClauseId, PartyId, ProposalId } from "../../base/ids.ts";
import type { Binding } from "./bindings.ts";
import { namedBy, readLineage } from "./lineage.ts";
import type { ProposalStanding } from "./ratification.ts";
import type { ReservationStanding } from "./reservations.ts";

export interface ForceQuestion {
  readonly on: string;
  /** Null: for whomever it binds. */
  readonly party: PartyId | null;
  /** With `party`: between the two. */
  readonly other: PartyId | null;
}

export interface TextInForce {
  readonly proposal: ProposalId;
  /** The first and the last day on which it is so, of those asked about; `to` null: open-ended. */
  readonly from: string;
  readonly to: string | null;
  /** Whom it binds on that day, in ascending order of party. */
  readonly bound: readonly Binding[];
  /** Clauses that do not apply, and by which reservations: all to one clause together. */
  readonly excluded: ReadonlyMap<ClauseId, readonly ReservationStanding[]>;
  /** How those asked about read a clause. */
  readonly interpreted: ReadonlyMap<ClauseId, readonly ReservationStanding[]>;
  /** Other reservations that hold on that day: they concern others. */
  readonly elsewhere: readonly ReservationStanding[];
  /** Ids of the statements that it follows from. */
  readonly because: readonly string[];
}

export interface ForceAnswer {
  readonly inForce: readonly TextInForce[];
  /** Texts that bind both and are not in force between them: one of them objected to the other's reservation so. */
  readonly unrelated: readonly { readonly proposal: ProposalId; readonly by: readonly ReservationStanding[] }[];
  /** Ratified but for ballots in question: nobody can say. */
  readonly contested: readonly ProposalId[];
}

/** Days one after the other on which the same texts bind the same parties. */
export interface ForceSpan {
  readonly from: string;
  readonly to: string;
  /** In the order in which they entered into force; `bound` in ascending order of party. */
  readonly inForce: readonly { readonly proposal: ProposalId; readonly bound: readonly PartyId[] }[];
}

/** [L58] What `readForce` answers for each day from the first to the last, without its reasons: one pass over the days on which something changes. */
export function readForceOver(
  standings: readonly ProposalStanding[],
  bindings: ReadonlyMap<ProposalId, readonly Binding[]>,
  reservations: readonly ReservationStanding[],
  { from, to, party, other }: Omit<ForceQuestion, "on"> & { readonly from: string; readonly to: string },
): readonly ForceSpan[] {
  const asked = [party, other].filter((one) => one !== null);
  const seen = asAsked(standings, bindings, reservations, party, other);
  const parting =
    party === null || other === null ? [] : seen.reservations.filter((one) => isParting(one, party, other));
  const partedBy = Map.groupBy(parting, ({ proposal }) => proposal);
  /** Of each text: whom it binds now, and how many reservations part those asked about now. */
  const now = inOrderOfEntry(standings).map(({ proposal: { id } }) => ({ id, bound: new Set<PartyId>(), parted: 0 }));
  const changes = new Map<string, (() => void)[]>();
  const at = (day: string, change: () => void): void => {
    const first = day < from ? from : day;
    const known = changes.get(first);
    if (known === undefined) changes.set(first, [change]);
    else known.push(change);
  };
  const during = (window: Window, begin: () => void, end: () => void): void => {
    const last = window.to ?? to;
    if (window.from === null || window.from > to || last < from || last < window.from) return;
    at(window.from, begin);
    if (last < to) at(addDays(last, 1), end);
  };
  for (const text of now) {
    for (const one of seen.bindings.get(text.id) ?? [])
      during(
        one,
        () => text.bound.add(one.party),
        () => text.bound.delete(one.party),
      );
    for (const one of partedBy.get(text.id) ?? [])
      during(
        one,
        () => text.parted++,
        () => text.parted--,
      );
  }
  at(from, () => {});
  const spans: ForceSpan[] = [];
  const days = [...changes.keys()].sort();
  for (const [index, day] of days.entries()) {
    for (const change of changes.get(day) ?? []) change();
    const inForce = now
      .filter(({ bound, parted }) => bound.size > 0 && parted === 0 && asked.every((one) => bound.has(one)))
      .map(({ id, bound }) => ({ proposal: id, bound: [...bound].sort() }));
    const next = days[index + 1];
    const last = spans.at(-1);
    const end = next === undefined ? to : addDays(next, -1);
    if (last !== undefined && isSame(last.inForce, inForce)) spans[spans.length - 1] = { ...last, to: end };
    else spans.push({ from: day, to: end, inForce });
  }
  return spans;
}

const isSame = (one: ForceSpan["inForce"], other: ForceSpan["inForce"]): boolean =>
  one.length === other.length &&
  one.every(({ proposal, bound }, index) => {
    const beside = other[index];
    return (
      beside?.proposal === proposal &&
      beside.bound.length === bound.length &&
      bound.every((party, place) => party === beside.bound[place])
    );
  });

const inOrderOfEntry = (standings: readonly ProposalStanding[]): readonly ProposalStanding[] =>
  [...standings].sort((a, b) => (a.entersAt ?? 0) - (b.entersAt ?? 0) || (a.proposal.id < b.proposal.id ? -1 : 1));

interface Window {
  readonly from: string | null;
  readonly to: string | null;
}

const holdsOn = ({ from, to }: Window, on: string): boolean => from !== null && from <= on && (to === null || on <= to);

/** [L58] Texts in the order in which they entered into force. `on`: `YYYY-MM-DD`. */
export function readForce(
  standings: readonly ProposalStanding[],
  bindings: ReadonlyMap<ProposalId, readonly Binding[]>,
  reservations: readonly ReservationStanding[],
  { on, party, other }: ForceQuestion,
): ForceAnswer {
  const asked = [party, other].filter((one) => one !== null);
  const inForce: TextInForce[] = [];
  const unrelated: { readonly proposal: ProposalId; readonly by: readonly ReservationStanding[] }[] = [];
  const seen = asAsked(standings, bindings, reservations, party, other);
  for (const { proposal } of inOrderOfEntry(standings)) {
    const bound = (seen.bindings.get(proposal.id) ?? []).filter((one) => holdsOn(one, on));
    const own = asked.map((id) => bound.find((one) => one.party === id));
    if (bound.length === 0 || own.includes(undefined)) continue;
    const held = seen.reservations.filter((one) => one.proposal === proposal.id && holdsOn(one, on));
    const parting = party === null || other === null ? [] : held.filter((one) => isParting(one, party, other));
    if (parting.length > 0) {
      unrelated.push({ proposal: proposal.id, by: parting });
      continue;
    }
    const theirs = held.filter((one) => asked.length === 0 || asked.includes(one.party));
    const windows = (asked.length === 0 ? bound : own).flatMap((one) => (one === undefined ? [] : [one]));
    inForce.push({
      proposal: proposal.id,
      ...span(windows, asked.length > 0),
      bound,
      // Of everybody's text no clause is out: each exclusion is between its party and the others.
      excluded: asked.length === 0 ? new Map() : byClause(theirs, "exclude"),
      interpreted: asked.length === 0 ? new Map() : byClause(theirs, "interpret"),
      elsewhere: asked.length === 0 ? held : held.filter((one) => !theirs.includes(one)),
      because: [
        ...new Set([proposal.id, ...windows.flatMap((one) => one.because), ...theirs.flatMap((one) => one.because)]),
      ],
    });
  }
  const contested = standings.flatMap(({ state, proposal }) => (state === "contested" ? [proposal.id] : []));
  return { inForce, unrelated, contested };
}

interface Windows {
  readonly bindings: ReadonlyMap<ProposalId, readonly Binding[]>;
  readonly reservations: readonly ReservationStanding[];
}

/**
 * [L58] The days of each as those asked about see them. Between two a later text takes the place of an earlier one once
 * it binds both, and not before: toward who did not join it the earlier one stays, with what is reserved there.
 */
function asAsked(
  standings: readonly ProposalStanding[],
  bindings: ReadonlyMap<ProposalId, readonly Binding[]>,
  reservations: readonly ReservationStanding[],
  party: PartyId | null,
  other: PartyId | null,
): Windows {
  if (party === null || other === null) return { bindings, reservations };
  const firstDay = (bound: readonly Binding[], whose: PartyId): string | undefined =>
    bound
      .filter((one) => one.party === whose)
      .map(({ from }) => from)
      .sort()[0];
  const proposals = new Map(standings.map(({ proposal }) => [proposal.id, proposal]));
  /** Of each text the first day on which a later one binds both: one pass from the newest to the oldest. */
  const nextOf = new Map<ProposalId, string>();
  for (const id of readLineage(proposals).newestFirst) {
    const bound = bindings.get(id) ?? [];
    const [one, another] = [firstDay(bound, party), firstDay(bound, other)];
    const days = [nextOf.get(id), one === undefined || another === undefined ? undefined : laterDay(one, another)];
    const proposal = proposals.get(id);
    for (const day of days)
      if (day !== undefined && proposal !== undefined)
        for (const named of namedBy(proposal)) {
          const known = nextOf.get(named);
          if (known === undefined || day < known) nextOf.set(named, day);
        }
  }
  const widened = new Map(
    [...bindings].map(([id, bound]) => {
      const next = nextOf.get(id);
      const last = next === undefined ? null : addDays(next, -1);
      const seen = bound.map((one) =>
        one.party === party || one.party === other ? { ...one, to: earlierDay(one.toOthers, last) } : one,
      );
      return [id, seen];
    }),
  );
  return {
    bindings: widened,
    reservations: reservations.map((one) => {
      const binding = widened.get(one.proposal)?.find(({ consent }) => consent.includes(one.consent));
      const last = one.withdrawnOn === null ? null : addDays(one.withdrawnOn, -1);
      return binding === undefined ? one : { ...one, to: earlierDay(binding.to, last) };
    }),
  };
}

/** One of the two wants no relations by this text, because of what the other reserved. */
const isParting = ({ party, objections }: ReservationStanding, a: PartyId, b: PartyId): boolean =>
  (party === a || party === b) && objections.some((one) => !one.hasRelations && one.party === (party === a ? b : a));

function byClause(
  reservations: readonly ReservationStanding[],
  how: ReservationStanding["how"],
): ReadonlyMap<ClauseId, readonly ReservationStanding[]> {
  return Map.groupBy(
    reservations.filter((one) => one.how === how),
    ({ clause }) => clause,
  );
}

/** Of those asked about, the days on which all are bound; of everybody, those on which anybody is. */
function span(windows: readonly Binding[], all: boolean): Pick<TextInForce, "from" | "to"> {
  const starts = windows.map(({ from }) => from).sort();
  const ends = windows.map(({ to }) => to ?? "").sort((a, b) => (a === "" ? 1 : b === "" ? -1 : a < b ? -1 : 1));
  const from = (all ? starts.at(-1) : starts[0]) ?? "";
  const to = (all ? ends[0] : ends.at(-1)) ?? "";
  return { from, to: to === "" ? null : to };
}
