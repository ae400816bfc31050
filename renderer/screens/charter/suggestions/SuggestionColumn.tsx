/**
 * What is suggested, beside the text: a card for each that is near what is in sight, at the height of its words; and the
 * answered ones as a list. The text is never moved by it.
 */
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import type { SeenSuggestion, ShownSuggestion } from "../../../editor/suggestionView.ts";
import { ActionMenu } from "../../../ui/ActionMenu.tsx";
import { Choice } from "../../../ui/Choice.tsx";
import { useFocusAfterwards } from "../../../ui/useFocusAfterwards.ts";
import { DirectEdits } from "../state/DirectEdits.tsx";
import { bulksOf } from "./bulks.ts";
import { SuggestionCard } from "./SuggestionCard.tsx";
import type { AnswerSuggestions } from "./useAnswers.ts";
import type { Suggesters } from "./useSuggesters.ts";

const gapPx = 8;
/** Of the answered ones, the newest; more on demand. */
const pageLength = 50;

export interface SuggestionColumnProps {
  readonly view: CharterView;
  readonly editor: Editor;
  /** Grows with each change of text or selection. */
  readonly version: number;
  readonly clause: ClauseId | null;
  readonly suggestions: readonly ShownSuggestion[];
  readonly suggesters: Suggesters;
  readonly mayAnswer: boolean;
  readonly answer: AnswerSuggestions;
  /** What was said about one, on its card. */
  readonly talkOf: (suggestion: ShownSuggestion) => ReactNode;
}

