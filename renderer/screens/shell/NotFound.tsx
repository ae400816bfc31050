import { useTranslation } from "react-i18next";
import { ButtonLink } from "../../ui/Button.tsx";
import { routeHash } from "./routes.ts";
import { Screen } from "./Screen.tsx";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Screen title={t("app.notFound")}>
      <ButtonLink to={routeHash({ screen: "library" })}>{t("app.home")}</ButtonLink>
    </Screen>
  );
}
