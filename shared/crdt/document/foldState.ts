/** The state of a document for its own host's cache, V2 and never from others; and folding many updates at once. */
import * as Y from "yjs";
import type { Bytes } from "../../base/bytes.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { createTextDoc } from "./docLayout.ts";

export const encodeState = (yDoc: Y.Doc): Bytes => Y.encodeStateAsUpdateV2(yDoc) as Bytes;

/** A document from bytes of `encodeState` that nobody else could have written. */
export function createFromState(bytes: Uint8Array): Result<Y.Doc, { readonly kind: "unreadable" }> {
  const yDoc = createTextDoc();
  try {
    Y.applyUpdateV2(yDoc, bytes, stateOrigin);
  } catch {
    return err({ kind: "unreadable" });
  }
  return isComplete(yDoc) ? ok(yDoc) : err({ kind: "unreadable" });
}

const stateOrigin = { from: "state" };

/** [I3] Nothing waits for something that is missing. */
export const isComplete = (yDoc: Y.Doc): boolean => yDoc.store.pendingStructs === null && yDoc.store.pendingDs === null;

/** Judged updates, in causal order, in one transaction: one by one costs three times as much, merging first a hundred. */
export function applyMany(yDoc: Y.Doc, updates: Iterable<Uint8Array>, origin: object): void {
  yDoc.transact(() => {
    for (const update of updates) Y.applyUpdate(yDoc, update, origin);
  }, origin);
}
