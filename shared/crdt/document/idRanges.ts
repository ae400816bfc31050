/** Yjs ids in order, and ranges of them. */
import type { DeletedRange, StructId } from "./updateBytes.ts";

export const compareIds = (a: StructId, b: StructId): number => a.client - b.client || a.clock - b.clock;

/** Sorted by client and clock; those that touch or overlap as one. An empty range is left out. */
export function joinRanges(ranges: Iterable<DeletedRange>): readonly DeletedRange[] {
  const joined: { client: number; clock: number; length: number }[] = [];
  for (const { client, clock, length } of [...ranges].sort(compareIds)) {
    const last = joined.at(-1);
    if (last?.client === client && clock <= last.clock + last.length)
      last.length = Math.max(last.length, clock + length - last.clock);
    else if (length > 0) joined.push({ client, clock, length });
  }
  return joined;
}
