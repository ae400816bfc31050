import { useTranslation } from "react-i18next";
import type { VouchedView } from "../../../shared/api/library.ts";
import type { CharterId } from "../../../shared/base/ids.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Button, ButtonLink } from "../../ui/Button.tsx";
import { ErrorNotice, Notice } from "../../ui/Notice.tsx";
import { asDone, useAction } from "../shell/hostContext.tsx";
import { draftPoint, routeHash, vouchedPoint } from "../shell/routes.ts";

/** What a device showed before the log was here was not the text that the log says. */
export function FalseVouchBanner({ charter, vouched }: { readonly charter: CharterId; readonly vouched: VouchedView }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const action = useAction();
  const compare = routeHash({ screen: "compare", charter, from: vouchedPoint, to: draftPoint });
  return (
    <Notice tone="bad" title={t("vouched.falseTitle", { person: vouched.by.person })} isLive>
      <p>{t("vouched.falseAbout", { when: formats.moment(vouched.at) })}</p>
      <p>{t("vouched.falseNext")}</p>
      <div className="row">
        <ButtonLink to={compare}>{t("vouched.compare")}</ButtonLink>
        <Button
          tone="quiet"
          isBusy={action.isBusy}
          onPress={() => void action.run(async (api) => asDone(await api.dismissVouched({ charter })))}
        >
          {t("vouched.dismiss")}
        </Button>
      </div>
      <ErrorNotice error={action.error} />
    </Notice>
  );
}
