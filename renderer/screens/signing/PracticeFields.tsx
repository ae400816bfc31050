import { useTranslation } from "react-i18next";
import type { PartyRef } from "../../../shared/api/people.ts";
import { practiceLimits } from "../../../shared/charter/parties/practice.ts";
import { Button } from "../../ui/Button.tsx";
import { Choice } from "../../ui/Choice.tsx";
import { Field } from "../../ui/Field.tsx";
import { HashedFiles } from "../../ui/HashedFiles.tsx";
import { Icon } from "../../ui/Icon.tsx";
import type { PracticeFault, PracticeForm } from "./practiceForm.ts";

interface PracticeFieldsProps {
  readonly form: PracticeForm;
  readonly faults: readonly PracticeFault[];
  readonly onChange: (change: (form: PracticeForm) => PracticeForm) => void;
  /** Whose people may be witnesses; others may too. */
  readonly parties: readonly PartyRef[];
}

export function PracticeFields(props: PracticeFieldsProps) {
  const { t } = useTranslation();
  const { form, faults, onChange } = props;
  const set = (change: Partial<PracticeForm>) => onChange((last) => ({ ...last, ...change }));
  const fault = (which: PracticeFault, words: string) => (faults.includes(which) ? words : null);
  return (
    <>
      <Field
        label={t("consent.day")}
        type="date"
        value={form.day}
        onChange={(day) => set({ day })}
        fault={fault("day", t("consent.badDay"))}
      />
      <Field
        label={t("consent.place")}
        value={form.place}
        onChange={(place) => set({ place })}
        fault={fault("place", t("consent.badPlace"))}
        maxLength={200}
      />
      <Field
        label={t("consent.done")}
        value={form.words}
        onChange={(words) => set({ words })}
        fault={fault("words", t("consent.badWords"))}
        lines={4}
        maxLength={10_000}
      />
      <Witnesses {...props} />
      <HashedFiles
        label={t("consent.evidence")}
        value={form.evidence}
        max={practiceLimits.evidence}
        onChange={(change) => onChange((last) => ({ ...last, evidence: change(last.evidence) }))}
      />
    </>
  );
}

const noParty = "";

function Witnesses({ form, faults, onChange, parties }: PracticeFieldsProps) {
  const { t } = useTranslation();
  const { witnesses } = form;
  const set = (changed: PracticeForm["witnesses"]) => onChange((last) => ({ ...last, witnesses: changed }));
  return (
    <fieldset className="plain-fieldset">
      <legend className="label">{t("consent.witnesses")}</legend>
      {witnesses.map((witness, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a name that is being typed has no other name
        <div className="row removable" key={index}>
          <Field
            label={t("consent.witness", { number: index + 1 })}
            value={witness.name}
            onChange={(name) => set(witnesses.with(index, { ...witness, name }))}
            maxLength={200}
          />
          <Choice
            label={t("consent.witnessParty")}
            value={witness.party ?? noParty}
            onChange={(id) =>
              set(witnesses.with(index, { ...witness, party: parties.find((party) => party.id === id)?.id ?? null }))
            }
            options={[
              { value: noParty, label: t("consent.noParty") },
              ...parties.map(({ id, name }) => ({ value: id as string, label: name })),
            ]}
          />
          <Button
            tone="quiet"
            aria-label={t("consent.removeWitness", { number: index + 1 })}
            onPress={() => set(witnesses.filter((_, other) => other !== index))}
          >
            <Icon name="cross" />
          </Button>
        </div>
      ))}
      {faults.includes("witnesses") && <p className="fault">{t("consent.badWitness")}</p>}
      {witnesses.length < practiceLimits.witnesses && (
        <div className="row">
          <Button onPress={() => set([...witnesses, { name: "", party: null }])}>{t("consent.addWitness")}</Button>
        </div>
      )}
    </fieldset>
  );
}
