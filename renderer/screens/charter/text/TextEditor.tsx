import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ThreadView } from "../../../../shared/api/comments.ts";
import type { PartyRef } from "../../../../shared/api/people.ts";
import type { ClauseId, CommentId } from "../../../../shared/base/ids.ts";
import { withNumbers } from "../../../../shared/charter/text/seen.ts";
import type { ShownBrackets } from "../../../editor/brackets.ts";
import type { ChipPosition } from "../../../editor/chips.ts";
import { createEditor, type Editor, type EditorChange, type StructureChange } from "../../../editor/createEditor.ts";
import type { LongPaste } from "../../../editor/paste.ts";
import type { OpenText } from "../../../replica/useCharterText.ts";
import { useAnnouncer } from "../../../ui/announce.tsx";
import { useIdentity } from "../../shell/identityContext.ts";
import { readPresence, readSpelling } from "../../shell/preferences.ts";
import { ClauseHandle } from "./ClauseHandle.tsx";
import { useEntryNames } from "./entryNames.ts";
import { colourOf } from "./personColour.ts";
import type { ClauseDrag } from "./useClauseDrag.ts";

export interface AnchoredThread {
  readonly key: CommentId;
  readonly ranges: ThreadView["ranges"];
}

/** Of what a paste left out, in one notice. */
const maxQuotes = 3;

const saidOf = { split: "split", join: "joined" } as const;

/** The editor in its place on the page. It lives as long as the open text. */
export function TextEditor(props: {
  readonly text: OpenText;
  readonly language: string;
  readonly isEditable: boolean;
  /** What is typed is suggested. */
  readonly isSuggesting: boolean;
  /** Whether this person may do more than suggest. */
  readonly mayEdit: boolean;
  /** Another reading of the text stands in its place. */
  readonly isHidden: boolean;
  /** Clauses that differ from the text in force. */
  readonly changed: readonly ClauseId[];
  /** The editor as last heard of; null: nothing yet. */
  readonly shown: { readonly editor: Editor; readonly clause: ClauseId | null } | null;
  readonly drag: ClauseDrag;
  readonly onChange: (editor: Editor, change: EditorChange) => void;
  /** Words stand in the text of whom the marks of authors know nothing. */
  readonly onUnknownAuthor: () => void;
  readonly brackets: ShownBrackets;
  readonly onBrackets: (shown: ShownBrackets) => void;
  /** The bracket of this id is to be looked at. */
  readonly onBracket: (id: string) => void;
  /** Somebody wants to follow a link of the text. */
  readonly onFollow: (href: string) => void;
  /** Clauses that are agreed and closed. */
  readonly closed: readonly ClauseId[];
  /** A change of one was held back. */
  readonly onHeld: (clause: ClauseId) => void;
  /** Words that somebody commented on, by the thread. */
  readonly anchors: readonly AnchoredThread[];
  /** Somebody pressed them. */
  readonly onThread: (thread: CommentId) => void;
  /** A comment on this clause is asked for; null: nobody comments here. */
  readonly onComment: ((clause: ClauseId) => void) | null;
  /** The history of this clause is asked for. */
  readonly onHistory: (clause: ClauseId) => void;
  /** What was pasted is to be read as a file. */
  readonly onLongPaste: (pasted: LongPaste) => void;
  /** Somebody wants to read or change a note. */
  readonly onNote: (position: ChipPosition) => void;
  /** What promises call the parties. */
  readonly parties: readonly PartyRef[];
  /** Somebody wants to change a promise. */
  readonly onPromise: (position: ChipPosition) => void;
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
  const { text, language, isEditable, isSuggesting, changed, anchors, closed } = props;
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
      onLongPaste: (pasted) => latest.current.onLongPaste(pasted),
      brackets: {
        mayEdit: () => latest.current.mayEdit,
        onChange: (brackets) => latest.current.onBrackets(brackets),
        onOpen: (id) => latest.current.onBracket(id),
        onRefused: () => announcer.show(t("brackets.severalClauses")),
      },
      onHeld: (clause) => latest.current.onHeld(clause),
      onAnchor: (key) => latest.current.onThread(key as CommentId),
      onPasteLeftOut: ({ notKept, notKeptCount: count }) => {
        const quotes = notKept.flatMap(({ quote }) => (quote === "" ? [] : `“${withNumbers(quote)}”`));
        announcer.show([t("charter.pasteLeftOut", { count }), ...quotes.slice(0, maxQuotes)].join(" "));
      },
      onUndoInVain: (kind) => announcer.show(t(`suggestions.inVain.${kind}`)),
      onOpenLink: (href) => latest.current.onFollow(href),
      onOpenNote: (position) => latest.current.onNote(position),
      nameOf: (party) => latest.current.parties.find(({ id }) => id === party)?.name ?? null,
      onOpenPromise: (position) => latest.current.onPromise(position),
    });
    editor.current = made;
    made.suggestions.suggest(latest.current.isSuggesting);
    made.markClauses(latest.current.changed);
    made.markAnchors(latest.current.anchors);
    made.holdClosed(latest.current.closed);
    latest.current.onChange(made, { textChanged: true, isLeft: false, clause: null });
    return () => {
      editor.current = null;
      made.destroy();
    };
  }, [text, language, identity, label, help, differs, placeholder, announcer, t]);

  const partyNames = props.parties.map(({ id, name }) => `${id} ${name}`).join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: chips say the names of now
  useEffect(() => editor.current?.redrawPromises(), [partyNames]);
  useEffect(() => editor.current?.setEditable(isEditable), [isEditable]);
  useEffect(() => void editor.current?.suggestions.suggest(isSuggesting), [isSuggesting]);
  useEffect(() => editor.current?.markClauses(changed), [changed]);
  useEffect(() => editor.current?.markAnchors(anchors), [anchors]);
  useEffect(() => editor.current?.holdClosed(closed), [closed]);

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
    <div className="editor-place" ref={frame} hidden={props.isHidden}>
      <div className="editor-mount paper" ref={mount} />
      {isEditable && shown !== null && (
        <ClauseHandle
          editor={shown.editor}
          here={shown.clause}
          drag={drag}
          frame={frame}
          brackets={props.brackets.brackets}
          onBracket={props.onBracket}
          onComment={props.onComment}
          onHistory={props.onHistory}
        />
      )}
    </div>
  );
}
