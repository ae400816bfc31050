/** What people say about words of the text, and what others answer. */
import {
  type CharterId,
  type ClauseId,
  type CommentId,
  type DeviceId,
  type PartyId,
  parseCommentId,
} from "../base/ids.ts";
import { check, integer, list, nullable, object, oneOf, text as textOf, variants } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import { givenWords, wordLimits } from "../charter/parties/names.ts";
import { commentLimits, isSuggestionName } from "../charter/text/commentLimits.ts";
import type { SuggestionState } from "../charter/text/suggested.ts";
import { type ArgumentsOf, charter, clause, device, party } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Author, PartyRef } from "./people.ts";

/** Clocks of one Yjs client: words are named by the ids of their characters. */
export interface IdRange {
  readonly client: number;
  readonly clock: number;
  readonly length: number;
}

/** The suggestion that a thread is about: its id then and by now, and its state; null: nothing of it is in the text any more. */
export interface NamedSuggestion {
  readonly name: string;
  readonly id: string;
  readonly state: SuggestionState | null;
}

export type Mention =
  | { readonly kind: "party"; readonly party: PartyId }
  | { readonly kind: "device"; readonly device: DeviceId };

export type MentionView =
  | { readonly kind: "party"; readonly party: PartyRef }
  | { readonly kind: "device"; readonly device: DeviceId; readonly author: Author };

export interface CommentView {
  readonly id: CommentId;
  readonly kind: "open" | "reply" | "resolve" | "reopen";
  readonly author: Author;
  readonly device: DeviceId;
  readonly isMine: boolean;
  /** Claimed, not proven. */
  readonly at: number;
  /** "" where a thread was resolved or opened again without words. */
  readonly text: string;
  readonly mentions: readonly MentionView[];
  /** This device, or its party. */
  readonly mentionsMe: boolean;
  /** By somebody else, and not read by this person (`markRead` of `commentItem`). */
  readonly isNew: boolean;
  /** False: written after its device's part in the charter had ended. It resolves nothing. */
  readonly hasSay: boolean;
}

export interface ThreadView {
  /** Of the comment that opened it. */
  readonly id: CommentId;
  /** Where it stands now: the words may be in another clause than they were in. "loose": outside every clause. */
  readonly clause: { readonly id: ClauseId; readonly number: string; readonly heading: string };
  /**
   * `words`: at its words. `beside`: they are gone, and it stands beside where they stood. `clause`: it is about the
   * clause as a whole, or nothing of its words is left. `gone`: the clause does not stand in the text.
   */
  readonly place: "words" | "beside" | "clause" | "gone";
  readonly ranges: readonly IdRange[];
  /** The words that it is about, as they stood; "" for the clause as a whole. */
  readonly quote: string;
  readonly suggestion: NamedSuggestion | null;
  readonly isOpen: boolean;
  /** The one that opened it first. */
  readonly comments: readonly CommentView[];
}

/** What a comment is about, in its clause. */
export type CommentAnchor =
  | { readonly kind: "clause" }
  /** Words of the clause that stand in it once. */
  | { readonly kind: "words"; readonly words: string }
  | { readonly kind: "ranges"; readonly ranges: readonly IdRange[]; readonly quote: string }
  /** By its id: it says itself in which clause it stands. */
  | { readonly kind: "suggestion"; readonly suggestion: string };

export interface CommentsApi {
  /** Of one clause, or (null) of all, those of clauses that are gone included, in the order of the text. */
  listComments(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId | null;
  }): Promise<Result<readonly ThreadView[], HostError>>;
  /** Opens a thread. `clause` is null for one about a suggestion. `clauseNotFound`, `wordsNotFound`, `suggestionNotFound`. */
  comment(args: {
    readonly charter: CharterId;
    readonly clause: ClauseId | null;
    readonly anchor: CommentAnchor;
    readonly text: string;
    readonly mentions: readonly Mention[];
  }): Promise<Result<ThreadView, HostError>>;
  /** A reply has words; who resolves a thread or opens it again may leave them out. `threadNotFound`. */
  answerThread(args: {
    readonly charter: CharterId;
    readonly thread: CommentId;
    readonly kind: "reply" | "resolve" | "reopen";
    readonly text: string;
    readonly mentions: readonly Mention[];
  }): Promise<Result<ThreadView, HostError>>;
}

const whole = integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const range = object({ client: whole, clock: whole, length: integer({ min: 1, max: commentLimits.length }) });
const ranges = list(range, { max: commentLimits.ranges });
const mentions = list(
  variants({
    party: object({ kind: oneOf("party"), party }),
    device: object({ kind: oneOf("device"), device }),
  }),
  { max: commentLimits.mentions },
);
const text = givenWords(wordLimits.statement);
const suggestion = check("the id of a suggestion", (value) =>
  typeof value === "string" && isSuggestionName(value) ? value : null,
);
const thread = check("the id of a thread", parseCommentId);
/** Words of the text as they stand, which the host mends to what can be signed. */
const quoted = textOf({ max: commentLimits.length });

export const commentsArguments = {
  listComments: object({ charter, clause: nullable(clause) }),
  comment: object({
    charter,
    clause: nullable(clause),
    anchor: variants({
      clause: object({ kind: oneOf("clause") }),
      words: object({ kind: oneOf("words"), words: quoted }),
      ranges: object({ kind: oneOf("ranges"), ranges, quote: quoted }),
      suggestion: object({ kind: oneOf("suggestion"), suggestion }),
    }),
    text,
    mentions,
  }),
  answerThread: object({ charter, thread, kind: oneOf("reply", "resolve", "reopen"), text, mentions }),
} as const satisfies ArgumentsOf<CommentsApi>;
