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
import { type EditorState, Plugin, TextSelection, type Transaction } from "prosemirror-state";
import { Mapping, type StepMap } from "prosemirror-transform";
import type * as Y from "yjs";
import { boundWith, isSamePair, isSuggesting, suggestingOf } from "../../shared/base/clientClass.ts";
import type { CharterText, ElementNode } from "../../shared/charter/text/model.ts";
import type { PromiseWords } from "../../shared/charter/text/promiseWords.ts";
import type { SuggestionAnswer } from "../../shared/charter/text/suggested.ts";
import { replaceAt } from "../../shared/charter/text/tree.ts";
import { createSuggestedSight } from "../../shared/crdt/reading/cleanSight.ts";
import { createReading, type Reading } from "../../shared/crdt/reading/reading.ts";
import { createSuggestions, type Suggestions } from "../../shared/crdt/reading/suggestions.ts";
import { type Answerable, answerSteps } from "../../shared/crdt/writing/answers.ts";
import { createPen, type IsOwn } from "../../shared/crdt/writing/pen.ts";
import { writeText } from "../../shared/crdt/writing/writeText.ts";
import { type BlockEdit, readBlockEdits } from "./blockEdits.ts";
import { type Anchors, createCarets, type OwnCaret } from "./carets.ts";
import { createHeldBlock, type HeldBlock, readShownBlock, type ShownBlock } from "./heldBlock.ts";
import { createNodePairs } from "./nodePairs.ts";
import { blockAt, elementAt, pathOfBlock, relativeAt } from "./places.ts";
import { isRemote, remoteChange } from "./remoteChange.ts";
import type { SuggesterLookOf } from "./suggestionLooks.ts";
import { createSuggestionMarks } from "./suggestionMarks.ts";
import { createUndoStack, undoKey } from "./undoStack.ts";
import { writeRun } from "./writeRun.ts";
import { writeBlockEdits } from "./writeSteps.ts";

/** What the binding asks of an editor's view. */
export interface BoundView {
  readonly state: EditorState;
  /** Whether an input method is at work. */
  readonly composing: boolean;
  dispatch(transaction: Transaction): void;
  /** Before it is drawn in by itself, at no key: where the browser has the caret by now. */
  readCaret?(): void;
}

