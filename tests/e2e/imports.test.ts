/** What the window says of a file before a charter begins with it, in a real browser over a real host. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paragraph, point, run, styled, usualNumbering, usualStyles, wordFile } from "../support/wordFiles.ts";
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
    accepted: "As if they were accepted",
    changes: "Say how the tracked changes are read.",
    import: "Import…",
    takeIn: "Take it into the text",
    caret: "At the end, before the annexes",
  },
  ar: {
    file: "ملف",
    choose: "اختر ملفًا نصيًّا",
    create: "أنشئ الميثاق",
    take: "أنشئه بدونها",
    cancel: "إلغاء",
    text: "نص الميثاق",
    accepted: "كأنها قُبلت",
    changes: "قل كيف تُقرأ التغييرات المتتبعة.",
    import: "استيراد…",
    takeIn: "أدخله في النص",
    caret: "في النهاية، قبل الملاحق",
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

describe("A Word document", () => {
  const wells = Buffer.from(
    wordFile({
      styles: usualStyles,
      numbering: usualNumbering,
      comments: `<w:comment w:id="0" w:author="Cleo Marsh">${paragraph("Why?")}</w:comment>`,
      body: [
        styled("Title", "Wells of the valley"),
        styled("Heading1", "Article 1: Water"),
        point(1, 0, "All may drink."),
        paragraph(
          `${run("Wells stay ")}<w:del w:author="Ben Hale"><w:r><w:delText>closed</w:delText></w:r></w:del><w:ins w:author="Ada Reyes">${run("open")}</w:ins><w:r><w:commentReference w:id="0"/></w:r>`,
        ),
        styled("Heading1", "Article 2: Land"),
        paragraph(run("None owns it.", '<w:u w:val="single"/>')),
      ].join(""),
    }),
  );
  const setFile = async (page: Page, press: () => Promise<void>): Promise<void> => {
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), press()]);
    await chooser.setFiles({ name: "wells.docx", mimeType: "application/octet-stream", buffer: wells });
  };

  /** As a person drags it from a folder. */
  const dropOn = async (page: Page, place: string): Promise<void> => {
    const dataTransfer = await page.evaluateHandle(
      (bytes) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([Uint8Array.from(bytes)], "wells.docx"));
        return transfer;
      },
      [...wells],
    );
    await page.dispatchEvent(place, "drop", { dataTransfer });
  };

  /** As the clipboard brings it; nothing of this length comes in by itself. */
  const pasteInto = (page: Page, html: string): Promise<void> =>
    page.locator(".charter-text").evaluate((text, given) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/html", given);
      text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    }, html);

  it.each<[Language, number]>([
    ["en", 1280],
    ["ar", 390],
  ])("begins a charter and goes into one, after a look at it, in %s at %i", async (language, width) => {
    const said = words[language];
    await windows.inWindow({ language, width }, async (page, open) => {
      const { self } = await open(empty, "#/new");
      await page.getByText(said.file, { exact: true }).click();
      await setFile(page, () => page.getByRole("button", { name: said.choose }).click());
      await page.getByText("Ada Reyes").first().waitFor();
      await picture(page, `word-${language}-${width}`);
      await page.getByRole("button", { name: said.create }).click();
      await page.getByText(said.changes).waitFor();
      await page.getByText(said.accepted).click();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await page.getByRole("button", { name: said.create }).click();
      await page.getByRole("alertdialog").getByRole("button", { name: said.take }).click();
      const text = page.getByRole("textbox", { name: said.text });
      await text.getByText("Wells stay open").waitFor();
      expect(await text.getByRole("heading", { name: "Water" }).count()).toBe(1);

      await picture(page, `word-text-${language}-${width}`);
      const dialog = page.getByRole("dialog");
      if (width > 1000) await dropOn(page, ".editor-place");
      else {
        await page.getByRole("button", { name: said.import }).click();
        await setFile(page, () => dialog.getByRole("button", { name: said.choose }).click());
      }
      await dialog.getByText(said.accepted).click();
      await dialog.getByText(said.caret).click();
      await picture(page, `word-into-${language}-${width}`);
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await dialog.getByRole("button", { name: said.takeIn }).click();
      await dialog.waitFor({ state: "detached" });
      const [charter] = must(await self.api.listCharters({}));
      const { clauses } = must(
        await self.api.getText({ charter: charter?.id ?? expect.fail("it has begun"), at: { kind: "draft" } }),
      );
      expect(clauses.filter(({ heading }) => heading === "Water")).toHaveLength(2);
      await text.getByText("Wells stay open").nth(1).waitFor();

      await pasteInto(
        page,
        `<h2>Air</h2>${"<p>Nobody owns the air of the valley.</p>".repeat(3_000)}<p><s>fee</s></p>`,
      );
      await dialog.getByText(/\.html/).waitFor();
      await dialog.getByText("fee").waitFor();
      await picture(page, `paste-long-${language}-${width}`);
      expect(await violations(page)).toEqual([]);
      await dialog.getByText(said.caret).click();
      await dialog.getByRole("button", { name: said.takeIn }).click();
      await dialog.waitFor({ state: "detached" });
      await text.getByRole("heading", { name: "Air" }).waitFor();
    });
  });
});
