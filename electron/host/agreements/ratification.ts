/**
 * Proposals, ballots, certificates and the timeline of a charter, as people see them.
 * Owns: a small memory of frozen texts and comparisons. Called by: methods/ and views.ts.
 */

import type {
  BallotView,
  ProposalPlan,
  ProposalPreview,
  SigningView,
  TimelineEntry,
} from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { CharterState } from "../../../shared/api/library.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import type { Point, TextsApi } from "../../../shared/api/texts.ts";
import { type Bytes, fromHex, toHex } from "../../../shared/base/bytes.ts";
import type { KeyPair } from "../../../shared/base/crypto.ts";
import type { PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import {
  changedLabels,
  clauseCounts,
  compareInSteps,
  compareTexts,
  type Redline,
  readTheSame,
} from "../../../shared/charter/compare/redline.ts";
import { type Obstacle, settle } from "../../../shared/charter/draft/settle.ts";
import { importLimits } from "../../../shared/charter/formats/importLimits.ts";
import { writeMarkdown } from "../../../shared/charter/formats/markdownWriter.ts";
import { wordLimits } from "../../../shared/charter/parties/names.ts";
import type { Term } from "../../../shared/charter/parties/term.ts";
import { addDays, addMonths, dayOf, firstPossibleEnd, termDates } from "../../../shared/charter/parties/term.ts";
import type { AgreedText } from "../../../shared/charter/text/agreedText.ts";
import { encodeContent } from "../../../shared/charter/text/canonical.ts";
import { clauseTitle, plainText, readClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { mend } from "../../../shared/charter/text/seen.ts";
import {
  departuresOf,
  endedBallotsOf,
  heldBallots,
  heldProposals,
  isBefore,
  newestClaimOf,
} from "../../../shared/ledger/agreements/agreements.ts";
import { countedBallots, encodeCertificate } from "../../../shared/ledger/agreements/certificate.ts";
import {
  conflictingBallot,
  mustSupersede,
  type ProposalStanding,
  readInForce,
  readLineage,
  readParent,
  readStandings,
  readUpcoming,
} from "../../../shared/ledger/agreements/ratification.ts";
import { envelopeTypes, type LogPosition } from "../../../shared/ledger/log/envelope.ts";
import type { Left } from "../../../shared/ledger/members/model.ts";
import { type Ballot, type BallotId, signBallot } from "../../../shared/ledger/statements/ballot.ts";
import { signConfirmation } from "../../../shared/ledger/statements/confirmation.ts";
import {
  maxSuperseded,
  type Proposal,
  readProposal,
  signProposal,
  termFault,
} from "../../../shared/ledger/statements/proposal.ts";
import { breathe } from "../charter/waitingFrames.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import type { Keys } from "../keys/identity.ts";
import type { OpenCharter } from "../library/charters.ts";
import { readEndingBy } from "../people/membership.ts";
import type { Platform } from "../platform.ts";

type ProposeArgs = Parameters<HostApi["propose"]>[0];
type CastArgs = Parameters<HostApi["castBallot"]>[0];
type AnswerArgs = Parameters<HostApi["answerBallot"]>[0];

const keptTexts = 32;
const proposeAttempts = 3;
/** Ballots may come in for so long, where the term does not end before. */
const openMonths = 12;
const dayMs = 86_400_000;
/** A clock is doubted that is further from what two parties claim: behind them, or ahead of them. */
const maxBehindMs = dayMs;
const maxAheadMs = 90 * dayMs;

export type Ratification = ReturnType<typeof createRatification>;

export function createRatification({
  platform,
  keys,
  arrivingText,
  undrawable,
}: {
  readonly platform: Platform;
  readonly keys: Keys;
  /** Of a certificate that came before the log. */
  readonly arrivingText: (charter: OpenCharter, proposal: ProposalId) => CharterText | null;
  readonly undrawable: PdfEngine["undrawable"];
}) {
  /** Frozen texts never change, so neither do comparisons between them. */
  const texts = new Map<ProposalId, CharterText>();
  const counts = new Map<ProposalId, TimelineEntry["clauses"]>();
  /** Of each proposal, how many it came after when it was made: its past never changes. */
  const depths = new WeakMap<OpenCharter, Map<ProposalId, number>>();
  const drafts = new WeakMap<OpenCharter, { readonly key: string; readonly differs: readonly string[] }>();

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

  function depthsOf(charter: OpenCharter): ReadonlyMap<ProposalId, number> {
    const known = depths.get(charter) ?? new Map<ProposalId, number>();
    depths.set(charter, known);
    const ledger = charter.replica.ledger();
    // Whatever is in the past of a proposal was accepted before it.
    const ids = heldProposals(ledger).map(([{ id }]) => id);
    for (const [index, id] of ids.entries())
      if (!known.has(id)) {
        const depthOf = (one: ProposalId): number => known.get(one) ?? 0;
        const deepestFirst = ids.slice(0, index).sort((a, b) => depthOf(b) - depthOf(a));
        const before = deepestFirst.find((earlier) => isBefore(ledger, earlier, id));
        known.set(id, 1 + (before === undefined ? 0 : depthOf(before)));
      }
    return known;
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

  /** What `readEntry` needs of long comparisons, one step after the other. */
  async function prepare(charter: OpenCharter): Promise<void> {
    for (const { id, parent } of proposalsOf(charter).values()) {
      if (parent === null || counts.has(id)) continue;
      const redline = await compare(
        charter,
        { kind: "proposal", proposal: parent },
        { kind: "proposal", proposal: id },
      );
      counts.set(id, redline.ok ? clauseCounts(redline.value) : null);
    }
  }

  function clausesSinceParent(charter: OpenCharter, { id, parent }: Proposal): TimelineEntry["clauses"] {
    if (parent === null) return null;
    const known = counts.get(id);
    if (known !== undefined) return known;
    const [before, after] = [frozenText(charter, parent), frozenText(charter, id)];
    const counted = before.ok && after.ok ? clauseCounts(compareTexts(before.value, after.value)) : null;
    counts.set(id, counted);
    return counted;
  }

  /** The party that this device speaks for in a charter. */
  const myParty = ({ replica }: OpenCharter): PartyId | null =>
    replica.ledger().membership().devices.get(keys.device)?.card.party ?? null;

  function readEntry(charter: OpenCharter, standing: ProposalStanding): TimelineEntry {
    const { proposal, ballots } = standing;
    const nameOf = new Map(proposal.electorate.map((party) => [party.id, party.name]));
    const ref = (id: PartyId): PartyRef => ({ id, name: nameOf.get(id) ?? "" });
    const mine = myParty(charter);
    const myBallots = ballots.filter((ballot) => ballot.party === mine);
    // What does not count is no answer of the party: it may still give one.
    const counting = myBallots.filter(({ id }) => !standing.questioned.has(id) && !standing.late.has(id));
    const myBallot = counting.find((ballot) => ballot.choice === "ratify") ?? counting[0];
    return {
      proposal: proposal.id,
      parent: proposal.parent,
      supersedes: proposal.supersedes,
      depth: depthsOf(charter).get(proposal.id) ?? 1,
      purpose: proposal.purpose,
      state: standing.state,
      competing: standing.competing,
      title: proposal.title,
      note: proposal.note,
      contentHash: proposal.contentHash,
      proposedBy: { party: ref(proposal.by.party), person: proposal.by.person },
      proposedAt: proposal.time,
      term: proposal.term,
      closesOn: proposal.closesOn,
      needed: proposal.needed,
      electorate: proposal.electorate.map((party) => ref(party.id)),
      ballots: ballots.map((ballot) => readBallotView(charter, standing, ballot, ref)),
      cannotAnswer: standing.cannotAnswer.map(ref),
      binds: standing.binds.map(({ party, from, to, left }) => ({
        party: ref(party),
        from,
        to,
        left: left === null ? null : { how: left.how, at: left.at, reason: left.reason },
      })),
      doubleSigned: standing.doubleSigned.map(ref),
      ratifiedAt: standing.ratifiedAt,
      startsOn: standing.startsOn,
      endsOn: standing.endsOn,
      renewFrom: standing.renewFrom,
      endedOn: standing.endedOn,
      resumedOn: standing.resumedOn,
      clauses: clausesSinceParent(charter, proposal),
      myBallot: myBallot?.choice ?? null,
      canCast: isOpen(standing) && mine !== null && nameOf.has(mine) && !isSettled(standing, myBallot, "ratify"),
      mineInQuestion: myBallots
        .filter(({ id, by }) => standing.questioned.get(id)?.state === "inQuestion" && by.id !== keys.device)
        .map(({ id }) => id),
    };
  }

  const isOpen = ({ state }: ProposalStanding): boolean =>
    state === "open" || state === "declined" || state === "contested" || state === "upcoming";

  /**
   * Nothing is gained by casting the same once more: [L31] but where the one that was cast claims a later time than it
   * is now, or does not count.
   */
  function isSettled(standing: ProposalStanding, cast: Ballot | undefined, choice: Ballot["choice"]): boolean {
    if (cast === undefined || cast.choice !== choice) return standing.state === "upcoming";
    const counts = !standing.questioned.has(cast.id) && !standing.late.has(cast.id);
    return counts && cast.time <= platform.clock.now() + maxBehindMs;
  }

  function readBallotView(
    charter: OpenCharter,
    { questioned, late }: ProposalStanding,
    ballot: Ballot,
    ref: (id: PartyId) => PartyRef,
  ): BallotView {
    const why = questioned.get(ballot.id);
    return {
      id: ballot.id,
      party: ref(ballot.party),
      person: ballot.by.person,
      choice: ballot.choice,
      statement: ballot.statement,
      castAt: ballot.time,
      standing: why?.state ?? (late.has(ballot.id) ? "late" : "counts"),
      ended: why === undefined ? null : readEndingBy(charter, why.endedBy),
    };
  }

  function readTitle(charter: OpenCharter, text: CharterText): string {
    const first = text.content[0];
    const heading = first?.type === "heading" && first.attrs.level === 1 ? mend(plainText(first)).text.trim() : "";
    return heading === "" ? charter.replica.ledger().membership().title : heading;
  }

  /** Where a list has no room for all of it. */
  function readShortTitle(charter: OpenCharter, text: CharterText): string {
    const [...signs] = readTitle(charter, text);
    return signs.length > wordLimits.name ? `${signs.slice(0, wordLimits.name).join("")}…` : signs.join("");
  }

  /** What a plan comes to, and the text that it freezes. */
  function readPlan(
    charter: OpenCharter,
    args: ProposalPlan,
  ): Result<ProposalPreview & { readonly text: AgreedText; readonly base: ProposalStanding | null }, HostError> {
    const ledger = charter.replica.ledger();
    const membership = ledger.membership();
    const standings = standingsOf(charter);
    const find = (id: ProposalId) => standings.find(({ proposal }) => proposal.id === id);
    const named = args.on ?? null;
    const base = named === null ? readParent(standings) : (find(named) ?? null);
    if (named !== null && base === null) return err({ kind: "proposalNotFound", proposal: named });
    if (named !== null && base !== null && base.startsOn === null)
      return err({ kind: "proposalClosed", state: base.state });
    if (base === null && args.purpose !== null) return err({ kind: "nothingInForce" });
    const isStanding = base?.state === "inForce" || base?.state === "upcoming";
    const purpose = base === null ? "first" : (args.purpose ?? (isStanding ? "amendment" : "renewal"));
    if (purpose === "amendment" && !isStanding) return err({ kind: "nothingInForce" });
    const draft = charter.replica.readText();
    const settled = settle(draft);
    if (!settled.ok) return err(describeObstacles(draft, settled.error));
    const text = settled.value;
    if (purpose === "amendment" && base !== null) {
      const before = frozenText(charter, base.proposal.id);
      if (!before.ok) return before;
      if (readTheSame(before.value, text)) return err({ kind: "nothingChanged" });
    }
    const lineage = readLineage(proposalsOf(charter));
    const must = mustSupersede(base?.proposal.id ?? null, lineage, ballotsOf(charter));
    const asked: ProposalId[] = [];
    for (const id of [args.supersedes ?? []].flat()) {
      const replaced = find(id);
      if (replaced === undefined) return err({ kind: "proposalNotFound", proposal: id });
      if (must.includes(id) || asked.includes(id) || id === base?.proposal.id) continue;
      if (replaced.startsOn === null && replaced.state !== "open" && replaced.state !== "declined")
        return err({ kind: "proposalClosed", state: replaced.state });
      // What the text in force came after is replaced already.
      if (base !== null && lineage.before(base.proposal.id).has(id))
        return err({ kind: "proposalClosed", state: replaced.state });
      asked.push(id);
    }
    const supersedes = [...must, ...asked].slice(0, maxSuperseded);
    const ahead = readUpcoming(standings);
    const keptEnd = purpose === "amendment" ? (base?.endsOn ?? null) : null;
    const carriedEnd =
      purpose === "amendment" && ahead !== null && ahead !== base && supersedes.includes(ahead.proposal.id)
        ? ahead.endsOn
        : null;
    const term = termOf(args, purpose, base, { keptEnd, carriedEnd });
    const now = platform.clock.now();
    const closesOn = args.closesOn ?? closingDay(term, today());
    const fault = termFault(term, closesOn, today());
    if (fault !== null)
      return err({
        kind: "termImpossible",
        fault,
        day: (fault.startsWith("closes") ? closesOn : term.until) ?? "",
      });
    const dates = termDates(term, now);
    const parties = [...membership.parties.values()].sort((a, b) => (a.card.id < b.card.id ? -1 : 1));
    const ratifiers = (id: ProposalId): readonly PartyRef[] => {
      const standing = find(id);
      const signed = (standing?.ballots ?? []).filter(({ choice }) => choice === "ratify").map(({ party }) => party);
      return (standing?.proposal.electorate ?? []).filter(({ id: party }) => signed.includes(party));
    };
    return ok({
      text,
      base,
      purpose,
      parent: base === null ? null : readEntry(charter, base),
      electorate: parties.map(({ card }) => ({ id: card.id, name: card.name })),
      supersedes: supersedes.flatMap((id) => {
        const replaced = find(id);
        if (replaced === undefined) return [];
        const { proposal } = replaced;
        const by = proposal.electorate.find((party) => party.id === proposal.by.party);
        return [
          {
            proposal: id,
            title: proposal.title,
            by: { id: proposal.by.party, name: by?.name ?? "" },
            state: replaced.state,
            ratifiedBy: ratifiers(id).map(({ id: party, name }) => ({ id: party, name })),
          },
        ];
      }),
      term,
      closesOn,
      startsOn: dates.startsOn,
      endsOn: dates.endsOn,
      keptEnd,
      carriedEnd,
      isAlone: parties.length === 1,
    });
  }

  /** What a plan builds on is read by itself: both together take too long for one turn. */
  function readBase(charter: OpenCharter, { on }: ProposalPlan): void {
    const base = on ?? readParent(standingsOf(charter))?.proposal.id ?? null;
    if (base !== null) frozenText(charter, base);
  }

  async function preview(charter: OpenCharter, args: ProposalPlan): Promise<Result<ProposalPreview, HostError>> {
    readBase(charter, args);
    await breathe();
    const plan = readPlan(charter, args);
    if (!plan.ok) return plan;
    const { text: _, base: __, ...shown } = plan.value;
    return ok(shown);
  }

  /** Begun anew where what it builds on changes between its steps; at last in one go. */
  async function propose(
    charter: OpenCharter,
    args: ProposeArgs,
  ): Promise<Result<{ proposal: ProposalId }, HostError>> {
    for (let attempt = 1; ; attempt++) {
      const proposed = await proposeOnce(charter, args, attempt > proposeAttempts ? async () => undefined : breathe);
      if (proposed !== "changed") return proposed;
    }
  }

  async function proposeOnce(
    charter: OpenCharter,
    args: ProposeArgs,
    between: () => Promise<void>,
  ): Promise<Result<{ proposal: ProposalId }, HostError> | "changed"> {
    const { replica } = charter;
    const flushed = replica.flush();
    if (!flushed.ok) return flushed;
    const [textVersion, size] = [replica.textVersion(), replica.ledger().size()];
    const isChanged = async (): Promise<boolean> => {
      await between();
      return replica.isClosed() || replica.textVersion() !== textVersion || replica.ledger().size() !== size;
    };
    const membership = replica.ledger().membership();
    const member = membership.devices.get(keys.device);
    if (member === undefined) return err({ kind: "notAuthorised", reason: "this device is no member of the charter" });
    if (member.card.party === null) return err({ kind: "noParty" });
    readBase(charter, args);
    if (await isChanged()) return changed(charter);
    const plan = readPlan(charter, args);
    if (!plan.ok) return plan;
    if (await isChanged()) return changed(charter);
    const { text, base, purpose, term, closesOn, supersedes, electorate } = plan.value;
    const title = readTitle(charter, text);
    const cards = electorate.flatMap(({ id }) => membership.parties.get(id) ?? []);
    const names = cards.flatMap(({ card }) => [card.name, card.constituency]);
    const missing = undrawable({ language: membership.language, title, text, words: [args.note], names });
    if (missing !== null) return err({ kind: "cannotDraw", ...missing });
    const doubt = doubtOfClock(charter, args.clockIsRight);
    if (doubt !== null) return err(doubt);
    if (await isChanged()) return changed(charter);
    const contentBytes = encodeContent({
      charter: charter.id,
      title,
      language: membership.language,
      text,
    });
    const limit = importLimits.frozenBytes;
    if (contentBytes.length > limit) return err({ kind: "textTooLong", bytes: contentBytes.length, limit });
    if (await isChanged()) return changed(charter);
    const body = signProposal(
      {
        charter: charter.id,
        contentBytes,
        electorate: cards.map(({ signed }) => signed),
        needed: electorate.length,
        term,
        closesOn,
        purpose,
        parent: base?.proposal.id ?? null,
        supersedes: supersedes.map(({ proposal }) => proposal),
        note: args.note,
        time: platform.clock.now(),
        nonce16: platform.random.bytes(16),
      },
      keys.signing.privateKey,
      member.chain,
    );
    if (await isChanged()) return changed(charter);
    const read = readProposal(body);
    if (!read.ok) return err({ kind: "badArgument", what: "proposal", expected: read.error.reason });
    if (await isChanged()) return changed(charter);
    const signed = replica.append([{ type: envelopeTypes.proposal, body }]);
    return signed.ok ? ok({ proposal: read.value.proposal.id }) : signed;
  }

  const changed = ({ replica }: OpenCharter): Result<never, HostError> | "changed" =>
    replica.isClosed() ? err({ kind: "cancelled" }) : "changed";

  /** [L30] An amendment keeps the end that it amends, a renewal begins where the old term ends, unless asked otherwise. */
  function termOf(
    { term, end }: ProposalPlan,
    purpose: Proposal["purpose"],
    base: ProposalStanding | null,
    { keptEnd, carriedEnd }: Pick<ProposalPreview, "keptEnd" | "carriedEnd">,
  ): Term {
    const isOpenEnded = term.months === null && term.until === null;
    const ending = (until: string | null): Term => ({ ...term, months: null, until });
    const begins = (ended: Term, from: string | null): Term => ({ ...ended, from: term.from ?? from });
    switch (purpose) {
      case "first":
        return term;
      case "renewal": {
        const isOver = base === null || base.endsOn === null || base.endsOn < today();
        return begins(term, isOver || base.endsOn === null ? null : addDays(base.endsOn, 1));
      }
      case "amendment": {
        // A first day that was agreed on stays; one that came of a clock does not.
        const from = base?.state === "upcoming" ? base.proposal.term.from : null;
        if (end === "carried" && carriedEnd !== null) return begins(ending(carriedEnd), from);
        if (end === "kept" || (end !== "asWritten" && isOpenEnded)) return begins(ending(keptEnd), from);
        return begins(term, from);
      }
    }
  }

  function closingDay(term: Term, proposedOn: string): string {
    const longest = addMonths(proposedOn, openMonths);
    const end = firstPossibleEnd(term, proposedOn);
    return end !== null && end < longest ? end : longest;
  }

  function findStanding(charter: OpenCharter, id: ProposalId): Result<ProposalStanding, HostError> {
    const standing = standingsOf(charter).find(({ proposal }) => proposal.id === id);
    return standing === undefined ? err({ kind: "proposalNotFound", proposal: id }) : ok(standing);
  }

  /** The other proposal that this party signed and that this one does not come after. */
  function conflictOf(charter: OpenCharter, party: PartyId, { id }: Proposal): ProposalId | null {
    const { questioned } = endedBallotsOf(charter.replica.ledger());
    const own = ballotsOf(charter).filter((ballot) => !questioned.has(ballot.id));
    return conflictingBallot(party, id, readLineage(proposalsOf(charter)), own);
  }

  function cast(charter: OpenCharter, args: CastArgs): Result<TimelineEntry, HostError> {
    const found = findStanding(charter, args.proposal);
    if (!found.ok) return found;
    const { proposal, state } = found.value;
    const member = charter.replica.ledger().membership().devices.get(keys.device);
    if (member === undefined || !proposal.electorate.some((party) => party.id === member.card.party))
      return err({ kind: "notAuthorised", reason: "this device's party is not in the electorate of the proposal" });
    const mine = found.value.ballots.filter((ballot) => ballot.party === member.card.party);
    const ratified = mine.find((ballot) => ballot.choice === "ratify");
    const same = args.choice === "ratify" ? ratified : (ratified ?? mine[0]);
    if (same !== undefined && isSettled(found.value, same, same.choice)) return err({ kind: "alreadyCast" });
    if (!isOpen(found.value) || (state === "upcoming" && same === undefined))
      return err({ kind: "proposalClosed", state });
    if (args.contentHash !== proposal.contentHash)
      return err({ kind: "contentChanged", shown: args.contentHash, found: proposal.contentHash });
    const missing = undrawable({
      ...{ language: proposal.language, title: "", text: { type: "doc", attrs: {}, content: [] } },
      ...{ words: [args.statement], names: [] },
    });
    if (missing !== null) return err({ kind: "cannotDraw", ...missing });
    const contentHash = fromHex(proposal.contentHash);
    if (contentHash === null) throw new Error("a content hash is hex");
    if (member.card.party === null) return err({ kind: "noParty" });
    const other = conflictOf(charter, member.card.party, proposal);
    // [L16] A second signature for an unrelated text would prove double dealing.
    if (args.choice === "ratify" && other !== null) return err({ kind: "conflictingBallot", other });
    const doubt = doubtOfClock(charter, args.clockIsRight);
    if (doubt !== null) return err(doubt);
    const body = signBallot(
      {
        proposal: proposal.id,
        contentHash,
        choice: args.choice,
        statement: args.statement,
        time: platform.clock.now(),
      },
      keys.signing.privateKey,
      member.chain,
    );
    const signed = charter.replica.append([{ type: envelopeTypes.ballot, body }]);
    if (!signed.ok) return signed;
    const after = findStanding(charter, args.proposal);
    return after.ok ? ok(readEntry(charter, after.value)) : after;
  }

  /** [L32] `root`: the party's own key, where its words are said. */
  function answerBallot(
    charter: OpenCharter,
    args: AnswerArgs,
    root: KeyPair | null,
  ): Result<TimelineEntry, HostError> {
    const found = findStanding(charter, args.proposal);
    if (!found.ok) return found;
    const ballot = found.value.ballots.find(({ id }) => id === args.ballot);
    const questioned = ballot === undefined ? undefined : found.value.questioned.get(ballot.id);
    if (ballot === undefined || questioned === undefined) return err({ kind: "ballotNotFound", ballot: args.ballot });
    const signed = signAnswer(charter, args, ballot, root);
    if (!signed.ok) return signed;
    const after = findStanding(charter, args.proposal);
    return after.ok ? ok(readEntry(charter, after.value)) : after;
  }

  function signAnswer(
    charter: OpenCharter,
    args: AnswerArgs,
    ballot: Ballot,
    root: KeyPair | null,
  ): Result<null, HostError> {
    const member = charter.replica.ledger().membership().devices.get(keys.device);
    if (member === undefined) return err({ kind: "notAuthorised", reason: "this device is no member of the charter" });
    if (root === null && (member.card.party !== ballot.party || ballot.by.id === keys.device))
      return err({
        kind: "notAuthorised",
        reason: "another device of the party that the ballot speaks for says this, or its 24 words do",
      });
    if (root !== null && toHex(root.publicKey) !== ballot.party) return err({ kind: "recoveryWordsWrong" });
    const doubt = doubtOfClock(charter, args.clockIsRight);
    if (doubt !== null) return err(doubt);
    const body = signConfirmation(
      {
        ballot: args.ballot as BallotId,
        party: ballot.party,
        choice: args.choice,
        reason: args.reason,
        time: platform.clock.now(),
        nonce16: platform.random.bytes(16),
      },
      root?.privateKey ?? keys.signing.privateKey,
      root === null ? member.chain : [],
    );
    return charter.replica.append([{ type: envelopeTypes.confirmation, body }]);
  }

  async function signing(charter: OpenCharter, id: ProposalId): Promise<Result<SigningView, HostError>> {
    await prepare(charter);
    const standing = findStanding(charter, id);
    if (!standing.ok) return standing;
    const text = frozenText(charter, id);
    if (!text.ok) return text;
    const { parent } = standing.value.proposal;
    const before = parent === null ? null : frozenText(charter, parent);
    if (before !== null && !before.ok) return before;
    const entry = readEntry(charter, standing.value);
    const sinceParent = before === null ? null : await compareInSteps(before.value, text.value, breathe);
    const draftSince = await compareInSteps(text.value, charter.replica.readText(), breathe);
    return ok({ entry, text: text.value, sinceParent, draftSince });
  }

  /** Proposal, counted ballots and the confirmations that they hang on, as they were signed. */
  function certificate(charter: OpenCharter, id: ProposalId): Result<Bytes, HostError> {
    const standing = findStanding(charter, id);
    if (!standing.ok) return standing;
    if (standing.value.state === "contested") return err({ kind: "contested" });
    if (standing.value.ratifiedAt === null) return err({ kind: "notRatified" });
    const found = findProposal(charter, id);
    if (found === null) return err({ kind: "proposalNotFound", proposal: id });
    const [proposal, place] = found;
    const ledger = charter.replica.ledger();
    const { questioned, confirmed } = endedBallotsOf(ledger);
    const placeOf = new Map(heldBallots(ledger).map(([ballot, at]) => [ballot.id, at]));
    const counting = heldBallots(ledger).flatMap(([ballot]) => (questioned.has(ballot.id) ? [] : [ballot]));
    const counted = countedBallots(proposal, counting);
    const wire = (at: LogPosition | undefined): Bytes => {
      if (at === undefined) throw new Error("a counted ballot is one of those held");
      return statementAt(charter, at);
    };
    const confirmations = counted.flatMap((ballot) => {
      const at = confirmed.get(ballot.id);
      return at === undefined ? [] : [wire(at)];
    });
    return ok(
      encodeCertificate(
        statementAt(charter, place),
        counted.map(({ id: ballot }) => wire(placeOf.get(ballot))),
        confirmations,
      ),
    );
  }

  /** Of the text in force, or else of the one that is to be, or was last. */
  function latestCertificate(charter: OpenCharter): Bytes | null {
    const latest = readParent(standingsOf(charter));
    const made = latest === null ? null : certificate(charter, latest.proposal.id);
    return made?.ok ? made.value : null;
  }

  /** [L30] Who was bound by a text and has left, in ascending order of party. */
  function leftOf(charter: OpenCharter, id: ProposalId): readonly Left[] {
    const standing = standingsOf(charter).find(({ proposal }) => proposal.id === id);
    return (standing?.binds ?? [])
      .flatMap(({ party, left }) =>
        left === null ? [] : [{ party, how: left.how, day: dayOf(left.at), reason: left.reason }],
      )
      .sort((a, b) => (a.party < b.party ? -1 : 1));
  }

  /** Labels of the clauses in which the draft is not the text in force; null where nothing is. */
  async function draftDiffers(charter: OpenCharter): Promise<readonly string[] | null> {
    const inForce = readInForce(standingsOf(charter));
    if (inForce === null) return null;
    const key = `${inForce.proposal.id} ${charter.replica.textVersion()}`;
    const known = drafts.get(charter);
    if (known?.key === key) return known.differs;
    const redline = await compare(charter, { kind: "proposal", proposal: inForce.proposal.id }, { kind: "draft" });
    const differs = redline.ok ? changedLabels(redline.value) : [];
    drafts.set(charter, { key, differs });
    return differs;
  }

  function summary(charter: OpenCharter): {
    readonly state: CharterState;
    readonly inForce: ProposalStanding | null;
    readonly endsOn: string | null;
    readonly waitingForMe: number;
  } {
    const standings = standingsOf(charter);
    const inForce = readInForce(standings);
    const mine = myParty(charter);
    const due = inForce !== null && inForce.renewFrom !== null && inForce.renewFrom <= today();
    const lapsed = standings.some((standing) => standing.state === "lapsed");
    const contested = standings.some((standing) => standing.state === "contested");
    const notInForce = contested ? "contested" : lapsed ? "lapsed" : "draft";
    return {
      inForce,
      state: inForce !== null ? (due ? "due" : "inForce") : notInForce,
      endsOn: inForce?.endedOn ?? null,
      waitingForMe: standings.filter(
        ({ state, ballots, proposal, questioned }) =>
          (state === "open" &&
            proposal.electorate.some((party) => party.id === mine) &&
            !ballots.some((ballot) => ballot.party === mine)) ||
          (state === "contested" &&
            ballots.some(
              ({ id, party, by }) =>
                party === mine && by.id !== keys.device && questioned.get(id)?.state === "inQuestion",
            )),
      ).length,
    };
  }

  return {
    preview,
    propose,
    cast,
    answerBallot,
    signing,
    certificate,
    latestCertificate,
    leftOf,
    read,
    compare,
    textAt,
    summary,
    draftDiffers,
    title: readShortTitle,
    async timeline(charter: OpenCharter): Promise<readonly TimelineEntry[]> {
      await prepare(charter);
      return standingsOf(charter).map((standing) => readEntry(charter, standing));
    },
  };
}

const maxNamedUnseen = 8;

/** What keeps a draft from being proposed, for people. */
function describeObstacles(text: CharterText, found: readonly Obstacle[]): HostError {
  const labels = new Map(readClauses(text).map((clause) => [clause.id, clauseTitle(clause)]));
  const places = found.slice(0, maxNamedUnseen).map(({ clause, code }) => ({
    clause: clause === null ? "" : (labels.get(clause) ?? ""),
    code,
  }));
  return { kind: "textUnseen", places, count: found.length };
}
