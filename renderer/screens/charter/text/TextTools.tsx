/** All tools around the text: its toolbar, the search, and links. */
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Editor } from "../../../editor/createEditor.ts";
import { readScreenShortcut } from "../../../editor/shortcuts.ts";
import { FindBar, type FindMode } from "./FindBar.tsx";
import { LinkAddress, LinkDialog } from "./LinkDialog.tsx";
import { ToolButton } from "./ToolButton.tsx";
import { Toolbar } from "./Toolbar.tsx";

interface TextToolsProps {
  readonly editor: Editor;
  /** Grows whenever what is active, enabled or found may have changed. */
  readonly version: number;
  readonly isReadOnly: boolean;
  /** A link of the text that a person wants to follow; null: none. */
  readonly followed: string | null;
  readonly onFollowed: (href: string | null) => void;
  /** The sheet of keys is asked for. */
  readonly onSheet: () => void;
}

export function TextTools({ editor, version, isReadOnly, followed, onFollowed, onSheet }: TextToolsProps) {
  const { t } = useTranslation();
  const [finding, setFinding] = useState<FindMode | null>(null);
  /** Grows with each time the search is asked for, so that it takes the focus again. */
  const [askedCount, setAskedCount] = useState(0);
  const [isLinkOpen, setLinkOpen] = useState(false);
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
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || document.querySelector(".dialog") !== null) return;
      const pressed = readScreenShortcut(editor.view, event);
      if (pressed === null) return;
      event.preventDefault();
      if (pressed === "find" || pressed === "replace") find(pressed);
      else if (pressed === "link") link();
      else onSheet();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, [editor, find, link, onSheet]);
  return (
    <>
      <Toolbar editor={editor} version={version} isReadOnly={isReadOnly} onLink={link} />
      <ToolButton icon="search" name={t("find.title")} shortcut="find" onPress={() => find("find")} />
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
      {isLinkOpen && <LinkDialog editor={editor} onClose={() => setLinkOpen(false)} />}
      {followed !== null && <LinkAddress href={followed} onClose={() => onFollowed(null)} />}
    </>
  );
}
