/** The moment of agreement: both halves joined, since when it holds and who signed; the PDF and a bundle come next. */
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { JoinedHalves } from "../../ui/Icon.tsx";
import { ExportBundle } from "../charter/meeting/ExportBundle.tsx";
import { ShowCodes } from "../charter/meeting/ShowCodes.tsx";
import { ExportPdf } from "../timeline/ExportPdf.tsx";

export function Agreed({ charter, entry }: { readonly charter: CharterId; readonly entry: TimelineEntry }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { ratifiedBy, electorate, startsOn, closesOn, conditions } = entry;
  const day = startsOn === null ? "" : formats.day(startsOn);
  const others = electorate.filter(({ id }) => !ratifiedBy.some((party) => party.id === id)).map(({ name }) => name);
  const parties = formats.list(ratifiedBy.map(({ name }) => name));
  return (
    <section className="agreed" role="status">
      <JoinedHalves />
      <div className="agreed-words">
        <p className="agreed-title">
          {t(entry.state === "upcoming" ? "signing.agreedFrom" : "signing.agreedSince", { date: day })}
        </p>
        <p>{t(conditions.form === "practised" ? "signing.observedBy" : "signing.signedBy", { parties })}</p>
        {others.length > 0 && (
          <p className="hint">
            {t("signing.notSignedBy", {
              done: ratifiedBy.length,
              count: electorate.length,
              parties: formats.list(others),
              date: formats.day(closesOn),
            })}
          </p>
        )}
      </div>
      <div className="agreed-next">
        <div className="row">
          <ExportPdf charter={charter} proposal={entry.proposal} tone="primary" />
          <ExportBundle charter={charter} wanted={{ kind: "everything" }} />
          <ShowCodes charter={charter} wanted={{ kind: "unshared" }} />
        </div>
        <p className="hint">{t("signing.agreedNext")}</p>
      </div>
    </section>
  );
}
