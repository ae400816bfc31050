import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Point } from "../../../shared/api/texts.ts";
import { ButtonLink } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { draftPoint, parsePoint, pointKey, proposalPoint, routeHash } from "../shell/routes.ts";
import { layTimeline } from "./timelineLayout.ts";
import { usePointName } from "./usePointName.ts";

/** Any two points of the timeline, the draft included. */
export function CompareForm({
  data,
  from,
  to,
}: {
  readonly data: CharterData;
  readonly from?: Point;
  readonly to?: Point;
}) {
  const { t } = useTranslation();
  const nameOf = usePointName(data.timeline);
  const points = layTimeline(data.timeline).rows.map(({ entry }) =>
    entry === null ? draftPoint : proposalPoint(entry.proposal),
  );
  const oldest = points.at(-1) ?? draftPoint;
  const [fromKey, setFromKey] = useState(pointKey(from ?? oldest));
  const [toKey, setToKey] = useState(pointKey(to ?? draftPoint));
  // Where one came from, also where the timeline does not have it.
  const given = [from, to].filter((point) => point !== undefined);
  const others = given.filter((point) => !points.some((known) => pointKey(known) === pointKey(point)));
  const options = [...points, ...others].map((point) => ({ value: pointKey(point), label: nameOf(point) }));
  return (
    <section className="compare-form paper" aria-label={t("timeline.compareTitle")}>
      <h2>{t("timeline.compareTitle")}</h2>
      <Choice label={t("timeline.from")} value={fromKey} options={options} onChange={setFromKey} />
      <Choice label={t("timeline.to")} value={toKey} options={options} onChange={setToKey} />
      <ButtonLink
        to={routeHash({
          screen: "compare",
          charter: data.view.id,
          from: parsePoint(fromKey) ?? oldest,
          to: parsePoint(toKey) ?? draftPoint,
        })}
      >
        {t("timeline.compare")}
      </ButtonLink>
    </section>
  );
}
