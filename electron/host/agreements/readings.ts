/**
 * What a charter holds of proposals and ballots, and how each stands today; frozen texts.
 * Owns: a small memory of frozen texts, and what each ledger came to when it was last asked. Called by: the other files of this room.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import type { Point, TextsApi } from "../../../shared/api/texts.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import { dayOf } from "../../../shared/base/days.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { compareInSteps, type Redline } from "../../../shared/charter/compare/redline.ts";
import { writeMarkdown } from "../../../shared/charter/formats/markdownWriter.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import type { PromiseWords } from "../../../shared/charter/text/promiseWords.ts";
import {
  departuresOf,
  type HeldLedger,
  heldBallots,
  heldProposals,
  newestClaimOf,
  saidOf as readSaidOf,
  standingsOf as readStandingsOf,
} from "../../../shared/ledger/agreements/agreements.ts";
import { type Binding, readBindings } from "../../../shared/ledger/agreements/bindings.ts";
import { type Competition, readCompetitions } from "../../../shared/ledger/agreements/competition.ts";
import type { ProposalStanding } from "../../../shared/ledger/agreements/ratification.ts";
import { type ReservationStanding, reservationsByDay } from "../../../shared/ledger/agreements/reservations.ts";
import type { LogPosition } from "../../../shared/ledger/log/envelope.ts";
import { accessions } from "../../../shared/ledger/statements/accession.ts";
import type { Ballot } from "../../../shared/ledger/statements/ballot.ts";
import type { SaidSet } from "../../../shared/ledger/statements/kind.ts";
import { type Proposal, textOf } from "../../../shared/ledger/statements/proposal.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import { breathe } from "../charter/waitingFrames.ts";
import type { Keys } from "../keys/identity.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { Platform } from "../platform.ts";

const keptTexts = 32;
const dayMs = 86_400_000;
/** A clock is doubted that is further from what two parties claim: behind them, or ahead of them. */
export const maxBehindMs = dayMs;
const maxAheadMs = 90 * dayMs;

export interface ReadingArgs {
  readonly platform: Platform;
  readonly keys: Keys;
  /** Of a certificate that came before the log. */
  readonly arrivingText: (charter: OpenCharter, proposal: ProposalId) => CharterText | null;
}

/** What the statements of a ledger amount to. */
interface Amount {
  readonly said: SaidSet;
  readonly standings: readonly ProposalStanding[];
  readonly byId: ReadonlyMap<ProposalId, ProposalStanding>;
  readonly ballots: ReadonlyMap<ProposalId, readonly Ballot[]>;
  readonly bindings: ReadonlyMap<ProposalId, readonly Binding[]>;
  readonly competitions: ReadonlyMap<ProposalId, Competition>;
  readonly reservationsOn: (day: string) => readonly ReservationStanding[];
}

export type Readings = ReturnType<typeof createReadings>;

