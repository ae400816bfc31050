/**
 * What is in force on a day, for whom and by what; and the status of a text.
 * Owns: nothing. Called by: ratification.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type {
  ForceApi,
  ForceOverView,
  ForceView,
  KnownTo,
  NamedReservation,
  StatusTableView,
} from "../../../shared/api/force.ts";
import { byName } from "../../../shared/api/knownParties.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { dayOf, daysBetween } from "../../../shared/base/days.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { clauseHash } from "../../../shared/charter/text/clauseHash.ts";
import { clauseTitle, placeClauses } from "../../../shared/charter/text/clauses.ts";
import { departuresOf, type HeldLedger, saidOf, standingsOf } from "../../../shared/ledger/agreements/agreements.ts";
import { asKnownOn, knownTo } from "../../../shared/ledger/agreements/asKnown.ts";
import { readBindings } from "../../../shared/ledger/agreements/bindings.ts";
import { readForce, readForceOver } from "../../../shared/ledger/agreements/inForce.ts";
import { type ReservationStanding, readReservations } from "../../../shared/ledger/agreements/reservations.ts";
import { readStatusTable } from "../../../shared/ledger/agreements/statusTable.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { Readings } from "./readings.ts";
import { reasonsIn } from "./reasons.ts";

/** Days that one question may span: some four centuries. */
const maxSpanDays = 150_000;

