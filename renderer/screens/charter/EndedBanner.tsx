import { useTranslation } from "react-i18next";
import type { Ending } from "../../../shared/api/people.ts";
import { useFormats } from "../../i18n/formats.ts";
import { Notice } from "../../ui/Notice.tsx";
import { useAuthor } from "./state/useAuthor.ts";

/** This device's part in the charter has ended: who ended it, when and why. */
export function EndedBanner({ ended }: { readonly ended: Ending }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  return (
    <Notice tone="warn" title={t("membership.endedTitle")} isLive>
      <p>{t("membership.endedBy", { by: author(ended.by), when: formats.moment(ended.at) })}</p>
      {ended.reason !== "" && (
        <blockquote className="note" dir="auto">
          {ended.reason}
        </blockquote>
      )}
      <p>{t("membership.endedNext")}</p>
    </Notice>
  );
}
