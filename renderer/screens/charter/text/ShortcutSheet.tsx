/** All keys of the text, from the table that the text itself follows. */
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { isMacKeyboard, keysInWords, type ShortcutName, shortcutGroups } from "../../../editor/shortcuts.ts";
import { Button } from "../../../ui/Button.tsx";
import { KeyCombination } from "../../../ui/KeyCombination.tsx";
import { Modal } from "../../../ui/Modal.tsx";

const groups = ["screen", "suggestions", "letters", "structure", "moving"] as const;

export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const isMac = isMacKeyboard(navigator.platform);
  return (
    <Modal title={t("shortcuts.title")} isOpen onClose={onClose}>
      {groups.map((group) => (
        <section key={group} className="key-sheet">
          <h3>{t(`shortcuts.${group}`)}</h3>
          <dl>
            {(Object.keys(shortcutGroups[group]) as ShortcutName[]).map((name) => (
              <div key={name}>
                <dt>{t(`shortcuts.names.${name}`)}</dt>
                <dd>
                  {keysInWords(name, isMac).map((keys, way) => (
                    <Fragment key={keys.join(" ")}>
                      {way > 0 && ` ${t("shortcuts.or")} `}
                      <KeyCombination keys={keys} />
                    </Fragment>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <p className="hint">{t("charter.leaveText")}</p>
      <div className="row">
        <Button onPress={onClose}>{t("app.close")}</Button>
      </div>
    </Modal>
  );
}
