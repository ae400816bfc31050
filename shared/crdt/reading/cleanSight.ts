/**
 * Two sights of a text. Clean: what is suggested is left out until it is accepted. With suggestions: it is in sight until
 * it is rejected or taken back. In both, what an accepted strike names is left out, and settled brackets show what was
 * chosen; what is struck out by nobody's acceptance stays in sight.
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
import { type ClockSet, lessSpans, meetSpans, unionOf } from "./clockSet.ts";
import { type Overlay, overlayOf, readOverlay } from "./overlay.ts";
import { isPending, type Review, rangeOf, readReview } from "./review.ts";
import { asItIs, nothing, type Sight, type Span } from "./sight.ts";
import { fillsAmong, suggestedAlternatives } from "./suggestedFills.ts";

export interface CleanSight extends Sight {
  /** The same with the signs and all alternatives of settled brackets. */
  readonly unsettled: Sight;
  review(): Review;
}

/** Without what is not agreed. `base`: of which state of the document; what `review` had in it counts. */
export const createCleanSight = (yDoc: Y.Doc, base: Sight = asItIs): CleanSight =>
  createSight(yDoc, base, false, () => readReview(yDoc, base));

/** With what is suggested. A bracket that is suggested settles nothing in it. */
export const createSuggestedSight = (yDoc: Y.Doc, base: Sight = asItIs): CleanSight =>
  createSight(yDoc, base, true, () => readReview(yDoc, base));

/**
 * As if everything pending of these suggesting ids were accepted, and with it the blanks filled in; what is accepted is
 * as it is.
 */
export function createProposedSight(yDoc: Y.Doc, counts: (client: number) => boolean = () => true): CleanSight {
  let overlay: Overlay | null = null;
  const overlayNow = (): Overlay => {
    overlay ??= readOverlay(yDoc, counts);
    return overlay;
  };
  const filled = (read: Review): Review => {
    const proposed = proposedReview(read, overlayNow(), counts);
    const isMeant = ({ id }: Y.Item): boolean => counts(id.client) && isPending(id, read) && !read.dropped.has(id);
    const signs = suggestedAlternatives(yDoc, isMeant);
    if (signs.size === 0) return proposed;
    const { unsettled } = createSight(yDoc, asItIs, false, () => proposed);
    const fills = fillsAmong(signs, unsettled).map(({ bracket, choice }) => [bracket, choice] as const);
    return { ...proposed, picks: new Map([...proposed.picks, ...fills]) };
  };
  const sight = createSight(yDoc, asItIs, false, () => filled(readReview(yDoc)), true);
  return {
    ...sight,
    settingOf: (yElement, key) => overlayNow().settingOf(yElement, key),
    formatsOf: (item) => overlayNow().formatsOf(item),
    note(transaction) {
      if (transaction.changed.has(reviewRoot(yDoc) as never)) overlay = null;
      return sight.note?.(transaction) ?? [];
    },
  };
}

/** The same, but words that these ids ask to strike out are read on, so that whoever wants them again finds them. */
export const createResumedSight = (yDoc: Y.Doc, counts: (client: number) => boolean): Sight => {
  const proposed = createProposedSight(yDoc, counts);
  const unstruck = (): Review => ({
    ...proposedReview(readReview(yDoc), overlayOf([]), counts),
    picks: proposed.review().picks,
  });
  return { ...proposed, spansOf: createSight(yDoc, asItIs, false, unstruck).spansOf };
};

function proposedReview(review: Review, { struck }: Overlay, counts: (client: number) => boolean): Review {
  const { accepted, dropped } = review;
  const withPending: ClockSet = {
    has: (id) => (counts(id.client) ? !dropped.has(id) : accepted.has(id)),
    within: (range) =>
      counts(range.client) ? lessSpans([{ from: 0, to: range.length }], dropped.within(range)) : accepted.within(range),
    outside: (range) => (counts(range.client) ? dropped.outside(range) : accepted.outside(range)),
    hasClient: (client) => counts(client) || accepted.hasClient(client),
  };
  return { ...review, accepted: withPending, struck: unionOf(review.struck, struck) };
}

