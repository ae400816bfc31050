/** Who came and went, when and why, as each signed entry tells it; and how parties join and leave here. */
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import { concernsCharter, useLive } from "../../shell/hostContext.tsx";
import { routeHash } from "../../shell/routes.ts";
import { Screen, Waiting } from "../../shell/Screen.tsx";
import { MembershipStep } from "./MembershipStep.tsx";

export function MembersScreen({ view }: { readonly view: CharterView }) {
  const { t } = useTranslation();
  const { id: charter, title, policy } = view;
  const changes = useLive(
    `members ${charter}`,
    (api) => api.listMembershipChanges({ charter }),
    concernsCharter(charter),
  );
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
    </Screen>
  );
}
