/**
 * What of a draft nobody has settled yet: brackets, blanks, words that several changed apart, suggestions.
 * Owns: how many suggestions each document had in which clause, for one version of it. Called by: board.ts, draftChecks.ts.
 */
import type { HostError } from "../../../shared/api/errors.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import { ok, type Result } from "../../../shared/base/result.ts";
import { nothingOpen, type OpenCounts } from "../../../shared/charter/draft/openCounts.ts";
import type { Undecided } from "../../../shared/charter/draft/settle.ts";
import { looseId } from "../../../shared/charter/text/clauses.ts";
import { isOpen } from "../../../shared/crdt/reading/reviewEntries.ts";
import { readSuggestions } from "../../../shared/crdt/reading/suggestions.ts";
import type { Conflicts } from "../history/conflicts.ts";
import type { OpenCharter } from "../library/charters.ts";
import type { Drafts } from "./drafts.ts";

export type OpenPoints = ReturnType<typeof createOpenPoints>;

const countedAs = { openBracket: "brackets", blank: "blanks", conflict: "conflicts" } as const;

export function createOpenPoints({ conflicts, drafts }: { readonly conflicts: Conflicts; readonly drafts: Drafts }) {
  const suggested = new WeakMap<
    OpenCharter,
    { readonly version: number; readonly clauses: readonly (ClauseId | null)[] }
  >();

  /** What keeps a text from being agreed on. Signs what was typed here. */
  async function undecided(charter: OpenCharter): Promise<Result<readonly Undecided[], HostError>> {
    const listed = await conflicts.list(charter);
    if (!listed.ok) return listed;
    const found = listed.value.map(
      (one): Undecided => ({
        kind: "conflict",
        clause: one.clause.id,
        words: one.kind === "words" ? one.now : one.kind === "form" ? one.words : "",
      }),
    );
    return ok([...charter.replica.undecided(), ...found]);
  }

  /** The clause of each suggestion that waits for an answer; null: it stands in none that is in the text. */
  function suggestions(charter: OpenCharter): readonly (ClauseId | null)[] {
    const { replica } = charter;
    const version = replica.textVersion();
    const known = suggested.get(charter);
    if (known?.version === version) return known.clauses;
    const { reading, clauses } = drafts.of(charter);
    const idOf = new Map(clauses.map(({ node, id }) => [node, id]));
    const found = readSuggestions(replica.yDoc())
      .filter(isOpen)
      .map(({ clause }) => {
        const node = clause === null ? null : reading.nodeOf(clause);
        return node === null ? null : (idOf.get(node) ?? null);
      });
    suggested.set(charter, { version, clauses: found });
    return found;
  }

  /** By clause, those without any left out. `looseId`: outside every clause. Signs what was typed here. */
  async function counts(charter: OpenCharter): Promise<Result<ReadonlyMap<ClauseId, OpenCounts>, HostError>> {
    const open = await undecided(charter);
    if (!open.ok) return open;
    const found = new Map<ClauseId, OpenCounts>();
    const add = (clause: ClauseId, kind: keyof OpenCounts): void => {
      const before = found.get(clause) ?? nothingOpen;
      found.set(clause, { ...before, [kind]: before[kind] + 1 });
    };
    for (const { clause, kind } of open.value) add(clause, countedAs[kind]);
    for (const clause of suggestions(charter)) add(clause ?? looseId, "suggestions");
    return ok(found);
  }

  return { undecided, suggestions, counts };
}
