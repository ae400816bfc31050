/**
 * [L32] Which ballots of ended devices count. The rule: a ballot that its device cast beyond what its own party stands
 * by counts only when the party confirms it; and what another device of the party once let stand stays for good.
 * Pure: it reads what a ledger holds and keeps nothing.
 */
import { toHex } from "../../base/bytes.ts";
import { addDays, dayOf } from "../../base/days.ts";
import type { DeviceId, EnvelopeHash, PartyId, ProposalId } from "../../base/ids.ts";
import { type Accepted, type ChainId, chainDevice, firstHolding, type Vector } from "../log/chains.ts";
import { envelopeTypes, isStatement, type LogPosition } from "../log/envelope.ts";
import type { GovernanceNode, Membership } from "../members/governance.ts";
import { readRecovery } from "../members/recovery.ts";
import type { JoiningId } from "../statements/accession.ts";
import type { Confirmation } from "../statements/confirmation.ts";

export type BallotState = "counts" | "inQuestion" | "repudiated";

/** A ballot that does not count as it stands. */
export interface QuestionedBallot {
  readonly state: Exclude<BallotState, "counts">;
  /** The entry by which its party ended the device. */
  readonly endedBy: EnvelopeHash;
}

/** An ending reaches back so far at most, from the newest time that two parties claim in its past. */
const endingReachDays = 366;

/** What a person says; receipts, sessions and keys a program signs by itself. */
const isPersonal = (type: number): boolean => type === envelopeTypes.text || isStatement(type);

interface Ending {
  readonly place: LogPosition;
  readonly device: DeviceId;
  /** The last envelope of the device whose ballots the party stands by. */
  readonly last: number;
  /** Ballots cast before this day are not touched. */
  readonly reachesTo: string;
}

/** A ballot, or an accession that a device of the party entered itself. */
export interface Cast {
  readonly id: JoiningId;
  readonly party: PartyId;
  readonly proposal: ProposalId;
  readonly by: { readonly id: DeviceId };
  readonly time: number;
}

/** What a ledger holds, as far as this rule asks for it. */
export interface Held {
  readonly nodes: readonly GovernanceNode[];
  readonly membership: Membership;
  readonly ballots: readonly (readonly [Cast, LogPosition])[];
  readonly confirmations: readonly (readonly [Confirmation, LogPosition])[];
  /** When a ballot counts as cast: never before its proposal. */
  castAt(ballot: Cast): number;
  chainsOf(device: DeviceId): readonly { readonly id: ChainId; readonly start: number; readonly last: number }[];
  find(chain: ChainId, seq: number): Accepted | null;
  vectorAt(place: LogPosition): Vector | null;
  holds(vector: Vector, place: LogPosition): boolean;
}

/** What became of the ballots of ended devices. */
export interface EndedBallots {
  /** Those that do not count, by id; all others do. */
  readonly questioned: ReadonlyMap<JoiningId, QuestionedBallot>;
  /** Those that count only by a confirmation, and where it is. */
  readonly confirmed: ReadonlyMap<JoiningId, LogPosition>;
}

export function readEndedBallots(held: Held): EndedBallots {
  const endings = readEndings(held);
  const questioned = new Map<JoiningId, QuestionedBallot>();
  const confirmed = new Map<JoiningId, LogPosition>();
  if (endings.length === 0) return { questioned, confirmed };
  const cutOf = (device: DeviceId): number =>
    Math.min(Number.POSITIVE_INFINITY, ...endings.filter((one) => one.device === device).map(({ last }) => last));
  /** A ballot may have been entered more than once: the earliest place counts. */
  const firstPlaces = new Map<JoiningId, readonly [Cast, LogPosition]>();
  for (const [ballot, place] of held.ballots) {
    const known = firstPlaces.get(ballot.id);
    if (known === undefined || place.seq < known[1].seq) firstPlaces.set(ballot.id, [ballot, place]);
  }
  for (const [ballot, place] of firstPlaces.values()) {
    const day = dayOf(held.castAt(ballot));
    const beyond = endings.filter(
      (ending) => ending.device === ballot.by.id && place.seq > ending.last && day >= ending.reachesTo,
    );
    const [first] = beyond;
    if (first === undefined || isLetStand(held, ballot, place, beyond, cutOf)) continue;
    const said = held.confirmations.filter(
      ([{ ballot: id, party, by }, at]) =>
        id === ballot.id &&
        party === ballot.party &&
        (by === null || (by.id !== ballot.by.id && isOf(held.membership, by.id, party) && at.seq <= cutOf(by.id))),
    );
    // A confirmation counts for good: whatever is said beside it or after it does not undo it.
    const confirmations = said.filter(([{ choice }]) => choice === "confirm").map(([, at]) => at);
    const [confirmation] = confirmations.sort((a, b) => (a.hash < b.hash ? -1 : 1));
    if (confirmation !== undefined) {
      confirmed.set(ballot.id, confirmation);
      continue;
    }
    const [endedBy = first.place.hash] = beyond.map((ending) => ending.place.hash).sort();
    questioned.set(ballot.id, { state: said.length > 0 ? "repudiated" : "inQuestion", endedBy });
  }
  return { questioned, confirmed };
}

