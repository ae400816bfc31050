/** Articles with the numbers that their order gives them, as `readClauses` counts them. */
import type { OutlineEntry } from "../../../editor/outline.ts";

export interface NumberedEntry {
  readonly entry: OutlineEntry;
  /** "" for a preamble. */
  readonly number: string;
}

export function numberArticles(entries: readonly OutlineEntry[]): readonly NumberedEntry[] {
  let articles = 0;
  let annexes = 0;
  return entries
    .filter((entry) => entry.depth === 0)
    .map((entry) => {
      if (entry.kind === "preamble") return { entry, number: "" };
      return { entry, number: entry.kind === "annex" ? letters(++annexes) : String(++articles) };
    });
}

function letters(count: number): string {
  let text = "";
  for (let rest = count; rest > 0; rest = Math.floor((rest - 1) / 26))
    text = String.fromCharCode(65 + ((rest - 1) % 26)) + text;
  return text;
}
