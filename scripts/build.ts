/**
 * Builds what cannot run from source: the window (dist/renderer), and Electron's main, preload and workers
 * (dist/electron); and the command line and browser mode (dist/programs), to start sooner. Everything else runs from its
 * TypeScript by type stripping.
 */
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { build, type InlineConfig } from "vite";

const root = join(import.meta.dirname, "..");
/** Has a binary of each machine beside it, which it finds by its own place. */
const nativePackages = ["@myriaddreamin/typst-ts-node-compiler"];
const sharedInputs = ["shared", "package-lock.json", "scripts/build.ts"];

interface Part {
  readonly output: string;
  readonly inputs: readonly string[];
  readonly builds: readonly InlineConfig[];
}

/** One of Electron's programs: our own code in one file, packages left to node_modules. */
function electronBundle(entry: string, fileName: string, format: "es" | "cjs"): InlineConfig {
  return {
    configFile: false,
    root,
    publicDir: false,
    logLevel: "warn",
    build: {
      outDir: "dist/electron",
      emptyOutDir: false,
      ssr: entry,
      target: "node24",
      minify: false,
      sourcemap: true,
      rolldownOptions: { external: ["electron"], output: { format, entryFileNames: fileName, codeSplitting: false } },
    },
  };
}

/**
 * The command line and browser mode with their packages: a few files each for what always runs, further ones for what
 * only some deeds load. They run from source too; built they start in a quarter of the time. Names stay as they are, for
 * whoever reads an error. Nothing is deleted: an older one may be running, and load its own parts later.
 */
const programs: InlineConfig = {
  configFile: false,
  root,
  publicDir: false,
  logLevel: "warn",
  ssr: { noExternal: true, external: nativePackages },
  build: {
    outDir: "dist/programs",
    emptyOutDir: false,
    ssr: true,
    target: "node24",
    rolldownOptions: {
      input: {
        cli: "electron/cli/cliMain.ts",
        web: "electron/web/webMain.ts",
        judgeWorker: "electron/host/judging/judgeWorker.ts",
        readWorker: "electron/host/reading/readWorker.ts",
        drawWorker: "electron/host/documents/drawWorker.ts",
      },
      external: nativePackages,
      output: {
        format: "es",
        entryFileNames: "[name].js",
        chunkFileNames: "[name]-[hash].js",
        minify: { compress: true, mangle: false, codegen: true },
        // A package may count on another one that was imported before it (X.509 on reflect-metadata).
        strictExecutionOrder: true,
      },
    },
  },
};

const parts = {
  window: {
    output: "dist/renderer/index.html",
    inputs: [...sharedInputs, "renderer", "vite.config.ts"],
    builds: [{ configFile: join(root, "vite.config.ts"), root: join(root, "renderer"), logLevel: "warn" }],
  },
  electron: {
    output: "dist/electron/preload.cjs",
    inputs: [...sharedInputs, "electron"],
    builds: [
      electronBundle("electron/main/main.ts", "main.js", "es"),
      electronBundle("electron/host/judging/judgeWorker.ts", "judgeWorker.js", "es"),
      electronBundle("electron/host/reading/readWorker.ts", "readWorker.js", "es"),
      electronBundle("electron/host/documents/drawWorker.ts", "drawWorker.js", "es"),
      electronBundle("electron/preload/preload.ts", "preload.cjs", "cjs"),
    ],
  },
  programs: { output: "dist/programs/cli.js", inputs: [...sharedInputs, "electron"], builds: [programs] },
} as const satisfies Record<string, Part>;

export type BuildPart = keyof typeof parts;

/** Milliseconds since 1970 of the youngest file or folder at `path`; a deletion makes its folder young. 0: none. */
function newestMs(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestMs(join(path, name))));
}

export function isStale(output: string, inputs: readonly string[]): boolean {
  const builtMs = newestMs(output);
  return builtMs === 0 || inputs.some((input) => newestMs(input) > builtMs);
}

/** As people get it: within a test runner, too, which says "test", and React would come with its checks. */
export async function buildPart(part: BuildPart): Promise<void> {
  const said = process.env.NODE_ENV;
  process.env.NODE_ENV = "production";
  try {
    for (const config of parts[part].builds) await build(config);
  } finally {
    if (said === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = said;
  }
}

/** Builds `part` if a file it is made of is younger than what was built; true if it did. */
export async function buildIfStale(part: BuildPart): Promise<boolean> {
  const { output, inputs } = parts[part];
  const stale = isStale(
    join(root, output),
    inputs.map((input) => join(root, input)),
  );
  if (stale) await buildPart(part);
  return stale;
}

if (import.meta.main) {
  for (const part of ["window", "electron", "programs"] as const) {
    await buildPart(part);
    console.log(`built ${parts[part].output}`);
  }
}
