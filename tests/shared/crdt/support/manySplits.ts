/** A writer who cuts one clause into as many pieces as an update may, again and again: each update is lawful. */
import * as Y from "yjs";
import type { Bytes } from "../../../../shared/base/bytes.ts";
import { textRoot } from "../../../../shared/crdt/document/docLayout.ts";
import { judgeUpdate, maxUpdateStructs, readUpdate } from "../../../../shared/crdt/update/validateUpdate.ts";
import { copyOf, docOf, updatesOf } from "./honest.ts";
import { doc, element, paragraph } from "./texts.ts";

export interface Cut {
  /** What the reader holds. */
  readonly yDoc: Y.Doc;
  /** The next update: so many splits. */
  next(): Bytes;
  /** Judged as a stranger's, and applied. */
  take(update: Bytes): void;
}

export const splitsOfUpdate = maxUpdateStructs;

export function cutForEver(): Cut {
  const start = docOf(doc(element("clause", [paragraph("The river is not owned.")], { id: "a" })));
  const yHostile = copyOf(start, 2 ** 52 + 4);
  const yDoc = copyOf(start, 77);
  const yFlow = (textRoot(yHostile).get(0) as Y.XmlElement).get(0) as Y.XmlText;
  let nextClock = 0;
  return {
    yDoc,
    next() {
      const splits = Array.from({ length: splitsOfUpdate }, () => ({ insert: new Y.XmlElement("split") }));
      const updates = updatesOf(yHostile, () => yFlow.applyDelta([{ retain: 2 }, ...splits], { sanitize: false }));
      const [update] = updates;
      if (update === undefined || updates.length > 1) throw new Error("it is one update");
      return update;
    },
    take(update) {
      const read = readUpdate(update);
      if (!read.ok) throw new Error(read.error.kind);
      const known = (): number => Number.POSITIVE_INFINITY;
      const judged = judgeUpdate(read.value, yDoc, { client: yHostile.clientID, nextClock, known });
      if (!judged.ok) throw new Error("it is lawful");
      nextClock += splitsOfUpdate;
      Y.applyUpdate(yDoc, update, "host");
    },
  };
}
