import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../../../shared/api/errors.ts";
import type { HostApi } from "../../../../shared/api/hostApi.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { MeetReport, MetAddress } from "../../../../shared/api/peers.ts";
import type { DeviceView } from "../../../../shared/api/people.ts";
import type { DeviceId } from "../../../../shared/base/ids.ts";
import { err, type Result } from "../../../../shared/base/result.ts";
import { useFormats } from "../../../i18n/formats.ts";
import type { Translate } from "../../../i18n/i18n.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { ErrorNotice, Notice } from "../../../ui/Notice.tsx";
import { Toggle } from "../../../ui/Toggle.tsx";
import { HostProgressBar } from "../../shell/HostProgressBar.tsx";
import { asDone, useAction } from "../../shell/hostContext.tsx";
import { useListening } from "../../shell/listening.tsx";
import { BundleTools } from "./BundleTools.tsx";
import { NearbyTools } from "./NearbyTools.tsx";
import { RelayTools } from "./RelayTools.tsx";

export function MeetPanel({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  return (
    <div className="panel">
      <h2>{t("meet.title")}</h2>
      <p className="hint">{t("meet.lead")}</p>
      <Connections view={view} />
      <NearbyTools view={view} />
      <MeetByAddress />
      <Listen />
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

/** Who is connected, who is called again, and who was met before: the first thing to look at, and one press to meet. */
function Connections({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const stopping = useAction();
  const place = useRef<HTMLElement>(null);
  const devices = [...view.parties.flatMap((party) => party.devices), ...view.guests.map(({ device }) => device)];
  const connected = devices.filter(({ id }) => view.connected.some(({ device }) => device === id));
  const reconnecting = devices.filter(({ id }) => view.reconnecting.includes(id));
  const busy = new Set([...connected, ...reconnecting].map(({ id }) => id));
  const known = devices.filter(
    ({ id, isThis }) => !isThis && !busy.has(id) && view.met.some((one) => one.device === id),
  );
  const disconnect = async () => {
    if ((await stopping.run((api) => api.stopMeeting({}).then(asDone))) === null) return;
    // The button is about to go, the focus is not.
    place.current?.focus();
    announcer.show(t("meet.disconnected"));
  };
  if (devices.length < 2) return null;
  return (
    <section ref={place} tabIndex={-1} aria-label={t("meet.now")}>
      {connected.length > 0 && (
        <Notice tone="good" title={t("meet.connectedWith", { devices: formats.list(connected.map(nameOf)) })} isLive>
          <p>{t("meet.connectedHint")}</p>
        </Notice>
      )}
      {reconnecting.length > 0 && (
        <Notice
          tone="warn"
          title={t("meet.reconnecting", { devices: formats.list(reconnecting.map(nameOf)) })}
          isLive
        />
      )}
      {busy.size === 0 && <p className="hint">{t("meet.nobody")}</p>}
      {busy.size > 0 && (
        <div className="row">
          <Button tone="quiet" isBusy={stopping.isBusy} onPress={() => void disconnect()}>
            {t(connected.length > 0 ? "meet.disconnect" : "meet.stop")}
          </Button>
        </div>
      )}
      {known.length > 0 && (
        <ul className="plain-list" aria-label={t("meet.known")}>
          {known.map((device) => (
            <KnownDevice key={device.id} device={device} met={view.met.filter((one) => one.device === device.id)} />
          ))}
        </ul>
      )}
      <ErrorNotice error={stopping.error} />
    </section>
  );
}

const nameOf = ({ name }: DeviceView): string => name;

/** Met again where it is seen now, else at the addresses where it was met, the latest first. */
function KnownDevice({ device, met }: { readonly device: DeviceView; readonly met: readonly MetAddress[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const action = useAction();
  const name = formats.row([device.person, device.name]);
  const meet = async () => {
    const report = await action.run(async (api) => {
      const nearby = await api.listNearby({});
      const seen = nearby.ok ? nearby.value.devices.filter((one) => one.device?.id === device.id) : [];
      const addresses = [...new Set([...seen, ...met].map(({ address }) => address))];
      return meetFirst(api, device.id, addresses);
    });
    if (report !== null) announcer.show(meetWords(report, t));
  };
  return (
    <li className="nearby-device">
      <span>
        {name}
        <span className="hint">{met[0] !== undefined && t("meet.lastMet", { when: formats.recent(met[0].at) })}</span>
      </span>
      <Button isBusy={action.isBusy} onPress={() => void meet()} aria-label={t("nearby.meetWith", { name })}>
        {t(action.isBusy ? "meet.meeting" : "meet.again")}
      </Button>
      {action.isBusy && <HostProgressBar what="meet" label={t("meet.meeting")} />}
      <ErrorNotice error={action.error} />
    </li>
  );
}

/** The first of the addresses at which this very device answers. */
async function meetFirst(
  api: HostApi,
  device: DeviceId,
  addresses: readonly string[],
): Promise<Result<MeetReport, HostError>> {
  let last: Result<MeetReport, HostError> = err({ kind: "peerUnreachable", address: "", reason: "" });
  for (const address of addresses) {
    last = await api.meet({ address, stay: true });
    if (last.ok && last.value.withDevice === device) return last;
    if (!last.ok && last.error.kind === "cancelled") return last;
  }
  return last;
}

function MeetByAddress() {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const stopping = useAction();
  const shown = useRef<HTMLDivElement>(null);
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
  const stop = () => stopping.run((api) => api.stopMeeting({}).then(asDone));
  // What came of it may be below the fold.
  useEffect(() => {
    if (report !== null) shown.current?.scrollIntoView({ block: "nearest" });
  }, [report]);
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
          {action.isBusy && (
            <Button tone="quiet" isBusy={stopping.isBusy} onPress={() => void stop()}>
              {t("meet.stop")}
            </Button>
          )}
        </div>
      </form>
      {action.isBusy && <HostProgressBar what="meet" label={t("meet.meeting")} />}
      <div ref={shown}>
        <ErrorNotice error={action.error ?? stopping.error} />
        {report !== null && (
          <Notice tone={report.complete ? "good" : "warn"} title={meetWords(report, t)}>
            {t(report.complete ? "meet.complete" : "meet.incomplete")}
          </Notice>
        )}
      </div>
    </section>
  );
}

const meetWords = (report: MeetReport, t: Translate): string =>
  t("meet.met", {
    received: t("meet.received", { count: report.received }),
    sent: t("meet.sent", { count: report.sent }),
  });
