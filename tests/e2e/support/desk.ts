/**
 * One person at one machine: a real host on its own data directory, served to a window in a real browser.
 * Owns: the directory, the host, the server and the window. Whoever opens a desk closes it.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { createSystemRandom, systemLogger } from "../../../electron/host/ambient.ts";
import { createHost } from "../../../electron/host/createHost.ts";
import type { Host } from "../../../electron/host/host.ts";
import { createNodePlatform } from "../../../electron/host/nodePlatform.ts";
import type { Platform } from "../../../electron/host/platform.ts";
import { serveWeb, type WebServer } from "../../../electron/web/serveWeb.ts";
import type { Result } from "../../../shared/base/result.ts";

export interface Desk {
  readonly page: Page;
  readonly host: Host;
  readonly platform: Platform;
  readonly server: WebServer;
  /** Errors of the page and of its console, which a good story has none of. */
  readonly faults: readonly string[];
  /** Opens the window again, in `language` if given, where it was. */
  reopen(language: "en" | "ar"): Promise<void>;
  close(): Promise<void>;
}

const rendererDirectory = fileURLToPath(new URL("../../../dist/renderer", import.meta.url));
const waitMs = 30_000;

export function must<T>(result: Result<T, { readonly kind: string }>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.error));
}

export async function openDesk(
  browser: Browser,
  options: {
    readonly gateway?: boolean;
    readonly width?: number;
    readonly height?: number;
    /** False: the window asks what shall protect the keys. */
    readonly plainKeys?: boolean;
  } = {},
): Promise<Desk> {
  const { plainKeys = true } = options;
  const dataDirectory = await mkdtemp(join(tmpdir(), "tessera-desk-"));
  // Programs of this machine that are none of the test's are not to be heard.
  const discoveryPort = 20_000 + (process.pid % 20_000);
  const network = { listenHost: "127.0.0.1", discoveryPort };
  const platform = must(await createNodePlatform({ plainKeys, dataDirectory, ...network }));
  const host = must(await createHost(platform));
  const server = must(
    await serveWeb({
      host,
      rendererDirectory,
      port: 0,
      gateway: options.gateway ?? false,
      random: createSystemRandom(),
      logger: systemLogger,
    }),
  );
  const viewport = { width: options.width ?? 1280, height: options.height ?? 800 };
  const context = await browser.newContext({ viewport, locale: "en-GB", acceptDownloads: true });
  context.setDefaultTimeout(waitMs);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(server.url);
  return {
    page,
    host,
    platform,
    server,
    faults,
    async reopen(language) {
      await page.evaluate((chosen) => localStorage.setItem("tessera.language", chosen), language);
      await page.reload();
    },
    async close() {
      await context.close();
      await server.close();
      await host.close();
      await rm(dataDirectory, { recursive: true });
    },
  };
}
