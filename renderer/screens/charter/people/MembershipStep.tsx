import { useTranslation } from "react-i18next";
import type { MembershipChange } from "../../../../shared/api/people.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Icon, type IconName } from "../../../ui/Icon.tsx";
import { useAuthor } from "../state/useAuthor.ts";

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
  rulesetProposed: "clock",
  suggestProposed: "pen",
  deviceForked: "alert",
  sheetRenewed: "seal",
  sheetSettled: "seal",
};

/** One step in who belongs: what happened, why, when. */
export function MembershipStep({ change }: { readonly change: MembershipChange }) {
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
      case "suggestProposed":
        return t(`membership.change.suggestProposed.${subject === "all" ? "all" : "guests"}`, { by });
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
