/** Who wrote what stands in a text, and what became of each clause. */
import type { CharterId, ClauseId, DeviceId } from "../base/ids.ts";
import { nullable, object } from "../base/parse.ts";
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
}

export const authorshipArguments = {
  getAuthorship: object({ charter, clause: nullable(clause) }),
  getWriters: object({ charter }),
  getClauseHistory: object({ charter, clause, before: nullable(changeNo) }),
} as const satisfies ArgumentsOf<AuthorshipApi>;
