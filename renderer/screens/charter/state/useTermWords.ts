import { useTranslation } from "react-i18next";
import type { Term } from "../../../../shared/charter/parties/term.ts";
import { useFormats } from "../../../i18n/formats.ts";

/** "from its ratification, for one year; renewal due 30 days before the end" */
export function useTermWords(): (term: Term) => string {
  const { t } = useTranslation();
  const formats = useFormats();
  return (term) => {
    const from =
      term.from === null ? t("signing.termFromRatification") : t("signing.termFrom", { date: formats.day(term.from) });
    const length = () => {
      if (term.until !== null) return t("signing.termUntil", { date: formats.day(term.until) });
      if (term.months === null) return t("signing.termOpen");
      return term.months % 12 === 0
        ? t("signing.termYears", { count: term.months / 12 })
        : t("signing.termMonths", { count: term.months });
    };
    const isOpen = term.until === null && term.months === null;
    const parts = [from, length(), ...(isOpen ? [] : [t("signing.notice", { count: term.noticeDays })])];
    return formats.row(parts);
  };
}
