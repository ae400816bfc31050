/** Beside the text: the clause with the caret, where the parties stand on it, and what was said about it. */
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ThreadView } from "../../../../shared/api/comments.ts";
import type { CharterView } from "../../../../shared/api/library.ts";
import type { ClauseId, CommentId } from "../../../../shared/base/ids.ts";
import type { SelectedWords } from "../../../editor/anchors.ts";
import { Radios } from "../../../ui/Radios.tsx";
import { Toggle } from "../../../ui/Toggle.tsx";
import { useFocusAfterwards } from "../../../ui/useFocusAfterwards.ts";
import type { Live } from "../../shell/hostContext.tsx";
import { Waiting } from "../../shell/Screen.tsx";
import { ClauseStances } from "../clause/ClauseStances.tsx";
import { mayComment, readStanding } from "../state/standing.ts";
import { CommentForm } from "./CommentForm.tsx";
import { ThreadCard } from "./ThreadCard.tsx";
import { useNewComments } from "./useNewComments.ts";

/** What the text and the panel beside it share. */
export interface Talk {
  readonly threads: Live<readonly ThreadView[]>;
  /** The innermost clause with the caret. */
  readonly here: ClauseId | null;
  /** What people call it. */
  readonly hereName: string;
  /** Somebody pressed its words, or has just opened it; who writes in the text keeps the focus there. */
  readonly selected: { readonly thread: CommentId; readonly takesFocus: boolean } | null;
  /** What a new comment is to be about; null: none is being written. */
  readonly about: SelectedWords | null;
  readonly onDone: (thread: CommentId | null) => void;
  readonly onReveal: (thread: ThreadView) => void;
}

export function CommentsPanel({ view, talk }: { readonly view: CharterView; readonly talk: Talk }) {
  const { t } = useTranslation();
  const standing = readStanding(view);
  const isHeard = mayComment(view);
  const { threads, here, selected, about } = talk;
  const { isNew, onShown } = useNewComments(view.id);
  return (
    <div className="panel comments-panel">
      <h2 className="visually-hidden">{t("comments.title")}</h2>
      {about !== null && isHeard && (
        <CommentForm view={view} about={about} clauseName={talk.hereName} onDone={talk.onDone} />
      )}
      {standing.kind === "guest" && standing.role === "observer" && <p className="hint">{t("comments.readsOnly")}</p>}
      {here === null ? <p className="hint">{t("stances.noClause")}</p> : <ClauseStances view={view} clause={here} />}
      <Waiting live={threads}>
        {(listed) => (
          <ThreadList
            key={selected?.thread ?? ""}
            listed={listed}
            here={here}
            selected={selected?.thread ?? null}
            onShown={onShown}
          >
            {(thread) => (
              <ThreadCard
                view={view}
                thread={thread}
                isSelected={thread.id === selected?.thread}
                takesFocus={selected?.takesFocus ?? false}
                mayAnswer={isHeard}
                isNew={isNew}
                onReveal={talk.onReveal}
              />
            )}
          </ThreadList>
        )}
      </Waiting>
    </div>
  );
}

function ThreadList(props: {
  readonly listed: readonly ThreadView[];
  readonly here: ClauseId | null;
  readonly selected: CommentId | null;
  readonly onShown: (threads: readonly ThreadView[]) => void;
  readonly children: (thread: ThreadView) => React.ReactNode;
}) {
  const { t } = useTranslation();
  const { listed, here, selected, onShown, children } = props;
  const chosen = listed.find(({ id }) => id === selected);
  const [where, setWhere] = useState<"here" | "everywhere">("everywhere");
  const [withResolved, setWithResolved] = useState(chosen?.isOpen === false);
  const shown = listed.filter(
    ({ id, clause, isOpen }) =>
      id === selected || ((withResolved || isOpen) && (where === "everywhere" || clause.id === here)),
  );
  useEffect(() => onShown(shown));
  const place = useRef<HTMLElement>(null);
  useFocusAfterwards(place, shown.length, ".thread", "h3");
  return (
    <section aria-label={t("comments.title")} ref={place}>
      <h3 tabIndex={-1}>{t("comments.title")}</h3>
      {listed.length > 0 && (
        <div className="comment-filters">
          <Radios
            label={t("comments.which")}
            value={where}
            options={[
              { value: "everywhere", label: t("comments.everywhere") },
              { value: "here", label: t("comments.here") },
            ]}
            onChange={setWhere}
            isInline
            isLabelHidden
          />
          <Toggle label={t("comments.showResolved")} isOn={withResolved} onChange={setWithResolved} />
        </div>
      )}
      {shown.length === 0 && <p className="hint">{t(withResolved ? "comments.none" : "comments.noneOpen")}</p>}
      {shown.map((thread) => (
        <div key={thread.id}>{children(thread)}</div>
      ))}
    </section>
  );
}
