import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { ShownBrackets } from "../../../editor/brackets.ts";
import type { OutlineEntry } from "../../../editor/outline.ts";

/** How many brackets and blanks are open in each article, those of its clauses included. */
export function countByArticle(
  entries: readonly Pick<OutlineEntry, "id" | "depth">[],
  { brackets }: Pick<ShownBrackets, "brackets">,
): ReadonlyMap<ClauseId, number> {
  const articleOf = new Map<ClauseId, ClauseId>();
  let article: ClauseId | null = null;
  for (const { id, depth } of entries) {
    if (depth === 0) article = id;
    if (article !== null) articleOf.set(id, article);
  }
  const counts = new Map<ClauseId, number>();
  for (const { clause, state } of brackets) {
    const around = state === "settled" ? undefined : articleOf.get(clause);
    if (around !== undefined) counts.set(around, (counts.get(around) ?? 0) + 1);
  }
  return counts;
}
