/** What of a text is in brackets, and settling it. */
import type { BracketsApi, BracketView, SuggestedBracketView, WrittenHow } from "../../../shared/api/brackets.ts";
import type { HostError } from "../../../shared/api/errors.ts";
import type { Author } from "../../../shared/api/people.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { countOpen } from "../../../shared/charter/draft/countOpen.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import { mend } from "../../../shared/charter/text/seen.ts";
import { type CleanSight, createCleanSight, createSuggestedSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { findQuote } from "../../../shared/crdt/reading/quotes.ts";
import { type ReadBracket, readBrackets } from "../../../shared/crdt/reading/readBrackets.ts";
import { createReading } from "../../../shared/crdt/reading/reading.ts";
import { readSuggestedBrackets, type SuggestedBracket } from "../../../shared/crdt/reading/suggestedBrackets.ts";
import { readSuggestions } from "../../../shared/crdt/reading/suggestions.ts";
import { readTypedBrackets } from "../../../shared/crdt/reading/typedBrackets.ts";
import type { TextDoc } from "../../../shared/crdt/update/textDoc.ts";
import * as writing from "../../../shared/crdt/writing/brackets.ts";
import type { OpenCharter } from "../library/charters.ts";
import { authorOf, mineIn } from "../people/authors.ts";
import { type Desk, mayEditDirectly, suggestible, writable } from "./desk.ts";

export const bracketsMethods = ({ withCharter }: Desk): BracketsApi => {
  /** One change or suggestion of this device, or none. */
  const change = <T>(
    id: Parameters<typeof withCharter>[0],
    run: (yDoc: TextDoc, open: OpenCharter) => Result<T, HostError>,
    { manner = "edit", directly = false }: WrittenHow = {},
  ): Promise<Result<T, HostError>> =>
    withCharter(id, (open) => {
      const edited = directly ? writable(open) : mayEditDirectly(open);
      const allowed = manner === "edit" ? edited : suggestible(open);
      return allowed.ok ? open.replica.change((yDoc) => run(yDoc, open), manner) : allowed;
    });

  /** Where everybody is asked to suggest, too: choosing among what is there settles, and edits nothing. */
  const settle = (
    id: Parameters<typeof withCharter>[0],
    run: (yDoc: TextDoc, open: OpenCharter) => Result<null, HostError>,
  ): Promise<Result<null, HostError>> => change(id, run, { directly: true });

  const onBracket = <T>(bracket: string, done: Result<T, writing.BracketFault>, choice = ""): Result<T, HostError> =>
    done.ok ? done : err(describeFault(done.error, bracket, choice));

  return {
    listBrackets: ({ charter }) =>
      withCharter(charter, (open) => {
        const reading = readingOf(open.replica.yDoc());
        const { brackets, strays } = readBrackets(reading.of, reading.sight);
        const typed = readTypedBrackets(reading.of, reading.sight);
        const authors = new Map<number, Author>();
        const by = (client: number): Author => {
          const known = authors.get(client) ?? authorOf(open, open.replica.deviceOf(client));
          authors.set(client, known);
          return known;
        };
        const viewOf = ({ client, alternatives, picks, close, ...bracket }: ReadBracket): BracketView => ({
          isClosed: close !== null,
          ...bracket,
          by: by(client),
          alternatives: alternatives.map(({ client: from, ...one }) => ({
            ...one,
            by: from === null ? null : by(from),
          })),
          picks: picks.map(({ client: from, choice }) => ({ by: by(from), choice })),
        });
        const suggested = readSuggested(open).map(
          ({ suggester, isNew, alternatives, ...bracket }): SuggestedBracketView => ({
            ...viewOf({ ...bracket, alternatives: [] }),
            suggestedBy: by(suggester),
            isNew,
            isOwn: open.replica.isOwnClient(suggester),
            alternatives: alternatives.map(({ client: from, ...one }) => ({
              ...one,
              by: from === null ? null : by(from),
            })),
          }),
        );
        return ok({
          brackets: brackets.map(viewOf),
          suggested,
          strays,
          typed: typed.map(({ clause, clauseNumber, words, depth }) => ({ clause, clauseNumber, words, depth })),
          counts: countOpen(brackets),
        });
      }),
    bracketWords: ({ charter, clause, quote, isField, ...how }) =>
      change(
        charter,
        (yDoc, open) => {
          const { of, sight } = readingAsWritten(yDoc, open);
          const found = findQuote(of, sight, clause, quote);
          if (!found.ok && found.error === "noClause") return err({ kind: "clauseNotFound", clause });
          if (!found.ok)
            return err({ kind: found.error === "notFound" ? "quoteNotFound" : "quoteNotUnique", quote: short(quote) });
          const made = writing.bracketWords(yDoc, found.value, { isField }, open.replica.isOwnClient);
          return made.ok ? ok({ bracket: made.value }) : onBracket("", made);
        },
        how,
      ),
    addAlternative: ({ charter, bracket, words, ...how }) =>
      change(
        charter,
        (yDoc, { replica }) => {
          const added = writing.addAlternative(yDoc, bracket, mend(words).text, replica.isOwnClient);
          return added.ok ? ok({ choice: added.value }) : onBracket(bracket, added);
        },
        how,
      ),
    pickAlternative: ({ charter, bracket, choice }) =>
      settle(charter, (yDoc, open) =>
        onBracket(bracket, writing.pickAlternative(yDoc, bracket, choice, mineIn(open)), choice),
      ),
    reopenBracket: ({ charter, bracket }) =>
      settle(charter, (yDoc) => onBracket(bracket, writing.reopenBracket(yDoc, bracket))),
    removeBracket: ({ charter, bracket, ...how }) =>
      change(
        charter,
        (yDoc, { replica }) => onBracket(bracket, writing.removeBracket(yDoc, bracket, replica.isOwnClient)),
        how,
      ),
    fillFields: ({ charter, fills, ...how }) =>
      change(
        charter,
        (yDoc, open) => {
          const { of, sight } = readingAsWritten(yDoc, open);
          const blanks = new Set(readBrackets(of, sight).brackets.flatMap(({ isField, id }) => (isField ? [id] : [])));
          const other = fills.find(({ bracket }) => !blanks.has(bracket));
          if (other !== undefined) return err({ kind: "bracketNotFound", bracket: other.bracket });
          const mended = fills.map(({ bracket, words }) => ({ bracket, words: mend(words).text }));
          return onBracket("", writing.fillFields(yDoc, mended, mineIn(open), open.replica.isOwnClient));
        },
        how,
      ),
    bracketTyped: ({ charter, isField, ...how }) =>
      change(
        charter,
        (yDoc, open) => {
          const { of, sight } = readingAsWritten(yDoc, open);
          const typed = readTypedBrackets(of, sight);
          return ok({ made: writing.bracketTyped(yDoc, typed, { isField }, open.replica.isOwnClient) });
        },
        how,
      ),
  };
};

function readingOf(yDoc: TextDoc, sight: CleanSight = createCleanSight(yDoc)) {
  return { sight, of: createReading(yDoc, sight) };
}

/** As whoever writes under the document's id now has it: who suggests goes on with what they suggest. */
const readingAsWritten = (yDoc: TextDoc, { replica }: OpenCharter) =>
  readingOf(yDoc, writing.bracketSight(yDoc, replica.isOwnClient));

/** With the numbers of the text without what is suggested. */
function readSuggested({ replica }: OpenCharter): readonly SuggestedBracket[] {
  const yDoc = replica.yDoc();
  const reading = createReading(yDoc, createSuggestedSight(yDoc));
  const found = readSuggestedBrackets(reading, readSuggestions(yDoc), replica.deviceOf);
  const numbers = new Map(
    found.length === 0 ? [] : readClauses(replica.readText()).map(({ id, number }) => [id, number]),
  );
  return found.map((bracket) => ({ ...bracket, clauseNumber: numbers.get(bracket.clause) ?? "" }));
}

/** Of an error: what is enough to know the words by. */
const short = (quote: string): string => (quote.length > 80 ? `${quote.slice(0, 80).toWellFormed()}…` : quote);

function describeFault(fault: writing.BracketFault, bracket: string, choice: string): HostError {
  switch (fault) {
    case "notFound":
      return { kind: "bracketNotFound", bracket };
    case "noSuchChoice":
      return { kind: "alternativeNotFound", choice };
    case "notSettled":
      return { kind: "bracketNotSettled" };
    case "badRange":
      return { kind: "badArgument", what: "quote", expected: "words of one clause" };
  }
}
