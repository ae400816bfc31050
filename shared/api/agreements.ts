/** Proposals, ballots and what came of them. */
import type { CharterId, ClauseId, PartyId, ProposalId } from "../base/ids.ts";
import { either, flag, integer, list, missing, nullable, object, oneOf } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { Redline } from "../charter/compare/redline.ts";
import type { LeftOut } from "../charter/draft/leaveOut.ts";
import { type Conditions, type ConditionsPlan, conditionLimits } from "../charter/parties/conditions.ts";
import { givenName, givenWords, wordLimits } from "../charter/parties/names.ts";
import { type Practice, practiceLimits } from "../charter/parties/practice.ts";
import type { ProposalState, Purpose, WayOut } from "../charter/parties/proposalState.ts";
import { maxReservations, type Reserved } from "../charter/parties/reserved.ts";
import { date, type Term } from "../charter/parties/term.ts";
import type { CharterText } from "../charter/text/model.ts";
import {
  type ArgumentsOf,
  charter,
  clause,
  contentHash,
  limits,
  party,
  proposal,
  reason,
  recoveryWords,
} from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Ending, PartyRef } from "./people.ts";
import { type Point, point } from "./texts.ts";

export interface BallotView {
  /** For `answerBallot`. */
  readonly id: string;
  /**
   * late: cast after the last day for ballots. inQuestion: its party ended the device before, and has not confirmed it.
   * repudiated: its party said that it is not its own. Only `counts` counts.
   */
  readonly standing: "counts" | "late" | "inQuestion" | "repudiated";
  /** How its party ended the device; null where it counts or is late. */
  readonly ended: Ending | null;
  readonly party: PartyRef;
  readonly person: string;
  readonly choice: "ratify" | "decline";
  readonly reservations: readonly Reserved[];
  readonly practice: Practice | null;
  readonly statement: string;
  /** Claimed, not proven. */
  readonly castAt: number;
}

export interface ClauseCount {
  readonly carriedOver: readonly string[];
  readonly amended: readonly string[];
  readonly dropped: readonly string[];
  readonly added: readonly string[];
}

/** A party that a ratified text binds, or bound. */
export interface BindingView {
  readonly party: PartyRef;
  readonly from: string;
  /** The last day, as far as is known; null: the text is open-ended. */
  readonly to: string | null;
  /** Null: it has not left, and is bound until the text ends or a later one binds it. */
  readonly left: { readonly how: "withdrew" | "removed"; readonly at: number; readonly reason: string } | null;
}

/** [L51] A party that asks for several of its delegates. */
export interface SignersView {
  readonly party: PartyId;
  readonly count: number;
  /** So many have given the same consent. */
  readonly signed: number;
}

/** [L16] Other texts on the same parent, unrelated by `supersedes`, of which the parties can have one. */
export interface CompetingView {
  readonly with: readonly ProposalId[];
  /** Parties that may still sign this one: they signed neither it nor one that it is unrelated to, and have not left. */
  readonly free: readonly PartyRef[];
  /** It is ratified, or would be if those signed it. */
  readonly isWithinReach: boolean;
  readonly wayOut: WayOut;
}

/** [L16] A party that ratified this proposal and one that is unrelated to it: both signed ballots together prove it. */
export interface DoubleSigning {
  readonly party: PartyRef;
  readonly other: ProposalId;
  /** Of the other. */
  readonly title: string;
  /** Ids of the ballots: on this one, on the other. */
  readonly ballots: readonly [string, string];
}

