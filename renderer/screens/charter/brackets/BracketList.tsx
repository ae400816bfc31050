import { useTranslation } from "react-i18next";
import type { ShownBracket, SuggestedBracket } from "../../../editor/brackets.ts";
import { Modal } from "../../../ui/Modal.tsx";

/** All brackets of the text, the settled ones too: from here they are opened again. Those that are suggested come last. */
export function BracketList({
  brackets,
  suggested,
  onOpen,
  onClose,
}: {
  readonly brackets: readonly ShownBracket[];
  readonly suggested: readonly SuggestedBracket[];
  readonly onOpen: (id: string) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const asked = new Set<ShownBracket>(suggested);
  return (
    <Modal title={t("brackets.title")} isOpen onClose={onClose}>
      <ol className="bracket-list">
        {[...brackets, ...suggested].map((bracket) => {
          const { id, clauseNumber, isField, state, alternatives, depth } = bracket;
          const said = asked.has(bracket)
            ? t("brackets.isSuggested")
            : t(`brackets.state.${isField ? "blank" : "bracket"}.${state}`);
          return (
            <li key={id} style={{ marginInlineStart: `${Math.min(depth, 4)}rem` }}>
              <button type="button" className="bracket-entry" onClick={() => onOpen(id)}>
                <span className="outline-number">{clauseNumber}</span>
                <span className="bracket-words" dir="auto">
                  [{alternatives.map(({ words }) => words).join("] [")}]
                </span>
                <span className="hint">{said}</span>
              </button>
            </li>
          );
        })}
      </ol>
    </Modal>
  );
}