export function SuggestionColumn(props: SuggestionColumnProps) {
  const { t } = useTranslation();
  const { editor, suggestions, suggesters, mayAnswer, answer, view, clause } = props;
  const [shows, setShows] = useState<"open" | "answered">("open");
  const [pointed, setPointed] = useState<string | null>(null);
  const [shownCount, setShownCount] = useState(pageLength);
  const open = useMemo(() => suggestions.filter((one) => one.isOpen), [suggestions]);
  const answered = useMemo(() => suggestions.filter((one) => !one.isOpen).reverse(), [suggestions]);
  const byId = useMemo(() => new Map(open.map((one) => [one.id, one])), [open]);

  const point = useCallback(
    (id: string) => {
      setPointed(id);
      editor.suggestions.point(id);
    },
    [editor],
  );
  useEffect(() => () => editor.suggestions.point(null), [editor]);
  const place = useRef<HTMLElement>(null);
  const count = (shows === "open" ? open : answered).length;
  useFocusAfterwards(place, count, ".suggestion-card", ".suggestions-head > p");

  const bulks = mayAnswer
    ? bulksOf({ view, open, suggesters, clause, selected: editor.suggestions.atSelection() })
    : [];
  const card = (suggestion: ShownSuggestion, ref?: (element: HTMLLIElement | null) => void) => (
    <SuggestionCard
      key={suggestion.id}
      {...(ref === undefined ? {} : { ref })}
      suggestion={suggestion}
      suggesters={suggesters}
      mayAnswer={mayAnswer}
      isPointedAt={pointed === suggestion.id}
      onPoint={point}
      onGo={(id) => editor.suggestions.goTo(id)}
      talk={props.talkOf(suggestion)}
      onAnswer={answer}
    />
  );
  return (
    <section className="suggestions" ref={place} aria-label={t("suggestions.title")}>
      <header className="suggestions-head">
        <p tabIndex={-1}>{t("suggestions.open", { count: open.length })}</p>
        <div className="row">
          <Choice
            label={t("suggestions.which")}
            isInline
            value={shows}
            options={[
              { value: "open", label: t("suggestions.whichOpen") },
              { value: "answered", label: t("suggestions.whichAnswered", { count: answered.length }) },
            ]}
            onChange={setShows}
          />
          {bulks.length > 0 && (
            <ActionMenu
              label={t("suggestions.together")}
              items={bulks.map(({ id, kind, scope, of, party }) => ({
                id,
                words: t(`suggestions.bulk.${kind}.${scope}`, { count: of.length, party }),
              }))}
              onAction={(id) => {
                const bulk = bulks.find((one) => one.id === id);
                if (bulk !== undefined) answer(bulk.kind, bulk.of);
              }}
            />
          )}
        </div>
      </header>
      <DirectEdits view={view} />
      {shows === "open" && open.length === 0 && <p className="calm">{t("suggestions.none")}</p>}
      {shows === "open" && open.length > 0 && <NearCards {...props} byId={byId} card={card} />}
      {shows === "answered" && answered.length === 0 && <p className="calm">{t("suggestions.noneAnswered")}</p>}
      {shows === "answered" && answered.length > 0 && (
        <ul className="plain-list answered-suggestions">
          {answered.slice(0, shownCount).map((one) => card(one))}
          {answered.length > shownCount && (
            <li>
              <button
                type="button"
                className="button quiet"
                onClick={() => setShownCount((count) => count + pageLength)}
              >
                {t("suggestions.more")}
              </button>
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

/** Each at the height of its words where there is room, else below the one before. */
function NearCards({
  editor,
  version,
  byId,
  card,
}: SuggestionColumnProps & {
  readonly byId: ReadonlyMap<string, ShownSuggestion>;
  readonly card: (suggestion: ShownSuggestion, ref: (element: HTMLLIElement | null) => void) => ReactNode;
}) {
  const { t } = useTranslation();
  const seen = useSeen(editor, version);
  const list = useRef<HTMLUListElement>(null);
  const cards = useRef(new Map<string, HTMLLIElement>());
  const near = seen.filter(({ id }) => byId.has(id));

  const lay = () => {
    const column = list.current?.getBoundingClientRect().top ?? 0;
    const text = editor.view.dom.getBoundingClientRect().top;
    let free = 0;
    for (const { id, top } of near) {
      const element = cards.current.get(id);
      if (element === undefined) continue;
      const at = Math.max(free, text - column + top);
      element.style.setProperty("--card-top", `${Math.round(at)}px`);
      free = at + element.offsetHeight + gapPx;
    }
  };
  useLayoutEffect(lay);
  // A card grows by itself where what was said about it is opened.
  const latest = useRef(lay);
  latest.current = lay;
  const ids = near.map(({ id }) => id).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: other cards are other elements
  useEffect(() => {
    const observer = new ResizeObserver(() => latest.current());
    for (const element of cards.current.values()) observer.observe(element);
    return () => observer.disconnect();
  }, [ids]);

  if (near.length === 0) return <p className="calm elsewhere">{t("suggestions.elsewhere")}</p>;
  return (
    <ul className="near-suggestions" ref={list}>
      {near.map(({ id }) => {
        const suggestion = byId.get(id);
        return suggestion === undefined
          ? null
          : card(suggestion, (element) => {
              if (element === null) cards.current.delete(id);
              else cards.current.set(id, element);
            });
      })}
    </ul>
  );
}

/** Read anew when the text changes, and in the frames in which it is scrolled. */
function useSeen(editor: Editor, version: number): readonly SeenSuggestion[] {
  const [seen, setSeen] = useState<readonly SeenSuggestion[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each version of the text is read
  useEffect(() => {
    let frame = 0;
    const read = () => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        const now = editor.suggestions.seen();
        setSeen((last) => (isSame(last, now) ? last : now));
      });
    };
    read();
    window.addEventListener("scroll", read, { passive: true });
    window.addEventListener("resize", read);
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener("scroll", read);
      window.removeEventListener("resize", read);
    };
  }, [editor, version]);
  return seen;
}

const isSame = (a: readonly SeenSuggestion[], b: readonly SeenSuggestion[]): boolean =>
  a.length === b.length && a.every(({ id, top }, at) => id === b[at]?.id && Math.abs(top - b[at].top) < 1);
