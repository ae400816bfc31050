/** What somebody removed from the text, and the way to each one's history, from which it is brought back. */
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import { Button } from "../../../ui/Button.tsx";
import { Modal } from "../../../ui/Modal.tsx";
import { concernsCharter, useLive } from "../../shell/hostContext.tsx";
import { Waiting } from "../../shell/Screen.tsx";

export function RemovedClauses(props: {
  readonly view: CharterView;
  readonly onHistory: (clause: ClauseId) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const { onHistory, onClose } = props;
  const { id: charter } = props.view;
  const removed = useLive(
    `removed clauses ${charter}`,
    (api) => api.listRemovedClauses({ charter }),
    concernsCharter(charter),
  );
  return (
    <Modal title={t("authorship.removed")} isOpen onClose={onClose}>
      <Waiting live={removed}>
        {(found) =>
          found.length === 0 ? (
            <p>{t("authorship.nothingRemoved")}</p>
          ) : (
            <>
              <p className="hint">{t("authorship.removedHint")}</p>
              <ul className="plain-list removed-clauses">
                {found.map(({ id, isArticle, words }) => (
                  <li key={id}>
                    <p dir="auto">{withNumbers(words)}</p>
                    {isArticle && <span className="hint">{t("authorship.wholeArticle")}</span>}
                    <Button
                      aria-label={`${t("authorship.history")}: ${withNumbers(words.slice(0, nameCharacters))}`}
                      onPress={() => onHistory(id)}
                    >
                      {t("authorship.history")}
                    </Button>
                  </li>
                ))}
              </ul>
            </>
          )
        }
      </Waiting>
      <div className="row">
        <Button tone="quiet" onPress={onClose}>
          {t("app.close")}
        </Button>
      </div>
    </Modal>
  );
}

/** Of the name of a button. */
const nameCharacters = 60;
