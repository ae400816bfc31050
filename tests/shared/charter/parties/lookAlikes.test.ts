import { describe, expect, it } from "vitest";
import { lookAlikes } from "../../../../shared/charter/parties/lookAlikes.ts";

const groups = (...names: readonly string[]) => lookAlikes(names, (name) => name);

describe("names that look alike", () => {
  it.each([
    ["Cyrillic for Latin", "Valley", "V\u0430lley"],
    ["Greek for Latin", "Omega", "\u039fmega"],
    ["capital i for l", "Hill", "HiIl"],
    ["figures for letters", "OLD WELL", "0LD WELL"],
    ["a name twice", "River", "River"],
    ["another space", "Old Well", "Old\u2002Well"],
    ["full width", "Hill", "\uff28ill"],
  ])("%s", (_, one, other) => {
    expect(groups(one, "Another", other)).toEqual([[one, other]]);
  });

  it("does not take different names for one another", () => {
    expect(groups("Hill", "Hall", "Valley", "ارض", "عرض", "水", "氷", "José", "Jose")).toEqual([]);
  });
});
