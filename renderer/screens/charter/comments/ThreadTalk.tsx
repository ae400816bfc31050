/** What was said in one thread, and what one may say to it. */
import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CommentView, ThreadView } from "../../../../shared/api/comments.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import { wordLimits } from "../../../../shared/charter/parties/names.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import { useFormats } from "../../../i18n/formats.ts";
import { Badge } from "../../../ui/Badge.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { useAction } from "../../shell/hostContext.tsx";
import { useAuthor } from "../state/useAuthor.ts";

export function ThreadTalk(props: {
  readonly view: CharterView;
  readonly thread: ThreadView;
  readonly mayAnswer: boolean;
  /** Comments that were new when the list was opened. */
  readonly isNew: (comment: CommentView) => boolean;
  /** The field of an answer has gone: the focus is to stay here. */
  readonly onAnswered?: () => void;
  /** Beside the answers. */
  readonly children?: ReactNode;
}) {
  const { t } = useTranslation();
  const action = useAction();
  const [answer, setAnswer] = useState("");
  const [isAnswering, setAnswering] = useState(false);
  const { view, thread, mayAnswer, isNew, onAnswered } = props;

  const leaveAnswer = () => {
    setAnswering(false);
    onAnswered?.();
  };
  const say = async (kind: "reply" | "resolve" | "reopen", text: string) => {
    const said = { charter: view.id, thread: thread.id, kind, text, mentions: [] };
    if ((await action.run((api) => api.answerThread(said))) === null) return;
    if (kind === "reply") leaveAnswer();
    setAnswer("");
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void say("reply", answer);
  };

  return (
    <>
      <ol className="thread-comments">
        {thread.comments.map((comment) => (
          <li key={comment.id}>
            <Said comment={comment} isNew={isNew(comment)} />
          </li>
        ))}
      </ol>
      <ErrorNotice error={action.error} />
      {isAnswering && (
        <form className="form" onSubmit={submit} noValidate>
          <Field
            label={t("comments.answer")}
            value={answer}
            onChange={setAnswer}
            lines={3}
            maxLength={wordLimits.statement}
            autoFocus
          />
          <div className="row">
            <Button tone="primary" type="submit" isBusy={action.isBusy} isDisabled={answer.trim() === ""}>
              {t("comments.replyNow")}
            </Button>
            <Button tone="quiet" onPress={leaveAnswer}>
              {t("app.cancel")}
            </Button>
          </div>
        </form>
      )}
      <div className="row thread-acts">
        {mayAnswer && !isAnswering && <Button onPress={() => setAnswering(true)}>{t("comments.reply")}</Button>}
        {mayAnswer && (
          <Button isBusy={action.isBusy} onPress={() => void say(thread.isOpen ? "resolve" : "reopen", "")}>
            {t(thread.isOpen ? "comments.resolve" : "comments.reopen")}
          </Button>
        )}
        {props.children}
      </div>
    </>
  );
}

/** What somebody said, with who and when. */
export function Said({ comment, isNew }: { readonly comment: CommentView; readonly isNew: boolean }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const author = useAuthor();
  const { kind, at, text, mentions, mentionsMe, hasSay } = comment;
  const words = { who: author(comment.author), when: formats.moment(at) };
  const names = mentions.map((mention) =>
    withNumbers(mention.kind === "party" ? mention.party.name : mention.author.person),
  );
  const head = { open: "saidBy", reply: "saidBy", resolve: "resolvedBy", reopen: "reopenedBy" } as const;
  return (
    <>
      <p className="hint said-head">
        {t(`comments.${head[kind]}`, words)} {isNew && <Badge tone="open" words={t("comments.isNew")} />}{" "}
        {mentionsMe && <Badge tone="warn" icon="people" words={t("comments.forMe")} />}
      </p>
      {text !== "" && (
        <p className="said-text" dir="auto">
          {withNumbers(text)}
        </p>
      )}
      {names.length > 0 && <p className="hint">{t("comments.toWhom", { names: formats.list(names) })}</p>}
      {!hasSay && <p className="hint">{t("comments.noSay")}</p>}
    </>
  );
}
