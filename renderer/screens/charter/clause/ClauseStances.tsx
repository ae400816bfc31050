/** The clause with the caret: where the parties stand on it, and the buttons of one's own party. */
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { useLive } from "../../shell/hostContext.tsx";
import { Waiting } from "../../shell/Screen.tsx";
import { mayWrite } from "../state/standing.ts";
import { concernsWords } from "./concernsWords.ts";
import { StanceButtons, StanceList, StatusBadge } from "./Stances.tsx";
import { useClauseName } from "./useClauseName.ts";

export function ClauseStances({ view, clause }: { readonly view: CharterView; readonly clause: ClauseId }) {
  const { t } = useTranslation();
  const nameOf = useClauseName();
  const { id: charter } = view;
  const board = useLive(
    `stances ${charter} ${clause}`,
    (api) => api.getBoard({ charter, clause }),
    concernsWords(charter),
  );
  return (
    <section className="clause-stances" aria-label={t("stances.title")}>
      <h3>{t("stances.title")}</h3>
      <Waiting live={board}>
        {({ clauses: [found], parties, mine }) =>
          found === undefined ? (
            <p className="hint">{t("comments.gone")}</p>
          ) : (
            <>
              <p className="stance-head">
                <strong>{nameOf(found)}</strong> <StatusBadge clause={found} />
              </p>
              <StanceList clause={found} parties={parties} />
              {mine !== null && mayWrite(view) && <StanceButtons charter={charter} clause={found} mine={mine} />}
            </>
          )
        }
      </Waiting>
    </section>
  );
}
