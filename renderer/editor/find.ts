/**
 * Finds words in the text, shows them, and writes others in their place.
 *
 * Owns: what is looked for, what was found and which of it is at hand. Called by: createEditor.
 * Invariants: while nothing is looked for it does nothing. A search works in slices of a frame and reads again only
 * blocks that changed. Only what is near the window's view is decorated.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import type { ClauseId } from "../../shared/base/ids.ts";
import { type FindOptions, type Found, findIn, fold } from "../../shared/charter/text/findText.ts";
import { blockLine } from "./blockLine.ts";
import { showSettled } from "./showSettled.ts";
import { inOneUndo } from "./undoStack.ts";

export interface FindQuery extends FindOptions {
  readonly words: string;
  /** Only in the clause in which the caret stands as the search begins. */
  readonly inClause: boolean;
}

export interface FindState {
  readonly count: number;
  /** Which of them is at hand, from 1; 0: none. */
  readonly index: number;
  /** False while the search is on its way. */
  readonly isWhole: boolean;
}

export interface Find {
  /** Begins a search, or another; null ends it. */
  look(query: FindQuery | null): void;
  state(): FindState;
  /** What is selected in one block, to be looked for. */
  selectedWords(): string;
  /** The next or the one before, around the ends of the text. */
  step(direction: 1 | -1): void;
  /** Writes in place of the one at hand and goes on to the next. False: there is none, or the text is only read. */
  replace(words: string): boolean;
  /** One step of undo. Returns how many, or null where they would bring more characters than the limit allows. */
  replaceAll(words: string): number | null;
  /** Puts the caret where the one at hand stands, or leaves it, and gives it back to the text. */
  leave(): void;
}

/** What all replacements together may bring, as a paste. */
export const maxReplacedCharacters = 1_000_000;

/** A longer selection is no search for words. */
const maxSelectedWords = 200;
const maxPerTransaction = 200;
/** A slice of a search. */
const sliceMs = 5;
/** A search follows the text when nobody has written for so long. */
const restMs = 80;
/** More than so many are decorated only near the view. */
const maxDecorated = 300;

interface Shown {
  readonly decorations: DecorationSet;
  /** From where "next" goes on. */
  readonly anchor: number;
}

const key = new PluginKey<Shown>("find");

/** `clauseAtCaret`: the innermost clause or article with the caret. */
export function createFind(clauseAtCaret: (state: EditorState) => ClauseId | null): {
  readonly plugin: Plugin;
  readonly find: (view: EditorView) => Find;
} {
  let search: Search | null = null;
  const plugin = new Plugin<Shown>({
    key,
    state: {
      init: () => ({ decorations: DecorationSet.empty, anchor: 0 }),
      apply: (transaction, shown) => {
        const given: Shown | undefined = transaction.getMeta(key);
        if (given !== undefined) return given;
        if (!transaction.docChanged || search === null) return shown;
        const { mapping, doc } = transaction;
        return { decorations: shown.decorations.map(mapping, doc), anchor: mapping.map(shown.anchor) };
      },
    },
    props: { decorations: (state) => key.getState(state)?.decorations },
    view: () => ({
      update: (view, before) => {
        if (view.state.doc !== before.doc) search?.later();
      },
      destroy: () => search?.close(),
    }),
  });
  const find = (view: EditorView): Find => ({
    look(query) {
      const clause = query?.inClause === true ? (search?.clause ?? clauseAtCaret(view.state)) : null;
      search?.close();
      search = query === null || query.words === "" ? null : createSearch(view, query, clause);
      if (search === null) show(view, DecorationSet.empty, view.state.selection.from);
      else search.begin();
    },
    state: () => search?.state() ?? { count: 0, index: 0, isWhole: true },
    selectedWords() {
      const { $from, $to, from, to } = view.state.selection;
      return $from.sameParent($to) && to - from <= maxSelectedWords
        ? view.state.doc.textBetween(from, to, " ", " ")
        : "";
    },
    step: (direction) => search?.step(direction),
    replace: (words) => view.editable && search?.replace(words) === true,
    replaceAll: (words) => (view.editable && search !== null ? search.replaceAll(words) : 0),
    leave() {
      const at = search?.whereToStay() ?? null;
      search?.close();
      search = null;
      if (at !== null) select(view, at);
      show(view, DecorationSet.empty, view.state.selection.from);
      view.focus();
    },
  });
  return { plugin, find };
}

