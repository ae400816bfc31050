import { useTranslation } from "react-i18next";
import type { AwayChanges, AwayView } from "../../../shared/api/history.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAuthor } from "../charter/state/useAuthor.ts";

export function useAwayWords() {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  return {
    /** "12 changes in 4 clauses arrived since Tuesday" */
    arrived({ changes, clauses, since }: AwayView): string {
      const counts = {
        changes: t("away.changes", { count: changes }),
        clauses: t("away.clauses", { count: clauses.length }),
      };
      return since === null
        ? t("away.arrived", counts)
        : t("away.arrivedSince", { ...counts, when: formats.recent(since) });
    },
    /** "Amina (Fishers’ Union), 3 changes until 14:02" */
    made: ({ author: who, changes, latestAt }: AwayChanges): string =>
      t("away.madeBy", {
        by: author(who),
        changes: t("away.changes", { count: changes }),
        when: formats.moment(latestAt),
      }),
    /** "Amina (Fishers’ Union) and Jon" */
    authors: (by: readonly AwayChanges[]): string => formats.list(by.map((one) => author(one.author))),
  };
}
