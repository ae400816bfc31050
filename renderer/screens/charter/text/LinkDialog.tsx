/** The address of a link: to set, to take away, to open outside. */
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Editor } from "../../../editor/createEditor.ts";
import { Button } from "../../../ui/Button.tsx";
import { CopyButton } from "../../../ui/CopyButton.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Modal } from "../../../ui/Modal.tsx";

export function LinkDialog({ editor, onClose }: { readonly editor: Editor; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [current] = useState(() => editor.commands.link());
  const [address, setAddress] = useState(current ?? "");
  const [fault, setFault] = useState<string | null>(null);
  const set = (href: string | null) => {
    const done = editor.commands.setLink(href);
    if (done === "done") onClose();
    else setFault(t(done === "refused" ? "tools.linkRefused" : "tools.linkNothing"));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form inside a dialog is, for React, still inside whatever opened it.
    event.stopPropagation();
    set(/^[a-z]+:/i.test(address.trim()) ? address.trim() : `https://${address.trim()}`);
  };
  return (
    <Modal title={t("tools.link")} isOpen onClose={onClose}>
      <form className="form" onSubmit={submit} noValidate>
        <Field label={t("tools.linkAddress")} value={address} onChange={setAddress} isCode autoFocus fault={fault} />
        <div className="row">
          <Button tone="primary" type="submit">
            {t("tools.setLink")}
          </Button>
          {current !== null && <OpenLink href={current} />}
          {current !== null && <Button onPress={() => set(null)}>{t("tools.removeLink")}</Button>}
          <Button tone="quiet" onPress={onClose}>
            {t("app.cancel")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** Where a link of the text leads. Nothing is opened before the whole address was seen. */
export function LinkAddress({ href, onClose }: { readonly href: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const address = useRef<HTMLElement>(null);
  return (
    <Modal title={t("tools.link")} isOpen onClose={onClose}>
      <p>{t("tools.leadsTo")}</p>
      <p>
        <code dir="ltr" ref={address}>
          {href}
        </code>
      </p>
      <div className="row">
        <OpenLink href={href} />
        <CopyButton
          place={address}
          label={t("tools.copyAddress")}
          copied={t("tools.addressCopied")}
          notCopied={t("tools.addressNotCopied")}
        />
        <Button tone="quiet" onPress={onClose}>
          {t("app.close")}
        </Button>
      </div>
    </Modal>
  );
}

/** The desktop asks before it hands an address to the system; a browser opens it beside this page. */
function OpenLink({ href }: { readonly href: string }) {
  const { t } = useTranslation();
  return (
    <a className="button" href={href} target="_blank" rel="noopener noreferrer">
      {t("tools.openLink")}
    </a>
  );
}
