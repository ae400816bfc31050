/** The text of a charter, read and written. */
import type { TextsApi } from "../../../shared/api/texts.ts";
import { ok } from "../../../shared/base/result.ts";
import { restoreClauseIn, restoreStateIn } from "../../../shared/charter/draft/restore.ts";
import { judgeLoss } from "../reading/newTexts.ts";
import type { TextReader } from "../reading/textReader.ts";
import { type Desk, writable } from "./desk.ts";

/** So often an edit is read in its thread while others write; then it is read at once. */
const editAttempts = 3;

export const textsMethods = ({ withCharter }: Desk, reader: TextReader): TextsApi => ({
  getText: ({ charter, at }) => withCharter(charter, (open, { ratification }) => ratification.read(open, at)),
  editText: ({ charter, edit, mayLose = "form" }) =>
    withCharter(charter, async (open) => {
      const allowed = writable(open);
      if (!allowed.ok) return allowed;
      for (let attempt = 1; ; attempt++) {
        const version = open.replica.textVersion();
        const before = open.replica.readText();
        const edited = await reader.edit(before, edit, attempt > editAttempts);
        if (!edited.ok) return edited;
        const loss = judgeLoss(edited.value, mayLose);
        const still = loss.ok ? writable(open) : loss;
        if (!still.ok) return still;
        // Somebody wrote meanwhile: what they wrote is not to be taken back.
        if (version !== open.replica.textVersion()) continue;
        const { text, changed, notKept, notKeptCount } = edited.value;
        const written =
          attempt > editAttempts ? open.replica.setText(text) : await open.replica.setTextInSteps(text, version);
        if (!written.ok) return written;
        if (written.value !== "changed") return ok({ changed, notKept, notKeptCount });
      }
    }),
  restoreClause: ({ charter, clause, from }) =>
    withCharter(charter, async (open, { ratification, clauseHistories }) => {
      const allowed = writable(open);
      if (!allowed.ok) return allowed;
      const source =
        from.kind === "change" ? await clauseHistories.textAfter(open, from.change) : ratification.textAt(open, from);
      if (!source.ok) return source;
      // Others had their turn meanwhile.
      const still = writable(open);
      if (!still.ok) return still;
      const restoreIn = from.kind === "change" ? restoreStateIn : restoreClauseIn;
      const restored = restoreIn(open.replica.readText(), clause, source.value);
      return restored.ok ? open.replica.setText(restored.value) : restored;
    }),
  openText: ({ charter }) => withCharter(charter, (open, { charters }) => ok(charters.openText(open))),
  rebaseText: ({ charter, room, update }) =>
    withCharter(charter, (open, { charters }) => charters.rebaseText(open, room, update)),
  closeText: ({ charter, room }) => withCharter(charter, (open, { charters }) => charters.closeText(open, room)),
});
