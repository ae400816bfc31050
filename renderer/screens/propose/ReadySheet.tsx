/** Whether the draft is ready to be proposed: what stops, what should be looked at first, and the way to each of them. */
import { Checkbox } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ClauseRef } from "../../../shared/api/conflicts.ts";
import type { DraftCheck, DraftFinding } from "../../../shared/api/drafts.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import type { Term } from "../../../shared/charter/parties/term.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { withNumbers } from "../../../shared/charter/text/seen.ts";
import { Icon } from "../../ui/Icon.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { type Live, useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";

/** `term`: what is chosen, null: nothing that can be compared. `round`: another one asks again. */
export const useDraftCheck = (charter: CharterId, term: Term | null, round: number): Live<DraftCheck> =>
  useLive(
    `check ${charter} ${JSON.stringify(term)} ${round}`,
    (api) => api.checkDraft({ charter, term }),
    (event) => (event.kind === "charterChanged" || event.kind === "conflictsChanged") && event.charter === charter,
  );

export function ReadySheet(props: {
  readonly charter: CharterId;
  readonly live: Live<DraftCheck>;
  readonly leavesOut: boolean;
  readonly onLeaveOut: (leavesOut: boolean) => void;
}) {
  const { t } = useTranslation();
  const { charter, live, leavesOut, onLeaveOut } = props;
  if (live.phase === "loading") return null;
  if (live.phase === "failed") return <ErrorNotice error={live.error} />;
  const { findings, canLeaveOut } = live.value;
  const stops = findings.filter(({ severity }) => severity === "stops");
  const asks = findings.filter(({ severity }) => severity === "asks");
  return (
    <section className="paper ready-sheet" aria-label={t("propose.ready.title")}>
      <h2>{t("propose.ready.title")}</h2>
      {findings.length === 0 && (
        <p className="ready-line good">
          <Icon name="check" /> {t("propose.ready.nothing")}
        </p>
      )}
      <Findings charter={charter} findings={stops} title={t("propose.ready.stops")} tone="bad" />
      {canLeaveOut && (
        <>
          <Checkbox className="check" isSelected={leavesOut} onChange={onLeaveOut}>
            <span className="check-box" aria-hidden="true">
              <Icon name="check" />
            </span>
            {t("propose.ready.leaveOut")}
          </Checkbox>
          <p className="hint">{t("propose.ready.leaveOutHint")}</p>
        </>
      )}
      <Findings charter={charter} findings={asks} title={t("propose.ready.asks")} tone="warn" />
    </section>
  );
}

function Findings(props: {
  readonly charter: CharterId;
  readonly findings: readonly DraftFinding[];
  readonly title: string;
  readonly tone: "bad" | "warn";
}) {
  const { t } = useTranslation();
  const { charter, findings, title, tone } = props;
  if (findings.length === 0) return null;
  const nameOf = ({ id, number, heading }: ClauseRef): string => {
    if (id === looseId) return t("redline.loose");
    const name = `${number} ${withNumbers(heading)}`.trim();
    return name === "" ? t("text.preamble") : name;
  };
  return (
    <>
      <h3>{title}</h3>
      <ul className="plain-list ready-list">
        {findings.map(({ kind, clause, count, words }) => (
          <li key={`${kind} ${clause?.id ?? ""}`} className={`ready-line ${tone}`}>
            <Icon name={tone === "bad" ? "cross" : "alert"} />
            <span>
              {clause !== null && (
                <>
                  <a
                    href={
                      kind === "conflict"
                        ? routeHash({ screen: "conflicts", charter })
                        : routeHash({
                            ...{ screen: "charter", charter, pane: "text" },
                            ...(clause.id === looseId ? {} : { clause: clause.id }),
                          })
                    }
                  >
                    <bdi>{nameOf(clause)}</bdi>
                  </a>
                  {": "}
                </>
              )}
              {t(`propose.ready.kind.${kind}`, { count })}
              {words !== "" && (
                <>
                  {": "}
                  <q dir="auto">{words}</q>
                </>
              )}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