/** `dependsOnFlows`: what is read depends on what stands in flows, too. */
function createSight(
  yDoc: Y.Doc,
  base: Sight,
  withSuggested: boolean,
  readNow: () => Review,
  dependsOnFlows = false,
): CleanSight {
  let review: Review | null = null;
  const settled = new Map<Y.XmlText, ReadonlySet<Y.Item> | null>();

  const reviewNow = (): Review => {
    review ??= readNow();
    return review;
  };

  /** Flows stand and fall with what they are in, and nobody sees a place. */
  function isIn(item: Y.Item, pendingToo: boolean): boolean {
    const name = elementOf(item)?.nodeName;
    if (name === undefined || name === "place") return true;
    const now = reviewNow();
    const isOut = pendingToo ? now.dropped.has(item.id) : isPending(item.id, now);
    return !isOut && !(item.parent instanceof Y.XmlText && now.struck.has(item.id));
  }

  function spansIn(item: Y.Item, pendingToo: boolean): readonly Span[] | null {
    const spans = base.spansOf(item);
    if (spans?.length === 0) return spans;
    const { accepted, dropped, struck } = reviewNow();
    const { client, clock } = item.id;
    const suggests = isSuggesting(client);
    if (!suggests && !struck.hasClient(client)) return spans;
    const range = { client, clock, length: item.length };
    const whole = spans ?? [{ from: 0, to: item.length }];
    const standing = !suggests
      ? whole
      : pendingToo
        ? lessSpans(whole, dropped.within(range))
        : meetSpans(whole, accepted.within(range));
    return lessSpans(standing, struck.within(range));
  }

  const unsettledOf = (pendingToo: boolean): Sight => ({
    shows: (item) => base.shows(item) && isIn(item, pendingToo),
    spansOf: (item) => spansIn(item, pendingToo),
    valueOf: base.valueOf,
  });

  /** What brackets are read from, in both sights. */
  const agreed = unsettledOf(false);
  const unsettled = withSuggested ? unsettledOf(true) : agreed;

  function isSettledAway(item: Y.Item): boolean {
    const { picks } = reviewNow();
    if (picks.size === 0 || !(item.parent instanceof Y.XmlText) || item.content instanceof Y.ContentFormat)
      return false;
    const yFlow = item.parent;
    let hidden = settled.get(yFlow);
    if (hidden === undefined) {
      hidden = readSettled(yFlow, agreed, unsettled.shows, (bracket) => picks.get(bracket) ?? null);
      settled.set(yFlow, hidden);
    }
    return hidden?.has(item) ?? false;
  }

  return {
    shows: (item) => unsettled.shows(item) && !isSettledAway(item),
    spansOf: (item) => (isSettledAway(item) ? nothing : unsettled.spansOf(item)),
    valueOf: base.valueOf,
    unsettled,
    review: reviewNow,
    note({ changed }) {
      for (const type of changed.keys() as Iterable<unknown>) {
        const yFlow = type instanceof Y.XmlElement ? type.parent : type;
        if (yFlow instanceof Y.XmlText) settled.delete(yFlow);
      }
      const keys = changed.get(reviewRoot(yDoc) as never) ?? new Set();
      if (keys.size > 0 || dependsOnFlows) review = null;
      if (dependsOnFlows) settled.clear();
      return [...keys].flatMap((text) => {
        const key = text === null ? null : readReviewKey(text);
        const range = key === null ? null : rangeOf(key);
        const items = range === null ? [] : [...itemsIn(yDoc, range)];
        const about = items.flatMap((item) => [item.parent, elementOf(item) ?? item.parent]);
        for (const type of about) if (type instanceof Y.XmlText) settled.delete(type);
        return about;
      });
    },
  };
}
