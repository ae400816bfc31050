/** The charters of this machine: listed, founded, shown. */
import type { HostError } from "../../../shared/api/errors.ts";
import type { LibraryApi } from "../../../shared/api/library.ts";
import type { MayLose } from "../../../shared/api/texts.ts";
import { err, ok, type Result } from "../../../shared/base/result.ts";
import { templates } from "../../../shared/charter/formats/templates.ts";
import { readClauses } from "../../../shared/charter/text/clauses.ts";
import { type BegunText, beginText, judgeLoss, withTitle, withTitleNoted } from "../reading/newTexts.ts";
import type { SourceFile } from "../reading/readTexts.ts";
import type { TextReader } from "../reading/textReader.ts";
import type { Desk } from "./desk.ts";
import { readCharterView, readSummary } from "./views.ts";

export function libraryMethods({ platform, emit, atWork, withCharter }: Desk, reader: TextReader): LibraryApi {
  const withoutLoss = (title: string, source: Parameters<typeof beginText>[1]): Result<BegunText, HostError> => {
    const text = beginText(title, source, platform.random);
    return text.ok ? ok({ text: text.value, notKept: [], notKeptCount: 0 }) : text;
  };

  async function fileText(title: string, file: SourceFile, mayLose: MayLose): Promise<Result<BegunText, HostError>> {
    const read = await reader.readFile(file);
    if (!read.ok) return read;
    const list = withTitleNoted(read.value, title);
    const loss = judgeLoss(list, mayLose);
    return loss.ok ? ok({ text: withTitle(read.value.text, title), ...list }) : loss;
  }

  return {
    listTemplates: async () => ok(templates),
    listCharters: () => atWork((place) => ok(place.charters.readable().map((charter) => readSummary(charter, place)))),
    listUnopened: () => atWork(({ charters }) => ok(charters.unopened())),
    giveUpMissing: ({ charter }) => withCharter(charter, ({ replica }) => replica.giveUpMissing()),
    dismissUnreadable: ({ charter }) =>
      withCharter(charter, ({ replica }) => {
        const forgotten = replica.store.forgetUnreadable();
        if (forgotten.ok) emit({ kind: "charterChanged", charter });
        return forgotten.ok ? ok(null) : forgotten;
      }),
    previewText: ({ name, bytes }) =>
      atWork(async () => {
        const read = await reader.readFile({ name, bytes });
        if (!read.ok) return read;
        const { title, language, text, notKept, notKeptCount } = read.value;
        return ok({ title, language, clauses: readClauses(text).length, notKept, notKeptCount });
      }),
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
        return written.ok ? ok({ charter: founded.value.id, notKept, notKeptCount }) : written;
      }),
    getCharter: ({ charter }) =>
      withCharter(charter, async (open, place) => {
        const draftDiffersIn = await place.ratification.draftDiffers(open);
        return open.replica.isClosed() ? err({ kind: "cancelled" }) : ok(readCharterView(open, place, draftDiffersIn));
      }),
  };
}
