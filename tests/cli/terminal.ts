/** A terminal without a screen: runs `tessera` in this process, with real hosts on loopback. */
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CliParts } from "../../electron/cli/command.ts";
import { runCli } from "../../electron/cli/runCli.ts";
import { systemClock, systemLogger } from "../../electron/host/ambient.ts";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { startRelay } from "../../electron/relay/relayMain.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import { stretchCosts } from "../../shared/base/crypto.ts";

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  /** The values of the `--json` documents printed. */
  readonly values: readonly unknown[];
}

export interface Running {
  /** The value of the first document. */
  readonly first: Promise<unknown>;
  readonly ended: Promise<Ran>;
  interrupt(): void;
}

export interface Terminal {
  readonly directory: string;
  path(name: string): string;
  /** Runs to the end; `input` is what standard input holds. */
  run(words: readonly string[], parts?: Partial<CliParts> & { readonly input?: string }): Promise<Ran>;
  start(words: readonly string[]): Running;
  remove(): void;
}

export function createTerminal(): Terminal {
  const directory = mkdtempSync(join(tmpdir(), "tessera-cli-"));
  // Programs of this machine that are none of the test's are not to be heard.
  const discoveryPort = 20_000 + (process.pid % 20_000);

  function begin(words: readonly string[], own: Partial<CliParts> & { readonly input?: string }): Running {
    let out = "";
    let err = "";
    let interrupt = (): void => undefined;
    let sayFirst = (_value: unknown): void => undefined;
    const first = new Promise<unknown>((resolve) => {
      sayFirst = resolve;
    });
    const interrupted = new Promise<void>((resolve) => {
      interrupt = resolve;
    });
    const { input = "", ...rest } = own;
    const parts: CliParts = {
      print(text) {
        out += text;
        sayFirst(documentsIn(out)[0]);
      },
      printError(text) {
        err += text;
      },
      readInput: async () => utf8(input),
      inColour: false,
      askYes: null,
      defaultDataDirectory: join(directory, "default"),
      deviceName: "laptop",
      languages: [],
      version: "1.2.3",
      clock: systemClock,
      untilInterrupted: () => interrupted,
      askSecret: null,
      passphrase: null,
      newPassphrase: null,
      async openHost(dataDirectory, faceDirectory) {
        const platform = await createNodePlatform({
          dataDirectory,
          discoveryPort,
          stretchCost: stretchCosts.light,
          listenHost: "127.0.0.1",
        });
        if (!platform.ok) return platform;
        return createHost(faceDirectory === undefined ? platform.value : { ...platform.value, faceDirectory });
      },
      startRelay: (args) => startRelay({ ...args, logger: { warn: () => undefined } }),
      web: {
        rendererDirectory: join(directory, "renderer"),
        random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
        logger: systemLogger,
        openBrowser: () => undefined,
      },
      runDemo: async () => 0,
      ...rest,
    };
    const ended = runCli(words, parts).then((code) => ({ code, out, err, values: documentsIn(out) }));
    return { first, ended, interrupt };
  }

  return {
    directory,
    path: (name) => join(directory, name),
    run: (words, parts = {}) => begin(words, parts).ended,
    start: (words) => begin(words, {}),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** The value of each line that is a JSON document; the whole document where it has none. */
function documentsIn(out: string): readonly unknown[] {
  return out
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => {
      const document: unknown = JSON.parse(line);
      return typeof document === "object" && document !== null && "value" in document ? document.value : document;
    });
}
