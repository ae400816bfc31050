/** Asks before somebody edits a text whose parties ask everybody to suggest. */
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../shared/api/library.ts";
import { Button } from "./Button.tsx";
import { Modal } from "./Modal.tsx";

/** `ask` runs what edits directly: at once where nobody is asked to suggest, else once the person says that it is meant. */
export function useDirectly({ asksToSuggest }: Pick<CharterView, "asksToSuggest">): {
  readonly ask: (run: () => void) => void;
  readonly question: ReactNode;
} {
  const { t } = useTranslation();
  const [held, setHeld] = useState<(() => void) | null>(null);
  const close = () => setHeld(null);
  const question = held !== null && (
    <Modal title={t("suggestions.directly.title")} isOpen onClose={close} isAlert>
      <p>{t("suggestions.directly.says")}</p>
      <div className="row">
        <Button
          tone="danger"
          onPress={() => {
            close();
            held();
          }}
        >
          {t("suggestions.directly.edit")}
        </Button>
        <Button tone="quiet" onPress={close} autoFocus>
          {t("suggestions.directly.leave")}
        </Button>
      </div>
    </Modal>
  );
  return { ask: (run) => (asksToSuggest ? setHeld(() => run) : run()), question };
}
