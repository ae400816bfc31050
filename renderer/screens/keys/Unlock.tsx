import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { KeyView } from "../../../shared/api/keys.ts";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { Screen } from "../shell/Screen.tsx";

/** Nothing of anybody's is shown before the keys are open. */
export function Unlock({ keys }: { readonly keys: KeyView }) {
  const { t } = useTranslation();
  const action = useAction();
  const [passphrase, setPassphrase] = useState("");
  const { protection, hasPassphrase, trouble } = keys;
  const unlock = async (given: string | null) => {
    const done = await action.run((api) => api.unlock({ passphrase: given }).then(asDone));
    if (done === null) setPassphrase("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== "") void unlock(passphrase);
  };
  return (
    <Screen title={t("keys.lockedTitle")} lead={t(protection === "passphrase" ? "keys.lockedLead" : "keys.lockedAway")}>
      <form className="form paper" onSubmit={submit}>
        <ErrorNotice error={action.error ?? trouble} />
        {hasPassphrase && (
          <Field
            label={t("keys.phrase")}
            type="password"
            value={passphrase}
            onChange={setPassphrase}
            autoFocus={protection === "passphrase"}
          />
        )}
        <div className="row">
          {hasPassphrase && (
            <Button tone="primary" type="submit" isBusy={action.isBusy}>
              {action.isBusy ? t("keys.unlocking") : t("keys.unlock")}
            </Button>
          )}
          {protection !== "passphrase" && (
            <Button tone={hasPassphrase ? "plain" : "primary"} isBusy={action.isBusy} onPress={() => void unlock(null)}>
              {protection === "system" ? t("keys.askStore") : t("keys.unlock")}
            </Button>
          )}
        </div>
      </form>
    </Screen>
  );
}
