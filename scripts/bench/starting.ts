/** How long a command takes from its start to its end, of an empty program run by the same Node. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildIfStale } from "../build.ts";
import { compareSides, type Figure, milliseconds, timed } from "./measure.ts";

const bin = join(import.meta.dirname, "../../electron/cli/bin.mjs");

export async function measureStarting(rounds: number): Promise<readonly Figure[]> {
  await buildIfStale("programs");
  const directory = mkdtempSync(join(tmpdir(), "tessera-bench-start-"));
  const run = (...words: readonly string[]): void => {
    const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
  };
  const tessera = (...words: readonly string[]): void => run(bin, ...words, "--data", directory);
  try {
    tessera("init", "--person", "Ana", "--party", "River Council", "--plain-keys");
    tessera("charter", "new", "Accord of the wells", "--language", "en");
    // The first start keeps what it compiled, which is no part of the later ones.
    tessera("charter", "list");
    const { ratio, ours, theirs } = await compareSides(
      rounds,
      () => timed(() => tessera("charter", "list")),
      () => timed(() => run("--eval", "0")),
    );
    return [
      {
        name: "`tessera charter list`, of an empty program",
        ratio: ratio.median,
        spread: ratio.spread,
        goal: { atMost: 5 },
        detail: `${milliseconds(ours)} of ${milliseconds(theirs)}; one charter`,
      },
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
