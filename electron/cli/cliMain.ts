/**
 * Starts the command line with the real parts. `bin.mjs` runs it, built where it can; `node electron/cli/cliMain.ts` too.
 * What only some commands need (the host, the relay, the web server) is loaded by them.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Bytes } from "../../shared/base/bytes.ts";
import { systemClock, systemLogger } from "../host/ambient.ts";
import { defaultDataDirectory } from "../host/store/dataDirectory.ts";
import { openBrowser } from "../web/openBrowser.ts";
import type { CliParts } from "./command.ts";
import { runCli } from "./runCli.ts";

const machine = { platform: process.platform, env: process.env, home: homedir() };
const pathOf = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

function untilInterrupted(): Promise<void> {
  return new Promise((resolve) => {
    // The second signal ends the process at once, as signals do.
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}

async function readInput(): Promise<Bytes> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
  return new Uint8Array(Buffer.concat(chunks));
}

async function askYes(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** What is typed goes nowhere but here; the end of the line is all that is shown. */
async function askSecret(question: string): Promise<string> {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const answer = await terminal.question("");
  terminal.close();
  process.stderr.write("\n");
  return answer;
}

function runDemo(args: readonly string[]): Promise<number> {
  const script = pathOf("../../scripts/demo.ts");
  if (!existsSync(script)) {
    process.stderr.write("The demo is part of the source, which is not here.\n");
    return Promise.resolve(1);
  }
  const child = spawn(process.execPath, [script, ...args], { stdio: "inherit" });
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? 1)));
}

/** As POSIX has locales: `fr_CA.UTF-8@euro` is fr-CA. LANGUAGE lists several for messages. */
function localesOf({ LANGUAGE, LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): readonly string[] {
  const named = [...(LANGUAGE ?? "").split(":"), LC_ALL || LC_MESSAGES || LANG || ""];
  return named.map((name) => name.replace(/[.@].*$/, "").replaceAll("_", "-"));
}

function readVersion(): string {
  const parsed: unknown = JSON.parse(readFileSync(pathOf("../../package.json"), "utf8"));
  const version = typeof parsed === "object" && parsed !== null && "version" in parsed ? parsed.version : "";
  return String(version);
}

const parts: CliParts = {
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
  readInput,
  inColour: process.stdout.isTTY === true && (process.env.NO_COLOR ?? "") === "",
  askYes: process.stdin.isTTY === true && process.stderr.isTTY === true ? askYes : null,
  defaultDataDirectory: defaultDataDirectory(machine),
  deviceName: hostname(),
  languages: localesOf(process.env),
  version: readVersion(),
  clock: systemClock,
  untilInterrupted,
  askSecret: process.stdin.isTTY === true && process.stderr.isTTY === true ? askSecret : null,
  passphrase: process.env.TESSERA_PASSPHRASE ?? null,
  newPassphrase: process.env.TESSERA_NEW_PASSPHRASE ?? null,
  async openHost(dataDirectory, faceDirectory) {
    const { createNodePlatform } = await import("../host/nodePlatform.ts");
    const platform = await createNodePlatform({ dataDirectory, program: import.meta.url });
    if (!platform.ok) return platform;
    const { createHost } = await import("../host/createHost.ts");
    return createHost(faceDirectory === undefined ? platform.value : { ...platform.value, faceDirectory });
  },
  startRelay: async (args) => (await import("../relay/relayMain.ts")).startRelay(args),
  web: {
    rendererDirectory: pathOf("../../dist/renderer"),
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    logger: systemLogger,
    openBrowser: (url) => openBrowser(url, machine),
  },
  runDemo,
};

// A reader that has seen enough, as `head` has, ends no command half way.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

process.exitCode = await runCli(process.argv.slice(2), parts);
