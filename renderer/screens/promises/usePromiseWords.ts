/** What promises and reports read as in the window's language. */
import { useTranslation } from "react-i18next";
import type { PromiseView, ReportView } from "../../../shared/api/records.ts";
import type { Period } from "../../../shared/charter/parties/records.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";

export interface PromiseWords {
  /** "Herders", "all parties" or "nobody by name". */
  whom(party: PromiseView["by"]): string;
  /** "Herders owe this to all parties, by 1 May 2027, then every 12 months" */
  owes(promise: Pick<PromiseView, "by" | "to" | "due" | "every">): string;
  /** "for 1 May 2027", "for 1 May to 3 June 2027", "for the promise as a whole" */
  about(period: Period | null): string;
  /** "Herders: not kept, for 1 May 2027" */
  reported(report: Pick<ReportView, "party" | "outcome" | "period">): string;
}

export function usePromiseWords(): PromiseWords {
  const { t } = useTranslation();
  const formats = useFormats();
  const whom = (party: PromiseView["by"]): string =>
    party === null ? t("promises.nobody") : party === "all" ? t("promises.all") : withNumbers(party.name);
  const about = (period: Period | null): string => {
    if (period === null) return t("promises.forWhole");
    const [from, to] = period;
    return from === to
      ? t("promises.forDay", { day: formats.day(from) })
      : t("promises.forDays", { from: formats.day(from), to: formats.day(to) });
  };
  return {
    whom,
    about,
    owes({ by, to, due, every }) {
      const parts = [
        ...(to === null ? [] : [t("promises.owedTo", { party: whom(to) })]),
        ...(due === null ? [] : [t("promises.by", { day: formats.day(due) })]),
        ...(every === 0 ? [] : [t("promises.every", { count: every })]),
      ];
      return formats.row([t("promises.owedBy", { party: whom(by) }), ...parts]);
    },
    reported: ({ party, outcome, period }) =>
      t("promises.says", {
        party: withNumbers(party.name),
        outcome: t(`promises.outcome.${outcome}`),
        about: about(period),
      }),
  };
}
