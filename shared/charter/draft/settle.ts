/**
 * From a draft to a text that can be agreed on. A draft is what people write: it may hold what nobody can sign. An agreed
 * text is in its normal form and holds only what a reader sees (CONTENT.md); proposals take no other.
 */
import type { ClauseId } from "../../base/ids.ts";
import { err, ok, type Result } from "../../base/result.ts";
import type { AgreedText } from "../text/agreedText.ts";
import { danglingReferences, mendText, surplusBodies, unseenInText } from "../text/canonical.ts";
import type { CharterText } from "../text/model.ts";

/** What stands in the way, and where. */
export type Obstacle =
  /** A character that nobody sees, or that turns others. `clause` null: outside every clause. */
  | { readonly kind: "unseen"; readonly clause: ClauseId | null; readonly code: number }
  /** Words of the clause in a language in which it has words already; `isOwn`: the charter's own. */
  | { readonly kind: "sameLanguage"; readonly clause: ClauseId; readonly language: string; readonly isOwn: boolean }
  /** A reference to a clause that is not in the text. `clause` null: it stands outside every clause. */
  | { readonly kind: "danglingReference"; readonly clause: ClauseId | null; readonly names: string }
  | Undecided;

/**
 * What is in brackets is not agreed, a blank says nothing yet, and what several changed without knowing of each other was
 * written by nobody. The text alone does not show it: it is all words.
 */
export interface Undecided {
  readonly kind: "openBracket" | "blank" | "conflict";
  readonly clause: ClauseId;
  readonly words: string;
}

/**
 * The only way from one to the other. Joiners that do nothing are left out; everything else is for people to settle.
 * `language`: the charter's own. `undecided`: what of the draft's document is open.
 */
export function settle(
  draft: CharterText,
  language: string,
  undecided: readonly Undecided[],
): Result<AgreedText, readonly Obstacle[]> {
  const unseen = unseenInText(draft).flatMap(({ clause, code, isIdle }): readonly Obstacle[] =>
    isIdle ? [] : [{ kind: "unseen", clause, code }],
  );
  const surplus = surplusBodies(draft, language).map(
    ({ clause, language: of, isOwn }): Obstacle => ({ kind: "sameLanguage", clause, language: of, isOwn }),
  );
  const dangling = danglingReferences(draft).map(
    ({ clause, names }): Obstacle => ({ kind: "danglingReference", clause, names }),
  );
  const obstacles = [...unseen, ...surplus, ...dangling, ...undecided];
  return obstacles.length > 0 ? err(obstacles) : ok(mendText(draft).text as AgreedText);
}
