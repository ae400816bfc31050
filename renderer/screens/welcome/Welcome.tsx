import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { KeyView } from "../../../shared/api/keys.ts";
import { type PartyKind, partyKinds } from "../../../shared/charter/parties/roles.ts";
import { Button } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { KeyFields } from "../keys/KeyFields.tsx";
import { choiceOf, useKeyForm } from "../keys/keyForm.ts";
import { HostProgressBar } from "../shell/HostProgressBar.tsx";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { Screen } from "../shell/Screen.tsx";
import { goTo } from "../shell/useRoute.ts";
import { PdfDrop } from "../verify/PdfDrop.tsx";
import { PartyIsBack, RecoverFields } from "./RecoverParty.tsx";
import type { Created } from "./useFirstRun.ts";
import { type CameBack, useRecovery } from "./useRecovery.ts";

export function Welcome({
  keys,
  onBegin,
  onCreated,
}: {
  readonly keys: KeyView;
  readonly onBegin: () => void;
  readonly onCreated: (created: Created) => void;
}) {
  const { t } = useTranslation();
  const action = useAction();
  const [person, setPerson] = useState("");
  const [device, setDevice] = useState("");
  const [role, setRole] = useState<"founder" | "delegate" | "recoverer">("founder");
  const [name, setName] = useState("");
  const [kind, setKind] = useState<PartyKind>("community");
  const [constituency, setConstituency] = useState("");
  const [isTried, setTried] = useState(false);

  const [back, setBack] = useState<CameBack | null>(null);
  const recovery = useRecovery();
  const protecting = useAction();
  const keyForm = useKeyForm(keys);
  const isChosen = keys.protection !== null;
  const isRecoverer = role === "recoverer";
  const making = isRecoverer ? recovery.action : action;
  const isBusy = making.isBusy || protecting.isBusy;
  const error = protecting.error ?? making.error;
  const isFounder = role === "founder";
  const missing = (value: string) => (isTried && value.trim() === "" ? t("welcome.missing") : null);
  const isComplete = [person, device, ...(isFounder ? [name] : [])].every((value) => value.trim() !== "");

  const begin = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const choice = choiceOf(keyForm.wish);
    if (!isComplete || (!isChosen && choice === null) || (isRecoverer && !recovery.isComplete())) return;
    onBegin();
    if (!isChosen && choice !== null) {
      const chosen = await protecting.run((api) => api.protectKeys({ current: null, choice }).then(asDone));
      if (chosen === null) return;
    }
    if (isRecoverer) return setBack(await recovery.submit(person.trim(), device.trim()));
    const party = isFounder ? { name: name.trim(), kind, constituency: constituency.trim() } : null;
    const created = await action.run((api) =>
      api.createIdentity({ person: person.trim(), device: device.trim(), party }),
    );
    if (created !== null) onCreated({ identity: created, isFounder });
  };

  const startWords = () => {
    if (isRecoverer) return t("recover.go");
    return isBusy ? t("welcome.starting") : t("welcome.start");
  };

  if (back !== null)
    return <PartyIsBack back={back} onDone={() => onCreated({ identity: back.identity, isFounder: false })} />;
  return (
    <Screen title={t("welcome.title")} lead={t("welcome.lead")}>
      <form className="form paper" onSubmit={(event) => void begin(event)} noValidate>
        <section>
          <h2>{t("welcome.whoTitle")}</h2>
          <Field
            label={t("welcome.person")}
            hint={t("welcome.personHint")}
            value={person}
            onChange={setPerson}
            fault={missing(person)}
            maxLength={100}
          />
          <Field
            label={t("welcome.device")}
            hint={t("welcome.deviceHint")}
            value={device}
            onChange={setDevice}
            fault={missing(device)}
            maxLength={100}
          />
        </section>
        <section>
          <h2>{t("welcome.roleTitle")}</h2>
          <Radios
            label={t("welcome.roleTitle")}
            value={role}
            onChange={setRole}
            isLabelHidden
            options={[
              { value: "founder", label: t("welcome.found"), hint: t("welcome.foundHint") },
              { value: "delegate", label: t("welcome.delegate"), hint: t("welcome.delegateHint") },
              { value: "recoverer", label: t("recover.choice"), hint: t("recover.choiceHint") },
            ]}
          />
          {isFounder && (
            <div className="indent">
              <Field
                label={t("welcome.partyName")}
                value={name}
                onChange={setName}
                fault={missing(name)}
                maxLength={200}
              />
              <Choice
                label={t("welcome.partyKind")}
                value={kind}
                onChange={setKind}
                options={partyKinds.map((value) => ({ value, label: t(`kind.${value}`) }))}
              />
              <Field
                label={t("welcome.constituency")}
                hint={t("welcome.constituencyHint")}
                value={constituency}
                onChange={setConstituency}
                lines={2}
                isOptional
              />
            </div>
          )}
          {isRecoverer && <RecoverFields recovery={recovery} isTried={isTried} />}
        </section>
        {!isChosen && (
          <section>
            <h2>{t("keys.chooseTitle")}</h2>
            <p className="hint">{t("keys.chooseLead")}</p>
            <KeyFields form={keyForm} keys={keys} isTried={isTried} />
          </section>
        )}
        {isRecoverer && isBusy && <HostProgressBar what="meet" label={t("recover.going")} />}
        <ErrorNotice error={error} />
        <div className="row">
          <Button tone="primary" type="submit" isBusy={isBusy}>
            {startWords()}
          </Button>
        </div>
      </form>
      <aside className="aside">
        <h2>{t("welcome.verifyTitle")}</h2>
        <PdfDrop onPicked={() => goTo({ screen: "verify" })} />
      </aside>
    </Screen>
  );
}
