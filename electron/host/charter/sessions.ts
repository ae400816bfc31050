/**
 * Yjs client ids of this device in one charter: derived from its number of session, so that nobody else can choose one.
 * PROTOCOL.md of the ledger, L11 and L41.
 * Owns: those that were promised, and which are in use. Called by: typing.ts.
 * Invariant: an id is in use by one writer at a time, a window or the host itself, from `reserve` until `release`.
 */
import { boundWith } from "../../../shared/base/clientClass.ts";
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import { sessionClient } from "../../../shared/ledger/members/epoch.ts";

type Sessions = Pick<Ledger, "session" | "sessionsOf" | "nextSessionNo">;

/** The number of a client id that a gateway's client chose. */
export const chosenClient = -1;

/** `retired`: numbers below it are never taken up again [L41]. */
export function createSessions(charter: CharterId, device: DeviceId, retired: () => number) {
  /** Of every derived id that was promised or restored, bound or not. */
  const numbers = new Map<number, number>();
  const inUse = new Set<number>();
  let next = 0;

  /** [L41] The idle id that was bound first, of those that may be taken up again. */
  function findIdle(ledger: Sessions): readonly [client: number, number: number] | null {
    const from = retired();
    const bound = ledger.sessionsOf(device).map(({ client, sessionNo }) => [client, sessionNo] as const);
    const idle = [...bound, ...numbers].filter(([client, number]) => number >= from && !inUse.has(client));
    return idle.reduce<readonly [number, number] | null>(
      (first, one) => (first === null || one[1] < first[1] ? one : first),
      null,
    );
  }

  return {
    /** An editing client id that nobody else has or can choose, and the suggesting one above it: in use from now on. */
    reserve(ledger: Sessions): number {
      next = Math.max(next, ledger.nextSessionNo(device));
      const idle = findIdle(ledger);
      const number = idle?.[1] ?? next++;
      const client = idle?.[0] ?? sessionClient(charter, device, number);
      numbers.set(client, number);
      inUse.add(client);
      return client;
    },
    /** Its writer is gone for good, and all that it sent is here. */
    release: (client: number): void => void inUse.delete(client),
    /** Of one that `reserve` gave, or the suggesting id above it; null for any other. */
    numberOf: (client: number): number | null => numbers.get(boundWith(client)) ?? null,
    /** One that was promised before this program began. */
    restore(client: number, number: number): void {
      if (number === chosenClient) return;
      numbers.set(boundWith(client), number);
      next = Math.max(next, number + 1);
    },
    /**
     * What is to be bound before `client` may write: [L11] in ascending order of number, so older ones go first, where
     * somebody may still write with them.
     */
    unbound(client: number, ledger: Sessions): readonly (readonly [client: number, number: number])[] {
      if (ledger.session(client) !== null) return [];
      const bound = boundWith(client);
      const number = numbers.get(bound);
      if (number === undefined) return [[client, chosenClient]];
      for (const [older, olderNumber] of numbers)
        if (olderNumber < number && !inUse.has(older) && ledger.session(older) === null) numbers.delete(older);
      return [...numbers]
        .filter(([older, olderNumber]) => olderNumber <= number && ledger.session(older) === null)
        .sort((a, b) => a[1] - b[1]);
    },
    /** The number from which on none was promised or bound. */
    nextNo: (ledger: Sessions): number => Math.max(next, ledger.nextSessionNo(device)),
    /** Numbers that were given may have been in what was missing of the log. */
    forget(): void {
      numbers.clear();
      next = 0;
    },
  };
}
