/**
 * The life of one clause, step by step: what each signed change made of it, also where it does not stand any more.
 * A pure reading of the document and of the ranges of clocks of all its changes; nothing is folded anew.
 *
 * Owns: one reading, turned from one state to another. Called by: the host, for one answer; nothing is written meanwhile.
 */
import * as Y from "yjs";
import { placeClauses } from "../../charter/text/clauses.ts";
import type { ElementNode } from "../../charter/text/model.ts";
import { isClauseItem, writtenIdOf } from "../reading/clauseItems.ts";
import { createCleanSight } from "../reading/cleanSight.ts";
import type { Reading } from "../reading/reading.ts";
import {
  absent,
  type ClauseEvent,
  type ClauseState,
  createClauseEvents,
  placeOf,
  withoutClauses,
} from "./clauseEvents.ts";
import { readReach } from "./clauseReach.ts";
import type { ChangeRanges } from "./textChanges.ts";
import { createTurningReading } from "./turningReading.ts";
import { clauseItemsOf, sightBefore } from "./unread.ts";

export interface ClauseStep {
  /** The number of the change. */
  readonly change: number;
  readonly events: readonly ClauseEvent[];
  /** The clause without those in it; null where it did not stand in the text. */
  readonly before: ElementNode | null;
  readonly after: ElementNode | null;
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
  const { reading, turn } = createTurningReading(yDoc, createCleanSight(yDoc));
  const found = findClause(yDoc, reading, id);
  if (found === null) return null;
  const clause = found;
  const { changes, structural, types } = readReach(yDoc, ranges, clause);
  const eventsOf = createClauseEvents(yDoc, ranges);
  const flows = [...types].filter((type) => (type as unknown) instanceof Y.XmlText);

  function read(): ClauseState {
    reading.text();
    const place = placeOf(reading, clause);
    return place === null ? absent : { ...place, node: withoutClauses(place.whole) };
  }

  const today = read();
  /** The state before each number that was asked for. */
  const states = new Map<number, ClauseState>();
  const last = changes.at(-1) ?? 0;
  /** Which state the reading has. */
  let readAt = Number.MAX_SAFE_INTEGER;

  /** What is not in reach of the clause is read as it stands today, or as it was at another state. */
  function stateBefore(no: number): ClauseState {
    if (no > last) return today;
    const known = states.get(no);
    if (known !== undefined) return known;
    const [from, to] = [Math.min(no, readAt), Math.max(no, readAt)];
    const isStructural = [...structural].some((one) => one >= from && one < to);
    turn(sightBefore(yDoc, ranges, no), isStructural ? types : flows);
    readAt = no;
    const state = read();
    states.set(no, state);
    return state;
  }

  function stepOf(change: number): ClauseStep | null {
    const [before, after] = [stateBefore(change), stateBefore(change + 1)];
    const events = eventsOf(clause, { from: change, to: change }, before, after);
    return events.length === 0 ? null : { change, events, before: before.node, after: after.node };
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
