/**
 * Proposing: what a plan comes to, and the text that it freezes.
 * Owns: nothing. Called by: ratification.ts.
 */
import type { ProposalPlan, ProposalPreview } from "../../../shared/api/agreements.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import { addDays, addMonths } from "../../../shared/base/days.ts";
import type { ClauseId, PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { readTheSame } from "../../../shared/charter/compare/redline.ts";
import { type LeftOut, leaveOut } from "../../../shared/charter/draft/leaveOut.ts";
import { type Obstacle, settle, type Undecided } from "../../../shared/charter/draft/settle.ts";
import { importLimits } from "../../../shared/charter/formats/importLimits.ts";
import { type Conditions, earliestEnd, entryDates } from "../../../shared/charter/parties/conditions.ts";
import { wordLimits } from "../../../shared/charter/parties/names.ts";
import type { Term } from "../../../shared/charter/parties/term.ts";
import type { AgreedText } from "../../../shared/charter/text/agreedText.ts";
import { encodeContent } from "../../../shared/charter/text/canonical.ts";
import {
  clauseTitle,
  headingWords,
  numbersOf,
  type PlacedClause,
  placeClauses,
  readClauses,
} from "../../../shared/charter/text/clauses.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { mend } from "../../../shared/charter/text/seen.ts";
import { stayingIn } from "../../../shared/ledger/agreements/agreements.ts";
import { readLineage } from "../../../shared/ledger/agreements/lineage.ts";
import {
  mustSupersede,
  type ProposalStanding,
  readParent,
  readUpcoming,
} from "../../../shared/ledger/agreements/ratification.ts";
import { ratifiedIn } from "../../../shared/ledger/agreements/ratified.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import {
  maxLeftOut,
  maxSuperseded,
  type NamedLeaving,
  type Proposal,
  readProposal,
  signProposal,
  termFault,
} from "../../../shared/ledger/statements/proposal.ts";
import { signersKind, signersOf } from "../../../shared/ledger/statements/signers.ts";
import { withdrawals } from "../../../shared/ledger/statements/withdrawal.ts";
import { breathe } from "../charter/waitingFrames.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import type { OpenCharter } from "../library/charters.ts";
import { conditionsOf, electorateOf, releasedBy } from "./conditionsOf.ts";
import type { ReadingArgs, Readings } from "./readings.ts";
import type { Timeline } from "./timeline.ts";

/** With what is signed and not shown. */
interface Plan extends ProposalPreview {
  readonly text: AgreedText;
  readonly base: ProposalStanding | null;
  readonly leaving: readonly NamedLeaving[];
  readonly ratifiedBefore: readonly ProposalId[];
}

type ProposeArgs = Parameters<HostApi["propose"]>[0];

const proposeAttempts = 3;
/** Ballots may come in for so long, where the term does not end before. */
const openMonths = 12;

export interface ProposingArgs extends Pick<ReadingArgs, "platform" | "keys">, Pick<PdfEngine, "undrawable"> {
  /** What of a draft's document keeps it from being agreed on. Signs what was typed here. */
  readonly undecidedOf: (charter: OpenCharter) => Promise<Result<readonly Undecided[], HostError>>;
}

