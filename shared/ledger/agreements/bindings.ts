/**
 * Whom a ratified text binds, from when to when, and by what. Pure: a function of the standings and of what was said.
 * PROTOCOL.md, L57.
 */

import { addDays, dayOf, laterDay } from "../../base/days.ts";
import type { PartyId, ProposalId } from "../../base/ids.ts";
import type { Departure } from "../members/departures.ts";
import type { JoiningId } from "../statements/accession.ts";
import type { SaidSet } from "../statements/kind.ts";
import type { Proposal } from "../statements/proposal.ts";
import type { Releasable } from "../statements/release.ts";
import type { Withdrawal } from "../statements/withdrawal.ts";
import { accedersOf, byText, endedBy, type Joined, type Notice, noticesIn, ratifiersOf, releasedIn } from "./joined.ts";
import { namedBy, readLineage } from "./lineage.ts";
import type { ProposalStanding } from "./ratification.ts";
import { earliestLeave } from "./withdrawalKind.ts";

/** By what a party stops being bound before the text ends. `on`: the first day on which it is not bound. */
export type Ending =
  | { readonly how: "withdrew"; readonly on: string; readonly withdrawal: Withdrawal }
  /** `departed`: by itself, with notice from that day; null: nobody leaves this text, and it stays bound. */
  | { readonly how: "departed"; readonly on: string | null; readonly departure: Departure }
  | { readonly how: "removed"; readonly on: string; readonly departure: Departure }
  /** A later text binds it. */
  | { readonly how: "succeeded"; readonly on: string; readonly by: ProposalId };

/** Days are `YYYY-MM-DD`. */
export interface Binding {
  readonly party: PartyId;
  readonly from: string;
  /** The last day; null: the text is open-ended. */
  readonly to: string | null;
  /** The last day toward a party that no later text binds: as if none bound this one. */
  readonly toOthers: string | null;
  /** Its ballots, or its accession; none where the others' ratification binds it. */
  readonly consent: readonly JoiningId[];
  /** By what it ends, or is to end; null: with the text. */
  readonly left: Ending | null;
  /** Ids of the statements and hashes of the entries that it follows from. */
  readonly because: readonly string[];
}

type Bound = Binding & { readonly at: number };

/** [L57] Of every text that has a first day; parties in ascending order, and each binding after the one before it. */
export function readBindings(
  standings: readonly ProposalStanding[],
  said: SaidSet,
  departures: readonly Departure[],
): ReadonlyMap<ProposalId, readonly Binding[]> {
  const released = releasedIn(said);
  const circumstances: Circumstances = {
    released,
    notices: Map.groupBy(noticesIn(said, released), ({ withdrawal }) => withdrawal.party),
    departures: Map.groupBy(departures, ({ party }) => party),
  };
  const saidOf = byText(said);
  const alone = new Map(
    standings.map((one) => [one.proposal.id, boundBy(one, saidOf(one.proposal.id), circumstances)]),
  );
  const later = readLater(new Map(standings.map(({ proposal }) => [proposal.id, proposal])), alone);
  return new Map(
    [...alone].map(([id, bound]) => [
      id,
      bound.flatMap((one) => succeed(one, later.get(id)?.get(one.party))).map(({ at: _, ...binding }) => binding),
    ]),
  );
}

type Succession = Extract<Ending, { readonly how: "succeeded" }>;

/** Of each text and party the first later text that binds the party: one pass from the newest to the oldest. */
function readLater(
  proposals: ReadonlyMap<ProposalId, Proposal>,
  alone: ReadonlyMap<ProposalId, readonly Bound[]>,
): ReadonlyMap<ProposalId, ReadonlyMap<PartyId, Succession>> {
  const later = new Map<ProposalId, Map<PartyId, Succession>>();
  for (const id of readLineage(proposals).newestFirst) {
    const proposal = proposals.get(id);
    if (proposal === undefined) continue;
    const own = (alone.get(id) ?? []).map(({ party, from: on }) => [party, { how: "succeeded", on, by: id }] as const);
    const beyond = later.get(id) ?? [];
    for (const named of namedBy(proposal)) {
      const known = later.get(named) ?? new Map<PartyId, Succession>();
      later.set(named, known);
      for (const [party, one] of [...own, ...beyond]) {
        const first = known.get(party);
        if (first === undefined || one.on < first.on || (one.on === first.on && one.by < first.by))
          known.set(party, one);
      }
    }
  }
  return later;
}

interface Circumstances {
  readonly released: ReadonlySet<Releasable>;
  readonly notices: ReadonlyMap<PartyId, readonly Notice[]>;
  readonly departures: ReadonlyMap<PartyId, readonly Departure[]>;
}

