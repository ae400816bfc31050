/** What happened to a clause, as a history of it and a playback of the text tell it. Pure. */
import type { ClauseEventView } from "../../../shared/api/authorship.ts";
import { compareTexts, type RedlineBlock } from "../../../shared/charter/compare/redline.ts";
import type { CharterText, ElementNode } from "../../../shared/charter/text/model.ts";
import type { PromiseWords } from "../../../shared/charter/text/promiseWords.ts";
import type { ClauseEvent } from "../../../shared/crdt/history/clauseEvents.ts";

/** `labelOf`: what people call a clause, by the id that is written in the document. */
export const eventViews = (
  events: readonly ClauseEvent[],
  labelOf: (id: string) => string,
): readonly ClauseEventView[] =>
  events.map((event) =>
    "other" in event
      ? { kind: event.kind, other: { id: event.other, label: labelOf(event.other) } }
      : { kind: event.kind },
  );

/** All blocks of a clause, or of the text outside every clause, from one state to another. */
export const blocksBetween = (
  before: ElementNode | null,
  after: ElementNode | null,
  promise: PromiseWords,
): readonly RedlineBlock[] =>
  compareTexts(alone(before), alone(after), promise).clauses.flatMap(({ blocks }) => blocks);

/** A text of nothing else. */
export function alone(node: ElementNode | null): CharterText {
  const content = node === null ? [] : node.type === "doc" ? node.content : [node];
  return { type: "doc", attrs: {}, content };
}
