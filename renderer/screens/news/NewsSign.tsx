import { useTranslation } from "react-i18next";
import type { CharterId } from "../../../shared/base/ids.ts";
import { Badge } from "../../ui/Badge.tsx";
import { routeHash } from "../shell/routes.ts";
import { useLostText, useNews } from "./useNews.ts";
import { useNewsWords } from "./useNewsWords.ts";

/** Wherever one is in the charter, and however far down: something is new, or lost its place; it leads to the list. */
export function NewsSign({ charter }: { readonly charter: CharterId }) {
  const { t } = useTranslation();
  const words = useNewsWords();
  const news = useNews(charter);
  const lost = useLostText(charter);
  const isNew = news.phase === "ready" && news.value.clauses.length > 0;
  const mentions = isNew ? news.value.counts.mentions : 0;
  const lostCount = lost.phase === "ready" ? lost.value.length : 0;
  if (!isNew && lostCount === 0) return null;
  const said = [
    ...(isNew ? [words.sign(news.value)] : []),
    ...(lostCount > 0 ? [t("news.lostCount", { count: lostCount })] : []),
  ];
  return (
    <aside className="news-sign" aria-label={t("news.title")}>
      {mentions > 0 && <Badge tone="warn" icon="people" words={t("news.mentions", { count: mentions })} />}
      <span className="news-sign-words">{said.join(" ")}</span>
      <a href={routeHash({ screen: "news", charter })}>{t("news.open")}</a>
    </aside>
  );
}
