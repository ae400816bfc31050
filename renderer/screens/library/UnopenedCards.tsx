import { useTranslation } from "react-i18next";
import { describeError } from "../../../shared/api/errorWords.ts";
import type { UnopenedCharter } from "../../../shared/api/library.ts";
import { readLanguage } from "../../i18n/language.ts";
import { Badge } from "../../ui/Badge.tsx";

/** Charters on this machine that cannot be shown: which, why, and what to do. */
export function UnopenedCards({ unopened }: { readonly unopened: readonly UnopenedCharter[] }) {
  const { t, i18n } = useTranslation();
  if (unopened.length === 0) return null;
  return (
    <section>
      <h2>{t("library.unopened", { count: unopened.length })}</h2>
      <ul className="cards" aria-label={t("library.unopened", { count: unopened.length })}>
        {unopened.map(({ charter, error }) => {
          const { title, next } = describeError(error, readLanguage(i18n.language));
          return (
            <li className="card paper" key={charter}>
              <div className="card-main">
                <h3 className="card-title">
                  <bdi>{charter.slice(0, 8)}</bdi>
                </h3>
                <p>{title}</p>
                <p className="card-parties">{next}</p>
              </div>
              <div className="card-state">
                <Badge tone="bad" icon="alert" words={t("library.cannotOpen")} />
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
