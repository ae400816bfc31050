/**
 * What parties look back on when they renew, and which days ask something of them soon.
 * Owns: what was due in each charter when it was last asked. Called by: ratification.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { ClauseLookBack, DueView, LookBack, PromiseCountsView } from "../../../shared/api/renewal.ts";
import { addDays, laterDay } from "../../../shared/base/days.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { TextPromise } from "../../../shared/charter/text/promises.ts";
import { addCounts, countByParty, countKept, noCounts, readFates } from "../../../shared/ledger/agreements/burdens.ts";
import { noticesIn } from "../../../shared/ledger/agreements/joined.ts";
import { type KeptPromise, readKept } from "../../../shared/ledger/agreements/promises.ts";
import type { ProposalStanding } from "../../../shared/ledger/agreements/ratification.ts";
import type { CharterFace } from "../library/cards.ts";
import type { OpenCharter } from "../library/charters.ts";
import { type AgreedText, type AgreedTexts, isComing, promiseParts } from "./agreedTexts.ts";
import type { Readings } from "./readings.ts";

/** So far ahead a day is told of. */
const soonDays = 30;
/** So far ahead promises of a text without an end are counted. */
const yearDays = 366;

export function createRenewal(readings: Readings, agreedText: AgreedTexts) {
  const { today, saidOf, standingsOf, reservationsOn, myParty, refsOf, findStanding } = readings;
  const remembered = new WeakMap<OpenCharter, { readonly key: string; readonly due: readonly DueView[] }>();

  // ---- looking back

  /** Each on the one before, the first first. */
  function linesTo(charter: OpenCharter, last: ProposalStanding): readonly ProposalStanding[] {
    const all = new Map(standingsOf(charter).map((one) => [one.proposal.id, one]));
    const line = [last];
    for (let at = last.proposal.parent; at !== null; ) {
      const before = all.get(at);
      if (before === undefined) break;
      line.unshift(before);
      at = before.proposal.parent;
    }
    return line;
  }

  function keptIn(charter: OpenCharter, { standing, promises, bindings }: AgreedText): readonly KeptPromise[] {
    const { startsOn, endedOn, endsOn, proposal } = standing;
    const now = today();
    if (startsOn === null) return [];
    const to = endedOn ?? endsOn ?? addDays(laterDay(startsOn, now), yearDays);
    if (to < startsOn) return [];
    const days = { from: startsOn, to, today: now };
    return readKept(proposal, promises, bindings, saidOf(charter), days).promises;
  }

  function lookBack(charter: OpenCharter, id: ProposalId): Result<LookBack, HostError> {
    const last = findStanding(charter, id);
    if (!last.ok) return last;
    const ref = refsOf(charter);
    const texts: AgreedText[] = [];
    for (const standing of linesTo(charter, last.value)) {
      const text = agreedText(charter, standing);
      if (!text.ok) return text;
      texts.push(text.value);
    }
    const ids = new Set(texts.map(({ standing }) => standing.proposal.id));
    const reservations = reservationsOn(charter, today()).filter(
      ({ proposal, state }) => ids.has(proposal) && state !== "withdrawn",
    );
    const kept = texts.map((text) => ({ text, isOver: !isComing(text.standing), promises: keptIn(charter, text) }));

    /** The same promise of several texts is one. */
    const promised = new Map<string, { readonly promise: TextPromise; counts: PromiseCountsView }>();
    const carried = new Map<PartyId, PromiseCountsView>();
    for (const { text, isOver, promises } of kept) {
      for (const one of promises) {
        const { clause, by, to, due, every, words } = one.promise;
        const key = JSON.stringify([clause, by, to, due, every, words]);
        const known = promised.get(key) ?? { promise: one.promise, counts: noCounts };
        promised.set(key, { promise: one.promise, counts: addCounts(known.counts, countKept(one, isOver)) });
      }
      for (const { party } of text.bindings) carried.set(party, carried.get(party) ?? noCounts);
      for (const [party, counts] of countByParty(promises, text.bindings, isOver))
        carried.set(party, addCounts(carried.get(party) ?? noCounts, counts));
    }

    const titles = new Map(texts.flatMap(({ clauses }) => [...clauses].map(([clause, { title }]) => [clause, title])));
    const hashes = texts.map(
      ({ clauses }) => new Map(Array.from(clauses, ([clause, { hash }]) => [clause, hash] as const)),
    );
    return ok({
      terms: texts.map(({ standing: { proposal, state, startsOn, endedOn, endsOn } }) => ({
        ...{ proposal: proposal.id, purpose: proposal.purpose, state, startsOn, endsOn: endedOn ?? endsOn },
      })),
      clauses: Array.from(
        readFates(hashes),
        ([clause, fates]): ClauseLookBack => ({
          ...{ clause, title: titles.get(clause) ?? clause, fates },
          reservations: reservations
            .filter((one) => one.clause === clause)
            .map(({ id: of, proposal, party, how, words, state }) => ({
              ...{ id: of, proposal, party: ref(party), how, words, state },
            })),
          promises: [...promised.values()]
            .filter(({ promise }) => promise.clause === clause)
            .map(({ promise, counts }) => ({ ...promiseParts(promise, ref), counts })),
        }),
      ),
      parties: [...carried]
        .map(([party, promises]) => ({
          ...{ party: ref(party), promises },
          reservations: reservations.filter((one) => one.party === party).length,
        }))
        .sort((a, b) => (a.party.name < b.party.name ? -1 : 1)),
    });
  }

  // ---- what is due

  /** A charter whose text cannot be read is told of elsewhere, and nothing is due by it here. */
  function due(charter: OpenCharter): readonly DueView[] {
    const now = today();
    const key = `${charter.replica.ledger().size()} ${now}`;
    const known = remembered.get(charter);
    if (known?.key === key) return known.due;
    const standings = standingsOf(charter);
    const made = [...standings.filter(isComing).flatMap((one) => dueBy(charter, one)), ...leaving(charter)];
    remembered.set(charter, { key, due: made });
    return made;
  }

  function leaving(charter: OpenCharter): readonly DueView[] {
    const ref = refsOf(charter);
    const now = today();
    return noticesIn(saidOf(charter)).flatMap(({ withdrawal: { party, proposal, effectiveOn: day } }) =>
      day < now || day > addDays(now, soonDays)
        ? []
        : [dueView(charter, "leave", day, { proposal, party: ref(party) })],
    );
  }

  function dueBy(charter: OpenCharter, standing: ProposalStanding): readonly DueView[] {
    const text = agreedText(charter, standing);
    if (!text.ok) return [];
    const ref = refsOf(charter);
    const [now, mine] = [today(), myParty(charter)];
    const soon = addDays(now, soonDays);
    const { proposal, state, renewFrom, endsOn, startsOn } = standing;
    const about = { proposal: proposal.id };
    const isRenewed = standingsOf(charter).some(
      (one) => one.proposal.parent === proposal.id && one.state === "upcoming",
    );
    const isToRenew = state === "inForce" && renewFrom !== null && renewFrom <= now && !isRenewed;
    const { promises } = readKept(proposal, text.value.promises, text.value.bindings, saidOf(charter), {
      ...{ from: startsOn ?? now, to: soon, today: now },
    });
    return [
      ...(isToRenew && endsOn !== null ? [dueView(charter, "renew", endsOn, about)] : []),
      ...text.value.nextReviews.filter((day) => day <= soon).map((day) => dueView(charter, "review", day, about)),
      ...promises.flatMap(({ promise, days }) => {
        const { by, words } = promiseParts(promise, ref);
        const isAsked = promise.by === "" || promise.by === "all" || promise.by === mine;
        const open = days.filter((one) => one.state === "overdue" || (one.state === "due" && isAsked));
        const [first] = open;
        const clause = { id: promise.clause, number: text.value.numberOf(promise) };
        return first === undefined
          ? []
          : [dueView(charter, "promise", first.day, { ...about, party: by, words, clause, times: open.length })];
      }),
    ];
  }

  /**
   * The days, today among them, between which a charter's summary and what is due in it stay the same while nothing
   * comes; null: for ever. Not further than new days come into sight.
   */
  function holds(charter: OpenCharter): CharterFace["holds"] {
    const standings = standingsOf(charter);
    if (standings.length === 0) return null;
    const now = today();
    const asking = standings.filter(isComing).flatMap((standing) => askingDays(charter, standing));
    const leaving = noticesIn(saidOf(charter)).map(({ withdrawal }) => withdrawal.effectiveOn);
    const changes = [
      ...standings.flatMap(({ startsOn, renewFrom, endsOn, proposal: { closesOn } }) => [
        ...[startsOn, renewFrom].filter((day) => day !== null),
        ...[endsOn, closesOn].filter((day) => day !== null).map((day) => addDays(day, 1)),
      ]),
      ...[...asking, ...leaving].flatMap((day) => [addDays(day, -soonDays), addDays(day, 1)]),
    ].filter((day) => day > now);
    const [next] = [addDays(now, soonDays), ...changes].sort();
    return { from: now, to: addDays(next ?? now, -1) };
  }

  /** Those of its reviews and promises that may be seen before the card of today is made anew. */
  function askingDays(charter: OpenCharter, standing: ProposalStanding): readonly string[] {
    const text = agreedText(charter, standing);
    if (!text.ok) return [];
    const now = today();
    const { promises } = readKept(standing.proposal, text.value.promises, text.value.bindings, saidOf(charter), {
      ...{ from: standing.startsOn ?? now, to: addDays(now, 2 * soonDays), today: now },
    });
    return [...text.value.nextReviews, ...promises.flatMap(({ days }) => days.map(({ day }) => day))];
  }

  const dueView = (
    { id }: OpenCharter,
    kind: DueView["kind"],
    day: string,
    more: Pick<DueView, "proposal"> & Partial<DueView>,
  ): DueView => ({
    ...{ charter: id, kind, day, isOver: day < today(), party: null, words: "", clause: null, times: 1 },
    ...more,
  });

  return { lookBack, due, holds };
}
