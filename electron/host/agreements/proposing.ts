/**
 * Proposing: what a plan comes to, and the text that it freezes.
 * Owns: nothing. Called by: ratification.ts.
 */
import type { ProposalPlan, ProposalPreview } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { readTheSame } from "../../../shared/charter/compare/redline.ts";
import { type Obstacle, settle } from "../../../shared/charter/draft/settle.ts";
import { importLimits } from "../../../shared/charter/formats/importLimits.ts";
import { wordLimits } from "../../../shared/charter/parties/names.ts";
import type { Term } from "../../../shared/charter/parties/term.ts";
import { addDays, addMonths, firstPossibleEnd, termDates } from "../../../shared/charter/parties/term.ts";
import type { AgreedText } from "../../../shared/charter/text/agreedText.ts";
import { encodeContent } from "../../../shared/charter/text/canonical.ts";
import { clauseTitle, plainText, readClauses } from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { mend } from "../../../shared/charter/text/seen.ts";
import {
  mustSupersede,
  type ProposalStanding,
  readLineage,
  readParent,
  readUpcoming,
} from "../../../shared/ledger/agreements/ratification.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import {
  maxSuperseded,
  type Proposal,
  readProposal,
  signProposal,
  termFault,
} from "../../../shared/ledger/statements/proposal.ts";
import { breathe } from "../charter/waitingFrames.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { ReadingArgs, Readings } from "./readings.ts";
import type { Timeline } from "./timeline.ts";

type ProposeArgs = Parameters<HostApi["propose"]>[0];

const proposeAttempts = 3;
/** Ballots may come in for so long, where the term does not end before. */
const openMonths = 12;

export function createProposing(
  { platform, keys, undrawable }: Pick<ReadingArgs, "platform" | "keys"> & Pick<PdfEngine, "undrawable">,
  readings: Readings,
  { readEntry }: Timeline,
) {
  const { today, proposalsOf, ballotsOf, standingsOf, frozenText, doubtOfClock } = readings;

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
    const settled = settle(draft, membership.language);
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

  return { preview, propose, title: readShortTitle };
}

const maxNamed = 8;

/** What keeps a draft from being proposed, for people. */
function describeObstacles(text: CharterText, found: readonly Obstacle[]): HostError {
  const labels = new Map(readClauses(text).map((clause) => [clause.id, clauseTitle(clause)]));
  const labelOf = (clause: ClauseId | null): string => (clause === null ? "" : (labels.get(clause) ?? ""));
  const unseen = found.filter((one) => one.kind === "unseen");
  if (unseen.length > 0) {
    const places = unseen.slice(0, maxNamed).map(({ clause, code }) => ({ clause: labelOf(clause), code }));
    return { kind: "textUnseen", places, count: unseen.length };
  }
  const twice = found.filter((one) => one.kind === "sameLanguage");
  const places = twice
    .slice(0, maxNamed)
    .map(({ clause, language, isOwn }) => ({ clause: labelOf(clause), language, isOwn }));
  return { kind: "languageTwice", places, count: twice.length };
}
