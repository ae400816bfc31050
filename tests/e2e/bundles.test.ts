/** What the window says of a bundle before it is taken in, over the fake host. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { type ServedPage, servePage } from "../support/editorHarness/servePage.ts";
import { forged } from "../support/fakeCharters.ts";
import type { FakeHost } from "../support/fakeHost.ts";

// The page's own global; declared here too, because the page is built apart from the tests.
declare const fakeHost: FakeHost;

const river = forged("charter", 1);
const words = {
  en: {
    import: "Import a bundle",
    takeIn: "Take it in",
    leave: "Leave it",
    close: "Close",
    what: "What goes into the file",
    export: "Export a bundle",
  },
  ar: {
    import: "استورد حزمة",
    takeIn: "خذها",
    leave: "اتركها",
    close: "إغلاق",
    what: "ما يوضع في الملف",
    export: "صدّر حزمة",
  },
} as const;
type Language = keyof typeof words;

let browser: Browser;
let served: ServedPage;
beforeAll(async () => {
  served = await servePage(new URL("../renderer/screens/page", import.meta.url).pathname);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await served?.close();
});

const looks: readonly (readonly [Language, number])[] = [
  ["en", 1280],
  ["en", 390],
  ["ar", 1280],
  ["ar", 390],
];

async function inWindow(language: Language, width: number, run: (page: Page) => Promise<void>): Promise<void> {
  const locale = language === "ar" ? "ar-EG" : "en-GB";
  const context = await browser.newContext({ viewport: { width, height: 800 }, locale, reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  try {
    await page.goto(`${served.url}?scene=full#/charter/${river}/meet`);
    await page.getByRole("button", { name: words[language].import }).waitFor();
    await run(page);
    expect(complaints).toEqual([]);
  } finally {
    await context.close();
  }
}

async function choose(page: Page, label: string, content: string): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: label }).click(),
  ]);
  await chooser.setFiles({ name: "stick.tessera", mimeType: "application/octet-stream", buffer: Buffer.from(content) });
}

async function expectGood(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(overflow).toBeLessThanOrEqual(0);
}

const asked = (page: Page, method: string): Promise<unknown> =>
  page.evaluate((name) => fakeHost.asked.findLast((call) => call.method === name)?.args, method);

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TESSERA_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

describe("A bundle in the window", () => {
  it.each(looks)("is shown before it is taken in, or left, in %s at %i", async (language, width) => {
    const said = words[language];
    await inWindow(language, width, async (page) => {
      await choose(page, said.import, "bundle");
      const dialog = page.getByRole("dialog", { name: "stick.tessera" });
      await dialog.getByText("The mediation is over.").waitFor();
      await expectGood(page);
      await picture(page, `bundle-${language}-${width}`);
      await dialog.getByRole("button", { name: said.leave }).click();
      await dialog.waitFor({ state: "detached" });
      expect(await asked(page, "importBundle")).toBeUndefined();
      await choose(page, said.import, "bundle");
      await dialog.getByRole("button", { name: said.takeIn }).focus();
      await page.keyboard.press("Enter");
      await dialog.waitFor({ state: "detached" });
      expect(await asked(page, "importBundle")).toBeDefined();
    });
  });

  it.each(looks)(
    "that builds on what is not here says so and cannot be taken in, in %s at %i",
    async (language, width) => {
      const said = words[language];
      await inWindow(language, width, async (page) => {
        await choose(page, said.import, "wanting");
        const dialog = page.getByRole("dialog", { name: "stick.tessera" });
        await dialog.getByText("12").first().waitFor();
        await expectGood(page);
        await picture(page, `bundle-wanting-${language}-${width}`);
        expect(await dialog.getByRole("button", { name: said.takeIn }).count()).toBe(0);
        await dialog.getByRole("button", { name: said.close }).click();
        await dialog.waitFor({ state: "detached" });
      });
    },
  );

  it.each(looks)("is made for everybody or for one device, in %s at %i", async (language, width) => {
    const said = words[language];
    await inWindow(language, width, async (page) => {
      const what = page.getByLabel(said.what);
      await page.getByRole("button", { name: said.export }).click();
      await expect.poll(() => asked(page, "exportBundle")).toEqual({ charter: river, for: { kind: "everything" } });
      await what.selectOption("unshared");
      await page.getByRole("button", { name: said.export }).click();
      await expect.poll(() => asked(page, "exportBundle")).toEqual({ charter: river, for: { kind: "unshared" } });
      await what.selectOption({ index: 2 });
      const device = await what.inputValue();
      await page.getByRole("button", { name: said.export }).click();
      await expect.poll(() => asked(page, "exportBundle")).toEqual({ charter: river, for: { kind: "device", device } });
      await what.scrollIntoViewIfNeeded();
      await expectGood(page);
      await picture(page, `bundle-export-${language}-${width}`);
    });
  });
});
