/**
 * Joins the editor to the Yjs text, through y-prosemirror.
 *
 * Owns: the map from Yjs types to nodes, and the undo stack of this window. Called by: createEditor.
 * Invariant: nothing is written to the Yjs document except what this person does ([I2]). Undo takes back this
 * window's own work and leaves what others put into it.
 *
 * y-prosemirror carries local changes to Yjs; what Yjs tells is carried to the editor here, as narrow changes.
 */
import type { Node } from "prosemirror-model";
import { type EditorState, type Plugin, TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import {
  type ProsemirrorBinding,
  relativePositionToAbsolutePosition,
  ySyncPlugin,
  ySyncPluginKey,
  yUndoPlugin,
} from "y-prosemirror";
import * as Y from "yjs";
import { remoteChange } from "./remoteChange.ts";
import { TypesOfNodes } from "./typesOfNodes.ts";

export interface BoundText {
  readonly doc: Node;
  /** In this order, before every other plugin. */
  readonly plugins: readonly Plugin[];
  /** Between the state and the view; returns the release. */
  connect(state: EditorState): () => void;
}

export function bindText(yText: Y.XmlFragment): BoundText {
  const types = new TypesOfNodes();
  const undoManager = new Y.UndoManager(yText, {
    trackedOrigins: new Set<unknown>([ySyncPluginKey]),
    captureTransaction: (transaction) => transaction.meta.get("addToHistory") !== false,
    deleteFilter: isWithoutOthersWork,
  });
  return {
    doc: types.readDoc(yText),
    plugins: [ySyncPlugin(yText, { mapping: types }), yUndoPlugin({ undoManager })],
    connect(state) {
      const binding: ProsemirrorBinding = ySyncPluginKey.getState(state).binding;
      // The view, once made, registers this observer with Yjs.
      binding._observeFunction = (_events: unknown, transaction: Y.Transaction) =>
        binding.mux(() => show(binding, types, transaction));
      // y-prosemirror keeps the selection of an undo for the transaction after it, which is somebody else's.
      const forgetSelection = () => Object.assign(binding, { beforeTransactionSelection: null });
      undoManager.on("stack-item-popped", forgetSelection);
      return () => undoManager.off("stack-item-popped", forgetSelection);
    },
  };
}

function show(binding: ProsemirrorBinding, types: TypesOfNodes, transaction: Y.Transaction): void {
  const view: EditorView | null = binding.prosemirrorView;
  if (view === null) return;
  types.forgetChanged(transaction);
  const isUndo = transaction.origin instanceof Y.UndoManager;
  const change = remoteChange(view.state, types.readDoc(binding.type), isUndo);
  if (!isUndo && view.state.selection instanceof TextSelection) keepCaret(change, binding);
  view.dispatch(change);
}

/** Relative positions know more than changed ranges do where somebody typed right beside the caret. */
function keepCaret(change: ReturnType<typeof remoteChange>, binding: ProsemirrorBinding): void {
  const before: { readonly anchor: unknown; readonly head: unknown } | null = binding.beforeTransactionSelection;
  if (before === null) return;
  const find = (position: unknown) =>
    relativePositionToAbsolutePosition(binding.doc, binding.type, position, binding.mapping);
  const anchor = find(before.anchor);
  const head = find(before.head);
  const { size } = change.doc.content;
  if (anchor === null || head === null || anchor > size || head > size) return;
  change.setSelection(TextSelection.between(change.doc.resolve(anchor), change.doc.resolve(head)));
}

/** What undo may remove: never an element or a text that still holds something after one's own work has left it. */
function isWithoutOthersWork(item: Y.Item): boolean {
  if (!(item.content instanceof Y.ContentType)) return true;
  const type = item.content.type;
  return !(type instanceof Y.XmlElement || type instanceof Y.XmlText) || type.length === 0;
}
