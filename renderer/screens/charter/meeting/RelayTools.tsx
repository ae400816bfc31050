import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Badge, type BadgeTone } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import type { IconName } from "../../../ui/Icon.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { HostProgressBar } from "../../shell/HostProgressBar.tsx";
import { asDone, useAction } from "../../shell/hostContext.tsx";
import { RecoveryCode } from "./RecoveryCode.tsx";

const looks: Readonly<Record<CharterView["relay"]["state"], { readonly tone: BadgeTone; readonly icon: IconName }>> = {
  off: { tone: "neutral", icon: "minus" },
  connecting: { tone: "neutral", icon: "clock" },
  connected: { tone: "good", icon: "check" },
  failed: { tone: "bad", icon: "alert" },
};

export function RelayTools({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const setting = useAction();
  const sync = useAction();
  const { relay, id: charter } = view;
  const [url, setUrl] = useState(relay.url ?? "");
  const [isTried, setTried] = useState(false);

  const setRelay = (next: string | null) => setting.run((api) => api.setRelay({ charter, url: next }).then(asDone));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (url.trim() !== "") void setRelay(url.trim());
  };
  const exchange = async () => {
    const done = await sync.run((api) => api.syncRelay({ charter }));
    if (done !== null)
      announcer.show(
        t("meet.relayed", {
          received: t("meet.received", { count: done.received }),
          sent: t("meet.sent", { count: done.sent }),
        }),
      );
  };

  return (
    <section>
      <h3>{t("meet.relayTitle")}</h3>
      <p className="hint">{t("meet.relayHint")}</p>
      <p>
        <Badge {...looks[relay.state]} words={t(`meet.relayState.${relay.state}`)} />
      </p>
      {relay.url === null ? (
        <form className="form" onSubmit={submit} noValidate>
          <Field
            label={t("meet.relayUrl")}
            hint={t("meet.relayUrlHint")}
            value={url}
            onChange={setUrl}
            isCode
            fault={isTried && url.trim() === "" ? t("welcome.missing") : null}
          />
          <div className="row">
            <Button type="submit" isBusy={setting.isBusy}>
              {t("meet.relayOn")}
            </Button>
          </div>
        </form>
      ) : (
        <>
          <p className="hint">
            <code dir="ltr">{relay.url}</code>
            <br />
            {relay.notSent > 0
              ? t("meet.notSent", { count: relay.notSent })
              : t(relay.state === "connected" ? "meet.allSent" : "meet.allSentThen")}
          </p>
          <ErrorNotice error={relay.error} />
          <div className="row">
            <Button isBusy={sync.isBusy} onPress={() => void exchange()}>
              {t("meet.sync")}
            </Button>
            <Button tone="quiet" isBusy={setting.isBusy} onPress={() => void setRelay(null)}>
              {t("meet.relayOff")}
            </Button>
          </div>
        </>
      )}
      {relay.url !== null && <RecoveryCode view={view} />}
      {sync.isBusy && <HostProgressBar what="relay" label={t("meet.syncing")} />}
      <ErrorNotice error={setting.error ?? sync.error} />
    </section>
  );
}
