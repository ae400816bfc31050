/** What a note of the text says: to read, to write, to take out. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import type { ChipPosition } from "../../../editor/chips.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Modal } from "../../../ui/Modal.tsx";

/** Null: it is a new one, behind what is selected. */
export interface NotePlace {
  readonly position: ChipPosition | null;
}

export const newNote: NotePlace = { position: null };

export function NoteDialog({
  editor,
  place: { position },
  isReadOnly,
  onClose,
}: {
  readonly editor: Editor;
  readonly place: NotePlace;
  readonly isReadOnly: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const read = (): string | null => {
    const at = position?.();
    return at === undefined ? null : editor.commands.note(at);
  };
  /** What it said when the person last saw it. */
  const [before, setBefore] = useState(() => read() ?? "");
  const [words, setWords] = useState(before);
  const [fault, setFault] = useState<string | null>(null);
  /** Others may have written meanwhile: nothing is written over what this person has not seen. */
  const isAsSeen = (): boolean => {
    const now = read();
    if (position === null || now === before) return true;
    setFault(now === null ? t("tools.footnoteGone") : t("tools.footnoteChanged", { words: withNumbers(now) }));
    if (now !== null) setBefore(now);
    return false;
  };
  const leave = (act: ((at: number | null) => void) | null): void => {
    onClose();
    // The dialog gives the focus back as it closes; the text takes it after that.
    if (act !== null) requestAnimationFrame(() => act(position?.() ?? null));
  };
  const remove = () => {
    if (isAsSeen()) leave((at) => at !== null && editor.commands.removeNote(at));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form inside a dialog is, for React, still inside whatever opened it.
    event.stopPropagation();
    const isEmpty = words.trim() === "";
    if (words === before || (isEmpty && position === null)) leave(null);
    else if (isEmpty) remove();
    else if (isAsSeen()) leave((at) => editor.commands.setNote(at, words));
  };
  if (isReadOnly)
    return (
      <Modal title={t("tools.footnote")} isOpen onClose={onClose}>
        <p className="note-read" dir="auto">
          {withNumbers(before)}
        </p>
        <div className="row">
          <Button tone="quiet" onPress={onClose}>
            {t("app.close")}
          </Button>
        </div>
      </Modal>
    );
  return (
    <Modal title={t("tools.footnote")} isOpen onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <Field
          label={t("tools.footnoteWords")}
          value={words}
          onChange={setWords}
          lines={4}
          maxLength={20_000}
          autoFocus
          fault={fault}
        />
        <div className="row">
          <Button tone="primary" type="submit">
            {t(position === null ? "tools.footnotePut" : "tools.footnoteSave")}
          </Button>
          {position !== null && <Button onPress={remove}>{t("tools.footnoteRemove")}</Button>}
          <Button tone="quiet" onPress={onClose}>
            {t("app.cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
