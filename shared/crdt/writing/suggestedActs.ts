/**
 * Taking back what a suggesting id did, as undo asks: its words and entries are withdrawn, nothing is deleted ([I15]). What
 * an act withdrew is suggested once more, with new ids, beside where it stood. So what took an act back is an act itself,
 * and taking that back is redo.
 *
 * Called by: the editor, in a transaction under the suggesting id. Entries and words of others are never touched.
 */
import type * as Y from "yjs";
import { reviewRoot } from "../document/docLayout.ts";
import { joinRanges } from "../document/idRanges.ts";
import { type ReviewEntry, readReviewKey, writeReviewKey } from "../document/reviewKeys.ts";
import type { DeletedRange } from "../document/updateBytes.ts";
import { itemsIn } from "../document/yStore.ts";
import { readReview } from "../reading/review.ts";
import { type Successors, suggestAgain } from "./suggestAgain.ts";
import { nextNumber } from "./suggestingPen.ts";

/** `acts`: clocks of the document's own suggesting id. `successors`: of what was suggested once more before. False where nothing is left to take back. */
export function takeBackActs(yDoc: Y.Doc, acts: readonly DeletedRange[], successors: Successors): boolean {
  const yReview = reviewRoot(yDoc);
  const words: DeletedRange[] = [];
  const entries: ReviewEntry[] = [];
  const again: DeletedRange[] = [];
  const askedAgain: ReviewEntry[] = [];
  for (const act of acts)
    for (const item of itemsIn(yDoc, act)) {
      const key =
        (item.parent as unknown) === yReview && item.parentSub !== null ? readReviewKey(item.parentSub) : null;
      if (key === null) {
        if (!item.deleted && item.parentSub === null) words.push(within(item, act));
      } else if (key.kind === "del" || key.kind === "fmt" || key.kind === "set") entries.push(key);
      else if (key.kind === "out" && key.of.kind === "ins") again.push(key.of.range);
      else if (key.kind === "out" && key.of.kind !== "ins") askedAgain.push(key.of);
    }
  const { dropped, accepted } = readReview(yDoc);
  let hasWritten = false;
  const put = (text: string, value: string | number | boolean | null): void => {
    if (yReview._map.has(text)) return;
    yReview.set(text, value);
    hasWritten = true;
  };
  for (const range of joinRanges(words).flatMap(dropped.outside).flatMap(accepted.outside))
    put(writeReviewKey({ kind: "out", of: { kind: "ins", range } }), true);
  for (const of of entries) put(writeReviewKey({ kind: "out", of }), true);
  if (suggestAgain(yDoc, again, successors)) hasWritten = true;
  const suggestion = { client: yDoc.clientID, number: askedAgain.length === 0 ? 0 : nextNumber(yReview) };
  for (const entry of askedAgain) {
    const value: unknown = yReview.get(writeReviewKey(entry));
    if (entry.kind === "set") {
      if (!isPlain(value)) continue;
      const { client, clock } = successors.latest(entry.element);
      const named = typeof value === "string" && entry.attr === "home" ? successors.named(value) : value;
      put(writeReviewKey({ ...entry, suggestion, element: { client, clock } }), named);
    } else if (typeof value === "string" || typeof value === "boolean")
      for (const range of successors.ranges(entry.range)) put(writeReviewKey({ ...entry, suggestion, range }), value);
  }
  return hasWritten;
}

const isPlain = (value: unknown): value is string | number | boolean | null =>
  value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean";

function within({ id, length }: Y.Item, { clock, length: of }: DeletedRange): DeletedRange {
  const from = Math.max(id.clock, clock);
  return { client: id.client, clock: from, length: Math.min(id.clock + length, clock + of) - from };
}
