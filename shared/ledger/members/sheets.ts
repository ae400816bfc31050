/**
 * [L33] [L34] The keys that a party has on paper: the one it is named by, and sheets that its devices made since. Which
 * of them speak is a function of a set of entries; `governance.ts` asks it while it finds who was removed.
 */
import { toHex } from "../../base/bytes.ts";
import { verify } from "../../base/crypto.ts";
import {
  type DeviceId,
  type EnvelopeHash,
  idBytes,
  type PaperKey,
  type PartyId,
  type SheetKey,
} from "../../base/ids.ts";
import { type ChainId, type Chains, chainDevice, firstHolding, type Vector } from "../log/chains.ts";
import type { LogPosition } from "../log/envelope.ts";
import { readSheetChain, type SheetCard } from "./cards.ts";
import type { EntryOf, GovernanceEntry } from "./entries.ts";
import type { GovernanceNode, Membership } from "./governance.ts";

export interface Sheet {
  readonly party: PartyId;
  /** The key that it replaces. */
  readonly over: PaperKey;
  /**
   * Waiting: it speaks beside the key before it. Current: alone. Past: another is current. Ended: by its party's own
   * word, before it was settled, or replaced by a further one.
   */
  readonly state: "waiting" | "current" | "past" | "ended";
  readonly entry: EnvelopeHash;
  readonly by: DeviceId;
  readonly at: number;
}

export const sheetSettlesAfterMs = 30 * 86_400_000;

/** The key of a party that speaks alone, or that outranks those which wait. */
export function currentKey({ sheets }: Pick<Membership, "sheets">, party: PartyId): PaperKey {
  for (const [key, sheet] of sheets) if (sheet.party === party && sheet.state === "current") return key;
  return party;
}

/** Whether a key on paper speaks for a party. */
export const isLiveKey = (membership: Pick<Membership, "sheets">, party: PartyId, key: PaperKey): boolean => {
  const sheet = membership.sheets.get(key as SheetKey);
  return key === currentKey(membership, party) || (sheet?.party === party && sheet.state === "waiting");
};

/** One entry that brings a sheet. */
interface Renewal {
  readonly node: GovernanceNode;
  readonly key: SheetKey;
  readonly party: PartyId;
  readonly over: PaperKey;
  /** Whose end by its own party ends the sheet, while it is not settled. */
  readonly makers: readonly DeviceId[];
  readonly isConsented: boolean;
}

const before = (node: GovernanceNode, other: GovernanceNode): boolean => other.ancestors.has(node.placed.hash);

/** What a set of entries says of sheets; `nodes` as for `foldMembership`. */
export function readSheets(nodes: readonly GovernanceNode[]) {
  const renewals = nodes.flatMap((node): readonly Renewal[] => {
    const { entry, device } = node.placed;
    if (entry.kind !== "renewSheet" || node.sheet === null) return [];
    const { key, party, issuer } = node.sheet;
    const over = toHex(entry.over) as PaperKey;
    return [{ node, key, party, over, makers: [issuer, device], isConsented: entry.consent !== null }];
  });
  const settlements = nodes.flatMap((node) =>
    node.placed.entry.kind === "settleSheet" ? [{ node, key: toHex(node.placed.entry.sheet) }] : [],
  );
  const ended = new Set<Renewal>();

  /** By the set, or in the past of an entry. A settlement is a proof: it holds whoever wrote it, and whatever became of them. */
  const isSettled = ({ key, isConsented }: Renewal, inPastOf: GovernanceNode | null): boolean =>
    isConsented || settlements.some((one) => one.key === key && (inPastOf === null || before(one.node, inPastOf)));
  const of = (key: PaperKey): readonly Renewal[] => renewals.filter((one) => one.key === key);

  return {
    renewals,
    /** How many keys a key came after; a party's own after none. */
    rank(key: PaperKey, party: PartyId): number {
      let rank = 0;
      for (let at = key; at !== party && rank <= renewals.length; rank++) at = of(at)[0]?.over ?? party;
      return rank;
    },
    /** The party's own key, or one that was settled before the entry in which it speaks. */
    outranksDevices: (key: PaperKey, party: PartyId, word: GovernanceNode): boolean =>
      key === party || of(key).some((one) => isSettled(one, word)),
    isEnded: (key: PaperKey): boolean => of(key).length > 0 && of(key).every((one) => ended.has(one)),
    /**
     * The party's own word ends every sheet that was not settled in its past: those of a device that it ends, or all
     * but its own where a key on paper ends the other devices. `same`: further copies of the word. Gives their keys.
     */
    end(
      word: GovernanceNode,
      same: readonly GovernanceNode[],
      isMeant: (sheet: Renewal) => boolean,
    ): readonly SheetKey[] {
      const found = renewals.filter(
        (one) =>
          isMeant(one) && !isSettled(one, word) && !same.some((copy) => copy === one.node || before(copy, one.node)),
      );
      for (const one of found) ended.add(one);
      return found.map(({ key }) => key);
    },
    /** `counts`: its author had a say. */
    standing(counts: (node: GovernanceNode) => boolean): ReadonlyMap<SheetKey, Sheet> {
      const counted = renewals.filter(({ node }) => counts(node));
      const alive = counted.filter((one) => !ended.has(one));
      const states = new Map<Renewal, Sheet["state"]>();
      for (const party of new Set(alive.map((one) => one.party))) {
        let current: PaperKey = party;
        for (;;) {
          const over = alive.filter((one) => one.party === party && one.over === current && !states.has(one));
          const settled = over.find((one) => isSettled(one, null));
          if (settled === undefined) {
            // A sheet replaces those that its maker knew of.
            for (const one of over) if (!over.some((later) => before(one.node, later.node))) states.set(one, "waiting");
            break;
          }
          for (const [one, state] of states) if (one.party === party && state === "current") states.set(one, "past");
          states.set(settled, "current");
          current = settled.key;
        }
      }
      const sheets = new Map<SheetKey, Sheet>();
      for (const one of counted) {
        const { hash, device, time } = one.node.placed;
        const state = states.get(one) ?? "ended";
        const known = sheets.get(one.key);
        if (known !== undefined && known.state !== "ended") continue;
        sheets.set(one.key, { party: one.party, over: one.over, state, entry: hash, by: device, at: time });
      }
      return sheets;
    },
  };
}

