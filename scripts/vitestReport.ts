/** Counts what vitest's JSON report says, so that nothing that did not run passes for a success. */
import { readFileSync } from "node:fs";

export interface Tally {
  readonly passed: number;
  readonly failed: number;
}

/** The part of vitest's JSON reporter's output that is read here. */
interface Report {
  readonly numTotalTests: number;
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
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
  return { passed: report.numPassedTests, failed: failedAsWhole ? 1 : failed };
}

/** A run that left no report has failed once. */
export function readVitestReport(file: string, endedWell: boolean): Tally {
  try {
    return countTests(JSON.parse(readFileSync(file, "utf8")) as Report, endedWell);
  } catch {
    return { passed: 0, failed: 1 };
  }
}