export interface BoundText {
  readonly doc: Node;
  /** Of the document with what is suggested, kept up with it. */
  readonly reading: Reading;
  readonly suggestions: Suggestions;
  /** From now on this person suggests, or edits. False where the document's client id is none of a pair. */
  suggest(isOn: boolean): boolean;
  /**
   * One step of it is about a frame's work. It is taken back as edits are. `isMine`: clients for whom this person speaks,
   * where what is accepted fills in a blank.
   */
  answer(
    kind: SuggestionAnswer,
    answered: readonly Answerable[],
    isMine?: (client: number) => boolean,
  ): Generator<void, void>;
  /** Whether a suggesting id is this device's. */
  isOwn(client: number): boolean;
  /** How suggestions look from now on, and which of them are this device's. */
  showSuggesters(lookOf: SuggesterLookOf): void;
  /** Before every other plugin. */
  readonly plugins: readonly Plugin[];
  /** The state after a transaction of the view, which is written to Yjs where it is this person's work. */
  apply(state: EditorState, transaction: Transaction): EditorState;
  /** From now on the view is told what Yjs brings. Returns the release, after which the binding is of no use. */
  connect(view: BoundView): () => void;
  /**
   * Writes into the document what is more than what the editor shows, as one step of undo; false while an input method
   * is at work or nobody looks. `manner`: "asTyped" edits or suggests as this person does now, "decide" edits.
   */
  change(manner: "asTyped" | "decide", run: (isOwn: IsOwn) => void): boolean;
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

interface Held {
  readonly block: HeldBlock;
  /** What is shown of it. */
  element: ElementNode;
}

/** After the end of a composition ProseMirror reads the words once more. */
const compositionEndMs = 50;

/** `promise`: what promises read as, where they are told of in words. */
export function bindText(yDoc: Y.Doc, promise?: PromiseWords): BoundText {
  const origin = { name: "editor" };
  const answering = { name: "answers" };
  const reading = createReading(yDoc, createSuggestedSight(yDoc));
  const suggestions = createSuggestions(yDoc, promise);
  const marks = createSuggestionMarks(reading, suggestions);
  const pairs = createNodePairs();
  const undoStack = createUndoStack(yDoc, [origin, answering], answering);
  const carets = createCarets(reading, heldNow);
  let isOwn: IsOwn = (client) => isSamePair(client, yDoc.clientID);
  let view: BoundView | null = null;
  let isWriting = false;
  let anchors: Anchors | null = null;
  let composed: ShownBlock | null = null;
  let held: Held | null = null;
  let flushTimer: ReturnType<typeof setTimeout> | null = null;

  // ---- what is shown -----------------------------------------------------------------------------

  function heldNow() {
    const path = heldPath();
    return held === null || path === null ? null : { block: held.block, path };
  }

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
  function agree(next: EditorState, ownCaret: OwnCaret): EditorState {
    const doc = pairs.nodeLike(shownText(), next.doc);
    if (doc === next.doc) return withMarks(next);
    const change = remoteChange(next, doc, false);
    const caret = ownCaret();
    if (caret !== null) carets.keepCaret(change, { anchor: caret, head: caret });
    return withMarks(next.apply(change));
  }

  /** An input method loses its place where the words around it are drawn anew: it waits until that has done its work. */
  const withMarks = (state: EditorState): EditorState => (view?.composing === true ? state : marks.drawn(state));

  function note(transaction: Y.Transaction): void {
    reading.note(transaction);
    marks.note(transaction.changed, suggestions.note(transaction));
  }

  // ---- from the editor to Yjs --------------------------------------------------------------------

  function apply(state: EditorState, transaction: Transaction): EditorState {
    const { state: next, transactions } = state.applyTransaction(transaction);
    const own = transactions.filter((one) => one.docChanged && !isRemote(one));
    if (own.length === 0) return withMarks(next);
    const edits = readBlockEdits(own);
    if (held !== null && !areInFlows(edits)) return applyBeyond(state, own);
    if (held === null && view?.composing === true && areInFlows(edits)) holdOwn(state);
    const ownCaret = carets.readOwnCaret(state, next, own);
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
    return agree(next, ownCaret);
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
    const pen = createPen(yDoc, isOwn);
    const run = (transaction: Y.Transaction): void => {
      if (own.every((one) => one.getMeta("addToHistory") === false)) transaction.meta.set("addToHistory", false);
      const isDone = edits !== null && writeBlockEdits(reading, edits, pen, heldAt);
      if (isDone || (edits === null && writeRun(reading, pairs, before, after, pen))) return;
      writeText(reading, pairs.textOf(after, before, reading.text()), pen);
    };
    yDoc.transact(run, origin);
    pen.finish(origin);
    const path = heldPath();
    const node = path === null ? null : nodeAt(after, path);
    if (held !== null && node !== null) held.element = pairs.blockOf(node);
  }

  const heldAt = (path: readonly number[]): HeldBlock | null =>
    held !== null && heldPath()?.join() === path.join() ? held.block : null;

  /** To decide is to edit: whoever suggests at the moment may edit. */
  function change(manner: "asTyped" | "decide", run: (isOwn: IsOwn) => void): boolean {
    if (view === null || view.composing || held !== null) return false;
    const { state } = view;
    const kept = state.selection instanceof TextSelection ? carets.readAnchors(state) : null;
    const client = yDoc.clientID;
    undoStack.pause();
    isWriting = true;
    if (manner === "decide") yDoc.clientID = boundWith(client);
    try {
      yDoc.transact(() => run(isOwn), origin);
    } finally {
      yDoc.clientID = client;
      isWriting = false;
      undoStack.pause();
      anchors = kept;
      show(false);
      anchors = null;
    }
    return true;
  }

  // ---- from Yjs to the editor --------------------------------------------------------------------

  function onBegin(): void {
    if (view === null || isWriting) return;
    const { state, composing } = view;
    anchors = state.selection instanceof TextSelection ? carets.readAnchors(state) : null;
    if (composing && held === null) composed = readComposed(state);
  }

  function onEnd(transaction: Y.Transaction): void {
    if (transaction.changed.size > 0) {
      note(transaction);
      if (!isWriting) show(undoStack.isOf(transaction.origin));
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
    if (doc === state.doc) return showMarks();
    const change = remoteChange(state, doc, isUndo);
    if (!isUndo && anchors?.state === state) carets.keepCaret(change, anchors);
    view.dispatch(change);
  }

  function showMarks(): void {
    if (view === null || !marks.areStale()) return;
    view.readCaret?.();
    view.dispatch(view.state.tr);
  }

  // ---- input methods -----------------------------------------------------------------------------

  function readComposed({ doc, selection }: EditorState): ShownBlock | null {
    const element = blockAt(reading.text(), doc, selection.head);
    return element === null ? null : readShownBlock(reading, element);
  }

  /** What is struck out would come back under it, and so would words that others suggest. */
  function holdOwn(state: EditorState): void {
    if (!isSuggesting(yDoc.clientID) && suggestions.all().length === 0) return;
    const shown = readComposed(state);
    if (shown !== null) held = { block: createHeldBlock(reading, shown), element: shown.element };
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
      if (view === null) return;
      if (view.composing) return flushSoon();
      if (held === null) return showMarks();
      anchors = carets.readAnchors(view.state);
      held = null;
      show(false);
      anchors = null;
    }, compositionEndMs);
  }

  const doc = pairs.nodeOf(reading.text());
  return {
    doc,
    reading,
    suggestions,
    suggest(isOn) {
      const client = isOn ? suggestingOf(boundWith(yDoc.clientID)) : boundWith(yDoc.clientID);
      if (client === null || client === yDoc.clientID) return client !== null;
      undoStack.pause();
      yDoc.clientID = client;
      return true;
    },
    *answer(kind, answered, isMine) {
      undoStack.pause();
      const steps = answerSteps(yDoc, kind, answered, answering, isMine);
      for (let isDone = false; !isDone; ) {
        const client = yDoc.clientID;
        yDoc.clientID = boundWith(client);
        try {
          isDone = steps.next().done === true;
        } finally {
          yDoc.clientID = client;
        }
        if (!isDone) yield;
      }
      undoStack.pause();
    },
    isOwn: (client) => isOwn(client),
    showSuggesters(lookOf) {
      isOwn = (client) => isSamePair(client, yDoc.clientID) || lookOf(client).isOwn;
      marks.setLooks(lookOf);
      showMarks();
    },
    plugins: [
      marks.plugin,
      new Plugin({
        key: undoKey,
        state: { init: () => undoStack, apply: (_, stack) => stack },
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
      showMarks();
      return () => {
        view = null;
        if (flushTimer !== null) clearTimeout(flushTimer);
        yDoc.off("beforeTransaction", onBegin);
        yDoc.off("afterTransaction", onEnd);
        undoStack.close();
      };
    },
    change,
    composed: flushSoon,
    places: {
      relativeAt(shown, position) {
        const place = carets.placeIn(shown, position);
        return place === null ? null : relativeAt(place, "behind");
      },
      positionOf: carets.positionIn,
    },
  };
}

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
