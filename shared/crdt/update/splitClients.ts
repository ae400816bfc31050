/**
 * Cuts an update of several clients into updates of one each, which applied in order do the same. A window that edited and
 * suggested while it had no connection sends both of its ids at once.
 */
import * as Y from "yjs";
import type { Bytes } from "../../base/bytes.ts";
import {
  type DecodedStruct,
  type DecodedUpdate,
  decodeUpdate,
  encodeUpdate,
  noLimits,
  type StructId,
} from "../document/updateBytes.ts";

const noClock = 2 ** 53 - 1;

/**
 * What `yDoc` lacks of an update, each part where all that it names is there. Deletions come last, in a part of no client.
 * Null where Yjs cannot read it, or where it names what is nowhere.
 */
export function splitClients(yDoc: Y.Doc, update: Bytes): readonly Bytes[] | null {
  const known = Y.decodeStateVector(Y.encodeStateVector(yDoc));
  const clients = clientsOf(update);
  if (clients === null) return null;
  const waiting = new Map<number, DecodedUpdate>();
  for (const client of clients) {
    const others = clients.filter((one) => one !== client).map((one) => [one, noClock] as const);
    const decoded = decodeUpdate(Y.diffUpdate(update, Y.encodeStateVector(new Map([...known, ...others]))), noLimits);
    if ("kind" in decoded) return null;
    waiting.set(client, decoded);
  }
  const parts: Bytes[] = [];
  const isHere = (id: StructId | null): boolean => id === null || id.clock < (known.get(id.client) ?? 0);
  const deletes = [...waiting.values()][0]?.deletes ?? [];
  for (let found = true; found; ) {
    found = false;
    for (const [client, { clock, structs }] of waiting) {
      const length = structs.findIndex((struct) => !namesOf(struct).every((id) => id.client === client || isHere(id)));
      const ready = length < 0 ? structs : structs.slice(0, length);
      const last = ready.at(-1);
      if (last === undefined) continue;
      found = true;
      const rest = structs.slice(ready.length);
      parts.push(encodeUpdate({ client, clock, structs: ready }, []));
      const end = last.clock + last.length;
      known.set(client, end);
      waiting.set(client, { client, clock: end, length: 0, structs: rest, deletes });
    }
  }
  if ([...waiting.values()].some(({ structs }) => structs.length > 0)) return null;
  if (deletes.length > 0) parts.push(encodeUpdate({ client: null, clock: 0, structs: [] }, deletes));
  return parts;
}

function clientsOf(update: Bytes): readonly number[] | null {
  try {
    return [...new Set(Y.decodeUpdate(update).structs.map(({ id }) => id.client))];
  } catch {
    return null;
  }
}

const namesOf = ({ origin, rightOrigin, parent }: DecodedStruct): readonly StructId[] =>
  [origin, rightOrigin, typeof parent === "string" ? null : parent].filter((id) => id !== null);
