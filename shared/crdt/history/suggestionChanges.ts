/** Which signed changes asked for a suggestion, and which answered it. A reading of the document and of their clocks. */
import * as Y from "yjs";
import { reviewRoot } from "../document/docLayout.ts";
import { type Answered, readReviewKey, writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import type { Suggestion } from "../reading/suggestions.ts";
import type { ChangeRanges } from "./textChanges.ts";

export interface SuggestionChanges {
  /** By their numbers, those that wrote its words and what it asks for. */
  readonly asked: ReadonlySet<number>;
  /** Those that accepted, rejected or took back any part of it, where that still counts. */
  readonly answered: ReadonlySet<number>;
}

export function createSuggestionChanges(
  yDoc: Y.Doc,
  { inserted }: ChangeRanges,
): (suggestion: Pick<Suggestion, "parts">) => SuggestionChanges {
  /** Of what is asked for, by its key: which change wrote that. */
  const askedIn = new Map<string, number>();
  const answersOf = new Map<string, number[]>();
  const wordAnswers: { readonly range: DeletedRange; readonly no: number }[] = [];
  for (const [text, item] of reviewRoot(yDoc)._map) {
    const key = readReviewKey(text);
    const no = inserted.noOf(item.id);
    if (item.deleted || key === null || no === null) continue;
    if (key.kind !== "ok" && key.kind !== "no" && key.kind !== "out") askedIn.set(text, no);
    else if (!(item.content instanceof Y.ContentAny) || item.content.arr.at(-1) !== true) continue;
    else if (key.of.kind === "ins") wordAnswers.push({ range: key.of.range, no });
    else {
      const of = writeReviewKey(key.of);
      answersOf.set(of, [...(answersOf.get(of) ?? []), no]);
    }
  }

  const askedFor = (part: Answered): readonly (number | null | undefined)[] =>
    part.kind === "ins" ? inserted.piecesOf(part.range).map(({ no }) => no) : [askedIn.get(writeReviewKey(part))];
  const answersTo = (part: Answered): readonly number[] =>
    part.kind === "ins"
      ? wordAnswers.flatMap(({ range, no }) => (overlap(range, part.range) ? [no] : []))
      : (answersOf.get(writeReviewKey(part)) ?? []);

  return ({ parts }) => ({
    asked: new Set(parts.flatMap(askedFor).filter((no) => typeof no === "number")),
    answered: new Set(parts.flatMap(answersTo)),
  });
}

const overlap = (a: DeletedRange, b: DeletedRange): boolean =>
  a.client === b.client && a.clock < b.clock + b.length && b.clock < a.clock + a.length;
