/** Which agreed clauses are closed. A function of the statements that are held [L46]; nothing is kept. */
import type { ClauseId } from "../../base/ids.ts";
import { type Closing, closingKind } from "../statements/closing.ts";
import type { Placed } from "../statements/kind.ts";
import { type HeldStatements, hasSay, lastWords } from "./lastWords.ts";

/** Of a clause that is agreed in words of this hash. */
export type IsClosedOn = (clause: ClauseId, hash: string) => boolean;

/** [L46] Whoever opens it again is heard before whoever closes it without knowing of that. */
export function readClosings(ledger: HeldStatements): IsClosedOn {
  const membership = ledger.membership();
  const byWords = new Map<string, Placed<Closing>[]>();
  const keyOf = (clause: ClauseId, hash: string): string => `${clause} ${hash}`;
  for (const placed of ledger.statements.all(closingKind)) {
    const [{ clause, hash }, place] = placed;
    if (!hasSay(membership, place)) continue;
    const key = keyOf(clause, hash);
    const known = byWords.get(key);
    if (known === undefined) byWords.set(key, [placed]);
    else known.push(placed);
  }
  return (clause, hash) => {
    const last = lastWords(ledger, byWords.get(keyOf(clause, hash)) ?? []);
    return last.length > 0 && last.every(([{ closing }]) => closing === "close");
  };
}
