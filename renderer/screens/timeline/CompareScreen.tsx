import { useTranslation } from "react-i18next";
import type { Point } from "../../../shared/api/texts.ts";
import { type RedlineClause, subjectOf } from "../../../shared/charter/compare/redline.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { RedlineView } from "../../ui/RedlineView.tsx";
import { ClauseHistoryButton } from "../charter/clause/ClauseHistory.tsx";
import type { CharterData } from "../charter/state/charterData.ts";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { pointKey, routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { CompareForm } from "./CompareForm.tsx";
import { usePointName } from "./usePointName.ts";

export function CompareScreen({
  data,
  from,
  to,
}: {
  readonly data: CharterData;
  readonly from: Point;
  readonly to: Point;
}) {
  const { t } = useTranslation();
  const nameOf = usePointName(data.timeline);
  const clauseWords = useClauseWords();
  const { id: charter, language, title } = data.view;
  const key = `${pointKey(from)} ${pointKey(to)}`;
  const redline = useLive(
    `compare ${charter} ${key}`,
    (api) => api.compare({ charter, from, to }),
    concernsCharter(charter),
  );
  // Between two proposals nothing can be put back.
  const foot = (redline: RedlineClause) => {
    const clause = subjectOf(redline);
    if (clause.id === looseId) return null;
    return (
      <div className="row">
        <ClauseHistoryButton view={data.view} clause={clause.id} name={clauseWords.title(clause)} />
      </div>
    );
  };
  return (
    <Screen
      title={t("redline.title")}
      width="wide"
      lead={t("redline.fromTo", { from: nameOf(from), to: nameOf(to) })}
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "timeline" })}>
          <bdi>{title}</bdi>: {t("timeline.title")}
        </a>
      }
    >
      <div className="compare-body">
        <div className="paper" lang={language}>
          <Waiting live={redline}>
            {(value) => <RedlineView key={key} redline={value} foot={to.kind === "draft" ? foot : undefined} />}
          </Waiting>
        </div>
        <CompareForm key={key} data={data} from={from} to={to} />
      </div>
    </Screen>
  );
}
