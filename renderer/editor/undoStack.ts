/**
 * Undo of this window's own work. It takes back what this person did and leaves what others put into it.
 *
 * Owns: the undo manager. Called by: bindText.
 */
import { type Command, type EditorState, PluginKey } from "prosemirror-state";
import * as Y from "yjs";
import { boundWith, isSuggesting, suggestingOf } from "../../shared/base/clientClass.ts";
import { reviewRoot, textRoot } from "../../shared/crdt/document/docLayout.ts";
import { readItemId, writeItemId } from "../../shared/crdt/document/reviewKeys.ts";
import type { DeletedRange } from "../../shared/crdt/document/updateBytes.ts";
import { findItem } from "../../shared/crdt/document/yStore.ts";
import { createSuccessors } from "../../shared/crdt/writing/suggestAgain.ts";
import { takeBackActs } from "../../shared/crdt/writing/suggestedActs.ts";

export interface UndoStack {
  can(kind: "undo" | "redo"): boolean;
  /** False where nothing of it was left: others have answered it, or it went with what it stood in. */
  run(kind: "undo" | "redo"): boolean;
  /** Is told of each undo and redo that changed nothing. */
  onVain(hear: (kind: "undo" | "redo") => void): void;
  /** What is done from now on is taken back by itself. */
  pause(): void;
  /** Until the returned function is called all that is done is taken back at once. */
  hold(): () => void;
  /** Whether a transaction of this origin took something back. */
  isOf(origin: unknown): boolean;
  close(): void;
}

/**
 * `own`: origins of this window's own work; `answering`: of them that of answers, which are taken back in either way. Edits and suggestions are taken back apart, by the id under which the document
 * is written now: redo writes under that id, and would make of a suggestion an edit.
 */
export function createUndoStack(yDoc: Y.Doc, own: readonly object[], answering: object): UndoStack {
  const manager = new Y.UndoManager([textRoot(yDoc), reviewRoot(yDoc)], {
    trackedOrigins: new Set<unknown>(own),
    captureTransaction: (transaction) => transaction.meta.get("addToHistory") !== false && !isSuggesting(yDoc.clientID),
    deleteFilter: isWithoutOthersWork,
  });
  let order = 0;
  const nextOrder = (): number => order++;
  const acts = createActStack(yDoc, own, answering, nextOrder);
  const orders = createOrders(manager, answering, nextOrder);
  const restored: Y.Item[] = [];
  const collect = (transaction: Y.Transaction): void => {
    if (transaction.origin === manager) restored.push(...referencesIn(transaction));
  };
  yDoc.on("afterTransaction", collect);
  manager.on("stack-item-popped", () => renew(yDoc, restored.splice(0), manager));
  let hear: (kind: "undo" | "redo") => void = () => undefined;

  /** The latest of what is written in this way now, and of answers, which are given in either. */
  function deedFor(kind: "undo" | "redo"): "edit" | "act" | null {
    const suggests = isSuggesting(yDoc.clientID);
    const edit = orders.last(kind);
    const act = acts.last(kind);
    const ofEdit = edit !== null && (!suggests || edit.isAnswer) ? edit.order : -1;
    const ofAct = act !== null && (suggests || act.isAnswer) ? act.order : -1;
    if (ofEdit < 0 && ofAct < 0) return null;
    return ofEdit > ofAct ? "edit" : "act";
  }

  /** Under the id that it was written under. */
  function turn(kind: "undo" | "redo"): boolean {
    const deed = deedFor(kind);
    if (deed === null) return false;
    const client = yDoc.clientID;
    yDoc.clientID = deed === "edit" ? boundWith(client) : (suggestingOf(boundWith(client)) ?? client);
    try {
      return deed === "act" ? acts.run(kind) : manager[kind]() !== null;
    } finally {
      yDoc.clientID = client;
    }
  }

  return {
    can: (kind) => deedFor(kind) !== null,
    run(kind) {
      const hasChanged = turn(kind);
      if (!hasChanged) hear(kind);
      return hasChanged;
    },
    onVain(listener) {
      hear = listener;
    },
    pause() {
      manager.stopCapturing();
      acts.pause();
    },
    hold() {
      const { captureTimeout } = manager;
      this.pause();
      manager.captureTimeout = Number.POSITIVE_INFINITY;
      const release = acts.hold();
      return () => {
        manager.captureTimeout = captureTimeout;
        release();
        this.pause();
      };
    },
    isOf: (origin) => origin === manager || origin === acts.origin,
    close() {
      yDoc.off("afterTransaction", collect);
      acts.close();
      manager.destroy();
    },
  };
}

/** As Yjs has it: what follows within this time belongs to the act before. */
const actMs = 500;

