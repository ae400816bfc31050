/**
 * Undo of this window's own work. It takes back what this person did and leaves what others put into it.
 *
 * Owns: the undo manager. Called by: bindText.
 */
import * as Y from "yjs";
import { textRoot } from "../../shared/crdt/document/docLayout.ts";
import { readItemId, writeItemId } from "../../shared/crdt/document/reviewKeys.ts";
import { findItem } from "../../shared/crdt/document/yStore.ts";

export interface UndoStack {
  readonly manager: Y.UndoManager;
  close(): void;
}

/** `origin`: of this window's own work. */
export function createUndoStack(yDoc: Y.Doc, origin: object): UndoStack {
  const manager = new Y.UndoManager([textRoot(yDoc), yDoc.getMap("review")], {
    trackedOrigins: new Set<unknown>([origin]),
    captureTransaction: (transaction) => transaction.meta.get("addToHistory") !== false,
    deleteFilter: isWithoutOthersWork,
  });
  const restored: Y.Item[] = [];
  const collect = (transaction: Y.Transaction): void => {
    if (transaction.origin === manager) restored.push(...referencesIn(transaction));
  };
  yDoc.on("afterTransaction", collect);
  manager.on("stack-item-popped", () => renew(yDoc, restored.splice(0), manager));
  return {
    manager,
    close() {
      yDoc.off("afterTransaction", collect);
      manager.destroy();
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
