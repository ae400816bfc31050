/** What is suggested about a charter's text, and how it is answered. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { SuggestionFilter, SuggestionsApi } from "../../../shared/api/suggestions.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { SuggestionAnswer } from "../../../shared/charter/text/suggested.ts";
import { isOpen } from "../../../shared/crdt/reading/reviewEntries.ts";
import { type ReadSuggestion, readSuggestionViews } from "../history/suggestionViews.ts";
import type { OpenCharter } from "../library/charters.ts";
import { mineIn } from "../people/authors.ts";
import type { TextReader } from "../reading/textReader.ts";
import { type Desk, suggestible, writable } from "./desk.ts";
import { editIn } from "./texts.ts";

/** Until another document stands for the text in the middle of it so often. */
const answerAttempts = 3;

const everything: SuggestionFilter = { clause: null, party: null, person: null, device: null };

export const suggestionsMethods = ({ withCharter }: Desk, reader: TextReader): SuggestionsApi => ({
  suggestEdit: ({ charter, edit, mayLose = "form" }) =>
    withCharter(charter, (open) =>
      editIn(open, "suggest", mayLose, (before, atOnce) => reader.edit(before, edit, atOnce)),
    ),
  listSuggestions: ({ charter, filter, isAll }) =>
    withCharter(charter, (open) =>
      ok(
        readSuggestionViews(open, filter)
          .map(({ view }) => view)
          .filter((view) => isAll || isOpen(view)),
      ),
    ),
  answerSuggestions: ({ charter, answer, which }) =>
    withCharter(charter, async (open) => {
      for (let attempt = 1; ; attempt++) {
        const allowed = answer === "withdraw" ? suggestible(open) : writable(open);
        if (!allowed.ok) return allowed;
        const chosen = which.kind === "ids" ? named(open, which.ids) : ok(fitting(open, answer, which));
        const own = chosen.ok && answer === "withdraw" ? ownOf(chosen.value) : chosen;
        if (!own.ok) return own;
        if (own.value.length === 0) return ok([]);
        const written = await open.replica.answerSuggestions(
          answer,
          own.value.map(({ suggestion }) => suggestion),
          mineIn(open),
        );
        if (!written.ok) return written;
        // What was answered until then is answered; the rest is found again.
        if (written.value === "changed" && attempt < answerAttempts) continue;
        return ok(own.value.map(({ view }) => view.id));
      }
    }),
});

function named(open: OpenCharter, ids: readonly string[]): Result<readonly ReadSuggestion[], HostError> {
  const byId = new Map(readSuggestionViews(open, everything).map((read) => [read.view.id, read]));
  const found: ReadSuggestion[] = [];
  for (const id of new Set(ids)) {
    const read = byId.get(id);
    if (read === undefined) return err({ kind: "suggestionNotFound", suggestion: id });
    found.push(read);
  }
  return ok(found);
}

/** What is contested is answered one by one. */
function fitting(open: OpenCharter, answer: SuggestionAnswer, filter: SuggestionFilter): readonly ReadSuggestion[] {
  return readSuggestionViews(open, filter).filter(({ view }) => {
    const { state, isOwn } = view;
    if (answer === "withdraw") return isOwn && isOpen(view);
    return answer === "reopen"
      ? state === "accepted" || state === "rejected" || state === "contested"
      : state === "pending";
  });
}

/** [I21] What is accepted stays accepted, so it is not withdrawn. */
function ownOf(chosen: readonly ReadSuggestion[]): Result<readonly ReadSuggestion[], HostError> {
  return chosen.every(({ view }) => view.isOwn)
    ? ok(chosen.filter(({ view }) => view.state !== "accepted"))
    : err({ kind: "notAuthorised", reason: "only the device that suggested it withdraws it" });
}
