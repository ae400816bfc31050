/** The suggestion that somebody named by the id it had then: its first part may be another by now. */
import { type Answered, readItemId, readReviewKey, writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange, StructId } from "../document/updateBytes.ts";
import type { Suggestion } from "./suggestions.ts";

/** Null where nothing of it is in the text any more. */
export function findNamed<One extends Pick<Suggestion, "id" | "parts">>(all: readonly One[], name: string): One | null {
  const exact = all.find(({ id }) => id === name);
  if (exact !== undefined) return exact;
  const holds = readName(name);
  return holds === null ? null : (all.find(({ parts }) => parts.some(holds)) ?? null);
}

/** Which part it named. What its author struck out once more stands under another key, with the same words. */
function readName(name: string): ((part: Answered) => boolean) | null {
  const first = name.startsWith("ins/") ? readItemId(name.slice(4)) : null;
  if (first !== null) return (part) => part.kind === "ins" && covers(part.range, first);
  const key = readReviewKey(name);
  if (key?.kind === "fmt" || key?.kind === "set")
    return (part) => part.kind === key.kind && writeReviewKey(part) === name;
  if (key?.kind !== "del") return null;
  const { suggestion, range } = key;
  return (part) => part.kind === "del" && part.suggestion.client === suggestion.client && covers(part.range, range);
}

const covers = (range: DeletedRange, { client, clock }: StructId): boolean =>
  range.client === client && range.clock <= clock && clock < range.clock + range.length;
