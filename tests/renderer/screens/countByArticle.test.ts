import { describe, expect, it } from "vitest";
import { countByArticle } from "../../../renderer/screens/charter/brackets/countByArticle.ts";
import type { ClauseId } from "../../../shared/base/ids.ts";
import type { ReadBracket } from "../../../shared/crdt/reading/readBrackets.ts";

const id = (clause: string) => clause as ClauseId;
const entry = (clause: string, depth: number) => ({ id: id(clause), depth });
const bracket = (clause: string, state: ReadBracket["state"]) => ({ clause: id(clause), state }) as ReadBracket;

describe("open brackets and blanks of an article", () => {
  it("are those of its own words and of all clauses in it that nobody settled", () => {
    const entries = [entry("a", 0), entry("a1", 1), entry("a11", 2), entry("b", 0), entry("b1", 1), entry("c", 0)];
    const brackets = [
      bracket("a", "open"),
      bracket("a11", "contested"),
      bracket("b1", "settled"),
      bracket("b1", "open"),
      bracket("c", "settled"),
      bracket("loose", "open"),
    ];
    expect([...countByArticle(entries, { brackets })]).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });
});
