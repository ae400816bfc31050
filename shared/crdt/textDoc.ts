/** The few operations on a text's Y.Doc that the host needs, always with an origin. */
import * as Y from "yjs";
import type { Bytes } from "../base/bytes.ts";

export type TextDoc = Y.Doc;

/** V1 only: updates of other versions are never read. */
export const applyUpdate = (yDoc: TextDoc, update: Uint8Array, origin: object): void =>
  Y.applyUpdate(yDoc, update, origin);

export const transact = (yDoc: TextDoc, run: () => void, origin: object): void => yDoc.transact(run, origin);

export const onUpdate = (yDoc: TextDoc, listener: (update: Bytes, origin: unknown) => void): void => {
  yDoc.on("update", (update: Uint8Array, origin: unknown) => listener(update as Bytes, origin));
};

/** The next clock of a client; 0 for one that wrote nothing. */
export const clockOf = (yDoc: TextDoc, client: number): number => Y.getState(yDoc.store, client);

export const encodeStateVector = (yDoc: TextDoc): Bytes => Y.encodeStateVector(yDoc) as Bytes;

/** What a holder of `vector` lacks; null where `vector` cannot be read. */
export function encodeMissing(yDoc: TextDoc, vector: Uint8Array): Bytes | null {
  try {
    return Y.encodeStateAsUpdate(yDoc, vector) as Bytes;
  } catch {
    return null;
  }
}

/** Without the structs that the document has already; null where the update cannot be read. */
export function trimUpdate(yDoc: TextDoc, update: Uint8Array): Bytes | null {
  try {
    return Y.diffUpdate(update, Y.encodeStateVector(yDoc)) as Bytes;
  } catch {
    return null;
  }
}
