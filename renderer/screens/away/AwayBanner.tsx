import { useTranslation } from "react-i18next";
import type { CharterId } from "../../../shared/base/ids.ts";
import { ButtonLink } from "../../ui/Button.tsx";
import { Notice } from "../../ui/Notice.tsx";
import { routeHash } from "../shell/routes.ts";
import { useAwayWords } from "./useAwayWords.ts";
import { useAway, useLostText } from "./useNews.ts";

/** Says calmly that something arrived, or lost its place, and leads to where it is read. */
export function AwayBanner({ charter }: { readonly charter: CharterId }) {
  const { t } = useTranslation();
  const words = useAwayWords();
  const away = useAway(charter);
  const lost = useLostText(charter);
  const news = away.phase === "ready" && away.value.clauses.length > 0 ? words.arrived(away.value) : null;
  const lostCount = lost.phase === "ready" ? lost.value.length : 0;
  if (news === null && lostCount === 0) return null;
  const lostWords = t("away.lostCount", { count: lostCount });
  return (
    <Notice tone="info" title={news ?? lostWords}>
      {news !== null && lostCount > 0 && <p>{lostWords}</p>}
      <ButtonLink to={routeHash({ screen: "away", charter })}>{t("away.open")}</ButtonLink>
    </Notice>
  );
}
