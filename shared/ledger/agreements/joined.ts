/**
 * Who joined a text, by which statements, and who gave notice that it leaves. Pure, of any set of statements: the past of
 * one, or everything held. PROTOCOL.md, L50 and L53 to L55.
 */
import { dayOf } from "../../base/days.ts";
import type { PartyId, ProposalId } from "../../base/ids.ts";
import type { Reserved } from "../../charter/parties/reserved.ts";
import type { LogPosition } from "../log/envelope.ts";
import { type Accession, type AccessionId, accessions, type JoiningId } from "../statements/accession.ts";
import { type Ballot, ballots } from "../statements/ballot.ts";
import { type Consent, consents } from "../statements/consent.ts";
import type { Hearing, KindOf, Placed, SaidSet } from "../statements/kind.ts";
import type { Proposal, WithdrawalId } from "../statements/proposal.ts";
import { type Releasable, releases } from "../statements/release.ts";
import { type Withdrawal, withdrawals } from "../statements/withdrawal.ts";
import { type Voice, voicesOf } from "./tally.ts";
import { leavesOn } from "./withdrawalKind.ts";

/** A party's consent to a text, as it stands. */
export interface Joined {
  readonly party: PartyId;
  /** Its ballots, or its accession. */
  readonly ids: readonly [JoiningId, ...JoiningId[]];
  /** When the last that it takes was said: a ballot, or another party's consent. Null: more have to consent. */
  readonly at: number | null;
  /** When the party itself said so. */
  readonly saidAt: number;
  readonly reservations: readonly Reserved[];
  /** Wherever one of its own statements stands. */
  readonly places: readonly LogPosition[];
  /** Ids of what it rests on. */
  readonly because: readonly string[];
}

/** A notice that was not taken back. */
export interface Notice {
  readonly withdrawal: Withdrawal;
  readonly places: readonly LogPosition[];
}

/** [L55] What was taken back. */
export const releasedIn = (said: Pick<SaidSet, "all">): ReadonlySet<Releasable> =>
  new Set(said.all(releases).map(([{ of }]) => of));

const placesOf = <T extends { readonly id: string }>(
  all: readonly Placed<T>[],
): ReadonlyMap<string, readonly LogPosition[]> => {
  const places = new Map<string, LogPosition[]>();
  for (const [{ id }, place] of all) {
    const known = places.get(id);
    if (known === undefined) places.set(id, [place]);
    else known.push(place);
  }
  return places;
};

/** [L50] */
export function noticesIn(
  said: Pick<SaidSet, "all">,
  released: ReadonlySet<Releasable> = releasedIn(said),
): readonly Notice[] {
  const all = said.all(withdrawals);
  const places = placesOf(all);
  const byId = new Map<WithdrawalId, Withdrawal>(all.map(([one]) => [one.id, one]));
  return [...byId.values()]
    .filter(({ id }) => !released.has(id))
    .map((withdrawal) => ({ withdrawal, places: places.get(withdrawal.id) ?? [] }));
}

/** The same set for one text after the other: its own ballots, accessions and consents are found at once. */
export function byText(said: SaidSet): (text: ProposalId) => SaidSet {
  const acceded = said.all(accessions);
  const textOf = new Map(acceded.map(([{ id, proposal }]) => [id, proposal]));
  const own = new Map<number, ReadonlyMap<ProposalId | undefined, readonly Placed<unknown>[]>>([
    [ballots.type, Map.groupBy(said.all(ballots), ([{ proposal }]) => proposal)],
    [accessions.type, Map.groupBy(acceded, ([{ proposal }]) => proposal)],
    [consents.type, Map.groupBy(said.all(consents), ([{ accession }]) => textOf.get(accession as AccessionId))],
  ]);
  return (text) => ({
    ...said,
    all<T>(kind: KindOf<T>): readonly Placed<T>[] {
      const ofKind = own.get(kind.type) as ReadonlyMap<ProposalId, readonly Placed<T>[]> | undefined;
      return ofKind === undefined ? said.all(kind) : (ofKind.get(text) ?? []);
    },
  });
}

/** Of the parties that ratified a text. `voices`: those that count; else all of the set. */
export function ratifiersOf(proposal: Proposal, said: SaidSet, voices?: readonly Voice[]): readonly Joined[] {
  const cast = said.all(ballots).filter(([ballot]) => ballot.proposal === proposal.id);
  const places = placesOf(cast);
  const counted =
    voices ??
    voicesOf(
      proposal,
      cast.map(([ballot]) => ballot),
    );
  return counted.map(({ party, ballots: [first, ...more], castAt }): Joined => {
    const ids = [first.id, ...more.map(({ id }: Ballot) => id)] as const;
    return {
      ...{ party, ids, at: castAt, saidAt: castAt, reservations: first.reservations, because: ids },
      places: ids.flatMap((id) => places.get(id) ?? []),
    };
  });
}

