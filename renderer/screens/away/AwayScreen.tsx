/** What arrived while this person was away, clause by clause. It is read here, and nothing is accepted by reading. */
import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { AwayClause, AwayView } from "../../../shared/api/history.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { type RedlineClause, subjectOf } from "../../../shared/charter/compare/redline.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { RedlineView } from "../../ui/RedlineView.tsx";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { LostTexts } from "./LostTexts.tsx";
import { useAwayWords } from "./useAwayWords.ts";
import { useAway } from "./useNews.ts";

export function AwayScreen({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const { id: charter, title, language } = view;
  const away = useAway(charter);
  return (
    <Screen
      title={t("away.title")}
      lead={t("away.lead")}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "text" })}>
          <bdi>{title}</bdi>: {t("charter.text")}
        </a>
      }
    >
      <Waiting live={away}>{(shown) => <Arrived view={view} away={shown} language={language} />}</Waiting>
      <LostTexts view={view} />
    </Screen>
  );
}

function Arrived(props: { readonly view: CharterView; readonly away: AwayView; readonly language: string }) {
  const { t } = useTranslation();
  const { away, view, language } = props;
  const { id: charter } = view;
  const words = useAwayWords();
  const clauseWords = useClauseWords();
  const announcer = useAnnouncer();
  const action = useAction();
  const place = useRef<HTMLDivElement>(null);
  const moved = useFocusAfterwards(place, away.clauses);

  const mark = async (clause: ClauseId | null, index: number, done: string) => {
    moved.current = index;
    const { upTo } = away;
    const marked = await action.run(async (api) => asDone(await api.markRead({ charter, clause, upTo })));
    if (marked === null) moved.current = null;
    else announcer.show(done);
  };

  const foot = (redline: RedlineClause) => {
    const index = away.clauses.findIndex((one) => one.redline === redline);
    const clause = subjectOf(redline);
    const name = clauseWords.title(clause);
    const by = away.clauses[index]?.by ?? [];
    return (
      <div className="away-foot">
        <p className="hint">{t("away.changedBy", { by: words.authors(by) })}</p>
        <div className="row">
          <Button
            isBusy={action.isBusy}
            aria-label={`${t("away.markRead")}: ${name}`}
            onPress={() => void mark(clause.id, index, t("away.marked", { clause: name }))}
          >
            {t("away.markRead")}
          </Button>
          {redline.after !== null && clause.id !== looseId && (
            <a
              href={routeHash({ screen: "charter", charter, pane: "text", clause: clause.id })}
              aria-label={`${t("away.inText")}: ${name}`}
            >
              {t("away.inText")}
            </a>
          )}
        </div>
      </div>
    );
  };

  return (
    <div ref={place} className="away-news">
      <ErrorNotice error={action.error} />
      {away.clauses.length === 0 ? (
        <p className="calm" tabIndex={-1} data-away-end="">
          {t("away.nothing")}
        </p>
      ) : (
        <>
          <section className="paper" aria-label={t("away.who")}>
            <p className="away-count">{words.arrived(away)}</p>
            <ul className="plain-list">
              {away.by.map((one) => (
                <li key={one.device}>{words.made(one)}</li>
              ))}
            </ul>
            <div className="row">
              <Button tone="primary" isBusy={action.isBusy} onPress={() => void mark(null, 0, t("away.markedAll"))}>
                {t("away.markAllRead")}
              </Button>
            </div>
          </section>
          <div className="paper" lang={language}>
            <RedlineView redline={{ clauses: away.clauses.map(({ redline }) => redline), same: false }} foot={foot} />
          </div>
        </>
      )}
    </div>
  );
}

/** Once a clause has left the list, the focus goes to the one that stands in its place, or to the words that say it is done. */
function useFocusAfterwards(place: RefObject<HTMLDivElement | null>, clauses: readonly AwayClause[]) {
  const moved = useRef<number | null>(null);
  const count = clauses.length;
  const before = useRef(count);
  useEffect(() => {
    const isShorter = count < before.current;
    before.current = count;
    if (!isShorter || moved.current === null) return;
    const left = place.current?.querySelectorAll<HTMLElement>("[data-changed]") ?? [];
    const next = left[Math.min(moved.current, left.length - 1)];
    moved.current = null;
    (next ?? place.current?.querySelector<HTMLElement>("[data-away-end]"))?.focus();
  }, [count, place]);
  return moved;
}
