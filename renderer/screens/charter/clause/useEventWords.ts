/** What happened to a clause, in the window's language: "moved, other words". */
import { useTranslation } from "react-i18next";
import type { ClauseEventView } from "../../../../shared/api/authorship.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import { useFormats } from "../../../i18n/formats.ts";

export function useEventWords(): (events: readonly ClauseEventView[]) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  const said = (event: ClauseEventView): string => {
    if (!("other" in event)) return t(`authorship.event.${event.kind}`);
    const { label } = event.other;
    const clause = label === "" ? t("authorship.otherClause") : withNumbers(label);
    return t(`authorship.event.${event.kind}`, { clause });
  };
  return (events) => formats.row(events.map(said));
}
