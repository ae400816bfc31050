/** The few operations on a text's Y.Doc that the host needs, always with an origin. */
import * as Y from "yjs";
import type { Bytes } from "../../base/bytes.ts";
import type { Result } from "../../base/result.ts";
import { createTextDoc } from "../document/docLayout.ts";
import { type DecodedUpdate, type DeletedRange, encodeUpdate } from "../document/updateBytes.ts";
import { findItem } from "../document/yStore.ts";
import { readUpdate } from "./validateUpdate.ts";

export type TextDoc = Y.Doc;

/** V1 only: updates of other versions are never read. */
export const applyUpdate = (yDoc: TextDoc, update: Uint8Array, origin: object): void =>
  Y.applyUpdate(yDoc, update, origin);

export const transact = <T>(yDoc: TextDoc, run: () => T, origin: object): T => yDoc.transact(run, origin);

/** Answers how to stop listening. */
export function onUpdate(yDoc: TextDoc, listener: (update: Bytes, origin: unknown) => void): () => void {
  const hear = (update: Uint8Array, origin: unknown): void => listener(update as Bytes, origin);
  yDoc.on("update", hear);
  return () => yDoc.off("update", hear);
}

/** The next clock of a client; 0 for one that wrote nothing. */
export const clockOf = (yDoc: TextDoc, client: number): number => Y.getState(yDoc.store, client);

export const encodeStateVector = (yDoc: TextDoc): Bytes => Y.encodeStateVector(yDoc) as Bytes;

/** The same document once more, to write into as the same client. */
export function copyDoc(yDoc: TextDoc): TextDoc {
  const copy = createTextDoc();
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(yDoc));
  // Yjs gives another id to a document that receives text of its own.
  copy.clientID = yDoc.clientID;
  return copy;
}

/** What a holder of `vector` lacks; null where `vector` cannot be read. */
export function encodeMissing(yDoc: TextDoc, vector: Uint8Array): Bytes | null {
  try {
    return Y.encodeStateAsUpdate(yDoc, vector) as Bytes;
  } catch {
    return null;
  }
}

/** An update and what it says, which is read once. */
export interface FreshUpdate {
  readonly update: Bytes;
  readonly decoded: DecodedUpdate;
}

/**
 * What the document lacks of an update: a reconnecting client sends all its structs, and all the deletions there ever
 * were. Null where `read` does not take the update, or what is left of it.
 */
export function readFresh(
  yDoc: TextDoc,
  update: Bytes,
  read: (update: Bytes) => Result<DecodedUpdate, unknown> = readUpdate,
): FreshUpdate | null {
  const whole = read(update);
  // What a client types goes on where the document is: nothing of its structs is known here.
  const goesOn = whole.ok && (whole.value.client === null || clockOf(yDoc, whole.value.client) === whole.value.clock);
  const cut = goesOn ? update : cutKnown(yDoc, update);
  if (cut === null) return null;
  const fresh = goesOn ? whole : read(cut);
  if (!fresh.ok) return null;
  const deletes = fresh.value.deletes.flatMap((range) => notYetDeleted(yDoc, range));
  if (deletes.length === fresh.value.deletes.length) return { update: cut, decoded: fresh.value };
  return { update: encodeUpdate(fresh.value, deletes), decoded: { ...fresh.value, deletes } };
}

/** Null where Yjs cannot read it. */
function cutKnown(yDoc: TextDoc, update: Bytes): Bytes | null {
  try {
    return Y.diffUpdate(update, Y.encodeStateVector(yDoc)) as Bytes;
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
