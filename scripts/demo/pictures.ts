/** Pictures of the real window, in the real browser, in both directions of writing and on a narrow screen. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { createSystemRandom, systemLogger } from "../../electron/host/ambient.ts";
import type { Host } from "../../electron/host/host.ts";
import { serveWeb } from "../../electron/web/serveWeb.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { buildIfStale } from "../build.ts";

/** A host, and the places of its window that a picture is taken of, each with its name. */
export interface Scene {
  readonly host: Host;
  readonly places: readonly (readonly [name: string, route: string])[];
}

const sizes = [
  ["en", 1280, 800],
  ["en", 390, 844],
  ["ar", 1280, 800],
  ["ar", 390, 844],
] as const;

/** Names of the files written to `out`. */
export async function takePictures(scenes: readonly Scene[], out: string): Promise<readonly string[]> {
  await buildIfStale("window");
  const browser = await launchChromium();
  const files: string[] = [];
  try {
    for (const { host, places } of scenes) {
      const served = await serveWeb({
        host,
        rendererDirectory: fileURLToPath(new URL("../../dist/renderer", import.meta.url)),
        port: 0,
        random: createSystemRandom(),
        logger: systemLogger,
      });
      if (!served.ok) throw new Error(`the window is not served: ${served.error.kind}`);
      try {
        for (const [language, width, height] of sizes) {
          const context = await browser.newContext({ viewport: { width, height } });
          await context.addInitScript((chosen) => localStorage.setItem("tessera.language", chosen), language);
          const page = await context.newPage();
          await page.goto(served.value.url);
          for (const [name, route] of places) {
            await goTo(page, name, route);
            const file = `window-${name}-${language}-${width}.png`;
            await page.screenshot({ path: join(out, file) });
            files.push(file);
          }
          await context.close();
        }
      } finally {
        await served.value.close();
      }
    }
  } finally {
    await browser.close();
  }
  return files;
}

async function goTo(page: Page, name: string, route: string): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, route);
  await page.getByRole("heading").first().waitFor();
  await page.waitForFunction(() => document.querySelector("[aria-busy=true], [role=progressbar]") === null);
  if (name === "review") await page.locator(".redline-clause, .redline").first().waitFor();
  if (name === "restore") await page.locator(".lost-texts").evaluate((lost) => lost.scrollIntoView());
  // The third of the ways to begin.
  if (name === "recover") {
    await page.locator("label.radio").nth(2).click();
    await page
      .locator("label.radio")
      .nth(2)
      .evaluate((way) => way.scrollIntoView());
  }
  await page.evaluate(() => document.fonts.ready);
}
