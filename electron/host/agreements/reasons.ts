/**
 * The signed statements that an answer follows from, as people ask for them: who said what, and when.
 * Owns: nothing. Called by: force.ts.
 */
import type { Reason } from "../../../shared/api/force.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { departuresOf, type HeldLedger } from "../../../shared/ledger/agreements/agreements.ts";
import { accessions } from "../../../shared/ledger/statements/accession.ts";
import { ballots } from "../../../shared/ledger/statements/ballot.ts";
import { consents } from "../../../shared/ledger/statements/consent.ts";
import { proposals } from "../../../shared/ledger/statements/proposal.ts";
import { releases } from "../../../shared/ledger/statements/release.ts";
import { reservations } from "../../../shared/ledger/statements/reservation.ts";
import { responses } from "../../../shared/ledger/statements/response.ts";
import { withdrawals } from "../../../shared/ledger/statements/withdrawal.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf } from "../people/authors.ts";

interface Said {
  readonly id: string;
  readonly party: PartyId;
  readonly by: { readonly person: string };
  readonly time: number;
}

/** By their ids, in the order in which they were said; what is not held is left out. */
export function reasonsIn(
  charter: OpenCharter,
  ref: (party: PartyId) => PartyRef,
): (ids: readonly string[]) => readonly Reason[] {
  const ledger: HeldLedger = charter.replica.ledger();
  const { statements } = ledger;
  const known = new Map<string, Reason>();
  const add = ({ id, party, by, time }: Said, kind: Reason["kind"], words: string): void => {
    known.set(id, { id, kind, party: ref(party), person: by.person, saidAt: time, words });
  };
  for (const [{ id, by, time, title }] of statements.all(proposals))
    add({ id, party: by.party, by, time }, "proposal", title);
  for (const [one] of statements.all(ballots)) add(one, one.choice, one.statement);
  for (const [one] of statements.all(accessions)) add(one, "accession", one.statement);
  for (const [one] of statements.all(consents)) add(one, "consent", one.reason);
  for (const [one] of statements.all(withdrawals)) add(one, "withdrawal", one.reason);
  for (const [one] of statements.all(reservations)) add(one, "reservation", one.words);
  for (const [one] of statements.all(responses)) add(one, one.choice, one.reason);
  for (const [one] of statements.all(releases)) add(one, "release", one.reason);
  for (const { party, how, at, place, reason } of departuresOf(ledger)) {
    const by = authorOf(charter, place.device);
    const said = { id: place.hash, party: by.party?.id ?? party, by, time: at };
    add(said, how === "removed" ? "removal" : "departure", reason);
  }
  return (ids) =>
    [...new Set(ids)]
      .flatMap((id) => known.get(id) ?? [])
      .sort((a, b) => a.saidAt - b.saidAt || (a.id < b.id ? -1 : 1));
}
