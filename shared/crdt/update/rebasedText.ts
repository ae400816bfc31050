/**
 * Text that was written in a document which still had what is left out of this one. What it was written on may be gone:
 * that part is signed as it is, and left out like its neighbours ([I11]); the rest stands where it was written.
 */
import type * as Y from "yjs";
import type { Bytes } from "../../base/bytes.ts";
import { isSuggesting } from "../../base/clientClass.ts";
import { err, ok, type Result } from "../../base/result.ts";
import {
  type DecodedStruct,
  type DecodedUpdate,
  type DeletedRange,
  decodeUpdate,
  encodeUpdate,
  noLimits,
  type StructId,
  type UpdateBytesFault,
} from "../document/updateBytes.ts";
import { findItem } from "../document/yStore.ts";
import { readOwnReach } from "./ownReach.ts";
import { clockOf } from "./textDoc.ts";

export interface RebasedPart {
  readonly update: Bytes;
  /** False where it was written on something that is not in the document. */
  readonly stands: boolean;
}

/** `update`: of one client, from its next clock in `yDoc` on. The parts in order are the whole of it. */
export function cutRebased(yDoc: Y.Doc, update: Bytes): Result<readonly RebasedPart[], UpdateBytesFault> {
  const decoded = decodeUpdate(update, noLimits);
  if ("kind" in decoded) return err(decoded);
  const runs = readRuns(yDoc, decoded);
  const deletes = decoded.deletes.flatMap((range) => within(range, 0, knownEnd(yDoc, decoded, range.client)));
  if (runs.every(({ stands }) => stands)) {
    const isEmpty = decoded.structs.length === 0 && deletes.length === 0;
    return ok(isEmpty ? [] : [{ update: encodeUpdate(decoded, deletes), stands: true }]);
  }
  const { client } = decoded;
  const parts = runs.map(({ structs, stands }): RebasedPart => {
    const clock = structs[0]?.clock ?? 0;
    // What its author took back again is not to be offered to be put back.
    const own = deletes
      .filter((range) => range.client === client)
      .flatMap((range) => within(range, clock, endOf(structs)));
    return { update: encodeUpdate({ client, clock, structs }, own), stands };
  });
  const others = deletes.flatMap((range) => (range.client === client ? within(range, 0, decoded.clock) : [range]));
  if (others.length === 0) return ok(parts);
  return ok([...parts, { update: encodeUpdate({ client: null, clock: 0, structs: [] }, others), stands: true }]);
}

interface Run {
  readonly structs: DecodedStruct[];
  readonly stands: boolean;
}

/**
 * By Yjs's own rule: whatever names something that is gone is gone too. [I15] So is what a suggesting id gave to
 * something that is in an earlier part.
 */
function readRuns(yDoc: Y.Doc, decoded: DecodedUpdate): readonly Run[] {
  const { client, clock, structs } = decoded;
  const runs: Run[] = [];
  const reach = client !== null && isSuggesting(client) ? readOwnReach(decoded) : [];
  const isGone = (id: StructId): boolean => {
    if (id.client !== client || id.clock < clock) return findItem(yDoc, id) === null;
    return runs.some((run) => !run.stands && (run.structs[0]?.clock ?? 0) <= id.clock && id.clock < endOf(run.structs));
  };
  for (const [index, struct] of structs.entries()) {
    const { origin, rightOrigin, parent } = struct;
    const last = runs.at(-1);
    const isHeld = [origin, rightOrigin, parent].every((id) => id === null || typeof id === "string" || !isGone(id));
    const begin = last?.stands === true ? (last.structs[0]?.clock ?? 0) : struct.clock;
    const stands = isHeld && (reach[index] ?? struct.clock) >= begin;
    if (last?.stands === stands) last.structs.push(struct);
    else runs.push({ structs: [struct], stands });
  }
  return runs;
}

function endOf(structs: readonly DecodedStruct[]): number {
  const last = structs.at(-1);
  return last === undefined ? 0 : last.clock + last.length;
}

const knownEnd = (yDoc: Y.Doc, decoded: DecodedUpdate, client: number): number =>
  client === decoded.client ? decoded.clock + decoded.length : clockOf(yDoc, client);

/** The part of a range in [from, end). */
function within({ client, clock, length }: DeletedRange, from: number, end: number): readonly DeletedRange[] {
  const start = Math.max(clock, from);
  const until = Math.min(clock + length, end);
  return start < until ? [{ client, clock: start, length: until - start }] : [];
}
