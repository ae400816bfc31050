/** Words that two parties changed apart, in a real browser over a real host. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "./support/desk.ts";
import { type ApartFacts, apart, apartSeed } from "./support/scenes/apart.ts";
import { type Look, openWindows, type Play, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let facts: ApartFacts;
beforeAll(async () => {
  windows = await openWindows();
  ({ facts } = await apartSeed.ready());
});
afterAll(() => windows?.close());

const inPlace = (
  look: Look,
  place: "conflicts" | "text" | "propose",
  run: (page: Page, play: Play) => Promise<void>,
): Promise<void> =>
  windows.inWindow(look, async (page, open) => {
    await run(page, await open(apart, `#/charter/${facts.river}/${place}`));
  });

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TESSERA_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

const cards = (page: Page) => page.locator("[data-conflict]");

describe("[I50] words that two parties changed apart", () => {
  it("are told above the text, marked in it, and found by the keyboard", async () => {
    await inPlace({}, "text", async (page) => {
      const banner = page.locator(".charter-head .notice.warn");
      await banner.waitFor();
      expect(await banner.textContent()).toContain("In 2 places several people changed the same thing");
      const marks = page.locator(".charter-text .conflict");
      await expect.poll(() => marks.count()).toBeGreaterThanOrEqual(2);
      const says = (await marks.first().getAttribute("aria-description")) ?? "";
      expect(says).toContain("Amina Benali");
      expect(says).toContain("Jon Etxeberria");
      await page.getByRole("textbox").first().focus();
      const selected = () => page.evaluate(() => document.getSelection()?.toString() ?? "");
      await page.keyboard.press("F8");
      await expect.poll(selected).toMatch(/April|May/);
      const first = await selected();
      await page.keyboard.press("F8");
      await expect.poll(selected).toMatch(/left|shut|open/);
      await page.keyboard.press("Shift+F8");
      await expect.poll(selected).toBe(first);
      await picture(page, "conflicts-text");
      await banner.getByRole("link").click();
      await page.getByRole("heading", { level: 1, name: "Changed by several at once" }).waitFor();
    });
  });

  it("[I51] are settled one by one with the keyboard, and the text says what was chosen", async () => {
    await inPlace({}, "conflicts", async (page, { self, asked }) => {
      const charter = facts.river;
      await cards(page).first().waitFor();
      expect(await cards(page).count()).toBe(2);
      await picture(page, "conflicts");
      const first = cards(page).first();
      expect(await first.locator(".conflict-sides").textContent()).toContain("mid-April");
      expect(await first.locator(".conflict-sides").textContent()).toContain("the first of May");
      await first.getByRole("button", { name: /^Take what Herders/ }).press("Enter");
      await expect.poll(() => cards(page).count()).toBe(1);
      expect(asked("settleConflict")).toMatchObject({ charter, settle: { kind: "side" } });
      // The focus is at what is left to do.
      await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe("H2");
      const markdown = async () => must(await self.api.getText({ charter, at: { kind: "draft" } })).markdown;
      expect(await markdown()).toContain("the first of May");
      expect(await markdown()).not.toContain("mid-April");
      await page.getByRole("button", { name: /^Write other words/ }).press("Enter");
      await page.getByRole("textbox", { name: "Words in this place" }).fill("kept shut");
      await page.getByRole("button", { name: /^Put these words in/ }).press("Enter");
      await page.getByText("Nobody changed the same thing without knowing of the other.").waitFor();
      expect(await markdown()).toContain("Gates are kept shut.");
      expect(must(await self.api.listConflicts({ charter }))).toEqual([]);
      await page.getByRole("link", { name: /Text/ }).first().click();
      await expect.poll(() => page.locator(".charter-text .conflict").count()).toBe(0);
    });
  });

  it("[I50] stop a proposal, or are left out of it, and whoever signs is told", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(apart, `#/charter/${facts.river}/propose`);
      const sheet = page.getByRole("region", { name: "Ready to propose?" });
      await sheet.waitFor();
      expect(await sheet.getByRole("link").allTextContents()).toEqual(["1.2", "3.2"]);
      await page.getByRole("alert").filter({ hasText: "In 2 places several people changed the same thing" }).waitFor();
      await picture(page, "ready-stops");
      // The box itself lies under what is drawn for it.
      await sheet.getByText("Propose all but these clauses").click();
      await page.getByText("Left out of this text, still negotiated: 1.2 Shared water").waitFor();
      await picture(page, "ready-left-out");
      await page.getByRole("button", { name: "Propose for ratification" }).click();
      await page.getByText("2 clauses of the draft are left out of this text").waitFor();
      await picture(page, "signing-left-out");
      expect(await violations(page)).toEqual([]);
      expect(await page.locator(".signing-text").textContent()).not.toContain("mid-April");
    });
  });

  it("have no accessibility violation and need no sideways scrolling, in either language", async () => {
    for (const [look, place] of [
      [{ language: "en", scheme: "dark" }, "conflicts"],
      [{ language: "ar", width: 390 }, "conflicts"],
      [{ language: "ar" }, "text"],
      [{ language: "ar", width: 390 }, "propose"],
    ] as const)
      await inPlace(look, place, async (page) => {
        await page
          .locator({ conflicts: "[data-conflict]", text: ".charter-text .conflict", propose: ".ready-sheet" }[place])
          .first()
          .waitFor();
        await picture(page, `conflicts-${place}-${Object.values(look).join("-")}`);
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      });
  });
});
