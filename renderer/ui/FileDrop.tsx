import { type ReactNode, useState } from "react";
import { DropZone, FileTrigger, isFileDropItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Bytes } from "../../shared/base/bytes.ts";
import { Button } from "./Button.tsx";

export interface PickedFile {
  readonly name: string;
  readonly bytes: Bytes;
}

const readFile = async (file: File): Promise<PickedFile> => ({
  name: file.name,
  bytes: new Uint8Array(await file.arrayBuffer()),
});

/**
 * A button that opens the platform's file picker and hands over the file unread, or, with `isMany`, each of several.
 * `accept`: ".pdf", or "image/png".
 */
export function UnreadFileButton(props: {
  readonly label: ReactNode;
  readonly accept: readonly string[];
  readonly onFile: (file: File) => void;
  readonly isMany?: boolean;
  readonly isDisabled?: boolean;
}) {
  return (
    <FileTrigger
      acceptedFileTypes={[...props.accept]}
      allowsMultiple={props.isMany ?? false}
      onSelect={(files) => {
        for (const file of files ?? []) props.onFile(file);
      }}
    >
      <Button isDisabled={props.isDisabled ?? false}>{props.label}</Button>
    </FileTrigger>
  );
}

export function FileButton(props: {
  readonly label: string;
  readonly accept: readonly string[];
  readonly onFile: (file: PickedFile) => void;
  readonly isDisabled?: boolean;
}) {
  return <UnreadFileButton {...props} onFile={(file) => void readFile(file).then(props.onFile)} />;
}

/** Drop a file, paste it, or choose it by the button. */
export function FileDrop(props: {
  readonly words: string;
  readonly button: string;
  readonly accept: readonly string[];
  readonly onFile: (file: PickedFile) => void;
}) {
  const { t } = useTranslation();
  const [isWrong, setWrong] = useState(false);
  const take = (file: PickedFile) => {
    const fits = props.accept.some((ending) => file.name.toLowerCase().endsWith(ending));
    setWrong(!fits);
    if (fits) props.onFile(file);
  };
  return (
    <DropZone
      className="drop"
      aria-label={t("drop.area")}
      onDrop={(event) => {
        const item = event.items.find(isFileDropItem);
        if (item !== undefined) void item.getFile().then(readFile).then(take);
      }}
    >
      <p className="drop-words">{props.words}</p>
      <FileButton label={props.button} accept={props.accept} onFile={take} />
      {isWrong && (
        <p className="fault" role="alert">
          {t("drop.wrong")}
        </p>
      )}
    </DropZone>
  );
}
