/**
 * Reading a Yjs store by id. Items, their links and the struct store are exported by Yjs but belong to its insides
 * (13.6); they are read here because judging an update by applying it to a copy costs a thousand times as much.
 */
import * as Y from "yjs";
import type { DeletedRange, StructId } from "./updateBytes.ts";

/** The item that holds an id, or null where the document has none. */
export function findItem(yDoc: Y.Doc, id: StructId): Y.Item | null {
  const structs = yDoc.store.clients.get(id.client);
  const last = structs?.at(-1);
  if (structs === undefined || last === undefined || id.clock >= last.id.clock + last.length) return null;
  const struct = structs[Y.findIndexSS(structs, id.clock)];
  return struct instanceof Y.Item ? struct : null;
}

/** The element or text that an item stands in, or null for the root. */
export const parentItem = (item: Y.Item): Y.Item | null =>
  item.parent instanceof Y.AbstractType ? item.parent._item : null;

/** The part of a Yjs type that walks need. */
export type YList = Pick<Y.AbstractType<unknown>, "_start" | "_map">;

export const typeOf = (item: Y.Item): Y.AbstractType<unknown> | null =>
  item.content instanceof Y.ContentType ? item.content.type : null;

/** The first item of a list: the children of a type, or all values that one of its attributes has had. */
export function firstInList(type: YList, attr: string | null): Y.Item | null {
  if (attr === null) return type._start;
  let item = type._map.get(attr) ?? null;
  while (item !== null && item.left !== null) item = item.left;
  return item;
}

/** The items that a range reaches into; they may reach beyond it. */
export function* itemsIn(yDoc: Y.Doc, { client, clock, length }: DeletedRange): Generator<Y.Item> {
  const structs = yDoc.store.clients.get(client) ?? [];
  if (length === 0 || clock >= Y.getState(yDoc.store, client)) return;
  for (let at = Y.findIndexSS(structs, clock); at < structs.length; at++) {
    const item = structs[at];
    if (item === undefined || item.id.clock >= clock + length) return;
    if (item instanceof Y.Item) yield item;
  }
}
