/**
 * Three groups of tests, run one after another: units, convergence of simulated replicas, and whole windows in
 * Chromium. A test file under tests/ that is in neither named folder is a unit test, so none is left out.
 */
import { defineConfig } from "vitest/config";

const everyTest = "tests/**/*.test.{ts,tsx}";
const convergence = "tests/convergence/**";
const windows = "tests/e2e/**";

export default defineConfig({
  test: {
    environment: "node",
    // Two processes: what the smallest supported machine has cores for.
    pool: "forks",
    maxWorkers: 2,
    allowOnly: false,
    passWithNoTests: false,
    retry: 0,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [everyTest],
          exclude: [convergence, windows],
          testTimeout: 20_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "convergence",
          include: ["tests/convergence/**/*.test.ts"],
          testTimeout: 120_000,
          hookTimeout: 20_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
