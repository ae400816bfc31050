/** Clauses that are closed, for whoever is about to change the text. Pure readings. Called by: methods/texts.ts, board.ts. */
import type { HostError } from "../../../shared/api/errors.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { clauseLabel, readClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText, Clause } from "../../../shared/charter/text/model.ts";
import type { Ledger } from "../../../shared/ledger/ledger.ts";
import { readClosings } from "../../../shared/ledger/negotiation/closings.ts";
import { readStances, statusOf } from "../../../shared/ledger/negotiation/stances.ts";
import { closingKind } from "../../../shared/ledger/statements/closing.ts";
import type { OpenCharter } from "../library/charters.ts";

/** Those that every party agrees to in their present words, and that are closed. */
export function closedAmong(ledger: Ledger, clauses: readonly Clause[]): readonly Clause[] {
  const isClosed = readClosings(ledger);
  const stancesOn = readStances(ledger);
  return clauses.filter(({ id, node }) => {
    const hash = clauseHash(node);
    return isClosed(id, hash) && statusOf(stancesOn(id, hash)) === "agreed";
  });
}

/** `clauseClosed` where the new text has other words for a clause that is closed, or has it no more. */
export function keepsClosed(
  { replica }: OpenCharter,
  before: CharterText,
  after: CharterText,
): Result<null, HostError> {
  const ledger = replica.ledger();
  if (ledger.statements.all(closingKind).length === 0) return ok(null);
  const now = new Map(readClauses(after).map(({ id, node }) => [id, clauseHash(node)]));
  const changed = closedAmong(ledger, readClauses(before)).filter(({ id, node }) => now.get(id) !== clauseHash(node));
  return changed.length === 0 ? ok(null) : err({ kind: "clauseClosed", clauses: changed.map(clauseLabel) });
}
