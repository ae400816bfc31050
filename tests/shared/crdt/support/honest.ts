/** Documents and judged updates for tests. */
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import type { CharterText } from "../../../../shared/charter/text/model.ts";
import { createTextDoc } from "../../../../shared/crdt/document/docLayout.ts";
import { type DecodedStruct, encodeUpdate } from "../../../../shared/crdt/document/updateBytes.ts";
import { judgeUpdate, readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { applyText } from "../../../../shared/crdt/writing/writeText.ts";

export const origin = { from: "test" };

export function docOf(text: CharterText, client = 1): Y.Doc {
  const yDoc = createTextDoc(client);
  applyText(yDoc, text, origin);
  return yDoc;
}

export function copyOf(yDoc: Y.Doc, client: number): Y.Doc {
  const copy = createTextDoc(client);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(yDoc), origin);
  // Yjs gives another id to a document that receives text of its own.
  copy.clientID = client;
  return copy;
}

/** The updates that `run` makes. */
export function updatesOf(yDoc: Y.Doc, run: () => void): readonly Bytes[] {
  const updates: Bytes[] = [];
  const listener = (update: Uint8Array): void => {
    updates.push(update as Bytes);
  };
  yDoc.on("update", listener);
  run();
  yDoc.off("update", listener);
  return updates;
}

/** "ok" or the kind of the fault, for an update on everything that the document holds, or on the past that is given. */
export function verdict(
  update: Uint8Array,
  yDoc: Y.Doc,
  client: number,
  nextClock?: number,
  known: (of: number) => number = (of) => Y.getState(yDoc.store, of),
): string {
  const decoded = readUpdate(update);
  if (!decoded.ok) return decoded.error.kind;
  const judged = judgeUpdate(decoded.value, yDoc, { client, nextClock: nextClock ?? known(client), known });
  return judged.ok ? "ok" : judged.error.kind;
}

type Struct = Pick<DecodedStruct, "content"> & Partial<DecodedStruct>;

/** An update of structs that nobody need have made. */
export function forge(client: number, clock: number, ...structs: readonly Struct[]): Bytes {
  let at = clock;
  const placed = structs.map((struct): DecodedStruct => {
    const length = struct.content.kind === "string" ? struct.content.text.length : 1;
    at += length;
    return { origin: null, rightOrigin: null, parent: null, attr: null, clock: at - length, length, ...struct };
  });
  return encodeUpdate({ client, clock, structs: placed }, []);
}
