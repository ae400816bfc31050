/**
 * The text of a charter, to be read and written.
 *
 * Owns: the ProseMirror view in `mount`, this window's undo stack, the marks on clauses. Called by: the charter
 * screen, which owns the Yjs document and may keep it after `destroy`.
 * Invariant: a key costs what it changes, not what the charter weighs: no plugin walks the document for a key, and
 * listeners hear of changes in the first rest behind the keys.
 */
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import type { Node } from "prosemirror-model";
import { EditorState, Plugin, Selection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import type { Awareness } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { ClauseId } from "../../shared/base/ids.ts";
import { readTerms, type Terms } from "../../shared/charter/draft/terms.ts";
import type { NotKeptList } from "../../shared/charter/formats/notKept.ts";
import { isRightToLeft } from "../../shared/charter/text/direction.ts";
import { isAllowedHref } from "../../shared/charter/text/links.ts";
import type { CharterText } from "../../shared/charter/text/model.ts";
import { createPromiseWords, type NameOf } from "../../shared/charter/text/promiseWords.ts";
import type { Anchor } from "../../shared/crdt/reading/anchors.ts";
import { createAgreedDoc } from "./agreedDoc.ts";
import { createAnchorMarks, type SelectedWords } from "./anchors.ts";
import { createAuthorMarks, type LookOf } from "./authors.ts";
import { bindText } from "./bindText.ts";
import { type Brackets, type BracketsArgs, createBrackets } from "./brackets.ts";
import { createCalmAwareness } from "./calmAwareness.ts";
import { caretArticle } from "./caretArticle.ts";
import type { ChipPosition } from "./chips.ts";
import { clauseIds } from "./clauseIds.ts";
import { createClauseMarks } from "./clauseMarks.ts";
import { clauseAtCaret, pieceOf } from "./clausePieces.ts";
import { createClosedClauses } from "./closedClauses.ts";
import { createConflictMarks, type MarkedConflict } from "./conflictMarks.ts";
import { copyAgreed } from "./copyAgreed.ts";
import { announce, cursors, type Person } from "./cursors.ts";
import { type Commands, createCommands } from "./editorCommands.ts";
import { createFind, type Find } from "./find.ts";
import { createFootnotes } from "./footnotes.ts";
import { keymap } from "./keymap.ts";
import { markViews, nodeViews } from "./nodeViews.ts";
import { createOutline, numberEntries, type OutlineEntry } from "./outline.ts";
import { type LongPaste, paste } from "./paste.ts";
import { createPromises } from "./promises.ts";
import { readCaret } from "./readCaret.ts";
import { createReferences } from "./references.ts";
import { roomForCaret } from "./roomForCaret.ts";
import { showSettled } from "./showSettled.ts";
import { deedOf, type StructureDeed } from "./structure.ts";
import { createStructureView, type StructureView } from "./structureView.ts";
import { marksOf } from "./suggestionMarks.ts";
import { createSuggestionView, type SuggestionView } from "./suggestionView.ts";
import { tables } from "./tables.ts";
import { typingRules } from "./typingRules.ts";
import { undoKey } from "./undoStack.ts";
import { unseen } from "./unseen.ts";
import { whenStill } from "./whenStill.ts";
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
  /** The text or the selection changed, by anyone: told in the first rest, when the text is left, and often enough while somebody types. */
  readonly onChange?: (change: EditorChange) => void;
  /** This person moved, divided, joined, put in or removed a clause or an article. */
  readonly onStructure?: (change: StructureChange) => void;
  /** What was pasted is too long to come in at once: nothing of it did. */
  readonly onLongPaste?: (pasted: LongPaste) => void;
  /** These pictures, objects and struck words of what was pasted were left out. */
  readonly onPasteLeftOut?: (list: NotKeptList) => void;
  /** This person took something back, or did it again, of which nothing is left: nothing else was taken back instead. */
  readonly onUndoInVain?: (kind: "undo" | "redo") => void;
  /** While `markAuthors` is on: words stand in the text of whom it knows nothing. */
  readonly onUnknownAuthor?: () => void;
  readonly brackets?: BracketsArgs;
  /** A change of this closed clause was held back: the person is to be asked. */
  readonly onHeld?: (clause: ClauseId) => void;
  /** Somebody clicked on words that are marked as commented on, by the key of the anchor. */
  readonly onAnchor?: (key: string) => void;
  /** A link was opened by Ctrl or Cmd and a click, or by a click in a text that cannot be edited. */
  readonly onOpenLink?: (href: string) => void;
  /** Somebody wants to read or change a note. */
  readonly onOpenNote?: (position: ChipPosition) => void;
  /** What a party is called now, by its id; null: nobody knows. */
  readonly nameOf?: NameOf;
  /** Somebody wants to change a promise. */
  readonly onOpenPromise?: (position: ChipPosition) => void;
}

