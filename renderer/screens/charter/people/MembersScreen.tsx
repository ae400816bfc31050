/** Who came and went, when and why, as each signed entry tells it; and how parties join and leave here. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import { Button } from "../../../ui/Button.tsx";
import { concernsCharter, useLive } from "../../shell/hostContext.tsx";
import { routeHash } from "../../shell/routes.ts";
import { Screen, Waiting } from "../../shell/Screen.tsx";
import { DirectEdits } from "../state/DirectEdits.tsx";
import { mayPropose } from "../state/standing.ts";
import { MembershipStep } from "./MembershipStep.tsx";
import { useQuestions } from "./questions.ts";
import { type Asked, ReasonDialog } from "./ReasonDialog.tsx";

export function MembersScreen({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const { id: charter, title, policy } = view;
  const changes = useLive(
    `members ${charter}`,
    (api) => api.listMembershipChanges({ charter }),
    concernsCharter(charter),
  );
  const questions = useQuestions(view);
  const [asked, setAsked] = useState<Asked | null>(null);
  const other = policy.suggest === "all" ? "guests" : "all";
  const isAsked = view.decisions.some(({ suggest }) => suggest === other);
  return (
    <Screen
      title={t("membership.history")}
      lead={t("membership.historyLead")}
      back={
        <a className="back" href={routeHash({ screen: "charter", charter, pane: "people" })}>
          <bdi>{title}</bdi>: {t("people.title")}
        </a>
      }
    >
      <section className="paper">
        <h2>{t("policy.title")}</h2>
        <p>{t("policy.admitIs", { quota: t(`policy.of.${policy.admit}`) })}</p>
        <p>{t("policy.removeIs", { quota: t(`policy.of.${policy.remove}`) })}</p>
        <p>{t(`policy.suggestIs.${policy.suggest}`)}</p>
        {mayPropose(view) && !isAsked && (
          <Button onPress={() => setAsked(questions.setSuggest(other))}>{t(`membership.suggestTitle.${other}`)}</Button>
        )}
        <DirectEdits view={view} />
      </section>
      <Waiting live={changes}>
        {(list) => (
          <ol className="steps" aria-label={t("membership.history")}>
            {[...list].reverse().map((change) => (
              <li key={change.id} className="step" data-state={change.state}>
                <MembershipStep change={change} />
              </li>
            ))}
          </ol>
        )}
      </Waiting>
      <p className="hint">{t("signing.claimed")}</p>
      <ReasonDialog asked={asked} onClose={() => setAsked(null)} />
    </Screen>
  );
}
