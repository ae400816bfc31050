/** A code by which a party that has only its words comes back through the charter's relay. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Button } from "../../../ui/Button.tsx";
import { ErrorNotice, Notice } from "../../../ui/Notice.tsx";
import { useAction } from "../../shell/hostContext.tsx";

const validHours = 72;

export function RecoveryCode({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const action = useAction();
  const [made, setMade] = useState<{
    readonly code: string;
    readonly expiresAt: number;
    readonly relay: string;
  } | null>(null);
  const make = async () => {
    const opened = await action.run((api) => api.openRecovery({ charter: view.id, expiresInHours: validHours }));
    if (opened !== null) setMade(opened);
  };
  return (
    <>
      <p className="hint">{t("recoveryCode.about")}</p>
      {made === null ? (
        <div className="row">
          <Button tone="quiet" isBusy={action.isBusy} onPress={() => void make()}>
            {t("recoveryCode.make")}
          </Button>
        </div>
      ) : (
        <Notice tone="good" title={t("recoveryCode.title")}>
          <p>
            <code dir="ltr">{made.code}</code>
            <br />
            <code dir="ltr">{made.relay}</code>
          </p>
          <p>{t("recoveryCode.tell", { until: formats.moment(made.expiresAt) })}</p>
        </Notice>
      )}
      <ErrorNotice error={action.error} />
    </>
  );
}
