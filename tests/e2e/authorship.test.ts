/** Who wrote what, the history of a clause, and a session of writing played again, in a real browser over a real host. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "./support/desk.ts";
import { type ReturnedFacts, returned, returnedSeed } from "./support/scenes/returned.ts";
import { wateredFrom } from "./support/scenes/river.ts";
import { type Look, openWindows, type Play, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let facts: ReturnedFacts;
beforeAll(async () => {
  windows = await openWindows();
  ({ facts } = await returnedSeed.ready());
});
afterAll(() => windows?.close());

const inText = (look: Look, run: (page: Page, play: Play) => Promise<void>): Promise<void> =>
  windows.inWindow(look, async (page, open) => {
    await run(page, await open(returned, `#/charter/${facts.river}/text`));
  });

const words = {
  en: { show: "Who wrote this", history: "History of this clause", restore: "Restore this state", earlier: "Earlier" },
  ar: { show: "من كتب هذا", history: "تاريخ هذا البند", restore: "أعد هذه الحال", earlier: "الأقدم" },
} as const;

/** By the keyboard alone. */
async function turnOn(page: Page, language: "en" | "ar" = "en"): Promise<void> {
  await page.getByRole("button", { name: words[language].show }).press("Enter");
  await page.locator(".charter-text .by").first().waitFor();
}

const textWith = (page: Page, look: string): Promise<string> =>
  page
    .locator(`.charter-text .${look}`)
    .allTextContents()
    .then((texts) => texts.join("|"));

