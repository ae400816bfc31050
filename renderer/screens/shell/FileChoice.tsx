/** A file that is to become a text: chosen or dropped, read by the host, and shown before anything is written. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { TextPreview } from "../../../shared/api/library.ts";
import type { FileArgument } from "../../../shared/api/texts.ts";
import type { ChangesRead } from "../../../shared/charter/formats/sourceBlocks.ts";
import { Button } from "../../ui/Button.tsx";
import { FileDrop, type PickedFile } from "../../ui/FileDrop.tsx";
import { ImportPreview, importedEndings, needsChanges } from "../../ui/ImportPreview.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { HostProgressBar } from "./HostProgressBar.tsx";
import { type Action, useAction, useHost } from "./hostContext.tsx";

export interface ChosenFile {
  /** Null: none that can be read. */
  readonly file: FileArgument | null;
  readonly preview: TextPreview | null;
  readonly changes: ChangesRead | null;
  /** Nobody has said yet how its tracked changes are read. */
  readonly isOpen: boolean;
  readonly look: Action;
  setChanges(changes: ChangesRead): void;
  /** Answers what it would bring; null where it cannot be read. */
  choose(picked: PickedFile): Promise<TextPreview | null>;
}

export function useFileChoice(): ChosenFile {
  const look = useAction();
  const [picked, setPicked] = useState<PickedFile | null>(null);
  const [preview, setPreview] = useState<TextPreview | null>(null);
  const [changes, setChanges] = useState<ChangesRead | null>(null);
  const choose = async (next: PickedFile): Promise<TextPreview | null> => {
    setPicked(null);
    setPreview(null);
    setChanges(null);
    const found = await look.run((host) => host.previewText({ name: next.name, bytes: next.bytes }));
    if (found === null) return null;
    setPicked(next);
    setPreview(found);
    return found;
  };
  const file = picked === null ? null : { ...picked, changes };
  return { file, preview, changes, isOpen: needsChanges(preview, changes), look, setChanges, choose };
}

/** `isReading`: the host reads it again, to write it. */
export function FileChoice(props: {
  readonly chosen: ChosenFile;
  readonly isReading: boolean;
  /** Somebody tried to go on: what is missing is said. */
  readonly isTried: boolean;
  readonly onFile: (picked: PickedFile) => void;
}) {
  const { t } = useTranslation();
  const { api } = useHost();
  const { file, preview, changes, isOpen, look, setChanges } = props.chosen;
  return (
    <>
      <FileDrop words={t("drop.text")} button={t("drop.textButton")} accept={importedEndings} onFile={props.onFile} />
      {file !== null && <p>{t("drop.chosen", { name: file.name })}</p>}
      {(look.isBusy || props.isReading) && (
        <div className="row">
          <HostProgressBar what="read" label={t("create.reading")} />
          <Button tone="quiet" onPress={() => void api.stopReading({})}>
            {t("create.stopReading")}
          </Button>
        </div>
      )}
      <ErrorNotice error={look.error} />
      {preview !== null && <ImportPreview preview={preview} changes={changes} onChanges={setChanges} />}
      {props.isTried && isOpen && (
        <p className="fault" role="alert">
          {t("importing.needChanges")}
        </p>
      )}
    </>
  );
}
