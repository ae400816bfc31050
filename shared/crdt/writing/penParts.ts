/** What both pens write with. */
import type * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { joinRanges } from "../document/idRanges.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { typeOf } from "../document/yStore.ts";
import type { ClockSet } from "../reading/clockSet.ts";
import type { AttrValue, IsOwn } from "./pen.ts";

/** An attribute with the value that is usual is taken away. Yjs stores any value; only its type says it is a string. */
export function setOrUnset(yElement: Y.XmlElement, key: string, value: AttrValue, usual: AttrValue): void {
  if (value === usual || value === null) yElement.removeAttribute(key);
  else yElement.setAttribute(key, value as string);
}

/** What this device suggested of an element and of all that is in it, less what is accepted. */
export function ownWithin(yItem: Y.Item, isOwn: IsOwn, accepted: ClockSet): readonly DeletedRange[] {
  const ranges: DeletedRange[] = [];
  const add = (item: Y.Item): void => {
    const { client, clock } = item.id;
    if (!item.deleted && isSuggesting(client) && isOwn(client))
      ranges.push(...accepted.outside({ client, clock, length: item.length }));
    const type = typeOf(item);
    if (type === null || item.deleted) return;
    for (let at = type._start; at !== null; at = at.right) add(at);
    for (const latest of type._map.values()) add(latest);
  };
  add(yItem);
  return joinRanges(ranges);
}

/** One transaction under another client id of this document's session. */
export function writeAs(yDoc: Y.Doc, client: number, origin: object, run: () => void): void {
  if (yDoc._transaction !== null) throw new Error("a transaction is written under one client id");
  const before = yDoc.clientID;
  yDoc.clientID = client;
  try {
    yDoc.transact(run, origin);
  } finally {
    yDoc.clientID = before;
  }
}
