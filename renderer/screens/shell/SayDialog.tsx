/** Something that goes on record: filled in, then shown once more with a sentence that says what it means, then signed. */
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HostError } from "../../../shared/api/errors.ts";
import type { HostApi } from "../../../shared/api/hostApi.ts";
import type { Result } from "../../../shared/base/result.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button } from "../../ui/Button.tsx";
import { showFirstFault } from "../../ui/firstFault.ts";
import { Modal } from "../../ui/Modal.tsx";
import { useAction } from "./hostContext.tsx";
import { SignRow } from "./SignRow.tsx";

export interface SayDialogProps {
  readonly title: string;
  /** What it means that this is signed. */
  readonly means: string;
  /** Null: the form cannot be signed as it is, and says why once it was tried. */
  readonly say: ((api: HostApi, clockIsRight: boolean) => Promise<Result<unknown, HostError>>) | null;
  /** Said when it is on record. */
  readonly told: string;
  /** What is signed, as it will be read. */
  readonly summary: ReactNode;
  readonly onTried: () => void;
  readonly onClose: () => void;
  /** The fields. */
  readonly children: ReactNode;
}

export function SayDialog(props: SayDialogProps) {
  const { t } = useTranslation();
  const { title, say, onClose } = props;
  const announcer = useAnnouncer();
  const action = useAction();
  const [isAsking, setAsking] = useState(false);
  const look = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // A form inside a dialog is, for React, still inside whatever opened it.
    event.stopPropagation();
    props.onTried();
    if (say === null) showFirstFault(event.currentTarget);
    else setAsking(true);
  };
  const sign = async (clockIsRight: boolean) => {
    if (say === null) return;
    if ((await action.run((api) => say(api, clockIsRight))) === null) return;
    onClose();
    announcer.show(props.told);
  };
  return (
    <Modal title={title} isOpen onClose={onClose} isAlert={isAsking}>
      {isAsking ? (
        <div className="form">
          <Means words={props.means} />
          <div className="said">{props.summary}</div>
          <SignRow action={action} yes={t("promises.sign")} onSign={(clockIsRight) => void sign(clockIsRight)}>
            <Button
              tone="quiet"
              onPress={() => {
                action.forget();
                setAsking(false);
              }}
            >
              {t("promises.back")}
            </Button>
          </SignRow>
        </div>
      ) : (
        <form className="form" onSubmit={look} noValidate>
          {props.children}
          <div className="row">
            <Button tone="primary" type="submit">
              {t("promises.look")}
            </Button>
            <Button tone="quiet" onPress={onClose}>
              {t("app.cancel")}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}

/** Takes the focus when it appears, so that it is read out before anything is signed. */
function Means({ words }: { readonly words: string }) {
  const place = useRef<HTMLParagraphElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <p ref={place} tabIndex={-1} className="means">
      {words}
    </p>
  );
}
