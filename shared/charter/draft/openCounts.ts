/** How much of a draft is open, by kind: of one clause, and summed for an article or the whole text. */
export interface OpenCounts {
  /** Without an answer. */
  readonly suggestions: number;
  /** Not settled. */
  readonly brackets: number;
  /** Not filled in. */
  readonly blanks: number;
  /** Changed by several who did not know of each other, and not settled. */
  readonly conflicts: number;
}

export const openKinds = ["suggestions", "brackets", "blanks", "conflicts"] as const satisfies (keyof OpenCounts)[];

export const nothingOpen: OpenCounts = { suggestions: 0, brackets: 0, blanks: 0, conflicts: 0 };

export const sumOpen = (counts: readonly OpenCounts[]): OpenCounts =>
  counts.reduce(
    (sum, one) => ({
      suggestions: sum.suggestions + one.suggestions,
      brackets: sum.brackets + one.brackets,
      blanks: sum.blanks + one.blanks,
      conflicts: sum.conflicts + one.conflicts,
    }),
    nothingOpen,
  );

/** A clause and those in it: deeper, and before the next that is not. All where none is named. In the order of the text. */
export function withInside<T extends { readonly id: string; readonly depth: number }>(
  clauses: readonly T[],
  id: string | null,
): readonly T[] {
  const start = id === null ? -1 : clauses.findIndex((one) => one.id === id);
  if (start < 0) return clauses;
  const depth = clauses[start]?.depth ?? 0;
  const end = clauses.findIndex((one, index) => index > start && one.depth <= depth);
  return clauses.slice(start, end < 0 ? undefined : end);
}
