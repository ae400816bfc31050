/** What the text and the comments beside it share: which words are commented on, and what is being written about. */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { ThreadView } from "../../../shared/api/comments.ts";
import type { CharterView } from "../../../shared/api/library.ts";
import type { ClauseId, CommentId } from "../../../shared/base/ids.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import type { SelectedWords } from "../../editor/anchors.ts";
import type { Editor } from "../../editor/createEditor.ts";
import { concernsCharter, useLive } from "../shell/hostContext.tsx";
import { goTo } from "../shell/useRoute.ts";
import type { Talk } from "./comments/CommentsPanel.tsx";
import { mayComment } from "./state/standing.ts";
import { useEntryNames } from "./text/entryNames.ts";
import type { AnchoredThread } from "./text/TextEditor.tsx";

/** As in charter.css: one place at a time. */
const narrow = "(max-width: 67.99rem)";
const noThreads: readonly ThreadView[] = [];

export interface TalkState {
  readonly talk: Talk;
  readonly anchors: readonly AnchoredThread[];
  /** Somebody pressed words that are commented on. */
  readonly onThread: (thread: CommentId) => void;
  /** A comment on what is selected; null: nobody comments here. */
  readonly onComment: (() => void) | null;
  readonly onCommentClause: ((clause: ClauseId) => void) | null;
}

export function useTalk(
  view: CharterView,
  shown: { readonly editor: Editor; readonly clause: ClauseId | null } | null,
): TalkState {
  const { id: charter } = view;
  const names = useEntryNames();
  const threads = useLive(
    `comments ${charter}`,
    (api) => api.listComments({ charter, clause: null }),
    concernsCharter(charter),
  );
  const [selected, setSelected] = useState<Talk["selected"]>(null);
  const [about, setAbout] = useState<SelectedWords | null>(null);
  const listed = threads.phase === "ready" ? threads.value : noThreads;
  // The list comes anew with each change of the charter, and most of these are no comments.
  const ranges = JSON.stringify(listed.filter(({ isOpen }) => isOpen).map(({ id, ranges }) => ({ key: id, ranges })));
  const anchors = useMemo(() => JSON.parse(ranges) as readonly AnchoredThread[], [ranges]);
  const editor = shown?.editor ?? null;

  const open = useCallback(() => goTo({ screen: "charter", charter, pane: "comments" }), [charter]);
  const pressed = useRef<CommentId | null>(null);
  const onThread = useCallback(
    (thread: CommentId) => {
      // Where the comments take the place of the text, the first press only puts the caret into the words.
      const isAgain = pressed.current === thread;
      pressed.current = thread;
      if (matchMedia(narrow).matches && !isAgain) return;
      setAbout(null);
      setSelected({ thread, takesFocus: false });
      open();
    },
    [open],
  );
  const write = useCallback(
    (words: SelectedWords) => {
      setSelected(null);
      setAbout(words);
      open();
    },
    [open],
  );
  const onComment = useCallback(() => {
    if (editor !== null) write(editor.selectedWords());
  }, [editor, write]);
  const onCommentClause = useCallback((clause: ClauseId) => write({ clause, ranges: [], quote: "" }), [write]);
  const onDone = useCallback(
    (thread: CommentId | null) => {
      setAbout(null);
      setSelected(thread === null ? null : { thread, takesFocus: true });
      // Whoever thought better of it goes on in the text.
      if (thread === null) editor?.view.focus();
    },
    [editor],
  );

  /** Whose words are to be shown once the text is in sight. */
  const [revealed, setRevealed] = useState<ThreadView | null>(null);
  const onReveal = useCallback(
    (thread: ThreadView) => {
      setRevealed(thread);
      goTo({ screen: "charter", charter, pane: "text" });
    },
    [charter],
  );
  useEffect(() => {
    if (revealed === null || editor === null) return;
    setRevealed(null);
    // On a narrow window the text has just come into its place.
    requestAnimationFrame(() => {
      if (!editor.revealAnchor(revealed.id)) editor.focusClause(revealed.clause.id);
    });
  }, [revealed, editor]);

  const here = about?.clause ?? shown?.clause ?? null;
  const clause = here === looseId ? null : here;
  const hereName = clause === null || editor === null ? "" : names.name(editor.outline(), clause);
  const may = mayComment(view);
  const talk = useMemo(
    () => ({ threads, here: clause, hereName, selected, about, onDone, onReveal }),
    [threads, clause, hereName, selected, about, onDone, onReveal],
  );
  return {
    talk,
    anchors,
    onThread,
    onComment: may ? onComment : null,
    onCommentClause: may ? onCommentClause : null,
  };
}
