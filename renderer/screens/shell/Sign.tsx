/** A button, and what it asks before anything is signed: what it means in a sentence, and a word of the person. */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Button, type Tone } from "../../ui/Button.tsx";
import { Field } from "../../ui/Field.tsx";
import { Modal } from "../../ui/Modal.tsx";
import { type Read, useAction } from "./hostContext.tsx";
import { SignRow } from "./SignRow.tsx";

interface SignProps {
  readonly label: string;
  /** Where several buttons of one label stand on a page. */
  readonly name?: string;
  readonly tone?: Tone;
  readonly title: string;
  /** What is signed, and what follows from it. */
  readonly means: ReactNode;
  readonly yes: string;
  /** Said once it is signed. */
  readonly done: string;
  /** Null: no words go with it. */
  readonly words?: string | null;
  readonly maxLength?: number;
  /** Said where nothing was written, and something has to be. */
  readonly missing?: string;
  /** Null: what was filled in cannot be signed as it is. */
  readonly call: (words: string, clockIsRight: boolean) => Read<unknown> | null;
  readonly onOpen?: () => void;
  readonly onDone?: () => void;
  readonly children?: ReactNode;
}

export function Sign(props: SignProps) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const open = () => {
    props.onOpen?.();
    setOpen(true);
  };
  return (
    <>
      <Button
        tone={props.tone ?? "plain"}
        {...(props.name === undefined ? {} : { "aria-label": props.name })}
        onPress={open}
      >
        {props.label}
      </Button>
      <Modal title={props.title} isOpen={isOpen} onClose={() => setOpen(false)} isAlert>
        <Question
          {...props}
          words={props.words === undefined ? t("agreement.reason") : props.words}
          onClose={() => setOpen(false)}
        />
      </Modal>
    </>
  );
}

/** Begun anew whenever it is opened. */
function Question(props: SignProps & { readonly words: string | null; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const [words, setWords] = useState("");
  const [isTried, setTried] = useState(false);
  const isMissing = props.missing !== undefined && words.trim() === "";
  const sign = async (clockIsRight: boolean) => {
    setTried(true);
    const call = isMissing ? null : props.call(words.trim(), clockIsRight);
    if (call === null || (await action.run(call)) === null) return;
    props.onClose();
    props.onDone?.();
    announcer.show(props.done);
  };
  return (
    <div className="form">
      <div className="means">{props.means}</div>
      {props.children}
      {props.words !== null && (
        <Field
          label={props.words}
          value={words}
          onChange={setWords}
          lines={2}
          isOptional={props.missing === undefined}
          fault={isTried && isMissing ? (props.missing ?? null) : null}
          maxLength={props.maxLength ?? 1000}
        />
      )}
      <SignRow
        action={action}
        tone={props.tone === "danger" ? "danger" : "primary"}
        yes={props.yes}
        onSign={(clockIsRight) => void sign(clockIsRight)}
      >
        <Button tone="quiet" slot="close" autoFocus>
          {t("app.cancel")}
        </Button>
      </SignRow>
    </div>
  );
}
