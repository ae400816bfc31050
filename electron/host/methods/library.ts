/** The charters of this machine: listed, founded, shown. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { LibraryApi } from "../../../shared/api/library.ts";
import type { MayLose } from "../../../shared/api/texts.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import type { SourceFile } from "../../../shared/charter/formats/readSource.ts";
import { templates } from "../../../shared/charter/formats/templates.ts";
import { createCleanSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../../shared/crdt/reading/reading.ts";
import { readTypedBrackets } from "../../../shared/crdt/reading/typedBrackets.ts";
import type { TextDoc } from "../../../shared/crdt/update/textDoc.ts";
import { bracketTyped } from "../../../shared/crdt/writing/brackets.ts";
import { type BegunText, beginText, judgeChanges, judgeLoss, withTitle, withTitleNoted } from "../reading/newTexts.ts";
import type { TextReader } from "../reading/textReader.ts";
import type { Desk } from "./desk.ts";
import { readCharterView } from "./views.ts";

function makeBlanks(yDoc: TextDoc): Result<null, HostError> {
  const sight = createCleanSight(yDoc);
  bracketTyped(yDoc, readTypedBrackets(createReading(yDoc, sight), sight), { isField: true });
  return ok(null);
}

export function libraryMethods({ platform, emit, atWork, withCharter }: Desk, reader: TextReader): LibraryApi {
  const withoutLoss = (title: string, source: Parameters<typeof beginText>[1]): Result<BegunText, HostError> => {
    const text = beginText(title, source, platform.random);
    return text.ok ? ok({ text: text.value, notKept: [], notKeptCount: 0 }) : text;
  };

  async function fileText(title: string, file: SourceFile, mayLose: MayLose): Promise<Result<BegunText, HostError>> {
    const read = await reader.readFile(file);
    if (!read.ok) return read;
    const chosen = judgeChanges(read.value, file);
    if (!chosen.ok) return chosen;
    const list = withTitleNoted(read.value, title);
    const loss = judgeLoss(list, mayLose);
    return loss.ok ? ok({ text: withTitle(read.value.text, title), ...list }) : loss;
  }

  return {
    listTemplates: async () => ok(templates),
    listCharters: () => atWork(async ({ charters }) => ok(await charters.summaries())),
    listUnopened: () => atWork(async ({ charters }) => ok(await charters.unopened())),
    giveUpMissing: ({ charter }) => withCharter(charter, ({ replica }) => replica.giveUpMissing()),
    dismissUnreadable: ({ charter }) =>
      withCharter(charter, ({ replica }) => {
        const forgotten = replica.store.forgetUnreadable();
        if (forgotten.ok) emit({ kind: "charterChanged", charter });
        return forgotten.ok ? ok(null) : forgotten;
      }),
    previewText: (file) => atWork(() => reader.previewFile(file)),
    stopReading: async () => {
      reader.cancel();
      return ok(null);
    },
    createCharter: ({ title, language, source, policy, mayLose = "form" }) =>
      atWork(async ({ charters }) => {
        const begun = source.kind === "file" ? await fileText(title, source, mayLose) : withoutLoss(title, source);
        if (!begun.ok) return begun;
        const { text, notKept, notKeptCount } = begun.value;
        const founded = charters.found(title, language, policy);
        if (!founded.ok) return founded;
        const { replica } = founded.value;
        const stepped = await replica.setTextInSteps(text, replica.textVersion());
        const written = stepped.ok && stepped.value === "changed" ? replica.setText(text) : stepped;
        // What a template has in brackets is for people to fill in.
        const ready = written.ok && source.kind === "template" ? replica.change(makeBlanks) : written;
        return ready.ok ? ok({ charter: founded.value.id, notKept, notKeptCount }) : ready;
      }),
    getCharter: ({ charter }) =>
      withCharter(charter, async (open, place) => {
        const draftDiffersIn = await place.ratification.draftDiffers(open);
        return open.replica.isClosed() ? err({ kind: "cancelled" }) : ok(readCharterView(open, place, draftDiffersIn));
      }),
  };
}
