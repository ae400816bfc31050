import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { FileArgument, MayLose } from "../../../shared/api/texts.ts";
import { usualPolicy } from "../../../shared/charter/parties/quotas.ts";
import { readLanguage } from "../../i18n/language.ts";
import { Button, ButtonLink } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import type { PickedFile } from "../../ui/FileDrop.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { NotKept } from "../../ui/NotKept.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { FileChoice, useFileChoice } from "../shell/FileChoice.tsx";
import { useAction } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen } from "../shell/Screen.tsx";
import { goTo } from "../shell/useRoute.ts";
import { PolicyChoice } from "./PolicyChoice.tsx";
import { TemplateChoice } from "./TemplateChoice.tsx";

type Source = Parameters<HostApi["createCharter"]>[0]["source"];
type Beginning = Source["kind"];

export function NewCharter() {
  const { t, i18n } = useTranslation();
  const action = useAction();
  const chosen = useFileChoice();
  const [title, setTitle] = useState("");
  const [language, setLanguage] = useState<"en" | "ar" | "other">(readLanguage(i18n.language));
  const [tag, setTag] = useState("");
  const [beginning, setBeginning] = useState<Beginning>("blank");
  const [template, setTemplate] = useState<string | null>(null);
  const [policy, setPolicy] = useState(usualPolicy);
  const [isTried, setTried] = useState(false);

  const chosenTag = language === "other" ? tag.trim() : language;
  const source = readSource(beginning, template, chosen.file);
  const isOpen = beginning === "file" && chosen.isOpen;

  const choose = async (picked: PickedFile) => {
    const found = await chosen.choose(picked);
    if (found === null) return;
    if (found.title !== null) setTitle((typed) => (typed.trim() === "" ? (found.title ?? "") : typed));
    if (found.language !== null) {
      const known = found.language === "en" || found.language === "ar" ? found.language : "other";
      setLanguage(known);
      if (known === "other") setTag(found.language);
    }
  };
  const create = async (mayLose: MayLose) => {
    setTried(true);
    if (title.trim() === "" || chosenTag === "" || source === null || isOpen) return;
    const made = await action.run((host) =>
      host.createCharter({ title: title.trim(), language: chosenTag, source, policy, mayLose }),
    );
    if (made !== null) goTo({ screen: "charter", charter: made.charter, pane: "text" });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void create("nothing");
  };
  const loss = action.error?.kind === "notAllKept" ? action.error : null;

  return (
    <Screen title={t("create.title")}>
      <form className="form paper" onSubmit={submit} noValidate>
        <Field
          label={t("create.name")}
          value={title}
          onChange={setTitle}
          fault={isTried && title.trim() === "" ? t("welcome.missing") : null}
          maxLength={200}
        />
        <Choice
          label={t("create.language")}
          value={language}
          onChange={setLanguage}
          options={[
            { value: "en", label: t("create.english") },
            { value: "ar", label: t("create.arabic") },
            { value: "other", label: t("create.other") },
          ]}
        />
        {language === "other" && (
          <Field
            label={t("create.tag")}
            hint={t("create.tagHint")}
            value={tag}
            onChange={setTag}
            isCode
            fault={isTried && tag.trim() === "" ? t("welcome.missing") : null}
          />
        )}
        <Radios
          label={t("create.from")}
          value={beginning}
          onChange={setBeginning}
          isInline
          options={[
            { value: "blank", label: t("create.blank") },
            { value: "template", label: t("create.template") },
            { value: "file", label: t("create.file") },
          ]}
        />
        {beginning === "template" && <TemplateChoice chosen={template} onChoose={setTemplate} />}
        {beginning === "file" && (
          <FileChoice
            chosen={chosen}
            isReading={action.isBusy}
            isTried={isTried}
            onFile={(picked) => void choose(picked)}
          />
        )}
        {isTried && source === null && (
          <p className="fault" role="alert">
            {t(beginning === "template" ? "create.needTemplate" : "create.needFile")}
          </p>
        )}
        <PolicyChoice policy={policy} onChange={setPolicy} />
        <ErrorNotice error={loss === null ? action.error : null} />
        <div className="row">
          <Button tone="primary" type="submit" isBusy={action.isBusy}>
            {t(action.isBusy ? "create.creating" : "create.create")}
          </Button>
          <ButtonLink to={routeHash({ screen: "library" })} tone="quiet">
            {t("app.cancel")}
          </ButtonLink>
        </div>
      </form>
      <Modal title={t("notKept.ask")} isOpen={loss !== null} onClose={action.forget} isAlert>
        {loss !== null && <NotKept list={loss} />}
        <div className="row">
          <Button tone="primary" isBusy={action.isBusy} onPress={() => void create("words")}>
            {t("notKept.take")}
          </Button>
          <Button onPress={action.forget}>{t("app.cancel")}</Button>
        </div>
      </Modal>
    </Screen>
  );
}

function readSource(beginning: Beginning, template: string | null, file: FileArgument | null): Source | null {
  switch (beginning) {
    case "blank":
      return { kind: "blank" };
    case "template":
      return template === null ? null : { kind: "template", template };
    case "file":
      return file === null ? null : { kind: "file", ...file };
  }
}
