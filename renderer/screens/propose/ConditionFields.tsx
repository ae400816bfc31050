import { useTranslation } from "react-i18next";
import type { PartyRef } from "../../../shared/api/people.ts";
import { conditionLimits } from "../../../shared/charter/parties/conditions.ts";
import type { Clause } from "../../../shared/charter/text/model.ts";
import { Button } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { Field } from "../../ui/Field.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { Radios } from "../../ui/Radios.tsx";
import { Several } from "../../ui/Several.tsx";
import { type ConditionForm, type ConditionFormFault, entriesOf, thresholdsOf, withNeeded } from "./conditionForm.ts";

interface ConditionFieldsProps {
  readonly form: ConditionForm;
  readonly faults: readonly ConditionFormFault[];
  readonly onChange: (form: ConditionForm) => void;
  readonly electorate: readonly PartyRef[];
  /** Of the draft. */
  readonly clauses: readonly Clause[];
}

/** One group for each thing that can be agreed on, in the order of the sentence beside them. */
export function ConditionFields(props: ConditionFieldsProps) {
  return (
    <>
      <WhoRatifies {...props} />
      <WhenInForce {...props} />
      <Reservations {...props} />
      <JoiningAndLeaving {...props} />
      <Reviews {...props} />
    </>
  );
}

const all = "all";

function WhoRatifies({ form, onChange, electorate }: ConditionFieldsProps) {
  const { t } = useTranslation();
  const count = electorate.length;
  const thresholds = thresholdsOf(count);
  return (
    <>
      {thresholds.length > 0 && (
        <Choice
          label={t("agreed.needed")}
          value={form.needed === null ? all : String(form.needed)}
          onChange={(value) => onChange(withNeeded(form, value === all ? null : Number(value)))}
          options={[
            { value: all, label: t("agreed.neededAll", { count }) },
            ...thresholds
              .toReversed()
              .map((needed) => ({ value: String(needed), label: t("agreed.neededSome", { needed, of: count }) })),
          ]}
        />
      )}
      {form.needed !== null && (
        <>
          <Several
            label={t("agreed.indispensable")}
            value={form.indispensable}
            options={electorate.map(({ id, name }) => ({ value: id, label: name }))}
            onChange={(indispensable) => onChange({ ...form, indispensable })}
          />
          <Radios
            label={t("agreed.binds")}
            value={form.binds}
            onChange={(binds) => onChange({ ...form, binds })}
            options={[
              { value: "ratifiers", label: t("agreed.bindsRatifiers") },
              { value: "all", label: t("agreed.bindsAll"), hint: t("agreed.bindsAllHint") },
            ]}
          />
        </>
      )}
      <Radios
        label={t("agreed.form")}
        value={form.form}
        onChange={(chosen) => onChange({ ...form, form: chosen })}
        options={[
          { value: "signed", label: t("agreed.formSigned") },
          { value: "practised", label: t("agreed.formPractised"), hint: t("agreed.formPractisedHint") },
        ]}
      />
    </>
  );
}

function WhenInForce({ form, faults, onChange, electorate }: ConditionFieldsProps) {
  const { t } = useTranslation();
  const badDays = (field: ConditionFormFault) =>
    faults.includes(field) ? t("agreed.badDays", { max: conditionLimits.days }) : null;
  const entries = entriesOf(form.needed, electorate.length);
  return (
    <>
      {entries.length > 0 && (
        <Choice
          label={t("agreed.entersAt")}
          value={form.entersAt === null ? "" : String(form.entersAt)}
          onChange={(value) => onChange({ ...form, entersAt: value === "" ? null : Number(value) })}
          options={[
            { value: "", label: t("agreed.entersAtOnce") },
            ...entries.map((at) => ({ value: String(at), label: t("agreed.entersAtMore", { at }) })),
          ]}
        />
      )}
      <div className="pair">
        <Field
          label={t("agreed.delay")}
          type="number"
          value={form.delayDays}
          onChange={(delayDays) => onChange({ ...form, delayDays })}
          fault={badDays("delayDays")}
        />
        <Field
          label={t("agreed.joinDelay")}
          type="number"
          value={form.joinDelayDays}
          onChange={(joinDelayDays) => onChange({ ...form, joinDelayDays })}
          fault={badDays("joinDelayDays")}
        />
      </div>
    </>
  );
}

