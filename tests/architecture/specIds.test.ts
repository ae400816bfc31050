/**
 * Specifications number their rules, `- **[L7]** what holds`, and tests name the rules they show. Both directions are
 * held here: no rule without a test, no test of a rule that is not written.
 */
import { describe, expect, it } from "vitest";
import { exists, filesUnder, readSource } from "./sourceTree.ts";

/** One letter for each specification. */
const specifications: Readonly<Record<string, string>> = {
  L: "shared/ledger/PROTOCOL.md",
  S: "shared/sync/PROTOCOL.md",
  I: "shared/crdt/INVARIANTS.md",
  R: "electron/relay/PROTOCOL.md",
  C: "shared/charter/text/CONTENT.md",
};

const ruleLine = /^- \*\*\[([A-Z]\d+)\]\*\* \S/gm;
/** A rule's id as the first bold thing of a line in any other shape is a slip of the pen, and its rule would be lost. */
const anyRuleLine = /^\W*\*\*\[?([A-Z]\d+)\]?\*\*/gm;
/** A test or a group of tests, its name in one piece of text. */
const testName =
  /\b(?:it|test|describe)(?:\.each\([\s\S]*?\)|\.for\([\s\S]*?\))?\(\s*(["'`])((?:\\.|(?!\1)[\s\S])*)\1/g;
const ruleId = /\[([A-Z]\d+)\]/g;

const idsIn = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map((found) => found[1] ?? "");

const rulesOf = (specification: string): readonly string[] => idsIn(readSource(specification), ruleLine);

function idsInTestNames(source: string): readonly string[] {
  return [...source.matchAll(testName)].flatMap((found) => idsIn(found[2] ?? "", ruleId));
}

const written = Object.values(specifications).filter(exists);
const rules = written.flatMap(rulesOf);
const testFiles = filesUnder("tests", [".test.ts", ".test.tsx", ".contract.ts"]).filter(
  (path) => !path.startsWith("tests/architecture/"),
);
const shown = new Set(testFiles.flatMap((path) => idsInTestNames(readSource(path))));

describe("Specifications", () => {
  it("are all in the list that this test reads", () => {
    const found = ["shared", "electron", "renderer"].flatMap((folder) =>
      filesUnder(folder, ["PROTOCOL.md", "INVARIANTS.md", "CONTENT.md"]),
    );
    expect(found.filter((path) => !written.includes(path))).toEqual([]);
  });

  it.each(written)("number each rule of %s once, with the file's own letter", (specification) => {
    const ids = rulesOf(specification);
    expect(ids.length).toBeGreaterThan(0);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(ids.filter((id) => specifications[id.charAt(0)] !== specification)).toEqual([]);
    expect(idsIn(readSource(specification), anyRuleLine)).toEqual(ids);
  });

  it("have a test that names each rule", () => {
    expect(rules.filter((id) => !shown.has(id))).toEqual([]);
  });

  it("have each rule that a test names", () => {
    expect([...shown].filter((id) => !rules.includes(id))).toEqual([]);
  });
});

describe("Names of tests", () => {
  it("are read in each way of writing one", () => {
    const source = `
      it("[A1] plain", () => {});
      test('[A2] and [A3]', () => {});
      describe(\`[A4] group\`, () => {});
      it.each([[1, "x"]])("[A5] of %s", () => {});
      expect("[A6]").toBe("[A7]");
    `;
    expect(idsInTestNames(source)).toEqual(["A1", "A2", "A3", "A4", "A5"]);
  });
});
