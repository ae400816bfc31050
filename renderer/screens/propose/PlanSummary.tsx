/** In plain words what the proposal would be: its days, who must sign, what it replaces and why. */
import { useTranslation } from "react-i18next";
import type { ProposalPreview } from "../../../shared/api/agreements.ts";
import { useFormats } from "../../i18n/formats.ts";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import type { Live } from "../shell/hostContext.tsx";

export function PlanSummary({ live }: { readonly live: Live<ProposalPreview> }) {
  if (live.phase === "loading") return null;
  if (live.phase === "failed") return <ErrorNotice error={live.error} />;
  return <Summary preview={live.value} />;
}

function Summary({ preview }: { readonly preview: ProposalPreview }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { startsOn, endsOn, closesOn, electorate, conditions, supersedes, leftOut, isAlone } = preview;
  const from = formats.day(startsOn);
  return (
    <section className="plan-summary" aria-label={t("propose.summary")}>
      <h2>{t("propose.summary")}</h2>
      <ul className="consequences">
        <li>
          {t(conditions.needed < electorate.length ? "propose.asked" : "propose.mustSign", {
            parties: formats.list(electorate.map(({ name }) => name)),
          })}
        </li>
        <li>
          {endsOn === null ? t("propose.daysOpen", { from }) : t("propose.days", { from, to: formats.day(endsOn) })}
        </li>
        <li>{t("propose.ballotsUntil", { date: formats.day(closesOn) })}</li>
        {leftOut.map(({ clause, title }) => (
          <li key={clause}>{t("propose.leftOut", { clause: title })}</li>
        ))}
        {supersedes.map(({ proposal, title, by, ratifiedBy }) => (
          <li key={proposal}>
            {ratifiedBy.length === 0
              ? t("propose.replacesAsked", { title, party: by.name })
              : t("propose.replaces", {
                  title,
                  party: by.name,
                  parties: formats.list(ratifiedBy.map(({ name }) => name)),
                })}
          </li>
        ))}
      </ul>
      {isAlone && (
        <Notice tone="warn" title={t("propose.alone")}>
          {t("propose.aloneNext")}
        </Notice>
      )}
    </section>
  );
}
