/** What of a text's document is in brackets and not settled: it keeps the text from being agreed on. */
import type { Undecided } from "../../../shared/charter/draft/settle.ts";
import { createCleanSight } from "../../../shared/crdt/reading/cleanSight.ts";
import { readBrackets } from "../../../shared/crdt/reading/readBrackets.ts";
import { createReading } from "../../../shared/crdt/reading/reading.ts";
import type { TextDoc } from "../../../shared/crdt/update/textDoc.ts";

/** Of the words of a bracket. */
const maxQuoted = 60;

export function readUndecided(yDoc: TextDoc): readonly Undecided[] {
  const sight = createCleanSight(yDoc);
  return readBrackets(createReading(yDoc, sight), sight)
    .brackets.filter(({ state }) => state !== "settled")
    .map(({ isField, clause, alternatives }): Undecided => {
      const words = alternatives.map((one) => one.words).join("] [");
      const quoted = words.length > maxQuoted ? `${words.slice(0, maxQuoted).toWellFormed()}…` : words;
      return { kind: isField ? "blank" : "openBracket", clause, words: quoted.replaceAll("\n", " ") };
    });
}
