/**
 * What changes did to a clause, from how it stood before them to how it stands after them.
 * Owns: which splits its flows ever had and what ever hid it, looked up once for each clause. Called by: the readings of a
 * clause's life and of a session, for as long as nothing is written.
 */
import type * as Y from "yjs";
import { isClauseNode } from "../../charter/text/clauses.ts";
import type { ElementNode } from "../../charter/text/model.ts";
import { createClauseItems, elementOf, writtenIdOf } from "../reading/clauseItems.ts";
import type { Reading } from "../reading/reading.ts";
import { ownerOf, readHiding, readSplits } from "./clauseReach.ts";
import type { ChangeRanges } from "./textChanges.ts";

/** `other`: the id of the other clause, as it is written in the document. */
export type ClauseEvent =
  | { readonly kind: "added" | "removed" | "broughtBack" | "moved" | "words" }
  | { readonly kind: "splitFrom" | "splitOff" | "joinedInto" | "joinedFrom"; readonly other: string };

/** How a clause stands in one state of the document. */
export interface ClauseState {
  /** Without the clauses in it; null where it does not stand. */
  readonly node: ElementNode | null;
  readonly holder: Y.Item | null;
  readonly home: Y.Item | null;
}

/** Changes from one number to another, both included. */
export interface ChangeSpan {
  readonly from: number;
  readonly to: number;
}

export const absent: ClauseState = { node: null, holder: null, home: null };

/** A clause of a reading whose text was read since it last changed; null where it does not stand. */
export function placeOf(
  reading: Reading,
  clause: Y.Item,
): (Pick<ClauseState, "holder" | "home"> & { readonly whole: ElementNode }) | null {
  const tree = reading.tree();
  const spot = tree.spots.get(clause);
  const whole = reading.nodeOf(clause);
  if (spot === undefined || whole === null) return null;
  return { whole, holder: tree.holderOf(spot)?.yItem ?? null, home: spot.home };
}

export const withoutClauses = (node: ElementNode): ElementNode => ({
  ...node,
  content: node.content.filter((child) => !isClauseNode(child)),
});

export function createClauseEvents(yDoc: Y.Doc, ranges: ChangeRanges) {
  const natural = createClauseItems(() => true);
  const splitsOf = new Map<Y.Item, ReadonlySet<Y.Item>>();
  const hidingOf = new Map<Y.Item, ReadonlySet<number>>();

  const isIn = (no: number | null, { from, to }: ChangeSpan): boolean => no !== null && no >= from && no <= to;
  const isSplit = (clause: Y.Item): boolean => elementOf(clause)?.nodeName === "split";

  function siblingsOf(clause: Y.Item): readonly Y.Item[] {
    const owner = ownerOf(clause);
    const known = owner === null ? undefined : splitsOf.get(owner);
    const splits = known ?? readSplits(clause);
    if (owner !== null) splitsOf.set(owner, splits);
    return [...splits].filter((split) => split !== clause);
  }

  function isHiddenBetween(clause: Y.Item, made: number, before: number): boolean {
    const hiding = hidingOf.get(clause) ?? readHiding(yDoc, ranges, clause);
    hidingOf.set(clause, hiding);
    return [...hiding].some((no) => no > made && no < before);
  }

  function cutFrom(clause: Y.Item): string {
    const around = natural.clauseAround(clause);
    return around === null ? "" : writtenIdOf(around);
  }

  function appearance(clause: Y.Item, span: ChangeSpan): ClauseEvent {
    const made = ranges.inserted.noOf(clause.id) ?? 0;
    if (made < span.from && isHiddenBetween(clause, made, span.from)) return { kind: "broughtBack" };
    return isSplit(clause) ? { kind: "splitFrom", other: cutFrom(clause) } : { kind: "added" };
  }

  function disappearance(clause: Y.Item, span: ChangeSpan): ClauseEvent {
    const isJoined = isSplit(clause) && isIn(ranges.deleted.noOf(clause.id), span);
    return isJoined ? { kind: "joinedInto", other: cutFrom(clause) } : { kind: "removed" };
  }

  /** None where it stands and reads the same. */
  return function eventsOf(
    clause: Y.Item,
    span: ChangeSpan,
    before: ClauseState,
    after: ClauseState,
  ): readonly ClauseEvent[] {
    if (before.node === null && after.node === null) return [];
    if (before.node === null) return [appearance(clause, span)];
    if (after.node === null) return [disappearance(clause, span)];
    const events: ClauseEvent[] = [];
    if (before.holder !== after.holder || before.home !== after.home) events.push({ kind: "moved" });
    if (readsTheSame(before.node, after.node)) return events;
    const siblings = siblingsOf(clause);
    for (const split of siblings.filter(({ id }) => isIn(ranges.inserted.noOf(id), span)))
      events.push({ kind: "splitOff", other: writtenIdOf(split) });
    for (const split of siblings.filter(({ id }) => isIn(ranges.deleted.noOf(id), span)))
      events.push({ kind: "joinedFrom", other: writtenIdOf(split) });
    return [...events, { kind: "words" }];
  };
}

/** Whether two clauses say the same. What a reading keeps is the same object. */
export function readsTheSame(a: ElementNode, b: ElementNode): boolean {
  const isKept = a.content.length === b.content.length && a.content.every((child, index) => child === b.content[index]);
  return isKept && a.type === b.type
    ? JSON.stringify(a.attrs) === JSON.stringify(b.attrs)
    : JSON.stringify(a) === JSON.stringify(b);
}
