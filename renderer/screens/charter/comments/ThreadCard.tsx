/** One thread: what it is about, what was said, and what one may say to it. */
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { CommentView, ThreadView } from "../../../../shared/api/comments.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { useClauseName } from "../clause/useClauseName.ts";
import { ThreadTalk } from "./ThreadTalk.tsx";

export function ThreadCard(props: {
  readonly view: CharterView;
  readonly thread: ThreadView;
  /** It is brought into sight. */
  readonly isSelected: boolean;
  readonly takesFocus: boolean;
  readonly mayAnswer: boolean;
  /** Comments that were new when the list was opened. */
  readonly isNew: (comment: CommentView) => boolean;
  readonly onReveal: (thread: ThreadView) => void;
}) {
  const { t } = useTranslation();
  const nameOf = useClauseName();
  const card = useRef<HTMLElement>(null);
  const { view, thread, isSelected, takesFocus, mayAnswer, isNew, onReveal } = props;
  const name = nameOf(thread.clause);
  const about = thread.quote === "" ? name : withNumbers(thread.quote);

  useEffect(() => {
    if (!isSelected) return;
    card.current?.scrollIntoView({ block: "nearest" });
    if (takesFocus) card.current?.focus();
  }, [isSelected, takesFocus]);

  return (
    <article
      ref={card}
      className="thread"
      tabIndex={-1}
      data-open={thread.isOpen}
      data-selected={isSelected}
      aria-label={t("comments.thread", { about })}
    >
      <header className="thread-head">
        <span className="thread-clause">{name}</span>
        {!thread.isOpen && <Badge tone="good" icon="check" words={t("comments.resolved")} />}
      </header>
      {thread.quote !== "" && (
        <blockquote className="thread-quote" lang={view.language} dir="auto">
          {withNumbers(thread.quote)}
        </blockquote>
      )}
      {thread.suggestion !== null && (
        <p className="hint">{t(`comments.suggestion.${thread.suggestion.state ?? "gone"}`)}</p>
      )}
      {thread.place === "beside" && <p className="hint">{t("comments.beside")}</p>}
      {thread.place === "gone" && <p className="hint">{t("comments.gone")}</p>}
      <ThreadTalk
        view={view}
        thread={thread}
        mayAnswer={mayAnswer}
        isNew={isNew}
        onAnswered={() => card.current?.focus()}
      >
        {thread.place !== "gone" && (
          <Button tone="quiet" onPress={() => onReveal(thread)}>
            {t("comments.inText")}
          </Button>
        )}
      </ThreadTalk>
    </article>
  );
}
