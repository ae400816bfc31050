/** The text of a document as it stands: without what is suggested and not accepted. */
import type * as Y from "yjs";
import type { CharterText, ElementNode } from "../../charter/text/model.ts";
import { createCleanSight } from "./cleanSight.ts";
import { createReading, type TextProblem } from "./reading.ts";
import type { Sight } from "./sight.ts";

export interface ReadText {
  readonly text: CharterText;
  readonly problems: readonly TextProblem[];
}

/** [I8] Total and silent. `onClause` is called for every clause that stands in the text. */
export function readText(
  yDoc: Y.Doc,
  sight: Sight = createCleanSight(yDoc),
  onClause?: (yItem: Y.Item, node: ElementNode) => void,
): ReadText {
  const reading = createReading(yDoc, sight);
  const text = reading.text();
  if (onClause !== undefined)
    for (const yItem of reading.tree().spots.keys()) {
      const node = reading.nodeOf(yItem);
      if (node !== null) onClause(yItem, node);
    }
  return { text, problems: reading.problems() };
}
