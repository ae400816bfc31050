/** What is put on record about agreed texts, their promises, and all their days as a calendar. */
import { daysBetween } from "../base/days.ts";
import type { CharterId, ClauseId, ProposalId } from "../base/ids.ts";
import { check, flag, integer, list, nullable, object, oneOf, tuple } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import { givenName, givenWords, wordLimits } from "../charter/parties/names.ts";
import { type Evidence, type Practice, practiceLimits } from "../charter/parties/practice.ts";
import type { ProposalState } from "../charter/parties/proposalState.ts";
import {
  type AnswerChoice,
  answerChoices,
  type Instrument,
  instruments,
  maxPromiseIndex,
  type Outcome,
  outcomes,
  type Period,
  type ReviewOutcome,
  reviewOutcomes,
} from "../charter/parties/records.ts";
import { date } from "../charter/parties/term.ts";
import { evidence, practice } from "./agreements.ts";
import { type ArgumentsOf, charter, clause, contentHash, proposal } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { PartyRef, SaidBy } from "./people.ts";

export interface AttestationView extends SaidBy {
  readonly practice: Practice;
  /** Those of `practice`, as the text calls them: "2.1 Wells". */
  readonly clauses: readonly string[];
  /** The party's consent rests on it; else it was told later. */
  readonly isConsent: boolean;
}

export interface ReviewView extends SaidBy {
  readonly heldOn: string;
  readonly place: string;
  /** SHA-256 in hex of minutes that are kept elsewhere. */
  readonly minutes: string | null;
  readonly outcome: ReviewOutcome;
  readonly nextOn: string | null;
}

export interface InstitutionView extends SaidBy {
  readonly authority: string;
  readonly instrument: Instrument;
  readonly reference: string;
  readonly day: string;
  /** SHA-256 in hex of a text that is kept elsewhere. */
  readonly text: string | null;
}

export interface EndorsementView {
  readonly id: string;
  readonly name: string;
  readonly person: string;
  readonly statement: string;
  readonly saidAt: number;
}

/** Of a ratified text, or of one that somebody endorsed. */
export interface TextRecords {
  readonly proposal: ProposalId;
  readonly title: string;
  readonly state: ProposalState;
  /** In order of the day, like all of these. */
  readonly attestations: readonly AttestationView[];
  readonly reviews: readonly ReviewView[];
  /** Days on which the parties are to meet, also those that are over where no later meeting is on record. */
  readonly nextReviews: readonly string[];
  readonly institutions: readonly InstitutionView[];
  readonly endorsements: readonly EndorsementView[];
}

export interface AnswerView extends SaidBy {
  readonly choice: AnswerChoice;
  readonly statement: string;
}

export interface ReportView extends SaidBy {
  readonly proposal: ProposalId;
  readonly clause: ClauseId;
  readonly index: number;
  readonly outcome: Outcome;
  readonly period: Period | null;
  readonly statement: string;
  readonly evidence: readonly Evidence[];
  readonly answers: readonly AnswerView[];
  readonly isResolved: boolean;
  readonly disputedBy: readonly PartyRef[];
}

export type PromiseState = "due" | "overdue" | "done" | "partly" | "failed" | "disputed" | "settled";

export interface PromiseView {
  readonly proposal: ProposalId;
  readonly clause: ClauseId;
  /** Among the promises of its clause, from 0. */
  readonly index: number;
  /** Of the clause, as it is called: "2.1". */
  readonly number: string;
  /** Null: it names nobody. */
  readonly by: PartyRef | "all" | null;
  readonly to: PartyRef | "all" | null;
  readonly due: string | null;
  /** Months from one time to the next; 0: once. */
  readonly every: number;
  readonly words: string;
  readonly reports: readonly ReportView[];
  /** Each time that it is due in the days asked for, while the text binds who owes it. */
  readonly days: readonly { readonly day: string; readonly state: PromiseState; readonly because: readonly string[] }[];
  /** What reports on it as a whole come to; null: there are none. */
  readonly asWhole: Exclude<PromiseState, "due" | "overdue"> | null;
}

export interface PromisesView {
  readonly from: string;
  readonly to: string;
  readonly today: string;
  /** Of the texts that are or will be in force, and of older ones what is due in these days or was reported on. */
  readonly promises: readonly PromiseView[];
  /** Reports on promises that their text does not have. */
  readonly strays: readonly ReportView[];
}

