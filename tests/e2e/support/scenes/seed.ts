/**
 * A scene is seeded once, by real hosts, and kept as their data directories lie there: whoever plays it gets a copy.
 * Owns: the directories of every seed, until `sweepSeeds`.
 */
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStage, type Stage } from "../stage.ts";

export interface Seeded<Facts> {
  /** What the tests have to know of it: ids, words. */
  readonly facts: Facts;
  /** Puts a copy of somebody's data directory into another folder; nothing where they have none. */
  copy(name: string, into: string): void;
}

export interface Seed<Facts> {
  /** At the first call it is made. */
  ready(): Promise<Seeded<Facts>>;
}

const made: string[] = [];
export const newDirectory = (): string => mkdtempSync(join(tmpdir(), "tessera-scene-"));

export function seed<Facts>(play: (stage: Stage) => Promise<Facts>): Seed<Facts> {
  async function make(): Promise<Seeded<Facts>> {
    const directory = newDirectory();
    made.push(directory);
    const stage = openStage(directory);
    try {
      const facts = await play(stage);
      return {
        facts,
        copy(name, into) {
          const from = join(directory, name);
          if (existsSync(from)) cpSync(from, join(into, name), { recursive: true });
        },
      };
    } finally {
      await stage.close();
    }
  }
  let seeded: Promise<Seeded<Facts>> | null = null;
  return {
    ready() {
      seeded ??= make();
      return seeded;
    },
  };
}

/** Removes what was seeded by this process. */
export function sweepSeeds(): void {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
}
