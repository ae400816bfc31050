/** What the alternatives of a bracket are called, as in treaty practice. */

/** Behind the number of a clause of which there are several versions: "4", "4 bis", "4 ter". */
const suffixes = ["", "bis", "ter", "quater", "quinquies", "sexies", "septies", "octies", "novies", "decies"] as const;

/**
 * `clause`: the number of the clause of which each alternative is all the words; null: within a clause, "Alt. 2".
 * `index`: from 0.
 */
export function alternativeLabel(clause: string | null, index: number): string {
  if (clause === null || clause === "") return `Alt. ${index + 1}`;
  const suffix = suffixes[index] ?? `(${index + 1})`;
  return suffix === "" ? clause : `${clause} ${suffix}`;
}
