/** One promise: who owes it, from which text and clause, each day on which it is due, and both sides of what is said. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PromiseState, PromiseView, ReportView } from "../../../shared/api/records.ts";
import type { PartyId } from "../../../shared/base/ids.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { EvidenceLines } from "../../ui/HashedFiles.tsx";
import type { IconName } from "../../ui/Icon.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { routeHash } from "../shell/routes.ts";
import { wholeState } from "./promiseList.ts";
import { usePromiseWords } from "./usePromiseWords.ts";

/** What somebody who speaks for a party may say. */
export interface SayOf {
  readonly mine: PartyId;
  report(promise: PromiseView, day: string | null): void;
  answer(report: ReportView): void;
}

const badges: Readonly<Record<PromiseState, { readonly tone: BadgeTone; readonly icon: IconName }>> = {
  due: { tone: "open", icon: "clock" },
  overdue: { tone: "bad", icon: "clock" },
  done: { tone: "good", icon: "check" },
  partly: { tone: "warn", icon: "minus" },
  failed: { tone: "bad", icon: "cross" },
  disputed: { tone: "warn", icon: "alert" },
  settled: { tone: "neutral", icon: "check" },
};

export function PromiseStateBadge({ state }: { readonly state: PromiseState }) {
  const { t } = useTranslation();
  return <Badge {...badges[state]} words={t(`promises.states.${state}`)} />;
}

/** So many days are seen at a glance: the last that are over and the next. */
const [fewBefore, fewAfter] = [3, 3];

export function PromiseCard(props: {
  readonly data: CharterData;
  readonly promise: PromiseView;
  readonly today: string;
  readonly say: SayOf | null;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = usePromiseWords();
  const { data, promise, today, say } = props;
  const [isAll, setAll] = useState(false);
  const { days, number, proposal } = promise;
  const ahead = days.findIndex(({ day }) => day >= today);
  const middle = ahead === -1 ? days.length : ahead;
  const shown = isAll ? days : days.slice(Math.max(0, middle - fewBefore), middle + fewAfter);
  const whole = wholeState(promise);
  const entry = data.timeline.find((one) => one.proposal === proposal);
  return (
    <article className="paper promise" aria-label={t("promises.clause", { number })}>
      <blockquote className="promise-words" lang={data.view.language} dir="auto">
        {withNumbers(promise.words)}
      </blockquote>
      <p>{words.owes(promise)}</p>
      <p className="hint">
        <a href={routeHash({ screen: "sign", charter: data.view.id, proposal })}>
          {formats.row([
            t("promises.clause", { number }),
            ...(entry === undefined
              ? []
              : [
                  t(`timeline.purpose.${entry.purpose}`),
                  ...(entry.ratifiedAt === null ? [] : [formats.dayOf(entry.ratifiedAt)]),
                ]),
          ])}
        </a>
      </p>
      {days.length === 0 && whole !== null && (
        <p>
          <PromiseStateBadge state={whole} />
        </p>
      )}
      {days.length > 0 && (
        <ul className="promise-times" aria-label={t("promises.times")}>
          {shown.map(({ day, state }) => (
            <li key={day}>
              <span>{formats.day(day)}</span> <PromiseStateBadge state={state} />
            </li>
          ))}
          {shown.length < days.length && (
            <li>
              <Button tone="quiet" onPress={() => setAll(true)}>
                {t("promises.allTimes", { count: days.length })}
              </Button>
            </li>
          )}
        </ul>
      )}
      <ReportLines reports={promise.reports} say={say} />
      {say !== null && (
        <div className="row">
          <Button
            aria-label={t("promises.reportOf", { number, day: words.whom(promise.by) })}
            onPress={() => say.report(promise, null)}
          >
            {t("promises.report")}
          </Button>
        </div>
      )}
    </article>
  );
}

/** Reports and what the others answer, in the order in which it was said. */
export function ReportLines({ reports, say }: { readonly reports: readonly ReportView[]; readonly say: SayOf | null }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = usePromiseWords();
  if (reports.length === 0) return null;
  return (
    <ul className="promise-reports" aria-label={t("promises.reports")}>
      {reports.map((report) => (
        <li key={report.id}>
          <p>
            {words.reported(report)}{" "}
            {report.isResolved && <Badge tone="neutral" icon="check" words={t("promises.states.settled")} />}
            {!report.isResolved && report.disputedBy.length > 0 && (
              <Badge
                tone="warn"
                icon="alert"
                words={t("promises.disputedBy", {
                  parties: formats.list(report.disputedBy.map(({ name }) => withNumbers(name))),
                })}
              />
            )}
          </p>
          <Said by={report} files={report.evidence} />
          {report.answers.length > 0 && (
            <ul className="promise-answers">
              {report.answers.map((answer) => (
                <li key={answer.id}>
                  <p>
                    {t("promises.answers", {
                      party: withNumbers(answer.party.name),
                      choice: t(`promises.choice.${answer.choice}`),
                    })}
                  </p>
                  <Said by={answer} files={[]} />
                </li>
              ))}
            </ul>
          )}
          {say !== null && !(report.isResolved && report.party.id === say.mine) && (
            <div className="row">
              <Button
                tone="quiet"
                aria-label={t("promises.answerOf", { said: words.reported(report) })}
                onPress={() => say.answer(report)}
              >
                {t(report.party.id === say.mine ? "promises.settle" : "promises.answer")}
              </Button>
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

function Said(props: {
  readonly by: Pick<ReportView, "statement" | "person" | "saidAt">;
  readonly files: ReportView["evidence"];
}) {
  const formats = useFormats();
  const { by, files } = props;
  return (
    <>
      {by.statement !== "" && (
        <blockquote className="note" dir="auto">
          {by.statement}
        </blockquote>
      )}
      <EvidenceLines files={files} />
      <p className="hint">{formats.row([withNumbers(by.person), formats.dayOf(by.saidAt)])}</p>
    </>
  );
}
