import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView, MeetReport } from "../../../shared/api/hostApi.ts";
import { useFormats } from "../../i18n/formats.ts";
import type { Translate } from "../../i18n/i18n.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { Toggle } from "../../ui/Toggle.tsx";
import { HostProgressBar } from "../shell/HostProgressBar.tsx";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { useListening } from "../shell/listening.tsx";
import { BundleTools } from "./BundleTools.tsx";
import { NearbyTools } from "./NearbyTools.tsx";
import { RelayTools } from "./RelayTools.tsx";

export function MeetPanel({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  return (
    <div className="panel">
      <h2>{t("meet.title")}</h2>
      <p className="hint">{t("meet.lead")}</p>
      <NearbyTools view={view} />
      <Listen />
      <MeetByAddress view={view} />
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

function MeetByAddress({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const action = useAction();
  const stopping = useAction();
  const form = useRef<HTMLFormElement>(null);
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
  const stop = async () => {
    const stopped = await stopping.run((api) => api.stopMeeting({}).then(asDone));
    // The button is about to go, the focus is not.
    if (stopped !== null) form.current?.querySelector("input")?.focus();
    return stopped;
  };
  const disconnect = async () => {
    if ((await stop()) !== null) announcer.show(t("meet.disconnected"));
  };
  const devices = [...view.parties.flatMap((party) => party.devices), ...view.guests.map(({ device }) => device)];
  const connected = devices.filter(({ id }) => view.connected.some(({ device }) => device === id));
  const reconnecting = devices.filter(({ id }) => view.reconnecting.includes(id));
  return (
    <section>
      <h3>{t("meet.meetTitle")}</h3>
      <form ref={form} className="form" onSubmit={(event) => void meet(event)} noValidate>
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
          {action.isBusy && (
            <Button tone="quiet" isBusy={stopping.isBusy} onPress={() => void stop()}>
              {t("meet.stop")}
            </Button>
          )}
        </div>
      </form>
      {connected.length > 0 && !action.isBusy && (
        <div className="row">
          <span>{t("meet.connectedWith", { devices: formats.list(connected.map(({ name }) => name)) })}</span>
          <Button tone="quiet" isBusy={stopping.isBusy} onPress={() => void disconnect()}>
            {t("meet.disconnect")}
          </Button>
        </div>
      )}
      {reconnecting.length > 0 && !action.isBusy && (
        <div className="row" role="status">
          <span>{t("meet.reconnecting", { devices: formats.list(reconnecting.map(({ name }) => name)) })}</span>
          {connected.length === 0 && (
            <Button tone="quiet" isBusy={stopping.isBusy} onPress={() => void disconnect()}>
              {t("meet.stop")}
            </Button>
          )}
        </div>
      )}
      {action.isBusy && <HostProgressBar what="meet" label={t("meet.meeting")} />}
      <ErrorNotice error={action.error ?? stopping.error} />
      {report !== null && (
        <Notice tone={report.complete ? "good" : "warn"} title={meetWords(report, t)}>
          {t(report.complete ? "meet.complete" : "meet.incomplete")}
        </Notice>
      )}
    </section>
  );
}

const meetWords = (report: MeetReport, t: Translate): string =>
  t("meet.met", {
    received: t("meet.received", { count: report.received }),
    sent: t("meet.sent", { count: report.sent }),
  });
