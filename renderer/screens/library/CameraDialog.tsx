import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../../shared/api/errors.ts";
import { type CameraFault, openCamera } from "../../qr/camera.ts";
import { Button } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";

/** After so long without a readable code the person is told what helps. */
const patienceMs = 6_000;

/**
 * The camera's picture until a code is taken. It is drawn only while the camera is wanted: the camera goes on with
 * it and off with it. `onText` answers with what is wrong with the text, or null where it was taken.
 */
export function CameraDialog(props: {
  readonly onText: (text: string) => Promise<HostError | null>;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [attempt, setAttempt] = useState(0);
  const [fault, setFault] = useState<CameraFault | null>(null);
  return (
    <Modal title={t("camera.title")} isOpen onClose={props.onClose}>
      {fault === null ? (
        <CameraView key={attempt} onText={props.onText} onFault={setFault} />
      ) : (
        <Notice tone="bad" title={t(`camera.${fault}`)} isLive>
          {t(`camera.${fault}Next`)}
        </Notice>
      )}
      <div className="row">
        {fault !== null && (
          <Button
            tone="primary"
            onPress={() => {
              setFault(null);
              setAttempt(attempt + 1);
            }}
          >
            {t("camera.again")}
          </Button>
        )}
        <Button onPress={props.onClose} autoFocus>
          {t("app.cancel")}
        </Button>
      </div>
    </Modal>
  );
}

function CameraView(props: {
  readonly onText: (text: string) => Promise<HostError | null>;
  readonly onFault: (fault: CameraFault) => void;
}) {
  const { t } = useTranslation();
  const video = useRef<HTMLVideoElement>(null);
  const latest = useRef(props);
  latest.current = props;
  const [isOpen, setOpen] = useState(false);
  const [isMirror, setMirror] = useState(true);
  const [isLong, setLong] = useState(false);
  const [refused, setRefused] = useState<HostError | null>(null);

  useEffect(() => {
    if (video.current === null) return;
    const camera = openCamera(video.current, {
      onOpen(looksBack) {
        setMirror(looksBack);
        setOpen(true);
      },
      onText(text) {
        setLong(false);
        void latest.current.onText(text).then((error) => {
          if (error === null) camera.close();
          setRefused(error);
        });
      },
      onNothing: (forMs) => setLong(forMs >= patienceMs),
      onFault: (fault) => latest.current.onFault(fault),
    });
    return camera.close;
  }, []);

  return (
    <>
      {/* What it shows is said in words below, as far as it concerns anybody who does not see it. */}
      <div className={isMirror ? "camera mirror" : "camera"} data-open={isOpen} aria-hidden="true">
        <video ref={video} muted playsInline />
      </div>
      <p role="status">{t(isOpen ? (isLong ? "camera.nothing" : "camera.looking") : "camera.asking")}</p>
      <ErrorNotice error={refused} />
      <p className="hint">{t("camera.privacy")}</p>
    </>
  );
}
