import { useTranslation } from "react-i18next";
import { useFormats } from "../../i18n/formats.ts";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { Radios } from "../../ui/Radios.tsx";
import type { TermFault, TermForm } from "./termForm.ts";

export function TermFields(props: {
  readonly form: TermForm;
  readonly faults: readonly TermFault[];
  readonly onChange: (form: TermForm) => void;
  readonly isAmendment: boolean;
  readonly isRenewal: boolean;
  /** The ends that an amendment may take over, where there are such. */
  readonly keptEnd: string | null;
  readonly carriedEnd: string | null;
}) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { keptEnd, carriedEnd } = props;
  const { form, faults } = props;
  const set = (change: Partial<TermForm>) => props.onChange({ ...form, ...change });
  const fault = (which: TermFault, words: string) => (faults.includes(which) ? words : null);
  return (
    <>
      <Radios
        label={t("propose.from")}
        value={form.starts}
        onChange={(starts) => set({ starts })}
        options={[
          { value: "onRatification", label: t(props.isRenewal ? "propose.onOldEnd" : "propose.onRatification") },
          { value: "onDate", label: t("propose.onDate") },
        ]}
      />
      {form.starts === "onDate" && (
        <Field
          label={t("propose.fromDate")}
          type="date"
          value={form.from}
          onChange={(from) => set({ from })}
          fault={fault("from", t("propose.badDate"))}
        />
      )}
      <Radios
        label={t("propose.length")}
        value={form.length}
        onChange={(length) => set({ length })}
        options={[
          ...(props.isAmendment
            ? [
                {
                  value: "kept" as const,
                  label: keptEnd === null ? t("propose.keptOpen") : t("propose.kept", { date: formats.day(keptEnd) }),
                },
              ]
            : []),
          ...(carriedEnd === null
            ? []
            : [{ value: "carried" as const, label: t("propose.carried", { date: formats.day(carriedEnd) }) }]),
          { value: "time", label: t("propose.months") },
          { value: "until", label: t("propose.until") },
          { value: "open", label: t("propose.openEnded") },
        ]}
      />
      {form.length === "time" && (
        <div className="pair">
          <Field
            label={t("propose.count")}
            type="number"
            value={form.count}
            onChange={(count) => set({ count })}
            fault={fault("count", t("propose.badCount"))}
          />
          <Choice
            label={t("propose.unit")}
            value={form.unit}
            onChange={(unit) => set({ unit })}
            options={[
              { value: "years", label: t("propose.year") },
              { value: "months", label: t("propose.month") },
            ]}
          />
        </div>
      )}
      {form.length === "until" && (
        <Field
          label={t("propose.untilDate")}
          type="date"
          value={form.until}
          onChange={(until) => set({ until })}
          fault={fault("until", t("propose.badUntil"))}
        />
      )}
      {form.length !== "open" && (
        <Field
          label={t("propose.notice")}
          type="number"
          value={form.noticeDays}
          onChange={(noticeDays) => set({ noticeDays })}
          fault={fault("noticeDays", t("propose.badNotice"))}
        />
      )}
    </>
  );
}
