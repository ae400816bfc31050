/** Text that somebody wrote into what others had deleted: to be put back, or let go, one by one. */
import { useTranslation } from "react-i18next";
import type { LostTextView } from "../../../shared/api/history.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { RedlineBlocks } from "../../ui/RedlineView.tsx";
import { mayWrite } from "../charter/state/standing.ts";
import { useAuthor } from "../charter/state/useAuthor.ts";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { useLostText } from "./useNews.ts";

export function LostTexts({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const lost = useLostText(view.id);
  if (lost.phase === "failed") return <ErrorNotice error={lost.error} />;
  if (lost.phase === "loading" || lost.value.length === 0) return null;
  return (
    <section className="lost-texts">
      <h2>{t("news.lostTitle")}</h2>
      <p className="hint">{t("news.lostLead")}</p>
      <ul className="plain-list">
        {lost.value.map((item) => (
          <li key={item.id} className="paper">
            <LostItem view={view} item={item} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function LostItem({ view, item }: { readonly view: CharterView; readonly item: LostTextView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const announcer = useAnnouncer();
  const action = useAction();
  const { id: charter, language } = view;
  const { clause, by, at, why, ended, blocks } = item;
  const place = clause === null ? "" : withNumbers(`${clause.number} ${clause.heading}`.trim());
  const title = place === "" ? t("news.lostLoose") : t("news.lostFrom", { clause: place });

  const settle = async (isRestored: boolean) => {
    const args = { charter, item: item.id };
    const done = await action.run(async (api) =>
      asDone(isRestored ? await api.restoreLostText(args) : await api.dismissLostText(args)),
    );
    if (done !== null) announcer.show(isRestored ? t("news.restored") : t("news.dismissed"));
  };

  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <p className="hint">
        {t("news.lostBy", { by: author(by), when: formats.moment(at) })}{" "}
        {ended === null
          ? t(`news.why.${why}`)
          : t("news.deviceEndedBy", { by: author(ended.by), when: formats.moment(ended.at) })}
      </p>
      <div lang={language}>
        <RedlineBlocks blocks={blocks} />
      </div>
      <ErrorNotice error={action.error} />
      <div className="row">
        {mayWrite(view) && (
          <Button
            tone="primary"
            isBusy={action.isBusy}
            aria-label={`${t("news.restore")}: ${title}`}
            onPress={() => void settle(true)}
          >
            {t("news.restore")}
          </Button>
        )}
        <Button
          tone="quiet"
          isBusy={action.isBusy}
          aria-label={`${t("news.dismiss")}: ${title}`}
          onPress={() => void settle(false)}
        >
          {t("news.dismiss")}
        </Button>
      </div>
    </section>
  );
}
