/** Where each party stands on each clause. A function of the statements that are held [L45]; nothing is kept. */
import type { ClauseId, DeviceId, PartyId } from "../../base/ids.ts";
import type { LogPosition } from "../log/envelope.ts";
import type { Membership } from "../members/governance.ts";
import type { Placed } from "../statements/kind.ts";
import { type Stance, stanceKind } from "../statements/stance.ts";
import { type HeldStatements, hasSay, lastWords } from "./lastWords.ts";

export interface SaidStance extends Stance {
  readonly by: DeviceId;
  readonly place: LogPosition;
  /** It is about the words that stand now. */
  readonly isPresent: boolean;
}

/**
 * `silent`: it said nothing, or withdrew what it said. `lapsed`: what it said is about other words. `divided`: two
 * delegates said different things, neither knowing of the other.
 */
export type PartyState = "agrees" | "objects" | "silent" | "lapsed" | "divided";

export interface PartyStance {
  readonly party: PartyId;
  readonly state: PartyState;
  /** Its last words: one, or several of delegates who did not know of each other. By device. */
  readonly said: readonly SaidStance[];
}

export type ClauseStatus = "open" | "contested" | "agreed";

/** Of a clause with words of this hash: one for each party of the charter, by party. */
export type StancesOn = (clause: ClauseId, hash: string) => readonly PartyStance[];

/** [L45] Reads all statements once; each answer is then about one clause. */
export function readStances(ledger: HeldStatements): StancesOn {
  const membership = ledger.membership();
  const parties = [...membership.parties.keys()].sort();
  const byClause = new Map<ClauseId, Map<PartyId, Placed<Stance>[]>>();
  for (const placed of ledger.statements.all(stanceKind)) {
    const [{ clause }, place] = placed;
    const party = partyOf(membership, place.device);
    if (party === null || !hasSay(membership, place)) continue;
    const byParty = byClause.get(clause) ?? new Map<PartyId, Placed<Stance>[]>();
    byClause.set(clause, byParty);
    const known = byParty.get(party);
    if (known === undefined) byParty.set(party, [placed]);
    else known.push(placed);
  }
  return (clause, hash) =>
    parties.map((party) => {
      const last = lastWords(ledger, byClause.get(clause)?.get(party) ?? []);
      const said = last
        .map(
          ([stance, place]): SaidStance => ({
            ...{ ...stance, by: place.device, place },
            isPresent: stance.hash === hash,
          }),
        )
        .sort((a, b) => (a.by === b.by ? a.time - b.time : a.by < b.by ? -1 : 1));
      return { party, state: stateOf(said), said };
    });
}

const partyOf = ({ devices, former }: Membership, device: DeviceId): PartyId | null =>
  (devices.get(device) ?? former.get(device)?.member)?.card.party ?? null;

/** What is said of the words that stand counts before what was said of others. */
function stateOf(said: readonly SaidStance[]): PartyState {
  const present = new Set(said.filter(({ isPresent }) => isPresent).map(({ stance }) => stance));
  const [one] = present;
  if (one === undefined) return said.some(({ stance }) => stance !== "withdrawn") ? "lapsed" : "silent";
  if (present.size > 1) return "divided";
  return one === "withdrawn" ? "silent" : one;
}

/** [L45] Contested by any objection, that of a party that is divided included; agreed where every party agrees. */
export function statusOf(stances: readonly PartyStance[]): ClauseStatus {
  const isObjected = ({ said }: PartyStance): boolean =>
    said.some(({ stance, isPresent }) => isPresent && stance === "objects");
  if (stances.some(isObjected)) return "contested";
  return stances.length > 0 && stances.every(({ state }) => state === "agrees") ? "agreed" : "open";
}
