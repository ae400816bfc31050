/**
 * `npm start [-- --data DIR] [--port N] [--no-open] [--gateway] [--browser]`: opens Tessera.
 *
 * In Electron where its program is here or can be fetched; otherwise in the system's browser, saying in one line why.
 * `--browser` asks for that; so does every option of browser mode.
 */
import { spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { err, ok, type Result } from "../shared/base/result.ts";
import { buildIfStale } from "./build.ts";
import { fetchElectron, findElectron, whyNoDesktop, whyNoSandbox } from "./electronBinary.ts";

const usage = "usage: npm start -- [--data DIRECTORY] [--browser] [--port NUMBER] [--no-open] [--gateway]";
/** Electron that ends with an error so soon never showed a window: a library of the system is missing, for example. */
const failedStartMs = 5_000;

const root = join(import.meta.dirname, "..");

function readOptions() {
  try {
    return parseArgs({
      options: {
        data: { type: "string" },
        browser: { type: "boolean", default: false },
        port: { type: "string" },
        "no-open": { type: "boolean", default: false },
        gateway: { type: "boolean", default: false },
      },
    }).values;
  } catch {
    return null;
  }
}

type Options = NonNullable<ReturnType<typeof readOptions>>;

/** The program to open the window with, or why there will be none. */
async function chooseElectron(options: Options): Promise<Result<string, string>> {
  if (options.browser) return err("--browser was given");
  if (options["no-open"]) return err("--no-open was given");
  if (options.port !== undefined || options.gateway) return err("an option of browser mode was given");
  const { platform, env } = process;
  const reason = whyNoDesktop({ platform, env, isRoot: process.getuid?.() === 0 });
  if (reason !== null) return err(reason);
  const found = findElectron();
  const program = found === null ? await fetchElectron(env) : ok(found);
  const withheld = program.ok ? whyNoSandbox(program.value, platform) : null;
  return withheld === null ? program : err(withheld);
}

/** The exit code. Ctrl-C reaches the child by itself: it gets the first one once, and this process ends after it. */
function run(program: string, args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: "inherit" });
  const stop = (): void => void child.kill("SIGTERM");
  const wait = (): void => undefined;
  process.on("SIGTERM", stop).on("SIGINT", wait);
  return new Promise((resolve) => {
    const done = (code: number): void => {
      process.off("SIGTERM", stop).off("SIGINT", wait);
      resolve(code);
    };
    child.on("error", () => done(1));
    child.on("exit", (code) => done(code ?? 1));
  });
}

async function start(options: Options): Promise<number> {
  if (await buildIfStale("window")) console.log("Built the window.");
  const data = options.data === undefined ? [] : ["--data", resolve(options.data)];

  let electron = await chooseElectron(options);
  if (electron.ok) {
    await buildIfStale("electron");
    const startedMs = performance.now();
    // The folder, so that Electron reads package.json: the program's name is what the system's key store goes by.
    const code = await run(electron.value, [root, ...data]);
    if (code === 0 || performance.now() - startedMs > failedStartMs) return code;
    electron = err(`Electron did not start (exit code ${code})`);
  }

  console.log(`Browser mode, because ${electron.error}.`);
  const port = options.port === undefined ? [] : ["--port", options.port];
  const noOpen = options["no-open"] ? ["--no-open"] : [];
  const gateway = options.gateway ? ["--gateway"] : [];
  await buildIfStale("programs");
  const program = join(root, "dist/programs/web.js");
  return run(process.execPath, [program, ...data, ...port, ...noOpen, ...gateway]);
}

const options = readOptions();
if (options === null) console.error(usage);
process.exitCode = options === null ? 2 : await start(options);
