/** What one step did: each clause that it changed, before and after, and the whole text as it was then. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PlaybackStepView, PlayedClauseView } from "../../../shared/api/authorship.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { namesOf } from "../../../shared/charter/text/promiseWords.ts";
import { Button } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Modal } from "../../ui/Modal.tsx";
import { RedlineBlocks } from "../../ui/RedlineView.tsx";
import { TextView } from "../../ui/TextView.tsx";
import { ClauseHistoryButton } from "../charter/clause/ClauseHistory.tsx";
import { useEventWords } from "../charter/clause/useEventWords.ts";
import { useLive } from "../shell/hostContext.tsx";
import { Waiting } from "../shell/Screen.tsx";
import { changedParts } from "./changedParts.ts";

export function PlayedStep({ view, step }: { readonly view: CharterView; readonly step: PlaybackStepView }) {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  return (
    <section className="played-step" aria-label={t("playback.changed")}>
      {step.clauses.length === 0 && <p className="calm">{t("playback.unchanged")}</p>}
      <ul className="plain-list">
        {step.clauses.map((clause) => (
          <li key={`${clause.id} ${clause.stands}`} className="paper">
            <PlayedClause view={view} clause={clause} />
          </li>
        ))}
      </ul>
      {step.more > 0 && <p>{t("playback.moreClauses", { clauses: t("news.clauses", { count: step.more }) })}</p>}
      <div className="row">
        <Button onPress={() => setWhole(true)}>{t("playback.whole")}</Button>
      </div>
      {isWhole && <WholeText view={view} change={step.to} onClose={() => setWhole(false)} />}
    </section>
  );
}

function PlayedClause({ view, clause }: { readonly view: CharterView; readonly clause: PlayedClauseView }) {
  const { t } = useTranslation();
  const words = useClauseWords();
  const events = useEventWords();
  const title = words.title(clause);
  const isNew = clause.blocks.length > 0 && clause.blocks.every(({ op }) => op === "insert");
  return (
    <section className={`redline-clause ${!clause.stands ? "removed" : isNew ? "added" : "amended"}`}>
      <h3 className="redline-title">
        <bdi>{title}</bdi>
        <span className="played-events">{events(clause.events)}</span>
      </h3>
      <div lang={view.language}>
        {changedParts(clause.blocks).map((part, index) =>
          part.kind === "shown" ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is drawn anew as a whole
            <RedlineBlocks key={index} blocks={part.blocks} />
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <Unchanged key={index} count={part.count} />
          ),
        )}
      </div>
      {!clause.stands && <p className="hint">{t("authorship.gone")}</p>}
      {clause.id !== looseId && (
        <div className="row">
          <ClauseHistoryButton view={view} clause={clause.id} name={title} />
        </div>
      )}
    </section>
  );
}

/** In the language of the window, among words of the charter. */
function Unchanged({ count }: { readonly count: number }) {
  const { t, i18n } = useTranslation();
  return (
    <p className="hint" lang={i18n.language}>
      {t("playback.same", { count })}
    </p>
  );
}

/** To be read alone. */
function WholeText(props: { readonly view: CharterView; readonly change: number; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { view, change, onClose } = props;
  const { id: charter, language } = view;
  const text = useLive(
    `text ${charter} after ${change}`,
    (api) => api.getText({ charter, at: { kind: "change", change } }),
    () => false,
  );
  return (
    <Modal title={t("playback.wholeTitle")} isOpen onClose={onClose}>
      <p className="hint">{t("playback.wholeHint")}</p>
      <Waiting live={text}>
        {(then) => <TextView text={then.text} language={language} nameOf={namesOf(view.parties)} />}
      </Waiting>
      <div className="row">
        <Button tone="quiet" onPress={onClose}>
          {t("app.close")}
        </Button>
      </div>
    </Modal>
  );
}
