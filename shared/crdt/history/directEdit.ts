/** Whether a signed change made the text other than it was, or only suggested and answered. Pure. [I60] */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { readReviewKey } from "../document/reviewKeys.ts";
import { itemsIn } from "../document/yStore.ts";
import { createClauseItems, writtenIdOf } from "../reading/clauseItems.ts";
import { isInReview } from "./formerSight.ts";
import type { TextChange } from "./textChanges.ts";

/**
 * Words or elements put in or taken out under an editing id; or a form or an attribute set in a change that answers
 * nothing, because who accepts one writes it [I41].
 */
export function isDirectEdit(yDoc: Y.Doc, { inserted, deleted }: TextChange): boolean {
  if (isSuggesting(inserted.client)) return false;
  let forms = false;
  let answers = false;
  for (const range of [inserted, ...deleted])
    for (const item of itemsIn(yDoc, range)) {
      if (isInReview(item)) answers ||= isAnswer(item);
      else if (item.content instanceof Y.ContentString || item.content instanceof Y.ContentType) return true;
      else forms = true;
    }
  return forms && !answers;
}

function isAnswer({ parentSub }: Y.Item): boolean {
  const kind = parentSub === null ? undefined : readReviewKey(parentSub)?.kind;
  return kind === "ok" || kind === "no";
}

/** The clauses whose words it changed, by the ids that are written in the document. */
export function clausesOf(yDoc: Y.Doc, { inserted, deleted }: TextChange): readonly string[] {
  const { clauseItemOf } = createClauseItems();
  const ids = new Set<string>();
  for (const range of [inserted, ...deleted])
    for (const item of itemsIn(yDoc, range)) {
      const clause = isInReview(item) ? null : clauseItemOf(item);
      if (clause !== null) ids.add(writtenIdOf(clause));
    }
  return [...ids];
}
