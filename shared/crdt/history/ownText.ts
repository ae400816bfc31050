/**
 * What was written in one document by its own pair of clients, so that another document can take it over.
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
  /**
   * What this window's editing or suggesting id wrote from a clock on, in one update, and what it deleted here. Null where
   * there is neither.
   */
  from(client: number, clock: number): Bytes | null;
}

/** From now on: `yDoc` has nothing of its client yet. */
export function createOwnText(yDoc: Y.Doc): OwnText {
  /** By the id that deleted. */
  const deletes = new Map<number, DeletedRange[]>();
  yDoc.on("afterTransaction", ({ local, deleteSet }: Y.Transaction) => {
    if (!local || deleteSet.clients.size === 0) return;
    const own = deletes.get(yDoc.clientID) ?? [];
    deletes.set(yDoc.clientID, own);
    for (const [client, ranges] of deleteSet.clients)
      for (const { clock, len } of ranges) own.push({ client, clock, length: len });
  });
  return {
    from(client, clock) {
      const vector = Y.decodeStateVector(Y.encodeStateVector(yDoc));
      vector.set(client, clock);
      const own = deletes.get(client) ?? [];
      const beyond = decodeUpdate(Y.encodeStateAsUpdate(yDoc, Y.encodeStateVector(vector)), noLimits);
      if ("kind" in beyond) throw new Error(`an editor wrote what is no text: ${beyond.kind}`);
      if (beyond.client === null && own.length === 0) return null;
      return encodeUpdate(beyond, mergeDeletes(own));
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
