import { useTranslation } from "react-i18next";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { Radios } from "../../ui/Radios.tsx";
import type { TermFault, TermForm } from "./termForm.ts";

export function TermFields(props: {
  readonly form: TermForm;
  readonly faults: readonly TermFault[];
  readonly onChange: (form: TermForm) => void;
}) {
  const { t } = useTranslation();
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
          { value: "onRatification", label: t("propose.onRatification") },
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
