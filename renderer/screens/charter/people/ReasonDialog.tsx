/** Asks before something that the others will see: says in words what happens, and asks why. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../../../shared/api/errors.ts";
import type { HostApi } from "../../../../shared/api/hostApi.ts";
import type { Result } from "../../../../shared/base/result.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { asDone, useAction } from "../../shell/hostContext.tsx";
import { isSameName } from "../state/standing.ts";

export interface Asked {
  readonly title: string;
  /** What happens, one sentence each. */
  readonly says: readonly string[];
  /** A name to be typed, where it cannot be taken back. */
  readonly typedName: string | null;
  readonly isReasonOptional: boolean;
  /** Asks since when the device was not in the party's hands: its ballots from then on do not count. */
  readonly asksSince?: boolean;
  readonly tone: "primary" | "danger";
  /** On the button that does it. */
  readonly action: string;
  /** Announced once it is done. */
  readonly done: string;
  readonly call: (api: HostApi, reason: string, since: string | null) => Promise<Result<null, HostError>>;
}

/** Null: nothing is asked. */
export function ReasonDialog({ asked, onClose }: { readonly asked: Asked | null; readonly onClose: () => void }) {
  return (
    <Modal title={asked?.title ?? ""} isOpen={asked !== null} onClose={onClose} isAlert>
      {asked !== null && <Question asked={asked} onClose={onClose} />}
    </Modal>
  );
}

function Question({ asked, onClose }: { readonly asked: Asked; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [since, setSince] = useState("");
  const [isTried, setTried] = useState(false);
  const isReasonMissing = !asked.isReasonOptional && reason.trim() === "";
  const isNameWrong = asked.typedName !== null && !isSameName(typed, asked.typedName);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    // A form inside a dialog is, for React, still inside whatever opened it.
    event.stopPropagation();
    setTried(true);
    if (isReasonMissing || isNameWrong) return;
    const done = await action.run(async (api) =>
      asDone(await asked.call(api, reason.trim(), since === "" ? null : since)),
    );
    if (done === null) return;
    announcer.show(asked.done);
    onClose();
  };

  return (
    <form className="form" onSubmit={(event) => void submit(event)} noValidate>
      <ul className="consequences">
        {asked.says.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <Field
        label={t("membership.reason")}
        hint={t("membership.reasonHint")}
        value={reason}
        onChange={setReason}
        fault={isTried && isReasonMissing ? t("membership.reasonMissing") : null}
        lines={2}
        maxLength={1000}
        isOptional={asked.isReasonOptional}
        autoFocus
      />
      {asked.asksSince === true && (
        <Field
          label={t("membership.since")}
          hint={t("membership.sinceHint")}
          type="date"
          value={since}
          onChange={setSince}
          isOptional
        />
      )}
      {asked.typedName !== null && (
        <Field
          label={t("membership.typeName", { name: asked.typedName })}
          value={typed}
          onChange={setTyped}
          fault={isTried && isNameWrong ? t("membership.nameWrong") : null}
          maxLength={200}
        />
      )}
      <ErrorNotice error={action.error} />
      <div className="row">
        <Button tone={asked.tone} type="submit" isBusy={action.isBusy}>
          {asked.action}
        </Button>
        <Button tone="quiet" onPress={onClose}>
          {t("app.cancel")}
        </Button>
      </div>
    </form>
  );
}
