import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { KeyView } from "../../../shared/api/keys.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { asDone, useAction, useLive } from "../shell/hostContext.tsx";
import { idleChoices, readIdleMinutes, storeIdleMinutes } from "../shell/preferences.ts";
import { Waiting } from "../shell/Screen.tsx";
import { KeyFields } from "./KeyFields.tsx";
import { choiceOf, useKeyForm } from "./keyForm.ts";

export function KeySettings() {
  const { t } = useTranslation();
  const live = useLive(
    "keys",
    (api) => api.getKeys({}),
    (event) => event.kind === "keysChanged",
  );
  return (
    <section className="paper" aria-labelledby="keys-title">
      <h2 id="keys-title">{t("keys.title")}</h2>
      <Waiting live={live}>{(keys) => <Protection keys={keys} />}</Waiting>
    </section>
  );
}

function Protection({ keys }: { readonly keys: KeyView }) {
  const { t } = useTranslation();
  const lock = useAction();
  const [isChanging, setChanging] = useState(false);
  return (
    <>
      {keys.protection === "plain" ? (
        <Notice tone="warn" title={t("keys.plainTitle")}>
          {t("keys.plainNotice")}
        </Notice>
      ) : (
        <p>
          {t(keys.protection === "system" ? "keys.bySystem" : "keys.byPassphrase")}
          {keys.protection === "system" && keys.hasPassphrase && ` ${t("keys.bySpare")}`}
        </p>
      )}
      {isChanging ? (
        <ChangeProtection keys={keys} onDone={() => setChanging(false)} />
      ) : (
        <div className="row">
          <Button onPress={() => setChanging(true)}>{t("keys.change")}</Button>
          {keys.protection !== "plain" && (
            <Button isBusy={lock.isBusy} onPress={() => void lock.run((api) => api.lock({}).then(asDone))}>
              {t("keys.lockNow")}
            </Button>
          )}
        </div>
      )}
      <ErrorNotice error={lock.error} />
      {keys.protection !== "plain" && <IdleLock />}
    </>
  );
}

function IdleLock() {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState(() => String(readIdleMinutes(localStorage)));
  return (
    <Choice
      label={t("keys.idle")}
      value={minutes}
      onChange={(value) => {
        storeIdleMinutes(localStorage, Number(value));
        setMinutes(value);
      }}
      options={idleChoices.map((count) => ({
        value: String(count),
        label: t(`keys.idle${count}`),
      }))}
    />
  );
}

function ChangeProtection({ keys, onDone }: { readonly keys: KeyView; readonly onDone: () => void }) {
  const { t } = useTranslation();
  const action = useAction();
  const announcer = useAnnouncer();
  const form = useKeyForm(keys);
  const [current, setCurrent] = useState("");
  const [isTried, setTried] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const choice = choiceOf(form.wish);
    if (choice === null || (keys.hasPassphrase && current === "")) return;
    const before = keys.hasPassphrase ? current : null;
    const done = await action.run((api) => api.protectKeys({ current: before, choice }).then(asDone));
    if (done === null) return;
    announcer.show(t("keys.changed"));
    onDone();
  };
  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      {keys.hasPassphrase && (
        <Field
          label={t("keys.current")}
          type="password"
          value={current}
          onChange={setCurrent}
          fault={isTried && current === "" ? t("welcome.missing") : null}
          autoFocus
        />
      )}
      <KeyFields form={form} keys={keys} isTried={isTried} />
      <ErrorNotice error={action.error} />
      <div className="row">
        <Button tone="primary" type="submit" isBusy={action.isBusy}>
          {action.isBusy ? t("keys.changing") : t("keys.save")}
        </Button>
        <Button onPress={onDone}>{t("app.cancel")}</Button>
      </div>
    </form>
  );
}
