/**
 * What one address may take of a relay: connections, bytes a second, rooms in an hour ([R12], [R15], [R24]).
 * Owns the counts of each address; serveRelay.ts admits, sessions spend.
 * Invariant: an address is forgotten only when nothing counts against it, or when too many are remembered.
 */
import type { Clock } from "../../shared/base/ambient.ts";
import { networkOf } from "../../shared/base/networkOf.ts";
import type { RelayLimits } from "./limits.ts";
import { createPace, type Pace } from "./pace.ts";

const rememberedAddresses = 10_000;
const roomsWindowMs = 3_600_000;

/** One connection of an address. */
export interface Visitor {
  /** Milliseconds to stop listening after a message of so many bytes. */
  spend(bytes: number): number;
  /** Each room counts once an hour. */
  mayOpen(roomKey: string): boolean;
  leave(): void;
}

export interface AddressQuotas {
  /** Null for one connection too many. */
  admit(address: string): Visitor | null;
}

interface Entry {
  connections: number;
  readonly pace: Pace;
  rooms: Set<string>;
  roomsSinceMs: number;
}

export function createAddressQuotas(args: {
  readonly clock: Clock;
  readonly limits: Pick<
    RelayLimits,
    "connectionsPerAddress" | "bytesPerSecondPerAddress" | "roomsPerAddress" | "burstMs"
  >;
}): AddressQuotas {
  const { clock, limits } = args;
  const { connectionsPerAddress, bytesPerSecondPerAddress: bytesPerSecond, roomsPerAddress, burstMs } = limits;
  const entries = new Map<string, Entry>();
  const isWindowOver = ({ roomsSinceMs }: Entry): boolean => clock.now() - roomsSinceMs >= roomsWindowMs;

  function forgetSome(): void {
    for (const [name, entry] of entries) if (entry.connections === 0 && isWindowOver(entry)) entries.delete(name);
    for (const [name, { connections }] of entries) {
      if (entries.size < rememberedAddresses) return;
      if (connections === 0) entries.delete(name);
    }
  }

  function entryOf(name: string): Entry {
    const known = entries.get(name);
    if (known !== undefined) return known;
    if (entries.size >= rememberedAddresses) forgetSome();
    const pace = createPace({ clock, messagesPerSecond: Number.POSITIVE_INFINITY, bytesPerSecond, burstMs });
    const entry: Entry = { connections: 0, pace, rooms: new Set(), roomsSinceMs: clock.now() };
    entries.set(name, entry);
    return entry;
  }

  return {
    admit(address) {
      const name = networkOf(address);
      const entry = entryOf(name);
      if (entry.connections >= connectionsPerAddress) return null;
      entry.connections += 1;
      return {
        spend: entry.pace.spend,
        mayOpen(roomKey) {
          if (isWindowOver(entry)) {
            entry.rooms = new Set();
            entry.roomsSinceMs = clock.now();
          }
          if (!entry.rooms.has(roomKey) && entry.rooms.size >= roomsPerAddress) return false;
          entry.rooms.add(roomKey);
          return true;
        },
        leave() {
          entry.connections -= 1;
          if (entry.connections === 0 && entry.rooms.size === 0) entries.delete(name);
        },
      };
    },
  };
}
