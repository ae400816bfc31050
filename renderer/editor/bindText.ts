/**
 * Joins the editor to the Yjs text, through y-prosemirror.
 *
 * Owns: the map from Yjs types to nodes, and the undo stack of this window. Called by: createEditor.
 * Invariant: nothing is written to the Yjs document except what this person does. Mounting writes nothing; undo
 * takes back this window's own work and leaves what others put into it.
 */
import type { Node } from "prosemirror-model";
import type { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { initProseMirrorDoc, type ProsemirrorBinding, ySyncPlugin, ySyncPluginKey, yUndoPlugin } from "y-prosemirror";
import * as Y from "yjs";
import { schema } from "../../shared/charter/schema.ts";

type Mapped = Node | Node[];

/**
 * Gives every new empty paragraph and heading its Y.XmlText at birth. Without one, two people who begin to write
 * in the same empty paragraph create two texts side by side, and the next key there copies one into the other.
 */
class TypesOfNodes extends Map<Y.AbstractType<unknown>, Mapped> {
  override set(type: Y.AbstractType<unknown>, mapped: Mapped): this {
    if (type instanceof Y.XmlElement && type.doc === null && !Array.isArray(mapped) && isEmptyTextBlock(mapped))
      type.insert(0, [new Y.XmlText()]);
    return super.set(type, mapped);
  }
}

const isEmptyTextBlock = (node: Node): boolean => node.isTextblock && node.childCount === 0;

export interface BoundText {
  readonly doc: Node;
  /** In this order, before every other plugin. */
  readonly plugins: readonly Plugin[];
  readonly undoManager: Y.UndoManager;
  /** To be called once the view is there; returns the release. */
  connect(view: EditorView): () => void;
}

export function bindText(yText: Y.XmlFragment): BoundText {
  const yDoc = yText.doc;
  if (yDoc === null) throw new Error("the text belongs to a Yjs document");
  const { doc, mapping } = initProseMirrorDoc(yText, schema);
  const types = new TypesOfNodes(mapping as Map<Y.AbstractType<unknown>, Mapped>);
  const undoManager = new Y.UndoManager(yText, {
    trackedOrigins: new Set<unknown>([ySyncPluginKey]),
    captureTransaction: (transaction) => transaction.meta.get("addToHistory") !== false,
    deleteFilter: isWithoutOthersWork,
  });
  return {
    doc,
    undoManager,
    plugins: [ySyncPlugin(yText, { mapping: types }), yUndoPlugin({ undoManager })],
    connect(view) {
      const binding = (): ProsemirrorBinding => ySyncPluginKey.getState(view.state).binding;
      // y-prosemirror restores selections of nodes and cells from positions that may have lost their node;
      // without a relative selection they are mapped through the change instead.
      const keepTextSelectionsOnly = () => {
        const kind: unknown = binding().beforeTransactionSelection?.type;
        if (kind === "node" || kind === "cell") forgetSelection(binding());
      };
      // It also keeps the selection of an undo for the transaction after it, which is somebody else's.
      const forget = () => forgetSelection(binding());
      yDoc.on("beforeAllTransactions", keepTextSelectionsOnly);
      undoManager.on("stack-item-popped", forget);
      return () => {
        yDoc.off("beforeAllTransactions", keepTextSelectionsOnly);
        undoManager.off("stack-item-popped", forget);
      };
    },
  };
}

function forgetSelection(binding: { beforeTransactionSelection: unknown }): void {
  binding.beforeTransactionSelection = null;
}

/** What undo may remove: never an element or a text that still holds something after one's own work has left it. */
function isWithoutOthersWork(item: Y.Item): boolean {
  if (!(item.content instanceof Y.ContentType)) return true;
  const type = item.content.type;
  return !(type instanceof Y.XmlElement || type instanceof Y.XmlText) || type.length === 0;
}