export function createForce(readings: Readings) {
  const { today, refsOf, frozenText, findStanding } = readings;

  /** Whom a text binds and since when follows no day: only how a reservation stands does. */
  function readingsOf(charter: OpenCharter, knownOn: string | null, day: string) {
    const whole: HeldLedger = charter.replica.ledger();
    if (knownOn === null)
      return {
        ledger: whole,
        said: readings.saidOf(charter),
        standings: readings.standingsOf(charter),
        bindings: readings.bindingsOf(charter),
        reservations: readings.reservationsOn(charter, day),
      };
    const ledger = asKnownOn(whole, knownOn);
    const said = saidOf(ledger);
    const standings = standingsOf(ledger, day);
    const bindings = readBindings(standings, said, departuresOf(ledger));
    return { ledger, said, standings, bindings, reservations: readReservations(standings, bindings, said, day) };
  }

  function knownView(ledger: HeldLedger, ref: (party: PartyId) => PartyRef): KnownTo {
    return byName(
      [...knownTo(ledger)].map(([party, day]) => ({ party: ref(party), day })),
      ({ party }) => party,
    );
  }

  /** What clauses of a text are called, where a reservation is about their words. */
  function titlesOf(charter: OpenCharter, proposal: ProposalId): (one: ReservationStanding) => string {
    const text = frozenText(charter, proposal);
    const clauses = new Map(text.ok ? placeClauses(text.value).map(({ clause }) => [clause.id, clause]) : []);
    return ({ clause: id, hash }) => {
      const clause = clauses.get(id);
      return clause === undefined || clauseHash(clause.node) !== hash ? id : clauseTitle(clause);
    };
  }

  function reservationView(
    charter: OpenCharter,
    ref: (party: PartyId) => PartyRef,
  ): (one: ReservationStanding) => NamedReservation {
    const titles = new Map<ProposalId, (one: ReservationStanding) => string>();
    return (one) => {
      const titleOf = titles.get(one.proposal) ?? titlesOf(charter, one.proposal);
      titles.set(one.proposal, titleOf);
      const { id, clause, how, words, madeOn, late, state, acceptedOn, withdrawnOn } = one;
      return {
        ...{ id, party: ref(one.party), clause, clauseTitle: titleOf(one), how, words, madeOn, late, state },
        ...{ acceptedOn, withdrawnOn },
        objections: one.objections.map(({ party, hasRelations }) => ({ party: ref(party), hasRelations })),
      };
    };
  }

  function force(
    charter: OpenCharter,
    { on, party, other, knownOn }: Omit<Parameters<ForceApi["getForce"]>[0], "charter">,
  ): Result<ForceView, HostError> {
    const fault = faultOfPair(party, other);
    if (fault !== null) return err(fault);
    const day = on ?? today();
    const ref = refsOf(charter);
    const { ledger, standings, bindings, reservations } = readingsOf(charter, knownOn, day);
    const answer = readForce(standings, bindings, reservations, { on: day, party, other });
    const view = reservationView(charter, ref);
    const reasons = reasonsIn(charter, ref);
    const named = (id: ProposalId) => ({
      proposal: id,
      title: standings.find(({ proposal }) => proposal.id === id)?.proposal.title ?? "",
    });
    return ok({
      on: day,
      knownOn,
      inForce: answer.inForce.map((one) => ({
        ...{ ...named(one.proposal), from: one.from, to: one.to, because: reasons(one.because) },
        bound: byName(
          one.bound.map(({ party: id, from, to }) => ({ party: ref(id), from, to })),
          ({ party }) => party,
        ),
        excluded: [...one.excluded.values()].flat().map(view),
        interpreted: [...one.interpreted.values()].flat().map(view),
        elsewhere: one.elsewhere.map(view),
      })),
      unrelated: answer.unrelated.map(({ proposal, by }) => ({ ...named(proposal), by: by.map(view) })),
      contested: answer.contested.map(named),
      knownTo: knownView(ledger, ref),
    });
  }

  /** `from` and `to` are days, both told of. */
  function forceOver(
    charter: OpenCharter,
    { from, to, party, other }: Omit<Parameters<ForceApi["getForceOver"]>[0], "charter">,
  ): Result<ForceOverView, HostError> {
    const fault = faultOfPair(party, other);
    if (fault !== null) return err(fault);
    const days = daysBetween(from, to);
    if (days < 0 || days > maxSpanDays)
      return err({ kind: "badArgument", what: "to", expected: "a day at most 400 years after the first" });
    const ref = refsOf(charter);
    const { ledger, standings, bindings, reservations } = readingsOf(charter, null, to);
    const titles = new Map(standings.map(({ proposal }) => [proposal.id, proposal.title]));
    const spans = readForceOver(standings, bindings, reservations, { from, to, party, other });
    return ok({
      ...{ from, to, knownTo: knownView(ledger, ref) },
      spans: spans.map((span) => ({
        ...{ from: span.from, to: span.to },
        inForce: span.inForce.map(({ proposal, bound }) => ({
          ...{ proposal, title: titles.get(proposal) ?? "", bound: bound.map(ref) },
        })),
      })),
    });
  }

  function statusTable(charter: OpenCharter, id: ProposalId): Result<StatusTableView, HostError> {
    const found = findStanding(charter, id);
    if (!found.ok) return found;
    const standing = found.value;
    const { ledger, said, bindings, reservations } = readingsOf(charter, null, today());
    const ref = refsOf(charter);
    const view = reservationView(charter, ref);
    const reasons = reasonsIn(charter, ref);
    const { ratifiedAt, startsOn, endsOn, proposal } = standing;
    return ok({
      ...{ proposal: id, title: proposal.title, startsOn, endsOn, needed: proposal.conditions.needed },
      parties: proposal.electorate.length,
      ratifiedOn: ratifiedAt === null ? null : dayOf(ratifiedAt),
      rows: readStatusTable(standing, bindings.get(id) ?? [], said, reservations).map(
        ({ party, name, declarations, because, ...row }) => ({
          ...row,
          party: { id: party, name },
          declarations: declarations.map(view),
          because: reasons([...because, ...declarations.flatMap((one) => one.because)]),
        }),
      ),
      knownTo: knownView(ledger, ref),
    });
  }

  return { force, forceOver, statusTable };
}

function faultOfPair(party: PartyId | null, other: PartyId | null): HostError | null {
  if (party === null && other !== null)
    return { kind: "badArgument", what: "party", expected: "the first of two parties" };
  return party !== null && party === other
    ? { kind: "badArgument", what: "other", expected: "another party than the first" }
    : null;
}
