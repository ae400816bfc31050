/**
 * The status of a text, party by party, as a depositary prints it: what each did on which day, since when it is bound,
 * what it declared, and when it left. Pure. PROTOCOL.md, L59; the form is that of the Multilateral Treaties Deposited with
 * the Secretary-General.
 */

import { dayOf } from "../../base/days.ts";
import type { PartyId } from "../../base/ids.ts";
import type { Status } from "../../charter/parties/status.ts";
import { accessions } from "../statements/accession.ts";
import type { SaidSet } from "../statements/kind.ts";
import type { Binding } from "./bindings.ts";
import { accedersOf } from "./joined.ts";
import type { ProposalStanding } from "./ratification.ts";
import type { ReservationStanding } from "./reservations.ts";

export interface StatusRow extends Status {
  readonly party: PartyId;
  readonly name: string;
  readonly declarations: readonly ReservationStanding[];
  readonly because: readonly string[];
}

/** [L59] The electorate and whoever acceded, by name. A party that left and came back has a row for each time. */
export function readStatusTable(
  { proposal, ballots, late, questioned }: ProposalStanding,
  bound: readonly Binding[],
  said: SaidSet,
  reservations: readonly ReservationStanding[],
): readonly StatusRow[] {
  const acceded = accedersOf(proposal, said);
  const names = new Map<PartyId, string>(proposal.electorate.map(({ id, name }) => [id, name]));
  const calls = new Map<PartyId, string>(said.all(accessions).map(([{ card }]) => [card.id, card.name]));
  for (const { party } of acceded) if (!names.has(party)) names.set(party, calls.get(party) ?? "");
  const own = reservations.filter((one) => one.proposal === proposal.id);
  const rows: StatusRow[] = [];
  for (const [party, name] of names) {
    const windows = bound.filter((one) => one.party === party);
    const counting = ballots.filter((one) => one.party === party && !late.has(one.id) && !questioned.has(one.id));
    const declarations = (ids: readonly string[]) => own.filter(({ consent }) => ids.includes(consent));
    for (const { consent, from, to, left, because } of windows) {
      const accession = acceded.find(({ ids }) => ids.some((id) => consent.includes(id)));
      const cast = ballots.filter(({ id }) => (consent as readonly string[]).includes(id));
      const on = accession?.saidAt ?? (cast.length === 0 ? null : Math.max(...cast.map(({ time }) => time)));
      rows.push({
        ...{ party, name, because, effect: from, until: to },
        action: accession !== undefined ? "acceded" : consent.length > 0 ? "ratified" : "bound",
        on: on === null ? null : dayOf(Math.max(on, proposal.time)),
        declarations: declarations(consent),
        left: left === null || left.how === "succeeded" ? null : leavingOf(left),
      });
    }
    if (windows.length > 0) continue;
    const waiting = acceded.find((one) => one.party === party);
    const [first] = counting.filter(({ choice }) => choice === "ratify");
    const answer = first ?? counting[0];
    const on = waiting?.saidAt ?? answer?.time ?? null;
    rows.push({
      ...{ party, name, effect: null, until: null, left: null },
      action: waiting !== undefined ? "waits" : answer === undefined ? "none" : wordOf[answer.choice],
      on: on === null ? null : dayOf(Math.max(on, proposal.time)),
      declarations: declarations(waiting?.ids ?? (first === undefined ? [] : [first.id])),
      because: waiting?.because ?? (answer === undefined ? [] : [answer.id]),
    });
  }
  const byName = new Intl.Collator("und").compare;
  return rows.sort((a, b) => byName(a.name, b.name) || (a.party < b.party ? -1 : a.party > b.party ? 1 : 0));
}

const wordOf = { ratify: "ratified", decline: "declined" } as const;

function leavingOf(left: Exclude<NonNullable<Binding["left"]>, { readonly how: "succeeded" }>): StatusRow["left"] {
  const at = left.how === "withdrew" ? left.withdrawal.time : left.departure.at;
  return { how: left.how, notice: dayOf(at), effect: left.on };
}
