/** Parties that left a charter: since when, and how. Pure. PROTOCOL.md, L24 and L57. */
import { toHex } from "../../base/bytes.ts";
import type { DeviceId, PartyId } from "../../base/ids.ts";
import type { LogPosition } from "../log/envelope.ts";
import type { GovernanceNode, Membership } from "./governance.ts";

export interface Departure {
  readonly party: PartyId;
  readonly how: "withdrew" | "removed";
  /** Claimed: of the entry, and of a removal the moment of the last needed consent. */
  readonly at: number;
  /** Of the entry. */
  readonly place: LogPosition;
  readonly reason: string;
}

/** Every departure that took effect, also of parties that came back. */
export function readDepartures(nodes: readonly GovernanceNode[], membership: Membership): readonly Departure[] {
  const partyOf = (device: DeviceId): PartyId | null =>
    (membership.devices.get(device) ?? membership.former.get(device)?.member)?.card.party ?? null;
  return nodes.flatMap(({ placed }): readonly Departure[] => {
    const { entry, hash, time, device, seq } = placed;
    const place = { device, seq, hash };
    if (entry.kind !== "remove" || membership.notCounted.has(hash)) return [];
    const party = toHex(entry.party) as PartyId;
    const { reason } = entry;
    if (entry.needed === 0) return [{ party, how: "withdrew", at: time, place, reason }];
    const decision = membership.decisions.get(hash);
    if (decision === undefined || decision.consented.length < entry.needed) return [];
    /** Of each party that consented, when it first said so. */
    const said = new Map<PartyId, number>();
    for (const { placed: other } of nodes) {
      const isWord = other.hash === hash || (other.entry.kind === "consent" && toHex(other.entry.to) === hash);
      const by = isWord ? partyOf(other.device) : null;
      if (by !== null && decision.consented.includes(by))
        said.set(by, Math.min(other.time, said.get(by) ?? other.time));
    }
    const times = [...said.values()].sort((a, b) => a - b);
    return [{ party, how: "removed", at: times[entry.needed - 1] ?? time, place, reason }];
  });
}
