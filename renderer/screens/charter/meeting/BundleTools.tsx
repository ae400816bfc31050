import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { BundleFor } from "../../../../shared/api/bundles.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import { Choice } from "../../../ui/Choice.tsx";
import { ExportBundle } from "./ExportBundle.tsx";
import { ImportBundle } from "./ImportBundle.tsx";
import { ShowCodes } from "./ShowCodes.tsx";

export function BundleTools({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>("everything");
  const devices = [...view.parties.flatMap((party) => party.devices), ...view.guests.map(({ device }) => device)];
  const others = devices.filter(({ isThis }) => !isThis);
  // Somebody may have left since it was chosen.
  const device = others.find(({ id }) => id === chosen);
  const wanted: BundleFor =
    device !== undefined
      ? { kind: "device", device: device.id }
      : { kind: chosen === "unshared" ? "unshared" : "everything" };
  const options = [
    { value: "everything", label: t("bundle.everything") },
    { value: "unshared", label: t("bundle.unshared") },
    ...others.map(({ id, name, person }) => ({
      value: id,
      label: t("bundle.forDevice", { person, device: name }),
    })),
  ];
  return (
    <section>
      <h3>{t("meet.bundleTitle")}</h3>
      <p className="hint">{t("meet.bundleHint")}</p>
      {others.length > 0 && (
        <Choice label={t("bundle.what")} value={device?.id ?? wanted.kind} options={options} onChange={setChosen} />
      )}
      {device !== undefined && <p className="hint">{t("bundle.lacks", { count: device.missing })}</p>}
      <div className="row">
        <ExportBundle charter={view.id} wanted={wanted} />
        <ShowCodes charter={view.id} wanted={wanted} />
        <ImportBundle label={t("meet.import")} />
      </div>
    </section>
  );
}
