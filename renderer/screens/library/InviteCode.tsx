import { useEffect, useState } from "react";
import { DropZone, isFileDropItem, isTextDropItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../../shared/api/errors.ts";
import type { InviteReading } from "../../../shared/api/people.ts";
import { type PictureFault, pictureTypes, readPictureFile } from "../../qr/readPictureFile.ts";
import { useAnnounce } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { UnreadFileButton } from "../../ui/FileDrop.tsx";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { CameraDialog } from "../shell/CameraDialog.tsx";
import { useHost } from "../shell/hostContext.tsx";

type Trouble =
  | { readonly of: "picture"; readonly fault: PictureFault }
  | { readonly of: "text"; readonly error: HostError };

export const isInviteLink = (code: string): boolean => /^\s*tessera:/i.test(code);

/** The code or the link of an invitation: typed, pasted, or read from a QR code by the camera or in a picture. */
export function InviteCode(props: {
  readonly code: string;
  readonly onCode: (code: string) => void;
  readonly fault: string | null;
}) {
  const { t } = useTranslation();
  const { api } = useHost();
  const say = useAnnounce();
  const [isLooking, setLooking] = useState(false);
  const [isReading, setReading] = useState(false);
  const [trouble, setTrouble] = useState<Trouble | null>(null);

  /** Only an invitation of ours comes into the field; what else a picture says is not even shown. */
  const take = async (text: string): Promise<HostError | null> => {
    const read = await api.readInvite({ link: text });
    if (!read.ok) return read.error;
    props.onCode(text.trim());
    setTrouble(null);
    setLooking(false);
    say(t("join.found"));
    return null;
  };
  const readPicture = async (file: File) => {
    if (isReading) return;
    setReading(true);
    setTrouble(null);
    const text = await readPictureFile(file);
    const error = text.ok ? await take(text.value) : null;
    setReading(false);
    if (!text.ok) setTrouble({ of: "picture", fault: text.error });
    else if (error !== null) setTrouble({ of: "text", error });
  };

  return (
    <>
      <DropZone
        className="drop-field"
        aria-label={t("join.dropArea")}
        onDrop={({ items }) => {
          const file = items.find(isFileDropItem);
          const text = items.find(isTextDropItem);
          if (file !== undefined) void file.getFile().then(readPicture);
          else void text?.getText("text/plain").then(props.onCode);
        }}
      >
        <Field
          label={t("join.code")}
          hint={t("join.codeHint")}
          value={props.code}
          onChange={(code) => {
            setTrouble(null);
            props.onCode(code);
          }}
          fault={props.fault}
          isCode
        />
        <div className="row">
          <Button
            onPress={() => {
              setTrouble(null);
              setLooking(true);
            }}
          >
            <Icon name="camera" />
            {t("join.byCamera")}
          </Button>
          <UnreadFileButton
            label={
              <>
                <Icon name="picture" />
                {t("join.byPicture")}
              </>
            }
            accept={pictureTypes}
            onFile={(file) => void readPicture(file)}
          />
        </div>
      </DropZone>
      {isReading && (
        <p className="hint" role="status">
          {t("join.readingPicture")}
        </p>
      )}
      {trouble?.of === "picture" && (
        <Notice tone="bad" title={t(`picture.${trouble.fault.kind}`)} isLive>
          {trouble.fault.kind === "pictureTooLarge"
            ? t("picture.pictureTooLargeNext", { ...trouble.fault })
            : t(`picture.${trouble.fault.kind}Next`)}
        </Notice>
      )}
      {trouble?.of === "text" && <ErrorNotice error={trouble.error} />}
      <WhatWasRead code={props.code} />
      {isLooking && (
        <CameraDialog
          title={t("camera.title")}
          privacy={t("camera.privacy")}
          onText={take}
          onClose={() => setLooking(false)}
        />
      )}
    </>
  );
}

/** What a whole link says, before anybody is asked. A link that is still being typed says nothing yet. */
function WhatWasRead({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const { api } = useHost();
  const [read, setRead] = useState<{ readonly code: string; readonly says: InviteReading } | null>(null);
  useEffect(() => {
    if (!isInviteLink(code)) return;
    let isStale = false;
    void api.readInvite({ link: code }).then((answer) => {
      if (!isStale && answer.ok) setRead({ code, says: answer.value });
    });
    return () => {
      isStale = true;
    };
  }, [api, code]);
  if (read === null || read.code !== code) return null;
  const { says } = read;
  return (
    <dl className="invite-read">
      <dt>{t("join.readCode")}</dt>
      <dd dir="ltr">{says.code}</dd>
      {says.addresses.length > 0 && <dt>{t("join.readAddresses")}</dt>}
      {says.addresses.map((address) => (
        <dd key={address} dir="ltr">
          {address}
        </dd>
      ))}
      {says.relay !== null && <dt>{t("join.readRelay")}</dt>}
      {says.relay !== null && <dd dir="ltr">{says.relay}</dd>}
    </dl>
  );
}
