/** A thousand charters in the window of the program as people start it, where a process may open 1,024 files. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import { launchChromium } from "../support/chromium.ts";
import { type Opened, openProgram, seedLibrary, titleOf } from "../support/largeLibrary.ts";
import { picturePage } from "./support/pictures.ts";
import { violations } from "./support/windows.ts";

const many = 1000;
const mostFiles = 128;
/** The program alone takes a third of it; what is cleared away only now and then is in it too. */
const mostMebibytes = 256;
const directory = mkdtempSync(join(tmpdir(), "tessera-library-"));
let browser: Browser;
let program: Opened;

beforeAll(async () => {
  await buildIfStale("window");
  await buildIfStale("programs");
  await seedLibrary(directory, many);
  browser = await launchChromium();
  program = await openProgram(directory);
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await program?.close();
  rmSync(directory, { recursive: true });
});

function expectModest(): void {
  expect(program.files() ?? 0).toBeLessThanOrEqual(mostFiles);
  expect(program.mebibytes() ?? 0).toBeLessThanOrEqual(mostMebibytes);
}

const cardsOf = (page: Page) => page.getByRole("list", { name: "Your charters" }).getByRole("listitem");

it("are listed, found, put in another order, drawn as far as they are seen, and opened, with few files", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-GB" });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(String(error)));
  await page.goto(program.url);
  await page.getByText("1000 charters.").waitFor();
  expectModest();
  const cards = cardsOf(page);
  const atFirst = await cards.count();
  expect(atFirst).toBeLessThan(100);
  await page.getByRole("link", { name: titleOf(1), exact: true }).waitFor();
  expect(await violations(page)).toEqual([]);
  await picturePage(page, "library-1000");

  // Whoever goes on to the end with the keyboard comes to it.
  await page.keyboard.press("End");
  await expect.poll(() => cards.count()).toBeGreaterThan(atFirst);
  await expect
    .poll(
      async () => {
        await page.keyboard.press("End");
        return cards.count();
      },
      { timeout: 30_000 },
    )
    .toBe(many);
  const last = page.getByRole("link", { name: titleOf(many), exact: true });
  await last.scrollIntoViewIfNeeded();

  await page.getByLabel("Order").selectOption({ label: "Latest change first" });
  await expect.poll(() => cards.first().getByRole("heading").textContent()).toBe(titleOf(many));
  expect(await cards.count()).toBe(atFirst);

  await page.getByLabel("Find a charter by its title or a party").fill("well 77");
  await page.getByText("19 charters found.").waitFor();
  await page.getByRole("link", { name: titleOf(77), exact: true }).click();
  await page.locator(".charter-text").waitFor();
  await page.locator(".charter-text").click();
  await page.keyboard.type("Nobody owns the well.");

  // Many are looked at one after the other: each closes again.
  for (let number = 1; number <= 24; number++) {
    await page.goBack();
    await page.getByLabel("Find a charter by its title or a party").fill(`well ${number}`);
    await page.getByRole("link", { name: titleOf(number), exact: true }).click();
    await page.locator(".charter-text").waitFor();
  }
  expectModest();
  await page.goBack();
  await page.getByLabel("Order").selectOption({ label: "Latest change first" });
  await expect.poll(() => cards.first().getByRole("heading").textContent()).toBe(titleOf(77));

  await page.evaluate(() => localStorage.setItem("tessera.language", "ar"));
  await page.setViewportSize({ width: 390, height: 800 });
  await page.reload();
  await page.getByText("1000 ميثاق").first().waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  expect(await violations(page)).toEqual([]);
  await picturePage(page, "library-1000-ar-390");
  expect(faults).toEqual([]);
  await context.close();
}, 120_000);
