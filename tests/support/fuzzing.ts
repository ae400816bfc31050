/**
 * How long a fuzzed test runs and from which seeds. In the usual run: the seeds that once found something, and a few
 * fixed ones. Under `npm run fuzz` (scripts/fuzz.ts): new seeds for as many minutes as it says, and what they find is
 * kept in keptSeeds.json.
 */
import { readFileSync, writeFileSync } from "node:fs";

export type FuzzPart = "decoders" | "worlds" | "kill" | "segments";

const keptFile = new URL("../hostile/keptSeeds.json", import.meta.url);

const keptSeeds = (): Readonly<Record<FuzzPart, readonly number[]>> =>
  JSON.parse(readFileSync(keptFile, "utf8")) as Readonly<Record<FuzzPart, readonly number[]>>;

function keep(part: FuzzPart, seed: number): void {
  const kept = keptSeeds();
  if (kept[part].includes(seed)) return;
  writeFileSync(keptFile, `${JSON.stringify({ ...kept, [part]: [...kept[part], seed] }, null, 2)}\n`);
}

/** What `npm run fuzz` asks for; null in the usual run. */
function readFuzzOrder(): { readonly minutes: number; readonly firstSeed: number } | null {
  const { TESSERA_FUZZ_MINUTES: minutes, TESSERA_FUZZ_SEED: seed } = process.env;
  return minutes === undefined ? null : { minutes: Number(minutes), firstSeed: Number(seed ?? 1) };
}

/** For a test's own limit: long enough for what the order asks. */
export const fuzzTimeoutMs = (usualMs: number): number =>
  Math.max(usualMs, (readFuzzOrder()?.minutes ?? 0) * 60_000 + 600_000);

/** Runs each seed of the usual run, or new ones until the minutes are over. A failure names its seed. */
export async function eachSeed(
  part: FuzzPart,
  usual: readonly number[],
  run: (seed: number) => Promise<void> | void,
): Promise<void> {
  const order = readFuzzOrder();
  const seeds = order === null ? [...new Set([...keptSeeds()[part], ...usual])] : null;
  const endMs = performance.now() + (order?.minutes ?? 0) * 60_000;
  let done = 0;
  for (let n = 0; seeds === null ? n === 0 || performance.now() < endMs : n < seeds.length; n++) {
    const seed = seeds?.[n] ?? (order?.firstSeed ?? 1) + n;
    try {
      await run(seed);
      done++;
    } catch (thrown) {
      if (order !== null) keep(part, seed);
      throw new Error(`${part}, seed ${seed}: ${thrown instanceof Error ? thrown.message : String(thrown)}`, {
        cause: thrown,
      });
    }
  }
  if (order !== null) console.log(`${part}: ${done} seeds, nothing found`);
}
