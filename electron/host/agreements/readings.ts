/**
 * What a charter holds of proposals and ballots, and how each stands today; frozen texts.
 * Owns: a small memory of frozen texts. Called by: the other files of this room.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { Point, TextsApi } from "../../../shared/api/texts.ts";
import type { Bytes } from "../../../shared/base/bytes.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { compareInSteps, type Redline } from "../../../shared/charter/compare/redline.ts";
import { writeMarkdown } from "../../../shared/charter/formats/markdownWriter.ts";
import { dayOf } from "../../../shared/charter/parties/term.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import {
  departuresOf,
  endedBallotsOf,
  heldBallots,
  heldProposals,
  newestClaimOf,
} from "../../../shared/ledger/agreements/agreements.ts";
import { type ProposalStanding, readStandings } from "../../../shared/ledger/agreements/ratification.ts";
import type { LogPosition } from "../../../shared/ledger/log/envelope.ts";
import type { Ballot } from "../../../shared/ledger/statements/ballot.ts";
import { type Proposal, readProposal } from "../../../shared/ledger/statements/proposal.ts";
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

export type Readings = ReturnType<typeof createReadings>;

export function createReadings({ platform, keys, arrivingText }: ReadingArgs) {
  /** Frozen texts never change. */
  const texts = new Map<ProposalId, CharterText>();

  const today = (): string => dayOf(platform.clock.now());

  const proposalsOf = ({ replica }: OpenCharter): ReadonlyMap<ProposalId, Proposal> =>
    new Map(heldProposals(replica.ledger()).map(([proposal]) => [proposal.id, proposal]));

  const ballotsOf = ({ replica }: OpenCharter): readonly Ballot[] =>
    heldBallots(replica.ledger()).map(([ballot]) => ballot);

  function standingsOf(charter: OpenCharter): readonly ProposalStanding[] {
    const ledger = charter.replica.ledger();
    const circumstances = {
      questioned: endedBallotsOf(ledger).questioned,
      departures: departuresOf(ledger),
      parties: new Set(ledger.membership().parties.keys()),
    };
    return readStandings(proposalsOf(charter), ballotsOf(charter), circumstances, today());
  }

  function findStanding(charter: OpenCharter, id: ProposalId): Result<ProposalStanding, HostError> {
    const standing = standingsOf(charter).find(({ proposal }) => proposal.id === id);
    return standing === undefined ? err({ kind: "proposalNotFound", proposal: id }) : ok(standing);
  }

  /** The party that this device speaks for in a charter. */
  const myParty = ({ replica }: OpenCharter): PartyId | null =>
    replica.ledger().membership().devices.get(keys.device)?.card.party ?? null;

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
    const read = readProposal(statementAt(charter, found[1]));
    if (!read.ok) throw new Error("an accepted proposal has canonical content");
    const oldest = texts.keys().next();
    if (texts.size >= keptTexts && !oldest.done) texts.delete(oldest.value);
    texts.set(id, read.value.text);
    return ok(read.value.text);
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
    if (!found.ok) return found;
    const text = found.value;
    await breathe();
    const clauses = readClauses(text);
    await breathe();
    return ok({ text, clauses, markdown: writeMarkdown(text) });
  }

  async function compare(charter: OpenCharter, from: Point, to: Point): Promise<Result<Redline, HostError>> {
    const before = textAt(charter, from);
    if (!before.ok) return before;
    const after = textAt(charter, to);
    return after.ok ? ok(await compareInSteps(before.value, after.value, breathe)) : after;
  }

  return {
    ...{ today, proposalsOf, ballotsOf, standingsOf, findStanding, myParty, doubtOfClock, statementAt, findProposal },
    ...{ frozenText, textAt, read, compare },
  };
}
