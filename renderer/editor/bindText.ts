/**
 * Joins an editor to the Yjs text, in both directions.
 *
 * Owns: one reading of the document, the nodes that show it, and this window's undo stack. Called by: createEditor,
 * which sends every transaction of its view through `apply`.
 * Invariants: nothing is written to the Yjs document except what this person does ([I2]). After each transaction the
 * editor shows what a reading of the document gives, but for a block in which an input method composes.
 *
 * Runs without a window: of its view it asks a state and a dispatch.
 */
import type { Node } from "prosemirror-model";
import { type Command, type EditorState, Plugin, PluginKey, TextSelection, type Transaction } from "prosemirror-state";
import { Mapping, type StepMap } from "prosemirror-transform";
import type * as Y from "yjs";
import type { CharterText, ElementNode } from "../../shared/charter/text/model.ts";
import { replaceAt } from "../../shared/charter/text/tree.ts";
import { createCleanSight } from "../../shared/crdt/reading/cleanSight.ts";
import { createReading, type Reading } from "../../shared/crdt/reading/reading.ts";
import { writeText } from "../../shared/crdt/writing/writeText.ts";
import { createHeldBlock, type HeldBlock, readShownBlock, type ShownBlock } from "./heldBlock.ts";
import { createNodePairs } from "./nodePairs.ts";
import {
  blockAt,
  elementAt,
  type Place,
  pathOfBlock,
  pathTo,
  placeAt,
  placeOf,
  positionOf,
  relativeAt,
} from "./places.ts";
import { isRemote, remoteChange } from "./remoteChange.ts";
import { createUndoStack } from "./undoStack.ts";
import { writeRun } from "./writeRun.ts";
import { type BlockEdit, readBlockEdits, writeBlockEdits } from "./writeSteps.ts";

/** What the binding asks of an editor's view. */
export interface BoundView {
  readonly state: EditorState;
  /** Whether an input method is at work. */
  readonly composing: boolean;
  dispatch(transaction: Transaction): void;
}

export interface BoundText {
  readonly doc: Node;
  /** Of the document, kept up with it. */
  readonly reading: Reading;
  /** Before every other plugin. */
  readonly plugins: readonly Plugin[];
  /** The state after a transaction of the view, which is written to Yjs where it is this person's work. */
  apply(state: EditorState, transaction: Transaction): EditorState;
  /** From now on the view is told what Yjs brings. Returns the release, after which the binding is of no use. */
  connect(view: BoundView): () => void;
  /** An input method has done its work. */
  composed(): void;
  /** For the carets of others. */
  readonly places: BoundPlaces;
}

export interface BoundPlaces {
  /** Null where no words stand yet in the document. */
  relativeAt(doc: Node, position: number): Y.RelativePosition | null;
  positionOf(doc: Node, relative: Y.RelativePosition, near: number | null): number | null;
}

interface Anchors {
  readonly state: EditorState;
  readonly anchor: Y.RelativePosition | null;
  readonly head: Y.RelativePosition | null;
}

interface Held {
  readonly block: HeldBlock;
  /** What is shown of it. */
  element: ElementNode;
}

/** After the end of a composition ProseMirror reads the words once more. */
const compositionEndMs = 50;

