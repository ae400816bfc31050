/**
 * [I5] A struct names its left and right neighbours (origin, right origin). Yjs converges when they were neighbours
 * for the author; with invented ones replicas differ for ever, and nothing shows it. So a struct is refused unless
 * its right neighbour comes after its left one and nothing between them was there for its author.
 *
 * What was there for certain is what the author's earlier structs and the neighbours themselves refer to, directly
 * or not. That is less than the declared past: a change may have reached the device and not yet its window.
 */
import * as Y from "yjs";
import { createTextDoc, reviewRoot, textRoot } from "../document/docLayout.ts";
import { applyMany } from "../document/foldState.ts";
import {
  type DecodedStruct,
  type DecodedUpdate,
  encodeUpdate,
  type RootName,
  type StructId,
} from "../document/updateBytes.ts";
import { findItem, firstInList, parentItem, typeOf, type YList } from "../document/yStore.ts";

interface Past {
  readonly client: number;
  known(client: number): number;
}

export const standInPlace = (decoded: DecodedUpdate, yDoc: Y.Doc, past: Past): boolean =>
  standBesideKnown(decoded, yDoc, past) || standInCopy(decoded, yDoc);

/** Of the place after an id, or of the beginning of a list. */
const keyOf = (of: StructId | RootName, attr: string | null): string =>
  `${typeof of === "string" ? of : `${of.client}.${of.clock}`}/${attr ?? ""}`;

const rootOf = (yDoc: Y.Doc, name: RootName): YList => (name === "text" ? textRoot(yDoc) : reviewRoot(yDoc));

/**
 * The quick way: every struct is beside its neighbour once what is not in the declared past is left out.
 * True means that all stand in place; false that somebody must look closer.
 */
function standBesideKnown({ client, clock: firstClock, structs }: DecodedUpdate, yDoc: Y.Doc, past: Past): boolean {
  if (client === null) return true;
  /** What follows an id, or begins a list, since this update. */
  const next = new Map<string, StructId | null>();
  const lists = new Map<number, string>();
  const isKnown = (id: StructId): boolean => id.clock < (id.client === client ? firstClock : past.known(id.client));

  const firstKnown = (from: Y.Item | null): StructId | null => {
    for (let item = from; item !== null; item = item.right) if (isKnown(item.id)) return item.id;
    return null;
  };

  function nextInDoc(id: StructId): StructId | null {
    const item = findItem(yDoc, id);
    if (item === null) return null;
    const following = { client: id.client, clock: id.clock + 1 };
    return following.clock < item.id.clock + item.length && isKnown(following) ? following : firstKnown(item.right);
  }

  function firstInDoc(list: string, parent: DecodedStruct["parent"], attr: string | null): StructId | null {
    if (parent === null || next.has(list)) return null;
    if (typeof parent === "string") return firstKnown(firstInList(rootOf(yDoc, parent), attr));
    const item = findItem(yDoc, parent);
    const type = item === null ? null : typeOf(item);
    return type === null ? null : firstKnown(firstInList(type, attr));
  }

  /** The list that a right neighbour stands in, by the key of its beginning. Values of `review` have none. */
  function listOf(id: StructId): string | null {
    const item = findItem(yDoc, id);
    if (item === null) return null;
    return keyOf(parentItem(item)?.id ?? "text", item.parentSub);
  }

  for (const struct of structs) {
    const { clock, length, origin, rightOrigin, parent, attr } = struct;
    let after: string;
    let found: StructId | null;
    if (origin !== null) {
      after = keyOf(origin, null);
      const own = origin.client === client && origin.clock >= firstClock;
      const moved = next.get(after);
      if (moved !== undefined) found = moved;
      else found = own ? { client, clock: origin.clock + 1 } : nextInDoc(origin);
    } else if (parent !== null) {
      after = `first:${keyOf(parent, attr)}`;
      found = next.has(after) ? (next.get(after) ?? null) : firstInDoc(after, parent, attr);
    } else {
      // The beginning of the list that the right neighbour stands in.
      const right = rightOrigin as StructId;
      const own = right.client === client && right.clock >= firstClock;
      const list = own ? lists.get(right.clock) : listOf(right);
      if (list === undefined || list === null) return false;
      after = `first:${list}`;
      const item = own ? null : findItem(yDoc, right);
      const type = item?.parent instanceof Y.AbstractType ? item.parent : null;
      found = next.has(after)
        ? (next.get(after) ?? null)
        : firstKnown(type && firstInList(type, item?.parentSub ?? null));
    }
    if (found?.client !== rightOrigin?.client || found?.clock !== rightOrigin?.clock) return false;
    next.set(after, { client, clock });
    next.set(keyOf({ client, clock: clock + length - 1 }, null), rightOrigin);
    if (after.startsWith("first:")) lists.set(clock, after.slice("first:".length));
  }
  return true;
}

