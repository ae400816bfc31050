import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../shared/api/library.ts";
import type { ClauseId, ProposalId } from "../../../shared/base/ids.ts";
import type { Redline, RedlineClause } from "../../../shared/charter/compare/redline.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { useAnnouncer } from "../../ui/announce.tsx";
import { Badge, type BadgeTone } from "../../ui/Badge.tsx";
import { Button } from "../../ui/Button.tsx";
import { useClauseWords } from "../../ui/clauseWords.ts";
import { useDirectly } from "../../ui/DirectQuestion.tsx";
import type { IconName } from "../../ui/Icon.tsx";
import { ErrorNotice } from "../../ui/Notice.tsx";
import { ClauseNotes } from "../../ui/RedlineView.tsx";
import { concernsCharter, useAction, useLive } from "../shell/hostContext.tsx";
import { proposalPoint } from "../shell/routes.ts";
import { Burdens, ClauseUntilNow } from "./LookBackView.tsx";

const fates = {
  same: { tone: "neutral", icon: "check", words: "propose.carriedOver" },
  amended: { tone: "warn", icon: "pen", words: "propose.amended" },
  removed: { tone: "bad", icon: "minus", words: "propose.dropped" },
  added: { tone: "good", icon: "plus", words: "propose.added" },
} as const satisfies Readonly<Record<RedlineClause["op"], { tone: BadgeTone; icon: IconName; words: string }>>;

interface RenewalTableProps {
  readonly view: CharterView;
  readonly base: ProposalId;
  readonly redline: Redline;
}

/**
 * Each clause carried over, amended, dropped or new, with what became of it until now; what was changed can be put back as
 * it is in force. Above it what each party carries.
 */
export function RenewalTable({ view, base, redline }: RenewalTableProps) {
  const { t } = useTranslation();
  const { id: charter } = view;
  const words = useClauseWords();
  const announcer = useAnnouncer();
  const action = useAction();
  const directly = useDirectly(view);
  const live = useLive(
    `look back ${base}`,
    (api) => api.getLookBack({ charter, proposal: base }),
    concernsCharter(charter),
  );
  const lookBack = live.phase === "ready" ? live.value : null;
  const untilNow = new Map(lookBack?.clauses.map((clause) => [clause.clause, clause]));
  const restore = async (clause: ClauseId, name: string) => {
    const done = await action.run(async (api) => {
      const result = await api.restoreClause({ charter, clause, from: proposalPoint(base), directly: true });
      return result.ok ? { ok: true, value: true } : result;
    });
    if (done === true) announcer.show(t("propose.restored", { clause: name }));
  };
  const table = (
    <section className="paper">
      <h2>{t("propose.table")}</h2>
      <ErrorNotice error={action.error} />
      {directly.question}
      <table className="renewal">
        <thead>
          <tr>
            <th scope="col">{t("propose.clause")}</th>
            <th scope="col">{t("lookBack.past")}</th>
            <th scope="col">{t("propose.fate")}</th>
            <th scope="col">
              <span className="visually-hidden">{t("propose.action")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {redline.clauses.map((clause) => {
            const place = clause.after ?? clause.before;
            if (place === null) return null;
            const name = words.title(place);
            const fate = fates[clause.op];
            // Under a new id nothing of the text in force is known by it.
            const canRestore =
              (clause.op === "amended" || clause.op === "removed") && !clause.newId && place.id !== looseId;
            return (
              <tr key={`${clause.op} ${place.id}`} className={clause.op}>
                <th scope="row" data-depth={Math.min(place.depth, 3)}>
                  <bdi>{name}</bdi>
                  {place.heading === "" && (
                    <span className="clause-start" dir="auto">
                      {place.text}
                    </span>
                  )}
                </th>
                <td className="past">
                  <ClauseUntilNow terms={lookBack?.terms ?? []} clause={untilNow.get((clause.before ?? place).id)} />
                </td>
                <td className="fate">
                  <Badge tone={fate.tone} icon={fate.icon} words={t(fate.words)} />
                  <ClauseNotes clause={clause} />
                </td>
                <td>
                  {canRestore && (
                    <Button
                      tone="quiet"
                      isBusy={action.isBusy}
                      aria-label={t("propose.restoreOf", { clause: name })}
                      onPress={() => directly.ask(() => void restore(place.id, name))}
                    >
                      {t("propose.restore")}
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
  return (
    <>
      {lookBack !== null && <Burdens lookBack={lookBack} />}
      {table}
    </>
  );
}
