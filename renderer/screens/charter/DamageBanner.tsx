import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { DamageView } from "../../../shared/api/library.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { Button, ButtonLink } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";

/** A part of the charter cannot be read on this device: what is missing, how it comes back, and the last resort. */
export function DamageBanner({ charter, damage }: { readonly charter: CharterId; readonly damage: DamageView }) {
  const { t } = useTranslation();
  const action = useAction();
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  return (
    <Notice tone="bad" title={t("damage.title")} isLive>
      {damage.missing > 0 && <p>{t("damage.missing", { count: damage.missing })}</p>}
      {damage.waiting > 0 && <p>{t("damage.waiting", { count: damage.waiting })}</p>}
      {!damage.isKnown && damage.heals && <p>{t("damage.unknown")}</p>}
      <p>{damage.heals ? t("damage.next") : t("damage.startAgain")}</p>
      {damage.heals && (
        <div className="row">
          <ButtonLink to={routeHash({ screen: "charter", charter, pane: "meet" })}>{t("damage.meet")}</ButtonLink>
          <Button tone="quiet" onPress={() => setAsking(true)}>
            {t("damage.giveUp")}
          </Button>
        </div>
      )}
      <Modal title={t("damage.giveUpTitle")} isOpen={isAsking} onClose={close} isAlert>
        <p>{t("damage.giveUpAbout")}</p>
        <ErrorNotice error={action.error} />
        <div className="row end">
          <Button onPress={close}>{t("app.cancel")}</Button>
          <Button
            tone="danger"
            isBusy={action.isBusy}
            onPress={() => void action.run(async (api) => asDone(await api.giveUpMissing({ charter })))}
          >
            {t("damage.giveUpGo")}
          </Button>
        </div>
      </Modal>
    </Notice>
  );
}

/** What was typed here, not signed yet, and cannot be read any more. */
export function UnreadableBanner({ charter, count }: { readonly charter: CharterId; readonly count: number }) {
  const { t } = useTranslation();
  const action = useAction();
  return (
    <Notice tone="bad" title={t("damage.unreadable", { count })} isLive>
      <p>{t("damage.unreadableAbout")}</p>
      <Button
        tone="quiet"
        isBusy={action.isBusy}
        onPress={() => void action.run(async (api) => asDone(await api.dismissUnreadable({ charter })))}
      >
        {t("damage.dismiss")}
      </Button>
      <ErrorNotice error={action.error} />
    </Notice>
  );
}
