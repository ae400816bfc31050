/** What the window says of a file before a charter begins with it, over the fake host. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "../support/chromium.ts";
import { type ServedPage, servePage } from "../support/editorHarness/servePage.ts";
import type { FakeHost } from "../support/fakeHost.ts";

// The page's own global; declared here too, because the page is built apart from the tests.
declare const fakeHost: FakeHost;

const words = {
  en: {
    file: "A file",
    choose: "Choose a text file",
    create: "Create charter",
    take: "Create without these",
    cancel: "Cancel",
  },
  ar: { file: "ملف", choose: "اختر ملفًا نصيًّا", create: "أنشئ الميثاق", take: "أنشئه بدونها", cancel: "إلغاء" },
} as const;
type Language = keyof typeof words;

const lossy =
  "---\ntitle: Shared wells\nlang: sw\n---\n\n## Use\n\n5. Wells are open.\n\n![map](https://e.org/map.png)\n\n[office]: https://e.org/office\n";

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

const asked = (page: Page, method: string): Promise<unknown> =>
  page.evaluate((name) => fakeHost.asked.findLast((call) => call.method === name)?.args, method);

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TESSERA_PICTURES;
  if (folder !== undefined) await page.screenshot({ path: `${folder}/${name}.png` });
}

describe("A file that says more than a text can keep", () => {
  it.each<[Language, number]>([
    ["en", 1280],
    ["en", 390],
    ["ar", 1280],
    ["ar", 390],
  ])("is told and asked before a charter begins with it, in %s at %i", async (language, width) => {
    const said = words[language];
    const locale = language === "ar" ? "ar-EG" : "en-GB";
    const context = await browser.newContext({ viewport: { width, height: 800 }, locale, reducedMotion: "reduce" });
    const page = await context.newPage();
    try {
      await page.goto(`${served.url}?scene=full#/new`);
      await page.getByText(said.file, { exact: true }).click();
      const [chooser] = await Promise.all([
        page.waitForEvent("filechooser"),
        page.getByRole("button", { name: said.choose }).click(),
      ]);
      await chooser.setFiles({ name: "wells.md", mimeType: "text/markdown", buffer: Buffer.from(lossy) });
      await page.getByText("https://e.org/office").first().waitFor();
      expect(await page.getByRole("textbox").first().inputValue()).toBe("Shared wells");
      expect(await page.getByRole("textbox").nth(1).inputValue()).toBe("sw");
      await picture(page, `import-${language}-${width}`);
      await page.getByRole("button", { name: said.create }).click();
      const dialog = page.getByRole("alertdialog");
      await dialog.getByText("![map](https://e.org/map.png)").waitFor();
      await picture(page, `import-ask-${language}-${width}`);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await dialog.getByRole("button", { name: said.cancel }).click();
      await dialog.waitFor({ state: "detached" });
      expect(await asked(page, "createCharter")).toMatchObject({ mayLose: "nothing" });
      await page.getByRole("button", { name: said.create }).click();
      await dialog.getByRole("button", { name: said.take }).click();
      await expect.poll(() => asked(page, "createCharter")).toMatchObject({ mayLose: "words", language: "sw" });
    } finally {
      await context.close();
    }
  });
});
