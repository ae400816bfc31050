/**
 * What is put on record about agreed texts: how they are practised, what became of their promises, reviews, institutions,
 * endorsements; and all their days. Owns: nothing. Called by: ratification.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { PartyRef } from "../../../shared/api/people.ts";
import type {
  AnswerView,
  DayRange,
  PromisesView,
  PromiseView,
  RecordsView,
  ReportView,
  TextRecords,
} from "../../../shared/api/records.ts";
import { addDays } from "../../../shared/base/days.ts";
import type { ClauseId, PartyId, ProposalId } from "../../../shared/base/ids.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { writeCalendar } from "../../../shared/charter/formats/calendar.ts";
import { readPractice } from "../../../shared/ledger/agreements/practice.ts";
import { type KeptPromise, type Reported, readKept } from "../../../shared/ledger/agreements/promises.ts";
import { readRecords } from "../../../shared/ledger/agreements/records.ts";
import { envelopeTypes } from "../../../shared/ledger/log/envelope.ts";
import type { DeviceCard } from "../../../shared/ledger/members/model.ts";
import { signAnswer } from "../../../shared/ledger/statements/answer.ts";
import { signAttestation } from "../../../shared/ledger/statements/attestation.ts";
import { signEndorsement } from "../../../shared/ledger/statements/endorsement.ts";
import { signInstitution } from "../../../shared/ledger/statements/institution.ts";
import { type ReportId, signReport } from "../../../shared/ledger/statements/report.ts";
import { signReview } from "../../../shared/ledger/statements/review.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import type { PdfEngine } from "../documents/pdf/pdfEngine.ts";
import type { OpenCharter } from "../library/charters.ts";
import { type AgreedTexts, isComing, promiseParts } from "./agreedTexts.ts";
import { calendarEvents } from "./calendar.ts";
import { cannotDraw, wordsOfConsent } from "./consentFaults.ts";
import type { ReadingArgs, Readings } from "./readings.ts";
import { createSigning, type PartyPen } from "./signing.ts";

type Args<Method extends keyof HostApi> = Parameters<HostApi[Method]>[0];

const yearDays = 366;

export function createRecords(
  { platform, keys, ...pdf }: Pick<ReadingArgs, "platform" | "keys"> & Pick<PdfEngine, "undrawable">,
  readings: Readings,
  agreedText: AgreedTexts,
) {
  const { today, saidOf, standingsOf, findStanding, refsOf, doubtOfClock } = readings;
  const { ownPen, enter, sign } = createSigning({ platform, keys }, readings);

  // ---- what is shown

  const saidBy = (
    { id, party, by, time }: { id: string; party: PartyId; by: DeviceCard; time: number },
    ref: (party: PartyId) => PartyRef,
  ) => ({ id, party: ref(party), person: by.person, saidAt: time });

  function records(charter: OpenCharter): RecordsView {
    const ledger = charter.replica.ledger();
    const said = saidOf(charter);
    const ref = refsOf(charter);
    const { devices, former } = ledger.membership();
    const texts = standingsOf(charter).flatMap((standing): readonly TextRecords[] => {
      const { proposal, state, ratifiedAt } = standing;
      const of = readRecords(proposal, said);
      const titleOf = (clause: ClauseId): string => {
        const text = agreedText(charter, standing);
        return (text.ok ? text.value.clauses.get(clause)?.title : undefined) ?? clause;
      };
      if (ratifiedAt === null && of.endorsements.length === 0) return [];
      return [
        {
          ...{ proposal: proposal.id, title: proposal.title, state },
          attestations: readPractice(standing, said).map(({ id, party, person, practice, isConsent, time }) => ({
            ...{ id, party: ref(party), person, practice, isConsent, saidAt: time },
            clauses: practice.clauses.map(titleOf),
          })),
          reviews: of.reviews.map((one) => {
            const { heldOn, place, minutes, outcome, nextOn } = one;
            return { ...saidBy(one, ref), heldOn, place, minutes, outcome, nextOn };
          }),
          nextReviews: of.nextReviews,
          institutions: of.institutions.map((one) => {
            const { authority, instrument, reference, day, text } = one;
            return { ...saidBy(one, ref), authority, instrument, reference, day, text };
          }),
          endorsements: of.endorsements.map(({ id, name, words, device, time }) => {
            const member = devices.get(device) ?? former.get(device)?.member;
            return { id, name, person: member?.card.person ?? "", statement: words, saidAt: time };
          }),
        },
      ];
    });
    return { texts };
  }

  function viewReport(
    { report, answers, isResolved, disputedBy }: Reported,
    ref: (party: PartyId) => PartyRef,
  ): ReportView {
    const { proposal, clause, index, outcome, period, words, evidence } = report;
    return {
      ...saidBy(report, ref),
      ...{ proposal, clause, index, outcome, period, statement: words, evidence, isResolved },
      answers: answers.map((one): AnswerView => ({ ...saidBy(one, ref), choice: one.choice, statement: one.words })),
      disputedBy: disputedBy.map(ref),
    };
  }

  /** Of texts that bind, will bind or bound somebody. */
  function promises(charter: OpenCharter, days: DayRange | null): Result<PromisesView, HostError> {
    const now = today();
    const { from, to } = days ?? { from: addDays(now, -yearDays), to: addDays(now, yearDays) };
    const said = saidOf(charter);
    const ref = refsOf(charter);
    const all: PromiseView[] = [];
    const strays: ReportView[] = [];
    for (const standing of standingsOf(charter)) {
      const { proposal, ratifiedAt } = standing;
      if (ratifiedAt === null) continue;
      const text = agreedText(charter, standing);
      if (!text.ok) return text;
      const { promises: promised, bindings, numberOf } = text.value;
      const kept = readKept(proposal, promised, bindings, said, { from, to, today: now });
      const isShown = ({ days: due, reports }: KeptPromise): boolean =>
        isComing(standing) || due.length > 0 || reports.length > 0;
      for (const one of kept.promises.filter(isShown)) {
        const { clause, index } = one.promise;
        all.push({
          ...{ proposal: proposal.id, clause, index, number: numberOf(one.promise), ...promiseParts(one.promise, ref) },
          reports: one.reports.map((report) => viewReport(report, ref)),
          ...{ days: one.days, asWhole: one.asWhole },
        });
      }
      strays.push(...kept.strays.map((report) => viewReport(report, ref)));
    }
    return ok({ from, to, today: now, promises: all, strays });
  }

  /** As text. */
  function calendar(charter: OpenCharter, language: "en" | "ar"): Result<string, HostError> {
    const texts = [];
    for (const standing of standingsOf(charter)) {
      const text = agreedText(charter, standing);
      if (!text.ok) return text;
      texts.push(text.value);
    }
    const events = calendarEvents(texts, language, promiseWordsIn(charter), today());
    return ok(writeCalendar(events, platform.clock.now()));
  }

  // ---- what is signed

  /** `words`: those that reach paper. */
  function put(
    charter: OpenCharter,
    { proposal: id, clockIsRight }: { readonly proposal: ProposalId; readonly clockIsRight: boolean },
    words: readonly string[],
    type: number,
    write: (pen: PartyPen) => ReturnType<typeof signReview>,
  ): Result<RecordsView, HostError> {
    const found = findStanding(charter, id);
    if (!found.ok) return found;
    const fault = cannotDraw(words, found.value.proposal.language, pdf);
    if (fault !== null) return err(fault);
    const signed = sign(charter, type, clockIsRight, write);
    return signed.ok ? ok(records(charter)) : signed;
  }

  function attest(charter: OpenCharter, args: Args<"attest">): Result<RecordsView, HostError> {
    const { proposal, practice } = args;
    const found = findStanding(charter, proposal);
    if (!found.ok) return found;
    const text = agreedText(charter, found.value);
    if (!text.ok) return text;
    const unknown = practice.clauses.find((clause) => !text.value.clauses.has(clause));
    if (unknown !== undefined) return err({ kind: "clauseNotFound", clause: unknown });
    const words = wordsOfConsent({ statement: "", reservations: [], practice });
    return put(charter, args, words, envelopeTypes.attestation, (pen) => signAttestation({ proposal, practice }, pen));
  }

  function recordReview(charter: OpenCharter, args: Args<"recordReview">): Result<RecordsView, HostError> {
    if (args.nextOn !== null && args.nextOn <= args.heldOn)
      return err({ kind: "badArgument", what: "nextOn", expected: "a day after the one on which it was held" });
    return put(charter, args, [args.place], envelopeTypes.review, (pen) => signReview(args, pen));
  }

  const recordInstitution = (charter: OpenCharter, args: Args<"recordInstitution">) =>
    put(charter, args, [args.authority, args.reference], envelopeTypes.institution, (pen) =>
      signInstitution(args, pen),
    );

  function endorse(charter: OpenCharter, args: Args<"endorse">): Result<RecordsView, HostError> {
    const { proposal: id, contentHash, name, statement: words, clockIsRight } = args;
    const found = findStanding(charter, id);
    if (!found.ok) return found;
    const { proposal } = found.value;
    if (contentHash !== proposal.contentHash)
      return err({ kind: "contentChanged", shown: contentHash, found: proposal.contentHash });
    const fault = cannotDraw([name, words], proposal.language, pdf) ?? doubtOfClock(charter, clockIsRight);
    if (fault !== null) return err(fault);
    const said = { proposal: id, contentHash, name, words, device: keys.device };
    const signed = enter(charter, envelopeTypes.endorsement, signEndorsement(said, ownPen()));
    return signed.ok ? ok(records(charter)) : signed;
  }

  function reportPromise(charter: OpenCharter, args: Args<"reportPromise">): Result<PromisesView, HostError> {
    const { clause, index, statement: words, evidence, proposal: id } = args;
    const found = findStanding(charter, id);
    if (!found.ok) return found;
    const text = agreedText(charter, found.value);
    if (!text.ok) return text;
    const { promises: promised, clauses } = text.value;
    if (!promised.some((one) => one.clause === clause && one.index === index))
      return err({ kind: "promiseNotFound", clause: clauses.get(clause)?.label ?? clause, index });
    const fault = cannotDraw([words, ...evidence.map(({ name }) => name)], found.value.proposal.language, pdf);
    if (fault !== null) return err(fault);
    const signed = sign(charter, envelopeTypes.report, args.clockIsRight, (pen) => signReport({ ...args, words }, pen));
    return signed.ok ? promises(charter, null) : signed;
  }

  function answerReport(charter: OpenCharter, args: Args<"answerReport">): Result<PromisesView, HostError> {
    const { choice, statement: words, clockIsRight } = args;
    const fault = cannotDraw([words], charter.replica.ledger().membership().language, pdf);
    if (fault !== null) return err(fault);
    const report = args.report as ReportId;
    const signed = sign(charter, envelopeTypes.answer, clockIsRight, (pen) =>
      signAnswer({ report, choice, words }, pen),
    );
    return signed.ok ? promises(charter, null) : signed;
  }

  return {
    ...{ records, promises, calendar },
    ...{ attest, recordReview, recordInstitution, endorse, reportPromise, answerReport },
  };
}