const show = (view: EditorView, decorations: DecorationSet, anchor: number): void =>
  view.dispatch(view.state.tr.setMeta(key, { decorations, anchor }).setMeta("addToHistory", false));

const select = (view: EditorView, { from, to }: Found): void =>
  view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, from, to)));

interface Search {
  readonly clause: ClauseId | null;
  begin(): void;
  later(): void;
  state(): FindState;
  /** The one at hand; null: none, or the caret was put elsewhere meanwhile. */
  whereToStay(): Found | null;
  step(direction: 1 | -1): void;
  replace(words: string): boolean;
  replaceAll(words: string): number | null;
  close(): void;
}

interface Block {
  readonly node: Node;
  readonly start: number;
}

function createSearch(view: EditorView, query: FindQuery, clause: ClauseId | null): Search {
  const folded = fold(query.words, query);
  const known = new WeakMap<Node, readonly Found[]>();
  let read: Node | null = null;
  let blocks: readonly Block[] = [];
  let next = 0;
  let found: Found[] = [];
  let index = -1;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let frame: number | null = null;
  let isToShow = false;
  /** The caret as the search left it. */
  let seen = view.state.selection;

  const anchor = (): number => key.getState(view.state)?.anchor ?? 0;
  const here = (): Found | null => found[index] ?? null;
  const isElsewhere = (): boolean => !view.state.selection.eq(seen);
  const stop = (): void => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
  };

  function restart(): void {
    stop();
    read = view.state.doc;
    blocks = folded === "" ? [] : blocksIn(read, clause);
    next = 0;
    found = [];
    index = -1;
  }

  /** Reads until `until` (milliseconds of the window's clock). */
  function readOn(until: number): void {
    while (next < blocks.length && performance.now() < until) {
      const { node, start } = blocks[next++] as Block;
      const matches = known.get(node) ?? matchesOf(node, folded, query);
      known.set(node, matches);
      for (const { from, to } of matches) found.push({ from: start + from, to: start + to });
    }
    if (index < 0) index = found.findIndex(({ from }) => from >= anchor());
    if (index < 0 && next === blocks.length && found.length > 0) index = 0;
  }

  function slice(): void {
    timer = null;
    const isShown = index >= 0;
    readOn(performance.now() + sliceMs);
    const isOver = next === blocks.length;
    if (!isOver) timer = setTimeout(slice, 0);
    if (isOver || (index >= 0 && !isShown)) drawAround();
  }

  /** All that stands in the text as it is. */
  function finish(): void {
    if (read !== view.state.doc) restart();
    stop();
    readOn(Number.POSITIVE_INFINITY);
  }

  function draw(): void {
    const shown = found.length <= maxDecorated ? found : nearView(view, found);
    const at = here();
    const all = at === null || shown.includes(at) ? shown : [...shown, at];
    const decorations = all.map((one) =>
      Decoration.inline(one.from, one.to, { class: one === at ? "found found-here" : "found" }),
    );
    show(view, DecorationSet.create(view.state.doc, decorations), anchor());
  }

  function drawAround(): void {
    draw();
    const at = here();
    if (!isToShow || at === null) return;
    isToShow = false;
    const dom = view.dom.querySelector(".found-here");
    if (dom instanceof HTMLElement) showSettled(dom, "center");
  }

  const onScroll = (): void => {
    if (found.length <= maxDecorated) return;
    frame ??= requestAnimationFrame(() => {
      frame = null;
      if (read === view.state.doc) draw();
    });
  };
  document.addEventListener("scroll", onScroll, { capture: true, passive: true });

  function go(to: number): void {
    index = to;
    isToShow = true;
    const at = here();
    if (at !== null) {
      select(view, at);
      show(view, DecorationSet.empty, at.from);
    }
    seen = view.state.selection;
    drawAround();
  }

  return {
    clause,
    whereToStay: () => {
      finish();
      return isElsewhere() ? null : here();
    },
    begin() {
      isToShow = true;
      show(view, DecorationSet.empty, view.state.selection.from);
      restart();
      slice();
    },
    later() {
      stop();
      timer = setTimeout(() => {
        restart();
        slice();
      }, restMs);
    },
    state: () => ({ count: found.length, index: index + 1, isWhole: next === blocks.length && timer === null }),
    step(direction) {
      finish();
      const { from } = view.state.selection;
      const after = found.findIndex((one) => one.from >= from);
      const past = after < 0 ? found.length : after;
      const to = isElsewhere() ? (direction === 1 ? past : past - 1) : index + direction;
      if (found.length > 0) go((to + found.length) % found.length);
    },
    replace(words) {
      finish();
      const at = here();
      if (at === null) return false;
      inOneUndo(view.state, () => view.dispatch(replaceIn(view.state.tr, at, words)));
      show(view, DecorationSet.empty, at.from + words.length);
      finish();
      go(index);
      return true;
    },
    replaceAll(words) {
      finish();
      const count = found.length;
      if (count * words.length > maxReplacedCharacters) return null;
      if (count === 0) return 0;
      inOneUndo(view.state, () => {
        // From the end, so that what is still to be replaced stays where it is; in parts, because the editor's plugins
        // look at each step of a transaction with all that follow it.
        const backwards = found.toReversed();
        for (let at = 0; at < count; at += maxPerTransaction) {
          const transaction = view.state.tr;
          for (const one of backwards.slice(at, at + maxPerTransaction)) replaceIn(transaction, one, words);
          view.dispatch(transaction);
        }
      });
      finish();
      draw();
      return count;
    },
    close() {
      stop();
      if (frame !== null) cancelAnimationFrame(frame);
      document.removeEventListener("scroll", onScroll, { capture: true });
    },
  };
}

