import { describe, expect, it } from "vitest";
import { layTimeline } from "../../../renderer/screens/timeline/timelineLayout.ts";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { timelineEntry } from "../../support/views.ts";

const entry = (name: string, parent: string | null, state: TimelineEntry["state"], proposedAt: number): TimelineEntry =>
  timelineEntry({ proposal: name as ProposalId, parent: parent as ProposalId | null, state, proposedAt });
const lanesOf = (entries: readonly TimelineEntry[]): readonly string[] =>
  layTimeline(entries).rows.map((row) => `${row.entry?.proposal ?? "draft"} ${row.lane}`);

describe("the timeline", () => {
  it("is the draft alone before anything is proposed", () => {
    expect(layTimeline([])).toEqual({ rows: [{ entry: null, lane: 0, threads: [] }], lanes: 1 });
  });

  it("has the newest on top and the ratified line in the first lane", () => {
    const entries = [
      entry("first", null, "superseded", 1),
      entry("renewal", "first", "inForce", 3),
      entry("declined", "first", "declined", 2),
    ];
    expect(lanesOf(entries)).toEqual(["draft 0", "renewal 0", "declined 1", "first 0"]);
  });

  it("stands competing proposals side by side, and uses a lane again once it is free", () => {
    const entries = [
      entry("first", null, "superseded", 1),
      entry("withdrawn", "first", "withdrawn", 2),
      entry("second", "first", "inForce", 3),
      entry("left", "second", "open", 4),
      entry("right", "second", "open", 5),
    ];
    expect(lanesOf(entries)).toEqual(["draft 0", "right 1", "left 2", "second 0", "withdrawn 1", "first 0"]);
  });

  it("draws one unbroken thread from each proposal to its parent", () => {
    const { rows } = layTimeline([
      entry("first", null, "superseded", 1),
      entry("second", "first", "inForce", 2),
      entry("declined", "second", "declined", 3),
      entry("withdrawn", "second", "withdrawn", 4),
      entry("left", "second", "open", 5),
      entry("right", "second", "open", 6),
    ]);
    const rowOf = new Map(rows.map((row, index) => [row.entry?.proposal ?? "draft", index]));
    for (const [index, row] of rows.entries()) {
      const { entry: child } = row;
      if (child === null || child.parent === null) continue;
      const parentRow = rowOf.get(child.parent);
      if (parentRow === undefined) throw new Error("each parent has a row");
      for (let at = index + 1; at < parentRow; at++)
        expect(rows[at]?.threads.some((thread) => thread.fromLane === row.lane && thread.toHeight === 1)).toBe(true);
      expect(rows[parentRow]?.threads.some((thread) => thread.fromLane === row.lane && thread.toHeight === 0.5)).toBe(
        true,
      );
    }
  });

  it("draws ratified threads firm and the others not", () => {
    const { rows } = layTimeline([entry("first", null, "superseded", 1), entry("open", "first", "open", 2)]);
    expect(rows[2]?.threads.map((thread) => thread.firm)).toEqual([false, false]);
    const later = layTimeline([entry("first", null, "superseded", 1), entry("second", "first", "inForce", 2)]);
    expect(later.rows[2]?.threads.map((thread) => thread.firm)).toEqual([true]);
  });

  it("puts the draft on the text that lapsed where nothing is in force", () => {
    const { rows } = layTimeline([entry("first", null, "lapsed", 1)]);
    expect(rows[1]?.threads).toEqual([{ fromLane: 0, fromHeight: 0, toLane: 0, toHeight: 0.5, firm: false }]);
  });
});
