import { describe, expect, it } from "vitest";
import { nothingOpen, sumOpen, withInside } from "../../../../shared/charter/draft/openCounts.ts";

describe("what is open", () => {
  it("is summed kind by kind", () => {
    const one = { suggestions: 1, brackets: 2, blanks: 3, conflicts: 4 };
    expect(sumOpen([])).toEqual(nothingOpen);
    expect(sumOpen([one, nothingOpen, one])).toEqual({ suggestions: 2, brackets: 4, blanks: 6, conflicts: 8 });
  });

  it("of an article is that of all clauses in it, and of no other", () => {
    const clauses = ["a 0", "a1 1", "a11 2", "a2 1", "b 0", "b1 1"].map((said) => {
      const [id = "", depth] = said.split(" ");
      return { id, depth: Number(depth) };
    });
    const idsIn = (id: string | null) => withInside(clauses, id).map((one) => one.id);
    expect(idsIn("a")).toEqual(["a", "a1", "a11", "a2"]);
    expect(idsIn("a1")).toEqual(["a1", "a11"]);
    expect(idsIn("b")).toEqual(["b", "b1"]);
    for (const all of [null, "none"]) expect(idsIn(all)).toHaveLength(6);
  });
});