export interface EditorChange {
  readonly textChanged: boolean;
  /** The person leaves the text, and goes on at once with what stands around it. */
  readonly isLeft: boolean;
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
  /** The Yjs client id under which this window writes. */
  readonly clientId: number;
  readonly commands: Commands;
  readonly structure: StructureView;
  readonly find: Find;
  readonly brackets: Brackets;
  readonly suggestions: SuggestionView;
  /** Of the agreed text, as its numbers are. */
  outline(): readonly OutlineEntry[];
  /** Of the agreed text. Null: not counted yet when `until` (milliseconds of the window's clock) came; ask again to go on. */
  countWords(until: number): WordCounts | null;
  /** What the text defines and uses. It costs a walk of the text: ask while nobody writes. */
  terms(): Terms;
  /** Puts the caret at the beginning of a clause and shows it; false where there is no such clause. */
  focusClause(id: ClauseId): boolean;
  /** Marks clauses as different from the text in force, and no others. */
  markClauses(ids: Iterable<ClauseId>): void;
  /** Marks the words by who wrote them; null: no more. */
  markAuthors(lookOf: LookOf | null): void;
  /** While they are marked: the Yjs clients that wrote what is selected, or what stands before the caret. */
  authorsHere(): readonly number[];
  /** Marks these words as changed by several who did not know of each other, and no others. */
  markConflicts(conflicts: readonly MarkedConflict[]): void;
  /** Selects the next of them, or the one before; null: there is none. */
  stepConflict(direction: 1 | -1): MarkedConflict | null;
  /** Marks words that somebody commented on, and no others. */
  markAnchors(anchors: readonly Anchor<string>[]): void;
  /** Brings the words of a marked anchor into sight; false where none stand. */
  revealAnchor(key: string): boolean;
  /** Changes of the words of these are held back, and of no others. */
  holdClosed(ids: readonly ClauseId[]): void;
  /** The person means it: the words of this one may change from now on. */
  allowClosed(id: ClauseId): void;
  /** What is selected, for a comment on it. */
  selectedWords(): SelectedWords;
  /** The promise that is selected or that the caret stands beside; null: there is none. */
  promiseHere(): ChipPosition | null;
  /** Parties may have other names by now. */
  redrawPromises(): void;
  setEditable(editable: boolean): void;
  destroy(): void;
}

const notified = { restMs: 60, mostMs: 400 };
const unheard: BracketsArgs = {
  mayEdit: () => true,
  onChange: () => undefined,
  onOpen: () => undefined,
  onRefused: () => undefined,
};

