/**
 * How long a command takes from its start to its end, of an empty program run by the same Node; and how long a window
 * takes until its text can be written, of a blank page in the same browser.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { createSystemRandom, systemLogger } from "../../electron/host/ambient.ts";
import { createHost } from "../../electron/host/createHost.ts";
import { createNodePlatform } from "../../electron/host/nodePlatform.ts";
import { serveWeb } from "../../electron/web/serveWeb.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { usualPlan } from "../../tests/support/plans.ts";
import { buildIfStale } from "../build.ts";
import { compareSides, type Figure, milliseconds, timed } from "./measure.ts";
import { must } from "./syncing.ts";

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

/** A text of some 5,000 words in 60 clauses. */
const clause =
  "The water of this valley is shared by all who live along it, in turns that are set each year in spring. ";
const text = `# Accord of the wells\n\n${Array.from({ length: 60 }, () => clause.repeat(4)).join("\n\n")}`;

/** `proposals`: of the charter that has many. */
export async function measureWindowStart(rounds: number, proposals: number): Promise<readonly Figure[]> {
  await buildIfStale("window");
  const dataDirectory = mkdtempSync(join(tmpdir(), "tessera-bench-"));
  const host = must(await createHost(must(await createNodePlatform({ plainKeys: true, dataDirectory }))));
  const party = { name: "River Council", kind: "community", constituency: "the delta" } as const;
  must(await host.api.createIdentity({ person: "Ana", device: "laptop", party }));
  const source = { kind: "file", name: "wells.md", bytes: utf8(text) } as const;
  const found = async (title: string): Promise<CharterId> =>
    must(await host.api.createCharter({ title, language: "en", source, policy: usualPolicy })).charter;
  const [young, old] = [await found("Accord of the wells"), await found("Accord of the woods")];
  const term = { from: null, months: 12, until: null, noticeDays: 30 } as const;
  for (let no = 1; no <= proposals; no++)
    must(await host.api.propose({ charter: old, term, note: `No. ${no}`, purpose: null, ...usualPlan }));
  const rendererDirectory = join(import.meta.dirname, "../../dist/renderer");
  const ambient = { random: createSystemRandom(), logger: systemLogger };
  const server = must(await serveWeb({ host, rendererDirectory, port: 0, ...ambient }));
  const blank = createServer((_, response) =>
    response.setHeader("content-type", "text/html").end("<!doctype html><title>Blank</title><p>Blank</p>"),
  );
  await new Promise<void>((resolve) => blank.listen(0, "127.0.0.1", resolve));
  const browser = await launchChromium();

  /** In a context of its own: nothing is cached, as after each start of browser mode, which takes a new port. */
  async function open(url: string, isThere: (page: Page) => Promise<void>): Promise<number> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const page = await context.newPage();
    // The token is where the window keeps it, so the address can name the place.
    await page.addInitScript((token) => sessionStorage.setItem("tessera.token", token), server.token);
    try {
      return await timed(async () => {
        await page.goto(url, { waitUntil: "commit" });
        await isThere(page);
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
      });
    } finally {
      await context.close();
    }
  }
  const window = (charter: CharterId) => () =>
    open(`http://127.0.0.1:${server.port}/#/charter/${charter}/text`, (page) =>
      page.getByRole("textbox").first().waitFor(),
    );
  const empty = () =>
    open(`http://127.0.0.1:${(blank.address() as AddressInfo).port}/`, (page) => page.locator("p").waitFor());
  try {
    await window(young)();
    const { ratio, ours, theirs } = await compareSides(rounds, window(young), empty);
    const aged = await compareSides(rounds, window(old), window(young));
    return [
      {
        name: "A window's start until its text can be written, of a blank page in the same browser",
        ratio: ratio.median,
        spread: ratio.spread,
        goal: { atMost: 5 },
        detail: `${milliseconds(ours)} of ${milliseconds(theirs)}; 5,000 words, nothing cached`,
      },
      {
        name: `The same of a charter with ${proposals} proposals, of one with none`,
        ratio: aged.ratio.median,
        spread: aged.ratio.spread,
        goal: { atMost: 1.1 },
        detail: `${milliseconds(aged.ours)} of ${milliseconds(aged.theirs)}`,
      },
    ];
  } finally {
    await browser.close();
    blank.close();
    await server.close();
    await host.close();
    rmSync(dataDirectory, { recursive: true });
  }
}
