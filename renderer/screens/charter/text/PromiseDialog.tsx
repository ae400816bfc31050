/** Who owes what to whom by when: what a promise among the words says. What is owed are the words. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PartyRef } from "../../../../shared/api/people.ts";
import { isDay } from "../../../../shared/base/days.ts";
import { grammar } from "../../../../shared/charter/text/grammar.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import type { ChipPosition } from "../../../editor/chips.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import type { PromiseValues } from "../../../editor/promises.ts";
import { Button } from "../../../ui/Button.tsx";
import { Choice, type Option } from "../../../ui/Choice.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Modal } from "../../../ui/Modal.tsx";

/** Null: it is a new one, behind what is selected. */
export interface PromisePlace {
  readonly position: ChipPosition | null;
}

const nothing: PromiseValues = { by: "", to: "", due: "", every: 0 };
const { most } = grammar.nodes.promise.attrs.every;

export function PromiseDialog({
  editor,
  place: { position },
  parties,
  onClose,
}: {
  readonly editor: Editor;
  readonly place: PromisePlace;
  readonly parties: readonly PartyRef[];
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const read = (): PromiseValues | null => {
    const at = position?.();
    return at === undefined ? null : editor.commands.promise(at);
  };
  const [before] = useState(() => read() ?? nothing);
  const [values, setValues] = useState(before);
  const [months, setMonths] = useState(before.every === 0 ? "" : String(before.every));
  const [isGone, setGone] = useState(false);
  const [isTried, setTried] = useState(false);
  const set = (changed: Partial<PromiseValues>): void => setValues({ ...values, ...changed });
  const every = /^\d{0,4}$/.test(months.trim()) ? Number(months.trim()) : Number.NaN;
  const isSound = (values.due === "" || isDay(values.due)) && every <= most;
  const leave = (act: ((at: number | null) => void) | null): void => {
    onClose();
    // The dialog gives the focus back as it closes; the text takes it after that.
    if (act !== null) requestAnimationFrame(() => act(position?.() ?? null));
  };
  const change = (act: (at: number) => void): void => {
    if (read() === null) setGone(true);
    else leave((at) => at !== null && act(at));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form inside a dialog is, for React, still inside whatever opened it.
    event.stopPropagation();
    setTried(true);
    if (!isSound) return;
    const said = { ...values, every };
    if (position === null) return leave(() => editor.commands.insertPromise(said));
    // Others may have changed it meanwhile: what this person did not touch stays theirs.
    const touched = (Object.keys(said) as (keyof PromiseValues)[]).filter((key) => said[key] !== before[key]);
    if (touched.length === 0) return leave(null);
    change((at) => editor.commands.changePromise(at, Object.fromEntries(touched.map((key) => [key, said[key]]))));
  };
  /** One that is no party here any more, or not yet, stays what it is. */
  const optionsFor = (chosen: string): readonly Option<string>[] => [
    { value: "", label: t("tools.promiseNobody") },
    { value: "all", label: t("tools.promiseAll") },
    ...parties.map(({ id, name }) => ({ value: id as string, label: withNumbers(name) })),
    ...(chosen === "" || chosen === "all" || parties.some(({ id }) => id === chosen)
      ? []
      : [{ value: chosen, label: chosen.slice(0, 8) }]),
  ];
  return (
    <Modal title={t("tools.promise")} isOpen onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <p className="hint">{t("tools.promiseHint")}</p>
        <Choice
          label={t("tools.promiseBy")}
          value={values.by}
          options={optionsFor(before.by)}
          onChange={(by) => set({ by })}
        />
        <Choice
          label={t("tools.promiseTo")}
          value={values.to}
          options={optionsFor(before.to)}
          onChange={(to) => set({ to })}
        />
        <Field
          label={t("tools.promiseDue")}
          type="date"
          isOptional
          value={values.due}
          onChange={(due) => set({ due })}
          fault={isTried && values.due !== "" && !isDay(values.due) ? t("propose.badDate") : null}
        />
        <Field
          label={t("tools.promiseEvery")}
          hint={t("tools.promiseOnce")}
          type="number"
          isOptional
          value={months}
          onChange={setMonths}
          fault={isTried && !(every <= most) ? t("tools.promiseMonths", { most }) : null}
        />
        {isGone && (
          <p className="fault" role="alert">
            {t("tools.promiseGone")}
          </p>
        )}
        <div className="row">
          <Button tone="primary" type="submit">
            {t(position === null ? "tools.promisePut" : "tools.promiseSave")}
          </Button>
          {position !== null && (
            <Button onPress={() => change((at) => editor.commands.removePromise(at))}>
              {t("tools.promiseRemove")}
            </Button>
          )}
          <Button tone="quiet" onPress={onClose}>
            {t("app.cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
