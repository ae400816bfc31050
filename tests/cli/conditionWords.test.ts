import { describe, expect, it } from "vitest";
import { conditionLines } from "../../electron/cli/conditionWords.ts";
import { conditionCases, middle } from "../support/conditionCases.ts";

const said = (name: string): readonly string[] => conditionLines(conditionCases[name] ?? middle);

describe("conditions at the command line", () => {
  it("are said in plain sentences", () => {
    expect(conditionLines(middle)).toEqual([
      "3 of 4 parties suffice.",
      "A party agrees by its signature.",
      "In force 30 days after the last party that is needed ratifies it.",
      "It binds those who ratify it.",
      "Who joins later is bound from their own day, and not before it is in force.",
      "A party may leave out a clause for itself, or say how it reads it.",
      "No further party joins it.",
      "A party that leaves it says so 365 days before.",
    ]);
    expect(said("two are indispensable")).toContain("Without these it is not ratified: Coast, River Council.");
    expect(said("another delay")).toContain("In force one day after the last party that is needed ratifies it.");
    expect(said("days after the fourth")).toContain("In force 30 days after 4 parties have ratified it.");
    expect(said("two reviews")).toContain("The parties meet about it on 2027-03-20, 2028-03-20.");
  });

  it("never sound the same where one of them differs", () => {
    const all = [middle, ...Object.values(conditionCases)].map((agreed) => conditionLines(agreed).join(" "));
    expect(new Set(all).size).toBe(all.length);
  });
});
