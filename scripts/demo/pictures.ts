/** Pictures of the real window, in the real browser, in both directions of writing and on a narrow screen. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createSystemRandom, systemLogger } from "../../electron/host/ambient.ts";
import type { Host } from "../../electron/host/host.ts";
import { serveWeb } from "../../electron/web/serveWeb.ts";
import type { CharterId, ProposalId } from "../../shared/base/ids.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { buildIfStale } from "../build.ts";

/** Names of the files written to `out`. */
export async function takePictures(
  host: Host,
  charter: CharterId,
  proposal: ProposalId,
  out: string,
): Promise<readonly string[]> {
  await buildIfStale("window");
  const served = await serveWeb({
    host,
    rendererDirectory: fileURLToPath(new URL("../../dist/renderer", import.meta.url)),
    port: 0,
    random: createSystemRandom(),
    logger: systemLogger,
  });
  if (!served.ok) throw new Error(`the window is not served: ${served.error.kind}`);
  const browser = await launchChromium();
  const files: string[] = [];
  try {
    for (const [language, width, height] of [
      ["en", 1280, 800],
      ["en", 390, 844],
      ["ar", 1280, 800],
      ["ar", 390, 844],
    ] as const) {
      const context = await browser.newContext({ viewport: { width, height } });
      await context.addInitScript((chosen) => localStorage.setItem("tessera.language", chosen), language);
      const page = await context.newPage();
      for (const [name, route] of [
        ["library", "#/library"],
        ["text", `#/charter/${charter}/text`],
        ["timeline", `#/charter/${charter}/timeline`],
        ["signed", `#/charter/${charter}/sign/${proposal}`],
      ] as const) {
        await page.goto(served.value.url);
        await page.evaluate((hash) => {
          location.hash = hash;
        }, route);
        await page.getByRole("heading").first().waitFor();
        await page.waitForFunction(() => document.querySelector("[aria-busy=true], [role=progressbar]") === null);
        await page.evaluate(() => document.fonts.ready);
        const file = `window-${name}-${language}-${width}.png`;
        await page.screenshot({ path: join(out, file) });
        files.push(file);
      }
      await context.close();
    }
  } finally {
    await browser.close();
    await served.value.close();
  }
  return files;
}
