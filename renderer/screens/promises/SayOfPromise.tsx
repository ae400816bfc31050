/** What a party says of a promise: what became of it, or what it says to another's report. Both stand side by side. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PromiseView, ReportView } from "../../../shared/api/records.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { practiceLimits } from "../../../shared/charter/parties/practice.ts";
import { type AnswerChoice, outcomes } from "../../../shared/charter/parties/records.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { EvidenceLines, HashedFiles } from "../../ui/HashedFiles.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { SayDialog } from "../shell/SayDialog.tsx";
import { aboutSeveral, aboutWhole, daysToReport, newReport, readReport } from "./reportForm.ts";
import { usePromiseWords } from "./usePromiseWords.ts";

const wordsLimit = 10_000;

export function ReportDialog(props: {
  readonly charter: CharterId;
  readonly party: string;
  readonly promise: PromiseView;
  readonly today: string;
  /** That the person pointed at. */
  readonly day: string | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const words = usePromiseWords();
  const { charter, promise, today, party } = props;
  const [form, setForm] = useState(() => newReport(promise, today, props.day));
  const [isTried, setTried] = useState(false);
  const read = readReport(form);
  const faults = isTried && !read.ok ? read.faults : [];
  const set = (change: Partial<typeof form>) => setForm((last) => ({ ...last, ...change }));
  const report = read.ok ? read.report : null;
  const { proposal, clause, index } = promise;
  return (
    <SayDialog
      title={t("promises.report")}
      means={t("promises.reportMeans", { party })}
      told={t("promises.reported")}
      onTried={() => setTried(true)}
      onClose={props.onClose}
      say={
        report === null
          ? null
          : (api, clockIsRight) => api.reportPromise({ charter, proposal, clause, index, ...report, clockIsRight })
      }
      summary={
        report !== null && (
          <>
            <p>
              <strong>{t(`promises.outcome.${report.outcome}`)}</strong>, {words.about(report.period)}
            </p>
            {report.statement !== "" && (
              <blockquote className="note" dir="auto">
                {report.statement}
              </blockquote>
            )}
            <EvidenceLines files={report.evidence} />
          </>
        )
      }
    >
      <blockquote className="note" dir="auto">
        {promise.words}
      </blockquote>
      <Radios
        label={t("promises.became")}
        value={form.outcome ?? ""}
        onChange={(outcome) => set({ outcome: outcome === "" ? null : outcome })}
        options={outcomes.map((value) => ({ value, label: t(`promises.outcome.${value}`) }))}
      />
      {faults.includes("outcome") && <p className="fault">{t("promises.noOutcome")}</p>}
      {promise.days.length > 0 && (
        <Choice
          label={t("promises.aboutDays")}
          value={form.about}
          onChange={(about) => set({ about })}
          options={[
            ...daysToReport(promise, today).map((day) => ({ value: day, label: formats.day(day) })),
            { value: aboutSeveral, label: t("promises.severalDays") },
            { value: aboutWhole, label: t("promises.whole") },
          ]}
        />
      )}
      {form.about === aboutSeveral && (
        <div className="pair">
          <Field
            label={t("promises.from")}
            type="date"
            value={form.from}
            onChange={(from) => set({ from })}
            fault={faults.includes("days") ? t("promises.badDays") : null}
          />
          <Field label={t("promises.to")} type="date" value={form.to} onChange={(to) => set({ to })} />
        </div>
      )}
      <Field
        label={t("promises.words")}
        value={form.words}
        onChange={(said) => set({ words: said })}
        lines={4}
        isOptional
        maxLength={wordsLimit}
      />
      <HashedFiles
        label={t("consent.evidence")}
        value={form.evidence}
        max={practiceLimits.evidence}
        onChange={(change) => setForm((last) => ({ ...last, evidence: change(last.evidence) }))}
      />
    </SayDialog>
  );
}

export function AnswerDialog(props: {
  readonly charter: CharterId;
  readonly party: string;
  readonly report: ReportView;
  /** Of its own report a party says only that the matter is settled. */
  readonly isOwn: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const words = usePromiseWords();
  const { charter, report, isOwn, party } = props;
  const [choice, setChoice] = useState<AnswerChoice | "">(isOwn ? "resolved" : "");
  const [said, setSaid] = useState("");
  const [isTried, setTried] = useState(false);
  const statement = said.trim();
  const choices: readonly AnswerChoice[] = isOwn ? ["resolved"] : ["agree", "dispute", "resolved"];
  return (
    <SayDialog
      title={t(isOwn ? "promises.settle" : "promises.answer")}
      means={t(isOwn ? "promises.settleMeans" : "promises.answerMeans", { party, other: report.party.name })}
      told={t("promises.answered")}
      onTried={() => setTried(true)}
      onClose={props.onClose}
      say={
        choice === ""
          ? null
          : (api, clockIsRight) => api.answerReport({ charter, report: report.id, choice, statement, clockIsRight })
      }
      summary={
        choice !== "" && (
          <>
            <p>
              <strong>{t(`promises.choice.${choice}`)}</strong>
            </p>
            {statement !== "" && (
              <blockquote className="note" dir="auto">
                {statement}
              </blockquote>
            )}
          </>
        )
      }
    >
      <p>{words.reported(report)}</p>
      {report.statement !== "" && (
        <blockquote className="note" dir="auto">
          {report.statement}
        </blockquote>
      )}
      {!isOwn && (
        <Radios
          label={t("promises.yourAnswer")}
          value={choice}
          onChange={setChoice}
          options={choices.map((value) => ({ value, label: t(`promises.choice.${value}`) }))}
        />
      )}
      {isTried && choice === "" && <p className="fault">{t("promises.noAnswer")}</p>}
      <Field label={t("promises.words")} value={said} onChange={setSaid} lines={3} isOptional maxLength={wordsLimit} />
    </SayDialog>
  );
}