export function createProposing(
  { platform, keys, undrawable, undecidedOf }: ProposingArgs,
  readings: Readings,
  { readEntry }: Timeline,
) {
  const { today, proposalsOf, ballotsOf, standingsOf, frozenText, doubtOfClock } = readings;

  function readTitle(charter: OpenCharter, text: CharterText): string {
    const first = text.content[0];
    const isTitle = first?.type === "heading" && first.attrs.level === 1;
    const heading = isTitle ? mend(headingWords(first, numbersOf(readClauses(text)))).text.trim() : "";
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
    undecided: readonly Undecided[],
  ): Result<Plan, HostError> {
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
    const parent = base === null ? null : frozenText(charter, base.proposal.id);
    if (parent?.ok === false) return parent;
    const statements = ledger.statements.all(withdrawals).map(([withdrawal]) => withdrawal);
    const staying = base === null ? new Set<PartyId>() : stayingIn(ledger, base.proposal);
    const { electorate, named: leaving } = electorateOf(membership, base?.proposal ?? null, statements, staying);
    const conditions = conditionsOf(args, base?.proposal ?? null, electorate);
    if (!conditions.ok) return conditions;
    // What is prolonged keeps its words, whatever the draft says.
    const whole = purpose === "prolongation" && parent !== null ? parent.value : charter.replica.readText();
    const open = new Set(
      args.leaveOutOpen === true && purpose !== "prolongation" ? undecided.map(({ clause }) => clause) : [],
    );
    const { text: draft, leftOut } = leaveOut(whole, open, parent?.value ?? null);
    if (leftOut.length > maxLeftOut) return err({ kind: "textTooHeavy", why: "parts", limit: maxLeftOut });
    const isLeft = leftOutOf(whole, leftOut);
    const settled = settle(
      draft,
      membership.language,
      purpose === "prolongation" ? [] : undecided.filter(({ clause }) => !isLeft.has(clause)),
    );
    if (!settled.ok) return err(describeObstacles(whole, settled.error));
    const text = settled.value;
    if (purpose === "amendment" && parent !== null && readTheSame(parent.value, text))
      return err({ kind: "nothingChanged" });
    const lineage = readLineage(proposalsOf(charter));
    const before = base === null ? new Set<ProposalId>() : lineage.before(base.proposal.id);
    const released = releasedBy(leaving, statements, ballotsOf(charter)).filter(
      (id) => id !== base?.proposal.id && !before.has(id),
    );
    const signed = mustSupersede(base?.proposal.id ?? null, lineage, ballotsOf(charter));
    const must = [...new Set([...released, ...signed])];
    const asked: ProposalId[] = [];
    for (const id of [args.supersedes ?? []].flat()) {
      const replaced = find(id);
      if (replaced === undefined) return err({ kind: "proposalNotFound", proposal: id });
      if (must.includes(id) || asked.includes(id) || id === base?.proposal.id) continue;
      if (replaced.startsOn === null && replaced.state !== "open" && replaced.state !== "declined")
        return err({ kind: "proposalClosed", state: replaced.state });
      // What the text in force came after is replaced already.
      if (before.has(id)) return err({ kind: "proposalClosed", state: replaced.state });
      asked.push(id);
    }
    const supersedes = [...must, ...asked].slice(0, maxSuperseded);
    // By place, as others judge it: a text that is contested today was ratified too.
    const ratified = ratifiedIn((kind) => ledger.statements.all(kind));
    const ahead = readUpcoming(standings);
    const keptEnd = purpose === "amendment" ? (base?.endsOn ?? null) : null;
    const carriedEnd =
      purpose === "amendment" && ahead !== null && ahead !== base && supersedes.includes(ahead.proposal.id)
        ? ahead.endsOn
        : null;
    const term = termOf(args, purpose, base, { keptEnd, carriedEnd });
    const now = platform.clock.now();
    const closesOn = args.closesOn ?? closingDay(term, today(), conditions.value);
    const fault = termFault(term, closesOn, today(), conditions.value);
    if (fault !== null)
      return err({
        kind: "termImpossible",
        fault,
        day: (fault.startsWith("closes") ? closesOn : term.until) ?? "",
      });
    const dates = entryDates(conditions.value, term, now);
    const refOf = (party: PartyId): PartyRef => ({
      id: party,
      name:
        membership.parties.get(party)?.card.name ??
        base?.proposal.electorate.find(({ id }) => id === party)?.name ??
        "",
    });
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
      leaving,
      conditions: conditions.value,
      named: leaving.map(({ party }) => refOf(party)),
      electorate: electorate.map(refOf),
      signers: electorate.flatMap((party) => {
        const count = signersOf(ledger.statements.all(signersKind), membership, party);
        return count > 1 ? [{ party, count }] : [];
      }),
      ratifiedBefore: supersedes.filter((id) => ratified.has(id)),
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
      leftOut,
      term,
      closesOn,
      startsOn: dates.startsOn,
      endsOn: dates.endsOn,
      keptEnd,
      carriedEnd,
      isAlone: conditions.value.needed === 1,
    });
  }

  /** What a plan builds on is read by itself: both together take too long for one turn. */
  function readBase(charter: OpenCharter, { on }: ProposalPlan): void {
    const base = on ?? readParent(standingsOf(charter))?.proposal.id ?? null;
    if (base !== null) frozenText(charter, base);
  }

  async function preview(charter: OpenCharter, args: ProposalPlan): Promise<Result<ProposalPreview, HostError>> {
    readBase(charter, args);
    const undecided = await undecidedOf(charter);
    if (!undecided.ok) return undecided;
    await breathe();
    const plan = readPlan(charter, args, undecided.value);
    if (!plan.ok) return plan;
    const { text: _, base: __, leaving: ___, ratifiedBefore: ____, ...shown } = plan.value;
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
    const undecided = await undecidedOf(charter);
    if (!undecided.ok) return undecided;
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
    const plan = readPlan(charter, args, undecided.value);
    if (!plan.ok) return plan;
    if (await isChanged()) return changed(charter);
    const { text, base, purpose, term, closesOn, supersedes, electorate, leftOut, leaving } = plan.value;
    const title = readTitle(charter, text);
    const cards = electorate.flatMap(({ id }) => membership.parties.get(id) ?? []);
    const names = cards.flatMap(({ card }) => [card.name, card.constituency]);
    const shown = [args.note, ...leftOut.map((one) => one.title)];
    const missing = undrawable({ language: membership.language, title, text, words: shown, names });
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
        ...{ title, language: membership.language, contentBytes, text },
        electorate: cards.map(({ signed }) => signed),
        signers: electorate.map(({ id }) => signersOf(replica.ledger().statements.all(signersKind), membership, id)),
        conditions: plan.value.conditions,
        term,
        closesOn,
        purpose,
        parent: base?.proposal.id ?? null,
        supersedes: supersedes.map(({ proposal }) => proposal),
        ratifiedBefore: plan.value.ratifiedBefore,
        named: leaving,
        leftOut,
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
      case "prolongation":
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

  function closingDay(term: Term, proposedOn: string, conditions: Conditions): string {
    const longest = addMonths(proposedOn, openMonths);
    const end = earliestEnd(conditions, term, proposedOn);
    return end !== null && end < longest ? end : longest;
  }

  return { preview, propose, title: readShortTitle };
}

