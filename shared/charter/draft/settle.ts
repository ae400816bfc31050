/**
 * From a draft to a text that can be agreed on. A draft is what people write: it may hold what nobody can sign. An agreed
 * text is in its normal form and holds only what a reader sees (CONTENT.md); proposals take no other.
 */
import type { ClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { AgreedText } from "../text/agreedText.ts";
import { mendText, unseenInText } from "../text/canonical.ts";
import type { CharterText } from "../text/model.ts";

/** What stands in the way, and where. */
export interface Obstacle {
  /** A character that nobody sees, or that turns others. */
  readonly kind: "unseen";
  /** Null: outside every clause. */
  readonly clause: ClauseId | null;
  readonly code: number;
}

/** The only way from one to the other. Joiners that do nothing are left out; everything else is for people to settle. */
export function settle(draft: CharterText): Result<AgreedText, readonly Obstacle[]> {
  const obstacles = unseenInText(draft).flatMap(({ clause, code, isIdle }): readonly Obstacle[] =>
    isIdle ? [] : [{ kind: "unseen", clause, code }],
  );
  return obstacles.length > 0 ? err(obstacles) : ok(mendText(draft).text as AgreedText);
}
