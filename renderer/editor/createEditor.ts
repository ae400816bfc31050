/**
 * The text of a charter, to be read and written.
 *
 * Owns: the ProseMirror view in `mount`, this window's undo stack, the marks on clauses. Called by: the charter
 * screen, which owns the Yjs document and may keep it after `destroy`.
 * Invariant: a key costs what it changes, not what the charter weighs: no plugin walks the document for a key, and
 * listeners hear of changes at most every `notifyDelayMs`.
 */
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import type { Node } from "prosemirror-model";
import { EditorState, Plugin, Selection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import { type ClauseId, parseClauseId } from "../../shared/base/ids.ts";
import { isRightToLeft } from "../../shared/charter/text/direction.ts";
import { isAllowedHref } from "../../shared/charter/text/links.ts";
import { createAuthorMarks, type LookOf } from "./authors.ts";
import { bindText } from "./bindText.ts";
import { createCalmAwareness } from "./calmAwareness.ts";
import { caretArticle } from "./caretArticle.ts";
import { clauseIds } from "./clauseIds.ts";
import { createClauseMarks } from "./clauseMarks.ts";
import { depthOf } from "./clausePieces.ts";
import { announce, cursors, type Person } from "./cursors.ts";
import { type Commands, createCommands } from "./editorCommands.ts";
import { createFind, type Find } from "./find.ts";
import { keymap } from "./keymap.ts";
import { markViews, nodeViews } from "./nodeViews.ts";
import { createOutline, numberEntries, type OutlineEntry } from "./outline.ts";
import { paste } from "./paste.ts";
import { roomForCaret } from "./roomForCaret.ts";
import { showSettled } from "./showSettled.ts";
import { deedOf, type StructureDeed } from "./structure.ts";
import { createStructureView, type StructureView } from "./structureView.ts";
import { tables } from "./tables.ts";
import { typingRules } from "./typingRules.ts";
import { unseen } from "./unseen.ts";
import { createWordCount } from "./wordCount.ts";

/** What the editor says to people, in their language. */
export interface EditorWords {
  /** Name of the text for screen readers: "Text of the charter". */
  readonly label: string;
  /** How to leave it by keyboard: "Press Escape, then Tab, to leave the text." */
  readonly help: string;
  /** Read after the number of a marked clause: "differs from the text in force". */
  readonly differs: string;
  /** Shown where nothing is written yet. */
  readonly placeholder: string;
}

export interface EditorArgs {
  readonly mount: HTMLElement;
  readonly yDoc: Y.Doc;
  /** Null where presence is off. */
  readonly awareness: Awareness | null;
  /** BCP 47; decides the direction of the page. Every block finds its own. */
  readonly language: string;
  readonly editable: boolean;
  /** The platform's own spell checker looks at the words, in the language of the text. */
  readonly checksSpelling: boolean;
  readonly me: Person;
  readonly words: EditorWords;
  /** The text or the selection changed, by anyone. At most once in `notifyDelayMs`. */
  readonly onChange?: (change: EditorChange) => void;
  /** This person moved, divided, joined, put in or removed a clause or an article. */
  readonly onStructure?: (change: StructureChange) => void;
  readonly onPasteRefused?: (characters: number, limit: number) => void;
  /** While `markAuthors` is on: words stand in the text of whom it knows nothing. */
  readonly onUnknownAuthor?: () => void;
  /** A link was opened by Ctrl or Cmd and a click, or by a click in a text that cannot be edited. */
  readonly onOpenLink?: (href: string) => void;
}

export interface EditorChange {
  readonly textChanged: boolean;
  /** Innermost clause or article with the caret. */
  readonly clause: ClauseId | null;
}

/** What was done to which clause, and its number before and after; null after it is no more. */
export interface StructureChange {
  readonly name: StructureDeed["name"];
  readonly entry: OutlineEntry;
  readonly from: string;
  readonly to: string | null;
}

export interface WordCounts {
  readonly charter: number;
  /** Of the innermost clause or article with the caret, and all in it; null: the caret is in none. */
  readonly clause: number | null;
}

export interface Editor {
  readonly view: EditorView;
  readonly commands: Commands;
  readonly structure: StructureView;
  readonly find: Find;
  outline(): readonly OutlineEntry[];
  /** Null: not counted yet when `until` (milliseconds of the window's clock) came; ask again to go on. */
  countWords(until: number): WordCounts | null;
  /** Puts the caret at the beginning of a clause and shows it; false where there is no such clause. */
  focusClause(id: ClauseId): boolean;
  /** Marks clauses as different from the text in force, and no others. */
  markClauses(ids: Iterable<ClauseId>): void;
  /** Marks the words by who wrote them; null: no more. */
  markAuthors(lookOf: LookOf | null): void;
  /** While they are marked: the Yjs clients that wrote what is selected, or what stands before the caret. */
  authorsHere(): readonly number[];
  setEditable(editable: boolean): void;
  destroy(): void;
}

const notifyDelayMs = 60;

export function createEditor(args: EditorArgs): Editor {
  let editable = args.editable;
  const text = bindText(args.yDoc);
  const presence = args.awareness === null ? null : createCalmAwareness(args.awareness);
  const authors = createAuthorMarks(text.reading, () => args.onUnknownAuthor?.());
  const notify = listen(args.onChange);
  const find = createFind(clauseAtCaret);
  const writable = textAttributes(args);
  const blank = { ...writable, class: `${writable.class} is-blank`, "data-placeholder": args.words.placeholder };
  const readable = { ...writable, "aria-readonly": "true", tabindex: "0" };
  const state = EditorState.create({
    doc: text.doc,
    plugins: [
      ...text.plugins,
      ...(presence === null ? [] : [cursors(presence.awareness, text.places)]),
      clauseIds(),
      unseen(),
      authors.plugin,
      roomForCaret(),
      typingRules(),
      keymap(),
      paste(args.onPasteRefused ?? (() => undefined)),
      dropCursor({ class: "drop-cursor", color: false }),
      gapCursor(),
      caretArticle(),
      tables(),
      find.plugin,
      new Plugin({ view: () => ({ update: notify.update, destroy: notify.close }) }),
    ],
  });
  const readOutline = createOutline();
  const view: EditorView = new EditorView(args.mount, {
    state,
    nodeViews: { ...nodeViews },
    markViews: { ...markViews },
    editable: () => editable,
    attributes: ({ doc }) => {
      if (!editable) return readable;
      return isBlank(doc) ? blank : writable;
    },
    dispatchTransaction(transaction) {
      const deed = deedOf(transaction);
      const before = deed === null || args.onStructure === undefined ? [] : readOutline(view.state.doc);
      view.updateState(text.apply(view.state, transaction));
      const entry = before.find(({ id }) => id === deed?.id);
      if (deed === null || entry === undefined) return;
      const from = numberEntries(before).get(entry.id) ?? "";
      const to = numberEntries(readOutline(view.state.doc)).get(entry.id) ?? null;
      args.onStructure?.({ name: deed.name, entry, from, to });
    },
    handleDOMEvents: { click: (_view, event) => openLink(event, editable, args.onOpenLink) },
  });
  const release = text.connect(view);
  if (args.awareness !== null) announce(args.awareness, args.me);
  const marks = createClauseMarks(rootOf(args.mount));
  const countWords = createWordCount();

  return {
    view,
    commands: createCommands(view),
    structure: createStructureView(view),
    find: find.find(view),
    outline: () => readOutline(view.state.doc),
    countWords(until) {
      const { doc, selection } = view.state;
      const charter = countWords(doc, until);
      const depth = depthOf(selection.$head, "article", "clause");
      const clause = depth === null ? null : countWords(selection.$head.node(depth), Number.POSITIVE_INFINITY);
      return charter === null ? null : { charter, clause };
    },
    focusClause: (id) => focusClause(view, id),
    markClauses: (ids) => marks.show(ids, args.words.differs),
    markAuthors: (lookOf) => authors.show(view, lookOf),
    authorsHere: () => authors.at(view.state),
    setEditable(next) {
      editable = next;
      view.setProps({});
    },
    destroy() {
      release();
      marks.destroy();
      view.destroy();
      presence?.close();
    },
  };
}

function textAttributes(args: EditorArgs): Record<string, string> {
  return {
    class: "charter-text",
    role: "textbox",
    "aria-multiline": "true",
    "aria-label": args.words.label,
    "aria-description": args.words.help,
    lang: args.language,
    spellcheck: String(args.checksSpelling),
    dir: isRightToLeft(args.language) ? "rtl" : "ltr",
  };
}

const rootOf = (mount: HTMLElement): Document | ShadowRoot => {
  const root = mount.getRootNode();
  return root instanceof ShadowRoot ? root : mount.ownerDocument;
};

function listen(onChange: EditorArgs["onChange"]) {
  let timer: ReturnType<typeof setTimeout> | null = null;
  let textChanged = false;
  return {
    update(view: EditorView, before: EditorState) {
      if (onChange === undefined || view.state === before) return;
      textChanged ||= view.state.doc !== before.doc;
      timer ??= setTimeout(() => {
        const change = { textChanged, clause: clauseAtCaret(view.state) };
        timer = null;
        textChanged = false;
        onChange(change);
      }, notifyDelayMs);
    },
    close() {
      if (timer !== null) clearTimeout(timer);
    },
  };
}

function clauseAtCaret(state: EditorState): ClauseId | null {
  const { $head } = state.selection;
  const depth = depthOf($head, "article", "clause");
  return depth === null ? null : parseClauseId($head.node(depth).attrs.id);
}

function focusClause(view: EditorView, id: ClauseId): boolean {
  let found: number | null = null;
  view.state.doc.descendants((node, position) => {
    if (found === null && node.attrs.id === id) found = position;
    return found === null && !node.isTextblock;
  });
  if (found === null) return false;
  const selection = Selection.near(view.state.doc.resolve(found + 1), 1);
  view.dispatch(view.state.tr.setSelection(selection));
  view.focus();
  const dom = view.nodeDOM(found);
  if (dom instanceof HTMLElement) showSettled(dom, "start");
  return true;
}

const isBlank = (doc: Node): boolean =>
  doc.childCount === 0 || (doc.childCount === 1 && doc.firstChild?.isTextblock === true && doc.textContent === "");

function openLink(event: MouseEvent, editable: boolean, open: EditorArgs["onOpenLink"]): boolean {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link === null) return false;
  // The window never leaves this page by a link in a text.
  event.preventDefault();
  const href = link.getAttribute("href");
  if ((!editable || event.ctrlKey || event.metaKey) && isAllowedHref(href)) open?.(href);
  return false;
}
