/** Another recovery sheet for the party, in place of one that is lost or known to others. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { useAction } from "../shell/hostContext.tsx";
import { useIdentity } from "../shell/identityContext.ts";
import { goTo } from "../shell/useRoute.ts";
import { wordCount } from "../welcome/spreadWords.ts";
import { useSheet } from "../welcome/useSheet.ts";
import { WordsEntry } from "../welcome/WordsEntry.tsx";

export function SheetSettings() {
  const { t } = useTranslation();
  const live = useSheet("en");
  const party = useIdentity().party?.name ?? t("renewal.yourParty");
  const [isOpen, setOpen] = useState(false);
  // While the words of the latest sheet are here, that one is shown.
  if (live.phase !== "ready" || live.value !== null) return null;
  return (
    <section className="paper">
      <h2>{t("renewal.title")}</h2>
      <p className="hint">{t("renewal.lead", { party })}</p>
      {isOpen ? (
        <Renewal onCancel={() => setOpen(false)} />
      ) : (
        <div className="row">
          <Button onPress={() => setOpen(true)}>{t("renewal.begin")}</Button>
        </div>
      )}
    </section>
  );
}

function Renewal({ onCancel }: { readonly onCancel: () => void }) {
  const { t } = useTranslation();
  const action = useAction();
  const [kind, setKind] = useState<"without" | "with">("without");
  const [words, setWords] = useState<readonly string[]>(() => Array.from({ length: wordCount }, () => ""));
  const [isTried, setTried] = useState(false);
  const isMissing = kind === "with" && words.some((word) => word === "");
  const make = async () => {
    setTried(true);
    if (isMissing) return;
    const made = await action.run((api) => api.renewSheet({ words: kind === "with" ? words : null }));
    if (made !== null) goTo({ screen: "sheet" });
  };
  return (
    <div className="form">
      <Radios
        label={t("renewal.old")}
        value={kind}
        onChange={setKind}
        options={[
          { value: "without", label: t("renewal.without"), hint: t("renewal.withoutHint") },
          { value: "with", label: t("renewal.with"), hint: t("renewal.withHint") },
        ]}
      />
      {kind === "with" && (
        <WordsEntry words={words} onChange={setWords} fault={isTried && isMissing ? t("recover.wordsMissing") : null} />
      )}
      <Notice tone="warn" title={t("renewal.tellTitle")}>
        <p>{t("renewal.tell")}</p>
      </Notice>
      <ErrorNotice error={action.error} />
      <div className="row">
        <Button tone="primary" isBusy={action.isBusy} onPress={() => void make()}>
          {t("renewal.go")}
        </Button>
        <Button onPress={onCancel}>{t("renewal.cancel")}</Button>
      </div>
    </div>
  );
}
