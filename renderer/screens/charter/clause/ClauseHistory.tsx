/** What became of one clause, change by change; any state of it can be put back without touching anything else. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ClauseHistoryView, ClauseStepView } from "../../../../shared/api/authorship.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { useDirectly } from "../../../ui/DirectQuestion.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { RedlineBlocks } from "../../../ui/RedlineView.tsx";
import { asDone, concernsCharter, useAction, useLive } from "../../shell/hostContext.tsx";
import { Waiting } from "../../shell/Screen.tsx";
import { mayWrite } from "../state/standing.ts";
import { useAuthor } from "../state/useAuthor.ts";
import { joinSteps } from "./clauseSteps.ts";
import { useEventWords } from "./useEventWords.ts";

/** Opens it: for a clause that stands in the text, and for one that was removed. `name`: what people call it. */
export function ClauseHistoryButton(props: {
  readonly view: CharterView;
  readonly clause: ClauseId;
  readonly name: string | null;
}) {
  const { t } = useTranslation();
  const { view, clause, name } = props;
  const [shown, setShown] = useState<ClauseId | null>(null);
  const words = t("authorship.history");
  return (
    <>
      <Button {...(name === null ? {} : { "aria-label": `${words}: ${name}` })} onPress={() => setShown(clause)}>
        {words}
      </Button>
      {shown !== null && <ClauseHistory view={view} clause={shown} onClose={() => setShown(null)} />}
    </>
  );
}

export function ClauseHistory(props: {
  readonly view: CharterView;
  readonly clause: ClauseId;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { view, clause, onClose } = props;
  const { id: charter } = view;
  const history = useLive(
    `clause history ${charter} ${clause}`,
    (api) => api.getClauseHistory({ charter, clause, before: null }),
    concernsCharter(charter),
  );
  const name = history.phase === "ready" ? withNumbers(`${history.value.number} ${history.value.heading}`.trim()) : "";
  return (
    <Modal
      title={name === "" ? t("authorship.history") : t("authorship.historyOf", { clause: name })}
      isOpen
      onClose={onClose}
    >
      <Waiting live={history}>
        {(found) => <Life view={view} history={found} name={name === "" ? t("authorship.clause") : name} />}
      </Waiting>
      <div className="row">
        <Button tone="quiet" onPress={onClose}>
          {t("app.close")}
        </Button>
      </div>
    </Modal>
  );
}

function Life(props: { readonly view: CharterView; readonly history: ClauseHistoryView; readonly name: string }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const { view, history, name } = props;
  const { id: charter } = view;
  const clause = history.id;
  const [older, setOlder] = useState<ClauseHistoryView | null>(null);
  const [steps, setSteps] = useState<readonly ClauseStepView[]>(history.steps);
  /** Null: the newest one, also when another comes. */
  const [chosen, setChosen] = useState<number | null>(null);
  useEffect(() => setSteps((known) => joinSteps(known, history.steps)), [history.steps]);
  const before = (older ?? history).older;
  const place = useRef<HTMLHeadingElement>(null);
  const directly = useDirectly(view);

  const index = Math.max(
    steps.findIndex(({ change }) => change === chosen),
    0,
  );
  const step = steps[index];
  if (step === undefined) return <p className="calm">{t("authorship.nothing")}</p>;

  const go = (to: number) => {
    const next = steps[to];
    if (next === undefined) return;
    setChosen(to === 0 ? null : next.change);
    // What is read out is what stands below it; what was pressed may go.
    place.current?.focus();
  };
  const readOlder = async () => {
    const page = await action.run((api) => api.getClauseHistory({ charter, clause, before }));
    if (page === null) return;
    setOlder(page);
    setSteps((known) => joinSteps(known, page.steps));
  };
  const restore = async () => {
    const from = { kind: "change", change: step.change } as const;
    const done = await action.run(async (api) =>
      asDone(await api.restoreClause({ charter, clause, from, directly: true })),
    );
    const page =
      done === null ? null : await action.run((api) => api.getClauseHistory({ charter, clause, before: null }));
    if (page === null) return;
    setSteps((known) => joinSteps(known, page.steps));
    go(0);
    announcer.show(t("authorship.restored", { clause: name }));
  };

  return (
    <div className="clause-history">
      <section aria-label={t("authorship.step")}>
        <h3 ref={place} tabIndex={-1}>
          {t("authorship.stepAt", { index: steps.length - index, count: steps.length })}
          {before !== null && <> {t("authorship.ofMore")}</>}
        </h3>
        <StepWords step={step} />
        <div className="clause-state" lang={view.language}>
          <RedlineBlocks blocks={step.blocks} />
        </div>
        <ErrorNotice error={action.error} />
        <div className="row">
          <Button isDisabled={index >= steps.length - 1} onPress={() => go(index + 1)}>
            {t("authorship.earlier")}
          </Button>
          <Button isDisabled={index === 0} onPress={() => go(index - 1)}>
            {t("authorship.later")}
          </Button>
          {mayWrite(view) && step.stands && index > 0 && (
            <Button tone="primary" isBusy={action.isBusy} onPress={() => directly.ask(() => void restore())}>
              {t("authorship.restore")}
            </Button>
          )}
        </div>
        <p className="hint">
          {t(!step.stands ? "authorship.gone" : index === 0 ? "authorship.isNow" : "authorship.restoreHint")}
        </p>
      </section>
      {directly.question}
      <section aria-label={t("authorship.all")}>
        <ol className="clause-steps" reversed start={steps.length}>
          {steps.map((one, at) => (
            <li key={one.change}>
              <button type="button" aria-current={at === index ? "step" : undefined} onClick={() => go(at)}>
                <StepWords step={one} />
              </button>
            </li>
          ))}
        </ol>
        {before !== null && (
          <Button isBusy={action.isBusy} onPress={() => void readOlder()}>
            {t("authorship.more")}
          </Button>
        )}
        <p className="hint">{t("authorship.claimed")}</p>
      </section>
    </div>
  );
}

/** "Amina (Fishers), 3 March 2026: other words" */
function StepWords({ step }: { readonly step: ClauseStepView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const events = useEventWords();
  return (
    <span className="step-words">
      <bdi>{author(step.author)}</bdi>, {formats.moment(step.at)}: <strong>{events(step.events)}</strong>
      {step.isDirect && <> {t("suggestions.directly.step")}</>}
    </span>
  );
}
