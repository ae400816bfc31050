import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CodeSequence } from "../../../../shared/api/bundles.ts";
import type { HostError } from "../../../../shared/api/errors.ts";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { type PictureFault, pictureTypes, readPictureFile } from "../../../qr/readPictureFile.ts";
import { UnreadFileButton } from "../../../ui/FileDrop.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { ErrorNotice, Notice } from "../../../ui/Notice.tsx";
import { CameraDialog } from "../../shell/CameraDialog.tsx";
import { useHost } from "../../shell/hostContext.tsx";

type PictureTrouble =
  | { readonly name: string; readonly fault: PictureFault }
  | { readonly name: string; readonly error: HostError };

/**
 * Reads the QR codes of a bundle from another screen by the camera, or from pictures, in any order. What was read stays
 * read whatever comes between; codes of several bundles are told apart, and the first that is whole is handed over.
 */
export function ReadCodes(props: { readonly onBundle: (bytes: Bytes) => void; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { api } = useHost();
  const texts = useRef<readonly string[]>([]);
  const turn = useRef<Promise<unknown>>(Promise.resolve());
  const [read, setRead] = useState<CodeSequence | null>(null);
  const [trouble, setTrouble] = useState<PictureTrouble | null>(null);

  const takeNow = async (text: string): Promise<HostError | "more" | null> => {
    const joined = await api.joinCodes({ texts: [...texts.current, text] });
    if (!joined.ok) return joined.error;
    if (!texts.current.includes(text)) texts.current = [...texts.current, text];
    const last = joined.value.find(({ isLast }) => isLast) ?? null;
    setRead(last);
    if (last?.bundle == null) return "more";
    props.onBundle(last.bundle);
    return null;
  };
  /** One after another: the camera and pictures may bring several at once. */
  const take = (text: string): Promise<HostError | "more" | null> => {
    const taken = turn.current.then(() => takeNow(text));
    turn.current = taken.catch(() => undefined);
    return taken;
  };
  const readPicture = async (file: File) => {
    const text = await readPictureFile(file);
    if (!text.ok) return setTrouble({ name: file.name, fault: text.error });
    const answer = await take(text.value);
    setTrouble(answer === null || answer === "more" ? null : { name: file.name, error: answer });
  };

  return (
    <CameraDialog title={t("codes.readTitle")} privacy={t("codes.privacy")} onText={take} onClose={props.onClose}>
      <p role="status" className="codes-which">
        {read === null
          ? t("codes.none")
          : t("codes.progress", {
              read: formats.number(read.count - read.missing.length),
              all: formats.number(read.count),
              missing: formats.list(read.missing.map((number) => formats.number(number))),
            })}
      </p>
      {trouble !== null &&
        ("error" in trouble ? (
          <ErrorNotice error={trouble.error} />
        ) : (
          <Notice tone="bad" title={t(`picture.${trouble.fault.kind}`)} isLive>
            <bdi>{trouble.name}</bdi>
          </Notice>
        ))}
      <div className="row">
        <UnreadFileButton
          label={
            <>
              <Icon name="picture" />
              {t("codes.pictures")}
            </>
          }
          accept={pictureTypes}
          isMany
          onFile={(file) => void readPicture(file)}
        />
      </div>
    </CameraDialog>
  );
}
