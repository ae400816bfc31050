import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import { createEditor, type Editor, type EditorChange, type StructureChange } from "../../../editor/createEditor.ts";
import type { OpenText } from "../../../replica/useCharterText.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { useIdentity } from "../../shell/identityContext.ts";
import { readPresence, readSpelling } from "../../shell/preferences.ts";
import { ClauseHandle } from "./ClauseHandle.tsx";
import { useEntryNames } from "./entryNames.ts";
import { colourOf } from "./personColour.ts";
import type { ClauseDrag } from "./useClauseDrag.ts";

const saidOf = { split: "split", join: "joined" } as const;

/** The editor in its place on the page. It lives as long as the open text. */
export function TextEditor(props: {
  readonly text: OpenText;
  readonly language: string;
  readonly isEditable: boolean;
  /** Clauses that differ from the text in force. */
  readonly changed: readonly ClauseId[];
  /** The editor as last heard of; null: nothing yet. */
  readonly shown: { readonly editor: Editor; readonly clause: ClauseId | null } | null;
  readonly drag: ClauseDrag;
  readonly onChange: (editor: Editor, change: EditorChange) => void;
  /** Words stand in the text of whom the marks of authors know nothing. */
  readonly onUnknownAuthor: () => void;
  /** Somebody wants to follow a link of the text. */
  readonly onFollow: (href: string) => void;
}) {
  const { t } = useTranslation();
  const identity = useIdentity();
  const announcer = useAnnouncer();
  const names = useEntryNames();
  const frame = useRef<HTMLDivElement>(null);
  const mount = useRef<HTMLDivElement>(null);
  const editor = useRef<Editor | null>(null);
  const latest = useRef(props);
  latest.current = props;
  const say = useRef(sayChange);
  say.current = sayChange;
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
      checksSpelling: readSpelling(localStorage),
      me: { name: identity.person, colour: colourOf(identity.device.id) },
      words: { label, help, differs, placeholder },
      onChange: (change) => latest.current.onChange(made, change),
      onUnknownAuthor: () => latest.current.onUnknownAuthor(),
      onStructure: (change) => say.current(change),
      onPasteRefused: (characters, limit) => announcer.show(t("charter.pasteRefused", { characters, limit })),
      onOpenLink: (href) => latest.current.onFollow(href),
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

  function sayChange({ name, entry, from, to }: StructureChange): void {
    const before = names.of(entry.kind, from);
    if (name === "remove") announcer.show(t("clause.said.removed", { from: before }));
    else if (name === "split" || name === "join") announcer.say(t(`clause.said.${saidOf[name]}`, { from: before }));
    else if (name === "insertBefore" || name === "insertAfter")
      announcer.say(t("clause.said.inserted", { from: names.of(entry.kind, to ?? from) }));
    else if (to === from) announcer.say(t("clause.said.stayed", { from: before }));
    else announcer.say(t("clause.said.moved", { from: before, to: names.of(entry.kind, to ?? "") }));
  }

  const { shown, drag } = props;
  return (
    <div className="editor-place" ref={frame}>
      <div className="editor-mount paper" ref={mount} />
      {isEditable && shown !== null && (
        <ClauseHandle editor={shown.editor} here={shown.clause} drag={drag} frame={frame} />
      )}
    </div>
  );
}
