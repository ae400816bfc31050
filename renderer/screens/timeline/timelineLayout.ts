/**
 * Where the knots and threads of the timeline lie: newest row on top, each row one entry, lanes side by side.
 * Lane 0 is the line of ratified texts; proposals that are open, competing or given up stand beside it.
 */

import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import type { ProposalState } from "../../../shared/charter/parties/proposalState.ts";

/** A straight piece of thread within one row; heights are parts of the row's height. */
export interface Thread {
  readonly fromLane: number;
  readonly fromHeight: 0 | 0.5;
  readonly toLane: number;
  readonly toHeight: 0.5 | 1;
  /** False for a thread to something not ratified. */
  readonly firm: boolean;
}

export interface TimelineRow {
  /** Null: the draft. */
  readonly entry: TimelineEntry | null;
  readonly lane: number;
  readonly threads: readonly Thread[];
}

export interface TimelineLayout {
  readonly rows: readonly TimelineRow[];
  readonly lanes: number;
}

const ratified: ReadonlySet<ProposalState> = new Set(["awaiting", "upcoming", "inForce", "superseded", "lapsed"]);
export const isRatified = (entry: TimelineEntry): boolean => ratified.has(entry.state);

interface Knot {
  readonly entry: TimelineEntry | null;
  readonly parentRow: number | null;
}

export function layTimeline(entries: readonly TimelineEntry[]): TimelineLayout {
  const newestFirst = [...entries].sort(
    (a, b) =>
      b.depth - a.depth ||
      b.proposedAt - a.proposedAt ||
      (a.proposal < b.proposal ? 1 : a.proposal > b.proposal ? -1 : 0),
  );
  const rowOf = new Map<ProposalId, number>(newestFirst.map((entry, index) => [entry.proposal, index + 1]));
  const base = baseOfDraft(newestFirst);
  const knots: readonly Knot[] = [
    { entry: null, parentRow: base === null ? null : (rowOf.get(base) ?? null) },
    ...newestFirst.map((entry) => ({
      entry,
      parentRow: entry.parent === null ? null : (rowOf.get(entry.parent) ?? null),
    })),
  ];
  const main = mainLine(knots);
  const lanes = chooseLanes(knots, main);
  const rows = knots.map(
    (knot, row): TimelineRow => ({
      entry: knot.entry,
      lane: lanes[row] ?? 0,
      threads: knots.flatMap((child, childRow) => threadIn(row, child, childRow, lanes)),
    }),
  );
  return { rows, lanes: Math.max(...lanes) + 1 };
}

/** What the draft is compared with: the text in force, else the latest ratified one. */
function baseOfDraft(newestFirst: readonly TimelineEntry[]): ProposalId | null {
  const base = newestFirst.find((entry) => entry.state === "inForce") ?? newestFirst.find(isRatified);
  return base?.proposal ?? null;
}

/** Rows of lane 0: the draft, what it is based on, and that text's ancestors. */
function mainLine(knots: readonly Knot[]): ReadonlySet<number> {
  const rows = new Set<number>([0]);
  for (let row = knots[0]?.parentRow ?? null; row !== null && !rows.has(row); row = knots[row]?.parentRow ?? null)
    rows.add(row);
  return rows;
}

function chooseLanes(knots: readonly Knot[], main: ReadonlySet<number>): readonly number[] {
  /** Per lane beyond the first: the row down to which it is taken. */
  const takenTo: number[] = [];
  return knots.map((knot, row) => {
    if (main.has(row)) return 0;
    const end = knot.parentRow ?? row;
    const free = takenTo.findIndex((taken) => taken < row);
    const lane = free === -1 ? takenTo.length : free;
    takenTo[lane] = Math.max(row, end - 1);
    return lane + 1;
  });
}

/** The piece, within `row`, of the thread from a child down to its parent. */
function threadIn(row: number, child: Knot, childRow: number, lanes: readonly number[]): readonly Thread[] {
  const parentRow = child.parentRow;
  if (parentRow === null || parentRow <= childRow || row < childRow || row > parentRow) return [];
  const lane = lanes[childRow] ?? 0;
  const firm = child.entry !== null && isRatified(child.entry);
  if (row === parentRow) return [{ fromLane: lane, fromHeight: 0, toLane: lanes[row] ?? 0, toHeight: 0.5, firm }];
  return [{ fromLane: lane, fromHeight: row === childRow ? 0.5 : 0, toLane: lane, toHeight: 1, firm }];
}
