import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/Button.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { routeHash } from "../shell/routes.ts";
import { useSheet } from "./useSheet.ts";

/** That nobody has shown yet that the party's words are on paper; nothing where somebody has. The sheet says why. */
export function SheetNotice() {
  const { t } = useTranslation();
  const live = useSheet("en");
  if (live.phase === "failed") return <ErrorNotice error={live.error} />;
  if (live.phase === "loading" || live.value === null) return null;
  return (
    <Notice tone="warn" title={t("recovery.openTitle")}>
      <div className="row">
        <ButtonLink to={routeHash({ screen: "sheet" })}>{t("recovery.show")}</ButtonLink>
      </div>
    </Notice>
  );
}