/** As if nothing came after the text. */
function boundBy(
  standing: ProposalStanding,
  said: SaidSet,
  { released, notices, departures }: Circumstances,
): readonly Bound[] {
  const { proposal, startsOn, endsOn, entersAt } = standing;
  if (startsOn === null || entersAt === null) return [];
  const { binds, entry } = proposal.conditions;
  type Consenting = Pick<Joined, "party" | "places" | "because"> & { readonly at: number };
  const ending = (one: Consenting): Ending | null =>
    endingOf(one, proposal, said, notices.get(one.party) ?? [], departures.get(one.party) ?? []);
  const window = (one: Consenting, consent: readonly JoiningId[], from: string): Bound => {
    const left = ending(one);
    const because = [...one.because, ...(left === null ? [] : [idOf(left)])];
    const days = cut({ from, to: endsOn, left: null }, left);
    return { party: one.party, ...days, toOthers: days.to, consent, because, at: one.at };
  };
  const byOthers = new Map(
    proposal.electorate.flatMap(({ id: party }): readonly (readonly [PartyId, Consenting])[] => {
      if (binds !== "all") return [];
      const declined = standing.ballots.filter((ballot) => ballot.party === party && ballot.choice === "decline");
      return [[party, { party, places: [], because: declined.map(({ id }) => id), at: entersAt }]];
    }),
  );
  /** The others have bound it, and it had not left before it consented itself. */
  const isBound = ({ party }: Joined, at: number): boolean => {
    const others = byOthers.get(party);
    const left = others === undefined ? null : ending(others);
    return others !== undefined && (left === null || left.on === null || left.on > dayOf(at));
  };
  const joined = [...ratifiersOf(proposal, said, standing.voices), ...accedersOf(proposal, said, released)];
  const own = joined.flatMap((one): readonly Bound[] => {
    const { at } = one;
    if (at === null) return [];
    const isFirst = dayOf(at) <= dayOf(entersAt) || isBound(one, at);
    const from = isFirst ? startsOn : laterDay(addDays(dayOf(at), entry.joinDelayDays), startsOn);
    return [window({ ...one, at }, one.ids, from)];
  });
  const first = new Set(own.filter(({ from }) => from === startsOn).map(({ party }) => party));
  const others = [...byOthers.values()].filter(({ party }) => !first.has(party));
  return inTurn([...own, ...others.map((one) => window(one, [], startsOn))]);
}

type Window = Pick<Binding, "from" | "to" | "left">;

function cut({ from, to, left }: Window, ending: Ending | null): Window {
  if (ending === null) return { from, to, left };
  const last = ending.on === null ? to : addDays(ending.on, -1);
  if (ending.on === null || (to !== null && last !== null && to < last)) return { from, to, left: left ?? ending };
  return { from, to: last, left: ending };
}

const isEmpty = ({ from, to }: Window): boolean => to !== null && to < from;

/** One after the other, those that never begin left out: of several consents of a party at once the first binds it. */
function inTurn(windows: readonly Bound[]): readonly Bound[] {
  const key = ({ consent, because }: Bound): string => consent[0] ?? because[0] ?? "";
  const sorted = windows
    .filter((one) => !isEmpty(one))
    .sort((a, b) => {
      if (a.party !== b.party) return a.party < b.party ? -1 : 1;
      if (a.from !== b.from) return a.from < b.from ? -1 : 1;
      return a.at - b.at || (key(a) < key(b) ? -1 : 1);
    });
  const kept: Bound[] = [];
  for (const one of sorted) {
    const before = kept.at(-1);
    if (before === undefined || before.party !== one.party) kept.push(one);
    else if (before.to !== null) {
      const rest = { ...one, from: laterDay(one.from, addDays(before.to, 1)) };
      if (!isEmpty(rest)) kept.push(rest);
    }
  }
  return kept;
}

/** [L57] The first of: its notice of leaving the text, its leaving of the charter with that notice, its removal. */
function endingOf(
  joined: Pick<Joined, "party" | "places"> & { readonly at: number },
  proposal: Proposal,
  said: SaidSet,
  notices: readonly Notice[],
  departures: readonly Departure[],
): Ending | null {
  const { places, at } = joined;
  const notice = endedBy(joined, proposal, notices, said);
  const ends: Ending[] = notice === null ? [] : [{ how: "withdrew", ...notice }];
  for (const departure of departures) {
    const knew = places.length > 0 && places.every((place) => said.knew(place, departure.place));
    // Who joins while others decide on its removal knows of the entry, and is removed all the same.
    if (knew && (departure.how === "withdrew" || at > departure.at)) continue;
    const day = dayOf(departure.at);
    ends.push(
      departure.how === "removed"
        ? { how: "removed", on: day, departure }
        : { how: "departed", on: earliestLeave(proposal, day), departure },
    );
  }
  const last = (ending: Ending): string => ending.on ?? "never";
  ends.sort((a, b) => (last(a) < last(b) || (last(a) === last(b) && idOf(a) < idOf(b)) ? -1 : 1));
  return ends[0] ?? null;
}

/** [L57] Where later texts bind the same party, the day before the first of them does. */
function succeed(one: Bound, first: Succession | undefined): readonly Bound[] {
  if (first === undefined || (one.to !== null && one.to < first.on)) return [one];
  const window = cut(one, first);
  return isEmpty(window) ? [] : [{ ...one, ...window, because: [...one.because, first.by] }];
}

function idOf(ending: Ending): string {
  if (ending.how === "withdrew") return ending.withdrawal.id;
  return ending.how === "succeeded" ? ending.by : ending.departure.place.hash;
}
