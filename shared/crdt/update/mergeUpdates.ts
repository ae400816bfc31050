/**
 * One update from the many of a pause in typing. Y.mergeUpdates is quadratic in their number and leaves every key a
 * struct of its own; this is linear and joins what was typed in one go.
 */
import * as Y from "yjs";
import type { Bytes } from "../../base/bytes.ts";
import {
  type DecodedStruct,
  type DecodedUpdate,
  type DeletedRange,
  decodeUpdate,
  encodeUpdate,
  noLimits,
} from "../document/updateBytes.ts";

/** `updates` are of one client, in the order in which it made them, without gaps. */
export function mergeUpdates(updates: readonly Bytes[]): Bytes {
  const [only] = updates;
  if (only !== undefined && updates.length === 1) return only;
  const read: DecodedUpdate[] = [];
  for (const update of updates) {
    const decoded = decodeUpdate(update, noLimits);
    if ("kind" in decoded) return Y.mergeUpdates([...updates]) as Bytes;
    read.push(decoded);
  }
  return mergeRead(read) ?? (Y.mergeUpdates([...updates]) as Bytes);
}

/** Null where the updates are not one run of one client. */
function mergeRead(updates: readonly DecodedUpdate[]): Bytes | null {
  const written = updates.filter((update) => update.client !== null);
  const first = written[0];
  const client = first?.client ?? null;
  const structs: DecodedStruct[] = [];
  let clock = first?.clock ?? 0;
  for (const update of written) {
    if (update.client !== client || update.clock !== clock) return null;
    clock += update.length;
    for (const struct of update.structs) {
      const last = structs.at(-1);
      const joined = last === undefined ? null : joinStrings(last, struct, client);
      if (joined === null) structs.push(struct);
      else structs[structs.length - 1] = joined;
    }
  }
  return encodeUpdate({ client, clock: first?.clock ?? 0, structs }, mergeDeletes(updates.flatMap((u) => u.deletes)));
}

/** The rule by which Yjs itself joins two items. */
function joinStrings(left: DecodedStruct, right: DecodedStruct, client: number | null): DecodedStruct | null {
  if (left.content.kind !== "string" || right.content.kind !== "string") return null;
  const { origin } = right;
  if (origin?.client !== client || origin?.clock !== left.clock + left.length - 1) return null;
  if (left.rightOrigin?.client !== right.rightOrigin?.client || left.rightOrigin?.clock !== right.rightOrigin?.clock)
    return null;
  const content = { kind: "string", text: left.content.text + right.content.text } as const;
  return { ...left, length: left.length + right.length, content };
}

export function mergeDeletes(deletes: readonly DeletedRange[]): readonly DeletedRange[] {
  const merged: DeletedRange[] = [];
  for (const range of [...deletes].sort((a, b) => b.client - a.client || a.clock - b.clock)) {
    const last = merged.at(-1);
    if (last === undefined || last.client !== range.client || last.clock + last.length < range.clock)
      merged.push(range);
    else {
      const end = Math.max(last.clock + last.length, range.clock + range.length);
      merged[merged.length - 1] = { ...last, length: end - last.clock };
    }
  }
  return merged;
}
