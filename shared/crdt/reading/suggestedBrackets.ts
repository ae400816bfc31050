/**
 * Brackets and alternatives that are suggested, as each who suggests means them: with all that they suggest, and nothing
 * of others. They are no brackets yet ([I25]), are counted nowhere and nobody chooses among them; once accepted they are
 * brackets like any other. A pure reading.
 */
import type * as Y from "yjs";
import { readItemId } from "../document/reviewKeys.ts";
import { createProposedSight } from "./cleanSight.ts";
import { type BracketAlternative, type ReadBracket, readBrackets } from "./readBrackets.ts";
import type { Reading } from "./reading.ts";
import { isPending, readReview } from "./review.ts";
import { isOpen } from "./reviewEntries.ts";
import type { Suggestion } from "./suggestions.ts";

export interface SuggestedAlternative extends BracketAlternative {
  /** False: it stands already, or in words that do. */
  readonly isSuggested: boolean;
}

export interface SuggestedBracket extends ReadBracket {
  /** A suggesting client of whoever suggests it. */
  readonly suggester: number;
  /** The bracket itself is suggested; else alternatives of one that stands. */
  readonly isNew: boolean;
  readonly alternatives: readonly SuggestedAlternative[];
}

/**
 * In the order of the text, for each who suggests. `reading`: one that shows what is suggested. `whoOf`: who stands behind
 * a suggesting client, as what one writes under several ids is one.
 */
export function readSuggestedBrackets(
  reading: Reading,
  suggestions: readonly Suggestion[],
  whoOf: (client: number) => unknown = (client) => client,
): readonly SuggestedBracket[] {
  const { yDoc } = reading;
  const withSigns = suggestions.filter((one) => isOpen(one) && /[[\]]/u.test(one.inserted));
  if (withSigns.length === 0) return [];
  const review = readReview(yDoc);
  const isSuggested = (choice: string): boolean => {
    const id = readItemId(choice);
    return id !== null && isPending(id, review);
  };
  return [...Map.groupBy(withSigns, ({ client }) => whoOf(client))].flatMap(([who, own]) => {
    const flows = new Set<Y.XmlText>(own.flatMap(({ spans }) => spans.map(({ yFlow }) => yFlow)));
    const sight = createProposedSight(yDoc, (client) => whoOf(client) === who);
    const suggester = own[0]?.client ?? 0;
    return readBrackets(reading, sight, new WeakMap(), flows).brackets.flatMap(
      (bracket): readonly SuggestedBracket[] => {
        const isNew = isSuggested(bracket.id);
        const alternatives = bracket.alternatives.map((one) => ({ ...one, isSuggested: isSuggested(one.choice) }));
        const isAny = isNew || alternatives.some((one) => one.isSuggested);
        return isAny ? [{ ...bracket, suggester, isNew, alternatives }] : [];
      },
    );
  });
}
