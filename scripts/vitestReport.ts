/** Counts what vitest's JSON report says, so that nothing that did not run passes for a success. */
import { readFileSync } from "node:fs";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  /** What failed, each by its file and name; for the end of a long output, which may be all that is kept of it. */
  readonly named: readonly string[];
}

/** The part of vitest's JSON reporter's output that is read here. */
interface Report {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/**
 * Failed is every test that did not pass (skipped and to do as well), every file that failed outside its tests, and a
 * run that ended badly without saying where or ran no test.
 */
export function countTests(report: Report, endedWell: boolean): Tally {
  const brokenFiles = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  const failed = report.numTotalTests - report.numPassedTests + brokenFiles.length;
  const failedAsWhole = failed === 0 && (!endedWell || report.numTotalTests === 0);
  const named = report.testResults.flatMap(({ name, message, assertionResults }) => [
    ...assertionResults
      .filter((test) => test.status !== "passed")
      .map((test) => `${name}: ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? test.status)}`),
    ...(message === "" ? [] : [`${name}: ${firstLine(message)}`]),
  ]);
  return { passed: report.numPassedTests, failed: failedAsWhole ? 1 : failed, named };
}

const firstLine = (words: string): string => (words.split("\n")[0] ?? "").slice(0, 300);

/** A run that left no report has failed once. */
export function readVitestReport(file: string, endedWell: boolean): Tally {
  try {
    return countTests(JSON.parse(readFileSync(file, "utf8")) as Report, endedWell);
  } catch {
    return { passed: 0, failed: 1, named: ["no report was left"] };
  }
}