/** First and last day of what is asked for. */
export interface DayRange {
  readonly from: string;
  readonly to: string;
}

const maxRangeDays = 3660;

interface Signing {
  readonly charter: CharterId;
  /** See `clockIsRight` of `castBallot`. */
  readonly clockIsRight: boolean;
}
type AboutText = Signing & { readonly proposal: ProposalId };

export interface RecordsApi {
  getRecords(args: { readonly charter: CharterId }): Promise<Result<RecordsView, HostError>>;
  /** `days` null: from a year ago to a year from now. */
  getPromises(args: {
    readonly charter: CharterId;
    readonly days: DayRange | null;
  }): Promise<Result<PromisesView, HostError>>;
  /** The days of all that is or will be in force, and of what waits for ballots, as an iCalendar file. */
  getCalendar(args: {
    readonly charter: CharterId;
    readonly language: "en" | "ar";
  }): Promise<Result<{ readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }, HostError>>;
  /** How this device's party observes a practised text. */
  attest(args: AboutText & { readonly practice: Practice }): Promise<Result<RecordsView, HostError>>;
  recordReview(
    args: AboutText & Pick<ReviewView, "heldOn" | "place" | "minutes" | "outcome" | "nextOn">,
  ): Promise<Result<RecordsView, HostError>>;
  recordInstitution(
    args: AboutText & Pick<InstitutionView, "authority" | "instrument" | "reference" | "day" | "text">,
  ): Promise<Result<RecordsView, HostError>>;
  /** By a supporter. `contentHash` is what the person saw. */
  endorse(
    args: AboutText & Pick<EndorsementView, "name" | "statement"> & { readonly contentHash: string },
  ): Promise<Result<RecordsView, HostError>>;
  reportPromise(
    args: AboutText & Pick<ReportView, "clause" | "index" | "outcome" | "period" | "statement" | "evidence">,
  ): Promise<Result<PromisesView, HostError>>;
  answerReport(
    args: Signing & { readonly report: string } & Pick<AnswerView, "choice" | "statement">,
  ): Promise<Result<PromisesView, HostError>>;
}

export interface RecordsView {
  readonly texts: readonly TextRecords[];
}

const inOrder = <T extends readonly [string, string]>([from, to]: T): boolean => from <= to;
const pair = tuple(date, date);
const period = check("a first and a last day", (value): Period | null => {
  const read = pair(value);
  return read.ok && inOrder(read.value) ? read.value : null;
});
const rangeParts = object({ from: date, to: date });
const range = check(`at most ${maxRangeDays} days, from the first to the last`, (value): DayRange | null => {
  const read = rangeParts(value);
  if (!read.ok) return null;
  const { from, to } = read.value;
  return inOrder([from, to]) && daysBetween(from, to) <= maxRangeDays ? read.value : null;
});

const signing = { charter, clockIsRight: flag };
const about = { ...signing, proposal };
const statement = givenWords(wordLimits.statement);

export const recordsArguments = {
  getRecords: object({ charter }),
  getPromises: object({ charter, days: nullable(range) }),
  getCalendar: object({ charter, language: oneOf("en", "ar") }),
  attest: object({ ...about, practice }),
  recordReview: object({
    ...about,
    heldOn: date,
    place: givenName,
    minutes: nullable(contentHash),
    outcome: oneOf(...reviewOutcomes),
    nextOn: nullable(date),
  }),
  recordInstitution: object({
    ...about,
    authority: givenName,
    instrument: oneOf(...instruments),
    reference: givenName,
    day: date,
    text: nullable(contentHash),
  }),
  endorse: object({ ...about, contentHash, name: givenName, statement }),
  reportPromise: object({
    ...about,
    clause,
    index: integer({ min: 0, max: maxPromiseIndex }),
    outcome: oneOf(...outcomes),
    period: nullable(period),
    statement,
    evidence: list(evidence, { max: practiceLimits.evidence }),
  }),
  answerReport: object({ ...signing, report: contentHash, choice: oneOf(...answerChoices), statement }),
} as const satisfies ArgumentsOf<RecordsApi>;
