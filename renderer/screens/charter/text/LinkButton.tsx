import { type FormEvent, useState } from "react";
import { ToggleButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { Editor } from "../../../editor/createEditor.ts";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { Modal } from "../../../ui/Modal.tsx";

export function LinkButton({ editor }: { readonly editor: Editor }) {
  const { t } = useTranslation();
  const [address, setAddress] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  const current = editor.commands.link();
  const set = (href: string | null) => {
    const done = editor.commands.setLink(href);
    if (done === "done") setAddress(null);
    else setFault(t(done === "refused" ? "tools.linkRefused" : "tools.linkNothing"));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // A form inside a dialog is, for React, still inside whatever opened it.
    event.stopPropagation();
    if (address !== null) set(/^[a-z]+:/i.test(address.trim()) ? address.trim() : `https://${address.trim()}`);
  };
  return (
    <>
      <ToggleButton
        className="tool"
        aria-label={t("tools.link")}
        isSelected={current !== null}
        onChange={() => {
          setFault(null);
          setAddress(current ?? "");
        }}
      >
        <Icon name="link" />
      </ToggleButton>
      <Modal title={t("tools.link")} isOpen={address !== null} onClose={() => setAddress(null)}>
        <form className="form" onSubmit={submit} noValidate>
          <Field
            label={t("tools.linkAddress")}
            value={address ?? ""}
            onChange={setAddress}
            isCode
            autoFocus
            fault={fault}
          />
          <div className="row">
            <Button tone="primary" type="submit">
              {t("tools.setLink")}
            </Button>
            {current !== null && <Button onPress={() => set(null)}>{t("tools.removeLink")}</Button>}
            <Button tone="quiet" onPress={() => setAddress(null)}>
              {t("app.cancel")}
            </Button>
          </div>
        </form>
      </Modal>
    </>
  );
}