export interface TimelineEntry {
  readonly proposal: ProposalId;
  readonly parent: ProposalId | null;
  /** What it replaces besides its parent. */
  readonly supersedes: readonly ProposalId[];
  /** How many proposals its author knew of, one upon the other: the deepest is the latest, whatever clocks claim. */
  readonly depth: number;
  readonly purpose: Purpose;
  readonly state: ProposalState;
  /** Null: no other text on the same parent stands beside it. */
  readonly competing: CompetingView | null;
  readonly title: string;
  readonly note: string;
  /** What was still open in the draft: it is not in the text, or stands there as it was before. */
  readonly leftOut: readonly LeftOut[];
  readonly contentHash: string;
  readonly proposedBy: { readonly party: PartyRef; readonly person: string };
  readonly proposedAt: number;
  readonly term: Term;
  readonly conditions: Conditions;
  readonly electorate: readonly PartyRef[];
  /** Parties of which more than one delegate is needed. */
  readonly signers: readonly SignersView[];
  /** Of the electorate: by as many delegates as each asks for. */
  readonly ratifiedBy: readonly PartyRef[];
  /** Parties of what it builds on that left it. */
  readonly named: readonly PartyRef[];
  /** The last day for ballots. */
  readonly closesOn: string;
  /** Of each party, and of each delegate where it asks for several: one for each choice. */
  readonly ballots: readonly BallotView[];
  /** Parties of the electorate that have left without ratifying: the proposal cannot be ratified without them. */
  readonly cannotAnswer: readonly PartyRef[];
  readonly binds: readonly BindingView[];
  /** Parties that signed two unrelated proposals on one parent. */
  readonly doubleSigned: readonly DoubleSigning[];
  readonly ratifiedAt: number | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly renewFrom: string | null;
  /** The last day in force: `endsOn`, or the day before its successor begins. Null: open-ended, or it never begins. */
  readonly endedOn: string | null;
  /** Where nothing was in force between its end and its successor: the day on which the successor began. */
  readonly resumedOn: string | null;
  /** Against the parent's text; null for a first one. Clause numbers, with a heading where there is one. */
  readonly clauses: ClauseCount | null;
  /** What this device's party may still do; where it asks for several delegates, what this one may. */
  readonly myBallot: "ratify" | "decline" | null;
  readonly canCast: boolean;
  /** Ballots of this device's party that wait for its word. */
  readonly mineInQuestion: readonly string[];
}

/** What a proposal would be, before it is made. */
export interface ProposalPreview {
  readonly purpose: Purpose;
  readonly conditions: Conditions;
  /** Parties of what it builds on that left it: their voices are not needed. */
  readonly named: readonly PartyRef[];
  /** The text that it builds on. */
  readonly parent: TimelineEntry | null;
  readonly electorate: readonly PartyRef[];
  /** Parties of which more than one delegate is needed. */
  readonly signers: readonly Omit<SignersView, "signed">[];
  readonly supersedes: readonly {
    readonly proposal: ProposalId;
    readonly title: string;
    readonly by: PartyRef;
    readonly state: ProposalState;
    /** Parties that signed it: they may sign the new text because it replaces that one. Empty: the person asked for it. */
    readonly ratifiedBy: readonly PartyRef[];
  }[];
  /** As it would be signed. */
  readonly term: Term;
  readonly closesOn: string;
  /** If every party ratified today. */
  readonly startsOn: string;
  readonly endsOn: string | null;
  /** The end of what it amends, and of a renewal that is ratified already: both can be chosen for an amendment. */
  /** What `leaveOutOpen` leaves out, in the order of the draft. */
  readonly leftOut: readonly LeftOut[];
  readonly keptEnd: string | null;
  readonly carriedEnd: string | null;
  /** One party alone would put it in force. */
  readonly isAlone: boolean;
}

/** What a proposal is to be. */
export interface ProposalPlan {
  readonly charter: CharterId;
  readonly term: Term;
  /**
   * Of an amendment. `kept`: the end of what it amends; `carried`: the end of the renewal that was ratified ahead;
   * `asWritten`: that of `term`, open-ended too. Null: as written where `term` has an end, else kept.
   */
  readonly end: "asWritten" | "kept" | "carried" | null;
  /** "renewal" needs a text in force, upcoming or lapsed; "amendment" one in force or upcoming. Null: decided from these. */
  readonly purpose: "amendment" | "renewal" | "prolongation" | null;
  /** Null: those of what it builds on; of a first one unanimity, and what is usual besides. */
  readonly conditions?: ConditionsPlan | null;
  /** The ratified text that it builds on; null: what is in force, else upcoming, else lapsed last. */
  readonly on: ProposalId | null;
  /** Further open proposals that this one replaces. What any party ratified is replaced anyway, see `ProposalPreview`. */
  readonly supersedes: readonly ProposalId[] | null;
  /** The last day for ballots; null: a year from now, or the first day on which the term can end. */
  readonly closesOn: string | null;
  /** All but the clauses that hold open brackets, blanks or conflicts. */
  readonly leaveOutOpen?: boolean;
}

/** A clause of the frozen text, as a reservation names it. */
export interface SignedClause {
  readonly id: ClauseId;
  /** "2 Shared wells" */
  readonly title: string;
  /** [C21] Of its words, in hex. */
  readonly hash: string;
  readonly isReservable: boolean;
}

export interface SigningView {
  readonly entry: TimelineEntry;
  readonly text: CharterText;
  readonly clauses: readonly SignedClause[];
  /** From the text in force (or the parent) to the proposed text; null for a first one. */
  readonly sinceParent: Redline | null;
  /** From the proposed text to this device's draft. */
  readonly draftSince: Redline;
}

