/** What is suggested about a charter's text, and how it is answered. */
import type { CharterId, ClauseId, DeviceId, PartyId } from "../base/ids.ts";
import { flag, list, nullable, object, oneOf, text, variants } from "../base/parse.ts";
import type { Result } from "../base/result.ts";
import type { NotKeptList } from "../charter/formats/notKept.ts";
import type { TextEdit } from "../charter/text/model.ts";
import {
  type SuggestionAnswer,
  type SuggestionKind,
  type SuggestionState,
  suggestionAnswers,
} from "../charter/text/suggested.ts";
import { type ArgumentsOf, charter, clause, device, limits, party } from "./arguments.ts";
import type { HostError } from "./errors.ts";
import type { Author } from "./people.ts";
import { type MayLose, mayLose, textEdit } from "./texts.ts";

export interface SuggestionView {
  /** The same on every device, for as long as its first part stands. */
  readonly id: string;
  readonly kind: SuggestionKind;
  readonly state: SuggestionState;
  /** `number` is "" where it does not stand in the text yet; null: outside of clauses. */
  readonly clause: { readonly id: ClauseId; readonly number: string; readonly heading: string } | null;
  readonly author: Author;
  readonly device: DeviceId;
  /** Made on this device, which alone can withdraw it. */
  readonly isOwn: boolean;
  /**
   * The words that are to go, and those that are to come; a new paragraph is a line feed. Of a bracket they are its words
   * with its signs.
   */
  readonly before: string;
  readonly after: string;
  /** It was accepted, and all its words were taken out of the text since, or apart from that. */
  readonly isGone: boolean;
  /** False: the mark is to go; a link has its address. */
  readonly formats: readonly { readonly mark: string; readonly value: string | boolean }[];
  /** Null: as is usual. */
  readonly settings: readonly { readonly name: string; readonly value: string | number | boolean | null }[];
  readonly answers: readonly {
    readonly answer: "accept" | "reject" | "withdraw";
    readonly author: Author;
    readonly device: DeviceId;
  }[];
  /** Of others, as yet unanswered, about the same words or the same setting. */
  readonly overlaps: readonly string[];
}

/** Which suggestions: all that every one of these fits; null fits all. */
export interface SuggestionFilter {
  /** In this clause or in one that stands in it. */
  readonly clause: ClauseId | null;
  readonly party: PartyId | null;
  /** A name, as it is written. */
  readonly person: string | null;
  readonly device: DeviceId | null;
}

export interface SuggestionsApi {
  /** As `editText`; what is suggested is the difference to the text with what this device suggests already. */
  suggestEdit(args: {
    readonly charter: CharterId;
    readonly edit: TextEdit;
    readonly mayLose?: MayLose;
  }): Promise<Result<{ readonly changed: readonly string[] } & NotKeptList, HostError>>;
  /** In the order of the text. Without `isAll` only those that wait for an answer. */
  listSuggestions(args: {
    readonly charter: CharterId;
    readonly filter: SuggestionFilter;
    readonly isAll: boolean;
  }): Promise<Result<readonly SuggestionView[], HostError>>;
  /**
   * By id, whatever was answered until now, or all that fit and wait for an answer (`reopen`: that were answered).
   * Only this device's own are withdrawn. Answers the ids; `suggestionNotFound` where there is none of that id.
   */
  answerSuggestions(args: {
    readonly charter: CharterId;
    readonly answer: SuggestionAnswer;
    readonly which:
      | { readonly kind: "ids"; readonly ids: readonly string[] }
      | ({ readonly kind: "fitting" } & SuggestionFilter);
  }): Promise<Result<readonly string[], HostError>>;
}

/** Longer than a key of `review`. */
const suggestionId = text({ min: 1, max: 200 });
const maxIds = 10_000;

const filter = {
  clause: nullable(clause),
  party: nullable(party),
  person: nullable(text({ min: 1, max: limits.nameCharacters })),
  device: nullable(device),
} as const;

export const suggestionsArguments = {
  suggestEdit: object({ charter, edit: textEdit, mayLose }),
  listSuggestions: object({ charter, filter: object(filter), isAll: flag }),
  answerSuggestions: object({
    charter,
    answer: oneOf(...suggestionAnswers),
    which: variants({
      ids: object({ kind: oneOf("ids"), ids: list(suggestionId, { max: maxIds }) }),
      fitting: object({ kind: oneOf("fitting"), ...filter }),
    }),
  }),
} as const satisfies ArgumentsOf<SuggestionsApi>;