/** All clauses that are in what is left out. */
function leftOutOf(draft: CharterText, leftOut: readonly LeftOut[]): ReadonlySet<ClauseId> {
  const named = new Set(leftOut.map(({ clause }) => clause));
  const all = new Set<ClauseId>();
  const within: PlacedClause[] = [];
  for (const place of placeClauses(draft)) {
    const outer = within.at(-1);
    const isInside = outer?.path.every((index, depth) => place.path[depth] === index) === true;
    if (!isInside && !named.has(place.clause.id)) continue;
    if (!isInside) within.push(place);
    all.add(place.clause.id);
  }
  return all;
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
  const mixed = found.filter((one) => one.kind === "conflict");
  if (mixed.length > 0) {
    const clauses = mixed.slice(0, maxNamed).map(({ clause }) => labelOf(clause));
    return { kind: "textConflicts", clauses, count: mixed.length };
  }
  const open = found.filter((one): one is Undecided => one.kind === "openBracket" || one.kind === "blank");
  if (open.length > 0) {
    const places = open
      .slice(0, maxNamed)
      .map(({ kind, clause, words }) => ({ clause: labelOf(clause), words, isBlank: kind === "blank" }));
    const blanks = open.filter(({ kind }) => kind === "blank").length;
    return { kind: "textUndecided", places, brackets: open.length - blanks, blanks };
  }
  const dangling = found.filter((one) => one.kind === "danglingReference");
  if (dangling.length > 0) {
    const clauses = dangling.slice(0, maxNamed).map(({ clause }) => labelOf(clause));
    return { kind: "danglingReference", clauses, count: dangling.length };
  }
  const twice = found.filter((one) => one.kind === "sameLanguage");
  const places = twice
    .slice(0, maxNamed)
    .map(({ clause, language, isOwn }) => ({ clause: labelOf(clause), language, isOwn }));
  return { kind: "languageTwice", places, count: twice.length };
}
