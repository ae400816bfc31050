/**
 * A reading that is turned from one state of a document to another: what reads the same in both keeps its nodes.
 * Owns: the reading. Called by: the readings of a clause's life and of a session. Whoever turns it names what differs.
 */
import type * as Y from "yjs";
import { createReading, type Reading } from "../reading/reading.ts";
import type { Sight } from "../reading/sight.ts";

export interface TurningReading {
  readonly reading: Reading;
  /** `types`: at least the flows and elements that read otherwise in the new state. */
  turn(to: Sight, types: Iterable<unknown>): void;
}

export function createTurningReading(yDoc: Y.Doc, first: Sight): TurningReading {
  let sight = first;
  const reading = createReading(yDoc, {
    shows: (item) => sight.shows(item),
    spansOf: (item) => sight.spansOf(item),
    valueOf: (latest) => sight.valueOf(latest),
  });
  return {
    reading,
    turn(to, types) {
      sight = to;
      reading.note({ changed: new Map([...types].map((type) => [type as never, new Set<string | null>()])) });
    },
  };
}
