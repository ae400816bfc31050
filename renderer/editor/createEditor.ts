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
import { textRoot } from "../../shared/crdt/docLayout.ts";
import { bindText } from "./bindText.ts";
import { createCalmAwareness } from "./calmAwareness.ts";
import { caretArticle } from "./caretArticle.ts";
import { depthOf } from "./clauseCommands.ts";
import { clauseIds } from "./clauseIds.ts";
import { createClauseMarks } from "./clauseMarks.ts";
import { announce, cursors, type Person } from "./cursors.ts";
import { type Commands, createCommands } from "./editorCommands.ts";
import { keymap } from "./keymap.ts";
import { markViews, nodeViews } from "./nodeViews.ts";
import { createOutline, type OutlineEntry } from "./outline.ts";
import { paste } from "./paste.ts";
import { roomForCaret } from "./roomForCaret.ts";
import { tables } from "./tables.ts";
import { typingRules } from "./typingRules.ts";
import { unseen } from "./unseen.ts";

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
  readonly me: Person;
  readonly words: EditorWords;
  /** The text or the selection changed, by anyone. At most once in `notifyDelayMs`. */
  readonly onChange?: (change: EditorChange) => void;
  readonly onPasteRefused?: (characters: number, limit: number) => void;
  /** A link was opened by Ctrl or Cmd and a click, or by a click in a text that cannot be edited. */
  readonly onOpenLink?: (href: string) => void;
}

export interface EditorChange {
  readonly textChanged: boolean;
  /** Innermost clause or article with the caret. */
  readonly clause: ClauseId | null;
}

export interface Editor {
  readonly view: EditorView;
  readonly commands: Commands;
  outline(): readonly OutlineEntry[];
  /** Puts the caret at the beginning of a clause and shows it; false where there is no such clause. */
  focusClause(id: ClauseId): boolean;
  /** Marks clauses as different from the text in force, and no others. */
  markClauses(ids: Iterable<ClauseId>): void;
  setEditable(editable: boolean): void;
  destroy(): void;
}

const notifyDelayMs = 60;

export function createEditor(args: EditorArgs): Editor {
  let editable = args.editable;
  const text = bindText(textRoot(args.yDoc));
  const presence = args.awareness === null ? null : createCalmAwareness(args.awareness);
  const notify = listen(args.onChange);
  const writable = textAttributes(args);
  const blank = { ...writable, class: `${writable.class} is-blank`, "data-placeholder": args.words.placeholder };
  const readable = { ...writable, "aria-readonly": "true", tabindex: "0" };
  const state = EditorState.create({
    doc: text.doc,
    plugins: [
      ...text.plugins,
      ...(presence === null ? [] : [cursors(presence.awareness)]),
      clauseIds(),
      unseen(),
      roomForCaret(),
      typingRules(),
      keymap(),
      paste(args.onPasteRefused ?? (() => undefined)),
      dropCursor({ class: "drop-cursor", color: false }),
      gapCursor(),
      caretArticle(),
      tables(),
      new Plugin({ view: () => ({ update: notify.update, destroy: notify.close }) }),
    ],
  });
  const release = text.connect(state);
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
      // y-prosemirror announces cursors from a timer, which may outlive the view.
      if (view.isDestroyed) return;
      view.updateState(view.state.apply(transaction));
    },
    handleDOMEvents: { click: (_view, event) => openLink(event, editable, args.onOpenLink) },
  });
  if (args.awareness !== null) announce(args.awareness, args.me);
  const marks = createClauseMarks(rootOf(args.mount));
  const readOutline = createOutline();

  return {
    view,
    commands: createCommands(view),
    outline: () => readOutline(view.state.doc),
    focusClause: (id) => focusClause(view, id),
    markClauses: (ids) => marks.show(ids, args.words.differs),
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
  if (dom instanceof HTMLElement) showAtTop(dom);
  return true;
}

/** So many frames at most are waited for. */
const maxFrames = 20;

/**
 * Articles that were not drawn yet take their true height only when they come near: the place is looked for again in
 * each frame until it stays.
 */
function showAtTop(dom: HTMLElement): void {
  const scroll = () => dom.scrollIntoView({ block: "start", behavior: "instant" });
  let still = 0;
  let frames = 0;
  const again = () => {
    const before = dom.getBoundingClientRect().top;
    scroll();
    still = Math.abs(dom.getBoundingClientRect().top - before) < 1 ? still + 1 : 0;
    if (still < 3 && ++frames < maxFrames && dom.isConnected) requestAnimationFrame(again);
  };
  scroll();
  requestAnimationFrame(again);
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
