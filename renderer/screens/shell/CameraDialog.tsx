import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../../shared/api/errors.ts";
import { type CameraFault, openCamera } from "../../qr/camera.ts";
import { Button } from "../../ui/Button.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";

/** After so long without a readable code the person is told what helps. */
const patienceMs = 6_000;

/** What is wrong with a text; "more": it was taken, and the camera goes on; null: it was taken, and the camera goes off. */
type Answer = HostError | "more" | null;

/**
 * The camera's picture until all is taken. It is drawn only while the camera is wanted: the camera goes on with it and
 * off with it. `children`: what else there is to say and to choose.
 */
export function CameraDialog(props: {
  readonly title: string;
  readonly privacy: string;
  readonly onText: (text: string) => Promise<Answer>;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const [attempt, setAttempt] = useState(0);
  const [fault, setFault] = useState<CameraFault | null>(null);
  return (
    <Modal title={props.title} isOpen onClose={props.onClose}>
      {fault === null ? (
        <CameraView key={attempt} onText={props.onText} onFault={setFault} privacy={props.privacy} />
      ) : (
        <Notice tone="bad" title={t(`camera.${fault}`)} isLive>
          {t(`camera.${fault}Next`)}
        </Notice>
      )}
      {props.children}
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
  readonly privacy: string;
  readonly onText: (text: string) => Promise<Answer>;
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
        void latest.current.onText(text).then((answer) => {
          if (answer === null) camera.close();
          setRefused(answer === "more" ? null : answer);
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
      <p className="hint">{props.privacy}</p>
    </>
  );
}
