/** The review of what arrived, in a real browser over a real host. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "./support/desk.ts";
import { type ReturnedFacts, returned, returnedSeed } from "./support/scenes/returned.ts";
import { type Look, openWindows, type Play, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let facts: ReturnedFacts;
beforeAll(async () => {
  windows = await openWindows();
  ({ facts } = await returnedSeed.ready());
});
afterAll(() => windows?.close());

const inPlace = (look: Look, place: "unread" | "text", run: (page: Page, play: Play) => Promise<void>): Promise<void> =>
  windows.inWindow(look, async (page, open) => {
    await run(page, await open(returned, `#/charter/${facts.river}/${place}`));
  });

describe("what arrived while somebody was away", () => {
  it("is told calmly above the text, and leads to the review", async () => {
    await inPlace({}, "text", async (page) => {
      const banner = page.locator(".charter-head .notice");
      await banner.waitFor();
      expect(await banner.textContent()).toMatch(/Arrived since \S+: 4 changes in \d+ clauses/);
      expect(await banner.textContent()).toContain("One piece of text lost its place.");
      await banner.getByRole("link").click();
      await page.getByRole("heading", { level: 1, name: "What arrived while you were away" }).waitFor();
    });
  });

  it("is walked clause by clause with the keyboard, and marked as read one by one until nothing is left", async () => {
    await inPlace({}, "unread", async (page, { self, asked }) => {
      const charter = facts.river;
      const unread = async () => must(await self.api.getUnread({ charter }));
      const { upTo } = await unread();
      const changed = page.locator("[data-changed]");
      await changed.first().waitFor();
      const count = await changed.count();
      expect(count).toBeGreaterThan(1);
      await page.getByRole("button", { name: "Next change" }).focus();
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
      await expect.poll(() => changed.count()).toBe(count - 1);
      await expect.poll(focused).toBe(second);
      expect(asked("markRead")).toMatchObject({ charter, upTo, clause: expect.any(String) });
      expect((await unread()).clauses).toHaveLength(count - 1);
      await page.getByRole("button", { name: "I have read all of this" }).press("Enter");
      await page.getByText("You have read everything that arrived.").waitFor();
      expect(asked("markRead")).toEqual({ charter, upTo, clause: null });
      expect((await unread()).clauses).toEqual([]);
    });
  });

  it("names who changed a clause, and leads to the clause in the text", async () => {
    await inPlace({}, "unread", async (page) => {
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
      [{ language: "en", scheme: "dark" }, "unread"],
      [{ language: "ar", width: 390 }, "unread"],
      [{ language: "ar" }, "text"],
      [{ language: "en", width: 390 }, "text"],
    ] as const)
      await inPlace(look, place, async (page) => {
        await page.locator(place === "unread" ? ".lost-texts" : ".charter-head .notice").waitFor();
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
      await inPlace({}, "unread", async (page, { self }) => {
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