function isOf(membership: Membership, device: DeviceId, party: PartyId): boolean {
  const member = membership.devices.get(device) ?? membership.former.get(device)?.member;
  return member?.card.party === party;
}

/** What a party's own `revoke` or `recover` ends; a removal by others touches no ballot. */
function readEndings(held: Held): readonly Ending[] {
  const { membership, nodes } = held;
  const partyOf = (device: DeviceId): PartyId | null =>
    (membership.devices.get(device) ?? membership.former.get(device)?.member)?.card.party ?? null;
  return nodes.flatMap(({ placed, grant }): readonly Ending[] => {
    const { entry, device: author, seq, hash } = placed;
    if (membership.notCounted.has(hash)) return [];
    const place = { device: author, seq, hash };
    if (entry.kind === "revoke") {
      const device = toHex(entry.device) as DeviceId;
      if (device === author) return [];
      const party = partyOf(device);
      if (party === null || party !== partyOf(author)) return [];
      return [{ place, device, last: entry.last, reachesTo: reachOf(held, place) }];
    }
    if (entry.kind !== "recover" || grant === null || !grant.endsOthers) return [];
    const request = readRecovery(entry.request);
    const since = request.ok ? request.value.since : null;
    const { party } = grant.card;
    if (since === null || party === null) return [];
    const letInSince = new Set(
      nodes.flatMap((node) =>
        node.grant !== null && (node.placed.hash === hash || node.ancestors.has(hash)) ? [node.grant.card.id] : [],
      ),
    );
    const reachesTo = reachOf(held, place);
    return [...membership.former.keys()]
      .filter((device) => partyOf(device) === party && !letInSince.has(device))
      .map((device) => ({ place, device, last: lastBefore(held, device, since), reachesTo }));
  });
}

/** The day before which an ending touches nothing, by what its author's past shows of the present. */
function reachOf(held: Held, place: LogPosition): string {
  const newest = newestOfTwo(held.vectorAt(place) ?? new Map(), held);
  return newest === null ? "0001-01-01" : addDays(dayOf(newest), -endingReachDays);
}

/** Of each party that has spoken in a past, the newest time that it claims. */
export function newestOfEach(
  vector: Vector,
  { membership, find }: Pick<Held, "membership" | "find">,
): ReadonlyMap<PartyId, number> {
  const newest = new Map<PartyId, number>();
  for (const [chain, [seq]] of vector) {
    const device = chainDevice(chain);
    const member = membership.devices.get(device) ?? membership.former.get(device)?.member;
    const time = find(chain, seq)?.time;
    if (member === undefined || member.card.party === null || time === undefined) continue;
    newest.set(member.card.party, Math.max(time, newest.get(member.card.party) ?? 0));
  }
  return newest;
}

/** The newest time that two parties claim: no single clock moves it forward. Null where fewer than two have spoken. */
export const newestOfTwo = (vector: Vector, held: Pick<Held, "membership" | "find">): number | null =>
  [...newestOfEach(vector, held).values()].sort((a, b) => b - a)[1] ?? null;

/** The last envelope of a device before the first that claims `day` or a later one. */
export function lastBefore(held: Held, device: DeviceId, day: string): number {
  let last = Number.POSITIVE_INFINITY;
  for (const { id, start, last: head } of held.chainsOf(device))
    for (let seq = start; seq <= Math.min(head, last); seq++) {
      const accepted = held.find(id, seq);
      if (accepted === null || dayOf(accepted.time) < day) continue;
      last = seq - 1;
      break;
    }
  return last;
}

/**
 * Another device of the party has said something with the ballot in its past and without the ending: the party has let
 * it stand. The device itself must not be ended before that.
 */
function isLetStand(
  held: Held,
  ballot: Cast,
  place: LogPosition,
  beyond: readonly Ending[],
  cutOf: (device: DeviceId) => number,
): boolean {
  const { devices, former } = held.membership;
  const others = [...devices.keys(), ...former.keys()].filter(
    (device) => device !== ballot.by.id && isOf(held.membership, device, ballot.party),
  );
  return others.some((device) =>
    held.chainsOf(device).some(({ id, start, last }) => {
      const act = firstActHolding(held, id, start, Math.min(last, cutOf(device)), place);
      if (act === null || beyond.some((ending) => held.holds(act.vector, ending.place))) return false;
      const isRepudiation = held.confirmations.some(
        ([said, at]) => at.hash === act.place.hash && said.ballot === ballot.id && said.choice === "repudiate",
      );
      return !isRepudiation;
    }),
  );
}

function firstActHolding(held: Held, chain: ChainId, start: number, end: number, place: LogPosition): Accepted | null {
  for (let seq = firstHolding(held, chain, start, end, place); seq <= end; seq++) {
    const accepted = held.find(chain, seq);
    if (accepted !== null && isPersonal(accepted.type)) return accepted;
  }
  return null;
}
