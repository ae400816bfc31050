/** Starts browser mode from a command line. The parts that differ between the program and a test come from outside. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { HostError } from "../../shared/api/errors.ts";
import { describeError } from "../../shared/api/errorWords.ts";
import type { Logger, Random } from "../../shared/base/ambient.ts";
import { err, ok, type Result } from "../../shared/base/result.ts";
import type { Host } from "../host/host.ts";
import { answerLockRequests } from "../host/store/lockRequest.ts";
import { serveWeb, type WebServer } from "./serveWeb.ts";

export const webUsage = "usage: [--data DIRECTORY] [--port NUMBER] [--no-open] [--gateway]";

export interface WebParts {
  readonly defaultDataDirectory: string;
  readonly rendererDirectory: string;
  openHost(dataDirectory: string): Promise<Result<Host, HostError>>;
  readonly random: Random;
  readonly logger: Logger;
  print(line: string): void;
  /** Not called with --no-open. */
  openBrowser(url: string): void;
}

/** What to tell the person, and the exit code: 1 refused, 2 wrong usage. */
export interface StartFault {
  readonly exitCode: 1 | 2;
  readonly words: string;
}

export interface RunningWeb {
  readonly server: WebServer;
  /** Everything acknowledged is on disk, and the data directory and the port are free, when it resolves. */
  close(): Promise<void>;
}

export async function startWeb(argv: readonly string[], parts: WebParts): Promise<Result<RunningWeb, StartFault>> {
  const options = readOptions(argv);
  if (options === null) return err({ exitCode: 2, words: webUsage });
  if (!existsSync(join(parts.rendererDirectory, "index.html")))
    return err({
      exitCode: 1,
      words: `The window is not built: ${parts.rendererDirectory} has no index.html. Run: npm run build`,
    });

  const refused = (error: HostError): Result<never, StartFault> => {
    const { title, next } = describeError(error, "en");
    return err({ exitCode: 1, words: `${title}\n${next}` });
  };
  const host = await parts.openHost(options.data ?? parts.defaultDataDirectory);
  if (!host.ok) return refused(host.error);
  const served = await serveWeb({
    host: host.value,
    rendererDirectory: parts.rendererDirectory,
    port: options.port,
    gateway: options.gateway,
    random: parts.random,
    logger: parts.logger,
  });
  if (!served.ok) {
    await host.value.close();
    return refused(served.error);
  }

  const server = served.value;
  const stopAnswering = answerLockRequests(options.data ?? parts.defaultDataDirectory, host.value.api);
  parts.print(`Tessera: ${server.url}`);
  if (server.gatewayUrl !== null) parts.print(`Gateway: ${server.gatewayUrl} token ${server.gatewayToken}`);
  if (options.open) parts.openBrowser(server.url);
  return ok({
    server,
    async close() {
      stopAnswering();
      await server.close();
      await host.value.close();
    },
  });
}

interface WebOptions {
  readonly data: string | null;
  readonly port: number;
  readonly open: boolean;
  readonly gateway: boolean;
}

function readOptions(argv: readonly string[]): WebOptions | null {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        data: { type: "string" },
        port: { type: "string", default: "0" },
        "no-open": { type: "boolean", default: false },
        gateway: { type: "boolean", default: false },
      },
    });
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    if (!(port <= 65_535) || values.data === "") return null;
    return { data: values.data ?? null, port, open: !values["no-open"], gateway: values.gateway };
  } catch {
    return null;
  }
}