export interface AgreementsApi {
  /** Nothing is signed or changed. */
  previewProposal(args: ProposalPlan): Promise<Result<ProposalPreview, HostError>>;
  /** `clockIsRight`: the person was told that this device's clock looks wrong (`clockDoubtful`), and says it is right. */
  propose(
    args: ProposalPlan & { readonly note: string; readonly clockIsRight: boolean },
  ): Promise<Result<{ readonly proposal: ProposalId }, HostError>>;
  /** Everything the signing screen shows, read from the frozen content. */
  getSigning(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
  }): Promise<Result<SigningView, HostError>>;
  /** `contentHash` is what the person saw; another is refused. */
  castBallot(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
    readonly contentHash: string;
    readonly choice: "ratify" | "decline";
    /** What the party keeps for itself; none where it declines. */
    readonly reservations?: readonly Reserved[];
    /** How it observes a practised text; null where it declines, or signs. */
    readonly practice?: Practice | null;
    readonly statement: string;
    readonly clockIsRight: boolean;
  }): Promise<Result<TimelineEntry, HostError>>;
  /**
   * A party's word on a ballot that a device of it cast before the party ended it: by another device of the party, or
   * with its 24 words by any member. A confirmation counts for good.
   */
  answerBallot(args: {
    readonly charter: CharterId;
    readonly proposal: ProposalId;
    readonly ballot: string;
    readonly choice: "confirm" | "repudiate";
    readonly reason: string;
    readonly words: readonly string[] | null;
    readonly clockIsRight: boolean;
  }): Promise<Result<TimelineEntry, HostError>>;
  getTimeline(args: { readonly charter: CharterId }): Promise<Result<readonly TimelineEntry[], HostError>>;
  compare(args: {
    readonly charter: CharterId;
    readonly from: Point;
    readonly to: Point;
  }): Promise<Result<Redline, HostError>>;
}

const statement = givenWords(wordLimits.statement);

export const term = object({
  from: nullable(date),
  months: nullable(integer({ min: 1, max: limits.termMonths })),
  until: nullable(date),
  noticeDays: integer({ min: 0, max: limits.noticeDays }),
});

const days = integer({ min: 0, max: conditionLimits.days });
const parties = (max: number) => integer({ min: 1, max });

const conditions = object({
  needed: nullable(parties(256)),
  indispensable: list(party, { max: 256 }),
  entry: object({ at: nullable(parties(256)), delayDays: days, joinDelayDays: days }),
  reviews: list(date, { max: conditionLimits.reviews }),
  binds: oneOf("ratifiers", "all"),
  reservations: either(oneOf("none", "any"), list(clause, { min: 1, max: conditionLimits.reservable })),
  accession: either(oneOf("closed", "open"), parties(conditionLimits.consents)),
  withdrawalDays: nullable(days),
  form: oneOf("signed", "practised"),
});

export const reserved = object({
  clause,
  hash: contentHash,
  how: oneOf("exclude", "interpret"),
  words: statement,
});

export const evidence = object({ name: givenName, hash: contentHash });

export const practice = object({
  clauses: list(clause, { max: practiceLimits.clauses }),
  day: date,
  place: givenName,
  words: statement,
  witnesses: list(object({ name: givenName, party: nullable(party) }), { max: practiceLimits.witnesses }),
  evidence: list(evidence, { max: practiceLimits.evidence }),
});

const proposalPlan = {
  charter,
  term,
  end: nullable(oneOf("asWritten", "kept", "carried")),
  purpose: nullable(oneOf("amendment", "renewal", "prolongation")),
  conditions: missing(nullable(conditions), null),
  on: nullable(proposal),
  supersedes: nullable(list(proposal, { max: 64 })),
  closesOn: nullable(date),
  leaveOutOpen: missing(flag, false),
};

export const agreementsArguments = {
  previewProposal: object(proposalPlan),
  propose: object({ ...proposalPlan, note: statement, clockIsRight: flag }),
  getSigning: object({ charter, proposal }),
  castBallot: object({
    charter,
    proposal,
    contentHash,
    choice: oneOf("ratify", "decline"),
    reservations: missing(list(reserved, { max: maxReservations }), []),
    practice: missing(nullable(practice), null),
    statement,
    clockIsRight: flag,
  }),
  answerBallot: object({
    charter,
    proposal,
    ballot: contentHash,
    choice: oneOf("confirm", "repudiate"),
    reason,
    words: nullable(recoveryWords),
    clockIsRight: flag,
  }),
  getTimeline: object({ charter }),
  compare: object({ charter, from: point, to: point }),
} as const satisfies ArgumentsOf<AgreementsApi>;
