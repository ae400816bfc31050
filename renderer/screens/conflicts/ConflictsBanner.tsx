import { useTranslation } from "react-i18next";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ButtonLink } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { useConflicts } from "../charter/state/useConflicts.ts";
import { routeHash } from "../shell/routes.ts";

/** Says wherever one is in the charter that words stand in it which nobody wrote, and leads to them. */
export function ConflictsBanner({ charter }: { readonly charter: CharterId }) {
  const { t } = useTranslation();
  const conflicts = useConflicts(charter);
  if (conflicts.phase !== "ready" || conflicts.value.length === 0) return null;
  return (
    <Notice tone="warn" title={t("conflicts.count", { count: conflicts.value.length })}>
      <p>{t("conflicts.why")}</p>
      <ButtonLink to={routeHash({ screen: "conflicts", charter })}>{t("conflicts.open")}</ButtonLink>
    </Notice>
  );
}
