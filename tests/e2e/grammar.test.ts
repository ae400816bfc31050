/** [C18] [C19] [C20] Underlining, references to clauses, notes and definitions, at a window on a charter of real hosts. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { picturePage } from "./support/pictures.ts";
import { full, riverSeed } from "./support/scenes/river.ts";
import { openWindows, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let river: string;
beforeAll(async () => {
  windows = await openWindows();
  river = `#/charter/${(await riverSeed.ready()).facts.river}/text`;
}, 120_000);
afterAll(() => windows?.close());

const inWindow: Windows["inWindow"] = (look, run) => windows.inWindow(look, run);

const words = {
  en: {
    search: "Number or heading",
    note: "What the note says",
    put: "Put the note in",
    save: "Save the note",
    add: "Add",
    defined: "Defined here",
    by: "Who owes it",
    due: "By which day",
    every: "Again, every so many months",
    all: "All parties",
    putPromise: "Put the promise in",
    savePromise: "Save the promise",
  },
  ar: {
    search: "الرقم أو العنوان",
    note: "نص الحاشية",
    put: "ضع الحاشية",
    save: "احفظ الحاشية",
    add: "أضف",
    defined: "يُعرَّف هنا",
    by: "من يلتزم",
    due: "في موعد أقصاه",
    every: "ويتكرر كل كذا شهرًا",
    all: "جميع الأطراف",
    putPromise: "ضع الالتزام",
    savePromise: "احفظ الالتزام",
  },
} as const;

/** A browser tells of a selection once a frame; keys of a program follow each other faster. */
const selectionHeard = (page: Page) =>
  page.evaluate(
    () => new Promise<void>((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)))),
  );

/** As a double click does, wherever the line breaks. */
const selectWord = (page: Page, word: string) =>
  page.evaluate((wanted) => {
    const texts = document.createTreeWalker(document.querySelector(".charter-text") as Node, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const at = texts.currentNode.nodeValue?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      getSelection()?.setBaseAndExtent(texts.currentNode, at, texts.currentNode, at + wanted.length);
      return;
    }
    throw new Error(`no ${wanted} in the text`);
  }, word);

const textOf = (page: Page) => page.locator(".charter-text");

describe.each([
  ["en", 1280, "light"],
  ["ar", 390, "dark"],
] as const)("in %s, %i wide", (language, width, scheme) => {
  const said = words[language];

  test("a reference is found by its number, follows its clause, and leads there", async () => {
    await inWindow({ language, width, scheme }, async (page, open) => {
      await open(full, river);
      await page.locator(".charter-text p").first().click();
      await page.keyboard.press("Home");
      await page.keyboard.type("See  now. ");
      for (let count = 0; count < 10; count++) await page.keyboard.press("ArrowLeft");
      for (let count = 0; count < 3; count++) await page.keyboard.press("Shift+ArrowRight");
      await selectionHeard(page);
      await page.keyboard.press("Control+u");
      await expect.poll(() => page.locator(".charter-text u").first().textContent()).toBe("See");
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("ArrowRight");
      await selectionHeard(page);
      await page.keyboard.press("Control+Alt+k");
      await page.getByLabel(said.search).waitFor();
      await page.keyboard.type("2");
      await page.getByRole("menuitem").first().waitFor();
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `reference-dialog-${language}-${width}`);
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator(".charter-text .reference").first().textContent()).toBe("2");
      const id = await page.locator(".charter-text .reference").first().getAttribute("data-reference");
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `reference-${language}-${width}`);
      // The article goes to another place, and the reference with it.
      await page.locator(`.charter-text [data-clause="${id}"] h2`).click();
      await page.keyboard.press("Alt+Shift+ArrowUp");
      await expect.poll(() => page.locator(".charter-text .reference").first().textContent()).toBe("1");
      await page.locator(".charter-text .reference").first().click();
      await expect
        .poll(() =>
          page.evaluate(() => {
            const { anchorNode } = getSelection() ?? {};
            const element = anchorNode instanceof Element ? anchorNode : anchorNode?.parentElement;
            return element?.closest("section[data-clause]")?.getAttribute("data-clause");
          }),
        )
        .toBe(id);
    });
  });

  test("a note is written, numbered, read and changed; a definition is listed; a promise says who owes what by when", async () => {
    await inWindow({ language, width, scheme }, async (page, open) => {
      await open(full, river);
      await page.locator(".charter-text p").first().click();
      await page.keyboard.press("Home");
      await page.keyboard.type("Zorvex ");
      await page.keyboard.press("Control+Alt+n");
      await page.getByLabel(said.note).fill("Dug by hand.");
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `note-dialog-${language}-${width}`);
      await page.getByRole("button", { name: said.put }).click();
      const note = page.locator(".charter-text .footnote").first();
      await expect.poll(() => note.textContent()).toBe("1");
      await expect.poll(() => note.getAttribute("title")).toBe("Dug by hand.");
      await note.click();
      await page.getByLabel(said.note).fill("Dug by many hands.");
      await page.getByRole("button", { name: said.save }).click();
      await expect.poll(() => note.getAttribute("title")).toBe("Dug by many hands.");
      expect(await textOf(page).textContent()).not.toContain("Dug by");
      // What is defined is listed with where it is used.
      await page.locator(".charter-text p").first().click();
      await selectWord(page, "Zorvex");
      await selectionHeard(page);
      await page.getByRole("button", { name: said.add, exact: true }).click();
      await page.getByRole("menuitem", { name: said.defined }).click();
      await expect.poll(() => page.locator(".charter-text dfn").first().textContent()).toBe("Zorvex");
      if (width >= 1000) {
        await page.locator(".term-list .fold-button").click();
        await expect.poll(() => page.locator(".term-list li").first().textContent()).toContain("Zorvex");
        expect(await page.locator(".term-list .fold-button").textContent()).toContain("one to look at");
        expect(await page.locator(".term-list li .term-warning").textContent()).toBe("not used");
      }
      // A promise says who owes what its paragraph says, and is changed at the caret beside it.
      await page.locator(".charter-text p").first().click();
      await page.keyboard.press("End");
      await selectionHeard(page);
      await page.keyboard.press("Control+Alt+p");
      await page.getByLabel(said.by).selectOption({ label: said.all });
      await page.getByLabel(said.due).fill("2027-05-01");
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `promise-dialog-${language}-${width}`);
      await page.getByRole("button", { name: said.putPromise }).click();
      const promise = page.locator(".charter-text .promise").first();
      await expect.poll(() => promise.textContent()).toBe("‹all owe this, by 1 May 2027›");
      await page.keyboard.press("Control+Alt+p");
      await page.getByLabel(said.every).fill("12");
      await page.getByRole("button", { name: said.savePromise }).click();
      await expect.poll(() => promise.textContent()).toBe("‹all owe this, by 1 May 2027, every 12 months›");
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `note-${language}-${width}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    });
  });
});
