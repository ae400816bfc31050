import { useTranslation } from "react-i18next";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ButtonLink } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { routeHash } from "../shell/routes.ts";
import { useLostText, useUnread } from "./useUnread.ts";
import { useUnreadWords } from "./useUnreadWords.ts";

/** Says calmly that something arrived, or lost its place, and leads to where it is read. */
export function UnreadBanner({ charter }: { readonly charter: CharterId }) {
  const { t } = useTranslation();
  const words = useUnreadWords();
  const unread = useUnread(charter);
  const lost = useLostText(charter);
  const news = unread.phase === "ready" && unread.value.clauses.length > 0 ? words.arrived(unread.value) : null;
  const lostCount = lost.phase === "ready" ? lost.value.length : 0;
  if (news === null && lostCount === 0) return null;
  const lostWords = t("unread.lostCount", { count: lostCount });
  return (
    <Notice tone="info" title={news ?? lostWords}>
      {news !== null && lostCount > 0 && <p>{lostWords}</p>}
      <ButtonLink to={routeHash({ screen: "unread", charter })}>{t("unread.open")}</ButtonLink>
    </Notice>
  );
}
