/** The timeline as a line: zoomed and scrubbed by keys and by hand, filtered, with its forks; two hundred texts scroll. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "./support/desk.ts";
import { picturePage } from "./support/pictures.ts";
import { doublySigned } from "./support/scenes/doublySigned.ts";
import { longTimeline } from "./support/scenes/longTimeline.ts";
import { full, type RiverFacts, riverSeed } from "./support/scenes/river.ts";
import { openWindows, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let at: RiverFacts;
beforeAll(async () => {
  windows = await openWindows();
  at = (await riverSeed.ready()).facts;
});
afterAll(() => windows?.close());

const place = (): string => `#/charter/${at.river}/timeline`;
const slider = (page: Page) => page.getByRole("slider");
const said = async (page: Page): Promise<string> => (await slider(page).getAttribute("aria-valuetext")) ?? "";
const dayNow = async (page: Page): Promise<number> => Number(await slider(page).getAttribute("aria-valuenow"));

describe("the timeline as a line", () => {
  it("is moved by keys and by hand, says each day and what is in force on it, and is zoomed without a mouse", async () => {
    await windows.inWindow({}, async (page, open) => {
      const { rest, self } = await open(full, place());
      await picturePage(page, "timeline-en");
      const timeline = must(await self.api.getTimeline({ charter: at.river }));
      const inForce = timeline.find(({ proposal }) => proposal === at.inForce) ?? expect.fail("it is there");
      const parties = inForce.binds.map(({ party }) => party.name);
      await slider(page).focus();
      for (const party of parties) expect(await said(page)).toContain(party);
      const today = await dayNow(page);
      await page.keyboard.press("ArrowRight");
      await page.keyboard.press("Shift+ArrowLeft");
      expect((await dayNow(page)) - today).toBe(-29);
      // From one event to the next, back to the first proposal, before which nothing was in force.
      await page.keyboard.press("Home");
      expect(await said(page)).toMatch(/First ratification proposed/);
      await page.keyboard.press("ArrowLeft");
      expect(await said(page)).toMatch(/: nothing in force$/);
      await page
        .getByRole("region", { name: "In force on a day" })
        .getByText(/^Nothing is in force on/)
        .waitFor();
      await page.keyboard.press("PageUp");
      await page.keyboard.press("PageUp");
      expect(await said(page)).toMatch(/Accord on the River Meadows in force between/);
      const ticks = () => page.locator(".line-tick").allTextContents();
      const before = await ticks();
      for (let step = 0; step < 12; step++) await page.keyboard.press("+");
      const days = await ticks();
      expect(days).not.toEqual(before);
      for (const tick of days) expect(tick).toMatch(/^\d+ \w+$/);
      for (let step = 0; step < 25; step++) await page.keyboard.press("-");
      for (const tick of await ticks()) expect(tick).toMatch(/^\d{4}$/);
      await page.keyboard.press("0");
      expect(await ticks()).toEqual(before);
      // By hand: a press takes the day under it, a drag moves it; the wheel with Ctrl zooms and the page stays.
      const box = (await slider(page).boundingBox()) ?? expect.fail("it is drawn");
      await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
      await page.mouse.down();
      const pressed = await dayNow(page);
      await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 4 });
      await page.mouse.up();
      expect(await dayNow(page)).toBeGreaterThan(pressed + 100);
      await page.keyboard.down("Control");
      await page.mouse.wheel(0, -400);
      await page.keyboard.up("Control");
      await expect.poll(ticks).not.toEqual(before);
      await page.getByRole("button", { name: "Today" }).click();
      expect(await dayNow(page)).toBe(today);
      await page.getByLabel("In force on", { exact: true }).fill(inForce.startsOn ?? "");
      expect(await said(page)).toMatch(/Amendment enters into force/);
      const texts = page.getByRole("region", { name: "In force on a day" }).getByRole("listitem");
      await rest();
      await texts.filter({ hasText: "Accord on the River Meadows" }).waitFor();
      expect(await texts.count()).toBe(1);
    });
  });

  it("shows a fork with its way out, takes whoever chooses it there, and is filtered with the list", async () => {
    await windows.inWindow({}, async (page, open) => {
      const { rest } = await open(full, place());
      const fork = page.getByRole("region", { name: "2 texts stand side by side" });
      expect(await fork.getByRole("listitem").count()).toBe(2);
      await fork.getByText(/the parties that have signed none of them agree on one/).waitFor();
      const points = page.getByRole("list", { name: "Points of the timeline" }).getByRole("article");
      const all = await points.count();
      await page.getByRole("button", { name: "In force", exact: true }).click();
      await page.getByText(`1 of ${all} shown`).waitFor();
      expect(await points.count()).toBe(1);
      await page.getByRole("button", { name: "Amendments" }).click();
      expect(await points.count()).toBeGreaterThan(1);
      await page.getByLabel("Words").fill("DRY spring");
      await page.getByText(`1 of ${all} shown`).waitFor();
      await fork.getByRole("link", { name: "Propose a text that replaces them" }).click();
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await rest();
      const boxes = page.getByRole("group", { name: /also replaces|Replaces/i }).getByRole("checkbox");
      await boxes.first().waitFor();
      for (const box of await boxes.all()) expect(await box.isChecked()).toBe(true);
      // A party that signed both is told of, with the ballots that prove it and the way to the other text.
      await open(doublySigned, place());
      const told = page.locator(".notice.bad").filter({ hasText: "ratified this text and another" });
      expect(await told.count()).toBe(2);
      await told.first().scrollIntoViewIfNeeded();
      await picturePage(page, "double-signed-en");
      expect(
        await told
          .first()
          .getByRole("img", { name: /^The ballot on / })
          .count(),
      ).toBe(2);
      await told
        .first()
        .getByRole("link", { name: /^Renewal/ })
        .click();
      await page.getByRole("heading", { name: "Signing table" }).waitFor();
    });
  });

  it("goes from right to left in Arabic, on a small screen, and without a violation", async () => {
    await windows.inWindow({ language: "ar", width: 390, scheme: "dark" }, async (page, open) => {
      await open(full, place());
      await picturePage(page, "timeline-ar-390");
      const today = await dayNow(page);
      await slider(page).focus();
      await page.keyboard.press("ArrowLeft");
      expect(await dayNow(page)).toBe(today + 1);
      const edge = async (selector: string) => (await page.locator(selector).first().boundingBox())?.x ?? Number.NaN;
      // The first of the days stands furthest to the right.
      expect(await edge(".line-knot")).toBeGreaterThan(await edge(".line-today"));
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      await slider(page).scrollIntoViewIfNeeded();
      await picturePage(page, "timeline-ar-390-line");
      const { rest } = await open(doublySigned, place());
      const told = page.locator(".notice.bad").filter({ hasText: "ونصًا آخر لا يُبنى عليه" }).first();
      await told.evaluate((shown) => shown.scrollIntoView({ block: "center" }));
      await rest();
      await picturePage(page, "double-signed-ar-390");
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    });
  });

  it("of two hundred texts scrolls and is scrubbed without anything else being drawn anew", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(longTimeline, place());
      await picturePage(page, "timeline-long");
      const count = (selector: string) => page.locator(selector).count();
      expect(await count(".timeline-row")).toBe(201);
      // What lies on the line at once is bounded by its width, not by how many texts there are.
      expect(await count(".line-drawing *")).toBeLessThan(700);
      await page.evaluate(() => {
        const changed = { list: 0, line: 0 };
        Object.assign(window, { changed });
        const watch = (selector: string, what: "list" | "line"): void => {
          const found = document.querySelector(selector);
          if (found === null) throw new Error(`no ${selector}`);
          const observer = new MutationObserver((records) => {
            changed[what] += records.length;
          });
          observer.observe(found, { subtree: true, childList: true, attributes: true, characterData: true });
        };
        watch(".timeline-rows", "list");
        watch(".line-place", "line");
      });
      const changed = () =>
        page.evaluate(() => (window as unknown as { changed: { list: number; line: number } }).changed);
      await page.mouse.move(400, 700);
      for (let step = 0; step < 40; step++) await page.mouse.wheel(0, 600);
      await page.getByText("Text of 1900", { exact: true }).scrollIntoViewIfNeeded();
      expect(await changed()).toEqual({ list: 0, line: 0 });
      await slider(page).focus();
      for (let step = 0; step < 30; step++) await page.keyboard.press("PageDown");
      const { list, line } = await changed();
      expect(list).toBe(0);
      expect(line).toBeGreaterThan(0);
      // Rows out of sight have no layout.
      const skipped = await page.evaluate(
        () =>
          [...document.querySelectorAll(".timeline-row > .entry")].filter(
            (one) => !one.checkVisibility({ contentVisibilityAuto: true }),
          ).length,
      );
      expect(skipped).toBeGreaterThan(150);
    });
  });
});
