/** What was said about one suggestion, on its card: how much, the words, and one's own. */
import { type FormEvent, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CharterView } from "../../../../shared/api/library.ts";
import { wordLimits } from "../../../../shared/charter/parties/names.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { Icon } from "../../../ui/Icon.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { useAction } from "../../shell/hostContext.tsx";
import { mayComment } from "../state/standing.ts";
import type { Talk } from "./CommentsPanel.tsx";
import { ThreadTalk } from "./ThreadTalk.tsx";
import { useNewComments } from "./useNewComments.ts";

export function SuggestionTalk(props: {
  readonly view: CharterView;
  readonly talk: Pick<Talk, "threads">;
  /** By its id. */
  readonly suggestion: string;
  /** Whose it is, as people read it. */
  readonly by: string;
}) {
  const { t } = useTranslation();
  const { view, talk, suggestion, by } = props;
  const [isShown, setShown] = useState(false);
  const place = useId();
  const { isNew, onShown } = useNewComments(view.id);
  const listed = talk.threads.phase === "ready" ? talk.threads.value : [];
  const threads = listed.filter((thread) => thread.suggestion?.id === suggestion);
  const may = mayComment(view);
  useEffect(() => {
    if (isShown) onShown(threads);
  });
  if (threads.length === 0 && !may) return null;
  const count = threads.reduce((sum, { comments }) => sum + comments.filter(({ text }) => text !== "").length, 0);
  const hasNew = threads.some(({ comments }) => comments.some(isNew));
  const isResolved = threads.length > 0 && threads.every(({ isOpen }) => !isOpen);
  const words = count === 0 ? t("comments.new") : t("comments.onSuggestion", { count });
  return (
    <div className="suggestion-talk">
      <div className="row">
        <Button
          tone="quiet"
          aria-expanded={isShown}
          aria-controls={place}
          aria-label={t("comments.onSuggestionOf", { words, by })}
          onPress={() => setShown(!isShown)}
        >
          {words} <Icon name="down" />
        </Button>
        {isResolved && <Badge tone="good" icon="check" words={t("comments.resolved")} />}
        {hasNew && <Badge tone="open" words={t("comments.isNew")} />}
      </div>
      <div id={place}>
        {isShown &&
          threads.map((thread) => (
            <ThreadTalk key={thread.id} view={view} thread={thread} mayAnswer={may} isNew={isNew} />
          ))}
        {isShown && threads.length === 0 && <FirstWords view={view} suggestion={suggestion} />}
      </div>
    </div>
  );
}

function FirstWords({ view, suggestion }: { readonly view: CharterView; readonly suggestion: string }) {
  const { t } = useTranslation();
  const action = useAction();
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const anchor = { kind: "suggestion", suggestion } as const;
    void action.run((api) => api.comment({ charter: view.id, clause: null, anchor, text, mentions: [] }));
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <Field
        label={t("comments.write")}
        value={text}
        onChange={setText}
        lines={3}
        maxLength={wordLimits.statement}
        autoFocus
      />
      <ErrorNotice error={action.error} />
      <div className="row">
        <Button tone="primary" type="submit" isBusy={action.isBusy} isDisabled={text.trim() === ""}>
          {t("comments.send")}
        </Button>
      </div>
    </form>
  );
}
