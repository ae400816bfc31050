/** The party's words, to be written on paper, and the two that are typed back from it. */
import { type FormEvent, useState } from "react";
import { Checkbox } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Identity, RecoverySheet as Sheet } from "../../../shared/api/keys.ts";
import {
  type RecoveryLanguage,
  recoveryLanguageFor,
  recoveryLanguages,
} from "../../../shared/base/recoveryLanguages.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { useSheet } from "./useSheet.ts";

/** `onDone`: the two words were right, or were put off. */
export function RecoverySheet({ identity, onDone }: { readonly identity: Identity; readonly onDone: () => void }) {
  const { i18n } = useTranslation();
  const [language, setLanguage] = useState(() => recoveryLanguageFor([...navigator.languages, i18n.language]));
  const live = useSheet(language);
  const [isWritten, setWritten] = useState(false);
  return (
    <Waiting live={live}>
      {(sheet) => {
        if (sheet === null) return <OnPaper onDone={onDone} />;
        const party = identity.party?.name ?? "";
        return isWritten ? (
          <TypeTwo ask={sheet.ask} onBack={() => setWritten(false)} onDone={onDone} />
        ) : (
          <Words
            party={party}
            sheet={sheet}
            onLanguage={setLanguage}
            onWritten={() => setWritten(true)}
            onLater={onDone}
          />
        );
      }}
    </Waiting>
  );
}

const nameOf = (language: RecoveryLanguage, reader: string): string =>
  new Intl.DisplayNames([reader], { type: "language" }).of(language) ?? language;

function Words(props: {
  readonly party: string;
  readonly sheet: Sheet;
  readonly onLanguage: (language: RecoveryLanguage) => void;
  readonly onWritten: () => void;
  readonly onLater: () => void;
}) {
  const { t, i18n } = useTranslation();
  const [isWritten, setWritten] = useState(false);
  const { party, sheet } = props;
  return (
    <Screen title={t("recovery.title")} lead={t("recovery.lead", { party })}>
      <div className="screen-only">
        <Choice
          label={t("recovery.language")}
          value={sheet.language}
          onChange={(language) => {
            setWritten(false);
            props.onLanguage(language);
          }}
          options={recoveryLanguages.map((value) => ({ value, label: nameOf(value, value) }))}
          isInline
        />
      </div>
      <section className="paper sheet">
        <p className="print-only sheet-title">
          {t("app.name")}: {t("recovery.sheet")}: {party}
        </p>
        <ol className="words" aria-label={t("recovery.list")} dir="ltr" lang={sheet.language}>
          {sheet.words.map((word, index) => (
            // A word may come twice; its number tells which is which.
            // biome-ignore lint/suspicious/noArrayIndexKey: the order never changes
            <li key={index}>{word}</li>
          ))}
        </ol>
        <p>
          {t("recovery.inLanguage", { language: nameOf(sheet.language, i18n.language) })}{" "}
          <bdi lang={sheet.language}>({nameOf(sheet.language, sheet.language)})</bdi>
        </p>
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
        <Button tone="primary" isDisabled={!isWritten} onPress={props.onWritten}>
          {t("recovery.continue")}
        </Button>
        <Button onPress={props.onLater}>{t("recovery.later")}</Button>
      </div>
    </Screen>
  );
}

function TypeTwo(props: {
  readonly ask: readonly [number, number];
  readonly onBack: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation();
  const action = useAction();
  const announcer = useAnnouncer();
  const [first, setFirst] = useState("");
  const [second, setSecond] = useState("");
  const [isTried, setTried] = useState(false);
  const missing = (word: string) => (isTried && word.trim() === "" ? t("welcome.missing") : null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (first.trim() === "" || second.trim() === "") return;
    const words = [first.trim(), second.trim()] as const;
    const done = await action.run((api) => api.confirmRecoveryWords({ words }).then(asDone));
    if (done === null) return;
    announcer.show(t("recovery.confirmed"));
    props.onDone();
  };
  const word = (number: number) => t("recover.word", { number });
  return (
    <Screen title={t("recovery.typeTitle")} lead={t("recovery.typeLead")}>
      <form className="form paper" onSubmit={(event) => void submit(event)} noValidate>
        <Field
          label={word(props.ask[0])}
          value={first}
          onChange={setFirst}
          fault={missing(first)}
          maxLength={40}
          isCode
          autoFocus
        />
        <Field
          label={word(props.ask[1])}
          value={second}
          onChange={setSecond}
          fault={missing(second)}
          maxLength={40}
          isCode
        />
        <ErrorNotice error={action.error} />
        <div className="row">
          <Button tone="primary" type="submit" isBusy={action.isBusy}>
            {t("recovery.confirm")}
          </Button>
          <Button onPress={props.onBack}>{t("recovery.back")}</Button>
          <Button onPress={props.onDone}>{t("recovery.later")}</Button>
        </div>
      </form>
    </Screen>
  );
}

function OnPaper({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation();
  return (
    <Screen title={t("recovery.sheet")}>
      <Notice tone="good" title={t("recovery.confirmed")}>
        {t("recovery.gone")}
      </Notice>
      <div className="row">
        <Button tone="primary" onPress={onDone}>
          {t("recovery.continue")}
        </Button>
      </div>
    </Screen>
  );
}
