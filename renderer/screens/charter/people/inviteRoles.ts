/** The roles somebody can be invited to, each with what it may do. */
import { useTranslation } from "react-i18next";
import type { InviteRole } from "../../../../shared/charter/parties/roles.ts";

export interface RoleChoice {
  readonly value: InviteRole;
  readonly label: string;
  readonly hint: string;
}

export function useInviteRoles(): readonly RoleChoice[] {
  const { t } = useTranslation();
  return [
    { value: "party", label: t("invite.party"), hint: t("invite.partyHint") },
    { value: "delegate", label: t("invite.delegate"), hint: t("invite.delegateHint") },
    { value: "mediator", label: t("invite.mediator"), hint: t("membership.may.mediator") },
    { value: "supporter", label: t("invite.supporter"), hint: t("membership.may.supporter") },
    { value: "observer", label: t("invite.observer"), hint: t("membership.may.observer") },
  ];
}
