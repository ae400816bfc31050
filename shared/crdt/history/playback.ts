/**
 * The writing of a text played again: what one run of signed changes after another made of which clause.
 * A pure reading of the document and of the ranges of clocks of all its changes; nothing is folded anew.
 *
 * Owns: one reading, turned from one state to another. Called by: the host, for one answer; nothing is written meanwhile.
 * Invariant: how a clause stands before a run is how it stood after the run before it ([I45]).
 */
import type * as Y from "yjs";
import type { ClauseId } from "../../base/ids.ts";
import { clauseLabel, looseId, placeClauses } from "../../charter/text/clauses.ts";
import type { CharterText, Clause, ClauseKind, ElementNode } from "../../charter/text/model.ts";
import { itemsIn } from "../document/yStore.ts";
import type { Tree } from "../reading/tree.ts";
import {
  absent,
  type ChangeSpan,
  type ClauseEvent,
  type ClauseState,
  createClauseEvents,
  placeOf,
  readsTheSame,
  withoutClauses,
} from "./clauseEvents.ts";
import { isInReview, reviewedBy } from "./formerSight.ts";
import type { ChangeRanges, TextChange } from "./textChanges.ts";
import { createTurningReading } from "./turningReading.ts";
import { clauseItemsOf, sightBefore } from "./unread.ts";

export interface PlayedClause {
  /** As in the text after the changes, or before them where it does not stand any more; "loose" outside every clause. */
  readonly id: ClauseId;
  readonly kind: ClauseKind;
  readonly number: string;
  readonly heading: string;
  readonly events: readonly ClauseEvent[];
  /** Without the clauses in it; null where it did not, or does not, stand in the text. */
  readonly before: ElementNode | null;
  readonly after: ElementNode | null;
}

export interface Playback {
  /** The clauses that read or stand otherwise by these changes, in the order of the text. Dear where it goes far. */
  play(span: ChangeSpan): readonly PlayedClause[];
  /** After the changes that were played last. */
  text(): CharterText;
  /** What people called a clause then, by the id that an event has; "" where it did not stand. */
  labelOf(id: string): string;
}

/** A clause by its place alone: its words may be others by now. */
type Place = Pick<Clause, "id" | "kind" | "number">;

interface Moment {
  /** In the order of the text. */
  readonly places: ReadonlyMap<Y.Item, Place>;
  readonly states: ReadonlyMap<Y.Item, Standing>;
  readonly loose: ElementNode | null;
}

/** `whole`: with the clauses in it; the same object as long as nothing in it changed. */
interface Standing extends ClauseState {
  readonly whole: ElementNode;
}