/** [L53] [L54] Of the parties that acceded to a text, in order of id. */
export function accedersOf(
  proposal: Proposal,
  said: SaidSet,
  released: ReadonlySet<Releasable> = releasedIn(said),
): readonly Joined[] {
  const { accession } = proposal.conditions;
  if (accession === "closed") return [];
  const all = said.all(accessions).filter(([one]) => one.proposal === proposal.id);
  const places = placesOf(all);
  const byId = new Map<string, Accession>(all.map(([one]) => [one.id, one]));
  const given = Map.groupBy(
    said.all(consents).filter(([{ id }]) => !released.has(id)),
    ([consent]) => consent.accession,
  );
  return [...byId.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map((one): Joined => {
      /** Of each other party, when it first consented. */
      const first = new Map<PartyId, Consent>();
      for (const [consent] of given.get(one.id) ?? []) {
        if (consent.party === one.party) continue;
        const known = first.get(consent.party);
        if (known === undefined || consent.time < known.time || (consent.time === known.time && consent.id < known.id))
          first.set(consent.party, consent);
      }
      const needed = accession === "open" ? 0 : accession;
      const inTime = [...first.values()].sort((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)).slice(0, needed);
      const last = Math.max(one.time, proposal.time, ...inTime.map(({ time }) => time));
      return {
        ...{ party: one.party, ids: [one.id], reservations: one.reservations, places: places.get(one.id) ?? [] },
        at: inTime.length < needed ? null : last,
        saidAt: Math.max(one.time, proposal.time),
        because: [one.id, ...inTime.map(({ id }) => id)],
      };
    });
}

/**
 * [L50] The notice by which a consent ends first, and from when on; null: by none. Who joined knowing of a notice joined
 * anew, and is not ended by it.
 */
export function endedBy(
  { party, places }: Pick<Joined, "party" | "places">,
  proposal: Proposal,
  notices: readonly Notice[],
  { knew }: SaidSet,
): { readonly withdrawal: Withdrawal; readonly on: string } | null {
  const ends = notices.flatMap(({ withdrawal, places: given }) => {
    const on = withdrawal.party === party ? leavesOn(withdrawal, proposal) : null;
    if (on === null) return [];
    const isAnew =
      places.length > 0 && places.every((place) => given.some((at) => at.hash !== place.hash && knew(place, at)));
    return isAnew ? [] : [{ withdrawal, on }];
  });
  ends.sort((a, b) => (a.on < b.on || (a.on === b.on && a.withdrawal.id < b.withdrawal.id) ? -1 : 1));
  return ends[0] ?? null;
}

/** The consents to a text that no notice has ended by `day`, those that wait for others among them. */
export function standingOn(day: string, proposal: Proposal, said: SaidSet): readonly Joined[] {
  const released = releasedIn(said);
  const notices = noticesIn(said, released);
  return [...ratifiersOf(proposal, said), ...accedersOf(proposal, said, released)].filter((one) => {
    const end = endedBy(one, proposal, notices, said);
    return end === null || end.on > day;
  });
}

/** What stands in the past of somebody. */
export const saidIn = ({ heardAll, knew }: Pick<Hearing, "heardAll" | "knew">): SaidSet => ({ all: heardAll, knew });

type Speaker = { readonly party: PartyId; readonly time: number };

const bindsAll = ({ conditions, electorate }: Proposal, party: PartyId): boolean =>
  conditions.binds === "all" && electorate.some(({ id }) => id === party);

/** Whether a ratified text binds who speaks: it ratified or acceded and no notice has ended that, or all are bound. */
export const stillBinds = (proposal: Proposal, { party, time }: Speaker, said: SaidSet): boolean =>
  bindsAll(proposal, party) ||
  standingOn(dayOf(time), proposal, said).some((one) => one.party === party && one.at !== null);

/** Whether it does, or did before the party left. */
export const everBinds = (proposal: Proposal, { party }: Speaker, said: SaidSet): boolean =>
  bindsAll(proposal, party) ||
  [...ratifiersOf(proposal, said), ...accedersOf(proposal, said)].some((one) => one.party === party && one.at !== null);
