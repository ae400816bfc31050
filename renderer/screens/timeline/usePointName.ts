import { useTranslation } from "react-i18next";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { Point } from "../../../shared/api/texts.ts";
import { useFormats } from "../../i18n/formats.ts";

/** "Amendment, 3 March 2026 (In force)" */
export function usePointName(timeline: readonly TimelineEntry[]): (point: Point) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return (point) => {
    if (point.kind !== "proposal") return t(`timeline.${point.kind}`);
    const entry = timeline.find((candidate) => candidate.proposal === point.proposal);
    if (entry === undefined) return point.proposal.slice(0, 8);
    return t("timeline.point", {
      purpose: t(`timeline.purpose.${entry.purpose}`),
      date: formats.dayOf(entry.ratifiedAt ?? entry.proposedAt),
      state: t(`timeline.state.${entry.state}`),
    });
  };
}
