/** The six words that members compare aloud, and the mark that it was done on this device. */
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { ErrorNotice, Notice } from "../../../ui/Notice.tsx";
import { asDone, useAction } from "../../shell/hostContext.tsx";

export function SafetyPhrase({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const { words, compared } = view.safety;
  const mark = async (isCompared: boolean) => {
    const args = { charter: view.id, phrase: words.join(" "), compared: isCompared };
    const done = await action.run((api) => api.setSafetyCompared(args).then(asDone));
    if (done !== null) announcer.show(t(isCompared ? "safety.marked" : "safety.unmarked"));
  };
  return (
    <section>
      <h3>{t("safety.title")}</h3>
      <p className="hint">{t("safety.lead")}</p>
      <PhraseWords view={view} />
      <p>
        <Badge
          tone={compared ? "good" : "neutral"}
          icon={compared ? "check" : "clock"}
          words={t(compared ? "safety.compared" : "safety.notCompared")}
        />
      </p>
      <ErrorNotice error={action.error} />
      <div className="row">
        <Button tone={compared ? "quiet" : "plain"} isBusy={action.isBusy} onPress={() => void mark(!compared)}>
          {t(compared ? "safety.unmark" : "safety.mark")}
        </Button>
      </div>
    </section>
  );
}

/** The words are of one English list in every language: people read them out as they stand. */
function PhraseWords({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  return (
    <ol className="phrase plain-list" aria-label={t("safety.title")} lang="en" dir="ltr">
      {view.safety.words.map((word, index) => (
        // A word may come twice; its place is what it is.
        // biome-ignore lint/suspicious/noArrayIndexKey: the words never move
        <li key={index}>
          <span aria-hidden="true">{index + 1}</span>
          {word}
        </li>
      ))}
    </ol>
  );
}

/** Before a signature: a calm word, nothing that stops it. */
export function SafetyReminder({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  if (view.safety.compared || view.parties.length < 2) return null;
  return (
    <Notice tone="info" title={t("safety.remind")}>
      <p>{t("safety.remindHint")}</p>
      <PhraseWords view={view} />
    </Notice>
  );
}
