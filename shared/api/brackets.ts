/**
 * What of a text is in brackets: alternatives, who proposes them, who chose which, and the blanks to be filled in. Whoever
 * only suggests, suggests brackets and alternatives: once accepted they are like any other.
 */
import type { CharterId, ClauseId } from "../base/ids.ts";
import { flag, list, missing, object, text } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import { type ArgumentsOf, charter, clause, type Manner, manner, matching } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Author } from "./people.ts";

/** An alternative by what begins it, "first" for the words that were there first, or "out": none of them is to stand. */
export type BracketChoice = string;

export interface AlternativeView {
  readonly choice: BracketChoice;
  /** "Alt. 2"; "3.1 bis" where it is all the words of its clause. */
  readonly label: string;
  /** At most 4,000 characters. */
  readonly words: string;
  /** Who proposes it; null for the words that were there first. */
  readonly by: Author | null;
}

export interface BracketView {
  readonly id: string;
  /** "loose" outside every clause. */
  readonly clause: ClauseId;
  /** "" where the clause has none. */
  readonly clauseNumber: string;
  /** BCP 47, of words in a further language; null: the charter's own. */
  readonly language: string | null;
  /** The bracket that it stands in. */
  readonly within: string | null;
  readonly depth: number;
  /** A blank: its first alternative says what to fill in. */
  readonly isField: boolean;
  /** "contested": several chose, and not alike. */
  readonly state: "open" | "contested" | "settled";
  /** Else it reaches to the end of its clause. */
  readonly isClosed: boolean;
  /** Who put it there. */
  readonly by: Author;
  readonly alternatives: readonly AlternativeView[];
  /** Null where it is not settled. */
  readonly chosen: BracketChoice | null;
  readonly picks: readonly { readonly by: Author; readonly choice: BracketChoice }[];
  /** What stands on its line before it and behind it. */
  readonly before: string;
  readonly after: string;
}

export interface SuggestedAlternativeView extends AlternativeView {
  /** False: it stands already. */
  readonly isSuggested: boolean;
}

/** As it is once all that this person suggests is accepted. Nobody chooses among what is suggested. */
export interface SuggestedBracketView extends BracketView {
  readonly suggestedBy: Author;
  /** The bracket itself is suggested; else alternatives of one that stands. */
  readonly isNew: boolean;
  /** On this device, which goes on with it. */
  readonly isOwn: boolean;
  readonly alternatives: readonly SuggestedAlternativeView[];
}

export interface BracketsView {
  /** In the order of the text, those included that are settled. */
  readonly brackets: readonly BracketView[];
  /** Brackets and alternatives that wait to be accepted, by who suggests them. */
  readonly suggested: readonly SuggestedBracketView[];
  /** Signs that belong to no bracket. */
  readonly strays: readonly {
    readonly id: string;
    readonly clause: ClauseId;
    readonly clauseNumber: string;
    readonly sign: string;
  }[];
  /** Brackets that are characters like others; `bracketTyped` makes them into brackets. */
  readonly typed: readonly {
    readonly clause: ClauseId;
    readonly clauseNumber: string;
    readonly words: string;
    /** In how many others. */
    readonly depth: number;
  }[];
  readonly counts: BracketCounts;
}

/** What is not settled. */
export interface BracketCounts {
  readonly brackets: number;
  readonly blanks: number;
}

/** `directly`: also where everybody is asked to suggest; else an edit is refused as `suggestionsAsked`. */
export interface WrittenHow {
  readonly manner?: Manner;
  readonly directly?: boolean;
}

export interface BracketsApi {
  listBrackets(args: { readonly charter: CharterId }): Promise<Result<BracketsView, HostError>>;
  /** `quote` stands once in the words of the clause; a line feed in it ends a paragraph. "loose": outside all clauses. */
  bracketWords(
    args: WrittenHow & {
      readonly charter: CharterId;
      readonly clause: ClauseId;
      readonly quote: string;
      readonly isField: boolean;
    },
  ): Promise<Result<{ readonly bracket: string }, HostError>>;
  /** In the name of this person's party. */
  addAlternative(
    args: WrittenHow & {
      readonly charter: CharterId;
      readonly bracket: string;
      readonly words: string;
    },
  ): Promise<Result<{ readonly choice: BracketChoice }, HostError>>;
  /** For this person's party. Settled where all who chose chose alike. */
  pickAlternative(args: {
    readonly charter: CharterId;
    readonly bracket: string;
    readonly choice: BracketChoice;
  }): Promise<Result<null, HostError>>;
  /** Takes back what everybody chose. */
  reopenBracket(args: { readonly charter: CharterId; readonly bracket: string }): Promise<Result<null, HostError>>;
  /** Takes the signs away and leaves the words; of several alternatives the chosen one (`bracketNotSettled`: none is). */
  removeBracket(
    args: WrittenHow & {
      readonly charter: CharterId;
      readonly bracket: string;
    },
  ): Promise<Result<null, HostError>>;
  /** All in one change. Suggested, each waits to be accepted, and whoever accepts it chooses it. */
  fillFields(
    args: WrittenHow & {
      readonly charter: CharterId;
      readonly fills: readonly { readonly bracket: string; readonly words: string }[];
    },
  ): Promise<Result<null, HostError>>;
  /** Answers how many there are now. */
  bracketTyped(
    args: WrittenHow & {
      readonly charter: CharterId;
      readonly isField: boolean;
    },
  ): Promise<Result<{ readonly made: number }, HostError>>;
}

const bracket = matching("a bracket's id", /^[0-9a-z]{1,11}\.[0-9a-z]{1,11}$/);
const choice = matching("first, out or an alternative's id", /^(?:first|out|[0-9a-z]{1,11}\.[0-9a-z]{1,11})$/);
const words = text({ min: 1, max: 20_000 });

const how = { manner, directly: missing(flag, false) };

export const bracketsArguments = {
  listBrackets: object({ charter }),
  bracketWords: object({ charter, clause, quote: words, isField: flag, ...how }),
  addAlternative: object({ charter, bracket, words, ...how }),
  pickAlternative: object({ charter, bracket, choice }),
  reopenBracket: object({ charter, bracket }),
  removeBracket: object({ charter, bracket, ...how }),
  fillFields: object({ charter, fills: list(object({ bracket, words }), { max: 1000 }), ...how }),
  bracketTyped: object({ charter, isField: flag, ...how }),
} as const satisfies ArgumentsOf<BracketsApi>;
