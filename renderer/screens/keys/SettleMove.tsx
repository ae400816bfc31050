import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { useAction } from "../shell/hostContext.tsx";
import { Screen } from "../shell/Screen.tsx";

type Answer = "onlyCopy" | "newDevice";

/** Before anything is opened in a folder that was copied, moved or put back: which copy of its device this is. */
export function SettleMove() {
  const { t } = useTranslation();
  const action = useAction();
  const [given, setGiven] = useState<Answer | null>(null);
  const answer = (as: Answer) => {
    setGiven(as);
    void action.run((api) => api.settleMove({ as }));
  };
  const choice = (as: Answer, title: string, what: ReactNode, go: string) => (
    <section className="form paper">
      <h2>{title}</h2>
      <p>{what}</p>
      <div className="row">
        <Button
          isBusy={action.isBusy && given === as}
          isDisabled={action.isBusy && given !== as}
          onPress={() => answer(as)}
        >
          {go}
        </Button>
      </div>
    </section>
  );
  return (
    <Screen title={t("keys.movedTitle")} lead={t("keys.movedLead")}>
      <ErrorNotice error={action.error} />
      {choice("onlyCopy", t("keys.onlyCopy"), t("keys.onlyCopyNext"), t("keys.onlyCopyGo"))}
      {choice("newDevice", t("keys.newDevice"), t("keys.newDeviceNext"), t("keys.newDeviceGo"))}
    </Screen>
  );
}
