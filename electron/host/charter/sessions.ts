/**
 * Yjs client ids of this device in one charter: derived from its number of session, so that nobody else can choose one.
 * PROTOCOL.md of the ledger, L11.
 * Owns: those that were promised to windows; they are in the ledger once their window writes. Called by: replica.ts.
 */
import type { CharterId, DeviceId } from "../../../shared/base/ids.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import { sessionClient } from "../../../shared/ledger/members/epoch.ts";

type Sessions = Pick<Ledger, "session" | "nextSessionNo">;

/** The number of a client id that a gateway's client chose. */
export const chosenClient = -1;

export function createSessions(charter: CharterId, device: DeviceId) {
  const reserved = new Map<number, number>();
  let next = 0;

  return {
    /** A client id that nobody else has or can choose. */
    reserve(ledger: Sessions): number {
      next = Math.max(next, ledger.nextSessionNo(device));
      const client = sessionClient(charter, device, next);
      reserved.set(client, next);
      next++;
      return client;
    },
    /** Of one that `reserve` gave; null for any other. */
    numberOf: (client: number): number | null => reserved.get(client) ?? null,
    /** One that was promised before this program began. */
    restore(client: number, number: number): void {
      if (number === chosenClient) return;
      reserved.set(client, number);
      next = Math.max(next, number + 1);
    },
    /** What is to be bound before `client` may write: [L11] in ascending order of number, so older ones go first. */
    unbound(client: number, ledger: Sessions): readonly (readonly [client: number, number: number])[] {
      if (ledger.session(client) !== null) return [];
      const number = reserved.get(client);
      if (number === undefined) return [[client, chosenClient]];
      return [...reserved]
        .filter(([older, olderNumber]) => olderNumber <= number && ledger.session(older) === null)
        .sort((a, b) => a[1] - b[1]);
    },
    /** Numbers that were given may have been in what was missing of the log. */
    forget(): void {
      reserved.clear();
      next = 0;
    },
  };
}
