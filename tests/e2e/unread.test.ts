/** The review of what arrived, in a real browser over a real host. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "./support/desk.ts";
import { picturePage } from "./support/pictures.ts";
import { type ReturnedFacts, returned, returnedSeed } from "./support/scenes/returned.ts";
import { type Look, openWindows, type Play, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let facts: ReturnedFacts;
beforeAll(async () => {
  windows = await openWindows();
  ({ facts } = await returnedSeed.ready());
});
afterAll(() => windows?.close());

const inPlace = (
  look: Look,
  place: "news" | "text" | "timeline" | "board" | "people",
  run: (page: Page, play: Play) => Promise<void>,
): Promise<void> =>
  windows.inWindow(look, async (page, open) => {
    await run(page, await open(returned, `#/charter/${facts.river}/${place}`));
  });

describe("what arrived while somebody was away", () => {
  it("is told by a sign wherever one is in the charter, which stays in sight and leads to the list", async () => {
    await inPlace({}, "text", async (page) => {
      const sign = page.getByRole("complementary", { name: "What is new" });
      for (const place of ["text", "timeline", "people", "board"]) {
        await page.evaluate((to) => {
          location.hash = location.hash.replace(/[a-z]+$/, to);
        }, place);
        await sign.waitFor();
        expect(await sign.textContent()).toMatch(
          /7 new since \S+: 3 changed clauses, one suggestion, 2 comments and one stance/,
        );
      }
      expect(await sign.textContent()).toContain("one to you");
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      expect(await sign.evaluate((element) => element.getBoundingClientRect().top)).toBe(0);
      await sign.getByRole("link").press("Enter");
      await page.getByRole("heading", { level: 1, name: "What is new" }).waitFor();
      expect(await sign.count()).toBe(0);
    });
  });

  it("is walked clause by clause with the keyboard, and marked as read one by one until nothing is left", async () => {
    await inPlace({}, "news", async (page, { self, asked }) => {
      const charter = facts.river;
      const news = async () => must(await self.api.getNews({ charter }));
      const { upTo } = await news();
      const stops = page.locator("[data-stop]");
      await stops.first().waitFor();
      const count = await stops.count();
      expect(count).toBeGreaterThan(1);
      await page.getByRole("button", { name: "Next", exact: true }).focus();
      await page.keyboard.press("Enter");
      const focused = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label"));
      const first = await focused();
      await page.keyboard.press("ArrowDown");
      const second = await focused();
      expect(second).not.toBe(first);
      await page.keyboard.press("ArrowUp");
      expect(await focused()).toBe(first);
      // From the clause the tab key leads to its own button.
      await page.keyboard.press("Tab");
      expect(await focused()).toMatch(/^I have read this/);
      await page.keyboard.press("Enter");
      await expect.poll(() => stops.count()).toBe(count - 1);
      await expect.poll(focused).toBe(second);
      expect(asked("markRead")).toMatchObject({ charter, upTo, items: [expect.any(String)] });
      expect((await news()).clauses.flatMap(({ items }) => items)).toHaveLength(count - 1);
      await page.getByRole("button", { name: "I have read all of this", exact: true }).press("Enter");
      await page.getByText("You have read everything.").waitFor();
      expect(asked("markRead")).toEqual({ charter, upTo, items: null });
      expect((await news()).clauses).toEqual([]);
    });
  });

  it("names who changed a clause, and leads to the clause in the text", async () => {
    await inPlace({}, "news", async (page) => {
      await page.getByText("Changed by Jon Etxeberria (Herders of the High Meadow) and Salma Haddad").waitFor();
      const link = page.getByRole("link", { name: /^Show in the text/ }).first();
      const clause = (await link.getAttribute("href"))?.split("/").at(-1) ?? "";
      await link.click();
      await page.getByRole("textbox").first().waitFor();
      const inClause = (id: string) =>
        page.evaluate(
          (of) => document.getSelection()?.anchorNode?.parentElement?.closest(`[data-clause="${of}"]`) !== null,
          id,
        );
      await expect.poll(() => inClause(clause)).toBe(true);
    });
  });

  it("has no accessibility violation and needs no sideways scrolling, in either language", async () => {
    for (const [look, place] of [
      [{ language: "en", scheme: "dark" }, "news"],
      [{ language: "ar", width: 390 }, "news"],
      [{ language: "ar" }, "text"],
      [{ language: "en", width: 390 }, "text"],
    ] as const)
      await inPlace(look, place, async (page) => {
        await page.locator(place === "news" ? ".lost-texts" : ".news-sign").waitFor();
        await picturePage(page, `news-${place}-${look.language}-${look.width ?? 1280}`);
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      });
  });
});

describe("text that lost its place", () => {
  it("is put back with one button, or shown no more", async () => {
    for (const [button, isBack] of [
      ["Put it back", true],
      ["Do not show it again", false],
    ] as const)
      await inPlace({}, "news", async (page, { self }) => {
        const charter = facts.river;
        await page.getByRole("heading", { name: "From 2.3" }).waitFor();
        expect(must(await self.api.getLostText({ charter }))).toHaveLength(1);
        await page.getByRole("button", { name: new RegExp(`^${button}`) }).press("Enter");
        await expect.poll(() => page.getByRole("heading", { name: "From 2.3" }).count()).toBe(0);
        expect(must(await self.api.getLostText({ charter }))).toEqual([]);
        const { markdown } = must(await self.api.getText({ charter, at: { kind: "draft" } }));
        expect(markdown.includes("before the third moon")).toBe(isBack);
      });
  });
});
