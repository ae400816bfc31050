import { useState } from "react";
import { Checkbox } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Identity } from "../../../shared/api/hostApi.ts";
import { Button } from "../../ui/Button.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Screen } from "../shell/Screen.tsx";

export function RecoverySheet(props: {
  readonly identity: Identity;
  readonly words: readonly string[];
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const [isWritten, setWritten] = useState(false);
  const { identity, words } = props;
  const party = identity.party?.name ?? "";
  return (
    <Screen title={t("recovery.title")} lead={t("recovery.lead", { party })}>
      <section className="paper sheet">
        <p className="print-only sheet-title">
          {t("app.name")}: {t("recovery.sheet")}: {party}
        </p>
        <ol className="words" aria-label={t("recovery.list")} dir="ltr" lang="en">
          {words.map((word, index) => (
            // A word may come twice; its number tells which is which.
            // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
            <li key={index}>{word}</li>
          ))}
        </ol>
        <p className="hint">{t("recovery.keep")}</p>
      </section>
      <div className="row screen-only">
        <Button onPress={() => window.print()}>{t("recovery.print")}</Button>
        <Checkbox className="check" isSelected={isWritten} onChange={setWritten}>
          <span className="check-box" aria-hidden="true">
            <Icon name="check" />
          </span>
          {t("recovery.written")}
        </Checkbox>
        <Button tone="primary" isDisabled={!isWritten} onPress={props.onDone}>
          {t("recovery.continue")}
        </Button>
      </div>
    </Screen>
  );
}
