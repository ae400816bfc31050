/** The moment of agreement: who has signed, from when it holds, and the PDF as what comes next. */
import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Icon } from "../../ui/Icon.tsx";
import { Tokens } from "../../ui/Tokens.tsx";
import { ExportPdf } from "../timeline/ExportPdf.tsx";

export function Agreed({ charter, entry }: { readonly charter: CharterId; readonly entry: TimelineEntry }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const signed = entry.ballots
    .filter(({ choice, standing }) => choice === "ratify" && standing === "counts")
    .map(({ party }) => party.name);
  const title = () => {
    if (entry.state === "upcoming")
      return t("signing.agreedUpcoming", { date: entry.startsOn === null ? "" : formats.day(entry.startsOn) });
    return t(signed.length === 2 ? "signing.agreedByBoth" : "signing.agreedByAll");
  };
  return (
    <section className="agreed" role="status">
      <Icon name="seal" />
      <div className="agreed-words">
        <p className="agreed-title">{title()}</p>
        {/* Each name is apart; the sentence is the reader's. */}
        <p>{formats.list(signed)}</p>
        <Tokens laid={signed.length} needed={entry.needed} />
      </div>
      <div className="agreed-next">
        <ExportPdf charter={charter} proposal={entry.proposal} tone="primary" />
        <p className="hint">{t("signing.agreedNext")}</p>
      </div>
    </section>
  );
}
