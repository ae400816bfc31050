/** Asks before the words of a clause change that the parties agreed on and closed. */
import { useTranslation } from "react-i18next";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { Button } from "../../../ui/Button.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { useEntryNames } from "./entryNames.ts";

export function HeldChange(props: {
  readonly editor: Editor;
  readonly clause: ClauseId;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const names = useEntryNames();
  const { editor, clause, onClose } = props;
  const close = () => {
    onClose();
    // The dialog gives the focus back as it closes; the text takes it after that.
    requestAnimationFrame(() => editor.view.focus());
  };
  return (
    <Modal title={t("closed.title", { clause: names.name(editor.outline(), clause) })} isOpen onClose={close} isAlert>
      <p>{t("closed.says")}</p>
      <div className="row">
        <Button
          tone="danger"
          onPress={() => {
            editor.allowClosed(clause);
            close();
          }}
        >
          {t("closed.change")}
        </Button>
        <Button tone="quiet" onPress={close} autoFocus>
          {t("closed.leave")}
        </Button>
      </div>
    </Modal>
  );
}
