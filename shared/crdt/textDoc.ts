/** The few operations on a text's Y.Doc that the host needs, always with an origin. */
import * as Y from "yjs";
import type { Bytes } from "../base/bytes.ts";
import { type DeletedRange, decodeUpdate, encodeUpdate, noLimits } from "./updateBytes.ts";
import { findItem } from "./yStore.ts";

export type TextDoc = Y.Doc;

/** V1 only: updates of other versions are never read. */
export const applyUpdate = (yDoc: TextDoc, update: Uint8Array, origin: object): void =>
  Y.applyUpdate(yDoc, update, origin);

export const transact = <T>(yDoc: TextDoc, run: () => T, origin: object): T => yDoc.transact(run, origin);

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

/**
 * Without what the document has already: structs, and deletions, of which a reconnecting client sends all there ever
 * were. Null where the update cannot be read.
 */
export function trimUpdate(yDoc: TextDoc, update: Uint8Array): Bytes | null {
  try {
    const fresh = Y.diffUpdate(update, Y.encodeStateVector(yDoc)) as Bytes;
    const decoded = decodeUpdate(fresh, noLimits);
    if ("kind" in decoded) return fresh;
    return encodeUpdate(
      decoded,
      decoded.deletes.flatMap((range) => notYetDeleted(yDoc, range)),
    );
  } catch {
    return null;
  }
}

function notYetDeleted(yDoc: TextDoc, { client, clock, length }: DeletedRange): readonly DeletedRange[] {
  const fresh: DeletedRange[] = [];
  const end = clock + length;
  for (let at = clock; at < end; ) {
    const item = findItem(yDoc, { client, clock: at });
    const next = item === null ? end : Math.min(end, item.id.clock + item.length);
    if (item?.deleted !== true) fresh.push({ client, clock: at, length: next - at });
    at = next;
  }
  return fresh;
}
