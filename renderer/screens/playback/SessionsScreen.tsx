/** The sessions in which a text was written, the newest first; each can be played again. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { SessionListView, SessionView } from "../../../shared/api/authorship.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { useAuthor } from "../charter/state/useAuthor.ts";
import { concernsCharter, useAction, useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";

export function SessionsScreen({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const { id: charter, title } = view;
  const listed = useLive(
    `sessions ${charter}`,
    (api) => api.listSessions({ charter, before: null }),
    concernsCharter(charter),
  );
  return (
    <Screen
      title={t("playback.title")}
      lead={t("playback.lead")}
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "text" })}>
          <bdi>{title}</bdi>: {t("charter.text")}
        </a>
      }
    >
      <Waiting live={listed}>{(newest) => <Sessions view={view} newest={newest} />}</Waiting>
    </Screen>
  );
}

function Sessions({ view, newest }: { readonly view: CharterView; readonly newest: SessionListView }) {
  const { t } = useTranslation();
  const action = useAction();
  const { id: charter } = view;
  const [older, setOlder] = useState<SessionListView | null>(null);
  const [sessions, setSessions] = useState<readonly SessionView[]>(newest.sessions);
  useEffect(() => setSessions((known) => joined(known, newest.sessions)), [newest.sessions]);
  const before = (older ?? newest).older;
  const readOlder = async () => {
    const page = await action.run((api) => api.listSessions({ charter, before }));
    if (page === null) return;
    setOlder(page);
    setSessions((known) => joined(known, page.sessions));
  };
  if (sessions.length === 0) return <p className="calm">{t("playback.nothing")}</p>;
  return (
    <>
      <ul className="plain-list session-list">
        {sessions.map((session) => (
          <li key={session.from} className="paper">
            <Session view={view} session={session} />
          </li>
        ))}
      </ul>
      <ErrorNotice error={action.error} />
      {before !== null && (
        <Button isBusy={action.isBusy} onPress={() => void readOlder()}>
          {t("playback.more")}
        </Button>
      )}
      <p className="hint">{t("playback.claimed")}</p>
    </>
  );
}

function Session({ view, session }: { readonly view: CharterView; readonly session: SessionView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const { from, to, firstAt, lastAt, by } = session;
  const moments = [...new Set([firstAt, lastAt].map(formats.moment))];
  const [begin = "", end] = moments;
  const changes = t("news.changes", { count: session.changes });
  const clauses = t("news.clauses", { count: session.clauses });
  return (
    <>
      <h2>
        <a href={routeHash({ screen: "playback", charter: view.id, from, to })}>
          {end === undefined ? begin : t("playback.fromTo", { from: begin, to: end })}
        </a>
      </h2>
      <p>{t("playback.size", { changes, clauses })}</p>
      <ul className="plain-list">
        {by.map(({ author: one, changes: made }) => (
          <li key={`${one.party?.id ?? ""} ${one.person}`}>
            <bdi>{author(one)}</bdi>: {t("news.changes", { count: made })}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Each once, the newest first; one that goes on is told anew. */
function joined(known: readonly SessionView[], more: readonly SessionView[]): readonly SessionView[] {
  const byFirst = new Map([...known, ...more].map((session) => [session.from, session]));
  return [...byFirst.values()].sort((a, b) => b.from - a.from);
}