/** `changes`: those that `ranges` are of, in ascending order. `from`: the first that will be played. */
export function createPlayback(
  yDoc: Y.Doc,
  ranges: ChangeRanges,
  changes: readonly TextChange[],
  from: number,
): Playback {
  const eventsOf = createClauseEvents(yDoc, ranges);
  const { reading, turn } = createTurningReading(yDoc, sightBefore(yDoc, ranges, from));
  /** The reading has the state before this change. */
  let readAt = from;
  let placed: { readonly tree: Tree; readonly places: ReadonlyMap<Y.Item, Place> } | null = null;
  let before = readMoment(null);
  let after = before;

  function* typesBetween(begin: number, end: number): Generator<unknown> {
    for (let at = indexAt(changes, begin); at < changes.length; at++) {
      const change = changes[at] as TextChange;
      if (change.no >= end) return;
      for (const range of [change.inserted, ...change.deleted])
        for (const item of itemsIn(yDoc, range)) {
          yield item.parent;
          if (isInReview(item)) for (const about of reviewedBy(yDoc, item)) yield about.parent;
        }
    }
  }

  function momentBefore(no: number, last: Moment): Moment {
    if (no === readAt) return last;
    turn(sightBefore(yDoc, ranges, no), new Set(typesBetween(Math.min(no, readAt), Math.max(no, readAt))));
    readAt = no;
    return readMoment(last);
  }

  function readMoment(last: Moment | null): Moment {
    const text = reading.text();
    const tree = reading.tree();
    // Where clauses stand is another tree.
    if (placed?.tree !== tree) placed = { tree, places: readPlaces(text) };
    const { places } = placed;
    const states = new Map<Y.Item, Standing>();
    for (const item of places.keys()) states.set(item, readStanding(item, last?.states.get(item)));
    const loose = withoutClauses(text);
    return { places, states, loose: loose.content.length === 0 ? null : loose };
  }

  function readStanding(item: Y.Item, last: Standing | undefined): Standing {
    const place = placeOf(reading, item);
    if (place === null) throw new Error("a clause of a text has a place");
    const isSame = last?.whole === place.whole;
    if (isSame && last.holder === place.holder && last.home === place.home) return last;
    return { ...place, node: isSame ? last.node : withoutClauses(place.whole) };
  }

  function readPlaces(text: CharterText): ReadonlyMap<Y.Item, Place> {
    const itemOf = clauseItemsOf(reading);
    return new Map(
      placeClauses(text).flatMap(({ clause: { id, kind, number, node } }) => {
        const item = itemOf.get(node);
        return item === undefined ? [] : [[item, { id, kind, number }] as const];
      }),
    );
  }

  function playedClause(item: Y.Item, span: ChangeSpan): PlayedClause | null {
    const [was, is] = [before.states.get(item), after.states.get(item)];
    if (was === is) return null;
    const events = eventsOf(item, span, was ?? absent, is ?? absent);
    const place = after.places.get(item) ?? before.places.get(item);
    const node = is?.node ?? was?.node ?? null;
    if (events.length === 0 || place === undefined || node === null) return null;
    return { ...place, heading: headingOf(node), events, before: was?.node ?? null, after: is?.node ?? null };
  }

  return {
    play(span) {
      before = momentBefore(span.from, after);
      after = momentBefore(span.to + 1, before);
      const loose = playedLoose(before.loose, after.loose);
      const played = inOrder(before, after).flatMap((item) => playedClause(item, span) ?? []);
      return loose === null ? played : [loose, ...played];
    },
    text: () => reading.text(),
    labelOf(id) {
      for (const { places, states } of [after, before])
        for (const [item, place] of places) {
          const node = place.id === id ? states.get(item)?.node : null;
          if (node !== null && node !== undefined)
            return clauseLabel({ ...place, heading: headingOf(node), text: "", depth: 0, node });
        }
      return "";
    },
  };
}

function playedLoose(before: ElementNode | null, after: ElementNode | null): PlayedClause | null {
  if (before === after || (before !== null && after !== null && readsTheSame(before, after))) return null;
  const kind = before === null ? "added" : after === null ? "removed" : "words";
  return { id: looseId, kind: "clause", number: "", heading: "", events: [{ kind }], before, after };
}

/** Clauses of both, in the order of the later one; one that is gone right behind the one that it followed. */
function inOrder(before: Moment, after: Moment): readonly Y.Item[] {
  if (before.places === after.places) return [...after.places.keys()];
  let stayed: Y.Item | null = null;
  const gone = Map.groupBy(before.places.keys(), (item) => {
    if (after.places.has(item)) stayed = item;
    return stayed;
  });
  const goneBehind = (item: Y.Item | null): readonly Y.Item[] =>
    (gone.get(item) ?? []).filter((one) => !after.places.has(one));
  return [...goneBehind(null), ...[...after.places.keys()].flatMap((item) => [item, ...goneBehind(item)])];
}

const headingOf = (node: ElementNode): string => {
  const [placed] = placeClauses({ type: "doc", attrs: {}, content: [node] });
  return placed?.clause.heading ?? "";
};

/** The index of the first change with this number or a higher one. */
function indexAt(changes: readonly TextChange[], no: number): number {
  let low = 0;
  let high = changes.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((changes[middle]?.no ?? 0) >= no) high = middle;
    else low = middle + 1;
  }
  return low;
}
