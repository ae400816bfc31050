import { describe, expect, it } from "vitest";
import { conditionFacts, isUsual } from "../../../../shared/charter/parties/conditionFacts.ts";
import { usualConditions } from "../../../../shared/charter/parties/conditions.ts";
import { conditionCases, middle } from "../../../support/conditionCases.ts";

describe("what conditions mean", () => {
  it("is one fact for each, in the order of a text's life", () => {
    expect(conditionFacts(middle)).toEqual([
      { key: "someRatify", count: 3, of: 4 },
      { key: "signed" },
      { key: "entersAfter", count: 30 },
      { key: "bindsRatifiers" },
      { key: "joinsAtOnce" },
      { key: "reservationsAny" },
      { key: "accessionClosed" },
      { key: "withdrawalAfter", count: 365 },
    ]);
  });

  it("is said of parties and clauses by name", () => {
    const factOf = (name: string, key: string) =>
      conditionFacts(conditionCases[name] ?? middle).find((fact) => fact.key === key);
    expect(factOf("two are indispensable", "indispensable")?.names).toEqual(["Coast", "River Council"]);
    expect(factOf("a party asks for two delegates", "delegates")).toMatchObject({ names: ["Lake"], count: 2 });
    expect(factOf("reservations to one clause", "reservationsSome")?.names).toEqual(["Clause a"]);
  });

  it.each(Object.entries(conditionCases))("is something else where this differs: %s", (_, agreed) => {
    expect(conditionFacts(agreed)).not.toEqual(conditionFacts(middle));
  });

  it("differs in each of the cases", () => {
    const said = Object.values(conditionCases).map((agreed) => JSON.stringify(conditionFacts(agreed)));
    expect(new Set(said).size).toBe(said.length);
  });

  it("says nothing of who joins later where nobody can", () => {
    const keys = conditionFacts({ ...middle, conditions: usualConditions(4) }).map(({ key }) => key);
    expect(keys).not.toContain("joinsAtOnce");
    const open = conditionFacts({ ...middle, conditions: { ...usualConditions(4), accession: "open" } });
    expect(open.map(({ key }) => key)).toContain("joinsAtOnce");
  });

  it("is usual where all ratify and nothing else is asked for, and in no other case", () => {
    expect(isUsual(usualConditions(4), 4)).toBe(true);
    expect(isUsual(usualConditions(4), 5)).toBe(false);
    for (const [name, { conditions, electorate, signers }] of Object.entries(conditionCases))
      if (signers.length === 0) expect(isUsual(conditions, electorate.length), name).toBe(false);
  });
});