export function bindText(yDoc: Y.Doc): BoundText {
  const origin = { name: "editor" };
  const reading = createReading(yDoc, createCleanSight(yDoc));
  const pairs = createNodePairs();
  const undoStack = createUndoStack(yDoc, origin);
  let view: BoundView | null = null;
  let isWriting = false;
  let anchors: Anchors | null = null;
  let composed: ShownBlock | null = null;
  let held: Held | null = null;
  let flushTimer: ReturnType<typeof setTimeout> | null = null;

  // ---- what is shown -----------------------------------------------------------------------------

  function heldPath(): readonly number[] | null {
    const block = held?.block.block() ?? null;
    return block === null ? null : pathOfBlock(reading, block);
  }

  /** The reading, with the block that an input method is at work in as it is shown. */
  function shownText(): CharterText {
    const text = reading.text();
    if (held === null) return text;
    const path = heldPath();
    if (path !== null) return replaceAt(text, path, [held.element]);
    held = null;
    return text;
  }

  /** Shows what the reading has where that is not what `next` shows: a normal form, or what others wrote meanwhile. */
  function agree(next: EditorState): EditorState {
    const doc = pairs.nodeLike(shownText(), next.doc);
    return doc === next.doc ? next : next.apply(remoteChange(next, doc, false));
  }

  // ---- from the editor to Yjs --------------------------------------------------------------------

  function apply(state: EditorState, transaction: Transaction): EditorState {
    const { state: next, transactions } = state.applyTransaction(transaction);
    const own = transactions.filter((one) => one.docChanged && !isRemote(one));
    if (own.length === 0) return next;
    const edits = readBlockEdits(own);
    if (held !== null && !areInFlows(edits)) return applyBeyond(state, own);
    isWriting = true;
    try {
      write(transactions.find(isRemote)?.doc ?? state.doc, next.doc, own, edits);
    } catch (thrown) {
      // What was written until then is in the document: the window shows that, whatever its state is by now.
      setTimeout(() => show(false));
      throw thrown;
    } finally {
      isWriting = false;
    }
    if (held !== null && view?.composing !== true) flushSoon();
    return agree(next);
  }

  const areInFlows = (edits: readonly BlockEdit[] | null): boolean =>
    edits?.every(({ path }) => {
      const element = elementAt(reading.text(), path);
      return element !== null && reading.blockOf(element) !== null;
    }) === true;

  /** What changes more than words under an input method is done after what was held back is shown. */
  function applyBeyond(state: EditorState, own: readonly Transaction[]): EditorState {
    held = null;
    const change = remoteChange(state, pairs.nodeLike(reading.text(), state.doc), false);
    const shown = state.apply(change);
    return apply(shown, rebase(shown, own, change.mapping.maps));
  }

  function write(
    before: Node,
    after: Node,
    own: readonly Transaction[],
    edits: ReturnType<typeof readBlockEdits>,
  ): void {
    let written: Pick<Y.Transaction, "changed"> = { changed: new Map() };
    const run = (transaction: Y.Transaction): void => {
      written = transaction;
      if (own.every((one) => one.getMeta("addToHistory") === false)) transaction.meta.set("addToHistory", false);
      const isDone = edits !== null && writeBlockEdits(reading, edits, writeHeld);
      if (isDone || (edits === null && writeRun(reading, pairs, before, after))) return;
      writeText(reading, pairs.textOf(after, before, reading.text()));
    };
    try {
      yDoc.transact(run, origin);
    } finally {
      reading.note(written);
    }
    const path = heldPath();
    const node = path === null ? null : nodeAt(after, path);
    if (held !== null && node !== null) held.element = pairs.blockOf(node);
  }

  function writeHeld(path: readonly number[], edit: BlockEdit): boolean {
    if (held === null || heldPath()?.join() !== path.join()) return false;
    held.block.write(edit);
    return true;
  }

  // ---- from Yjs to the editor --------------------------------------------------------------------

  function onBegin(transaction: Y.Transaction): void {
    if (view === null || isWriting || transaction.origin === origin) return;
    const { state, composing } = view;
    anchors = state.selection instanceof TextSelection ? readAnchors(state) : null;
    if (composing && held === null) composed = readComposed(state);
  }

  function onEnd(transaction: Y.Transaction): void {
    if (transaction.origin === origin) return;
    if (transaction.changed.size > 0) {
      reading.note(transaction);
      if (!isWriting) show(transaction.origin === undoStack.manager);
    }
    anchors = null;
    composed = null;
  }

  function show(isUndo: boolean): void {
    if (view === null) return;
    const { state } = view;
    if (isUndo) held = null;
    else if (composed !== null) hold(composed);
    const doc = pairs.nodeLike(shownText(), state.doc);
    if (doc === state.doc) return;
    const change = remoteChange(state, doc, isUndo);
    if (!isUndo && anchors?.state === state) keepCaret(change, anchors);
    view.dispatch(change);
  }

  // ---- carets ------------------------------------------------------------------------------------

  function placeIn(doc: Node, position: number): Place | null {
    if (held === null) return placeAt(reading, doc, position);
    if (heldPath()?.join() !== pathTo(doc, position).join()) return placeAt(reading, doc, position);
    return held.block.placeAt(doc.resolve(position).parentOffset);
  }

  function positionIn(doc: Node, relative: Y.RelativePosition, near: number | null): number | null {
    const place = placeOf(yDoc, relative);
    const position = place === null ? null : positionOf(reading, doc, place, near);
    if (held === null || position === null || heldPath()?.join() !== pathTo(doc, position).join()) return position;
    const offset = held.block.offsetOf(relative);
    return offset === null ? position : doc.resolve(position).start() + offset;
  }

  /** A caret stays behind what stands before it; a selection takes in nothing that others write at its ends. */
  function readAnchors(state: EditorState): Anchors {
    const { anchor, head, empty, from } = state.selection;
    const relative = (position: number): Y.RelativePosition | null => {
      const place = placeIn(state.doc, position);
      return place === null ? null : relativeAt(place, empty || position !== from ? "behind" : "before");
    };
    const anchorPlace = relative(anchor);
    return { state, anchor: anchorPlace, head: empty ? anchorPlace : relative(head) };
  }

  function keepCaret(change: Transaction, kept: Anchors): void {
    const { selection } = change;
    const find = (relative: Y.RelativePosition | null, mapped: number): number =>
      (relative === null ? null : positionIn(change.doc, relative, mapped)) ?? mapped;
    const anchor = find(kept.anchor, selection.anchor);
    const head = find(kept.head, selection.head);
    if (anchor === selection.anchor && head === selection.head) return;
    change.setSelection(TextSelection.between(change.doc.resolve(anchor), change.doc.resolve(head)));
  }

  // ---- input methods -----------------------------------------------------------------------------

  function readComposed({ doc, selection }: EditorState): ShownBlock | null {
    const element = blockAt(reading.text(), doc, selection.head);
    return element === null ? null : readShownBlock(reading, element);
  }

  /** Holds the block back where others changed it under an input method. */
  function hold(shown: ShownBlock): void {
    const block = createHeldBlock(reading, shown);
    const now = block.block();
    const path = now === null ? null : pathOfBlock(reading, now);
    if (path === null || elementAt(reading.text(), path) === shown.element) return;
    held = { block, element: shown.element };
  }

  function flushSoon(): void {
    if (flushTimer !== null) clearTimeout(flushTimer);
    flushTimer = setTimeout(() => {
      flushTimer = null;
      if (view === null || held === null) return;
      if (view.composing) return flushSoon();
      anchors = readAnchors(view.state);
      held = null;
      show(false);
      anchors = null;
    }, compositionEndMs);
  }

  const doc = pairs.nodeOf(reading.text());
  return {
    doc,
    reading,
    plugins: [
      new Plugin({
        key: undoKey,
        state: { init: () => undoStack.manager, apply: (_, manager) => manager },
        props: {
          handleDOMEvents: {
            compositionend: () => {
              flushSoon();
              return false;
            },
          },
        },
      }),
    ],
    apply,
    connect(bound) {
      view = bound;
      yDoc.on("beforeTransaction", onBegin);
      yDoc.on("afterTransaction", onEnd);
      return () => {
        view = null;
        if (flushTimer !== null) clearTimeout(flushTimer);
        yDoc.off("beforeTransaction", onBegin);
        yDoc.off("afterTransaction", onEnd);
        undoStack.close();
      };
    },
    composed: flushSoon,
    places: {
      relativeAt(shown, position) {
        const place = placeIn(shown, position);
        return place === null ? null : relativeAt(place, "behind");
      },
      positionOf: positionIn,
    },
  };
}

