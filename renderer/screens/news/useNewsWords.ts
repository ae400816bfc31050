import { useTranslation } from "react-i18next";
import type { News, NewsChanges, NewsCounts, NewsItem } from "../../../shared/api/news.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAuthor } from "../charter/state/useAuthor.ts";

export function useNewsWords() {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();

  /** "4 changed clauses, one suggestion and 2 comments" */
  const kinds = ({ changes: changed, conflicts, suggestions, comments, stances, closings }: NewsCounts): string => {
    const all = { changed, conflicts, suggestions, comments, stances, closings };
    const some = (Object.keys(all) as (keyof typeof all)[]).filter((kind) => all[kind] > 0);
    return formats.list(some.map((kind) => t(`news.${kind}`, { count: all[kind] })));
  };

  return {
    /** "6 new since Tuesday: 4 changed clauses and 2 comments" */
    sign(news: News): string {
      const total = news.clauses.reduce((sum, { items }) => sum + items.length, 0);
      const counts = { what: kinds(news.counts), total: formats.number(total) };
      return news.since === null
        ? t("news.sign", counts)
        : t("news.signSince", { ...counts, when: formats.recent(news.since) });
    },
    /** "Amina (Fishers’ Union), 3 changes until 14:02" */
    made: ({ author: who, changes, latestAt }: NewsChanges): string =>
      t("news.madeBy", {
        by: author(who),
        changes: t("news.changes", { count: changes }),
        when: formats.moment(latestAt),
      }),
    /** "Amina (Fishers’ Union) and Jon" */
    authors: (by: readonly NewsChanges[]): string => formats.list(by.map((one) => author(one.author))),
    /** What an item is, in a word or two. */
    kind(item: NewsItem): string {
      switch (item.kind) {
        case "change":
          return t(`redline.op.${item.redline.op}`);
        case "suggestion":
          return t(item.isAnswer ? `suggestions.state.${item.suggestion.state}` : "news.kind.suggestion");
        case "comment":
          return t(item.comment.mentionsMe ? "news.kind.mention" : "news.kind.comment");
        case "stance":
          return t("news.kind.stance", { party: withNumbers(item.party.name) });
        case "conflict":
        case "closing":
          return t(`news.kind.${item.kind}`);
      }
    },
  };
}
