/** What arrived while this person was away, clause by clause. It is read here, and nothing is accepted by reading. */
import { type RefObject, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { UnreadClause, UnreadView } from "../../../shared/api/history.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { type RedlineClause, subjectOf } from "../../../shared/charter/compare/redline.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { RedlineView } from "../../ui/RedlineView.tsx";
import { ClauseHistoryButton } from "../charter/clause/ClauseHistory.tsx";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { LostTexts } from "./LostTexts.tsx";
import { useUnread } from "./useUnread.ts";
import { useUnreadWords } from "./useUnreadWords.ts";

export function UnreadScreen({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const { id: charter, title, language } = view;
  const unread = useUnread(charter);
  return (
    <Screen
      title={t("unread.title")}
      lead={t("unread.lead")}
      width="wide"
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "text" })}>
          <bdi>{title}</bdi>: {t("charter.text")}
        </a>
      }
    >
      <Waiting live={unread}>{(shown) => <Arrived view={view} unread={shown} language={language} />}</Waiting>
      <LostTexts view={view} />
    </Screen>
  );
}

function Arrived(props: { readonly view: CharterView; readonly unread: UnreadView; readonly language: string }) {
  const { t } = useTranslation();
  const { unread, view, language } = props;
  const { id: charter } = view;
  const words = useUnreadWords();
  const clauseWords = useClauseWords();
  const announcer = useAnnouncer();
  const action = useAction();
  const place = useRef<HTMLDivElement>(null);
  const moved = useFocusAfterwards(place, unread.clauses);

  const mark = async (clause: ClauseId | null, index: number, done: string) => {
    moved.current = index;
    const { upTo } = unread;
    const marked = await action.run(async (api) => asDone(await api.markRead({ charter, clause, upTo })));
    if (marked === null) moved.current = null;
    else announcer.show(done);
  };

  const foot = (redline: RedlineClause) => {
    const index = unread.clauses.findIndex((one) => one.redline === redline);
    const clause = subjectOf(redline);
    const name = clauseWords.title(clause);
    const by = unread.clauses[index]?.by ?? [];
    return (
      <div className="unread-foot">
        <p className="hint">{t("unread.changedBy", { by: words.authors(by) })}</p>
        <div className="row">
          <Button
            isBusy={action.isBusy}
            aria-label={`${t("unread.markRead")}: ${name}`}
            onPress={() => void mark(clause.id, index, t("unread.marked", { clause: name }))}
          >
            {t("unread.markRead")}
          </Button>
          {clause.id !== looseId && <ClauseHistoryButton view={view} clause={clause.id} name={name} />}
          {redline.after !== null && clause.id !== looseId && (
            <a
              href={routeHash({ screen: "charter", charter, pane: "text", clause: clause.id })}
              aria-label={`${t("unread.inText")}: ${name}`}
            >
              {t("unread.inText")}
            </a>
          )}
        </div>
      </div>
    );
  };

  return (
    <div ref={place} className="unread-news">
      <ErrorNotice error={action.error} />
      {unread.clauses.length === 0 ? (
        <p className="calm" tabIndex={-1} data-unread-end="">
          {t("unread.nothing")}
        </p>
      ) : (
        <>
          <section className="paper" aria-label={t("unread.who")}>
            <p className="unread-count">{words.arrived(unread)}</p>
            <ul className="plain-list">
              {unread.by.map((one) => (
                <li key={one.device}>{words.made(one)}</li>
              ))}
            </ul>
            <div className="row">
              <Button tone="primary" isBusy={action.isBusy} onPress={() => void mark(null, 0, t("unread.markedAll"))}>
                {t("unread.markAllRead")}
              </Button>
            </div>
          </section>
          <div className="paper" lang={language}>
            <RedlineView redline={{ clauses: unread.clauses.map(({ redline }) => redline), same: false }} foot={foot} />
          </div>
        </>
      )}
    </div>
  );
}

/** Once a clause has left the list, the focus goes to the one that stands in its place, or to the words that say it is done. */
function useFocusAfterwards(place: RefObject<HTMLDivElement | null>, clauses: readonly UnreadClause[]) {
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
    (next ?? place.current?.querySelector<HTMLElement>("[data-unread-end]"))?.focus();
  }, [count, place]);
  return moved;
}
