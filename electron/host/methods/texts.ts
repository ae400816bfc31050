/** The text of a charter, read and written. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { MayLose, TextsApi } from "../../../shared/api/texts.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import type { EditedText } from "../../../shared/charter/draft/edits.ts";
import { restoreClauseIn, restoreStateIn } from "../../../shared/charter/draft/restore.ts";
import type { NotKeptList } from "../../../shared/charter/formats/notKept.ts";
import type { CharterText } from "../../../shared/charter/text/model.ts";
import { viewText } from "../agreements/readings.ts";
import { promiseWordsIn } from "../charter/promiseWords.ts";
import type { OpenCharter } from "../library/charters.ts";
import { keepsClosed } from "../negotiation/closedClauses.ts";
import { judgeLoss } from "../reading/newTexts.ts";
import type { TextReader } from "../reading/textReader.ts";
import { type Desk, mayEditDirectly, suggestible, writable } from "./desk.ts";

/** So often an edit is read in its thread while others write; then it is read at once. */
const editAttempts = 3;

/** Another text of the one before; `atOnce`: in this thread, so that nobody writes meanwhile. */
type Edit = (before: CharterText, atOnce: boolean) => Promise<Result<EditedText, HostError>>;

export const textsMethods = ({ withCharter }: Desk, reader: TextReader): TextsApi => ({
  getText: ({ charter, at }) =>
    withCharter(charter, async (open, { ratification, clauseHistories }) => {
      if (at.kind !== "change") return ratification.read(open, at);
      const found = await clauseHistories.textAfter(open, at.change);
      return found.ok ? ok(await viewText(found.value, promiseWordsIn(open))) : found;
    }),
  editText: ({ charter, edit, mayLose = "form", mayReopen = false, directly = false }) =>
    withCharter(charter, async (open) => {
      // What nobody sees nobody can suggest.
      const asked = directly || edit.kind === "removeUnseen" ? ok(null) : mayEditDirectly(open);
      if (!asked.ok) return asked;
      const manner = mayReopen ? "reopen" : "edit";
      return editIn(open, manner, mayLose, (before, atOnce) => reader.edit(before, edit, atOnce));
    }),
  importText: ({ charter, file, place, manner = "edit", mayLose = "form", directly = false }) =>
    withCharter(charter, async (open) => {
      const asked = directly || manner === "suggest" ? ok(null) : mayEditDirectly(open);
      if (!asked.ok) return asked;
      return editIn(open, manner, mayLose, (before, atOnce) => reader.importFile(before, file, place, atOnce));
    }),
  restoreClause: ({ charter, clause, from, mayReopen = false, directly = false }) =>
    withCharter(charter, async (open, { ratification, clauseHistories }) => {
      const able = writable(open);
      const allowed = able.ok && !directly ? mayEditDirectly(open) : able;
      if (!allowed.ok) return allowed;
      const source =
        from.kind === "change" ? await clauseHistories.textAfter(open, from.change) : ratification.textAt(open, from);
      if (!source.ok) return source;
      // Others had their turn meanwhile.
      const still = writable(open);
      if (!still.ok) return still;
      const restoreIn = from.kind === "change" ? restoreStateIn : restoreClauseIn;
      const before = open.replica.readText();
      const restored = restoreIn(before, clause, source.value);
      if (!restored.ok) return restored;
      const kept = mayReopen ? ok(null) : keepsClosed(open, before, restored.value);
      return kept.ok ? open.replica.setText(restored.value) : kept;
    }),
  openText: ({ charter }) => withCharter(charter, (open, { charters }) => ok(charters.openText(open))),
  rebaseText: ({ charter, room, update }) =>
    withCharter(charter, (open, { charters }) => charters.rebaseText(open, room, update)),
  closeText: ({ charter, room }) => withCharter(charter, (open, { charters }) => charters.closeText(open, room)),
});

/** [I38] A suggestion leaves the text as it is. "reopen": closed clauses are changed, too. */
export async function editIn(
  open: OpenCharter,
  asked: "edit" | "reopen" | "suggest",
  mayLose: MayLose,
  edit: Edit,
): Promise<Result<{ readonly changed: readonly string[] } & NotKeptList, HostError>> {
  const { replica } = open;
  const manner = asked === "suggest" ? asked : "edit";
  const may = (): Result<null, HostError> => (manner === "edit" ? writable(open) : suggestible(open));
  const allowed = may();
  if (!allowed.ok) return allowed;
  for (let attempt = 1; ; attempt++) {
    const version = replica.textVersion();
    const before = manner === "edit" ? replica.readText() : replica.readSuggestedText();
    const edited = await edit(before, attempt > editAttempts);
    if (!edited.ok) return edited;
    const loss = judgeLoss(edited.value, mayLose);
    const kept = loss.ok && asked === "edit" ? keepsClosed(open, before, edited.value.text) : loss;
    const still = kept.ok ? may() : kept;
    if (!still.ok) return still;
    // Somebody wrote meanwhile: what they wrote is not to be taken back.
    if (version !== replica.textVersion()) continue;
    const { text, changed, notKept, notKeptCount } = edited.value;
    const written =
      attempt > editAttempts ? replica.setText(text, manner) : await replica.setTextInSteps(text, version, manner);
    if (!written.ok) return written;
    if (written.value !== "changed") return ok({ changed, notKept, notKeptCount });
  }
}
