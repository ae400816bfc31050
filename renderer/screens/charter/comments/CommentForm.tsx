/** A new comment on words of the text, or on a clause as a whole. */
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Mention } from "../../../../shared/api/comments.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { CommentId } from "../../../../shared/base/ids.ts";
import { wordLimits } from "../../../../shared/charter/parties/names.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import type { SelectedWords } from "../../../editor/anchors.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { Button } from "../../../ui/Button.tsx";
import { Field } from "../../../ui/Field.tsx";
import { ErrorNotice } from "../../../ui/Notice.tsx";
import { useAction } from "../../shell/hostContext.tsx";
import { Mentions } from "./Mentions.tsx";

export function CommentForm(props: {
  readonly view: CharterView;
  readonly about: SelectedWords;
  /** What people call the clause. */
  readonly clauseName: string;
  /** The thread that was opened; null: the person thought better of it. */
  readonly onDone: (thread: CommentId | null) => void;
}) {
  const { t } = useTranslation();
  const announcer = useAnnouncer();
  const action = useAction();
  const [text, setText] = useState("");
  const [mentions, setMentions] = useState<readonly Mention[]>([]);
  const { view, about, clauseName, onDone } = props;
  const { clause, ranges, quote } = about;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const anchor = ranges.length === 0 ? ({ kind: "clause" } as const) : ({ kind: "ranges", ranges, quote } as const);
    const said = { charter: view.id, clause, anchor, text, mentions };
    const opened = await action.run((api) => api.comment(said));
    if (opened === null) return;
    announcer.show(t("comments.sent"));
    onDone(opened.id);
  };

  return (
    <form className="form comment-form" onSubmit={(event) => void submit(event)} noValidate>
      <p className="hint">
        {t("comments.about")}{" "}
        {quote === "" ? (
          t("comments.wholeClause", { clause: clauseName })
        ) : (
          <q lang={view.language} dir="auto">
            {withNumbers(quote)}
          </q>
        )}
      </p>
      <Field
        label={t("comments.write")}
        value={text}
        onChange={setText}
        lines={4}
        maxLength={wordLimits.statement}
        autoFocus
      />
      <Mentions view={view} chosen={mentions} onChange={setMentions} />
      <ErrorNotice error={action.error} />
      <div className="row">
        <Button tone="primary" type="submit" isBusy={action.isBusy} isDisabled={text.trim() === ""}>
          {t("comments.send")}
        </Button>
        <Button tone="quiet" onPress={() => onDone(null)}>
          {t("app.cancel")}
        </Button>
      </div>
    </form>
  );
}