export function createReadings({ platform, keys, arrivingText }: ReadingArgs) {
  /** Frozen texts never change. */
  const texts = new Map<ProposalId, CharterText>();

  /** Of each ledger, by how much it held then, and the day. */
  const amounts = new WeakMap<HeldLedger, { readonly key: string; readonly amount: Amount }>();

  const today = (): string => dayOf(platform.clock.now());

  const proposalsOf = ({ replica }: OpenCharter): ReadonlyMap<ProposalId, Proposal> =>
    new Map(heldProposals(replica.ledger()).map(([proposal]) => [proposal.id, proposal]));

  const ballotsOf = ({ replica }: OpenCharter): readonly Ballot[] =>
    heldBallots(replica.ledger()).map(([ballot]) => ballot);

  /** Everything that counts today. Made anew once the ledger has grown, or another day has come. */
  function amountOf(charter: OpenCharter): Amount {
    const ledger = charter.replica.ledger();
    const key = `${ledger.size()} ${today()}`;
    const known = amounts.get(ledger);
    if (known?.key === key) return known.amount;
    const standings = readStandingsOf(ledger, today());
    const said = readSaidOf(ledger);
    const bindings = readBindings(standings, said, departuresOf(ledger));
    const amount: Amount = {
      ...{ said, standings, bindings, reservationsOn: reservationsByDay(standings, bindings, said) },
      competitions: readCompetitions(standings),
      ballots: Map.groupBy(ballotsOf(charter), ({ proposal }) => proposal),
      byId: new Map(standings.map((standing) => [standing.proposal.id, standing])),
    };
    amounts.set(ledger, { key, amount });
    return amount;
  }

  const saidOf = (charter: OpenCharter): SaidSet => amountOf(charter).said;

  const standingsOf = (charter: OpenCharter): readonly ProposalStanding[] => amountOf(charter).standings;

  /** [L57] Whom each text binds. */
  const bindingsOf = (charter: OpenCharter): ReadonlyMap<ProposalId, readonly Binding[]> => amountOf(charter).bindings;

  /** [L56] As they stand on a day. */
  const reservationsOn = (charter: OpenCharter, day: string): readonly ReservationStanding[] =>
    amountOf(charter).reservationsOn(day);

  /** [L16] What each of these texts competes with. */
  const competitionsOf = (charter: OpenCharter): ReadonlyMap<ProposalId, Competition> => amountOf(charter).competitions;

  /** Of one proposal, counting or not. */
  const ballotsFor = (charter: OpenCharter, id: ProposalId): readonly Ballot[] =>
    amountOf(charter).ballots.get(id) ?? [];

  function findStanding(charter: OpenCharter, id: ProposalId): Result<ProposalStanding, HostError> {
    const standing = amountOf(charter).byId.get(id);
    return standing === undefined ? err({ kind: "proposalNotFound", proposal: id }) : ok(standing);
  }

  /** The party that this device speaks for in a charter. */
  const myParty = ({ replica }: OpenCharter): PartyId | null =>
    replica.ledger().membership().devices.get(keys.device)?.card.party ?? null;

  /** What a party is called, one that acceded or has left too. */
  function refsOf(charter: OpenCharter): (party: PartyId) => PartyRef {
    const ledger = charter.replica.ledger();
    const names = new Map<PartyId, string>();
    for (const [{ card }] of ledger.statements.all(accessions)) names.set(card.id, card.name);
    for (const { electorate } of proposalsOf(charter).values())
      for (const { id, name } of electorate) names.set(id, name);
    for (const { card } of ledger.membership().parties.values()) names.set(card.id, card.name);
    return (id) => ({ id, name: names.get(id) ?? "" });
  }

  /** [L31] Null where this device's clock fits what two parties claim, or its person says that it is right. */
  function doubtOfClock({ replica }: OpenCharter, clockIsRight: boolean): HostError | null {
    const newest = newestClaimOf(replica.ledger());
    const now = platform.clock.now();
    if (clockIsRight || newest === null) return null;
    return newest - now > maxBehindMs || now - newest > maxAheadMs ? { kind: "clockDoubtful", now, newest } : null;
  }

  /** The statement as it lies in the log: what a certificate is made of. */
  function statementAt({ replica }: OpenCharter, place: LogPosition): Bytes {
    const chain = replica.ledger().chainOf(place);
    const envelope = chain === null ? null : replica.envelopeAt(chain, place.seq);
    if (envelope === null || envelope.body === null) throw new Error("a statement that counts is always in the log");
    return envelope.body;
  }

  function findProposal(charter: OpenCharter, id: ProposalId): readonly [Proposal, LogPosition] | null {
    const known = heldProposals(charter.replica.ledger()).find(([proposal]) => proposal.id === id);
    return known === undefined ? null : [known[0], known[1]];
  }

  function frozenText(charter: OpenCharter, id: ProposalId): Result<CharterText, HostError> {
    const known = texts.get(id);
    if (known !== undefined) return ok(known);
    const found = findProposal(charter, id);
    if (found === null) {
      const early = arrivingText(charter, id);
      return early === null ? err({ kind: "proposalNotFound", proposal: id }) : ok(early);
    }
    const text = textOf(statementAt(charter, found[1]));
    const oldest = texts.keys().next();
    if (texts.size >= keptTexts && !oldest.done) texts.delete(oldest.value);
    texts.set(id, text);
    return ok(text);
  }

  function textAt(charter: OpenCharter, point: Point): Result<CharterText, HostError> {
    switch (point.kind) {
      case "draft":
        return ok(charter.replica.readText());
      case "proposal":
        return frozenText(charter, point.proposal);
    }
  }

  async function read(charter: OpenCharter, point: Point): ReturnType<TextsApi["getText"]> {
    const found = textAt(charter, point);
    return found.ok ? ok(await viewText(found.value, promiseWordsIn(charter))) : found;
  }

  async function compare(charter: OpenCharter, from: Point, to: Point): Promise<Result<Redline, HostError>> {
    const before = textAt(charter, from);
    if (!before.ok) return before;
    const after = textAt(charter, to);
    return after.ok ? ok(await compareInSteps(before.value, after.value, breathe, promiseWordsIn(charter))) : after;
  }

  return {
    ...{
      today,
      proposalsOf,
      ballotsOf,
      ballotsFor,
      saidOf,
      standingsOf,
      bindingsOf,
      competitionsOf,
      reservationsOn,
      findStanding,
      myParty,
      refsOf,
      doubtOfClock,
      statementAt,
      findProposal,
    },
    ...{ frozenText, textAt, read, compare },
  };
}

/** A text as a person reads it. Others get their turn in between. `promise`: what promises read as. */
export async function viewText(text: CharterText, promise: PromiseWords) {
  await breathe();
  const clauses = readClauses(text, promise);
  await breathe();
  return { text, clauses, markdown: writeMarkdown(text, promise) };
}
