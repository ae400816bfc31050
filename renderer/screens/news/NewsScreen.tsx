/** What others did since this person's last look, clause by clause. It is read here, and nothing is accepted by reading. */
import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../shared/api/library.ts";
import type { ClauseNews, News } from "../../../shared/api/news.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { useWalk } from "../../ui/useWalk.ts";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { LostTexts } from "./LostTexts.tsx";
import { NewsItemView } from "./NewsItemView.tsx";
import { useNews } from "./useNews.ts";
import { useNewsWords } from "./useNewsWords.ts";

export function NewsScreen({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const { id: charter, title } = view;
  const news = useNews(charter);
  return (
    <Screen
      title={t("news.title")}
      lead={t("news.lead")}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "text" })}>
          <bdi>{title}</bdi>: {t("charter.text")}
        </a>
      }
    >
      <Waiting live={news}>{(shown) => <NewsList view={view} news={shown} />}</Waiting>
      <LostTexts view={view} />
    </Screen>
  );
}

function NewsList({ view, news }: { readonly view: CharterView; readonly news: News }) {
  const { t } = useTranslation();
  const { id: charter, language } = view;
  const words = useNewsWords();
  const clauseWords = useClauseWords();
  const announcer = useAnnouncer();
  const action = useAction();
  const listed = news.clauses.flatMap(({ clause, items }) => items.map((item) => ({ clause, item })));
  const count = listed.length;
  const nameOf = (index: number): string => {
    const stop = listed[index];
    return stop === undefined ? "" : `${words.kind(stop.item)}, ${clauseWords.title(stop.clause)}`;
  };
  const walk = useWalk<HTMLUListElement>(count, (index) =>
    t("news.at", { index: index + 1, count, what: nameOf(index) }),
  );
  const place = useRef<HTMLDivElement>(null);
  const moved = useFocusAfterwards(place, count);

  const mark = async (items: readonly string[] | null, done: string) => {
    moved.current = items === null ? 0 : listed.findIndex(({ item }) => items.includes(item.id));
    const marked = await action.run(async (api) => asDone(await api.markRead({ charter, items, upTo: news.upTo })));
    if (marked === null) moved.current = null;
    else announcer.show(done);
  };

  const clauseSection = ({ clause, items }: ClauseNews) => {
    const title = clauseWords.title(clause);
    const marked = t("news.marked", { clause: title });
    return (
      <section className="news-clause" aria-label={title}>
        <h3>
          <bdi>{title}</bdi>
        </h3>
        <ul className="plain-list">
          {items.map((item) => (
            <li key={item.id}>
              <NewsItemView view={view} clause={clause} item={item}>
                <Button
                  isBusy={action.isBusy}
                  aria-label={`${t("news.markRead")}: ${words.kind(item)}, ${title}`}
                  onPress={() => void mark([item.id], marked)}
                >
                  {t("news.markRead")}
                </Button>
              </NewsItemView>
            </li>
          ))}
        </ul>
        {items.length > 1 && (
          <Button
            tone="quiet"
            isBusy={action.isBusy}
            aria-label={`${t("news.markClauseRead")}: ${title}`}
            onPress={() =>
              void mark(
                items.map(({ id }) => id),
                marked,
              )
            }
          >
            {t("news.markClauseRead")}
          </Button>
        )}
      </section>
    );
  };

  return (
    <div ref={place} className="news-page">
      <ErrorNotice error={action.error} />
      {count === 0 ? (
        <p className="calm" tabIndex={-1} data-news-end="">
          {t("news.nothing")}
        </p>
      ) : (
        <>
          <section className="paper" aria-label={t("news.who")}>
            <p className="news-count">{words.sign(news)}</p>
            <ul className="plain-list">
              {news.by.map((one) => (
                <li key={one.device}>{words.made(one)}</li>
              ))}
            </ul>
            <div className="row">
              <Button tone="primary" isBusy={action.isBusy} onPress={() => void mark(null, t("news.markedAll"))}>
                {t("news.markAllRead")}
              </Button>
            </div>
          </section>
          <div className="paper redline">
            <div className="redline-bar">
              <div>
                <h2 className="redline-count">{t("news.count", { count })}</h2>
                <p className="hint">{t("news.keys")}</p>
              </div>
              <div className="row">
                <Button isDisabled={walk.previous === null} onPress={() => walk.previous?.()}>
                  {t("news.previous")}
                </Button>
                <Button isDisabled={walk.next === null} onPress={() => walk.next?.()}>
                  {t("news.next")}
                </Button>
              </div>
            </div>
            <ul ref={walk.list} className="plain-list news-list" lang={language} {...walk.keys}>
              {news.clauses.map((one) => (
                <li key={one.clause.id}>{clauseSection(one)}</li>
              ))}
            </ul>
          </div>
        </>
      )}
    </div>
  );
}

/** Once something has left the list, the focus goes to what stands in its place, or to the words that say it is done. */
function useFocusAfterwards(place: RefObject<HTMLDivElement | null>, count: number) {
  const moved = useRef<number | null>(null);
  const before = useRef(count);
  useEffect(() => {
    const isShorter = count < before.current;
    before.current = count;
    if (!isShorter || moved.current === null) return;
    const left = place.current?.querySelectorAll<HTMLElement>("[data-stop]") ?? [];
    const next = left[Math.min(moved.current, left.length - 1)];
    moved.current = null;
    (next ?? place.current?.querySelector<HTMLElement>("[data-news-end]"))?.focus();
  }, [count, place]);
  return moved;
}
