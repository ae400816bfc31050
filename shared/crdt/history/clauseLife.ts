/**
 * The life of one clause, step by step: what each signed change made of it, also where it does not stand any more.
 * A pure reading of the document and of the ranges of clocks of all its changes; nothing is folded anew.
 *
 * Owns: one reading, turned from one state to another. Called by: the host, for one answer; nothing is written meanwhile.
 */
import * as Y from "yjs";
import { isClauseNode, placeClauses } from "../../charter/text/clauses.ts";
import type { ElementNode } from "../../charter/text/model.ts";
import { createClauseItems, elementOf, isClauseItem, writtenIdOf } from "../reading/clauseItems.ts";
import { createCleanSight } from "../reading/cleanSight.ts";
import { createReading, type Reading } from "../reading/reading.ts";
import type { Sight } from "../reading/sight.ts";
import { readReach } from "./clauseReach.ts";
import type { ChangeRanges } from "./textChanges.ts";
import { clauseItemsOf, sightBefore } from "./unread.ts";

/** What a change did to a clause. `other`: the id of the other clause, as it is written in the document. */
export type ClauseEvent =
  | { readonly kind: "added" | "removed" | "broughtBack" | "moved" | "words" }
  | { readonly kind: "splitFrom" | "splitOff" | "joinedInto" | "joinedFrom"; readonly other: string };

export interface ClauseStep {
  /** The number of the change. */
  readonly change: number;
  readonly events: readonly ClauseEvent[];
  /** The clause without those in it; null where it did not stand in the text. */
  readonly before: ElementNode | null;
  readonly after: ElementNode | null;
}

interface State {
  readonly node: ElementNode | null;
  readonly holder: Y.Item | null;
  readonly home: Y.Item | null;
}

export interface ClauseLife {
  /** Its words as they are today, or as they were last. */
  readonly latest: ElementNode | null;
  readonly stands: boolean;
  /** The newest step whose change has a number below `before`; null: there is none. */
  stepBefore(before: number): ClauseStep | null;
}

/** Null where the document never had a clause of this id. */
export function readClauseLife(yDoc: Y.Doc, ranges: ChangeRanges, id: string): ClauseLife | null {
  const now = createCleanSight(yDoc);
  let sight: Sight = now;
  const turning: Sight = {
    shows: (item) => sight.shows(item),
    spansOf: (item) => sight.spansOf(item),
    valueOf: (latest) => sight.valueOf(latest),
  };
  const reading = createReading(yDoc, turning);
  const found = findClause(yDoc, reading, id);
  if (found === null) return null;
  const clause = found;
  const { changes, structural, types, splits, hiding } = readReach(yDoc, ranges, clause);
  const natural = createClauseItems(() => true);
  const changed = (among: readonly unknown[]): Pick<Y.Transaction, "changed"> =>
    ({ changed: new Map(among.map((type) => [type, new Set()])) }) as never;
  const everything = changed([...types]);
  const words = changed([...types].filter((type) => (type as unknown) instanceof Y.XmlText));

  function read(): State {
    reading.text();
    const spot = reading.tree().spots.get(clause);
    const node = reading.nodeOf(clause);
    if (spot === undefined || node === null) return { node: null, holder: null, home: null };
    return { node: withoutClauses(node), holder: reading.tree().holderOf(spot)?.yItem ?? null, home: spot.home };
  }

  const today = read();
  /** The state before each number that was asked for. */
  const states = new Map<number, State>();
  const last = changes.at(-1) ?? 0;
  /** Which state the reading has. */
  let readAt = Number.MAX_SAFE_INTEGER;

  /** What is not in reach of the clause is read as it stands today, or as it was at another state. */
  function stateBefore(no: number): State {
    if (no > last) return today;
    const known = states.get(no);
    if (known !== undefined) return known;
    sight = sightBefore(yDoc, ranges, no);
    const [from, to] = [Math.min(no, readAt), Math.max(no, readAt)];
    reading.note([...structural].some((one) => one >= from && one < to) ? everything : words);
    readAt = no;
    const state = read();
    states.set(no, state);
    return state;
  }

  function stepOf(change: number): ClauseStep | null {
    const [before, after] = [stateBefore(change), stateBefore(change + 1)];
    const events = eventsOf(change, before, after);
    return events.length === 0 ? null : { change, events, before: before.node, after: after.node };
  }

  function eventsOf(change: number, before: State, after: State): readonly ClauseEvent[] {
    if (before.node === null && after.node === null) return [];
    if (before.node === null) return [appearance(change)];
    if (after.node === null) return [disappearance(change)];
    const events: ClauseEvent[] = [];
    const isOther = JSON.stringify(before.node) !== JSON.stringify(after.node);
    if (before.holder !== after.holder || before.home !== after.home) events.push({ kind: "moved" });
    if (!isOther) return events;
    const cut = [...splits].filter((split) => split !== clause && ranges.inserted.noOf(split.id) === change);
    const joined = [...splits].filter((split) => split !== clause && ranges.deleted.noOf(split.id) === change);
    for (const split of cut) events.push({ kind: "splitOff", other: writtenIdOf(split) });
    for (const split of joined) events.push({ kind: "joinedFrom", other: writtenIdOf(split) });
    return [...events, { kind: "words" }];
  }

  const isSplit = elementOf(clause)?.nodeName === "split";
  const cutFrom = (): string => {
    const around = natural.clauseAround(clause);
    return around === null ? "" : writtenIdOf(around);
  };

  function appearance(change: number): ClauseEvent {
    if ([...hiding].some((no) => no < change)) return { kind: "broughtBack" };
    return isSplit ? { kind: "splitFrom", other: cutFrom() } : { kind: "added" };
  }

  function disappearance(change: number): ClauseEvent {
    const isJoined = isSplit && ranges.deleted.noOf(clause.id) === change;
    return isJoined ? { kind: "joinedInto", other: cutFrom() } : { kind: "removed" };
  }

  function lastNode(): ElementNode | null {
    for (let index = changes.length - 1; index >= 0; index--) {
      const { node } = stateBefore(changes[index] as number);
      if (node !== null) return node;
    }
    return null;
  }

  return {
    latest: today.node ?? lastNode(),
    stands: today.node !== null,
    stepBefore(before) {
      for (let index = changes.length - 1; index >= 0; index--) {
        const change = changes[index] as number;
        const step = change < before ? stepOf(change) : null;
        if (step !== null) return step;
      }
      return null;
    },
  };
}

const withoutClauses = (node: ElementNode): ElementNode => ({
  ...node,
  content: node.content.filter((child) => !isClauseNode(child)),
});

/** The clause that stands under an id; else, of those that ever had it, the one with the lowest Yjs id. */
function findClause(yDoc: Y.Doc, reading: Reading, id: string): Y.Item | null {
  const itemOf = clauseItemsOf(reading);
  const standing = placeClauses(reading.text()).find(({ clause }) => clause.id === id);
  const stands = standing === undefined ? undefined : itemOf.get(standing.clause.node);
  if (stands !== undefined) return stands;
  for (const client of [...yDoc.store.clients.keys()].sort((a, b) => a - b))
    for (const struct of yDoc.store.clients.get(client) ?? [])
      if (struct instanceof Y.Item && isClauseItem(struct) && writtenIdOf(struct) === id) return struct;
  return null;
}
