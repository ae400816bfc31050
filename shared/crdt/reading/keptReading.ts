/** A reading of the agreed text that is kept up with the document for as long as that lives. */
import type * as Y from "yjs";
import { createCleanSight } from "./cleanSight.ts";
import { createReading, type Reading } from "./reading.ts";

/** [I33] What did not change between two looks at it is the same object. */
export function createKeptReading(yDoc: Y.Doc): Reading {
  const reading = createReading(yDoc, createCleanSight(yDoc));
  yDoc.on("afterTransaction", reading.note);
  return reading;
}
