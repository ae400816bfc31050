import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView, MeetReport } from "../../../shared/api/hostApi.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { Toggle } from "../../ui/Toggle.tsx";
import { HostProgressBar } from "../shell/HostProgressBar.tsx";
import { useAction } from "../shell/hostContext.tsx";
import { useListening } from "../shell/listening.tsx";
import { BundleTools } from "./BundleTools.tsx";
import { RelayTools } from "./RelayTools.tsx";

export function MeetPanel({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  return (
    <div className="panel">
      <h2>{t("meet.title")}</h2>
      <p className="hint">{t("meet.lead")}</p>
      <Listen />
      <MeetByAddress />
      <RelayTools view={view} />
      <BundleTools view={view} />
    </div>
  );
}

function Listen() {
  const { t } = useTranslation();
  const listening = useListening();
  const { addresses } = listening;
  return (
    <section>
      <h3>{t("meet.listenTitle")}</h3>
      <Toggle
        label={t("meet.listen")}
        isOn={addresses !== null}
        onChange={(isOn) => void (isOn ? listening.start(null) : listening.stop())}
      />
      {addresses === null ? (
        <p className="hint">{t("meet.notListening")}</p>
      ) : (
        <>
          <p className="hint">{t("meet.listening")}</p>
          <ul className="addresses" dir="ltr">
            {addresses.map((address) => (
              <li key={address}>
                <code>{address}</code>
              </li>
            ))}
          </ul>
        </>
      )}
      <ErrorNotice error={listening.error} />
    </section>
  );
}

function MeetByAddress() {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const [address, setAddress] = useState("");
  const [stay, setStay] = useState(true);
  const [report, setReport] = useState<MeetReport | null>(null);
  const [isTried, setTried] = useState(false);
  const meet = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (address.trim() === "") return;
    setReport(null);
    const met = await action.run((api) => api.meet({ address: address.trim(), stay }));
    if (met === null) return;
    setReport(met);
    announcer.say(meetWords(met, t));
  };
  return (
    <section>
      <h3>{t("meet.meetTitle")}</h3>
      <form className="form" onSubmit={(event) => void meet(event)} noValidate>
        <Field
          label={t("meet.address")}
          value={address}
          onChange={setAddress}
          isCode
          fault={isTried && address.trim() === "" ? t("welcome.missing") : null}
        />
        <Toggle label={t("meet.stay")} isOn={stay} onChange={setStay} />
        <div className="row">
          <Button type="submit" isBusy={action.isBusy}>
            {t(action.isBusy ? "meet.meeting" : "meet.go")}
          </Button>
        </div>
      </form>
      {action.isBusy && <HostProgressBar what="meet" label={t("meet.meeting")} />}
      <ErrorNotice error={action.error} />
      {report !== null && (
        <Notice tone={report.complete ? "good" : "warn"} title={meetWords(report, t)}>
          {t(report.complete ? "meet.complete" : "meet.incomplete")}
        </Notice>
      )}
    </section>
  );
}

const meetWords = (report: MeetReport, t: ReturnType<typeof useTranslation>["t"]): string =>
  t("meet.met", {
    received: t("meet.received", { count: report.received }),
    sent: t("meet.sent", { count: report.sent }),
  });
