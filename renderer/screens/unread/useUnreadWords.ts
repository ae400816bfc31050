import { useTranslation } from "react-i18next";
import type { UnreadChanges, UnreadView } from "../../../shared/api/history.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAuthor } from "../charter/state/useAuthor.ts";

export function useUnreadWords() {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  return {
    /** "12 changes in 4 clauses arrived since Tuesday" */
    arrived({ changes, clauses, since }: UnreadView): string {
      const counts = {
        changes: t("unread.changes", { count: changes }),
        clauses: t("unread.clauses", { count: clauses.length }),
      };
      return since === null
        ? t("unread.arrived", counts)
        : t("unread.arrivedSince", { ...counts, when: formats.recent(since) });
    },
    /** "Amina (Fishers’ Union), 3 changes until 14:02" */
    made: ({ author: who, changes, latestAt }: UnreadChanges): string =>
      t("unread.madeBy", {
        by: author(who),
        changes: t("unread.changes", { count: changes }),
        when: formats.moment(latestAt),
      }),
    /** "Amina (Fishers’ Union) and Jon" */
    authors: (by: readonly UnreadChanges[]): string => formats.list(by.map((one) => author(one.author))),
  };
}
