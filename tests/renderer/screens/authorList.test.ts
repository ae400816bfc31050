import { describe, expect, it } from "vitest";
import { joinSteps } from "../../../renderer/screens/charter/clause/clauseSteps.ts";
import { keyOf, readTextAuthors } from "../../../renderer/screens/charter/text/authorList.ts";
import type { ClauseStepView, Writer } from "../../../shared/api/authorship.ts";
import type { DeviceId, PartyId } from "../../../shared/base/ids.ts";

const party = (name: string) => ({ id: name.toLowerCase().padEnd(64, "0") as PartyId, name });
const device = (letter: string) => letter.repeat(64) as DeviceId;
const writer = (client: number, from: string, person: string, of: string | null): Writer => ({
  client,
  device: device(from),
  author: { person, party: of === null ? null : party(of) },
});

const parties = [party("Upper"), party("Lower")];

describe("the authors of a text", () => {
  it("are one for each party, in the order of the charter, then people of none and parties that left", () => {
    const writers = [
      writer(1, "a", "Ada", "Lower"),
      writer(2, "b", "Bea", null),
      writer(3, "c", "Chen", "Gone"),
      writer(4, "d", "Dia", "Upper"),
      writer(5, "e", "Eda", "Lower"),
    ];
    const found = readTextAuthors(parties, writers);
    expect(found.slice(0, 2).map(({ party: one }) => one?.name)).toEqual(["Upper", "Lower"]);
    expect(new Set(found.slice(2).map(({ person, party: one }) => one?.name ?? person))).toEqual(
      new Set(["Bea", "Gone"]),
    );
    expect(found).toHaveLength(4);
    expect(keyOf(writers[0] as Writer)).toBe(keyOf(writers[4] as Writer));
    expect(readTextAuthors(parties, [...writers].reverse())).toEqual(found);
  });

  it("look different from each other, forty of them, neighbours in colour and in line", () => {
    const writers = Array.from({ length: 40 }, (_, index) =>
      writer(index, String.fromCharCode(0x61 + (index % 26)).repeat(1 + Math.floor(index / 26)), `P${index}`, null),
    );
    const looks = readTextAuthors([], writers).map(({ look }) => look);
    expect(new Set(looks.map(({ colour, line }) => `${colour} ${line}`)).size).toBe(40);
    for (const [index, look] of looks.slice(1).entries()) {
      expect(look.colour).not.toBe(looks[index]?.colour);
      expect(look.line).not.toBe(looks[index]?.line);
    }
  });
});

describe("the steps of a clause", () => {
  it("are each there once, the newest first, however their pages overlap", () => {
    const step = (change: number) => ({ change }) as ClauseStepView;
    const known = joinSteps([step(9), step(7)], [step(7), step(5)]);
    expect(known.map(({ change }) => change)).toEqual([9, 7, 5]);
    expect(joinSteps(known, [step(11), step(9)]).map(({ change }) => change)).toEqual([11, 9, 7, 5]);
  });
});