/** The sheet that an entry brings, if it brings one. */
export function sheetOf(entry: GovernanceEntry): SheetCard | null {
  const card = entry.kind === "renewSheet" ? readSheetChain(entry.chain) : null;
  return card?.ok ? card.value : null;
}

/** Why a `renewSheet` does not hold; null where it does. */
export function faultOfRenewal(past: Membership, entry: EntryOf<"renewSheet">, party: PartyId): string | null {
  const card = readSheetChain(entry.chain);
  if (!card.ok) return card.error.reason;
  const { key } = card.value;
  if (card.value.party !== party) return "another party's sheet";
  if ((key as PaperKey) === party || past.sheets.has(key)) return "a key that was on a sheet before";
  if (toHex(entry.over) !== currentKey(past, party)) return "it replaces another key than the party's";
  const body = entry.chain.at(-1)?.[0];
  if (body === undefined || !verify(body, entry.proof, idBytes(key))) return "not signed by the new key";
  if (entry.consent !== null && !verify(body, entry.consent, entry.over)) return "not signed by the key before";
  return null;
}

/** What a ledger knows of its chains. */
type LookUp = Pick<Chains, "find" | "holds">;

/**
 * For how long a sheet has been known to others than its party, by what they claim: of each other party the time from
 * the first envelope of a device of it that knows of the sheet to the latest in `vector`; of these the second longest,
 * so that no single clock decides, or that of the one other party that there is. A device that equivocates in this past
 * is no member of it.
 */
function knownForMs(
  held: LookUp,
  vector: Vector,
  { devices, parties }: Membership,
  place: LogPosition,
  of: PartyId,
): number {
  /** A member has one line of envelopes: its last is the furthest. */
  const tips = new Map<DeviceId, readonly [ChainId, number]>();
  for (const [id, [seq]] of vector) {
    const known = tips.get(chainDevice(id));
    if (known === undefined || known[1] < seq) tips.set(chainDevice(id), [id, seq]);
  }
  const spans = new Map<PartyId, { first: number; latest: number }>();
  for (const [device, [id, seq]] of tips) {
    const party = devices.get(device)?.card.party ?? null;
    const at = party === null || party === of ? seq + 1 : firstHolding(held, id, 0, seq, place);
    const [first, latest] = [held.find(id, at)?.time, held.find(id, seq)?.time];
    if (party === null || at > seq || first === undefined || latest === undefined) continue;
    const known = spans.get(party) ?? { first, latest };
    spans.set(party, { first: Math.min(known.first, first), latest: Math.max(known.latest, latest) });
  }
  const others = [...parties.keys()].filter((party) => party !== of).length;
  const longest = [...spans.values()].map(({ first, latest }) => latest - first).sort((a, b) => b - a);
  return longest[Math.min(1, others - 1)] ?? 0;
}

/** Whether a sheet that waits has been known for long enough, in the past that `vector` and `membership` are of. */
export function isSheetDue(
  held: LookUp,
  vector: Vector,
  membership: Membership,
  key: SheetKey,
  placeOf: (entry: EnvelopeHash) => LogPosition | null,
): boolean {
  const sheet = membership.sheets.get(key);
  const place = sheet?.state === "waiting" ? placeOf(sheet.entry) : null;
  if (sheet === undefined || place === null) return false;
  return knownForMs(held, vector, membership, place, sheet.party) >= sheetSettlesAfterMs;
}
