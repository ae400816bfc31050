/** Words of a clause, found by what they say. */
import type * as Y from "yjs";
import type { ClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import { clauseFlows } from "./clauseFlows.ts";
import type { Reading } from "./reading.ts";
import type { Sight } from "./sight.ts";

/** [from, to) of what one clause has of a flow, as Yjs counts. */
export interface FlowRange {
  readonly yFlow: Y.XmlText;
  readonly from: number;
  readonly to: number;
}

export type QuoteFault = "noClause" | "notFound" | "severalTimes";

/** A line feed in `quote` stands for the end of a paragraph or line. `sight`: that of the reading. */
export function findQuote(
  reading: Reading,
  sight: Sight,
  clause: ClauseId,
  quote: string,
): Result<FlowRange, QuoteFault> {
  let found: FlowRange | null = null;
  let stands = false;
  for (const { yFlow, segment, clause: of } of clauseFlows(reading, sight)) {
    if (of !== clause) continue;
    stands = true;
    const letters: { readonly from: number; readonly to: number }[] = [];
    let text = "";
    const add = (words: string, at: number, length: number): void => {
      for (let i = 0; i < words.length; i++)
        letters.push(length === words.length ? { from: at + i, to: at + i + 1 } : { from: at, to: at + length });
      text += words;
    };
    for (const [index, { type, from, inlines }] of segment.blocks.entries()) {
      if (index > 0) add("\n", from, 0);
      if (type === "table") continue;
      for (const inline of inlines) add(inline.kind === "hard_break" ? "\n" : inline.text, inline.at, inline.length);
    }
    for (let at = text.indexOf(quote); at >= 0; at = text.indexOf(quote, at + 1)) {
      if (found !== null) return err("severalTimes");
      found = { yFlow, from: letters[at]?.from ?? 0, to: letters[at + quote.length - 1]?.to ?? 0 };
    }
  }
  return found === null ? err(stands ? "notFound" : "noClause") : ok(found);
}
