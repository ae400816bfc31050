/** Who came and went, when and why, as each signed entry tells it; and how parties join and leave here. */
import { useTranslation } from "react-i18next";
import type { CharterView, MembershipChange } from "../../../shared/api/hostApi.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Badge } from "../../ui/Badge.tsx";
import { Icon, type IconName } from "../../ui/Icon.tsx";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { routeHash } from "../shell/routes.ts";
import { Screen, Waiting } from "../shell/Screen.tsx";
import { useAuthor } from "./useAuthor.ts";

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
                <Change change={change} />
              </li>
            ))}
          </ol>
        )}
      </Waiting>
      <p className="hint">{t("signing.claimed")}</p>
    </Screen>
  );
}

const icons: Readonly<Record<MembershipChange["kind"], IconName>> = {
  founded: "seal",
  invited: "pen",
  inviteCancelled: "cross",
  admitted: "plus",
  recovered: "plus",
  deviceRevoked: "minus",
  guestEnded: "minus",
  partyRemoved: "minus",
  partyWithdrew: "minus",
  consented: "check",
  deviceForked: "alert",
};

function Change({ change }: { readonly change: MembershipChange }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const role = change.role === null ? "" : t(`membership.as.${change.role}`);
  const by = author(change.by);
  const { subject } = change;
  const words = () => {
    switch (change.kind) {
      case "founded":
        return t("membership.change.founded", { by });
      case "invited":
        return t("membership.change.invited", { by, role });
      case "inviteCancelled":
        return t("membership.change.inviteCancelled", { by });
      case "admitted":
        return role === ""
          ? t("membership.change.admitted", { by, subject })
          : t("membership.change.admittedAs", { by, subject, role });
      case "consented":
        return subject === ""
          ? t("membership.change.consented", { by })
          : t("membership.change.consentedTo", { by, subject });
      default:
        return t(`membership.change.${change.kind}`, { by, subject });
    }
  };
  return (
    <>
      <Icon name={icons[change.kind]} />
      <div>
        <p>
          {words()}{" "}
          {change.state === "waiting" && <Badge tone="warn" icon="clock" words={t("membership.stateWaiting")} />}
          {change.state === "notCounted" && <Badge tone="bad" icon="cross" words={t("membership.stateNotCounted")} />}
        </p>
        {change.reason !== "" && (
          <blockquote className="note" dir="auto">
            {change.reason}
          </blockquote>
        )}
        <p className="hint">{formats.moment(change.at)}</p>
      </div>
    </>
  );
}
