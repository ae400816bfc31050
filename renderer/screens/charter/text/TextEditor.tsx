import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { createEditor, type Editor, type EditorChange } from "../../../editor/createEditor.ts";
import type { OpenText } from "../../../replica/useCharterText.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { useIdentity } from "../../shell/identityContext.ts";
import { readPresence } from "../../shell/preferences.ts";
import { colourOf } from "./personColour.ts";

/** The editor in its place on the page. It lives as long as the open text. */
export function TextEditor(props: {
  readonly text: OpenText;
  readonly language: string;
  readonly isEditable: boolean;
  /** Clauses that differ from the text in force. */
  readonly changed: readonly ClauseId[];
  readonly onChange: (editor: Editor, change: EditorChange) => void;
}) {
  const { t } = useTranslation();
  const identity = useIdentity();
  const announcer = useAnnouncer();
  const mount = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const { text, language, isEditable, changed } = props;
  const words = { label: t("charter.document"), help: t("charter.leaveText"), differs: t("charter.clauseDiffers") };
  const { label, help, differs } = words;
  const placeholder = t("charter.blankPage");

  useEffect(() => {
    const place = mount.current;
    if (place === null) return;
    const isPresent = readPresence(localStorage);
    if (isPresent) text.awareness.setLocalState({});
    const made = createEditor({
      mount: place,
      yDoc: text.yDoc,
      awareness: isPresent ? text.awareness : null,
      language,
      editable: latest.current.isEditable,
      me: { name: identity.person, colour: colourOf(identity.device.id) },
      words: { label, help, differs, placeholder },
      onChange: (change) => latest.current.onChange(made, change),
      onPasteRefused: (characters, limit) => announcer.show(t("charter.pasteRefused", { characters, limit })),
      // The window has no network: it can only say where a link leads.
      onOpenLink: (href) => announcer.show(t("charter.linkLeadsTo", { href })),
    });
    editor.current = made;
    made.markClauses(latest.current.changed);
    latest.current.onChange(made, { textChanged: true, clause: null });
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, [text, language, identity, label, help, differs, placeholder, announcer, t]);

  useEffect(() => editor.current?.setEditable(isEditable), [isEditable]);
  useEffect(() => editor.current?.markClauses(changed), [changed]);

  return <div className="editor-mount paper" ref={mount} />;
}