const replaceIn = (transaction: Transaction, { from, to }: Found, words: string) =>
  words === "" ? transaction.delete(from, to) : transaction.insertText(words, from, to);

function matchesOf(block: Node, folded: string, options: FindOptions): readonly Found[] {
  const text = blockLine(block);
  return findIn(text, fold(text, options), folded, options);
}

/** In reading order; those of one clause where it is named, none where it is gone. */
function blocksIn(doc: Node, clause: ClauseId | null): readonly Block[] {
  const blocks: Block[] = [];
  const read = (node: Node, start: number): void =>
    node.descendants((child, offset) => {
      if (child.isTextblock) blocks.push({ node: child, start: start + offset + 1 });
      return !child.isTextblock;
    });
  if (clause === null) read(doc, 0);
  else
    doc.descendants((node, position) => {
      if (node.attrs.id === clause) read(node, position + 1);
      return !node.isTextblock && node.attrs.id !== clause;
    });
  return blocks;
}

/** Those that the window shows, and as many again before and after. */
function nearView(view: EditorView, found: readonly Found[]): readonly Found[] {
  const { left, width, top, bottom } = view.dom.getBoundingClientRect();
  const at = (y: number): number | null => view.posAtCoords({ left: left + width / 2, top: y })?.pos ?? null;
  const first = at(Math.max(top, 0) + 1) ?? 0;
  const last = at(Math.min(bottom, innerHeight) - 1) ?? first;
  const from = found.findIndex((one) => one.to >= first);
  if (from < 0) return found.slice(-maxDecorated);
  const until = found.findIndex((one) => one.from > last);
  const count = Math.min((until < 0 ? found.length : until) - from, maxDecorated);
  return found.slice(Math.max(0, from - count), from + 2 * count + 1);
}
