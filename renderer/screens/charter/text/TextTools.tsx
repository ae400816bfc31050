/** All tools around the text: its toolbar, the search, and links. */
import { useCallback, useEffect, useState } from "react";
import { Button as AriaButton } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { PartyRef } from "../../../../shared/api/people.ts";
import type { Editor } from "../../../editor/createEditor.ts";
import { readScreenShortcut } from "../../../editor/shortcuts.ts";
import { FindBar, type FindMode } from "./FindBar.tsx";
import { LinkAddress, LinkDialog } from "./LinkDialog.tsx";
import { NoteDialog, type NotePlace, newNote } from "./NoteDialog.tsx";
import { PromiseDialog, type PromisePlace } from "./PromiseDialog.tsx";
import { ReferenceDialog } from "./ReferenceDialog.tsx";
import { Named, ToolButton } from "./ToolButton.tsx";
import { Toolbar } from "./Toolbar.tsx";

interface TextToolsProps {
  readonly editor: Editor;
  /** Grows whenever what is active, enabled or found may have changed. */
  readonly version: number;
  readonly isReadOnly: boolean;
  /** A link of the text that a person wants to follow; null: none. */
  readonly followed: string | null;
  readonly onFollowed: (href: string | null) => void;
  /** The next place that several changed apart is asked for, or the one before. */
  readonly onConflict: (direction: 1 | -1) => void;
  /** The selection is to be put in brackets, or the bracket at the caret opened. */
  readonly onBracket: () => void;
  /** The note that a person wants to read or change; null: none. */
  readonly note: NotePlace | null;
  readonly onNote: (place: NotePlace | null) => void;
  /** The promise that a person wants to put in or change; null: none. */
  readonly promise: PromisePlace | null;
  readonly onPromise: (place: PromisePlace | null) => void;
  readonly parties: readonly PartyRef[];
  /** The sheet of keys is asked for. */
  readonly onSheet: () => void;
  /** A comment on what is selected is asked for; null: nobody comments here. */
  readonly onComment: (() => void) | null;
}

export function TextTools({
  editor,
  version,
  isReadOnly,
  followed,
  onFollowed,
  onConflict,
  onBracket,
  onComment,
  onSheet,
  note,
  onNote,
  promise,
  onPromise,
  parties,
}: TextToolsProps) {
  const { t } = useTranslation();
  const [finding, setFinding] = useState<FindMode | null>(null);
  /** Grows with each time the search is asked for, so that it takes the focus again. */
  const [askedCount, setAskedCount] = useState(0);
  const [isLinkOpen, setLinkOpen] = useState(false);
  const [isReferenceOpen, setReferenceOpen] = useState(false);
  const find = useCallback(
    (mode: FindMode) => {
      setFinding(isReadOnly ? "find" : mode);
      setAskedCount((count) => count + 1);
    },
    [isReadOnly],
  );
  const link = useCallback(() => {
    if (isReadOnly) onFollowed(editor.commands.link());
    else setLinkOpen(true);
  }, [editor, isReadOnly, onFollowed]);
  const askPromise = useCallback(() => {
    onPromise({ position: editor.promiseHere() });
  }, [editor, onPromise]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector(".dialog") !== null) return;
      const pressed = readScreenShortcut(editor.view, event);
      if (pressed === "find" || pressed === "replace") find(pressed);
      else if (pressed === "link") link();
      else if (pressed === "nextConflict") onConflict(1);
      else if (pressed === "previousConflict") onConflict(-1);
      else if (pressed === "reference") setReferenceOpen(!isReadOnly);
      else if (pressed === "bracket") onBracket();
      else if (pressed === "footnote") onNote(isReadOnly ? null : newNote);
      else if (pressed === "promise") {
        if (!isReadOnly) askPromise();
      } else if (pressed === "comment") onComment?.();
      else if (pressed === "sheet") onSheet();
      else return;
      event.preventDefault();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [editor, find, link, onConflict, onBracket, onComment, onSheet, onNote, askPromise, isReadOnly]);
  return (
    <>
      <Toolbar
        editor={editor}
        version={version}
        isReadOnly={isReadOnly}
        onLink={link}
        onAsk={(name) => {
          if (name === "reference") setReferenceOpen(true);
          else if (name === "footnote") onNote(newNote);
          else askPromise();
        }}
      />
      {!isReadOnly && (
        <Named name={t("brackets.wrap")} shortcut="bracket">
          <AriaButton className="tool" aria-label={t("brackets.wrap")} preventFocusOnPress onPress={onBracket}>
            [ ]
          </AriaButton>
        </Named>
      )}
      <ToolButton icon="search" name={t("find.title")} shortcut="find" onPress={() => find("find")} />
      {onComment !== null && (
        <ToolButton icon="comment" name={t("comments.newHint")} shortcut="comment" keepsFocus onPress={onComment} />
      )}
      {finding !== null && (
        <FindBar
          editor={editor}
          version={version}
          mode={isReadOnly ? "find" : finding}
          askedCount={askedCount}
          onMode={isReadOnly ? null : setFinding}
          onClose={() => setFinding(null)}
        />
      )}
      {note !== null && (
        <NoteDialog editor={editor} place={note} isReadOnly={isReadOnly} onClose={() => onNote(null)} />
      )}
      {promise !== null && !isReadOnly && (
        <PromiseDialog editor={editor} place={promise} parties={parties} onClose={() => onPromise(null)} />
      )}
      {isReferenceOpen && <ReferenceDialog editor={editor} onClose={() => setReferenceOpen(false)} />}
      {isLinkOpen && <LinkDialog editor={editor} onClose={() => setLinkOpen(false)} />}
      {followed !== null && <LinkAddress href={followed} onClose={() => onFollowed(null)} />}
    </>
  );
}
