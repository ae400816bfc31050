import { useTranslation } from "react-i18next";
import type { ConnectFault } from "../../host/connect.ts";
import { Notice } from "../../ui/Notice.tsx";

/** The page without its program: opened without the launch token, or after Tessera was stopped. */
export function NoHost({ fault }: { readonly fault: ConnectFault }) {
  const { t } = useTranslation();
  return (
    <main className="screen narrow">
      <h1 className="screen-title">{t("app.name")}</h1>
      <Notice tone="bad" title={t(`app.noHost.${fault}`)} isLive>
        {t("app.noHostNext")}
      </Notice>
    </main>
  );
}
