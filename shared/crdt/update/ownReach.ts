/**
 * [I15] A suggesting id may give attributes, and take something away, only in the update that brings what they are of.
 * So its updates are not cut just anywhere.
 */
import type { DecodedUpdate } from "../document/updateBytes.ts";

/** Of each struct the earliest clock that has to stay in one update with it; its own where there is none before it. */
export function readOwnReach({ client, clock, structs }: DecodedUpdate): readonly number[] {
  /** By the first clock of a struct: an attribute's earlier value is one clock long. */
  const byClock = new Map<number, number>();
  return structs.map((struct) => {
    const { content, origin, parent } = struct;
    let reach = struct.clock;
    if (content.kind === "attr") {
      const of = origin ?? (typeof parent === "string" ? null : parent);
      if (of !== null && of.client === client && of.clock >= clock)
        reach = origin === null ? of.clock : (byClock.get(of.clock) ?? of.clock);
    }
    byClock.set(struct.clock, reach);
    return reach;
  });
}