export function createEditor(args: EditorArgs): Editor {
  let editable = args.editable;
  const promiseWords = createPromiseWords(args.language, (party) => args.nameOf?.(party) ?? null);
  const text = bindText(args.yDoc, promiseWords);
  const presence = args.awareness === null ? null : createCalmAwareness(args.awareness);
  const authors = createAuthorMarks(text.reading, () => args.onUnknownAuthor?.());
  const conflicts = createConflictMarks(text.reading);
  const bracketed = createBrackets(text, args.brackets ?? unheard);
  const anchors = createAnchorMarks(text.reading, (key) => args.onAnchor?.(key));
  const closed = createClosedClauses((id) => args.onHeld?.(id));
  const notify = listen(args.onChange);
  const find = createFind(clauseAtCaret);
  const agreed = createAgreedDoc(args.yDoc, text.suggestions);
  const readOutline = createOutline();
  const agreedOutline = (doc: Node) => readOutline(agreed.beside(doc));
  const outlineOf = ({ doc }: EditorState) => agreedOutline(doc);
  const references = createReferences(agreedOutline, focusClause);
  const footnotes = createFootnotes(references.numberOf, (position) => args.onOpenNote?.(position));
  const writable = textAttributes(args);
  const blank = { ...writable, class: `${writable.class} is-blank`, "data-placeholder": args.words.placeholder };
  const readable = { ...writable, "aria-readonly": "true", tabindex: "0" };
  const promises = createPromises(promiseWords, (position) => args.onOpenPromise?.(position));
  const state = EditorState.create({
    doc: text.doc,
    plugins: [
      ...text.plugins,
      ...(presence === null ? [] : [cursors(presence.awareness, text.places)]),
      clauseIds(),
      unseen(),
      authors.plugin,
      conflicts.plugin,
      bracketed.plugin,
      anchors.plugin,
      closed.plugin,
      copyAgreed(),
      roomForCaret(),
      typingRules(),
      references.plugin,
      footnotes.plugin,
      promises.plugin,
      keymap(),
      paste(
        {
          onLong: (pasted) => args.onLongPaste?.(pasted),
          onLeftOut: (list) => args.onPasteLeftOut?.(list),
        },
        references.numberOf,
        promiseWords,
      ),
      dropCursor({ class: "drop-cursor", color: false }),
      gapCursor(),
      caretArticle(),
      tables(),
      find.plugin,
      new Plugin({ view: () => ({ update: notify.update, destroy: notify.close }) }),
    ],
  });
  const view: EditorView = new EditorView(args.mount, {
    state,
    nodeViews: {
      ...nodeViews,
      reference: references.nodeView,
      footnote: footnotes.nodeView,
      promise: promises.nodeView,
    },
    markViews: { ...markViews },
    editable: () => editable,
    attributes: ({ doc }) => {
      if (!editable) return readable;
      return isBlank(doc) ? blank : writable;
    },
    dispatchTransaction(transaction) {
      // Marks may come for a text that is shown no more: another document stands for it, in another editor.
      if (view.isDestroyed) return;
      const deed = deedOf(transaction);
      const before = deed === null || args.onStructure === undefined ? [] : outlineOf(view.state);
      view.updateState(text.apply(view.state, transaction));
      const entry = before.find(({ id }) => id === deed?.id);
      if (deed === null || entry === undefined) return;
      const from = numberEntries(before).get(entry.id) ?? "";
      const to = numberEntries(outlineOf(view.state)).get(entry.id) ?? null;
      args.onStructure?.({ name: deed.name, entry, from, to });
    },
    handleDOMEvents: {
      click: (_view, event) => openLink(event, editable, args.onOpenLink),
      // A key that follows a click, or another key, at once means the place where the browser has the caret by now.
      keydown: () => {
        readCaret(view);
        return false;
      },
      // Whoever leaves the text finds around it what is about the place that they come from.
      blur: () => {
        notify.leave();
        return false;
      },
    },
  });
  undoKey.getState(view.state)?.onVain((kind) => args.onUndoInVain?.(kind));
  const release = text.connect({
    get state() {
      return view.state;
    },
    get composing() {
      return view.composing;
    },
    dispatch: (transaction) => view.dispatch(transaction),
    readCaret: () => readCaret(view),
  });
  if (args.awareness !== null) announce(args.awareness, args.me);
  const marks = createClauseMarks(rootOf(args.mount));
  const suggestions = createSuggestionView(view, text, rootOf(args.mount), bracketed.isMine);
  const countWords = createWordCount();
  let termsRead: { readonly text: CharterText; readonly terms: Terms } | null = null;
  const readTermsOf = (now: CharterText): Terms => {
    if (termsRead?.text !== now) termsRead = { text: now, terms: readTerms(now) };
    return termsRead.terms;
  };

  return {
    view,
    clientId: args.yDoc.clientID,
    commands: createCommands(view, references.numberOf),
    structure: createStructureView(view),
    find: find.find(view),
    brackets: bracketed.brackets(view),
    suggestions,
    outline: () => outlineOf(view.state),
    countWords(until) {
      const doc = agreed.beside(view.state.doc);
      const charter = countWords(doc, until);
      const id = clauseAtCaret(view.state);
      const piece = id === null ? null : pieceOf(doc, id);
      const node = piece === null ? null : doc.nodeAt(piece.from);
      const clause = node === null ? null : countWords(node, Number.POSITIVE_INFINITY);
      return charter === null ? null : { charter, clause };
    },
    terms: () => readTermsOf(text.reading.text()),
    focusClause: (id) => focusClause(view, id),
    markClauses: (ids) => marks.show(ids, args.words.differs),
    markAuthors: (lookOf) => authors.show(view, lookOf),
    markConflicts: (list) => conflicts.show(view, list),
    stepConflict: (direction) => conflicts.step(view, direction),
    authorsHere: () => authors.at(view.state),
    markAnchors: (marked) => anchors.show(view, marked),
    revealAnchor: (key) => anchors.reveal(view, key),
    holdClosed: closed.show,
    allowClosed: closed.allow,
    selectedWords: () => anchors.selected(view.state),
    promiseHere: () => promises.here(view.state),
    redrawPromises: promises.redraw,
    setEditable(next) {
      editable = next;
      view.setProps({});
      promises.redraw();
    },
    destroy() {
      release();
      agreed.close();
      suggestions.destroy();
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
  let view: EditorView | null = null;
  let textChanged = false;
  let isLeft = false;
  const soon = whenStill(() => {
    if (view === null) return;
    const change = { textChanged, isLeft, clause: clauseAtCaret(view.state) };
    textChanged = false;
    onChange?.(change);
  }, notified);
  return {
    update(shown: EditorView, before: EditorState) {
      if (onChange === undefined || shown.state === before) return;
      view = shown;
      // What is accepted changes the agreed text, and nothing that is shown but its marks.
      textChanged ||= view.state.doc !== before.doc || marksOf(view.state) !== marksOf(before);
      soon.ask();
    },
    leave(): void {
      isLeft = true;
      soon.flush();
      isLeft = false;
    },
    close: soon.cancel,
  };
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
  doc.childCount === 0 ||
  (doc.childCount === 1 && doc.firstChild?.isTextblock === true && doc.firstChild.content.size === 0);

function openLink(event: MouseEvent, editable: boolean, open: EditorArgs["onOpenLink"]): boolean {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link === null) return false;
  // The window never leaves this page by a link in a text.
  event.preventDefault();
  const href = link.getAttribute("href");
  if ((!editable || event.ctrlKey || event.metaKey) && isAllowedHref(href)) open?.(href);
  return false;
}
