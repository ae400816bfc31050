/** A ledger as far as it was known on a day, by what its statements claim. Pure. PROTOCOL.md, L58. */

import { addDays, dayOf } from "../../base/days.ts";
import type { PartyId } from "../../base/ids.ts";
import type { KindOf, Placed } from "../statements/kind.ts";
import type { HeldLedger } from "./agreements.ts";
import { newestOfEach } from "./endedBallots.ts";

/** What claims a later day is left out; who is a member is read as of today. `day`: `YYYY-MM-DD`. */
export function asKnownOn(ledger: HeldLedger, day: string): HeldLedger {
  const end = Date.parse(`${addDays(day, 1)}T00:00:00Z`);
  const isKnown = ([said]: Placed<unknown>): boolean => (said as { readonly time: number }).time < end;
  const { statements } = ledger;
  return {
    ...ledger,
    statements: {
      all: <T>(kind: KindOf<T>): readonly Placed<T>[] => statements.all(kind).filter(isKnown),
      byKey: <T>(kind: KindOf<T>, key: string): readonly Placed<T>[] => statements.byKey(kind, key).filter(isKnown),
    },
    governanceNodes: () => ledger.governanceNodes().filter(({ placed }) => placed.time < end),
  };
}

/** [L58] Of each party that has spoken, the day of the newest that is held of it, by its own clocks. */
export const knownTo = (ledger: HeldLedger): ReadonlyMap<PartyId, string> =>
  new Map(
    [...newestOfEach(ledger.vector(), { membership: ledger.membership(), find: ledger.find })].map(([party, time]) => [
      party,
      dayOf(time),
    ]),
  );
