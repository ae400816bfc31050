import { memo, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import type { OutlineEntry } from "../../../editor/outline.ts";
import { numberArticles } from "./outlineNumbers.ts";

/** A long charter has hundreds of articles: drawn again only when one of them changed. */
export const Outline = memo(function Outline({
  entries,
  here,
  openCounts,
  onGo,
  onGrip,
}: {
  readonly entries: readonly OutlineEntry[];
  /** The one with the caret. */
  readonly here: OutlineEntry["id"] | null;
  /** By article: brackets and blanks that are open. */
  readonly openCounts: ReadonlyMap<OutlineEntry["id"], number>;
  readonly onGo: (id: OutlineEntry["id"]) => void;
  /** A pointer that may drag an entry was pressed on it; null: none are dragged. Touch scrolls the outline instead. */
  readonly onGrip: ((event: React.PointerEvent, id: OutlineEntry["id"]) => void) | null;
}) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  // The outline follows the caret through a text of any length, and moves nothing but itself.
  useEffect(() => {
    const frame = list.current?.closest(".outline");
    const entry = here === null ? null : list.current?.querySelector("[aria-current]");
    if (frame === null || frame === undefined || entry === null || entry === undefined) return;
    const [outer, inner] = [frame.getBoundingClientRect(), entry.getBoundingClientRect()];
    if (inner.top < outer.top) frame.scrollTop -= outer.top - inner.top + inner.height;
    if (inner.bottom > outer.bottom) frame.scrollTop += inner.bottom - outer.bottom + inner.height;
  }, [here]);
  const articles = numberArticles(entries);
  if (articles.length === 0) return <p className="hint">{t("charter.outlineEmpty")}</p>;
  return (
    <ol className="outline-list" ref={list}>
      {articles.map(({ entry, number }) => (
        <li key={entry.id} data-entry={entry.id}>
          <button
            type="button"
            className="outline-entry"
            aria-current={entry.id === here ? "location" : undefined}
            onClick={() => onGo(entry.id)}
            onPointerDown={(event) => {
              if (event.pointerType !== "touch") onGrip?.(event, entry.id);
            }}
          >
            <span className="outline-number">{number}</span>
            <span className="outline-title">
              <bdi>
                {entry.title !== ""
                  ? withNumbers(entry.title)
                  : number === ""
                    ? t("charter.preamble")
                    : t("charter.untitled", { number })}
              </bdi>{" "}
              {openCounts.has(entry.id) && (
                <span className="outline-open">
                  <span aria-hidden="true">[{openCounts.get(entry.id)}]</span>
                  <span className="visually-hidden">
                    {t("brackets.inArticle", { count: openCounts.get(entry.id) ?? 0 })}
                  </span>
                </span>
              )}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
});