const undoKey = new PluginKey<Y.UndoManager>("undo");

const takeBack =
  (kind: "undo" | "redo"): Command =>
  (state, dispatch) => {
    const manager = undoKey.getState(state);
    if (manager === undefined || !(kind === "undo" ? manager.canUndo() : manager.canRedo())) return false;
    if (dispatch !== undefined) manager[kind]();
    return true;
  };

/** They change the Yjs document; what that changes comes back as any other change of it. */
export const undo: Command = takeBack("undo");
export const redo: Command = takeBack("redo");

/** The steps of this person once more, on a state that others changed by `over`. */
function rebase(state: EditorState, own: readonly Transaction[], over: readonly StepMap[]): Transaction {
  const steps = own.flatMap((transaction) => transaction.steps);
  const maps = new Mapping([...steps.map((step) => step.getMap().invert()).reverse(), ...over]);
  const rebased = state.tr;
  for (const [at, step] of steps.entries()) {
    const inverse = steps.length - at;
    const mapped = step.map(maps.slice(inverse));
    if (mapped === null || rebased.maybeStep(mapped).failed !== null) continue;
    maps.appendMap(mapped.getMap(), inverse - 1);
  }
  return rebased;
}

function nodeAt(doc: Node, path: readonly number[]): Node | null {
  let node: Node | null = doc;
  for (const index of path) node = node?.maybeChild(index) ?? null;
  return node;
}

/** What this person does from now on is taken back by itself. */
export const pauseUndo = (state: EditorState): void => undoKey.getState(state)?.stopCapturing();

/** All that is written in `run`, however long it takes, is one step of undo of its own. */
export function inOneUndo(state: EditorState, run: () => void): void {
  const manager = undoKey.getState(state);
  if (manager === undefined) return run();
  const { captureTimeout } = manager;
  manager.stopCapturing();
  manager.captureTimeout = Number.POSITIVE_INFINITY;
  try {
    run();
  } finally {
    manager.captureTimeout = captureTimeout;
    manager.stopCapturing();
  }
}