function Reservations({ form, faults, onChange, clauses }: ConditionFieldsProps) {
  const { t } = useTranslation();
  const words = useClauseWords();
  return (
    <>
      <Radios
        label={t("agreed.reservations")}
        value={form.reservations}
        onChange={(reservations) => onChange({ ...form, reservations })}
        options={[
          { value: "any", label: t("agreed.reservationsAny") },
          { value: "some", label: t("agreed.reservationsSome") },
          { value: "none", label: t("agreed.reservationsNone") },
        ]}
      />
      {form.reservations === "some" && (
        <Several
          label={t("agreed.reservable")}
          value={form.reservable}
          options={clauses.map((clause) => ({ value: clause.id, label: words.title(clause) }))}
          onChange={(reservable) => onChange({ ...form, reservable })}
          fault={faults.includes("reservable") ? t("agreed.noClause") : null}
        />
      )}
    </>
  );
}

function JoiningAndLeaving({ form, faults, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Radios
        label={t("agreed.accession")}
        value={form.accession}
        onChange={(accession) => onChange({ ...form, accession })}
        options={[
          { value: "closed", label: t("agreed.accessionClosed") },
          { value: "open", label: t("agreed.accessionOpen") },
          { value: "consent", label: t("agreed.accessionConsent") },
        ]}
      />
      {form.accession === "consent" && (
        <Field
          label={t("agreed.consents")}
          type="number"
          value={form.consents}
          onChange={(consents) => onChange({ ...form, consents })}
          fault={faults.includes("consents") ? t("agreed.badConsents", { max: conditionLimits.consents }) : null}
        />
      )}
      <Radios
        label={t("agreed.withdrawal")}
        value={form.withdrawal}
        onChange={(withdrawal) => onChange({ ...form, withdrawal })}
        options={[
          { value: "notice", label: t("agreed.withdrawalNotice") },
          { value: "never", label: t("agreed.withdrawalNever") },
        ]}
      />
      {form.withdrawal === "notice" && (
        <Field
          label={t("agreed.withdrawalDays")}
          type="number"
          value={form.withdrawalDays}
          onChange={(withdrawalDays) => onChange({ ...form, withdrawalDays })}
          fault={faults.includes("withdrawalDays") ? t("agreed.badDays", { max: conditionLimits.days }) : null}
        />
      )}
    </>
  );
}

function Reviews({ form, faults, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation();
  const { reviews } = form;
  const set = (changed: readonly string[]) => onChange({ ...form, reviews: changed });
  return (
    <fieldset className="plain-fieldset">
      <legend className="label">{t("agreed.reviews")}</legend>
      {reviews.map((day, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a day that is being typed has no other name
        <div className="row removable" key={index}>
          <Field
            label={t("agreed.review", { number: index + 1 })}
            type="date"
            value={day}
            onChange={(changed) => set(reviews.with(index, changed))}
          />
          <Button
            tone="quiet"
            aria-label={t("agreed.removeReview", { number: index + 1 })}
            onPress={() => set(reviews.filter((_, other) => other !== index))}
          >
            <Icon name="cross" />
          </Button>
        </div>
      ))}
      {faults.includes("reviews") && <p className="fault">{t("agreed.badReviews")}</p>}
      {reviews.length < conditionLimits.reviews && (
        <div className="row">
          <Button onPress={() => set([...reviews, ""])}>{t("agreed.addReview")}</Button>
        </div>
      )}
    </fieldset>
  );
}