/** The sure way, for the rare update that met somebody else's at the very same place: in a copy, struct by struct. */
function standInCopy(decoded: DecodedUpdate, yDoc: Y.Doc): boolean {
  const { client, clock, structs } = decoded;
  if (client === null) return true;
  const copy = createTextDoc();
  applyMany(copy, [Y.encodeStateAsUpdate(yDoc)], copyOrigin);
  const seen = createSeen(copy);
  seen.add({ client, clock: clock - 1 });
  return copy.transact(() =>
    structs.every((struct) => {
      for (const id of [struct.origin, struct.rightOrigin, struct.parent])
        if (id !== null && typeof id !== "string") seen.add(id);
      if (!standsBetween(struct, copy, seen.has)) return false;
      Y.applyUpdate(copy, encodeUpdate({ client, clock: struct.clock, structs: [struct] }, []), copyOrigin);
      seen.add({ client, clock: struct.clock });
      return true;
    }),
  );
}

const copyOrigin = { from: "judging" };

/** True where everything between the neighbours of a struct is unseen, and the right one comes after the left. */
function standsBetween(struct: DecodedStruct, yDoc: Y.Doc, hasSeen: (id: StructId) => boolean): boolean {
  const { origin, rightOrigin } = struct;
  let item: Y.Item | null;
  if (origin !== null) {
    const left = findItem(yDoc, origin);
    if (left === null) return false;
    const following = { client: origin.client, clock: origin.clock + 1 };
    if (following.clock < left.id.clock + left.length) {
      if (rightOrigin?.client === following.client && rightOrigin.clock === following.clock) return true;
      if (hasSeen(following)) return false;
    }
    item = left.right;
  } else item = firstBeside(struct, yDoc);
  for (; item !== null; item = item.right) {
    const start = item.id;
    if (rightOrigin !== null && rightOrigin.client === start.client && rightOrigin.clock === start.clock) return true;
    if (hasSeen(start)) return false;
  }
  return rightOrigin === null;
}

function firstBeside({ rightOrigin, parent, attr }: DecodedStruct, yDoc: Y.Doc): Y.Item | null {
  if (typeof parent === "string") return firstInList(rootOf(yDoc, parent), attr);
  const item = findItem(yDoc, (parent ?? rightOrigin) as StructId);
  if (item === null) return null;
  const type = parent === null ? item.parent : typeOf(item);
  return type instanceof Y.AbstractType ? firstInList(type, parent === null ? item.parentSub : attr) : null;
}

/**
 * What an author must have seen: a state vector closed under references. Every struct is followed at most once,
 * so that all the structs of an update together cost no more than one pass over the document.
 */
function createSeen(yDoc: Y.Doc) {
  /** Per client, clocks below this are seen. */
  const needed = new Map<number, number>();
  const followed = new Map<number, number>();

  function need(id: StructId, open: number[]): void {
    if (id.clock < (needed.get(id.client) ?? 0)) return;
    needed.set(id.client, id.clock + 1);
    open.push(id.client);
  }

  function follow(client: number, open: number[]): void {
    const structs = yDoc.store.clients.get(client) ?? [];
    const end = needed.get(client) ?? 0;
    const start = followed.get(client) ?? 0;
    followed.set(client, end);
    if (start >= Math.min(end, Y.getState(yDoc.store, client))) return;
    for (let i = Y.findIndexSS(structs, start); i < structs.length; i++) {
      const item = structs[i];
      if (!(item instanceof Y.Item)) continue;
      if (item.id.clock >= end) break;
      const above = parentItem(item);
      for (const id of [item.origin, item.rightOrigin, above?.id ?? null]) if (id !== null) need(id, open);
    }
  }

  return {
    has: (id: StructId): boolean => id.clock < (needed.get(id.client) ?? 0),
    add(id: StructId): void {
      const open: number[] = [];
      need(id, open);
      for (let client = open.pop(); client !== undefined; client = open.pop()) follow(client, open);
    },
  };
}