/** Puts the caret behind these words. */
async function caretIn(page: Page, text: string): Promise<void> {
  await page.locator(".charter-text p", { hasText: text }).first().click();
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.TESSERA_PICTURES;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

describe("who wrote this", () => {
  it("marks the words of each party by colour and by line, with a legend, and takes the marks away again", async () => {
    await inText({}, async (page) => {
      expect(await page.locator(".by").count()).toBe(0);
      await turnOn(page);
      const legend = page.getByRole("region", { name: "Whose words these are" });
      const looks = await legend.locator(".by").evaluateAll((all) =>
        all.map((one) => {
          const { textDecorationColor, textDecorationStyle } = getComputedStyle(one);
          return {
            name: one.textContent,
            class: one.className,
            colour: textDecorationColor,
            line: textDecorationStyle,
          };
        }),
      );
      expect(looks.map(({ name }) => name)).toHaveLength(2);
      expect(new Set(looks.map(({ colour }) => colour)).size).toBe(2);
      expect(new Set(looks.map(({ line }) => line)).size).toBe(2);
      const herders =
        looks
          .find(({ name }) => name?.includes("Herders"))
          ?.class.split(" ")
          .at(-1) ?? "";
      expect(await textWith(page, herders)).toContain("or shut");
      expect(await textWith(page, herders)).not.toContain("Spawning season");
      await picture(page, "who-en");
      await page.getByRole("button", { name: "Who wrote this" }).press("Enter");
      expect(await page.locator(".by").count()).toBe(0);
    });
  });

  it("names who wrote what stands at the caret, and marks what is typed as one's own", async () => {
    await inText({}, async (page) => {
      await turnOn(page);
      const here = page.locator(".author-here");
      await caretIn(page, "Gates are left");
      await page.keyboard.press("End");
      await page.keyboard.press("ArrowLeft");
      await expect.poll(() => here.textContent()).toBe("At the caret: Jon Etxeberria (Herders of the High Meadow)");
      await page.keyboard.type("ly");
      await expect.poll(() => here.textContent(), { timeout: 15_000 }).toContain("Amina Benali");
    });
  });
});

describe("the history of a clause", () => {
  it("is walked step by step, and any state of it is put back without touching anything else", async () => {
    await inText({}, async (page, { self, asked }) => {
      const charter = facts.river;
      const texts = async () => {
        const { clauses } = must(await self.api.getText({ charter, at: { kind: "draft" } }));
        return new Map(clauses.map(({ number, text }) => [number, text]));
      };
      const before = await texts();
      await turnOn(page);
      await caretIn(page, "the first of April");
      await page.getByRole("button", { name: words.en.history }).press("Enter");
      const dialog = page.getByRole("dialog", { name: "History of 1.2" });
      await dialog.getByText("This is how it is now.").waitFor();
      const steps = dialog.getByRole("listitem").getByRole("button");
      const said = await steps.allTextContents();
      expect(said).toHaveLength(3);
      expect(said[0]).toMatch(/^Jon Etxeberria \(Herders of the High Meadow\), .*: other words$/);
      expect(said[1]).toMatch(/^Salma Haddad .*: other words$/);
      expect(said[2]).toMatch(/^Amina Benali .*: new$/);
      expect(await dialog.getByRole("button", { name: words.en.restore }).count()).toBe(0);
      await dialog.getByRole("button", { name: "Earlier" }).press("Enter");
      await dialog.getByRole("heading", { name: "Change 2 of 3" }).waitFor();
      expect(await dialog.locator(".clause-state ins").allTextContents()).toEqual([
        expect.stringContaining("mid-April"),
      ]);
      await picture(page, "history-en");
      await steps.last().press("Enter");
      await dialog.getByRole("heading", { name: "Change 1 of 3" }).waitFor();
      await dialog.getByRole("button", { name: words.en.restore }).press("Enter");
      await dialog.getByRole("heading", { name: "Change 4 of 4" }).waitFor();
      expect(asked("restoreClause")).toMatchObject({ charter, from: { kind: "change", change: expect.any(Number) } });
      const after = await texts();
      expect(after.get("1.2")).toBe(wateredFrom("May"));
      for (const [number, text] of before) if (number !== "1.2") expect(after.get(number)).toBe(text);
      await page.keyboard.press("Escape");
      await expect.poll(() => dialog.count()).toBe(0);
      await page.locator(".charter-text p", { hasText: "from May" }).waitFor();
    });
  });

  it("is there for a clause that another removed, too, where its removal is read", async () => {
    await windows.inWindow({}, async (page, open) => {
      const charter = facts.river;
      const { self } = await open(returned, `#/charter/${charter}/news`);
      const text = async () => must(await self.api.getText({ charter, at: { kind: "draft" } })).markdown;
      expect(await text()).not.toContain("Nets are taken in");
      await page.getByRole("button", { name: `${words.en.history}: 2.3` }).press("Enter");
      const dialog = page.getByRole("dialog", { name: words.en.history });
      await dialog.getByText("It does not stand in the text after this change.").waitFor();
      expect(await dialog.getByRole("button", { name: words.en.restore }).count()).toBe(0);
      await dialog.getByRole("button", { name: words.en.earlier }).press("Enter");
      await dialog.getByRole("button", { name: words.en.restore }).press("Enter");
      await expect.poll(text).toContain("Nets are taken in");
      await page.getByRole("dialog", { name: "History of 2.3" }).getByText("brought back").first().waitFor();
    });
  });

  it("has no accessibility violation and needs no sideways scrolling, in either language", async () => {
    for (const look of [
      { language: "en", scheme: "dark" },
      { language: "ar", width: 390 },
    ] as const)
      await inText(look, async (page) => {
        const fits = async () =>
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        const name = `${look.language}-${"width" in look ? "narrow" : "wide"}`;
        await turnOn(page, look.language);
        expect(await violations(page)).toEqual([]);
        await fits();
        await picture(page, `who-${name}`);
        await caretIn(page, "the first of April");
        await page.getByRole("button", { name: words[look.language].history }).press("Enter");
        await page.getByRole("dialog").getByRole("button", { name: words[look.language].earlier }).press("Enter");
        await page.getByRole("dialog").locator(".clause-state ins").first().waitFor();
        expect(await violations(page)).toEqual([]);
        await fits();
        await picture(page, `history-${name}`);
      });
  });
});

describe("a session of writing", () => {
  it("is played again step by step, by the keyboard and by itself, with each clause before and after", async () => {
    await inText({}, async (page) => {
      await turnOn(page);
      await page.getByRole("link", { name: "Sessions of writing" }).press("Enter");
      const sessions = page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 2 }) });
      await sessions.first().waitFor();
      const said = await sessions.allTextContents();
      expect(said.length).toBeGreaterThan(2);
      expect(said[0]).toContain("3 changes in 3 clauses");
      expect(said[0]).toContain("Jon Etxeberria (Herders of the High Meadow): 3 changes");
      expect(said[1]).toContain("Salma Haddad");
      await sessions.first().getByRole("link").press("Enter");

      const place = page.locator(".player-place");
      const changed = page.getByRole("region", { name: "What this step changed" });
      await changed.locator("ins", { hasText: "the first of April" }).waitFor();
      expect(await place.textContent()).toBe("Step 1 of 3");
      expect(await page.locator(".player-who").textContent()).toContain("Jon Etxeberria");
      const slider = page.getByRole("slider", { name: "Step" });
      await slider.press("ArrowRight");
      await changed.locator("ins", { hasText: "or shut" }).waitFor();
      expect(await slider.getAttribute("aria-valuetext")).toMatch(/^Step 2 of 3\. Jon Etxeberria .*3\.2: other words$/);
      await page.getByRole("button", { name: "Later" }).press("Enter");
      await changed.locator("del", { hasText: "Nets are taken in" }).waitFor();
      await expect
        .poll(() => page.getByRole("status").allTextContents())
        .toEqual([expect.stringMatching(/^Step 3 of 3\. Jon .*2\.3: removed$/)]);

      await page.getByRole("button", { name: "Earlier" }).press("Enter");
      await page.getByRole("button", { name: "Play" }).press("Enter");
      await page.getByRole("button", { name: "Show the whole text as it was then" }).press("Enter");
      const whole = page.getByRole("dialog", { name: "The text after this step" });
      await whole.getByText("or shut").waitFor();
      expect(await whole.getByText("Nets are taken in").count()).toBe(1);
      // It does not go on behind what is read.
      await expect.poll(() => page.locator(".player .primary").textContent(), { timeout: 15_000 }).toContain("Play");
      expect(await place.textContent()).toBe("Step 2 of 3");
      await page.keyboard.press("Escape");

      await slider.press("Home");
      await page.getByLabel("Speed").selectOption("Fast");
      await page.getByRole("button", { name: "Play" }).press("Enter");
      await expect.poll(() => place.textContent(), { timeout: 20_000 }).toBe("Step 3 of 3");
      await page.getByRole("button", { name: "Play" }).waitFor();
    });
  });

  it("has no accessibility violation and needs no sideways scrolling, in either language", async () => {
    for (const look of [
      { language: "en", scheme: "dark" },
      { language: "ar", width: 390 },
    ] as const)
      await windows.inWindow(look, async (page, open) => {
        const name = `${look.language}-${"width" in look ? "narrow" : "wide"}`;
        const seen = async (what: string): Promise<void> => {
          expect(await violations(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
          await picture(page, `${what}-${name}`);
        };
        await open(returned, `#/charter/${facts.river}/sessions`);
        await seen("sessions");
        await page.getByRole("listitem").getByRole("link").first().press("Enter");
        await page.locator(".played-step ins").first().waitFor();
        await page.getByRole("slider").press("End");
        await page.locator(".played-step del").first().waitFor();
        await seen("playback");
        await page.locator(".played-step > .row button").press("Enter");
        await page.locator(".text-view").waitFor();
        await seen("whole");
      });
  });
});