/** Acts of the suggesting id, by their clocks. */
function createActStack(yDoc: Y.Doc, own: readonly object[], answering: object, nextOrder: () => number) {
  const successors = createSuccessors();
  const origin = { name: "suggestions taken back" };
  const stacks: Readonly<Record<"undo" | "redo", Act[]>> = { undo: [], redo: [] };
  let writesTo: "undo" | "redo" = "undo";
  /** What is being taken back. */
  let taken: Act | null = null;
  let timeout = actMs;
  let lastAt = Number.NEGATIVE_INFINITY;

  const collect = ({ origin: of, beforeState, afterState, meta }: Y.Transaction): void => {
    const client = yDoc.clientID;
    const clock = beforeState.get(client) ?? 0;
    const length = (afterState.get(client) ?? 0) - clock;
    if (length === 0 || !isSuggesting(client) || (of !== origin && !own.includes(of as object))) return;
    if (meta.get("addToHistory") === false) return;
    const range = { client, clock, length };
    const now = Date.now();
    const order = nextOrder();
    if (of === origin) stacks[writesTo].push({ ranges: [range], order, isAnswer: taken?.isAnswer ?? false });
    else {
      stacks.redo.length = 0;
      const last = stacks.undo.at(-1);
      if (last !== undefined && now - lastAt < timeout) last.ranges.push(range);
      else stacks.undo.push({ ranges: [range], order, isAnswer: of === answering });
      lastAt = now;
    }
  };
  yDoc.on("afterTransaction", collect);
  const pause = (): void => {
    lastAt = Number.NEGATIVE_INFINITY;
  };
  return {
    origin,
    last: (kind: "undo" | "redo"): Act | null => stacks[kind].at(-1) ?? null,
    /** One act; false where nothing of it is left. Nothing else is taken back in its place. */
    run(kind: "undo" | "redo"): boolean {
      pause();
      writesTo = kind === "undo" ? "redo" : "undo";
      taken = stacks[kind].pop() ?? null;
      const ranges = taken?.ranges.filter(({ client }) => client === yDoc.clientID) ?? [];
      const hasWritten = yDoc.transact(() => takeBackActs(yDoc, ranges, successors), origin);
      taken = null;
      return hasWritten;
    },
    pause,
    hold() {
      timeout = Number.POSITIVE_INFINITY;
      return () => {
        timeout = actMs;
      };
    },
    close: () => yDoc.off("afterTransaction", collect),
  };
}

interface Act {
  readonly ranges: DeletedRange[];
  /** Of all that this person did, edits too. */
  readonly order: number;
  readonly isAnswer: boolean;
}

/** When the steps of the manager were done, and which of them answered. */
function createOrders(manager: Y.UndoManager, answering: object, nextOrder: () => number) {
  const orderOf = new WeakMap<object, Pick<Act, "order" | "isAnswer">>();
  let taken: boolean | null = null;
  manager.on("stack-item-added", (event: { stackItem: object; origin: unknown }) => {
    const isAnswer = event.origin === manager ? (taken ?? false) : event.origin === answering;
    orderOf.set(event.stackItem, { order: nextOrder(), isAnswer });
  });
  return {
    last(kind: "undo" | "redo"): Pick<Act, "order" | "isAnswer"> | null {
      const item = (kind === "undo" ? manager.undoStack : manager.redoStack).at(-1);
      const known = item === undefined ? undefined : orderOf.get(item);
      taken = known?.isAnswer ?? null;
      return known ?? null;
    },
  };
}

/** What undo may remove: never an element or a text that still holds something after one's own work has left it. */
function isWithoutOthersWork({ content }: Y.Item): boolean {
  const type = content instanceof Y.ContentType ? content.type : null;
  return !(type instanceof Y.XmlElement || type instanceof Y.XmlText) || type.length === 0;
}

const referring: ReadonlySet<string> = new Set(["home", "column"]);

/** Attributes that name an item, among what a transaction of this document wrote. */
function referencesIn({ doc, beforeState, afterState }: Y.Transaction): readonly Y.Item[] {
  const found: Y.Item[] = [];
  const client = doc.clientID;
  const end = afterState.get(client) ?? 0;
  for (let clock = beforeState.get(client) ?? 0; clock < end; ) {
    const item = findItem(doc, { client, clock });
    if (item === null) break;
    if (item.parentSub !== null && referring.has(item.parentSub)) found.push(item);
    clock = item.id.clock + item.length;
  }
  return found;
}

/** What undo brings again has a new id: whoever names the old one is told. */
function renew(yDoc: Y.Doc, restored: readonly Y.Item[], origin: object): void {
  const changes = restored.flatMap((item) => {
    const yElement = item.parent;
    const value: unknown = item.content instanceof Y.ContentAny ? item.content.arr.at(-1) : null;
    const old = typeof value === "string" ? readItemId(value) : null;
    const now = old === null ? null : latestOf(yDoc, old);
    if (item.deleted || item.parentSub === null || old === null || now === null) return [];
    if (!(yElement instanceof Y.XmlElement) || (now.client === old.client && now.clock === old.clock)) return [];
    return [{ yElement, key: item.parentSub, value: writeItemId(now) }];
  });
  if (changes.length === 0) return;
  yDoc.transact((transaction) => {
    transaction.meta.set("addToHistory", false);
    for (const { yElement, key, value } of changes) yElement.setAttribute(key, value);
  }, origin);
}

function latestOf(yDoc: Y.Doc, id: { readonly client: number; readonly clock: number }): Y.ID | null {
  let item = findItem(yDoc, id);
  if (item === null) return null;
  while (item.redone !== null) {
    const next: Y.Item | null = findItem(yDoc, item.redone);
    if (next === null) break;
    item = next;
  }
  return item.id;
}

// ---- as commands of the editor ------------------------------------------------------------------

/** Its state is the stack of the document. */
export const undoKey = new PluginKey<UndoStack>("undo");

const takeBack =
  (kind: "undo" | "redo"): Command =>
  (state, dispatch) => {
    const stack = undoKey.getState(state);
    if (stack === undefined || !stack.can(kind)) return false;
    if (dispatch !== undefined) stack.run(kind);
    return true;
  };

/** They change the Yjs document; what that changes comes back as any other change of it. */
export const undo: Command = takeBack("undo");
export const redo: Command = takeBack("redo");

/** What this person does from now on is taken back by itself. */
export const pauseUndo = (state: EditorState): void => undoKey.getState(state)?.pause();

/** All that is written in `run`, however long it takes, is one step of undo of its own. */
export function inOneUndo(state: EditorState, run: () => void): void {
  const release = undoKey.getState(state)?.hold();
  try {
    run();
  } finally {
    release?.();
  }
}
