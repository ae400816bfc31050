/** What can be answered together. Pure. */
import type { CharterView } from "../../../../shared/api/library.ts";
import type { ClauseId } from "../../../../shared/base/ids.ts";
import type { ShownSuggestion } from "../../../editor/suggestionView.ts";
import type { Suggesters } from "./useSuggesters.ts";

export interface Bulk {
  readonly id: string;
  readonly kind: "accept" | "reject";
  readonly scope: "selected" | "clause" | "party" | "unopposed";
  readonly party: string;
  readonly of: readonly ShownSuggestion[];
}

/** Those that would answer something. `selected`: ids; `unopposed`: nobody has rejected them. */
export function bulksOf(given: {
  readonly view: Pick<CharterView, "parties">;
  readonly open: readonly ShownSuggestion[];
  readonly suggesters: Pick<Suggesters, "of">;
  readonly clause: ClauseId | null;
  readonly selected: readonly string[];
}): readonly Bulk[] {
  const { view, open, suggesters, clause } = given;
  const selected = new Set(given.selected);
  const bulks: Bulk[] = [];
  const add = (scope: Bulk["scope"], of: readonly ShownSuggestion[], party: Bulk["party"] = "", at = ""): void => {
    if (of.length === 0) return;
    for (const kind of scope === "unopposed" ? (["accept"] as const) : (["accept", "reject"] as const))
      bulks.push({ id: `${kind} ${scope} ${at}`, kind, scope, party, of });
  };
  add(
    "selected",
    open.filter((one) => selected.has(one.id)),
  );
  if (clause !== null)
    add(
      "clause",
      open.filter((one) => one.clause === clause),
    );
  for (const { id, name } of view.parties)
    add(
      "party",
      open.filter(({ client }) => suggesters.of(client)?.writer.author.party?.id === id),
      name,
      id,
    );
  add(
    "unopposed",
    open.filter(({ state }) => state === "pending"),
  );
  return bulks;
}
