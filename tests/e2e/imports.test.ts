/** What the window says of a file before a charter begins with it, in a real browser over a real host. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "./support/desk.ts";
import { empty } from "./support/scenes/alone.ts";
import { openWindows, violations, type Windows } from "./support/windows.ts";

const words = {
  en: {
    file: "A file",
    choose: "Choose a text file",
    create: "Create charter",
    take: "Create without these",
    cancel: "Cancel",
    text: "Text of the charter",
  },
  ar: {
    file: "ملف",
    choose: "اختر ملفًا نصيًّا",
    create: "أنشئ الميثاق",
    take: "أنشئه بدونها",
    cancel: "إلغاء",
    text: "نص الميثاق",
  },
} as const;
type Language = keyof typeof words;

const lossy =
  "---\ntitle: Shared wells\nlang: sw\n---\n\n## Use\n\n5. Wells are open.\n\n![map](https://e.org/map.png)\n\n[office]: https://e.org/office\n";

let windows: Windows;
beforeAll(async () => {
  windows = await openWindows();
});
afterAll(() => windows?.close());

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
    await windows.inWindow({ language, width }, async (page, open) => {
      const { self } = await open(empty, "#/new");
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
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await dialog.getByRole("button", { name: said.cancel }).click();
      await dialog.waitFor({ state: "detached" });
      expect(must(await self.api.listCharters({}))).toEqual([]);
      await page.getByRole("button", { name: said.create }).click();
      await dialog.getByRole("button", { name: said.take }).click();
      await page.getByRole("textbox", { name: said.text }).getByText("Wells are open.").waitFor();
      const begun = must(await self.api.listCharters({}));
      expect(begun).toMatchObject([{ title: "Shared wells", language: "sw" }]);
      const charter = begun[0]?.id ?? expect.fail("a charter has begun");
      const { markdown } = must(await self.api.getText({ charter, at: { kind: "draft" } }));
      expect(markdown).not.toContain("e.org");
    });
  });
});
