/**
 * What was written in one document by its own client, so that another document can take it over.
 * The document's own list of deletions does not do: it has everybody's, also of those whose text is left out since.
 */
import * as Y from "yjs";
import type { Bytes } from "../../base/bytes.ts";
import { plainText } from "../../charter/text/clauses.ts";
import { createClockRanges } from "../document/clockRanges.ts";
import { type DeletedRange, decodeUpdate, encodeUpdate, noLimits } from "../document/updateBytes.ts";
import { mergeDeletes } from "../update/mergeUpdates.ts";
import { readLeftOut } from "./leftOutText.ts";

export interface OwnText {
  /** One update: what this client wrote from `clock` on, and all that was deleted here. Null where there is neither. */
  from(clock: number): Bytes | null;
}

/** From now on: `yDoc` has nothing of its client yet. */
export function createOwnText(yDoc: Y.Doc): OwnText {
  const deletes: DeletedRange[] = [];
  yDoc.on("afterTransaction", ({ local, deleteSet }: Y.Transaction) => {
    if (!local) return;
    for (const [client, ranges] of deleteSet.clients)
      for (const { clock, len } of ranges) deletes.push({ client, clock, length: len });
  });
  return {
    from(clock) {
      const vector = Y.decodeStateVector(Y.encodeStateVector(yDoc));
      vector.set(yDoc.clientID, clock);
      const beyond = decodeUpdate(Y.encodeStateAsUpdate(yDoc, Y.encodeStateVector(vector)), noLimits);
      if ("kind" in beyond) throw new Error(`an editor wrote what is no text: ${beyond.kind}`);
      if (beyond.client === null && deletes.length === 0) return null;
      return encodeUpdate(beyond, mergeDeletes(deletes));
    },
  };
}

/** The words that an update brings, for people to read; empty for one that only deletes. */
export function readWords(update: Bytes): string {
  const decoded = decodeUpdate(update, noLimits);
  if ("kind" in decoded) return "";
  const deleted = createClockRanges();
  for (const range of decoded.deletes) if (range.client === decoded.client) deleted.add(range, 1);
  return readLeftOut([decoded], deleted)
    .nodes.map(({ node }) => plainText(node))
    .join("\n");
}
