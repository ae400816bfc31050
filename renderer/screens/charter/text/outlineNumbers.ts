/** Articles with the numbers that their order gives them, as `readClauses` counts them. */
import { numberEntries, type OutlineEntry } from "../../../editor/outline.ts";

export interface NumberedEntry {
  readonly entry: OutlineEntry;
  /** "" for a preamble. */
  readonly number: string;
}

export function numberArticles(entries: readonly OutlineEntry[]): readonly NumberedEntry[] {
  const numbers = numberEntries(entries);
  return entries.filter((entry) => entry.depth === 0).map((entry) => ({ entry, number: numbers.get(entry.id) ?? "" }));
}
