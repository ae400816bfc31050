/** What helps to write: search, links, keys, counts, and how the window looks, on charters of real hosts. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { picturePage } from "./support/pictures.ts";
import { full, guest, riverSeed } from "./support/scenes/river.ts";
import { openWindows, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let river: string;
beforeAll(async () => {
  windows = await openWindows();
  river = `#/charter/${(await riverSeed.ready()).facts.river}/text`;
}, 120_000);
afterAll(() => windows?.close());

const inWindow: Windows["inWindow"] = (look, run) => windows.inWindow(look, run);

describe("the search", () => {
  test("opens by its key with what is selected, counts, and gives the caret back", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, river);
      await page.locator(".charter-text p").first().click();
      await page.keyboard.press("Control+f");
      const field = page.getByLabel("Find", { exact: true });
      await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
      await page.keyboard.type("the");
      await expect.poll(() => page.locator(".find-count").textContent()).toMatch(/^\d+ of \d+$/);
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator(".find-count").textContent()).toMatch(/^[2-9]\d* of \d+$/);
      expect(await violations(page)).toEqual([]);
      await picturePage(page, "find-en");
      await page.keyboard.press("Escape");
      await expect.poll(() => page.evaluate(() => getSelection()?.toString().toLowerCase())).toBe("the");
      expect(await page.locator(".find-bar").count()).toBe(0);
      await page.keyboard.press("Control+f");
      expect((await field.inputValue()).toLowerCase()).toBe("the");
    });
  });

  test.each([
    ["en", 1280],
    ["ar", 390],
  ] as const)("replaces by the keyboard alone, in %s, %i wide", async (language, width) => {
    await inWindow({ language, width, scheme: width === 390 ? "dark" : "light" }, async (page, open) => {
      await open(full, river);
      const words = "zzz";
      await page.locator(".charter-text p").first().click();
      await page.keyboard.type(words);
      await page.keyboard.press("Control+h");
      await page.keyboard.type(words);
      await expect.poll(() => page.locator(".found-here").textContent()).toBe(words);
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `replace-${language}-${width}`);
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow).toBeLessThanOrEqual(0);
      await page.locator(".find-line input").nth(1).focus();
      await page.keyboard.type("yyy");
      await page.keyboard.press("Enter");
      await expect.poll(() => page.locator(".charter-text").textContent()).toContain("yyy");
      await page.keyboard.press("Escape");
      expect(await page.evaluate(() => document.activeElement?.className)).toContain("charter-text");
      await page.keyboard.press("Control+z");
      await expect.poll(() => page.locator(".charter-text").textContent()).toContain(words);
    });
  });

  test("replaces nothing in a text that is only read", async () => {
    await inWindow({}, async (page, open) => {
      // Where this guest only observes.
      await open(guest, `#/charter/${(await riverSeed.ready()).facts.seeds}/text`);
      await page.locator(".charter-text").waitFor();
      await page.keyboard.press("Control+h");
      await page.getByLabel("Find", { exact: true }).waitFor();
      expect(await page.getByRole("button", { name: /^Replace/ }).count()).toBe(0);
    });
  });
});

describe("a link", () => {
  test("is set by its key, and opened from there", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, river);
      await page.locator(".charter-text p").first().click();
      await page.keyboard.type("ministry ");
      for (let count = 0; count < 9; count++) await page.keyboard.press("Shift+ArrowLeft");
      await page.keyboard.press("Control+k");
      await page.getByLabel("Link address").fill("example.org/water");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      expect(await page.locator('.charter-text a[href="https://example.org/water"]').textContent()).toBe("ministry ");
      const link = page.getByRole("link", { name: "Open link" });
      // As fast as keys and clicks can follow each other: each means the place where the caret is by now.
      await page.locator('.charter-text a[href="https://example.org/water"]').click();
      await page.keyboard.press("Control+k");
      await link.waitFor();
      expect(await link.getAttribute("href")).toBe("https://example.org/water");
      expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
      await picturePage(page, "link");
      await page.keyboard.press("Escape");
      await page.locator('.charter-text a[href="https://example.org/water"]').click({ modifiers: ["Control"] });
      await page.getByRole("dialog").getByText("https://example.org/water").waitFor();
      expect(await violations(page)).toEqual([]);
    });
  });
});

describe("the count of words", () => {
  test("is that of the clause at the caret and of the charter, and follows what is written", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, river);
      await page.locator(".charter-text .clause p").first().click();
      const counts = page.locator(".outline .word-counts");
      await expect.poll(() => counts.textContent()).toMatch(/^\d+ words in this clause\d+ words in the charter$/);
      const before = (await counts.textContent())?.match(/\d+/g)?.map(Number) ?? [];
      await page.keyboard.press("End");
      await page.keyboard.type(" and more words");
      const after = before.map((count) => count + 3);
      await expect
        .poll(() => counts.textContent())
        .toBe(`${after[0]} words in this clause${after[1]} words in the charter`);
      await picturePage(page, "counts");
    });
  });

  test("stands below the outline on a small screen", async () => {
    await inWindow({ language: "ar", width: 390 }, async (page, open) => {
      await open(full, river);
      await page.locator(".tool-row .narrow-only button").click();
      await page.getByRole("dialog").locator(".word-counts").waitFor();
      expect(await violations(page)).toEqual([]);
      await picturePage(page, "counts-ar-390");
    });
  });
});

describe("keys", () => {
  test.each(["en", "ar"] as const)("are told in one sheet, in %s", async (language) => {
    await inWindow({ language, width: language === "en" ? 1280 : 390 }, async (page, open) => {
      await open(full, river);
      await page.locator(".charter-text").click();
      await page.keyboard.press("Control+/");
      await page.getByRole("dialog").locator("kbd").first().waitFor();
      expect(await page.getByRole("dialog").locator("dt").count()).toBeGreaterThan(20);
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `keys-${language}`);
      await page.keyboard.press("Escape");
      await page.keyboard.press("F1");
      await page.getByRole("dialog").waitFor();
    });
  });

  test("stand beside the name of a tool under the pointer", async () => {
    await inWindow({}, async (page, open) => {
      await open(full, river);
      await page.mouse.move(600, 400);
      await page.getByRole("button", { name: "Bold" }).hover();
      await page.getByRole("tooltip").waitFor();
      expect(await page.getByRole("tooltip").textContent()).toBe("Bold Ctrl+B");
      await picturePage(page, "tooltip");
    });
  });
});

describe("spelling", () => {
  test("is checked by the browser only where it was switched on", async () => {
    await inWindow({}, async (page, open) => {
      const isChecked = () => page.locator(".charter-text").getAttribute("spellcheck");
      await open(full, river);
      expect(await isChecked()).toBe("false");
      await open(full, "#/settings");
      await page.getByText("Let the browser check").click();
      await open(full, river);
      expect(await isChecked()).toBe("true");
      expect(await page.locator(".charter-text").getAttribute("lang")).toBe("en");
    });
  });
});

describe("how the window looks", () => {
  const ground = "#/settings";

  test.each([
    ["en", "light", "Dark", "rgb(32, 29, 25)"],
    ["ar", "dark", "فاتح", "rgb(255, 253, 248)"],
  ] as const)("is chosen against the system and kept, in %s", async (language, scheme, choice, paper) => {
    await inWindow({ language, scheme }, async (page, open) => {
      await open(full, ground);
      const colour = () =>
        page.evaluate(() => getComputedStyle(document.querySelector(".paper") ?? document.body).backgroundColor);
      expect(await colour()).not.toBe(paper);
      await page.getByText(choice, { exact: true }).click();
      await expect.poll(colour).toBe(paper);
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `looks-${language}`);
      await open(full, river);
      await page.locator(".charter-text").waitFor();
      await expect.poll(colour).toBe(paper);
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `looks-text-${language}`);
    });
  });

  test.each([1280, 390])("makes texts larger where they are written and read, %i wide", async (width) => {
    await inWindow({ width }, async (page, open) => {
      const sizeOf = (selector: string) =>
        page
          .locator(selector)
          .first()
          .evaluate((text) => Number.parseFloat(getComputedStyle(text).fontSize));
      await open(full, river);
      const usual = await sizeOf(".charter-text");
      await open(full, ground);
      await page.getByText("Larger", { exact: true }).click();
      await open(full, river);
      expect(await sizeOf(".charter-text")).toBeCloseTo(usual * 1.45);
      const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(await overflow()).toBeLessThanOrEqual(0);
      await picturePage(page, `larger-${width}`);
      const { river: id, renewal } = (await riverSeed.ready()).facts;
      await open(full, `#/charter/${id}/sign/${renewal}`);
      await page.locator(".text-view, .redline-text").first().waitFor();
      expect(await overflow()).toBeLessThanOrEqual(0);
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `larger-signing-${width}`);
      await page.emulateMedia({ media: "print" });
      expect(
        await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--text-size")),
      ).toBe("1");
    });
  });
});
