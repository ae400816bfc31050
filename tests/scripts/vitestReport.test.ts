import { describe, expect, it } from "vitest";
import { countTests, readVitestReport } from "../../scripts/vitestReport.ts";

const report = (...files: readonly (readonly string[])[]) => {
  const tests = files.flat();
  return {
    numTotalTests: tests.length,
    numPassedTests: tests.filter((status) => status === "passed").length,
    testResults: files.map((file, index) => ({
      name: `${index}.test.ts`,
      status: file.length === 0 || file.includes("failed") ? "failed" : "passed",
      message: file.length === 0 ? "SyntaxError: line 1\n at a place" : "",
      assertionResults: file.map((status, at) => ({
        status,
        fullName: `test ${at}`,
        ...(status === "failed" ? { failureMessages: ["Error: expected 1\n at a place"] } : {}),
      })),
    })),
  };
};

describe("The count of tests", () => {
  it("is what passed where all passed", () => {
    expect(countTests(report(["passed", "passed"], ["passed"]), true)).toEqual({ passed: 3, failed: 0, named: [] });
  });

  it("has every test that did not run among the failed", () => {
    expect(countTests(report(["passed", "failed"], ["passed", "pending", "todo", "skipped"]), false)).toEqual({
      passed: 2,
      failed: 4,
      named: [
        "0.test.ts: test 1: Error: expected 1",
        "1.test.ts: test 1: pending",
        "1.test.ts: test 2: todo",
        "1.test.ts: test 3: skipped",
      ],
    });
  });

  it("has a file that could not be read among the failed", () => {
    expect(countTests(report(["passed"], []), false)).toEqual({
      passed: 1,
      failed: 1,
      named: ["1.test.ts: SyntaxError: line 1"],
    });
  });

  it("has a failure where vitest ended badly with every test passed, as it does after an error outside of them", () => {
    expect(countTests(report(["passed"]), false)).toEqual({ passed: 1, failed: 1, named: [] });
  });

  it("has a failure where nothing ran or no report was left", () => {
    expect(countTests(report(), true)).toEqual({ passed: 0, failed: 1, named: [] });
    expect(readVitestReport("/nowhere/report.json", true)).toMatchObject({ passed: 0, failed: 1 });
  });
});
