/**
 * `npm test`: every gate, one after another, each with its own output. The last line is `N passed, N failed`, which
 * counts each test that vitest ran and one for each other gate. A test that was skipped has failed.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareTestTools } from "./testTools.ts";
import { readVitestReport, type Tally } from "./vitestReport.ts";

interface Gate {
  readonly name: string;
  /** A script or a package's program, run by this Node. */
  readonly program: string;
  readonly args: readonly string[];
  /** Its tests are counted one by one. */
  readonly isVitest?: boolean;
}

const root = join(import.meta.dirname, "..");
/** Ends a gate that hangs, on a slow machine too; the windows' tests are meant to take fifteen minutes at most. */
const gateLimitMs = 25 * 60_000;

const types = (project: string): Gate => ({
  name: `types of ${project}`,
  program: "node_modules/typescript/bin/tsc",
  args: ["-p", project],
});
const tests = (project: string): Gate => ({
  name: `${project} tests`,
  program: "node_modules/vitest/vitest.mjs",
  args: ["run", "--project", project],
  isVitest: true,
});

const gates: readonly Gate[] = [
  { name: "lint", program: "node_modules/@biomejs/biome/bin/biome", args: ["check", "--error-on-warnings", "."] },
  types("shared"),
  types("electron"),
  types("renderer"),
  types("tests"),
  { name: "dead code", program: "node_modules/knip/bin/knip.js", args: [] },
  // Before the windows' tests, which open what it builds.
  { name: "build", program: "scripts/build.ts", args: [] },
  tests("unit"),
  tests("convergence"),
  tests("e2e"),
  { name: "benchmark, quick", program: "scripts/bench.ts", args: ["--quick"] },
];

/** Ends a gate that hangs with everything it started. */
function end(child: ChildProcess): void {
  if (child.pid === undefined) return;
  if (process.platform === "win32") child.kill();
  else process.kill(-child.pid, "SIGKILL");
}

/** True if the program ended well in time. */
function run(gate: Gate, extraArgs: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, gate.program), ...gate.args, ...extraArgs], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      detached: process.platform !== "win32",
    });
    const stop = (): void => {
      end(child);
      process.exit(130);
    };
    const limit = setTimeout(() => {
      console.log(`${gate.name}: ended after ${gateLimitMs / 60_000} minutes`);
      end(child);
    }, gateLimitMs);
    const done = (isGood: boolean): void => {
      clearTimeout(limit);
      process.off("SIGINT", stop).off("SIGTERM", stop);
      resolve(isGood);
    };
    process.on("SIGINT", stop).on("SIGTERM", stop);
    child.on("error", () => done(false));
    child.on("exit", (code) => done(code === 0));
  });
}

async function tally(gate: Gate, reports: string): Promise<Tally> {
  if (gate.isVitest !== true) {
    const isGood = await run(gate, []);
    return { passed: isGood ? 1 : 0, failed: isGood ? 0 : 1, named: [] };
  }
  const report = join(reports, `${gate.name}.json`);
  const isGood = await run(gate, ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`]);
  return readVitestReport(report, isGood);
}

async function runGates(reports: string): Promise<Omit<Tally, "named">> {
  const total = { passed: 0, failed: 0 };
  const failedGates: string[] = [];
  for (const gate of gates) {
    console.log(`\n=== ${gate.name}`);
    const startedMs = performance.now();
    const { passed, failed, named } = await tally(gate, reports);
    console.log(
      `${gate.name}: ${passed} passed, ${failed} failed (${((performance.now() - startedMs) / 1000).toFixed(1)} s)`,
    );
    total.passed += passed;
    total.failed += failed;
    if (failed > 0) failedGates.push([gate.name, ...named].join("\n  "));
  }
  console.log(failedGates.length > 0 ? `\nFailed: ${failedGates.join("\n")}` : "\nEvery gate passed.");
  return total;
}

const missing = prepareTestTools();
if (missing !== null) console.log(missing);
const reports = mkdtempSync(join(tmpdir(), "tessera-test-"));
const total = missing === null ? await runGates(reports) : { passed: 0, failed: 1 };
rmSync(reports, { recursive: true });

console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed === 0 ? 0 : 1;
