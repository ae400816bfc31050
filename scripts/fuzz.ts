/**
 * `npm run fuzz -- --minutes N [--seed S] [--only decoders|worlds|kill|segments]`: new seeds for as long as it is told, shared
 * among the parts. Each part is a test that `npm test` runs with a few fixed seeds (tests/support/fuzzing.ts). A seed
 * that finds something is printed, kept in tests/hostile/keptSeeds.json, and run by `npm test` from then on.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";

/** Where each part lives. A part without a file here has no test that takes seeds yet. */
const parts = {
  decoders: "tests/hostile/decoders.test.ts",
  worlds: "tests/convergence/peoples.test.ts",
  kill: "tests/host/store/killed.test.ts",
  segments: "tests/host/charter/compacting.test.ts",
} as const;
type Part = keyof typeof parts;

const root = join(import.meta.dirname, "..");
const usage = "npm run fuzz -- --minutes N [--seed S] [--only decoders|worlds|kill|segments]";

const isPart = (name: string): name is Part => Object.hasOwn(parts, name);

interface Order {
  readonly minutes: number;
  readonly seed: number;
  readonly chosen: readonly Part[];
}

/** Null where the arguments are not those of the usage. */
function readOrder(args: readonly string[]): Order | null {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { minutes: { type: "string" }, seed: { type: "string" }, only: { type: "string" } },
    });
    const minutes = Number(values.minutes ?? "10");
    const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
    const { only } = values;
    if (!(minutes > 0) || !Number.isSafeInteger(seed) || seed < 0) return null;
    if (only !== undefined && !isPart(only)) return null;
    return { minutes, seed, chosen: only === undefined ? Object.keys(parts).filter(isPart) : [only] };
  } catch {
    return null;
  }
}

/** True where nothing was found. */
function run(part: Part, minutes: number, seed: number): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), "run", parts[part]], {
      cwd: root,
      stdio: "inherit",
      env: { ...process.env, TESSERA_FUZZ_MINUTES: String(minutes), TESSERA_FUZZ_SEED: String(seed) },
    });
    child.on("error", () => resolve(false));
    child.on("exit", (code) => resolve(code === 0));
  });
}

const order = readOrder(process.argv.slice(2));
if (order === null) {
  console.log(usage);
  process.exitCode = 2;
} else {
  const { minutes, seed, chosen } = order;
  const found: Part[] = [];
  for (const part of chosen) {
    console.log(`${part}: ${minutes / chosen.length} minutes from seed ${seed}`);
    if (!(await run(part, minutes / chosen.length, seed))) found.push(part);
  }
  const again = `npm run fuzz -- --minutes ${minutes} --seed ${seed}`;
  console.log(
    found.length === 0 ? `Nothing found from seed ${seed} on.` : `Found by ${found.join(", ")}. Again: ${again}`,
  );
  process.exitCode = found.length === 0 ? 0 : 1;
}
