/**
 * The text without what is not agreed: what is suggested is left out until it is accepted, what an accepted strike names
 * is left out, and settled brackets show what was chosen.
 *
 * Owns: what it read of `review` and of brackets. Called by: readText, and by a reading that is kept up, at each `note`.
 */
import * as Y from "yjs";
import { isSuggesting } from "../../base/clientClass.ts";
import { reviewRoot } from "../document/docLayout.ts";
import { readReviewKey } from "../document/reviewKeys.ts";
import { itemsIn } from "../document/yStore.ts";
import { readSettled } from "./brackets.ts";
import { elementOf } from "./clauseItems.ts";
import { lessSpans, meetSpans } from "./clockSet.ts";
import { isPending, type Review, rangeOf, readReview } from "./review.ts";
import { asItIs, nothing, type Sight } from "./sight.ts";

/** `base`: of which state of the document; what `review` had in it counts. */
export function createCleanSight(yDoc: Y.Doc, base: Sight = asItIs): Sight {
  let review: Review | null = null;
  const settled = new Map<Y.XmlText, ReadonlySet<Y.Item> | null>();

  const reviewNow = (): Review => {
    review ??= readReview(yDoc, base);
    return review;
  };

  /** Flows and the words of further languages stand and fall with what they are in, and nobody sees a place. */
  function isAgreed(item: Y.Item): boolean {
    const name = elementOf(item)?.nodeName;
    if (name === undefined || name === "body" || name === "place") return true;
    const now = reviewNow();
    return !isPending(item.id, now) && !(item.parent instanceof Y.XmlText && now.struck.has(item.id));
  }

  const unsettled: Sight = {
    shows: (item) => base.shows(item) && isAgreed(item),
    spansOf: base.spansOf,
    valueOf: base.valueOf,
  };

  function isSettledAway(item: Y.Item): boolean {
    const { picks } = reviewNow();
    if (picks.size === 0 || !(item.parent instanceof Y.XmlText) || item.content instanceof Y.ContentFormat)
      return false;
    const yFlow = item.parent;
    let hidden = settled.get(yFlow);
    if (hidden === undefined) {
      hidden = readSettled(yFlow, unsettled, (bracket) => picks.get(bracket) ?? null);
      settled.set(yFlow, hidden);
    }
    return hidden?.has(item) ?? false;
  }

  return {
    shows: (item) => unsettled.shows(item) && !isSettledAway(item),
    spansOf(item) {
      const spans = base.spansOf(item);
      if (spans?.length === 0) return spans;
      if (isSettledAway(item)) return nothing;
      const { accepted, struck } = reviewNow();
      const { client, clock } = item.id;
      const suggests = isSuggesting(client);
      if (!suggests && !struck.hasClient(client)) return spans;
      const range = { client, clock, length: item.length };
      const whole = spans ?? [{ from: 0, to: item.length }];
      return lessSpans(suggests ? meetSpans(whole, accepted.within(range)) : whole, struck.within(range));
    },
    valueOf: base.valueOf,
    note({ changed }) {
      for (const type of changed.keys() as Iterable<unknown>) {
        const yFlow = type instanceof Y.XmlElement ? type.parent : type;
        if (yFlow instanceof Y.XmlText) settled.delete(yFlow);
      }
      const keys = changed.get(reviewRoot(yDoc) as never) ?? new Set();
      if (keys.size > 0) review = null;
      return [...keys].flatMap((text) => {
        const key = text === null ? null : readReviewKey(text);
        const range = key === null ? null : rangeOf(key);
        const about = range === null ? [] : [...itemsIn(yDoc, range)].map(({ parent }) => parent);
        for (const type of about) if (type instanceof Y.XmlText) settled.delete(type);
        return about;
      });
    },
  };
}
