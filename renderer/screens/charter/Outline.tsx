import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { OutlineEntry } from "../../editor/outline.ts";
import { numberArticles } from "./outlineNumbers.ts";

/** A long charter has hundreds of articles: drawn again only when one of them changed. */
export const Outline = memo(function Outline({
  entries,
  onGo,
}: {
  readonly entries: readonly OutlineEntry[];
  readonly onGo: (id: OutlineEntry["id"]) => void;
}) {
  const { t } = useTranslation();
  const articles = numberArticles(entries);
  if (articles.length === 0) return <p className="hint">{t("charter.outlineEmpty")}</p>;
  return (
    <ol className="outline-list">
      {articles.map(({ entry, number }) => (
        <li key={entry.id}>
          <button type="button" className="outline-entry" onClick={() => onGo(entry.id)}>
            <span className="outline-number">{number}</span>
            <bdi>
              {entry.title !== ""
                ? entry.title
                : number === ""
                  ? t("charter.preamble")
                  : t("charter.untitled", { number })}
            </bdi>
          </button>
        </li>
      ))}
    </ol>
  );
});
