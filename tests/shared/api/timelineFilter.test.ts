import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "../../../shared/api/agreements.ts";
import { everything, filterTimeline, partiesIn, type TimelineFilter } from "../../../shared/api/timelineFilter.ts";
import type { ProposalId } from "../../../shared/base/ids.ts";
import { refOf, timelineEntry } from "../../support/views.ts";

const entry = (name: string, facts: Partial<TimelineEntry> = {}): TimelineEntry =>
  timelineEntry({ proposal: name as ProposalId, ...facts });

const bound = (name: string): TimelineEntry["binds"][number] => ({
  ...{ party: refOf(name), from: "2024-01-01", to: null, left: null },
});

const entries = [
  entry("first", { state: "superseded", binds: [bound("Potters")] }),
  entry("amended", { state: "inForce", purpose: "amendment", note: "Nach der Dürre" }),
  entry("lost", { state: "declined", purpose: "amendment", electorate: [refOf("Herders"), refOf("Millers")] }),
  entry("open", { state: "open", title: "ميثاق المياه" }),
];

const shown = (filter: Partial<TimelineFilter>): readonly string[] =>
  filterTimeline(entries, { ...everything, ...filter }).map(({ proposal }) => proposal);

describe("what is shown of a timeline", () => {
  it("is everything, in its order, where nothing is asked for", () => {
    expect(shown({})).toEqual(["first", "amended", "lost", "open"]);
    expect(shown({ words: "  " })).toHaveLength(4);
  });

  it("is of any of the kinds asked for, and every state is of one kind", () => {
    expect(shown({ kinds: ["inForce"] })).toEqual(["amended"]);
    expect(shown({ kinds: ["amendment"] })).toEqual(["amended", "lost"]);
    expect(shown({ kinds: ["waiting", "ended"] })).toEqual(["first", "open"]);
    expect(shown({ kinds: ["inForce", "waiting", "ended", "declined"] })).toHaveLength(4);
  });

  it("is what asked a party, binds it, or that it proposed", () => {
    expect(shown({ party: refOf("Potters").id })).toEqual(["first"]);
    expect(shown({ party: refOf("Millers").id })).toEqual(["lost"]);
    expect(shown({ party: refOf("Fishers").id })).toHaveLength(4);
  });

  it("has each of the words, whatever their case and accents, in any language", () => {
    expect(shown({ words: "DURRE nach" })).toEqual(["amended"]);
    expect(shown({ words: "nach regen" })).toEqual([]);
    expect(shown({ words: "مِيثاق" })).toEqual(["open"]);
    expect(shown({ words: "potter" })).toEqual(["first"]);
  });

  it("fits everything that is asked for together", () => {
    expect(shown({ kinds: ["amendment"], party: refOf("Millers").id, words: "meadows" })).toEqual(["lost"]);
    expect(shown({ kinds: ["inForce"], party: refOf("Millers").id })).toEqual([]);
  });

  it("knows each party once, by name", () => {
    expect(partiesIn(entries).map(({ name }) => name)).toEqual(["Fishers", "Herders", "Millers", "Potters"]);
  });
});
