/**
 * The text that is agreed on, beside the text with suggestions that the window shows. What tells of the charter rather
 * than of the window reads this one: the outline with its numbers, and the counts of words.
 *
 * Owns: a second reading of the document, from the first suggestion on; until then both texts are the same node. Called
 * by: createEditor. Nothing is read for a key: what changed is read when somebody asks.
 */
import type { Node } from "prosemirror-model";
import type * as Y from "yjs";
import { createCleanSight } from "../../shared/crdt/reading/cleanSight.ts";
import { createReading } from "../../shared/crdt/reading/reading.ts";
import type { Suggestions } from "../../shared/crdt/reading/suggestions.ts";
import { createNodePairs } from "./nodePairs.ts";

export interface AgreedDoc {
  /** `shown`: what the window shows now. */
  beside(shown: Node): Node;
  close(): void;
}

type Changed = Y.Transaction["changed"];

export function createAgreedDoc(yDoc: Y.Doc, suggestions: Pick<Suggestions, "all">): AgreedDoc {
  const pairs = createNodePairs();
  let reading: ReturnType<typeof createReading> | null = null;
  let changed: Changed = new Map();

  const collect = (transaction: Y.Transaction): void => {
    if (reading === null) return;
    for (const [type, keys] of transaction.changed) changed.set(type, new Set([...(changed.get(type) ?? []), ...keys]));
  };
  yDoc.on("afterTransaction", collect);
  return {
    beside(shown) {
      if (suggestions.all().length === 0) return shown;
      if (reading === null) reading = createReading(yDoc, createCleanSight(yDoc));
      else reading.note({ changed });
      changed = new Map();
      return pairs.nodeOf(reading.text());
    },
    close: () => yDoc.off("afterTransaction", collect),
  };
}
