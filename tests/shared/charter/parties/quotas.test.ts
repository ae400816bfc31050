import { describe, expect, it } from "vitest";
import { countNeeded, quotas } from "../../../../shared/charter/parties/quotas.ts";

describe("a quota", () => {
  it.each([
    ["all", [1, 1, 2, 3, 4, 5, 6]],
    ["twoThirds", [1, 1, 2, 2, 3, 4, 4]],
    ["majority", [1, 1, 2, 2, 3, 3, 4]],
  ] as const)("%s asks for so many of none to six parties", (quota, needed) => {
    expect([0, 1, 2, 3, 4, 5, 6].map((parties) => countNeeded(quota, parties))).toEqual(needed);
  });

  it("never asks for more parties than there are, and never for none", () => {
    for (const quota of quotas)
      for (let parties = 1; parties <= 100; parties++) {
        expect(countNeeded(quota, parties)).toBeGreaterThanOrEqual(1);
        expect(countNeeded(quota, parties)).toBeLessThanOrEqual(parties);
      }
  });
});
