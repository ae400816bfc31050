/** What others did in a charter since this person's last look: changes, suggestions, conflicts, comments and stances. */
import type { CharterId, ClauseId, CommentId, DeviceId } from "../base/ids.ts";
import { integer, list, nullable, object, text } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { RedlineClause } from "../charter/compare/redline.ts";
import { type ArgumentsOf, charter } from "./arguments.ts";
import type { PartyStanceView } from "./board.ts";
import type { CommentView } from "./comments.ts";
import type { ClauseRef, ConflictView } from "./conflicts.ts";
import type { HostError } from "./errors.ts";
import type { Author, PartyRef } from "./people.ts";
import type { SuggestionView } from "./suggestions.ts";

/** What one device changed while this person was away. */
export interface NewsChanges {
  readonly author: Author;
  readonly device: DeviceId;
  /** Signed changes. */
  readonly changes: number;
  /** Of the newest; claimed, not proven. */
  readonly latestAt: number;
}

/** `id` is what `markRead` names it by: the same for as long as it is about the same thing. */
export type NewsItem = { readonly id: string } & (
  | {
      readonly kind: "change";
      /** From the clause without what is news to the clause as it is. */
      readonly redline: RedlineClause;
      /** Everybody who changed it, as their signed changes show. */
      readonly by: readonly NewsChanges[];
    }
  | { readonly kind: "conflict"; readonly conflict: ConflictView }
  | {
      readonly kind: "suggestion";
      readonly suggestion: SuggestionView;
      /** The answer is the news, not the suggestion. */
      readonly isAnswer: boolean;
    }
  | {
      readonly kind: "comment";
      readonly comment: CommentView;
      readonly thread: CommentId;
      /** The words that its thread is about; "" for the clause as a whole. */
      readonly quote: string;
      /** The suggestion that its thread is about, by its id now; null: it is about words or a clause. */
      readonly suggestion: string | null;
    }
  /** What a party said, or that it lapsed because others changed the words. */
  | { readonly kind: "stance"; readonly party: PartyRef; readonly stance: PartyStanceView }
  | {
      readonly kind: "closing";
      readonly closing: "close" | "reopen";
      readonly author: Author;
      readonly device: DeviceId;
      /** Claimed, not proven. */
      readonly at: number;
    }
);

export interface ClauseNews {
  /** Id "loose": outside of clauses. `number` and `heading` are "" where it does not stand and nobody knows them. */
  readonly clause: ClauseRef;
  /** One at least: comments that mention this person, then what was changed, suggested, said and closed. */
  readonly items: readonly NewsItem[];
}

/** How many items there are of each kind. */
export interface NewsCounts {
  readonly changes: number;
  readonly conflicts: number;
  readonly suggestions: number;
  readonly comments: number;
  /** Of the comments, those that mention this device or its party. */
  readonly mentions: number;
  readonly stances: number;
  readonly closings: number;
}

/** Own deeds are no news: own changes are on both sides of each comparison. */
export interface News {
  /** When all was read, by this device's clock; null where nobody said so yet. */
  readonly since: number | null;
  /** How far this answer goes: `markRead` marks no more than what was shown. */
  readonly upTo: number;
  readonly counts: NewsCounts;
  /** Signed changes of the text in the clauses below, each counted once. */
  readonly changes: number;
  readonly by: readonly NewsChanges[];
  /** In the order of the text: what is outside of every clause first, clauses that are long gone last. */
  readonly clauses: readonly ClauseNews[];
}

/** Signed entries of others that were not read, by kind; closings are among the stances. */
export interface EntryCounts {
  readonly changes: number;
  readonly suggestions: number;
  readonly comments: number;
  readonly stances: number;
}

/** The item of one comment. */
export const commentItem = (comment: CommentId): string => `comment/${comment}`;
/** The item of what a party says on a clause. */
export const stanceItem = (clause: ClauseId, party: string): string => `stance/${clause}/${party}`;

export interface NewsApi {
  getNews(args: { readonly charter: CharterId }): Promise<Result<News, HostError>>;
  /** "I have read this": items by id, or (null) everything, up to what `getNews` showed; null: up to now. */
  markRead(args: {
    readonly charter: CharterId;
    readonly items: readonly string[] | null;
    readonly upTo: number | null;
  }): Promise<Result<null, HostError>>;
}

export const newsArguments = {
  getNews: object({ charter }),
  markRead: object({
    charter,
    items: nullable(list(text({ min: 1, max: 300 }), { max: 10_000 })),
    upTo: nullable(integer({ min: 0, max: Number.MAX_SAFE_INTEGER })),
  }),
} as const satisfies ArgumentsOf<NewsApi>;
