/** Members' devices on the same network: seen only after the person switched it on, met with one press. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { MeetReport, NearbyDevice } from "../../../../shared/api/peers.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { Toggle } from "../../../ui/Toggle.tsx";
import { HostProgressBar } from "../../shell/HostProgressBar.tsx";
import { asDone, useAction, useLive } from "../../shell/hostContext.tsx";

export function NearbyTools({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const switching = useAction();
  const nearby = useLive(
    "nearby",
    (api) => api.listNearby({}),
    (event) => event.kind === "nearbyChanged",
  );
  const isOn = nearby.phase === "ready" && nearby.value.on;
  const devices = nearby.phase === "ready" ? nearby.value.devices : [];
  return (
    <section>
      <h3>{t("nearby.title")}</h3>
      <Toggle
        label={t("nearby.switch")}
        isOn={isOn}
        onChange={(on) => void switching.run((api) => api.setNearby({ on }).then(asDone))}
      />
      <p className="hint">{t(isOn ? "nearby.onHint" : "nearby.offHint")}</p>
      {isOn && devices.length === 0 && <p>{t("nearby.none")}</p>}
      {devices.length > 0 && (
        <ul className="plain-list" aria-label={t("nearby.list")}>
          {devices.map((device) => (
            <Device key={device.address} device={device} view={view} />
          ))}
        </ul>
      )}
      <ErrorNotice error={nearby.phase === "failed" ? nearby.error : switching.error} />
    </section>
  );
}

function Device({ device, view }: { readonly device: NearbyDevice; readonly view: CharterView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const announcer = useAnnouncer();
  const action = useAction();
  const [report, setReport] = useState<MeetReport | null>(null);
  const { address, charters, device: known } = device;
  const name = known === null ? t("nearby.unknown", { address }) : formats.row([known.person, known.name]);
  const isConnected = view.connected.some((link) => link.device === known?.id);
  const others = charters.filter((id) => id !== view.id).length;
  const meet = async () => {
    const met = await action.run((api) => api.meet({ address, stay: true }));
    if (met === null) return;
    setReport(met);
    announcer.show(t(met.complete ? "meet.complete" : "meet.incomplete"));
  };
  return (
    <li className="nearby-device">
      <span>
        {name}
        <span className="hint">
          {charters.includes(view.id) ? t("nearby.holdsThis") : t("nearby.holdsOthers", { count: others })}
          {isConnected && ` · ${t("people.connected")}`}
          {report !== null && ` · ${t("meet.received", { count: report.received })}`}
        </span>
      </span>
      {!isConnected && (
        <Button isBusy={action.isBusy} onPress={() => void meet()} aria-label={t("nearby.meetWith", { name })}>
          {t(action.isBusy ? "meet.meeting" : "nearby.meet")}
        </Button>
      )}
      {action.isBusy && <HostProgressBar what="meet" label={t("meet.meeting")} />}
      <ErrorNotice error={action.error} />
    </li>
  );
}
