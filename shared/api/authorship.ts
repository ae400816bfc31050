/** Who wrote what stands in a text, what became of each clause, and the writing of it played again. */
import type { CharterId, ClauseId, DeviceId } from "../base/ids.ts";
import { integer, nullable, object } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { RedlineBlock } from "../charter/compare/redline.ts";
import type { ClauseKind } from "../charter/text/model.ts";
import { type ArgumentsOf, charter, clause } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Author } from "./people.ts";
import { changeNo } from "./texts.ts";

/** Words that stand side by side and that one device typed, pasted or imported. */
export interface WrittenRun {
  readonly text: string;
  readonly author: Author;
  readonly device: DeviceId;
  /** Of the oldest and of the newest change that put some of them in; claimed, not proven. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The newest, by its number in this device's log. */
  readonly change: number;
}

/** A paragraph, a heading, or what stands in an item or a cell. */
export interface WrittenBlock {
  /** BCP 47, of words in a further language; null: the charter's own. */
  readonly language: string | null;
  readonly runs: readonly WrittenRun[];
}

/** Without the clauses in it. Text outside every clause comes first, under the id "loose". */
export interface WrittenClause {
  readonly id: ClauseId;
  readonly kind: ClauseKind;
  readonly number: string;
  readonly heading: string;
  readonly depth: number;
  readonly blocks: readonly WrittenBlock[];
}

/** A Yjs client id, as it is part of the id of each character, and whose it is. */
export interface Writer {
  readonly client: number;
  readonly device: DeviceId;
  readonly author: Author;
}

/** `label`: what people call the other clause today; "" where it does not stand. */
export type ClauseEventView =
  | { readonly kind: "added" | "removed" | "broughtBack" | "moved" | "words" }
  | {
      readonly kind: "splitFrom" | "splitOff" | "joinedInto" | "joinedFrom";
      readonly other: { readonly id: string; readonly label: string };
    };

/** What one signed change did to a clause. */
export interface ClauseStepView {
  /** Its number in this device's log. */
  readonly change: number;
  readonly author: Author;
  readonly device: DeviceId;
  /** Claimed, not proven. */
  readonly at: number;
  readonly events: readonly ClauseEventView[];
  /** It was made in the text itself although everybody was asked to suggest. */
  readonly isDirect: boolean;
  /** From the clause before to the clause after, without those in it: all of its blocks. */
  readonly blocks: readonly RedlineBlock[];
  /** Whether it stands in the text after it. */
  readonly stands: boolean;
}

export interface ClauseHistoryView {
  readonly id: ClauseId;
  /** "" where it does not stand in the text. */
  readonly number: string;
  /** Of today, or its last one. */
  readonly heading: string;
  readonly stands: boolean;
  /** The newest first; at most `maxClauseSteps`. */
  readonly steps: readonly ClauseStepView[];
  /** What to give as `before` for those before them; null: these are the first. */
  readonly older: number | null;
}

export const maxClauseSteps = 20;

/** Changes of everybody that follow each other with less than half an hour between, as their authors claim. */
export interface SessionView {
  /** The numbers of its first and its last change in this device's log. */
  readonly from: number;
  readonly to: number;
  /** The earliest and the latest moment of its changes; claimed, not proven. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly changes: number;
  /** How many `getPlayback` gives of it. */
  readonly steps: number;
  /** How many clauses read or stand otherwise after it than before it, the text outside every clause counted as one. */
  readonly clauses: number;
  /** In the order in which they began. */
  readonly by: readonly { readonly author: Author; readonly changes: number }[];
}

export interface SessionListView {
  /** The newest first; at most `maxSessions`. */
  readonly sessions: readonly SessionView[];
  /** What to give as `before` for those before them; null: these are the first. */
  readonly older: number | null;
}

/** What a step did to a clause. */
export interface PlayedClauseView {
  /** "loose" for the text outside every clause. */
  readonly id: ClauseId;
  readonly kind: ClauseKind;
  /** Number, heading and the labels in `events`: as they were then. */
  readonly number: string;
  readonly heading: string;
  readonly events: readonly ClauseEventView[];
  /** From before the step to after it, without the clauses in it: all of its blocks. */
  readonly blocks: readonly RedlineBlock[];
  /** Whether it stands in the text after it. */
  readonly stands: boolean;
}

/** Changes of one device, one after another in the log, within ten seconds of the first of them. */
export interface PlaybackStepView {
  readonly from: number;
  readonly to: number;
  readonly changes: number;
  readonly author: Author;
  readonly device: DeviceId;
  /** Of its last change; claimed, not proven. */
  readonly at: number;
  /** In the order of the text, at most `maxStepClauses`; none where the text reads as before (what is only suggested). */
  readonly clauses: readonly PlayedClauseView[];
  /** How many more it changed. */
  readonly more: number;
}

export interface PlaybackView {
  /** Of all that was asked for. */
  readonly count: number;
  /** The oldest first; at most `maxPlaybackSteps`. */
  readonly steps: readonly PlaybackStepView[];
}

export interface RemovedClause {
  readonly id: ClauseId;
  readonly isArticle: boolean;
  /** How its words begin, at most 200 characters. */
  readonly words: string;
}

export const maxSessions = 20;
export const maxPlaybackSteps = 20;
export const maxStepClauses = 40;

export interface AuthorshipApi {
  /** A clause by itself, or (null) the whole text. `clauseNotFound` where it does not stand in the text. */
  getAuthorship(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId | null;
  }): Promise<Result<readonly WrittenClause[], HostError>>;
  /** Everybody who wrote into the text, by client id: what a window needs to mark the words that it shows. */
  getWriters(args: { readonly charter: CharterId }): Promise<Result<readonly Writer[], HostError>>;
  /** Of a clause that was removed, too. `before`: only changes with a lower number. */
  getClauseHistory(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId;
    readonly before: number | null;
  }): Promise<Result<ClauseHistoryView, HostError>>;
  /** In the order of the text; what stood in something removed comes back with it. `getClauseHistory` says by whom. */
  listRemovedClauses(args: { readonly charter: CharterId }): Promise<Result<readonly RemovedClause[], HostError>>;
  /** `before`: only sessions whose first change has a lower number. */
  listSessions(args: {
    readonly charter: CharterId;
    readonly before: number | null;
  }): Promise<Result<SessionListView, HostError>>;
  /**
   * The text written again, from one change to another, both included: of a session, or any. `skip`: so many steps are
   * left out at the beginning. `changeNotFound`: the first is no change of the text, or the last comes before it.
   */
  getPlayback(args: {
    readonly charter: CharterId;
    readonly from: number;
    readonly to: number;
    readonly skip: number;
  }): Promise<Result<PlaybackView, HostError>>;
}

export const authorshipArguments = {
  getAuthorship: object({ charter, clause: nullable(clause) }),
  getWriters: object({ charter }),
  getClauseHistory: object({ charter, clause, before: nullable(changeNo) }),
  listRemovedClauses: object({ charter }),
  listSessions: object({ charter, before: nullable(changeNo) }),
  getPlayback: object({
    charter,
    from: changeNo,
    to: changeNo,
    skip: integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  }),
} as const satisfies ArgumentsOf<AuthorshipApi>;
