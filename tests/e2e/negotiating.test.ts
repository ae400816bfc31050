/** Comments on the text, stances, and the board, in a real browser over a real host. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { must } from "./support/desk.ts";
import { picturePage } from "./support/pictures.ts";
import { type NegotiatedFacts, negotiated, negotiatedSeed } from "./support/scenes/negotiated.ts";
import { type Look, openWindows, type Play, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let facts: NegotiatedFacts;
beforeAll(async () => {
  windows = await openWindows();
  ({ facts } = await negotiatedSeed.ready());
});
afterAll(() => windows?.close());

const at = (look: Look, place: string, run: (page: Page, play: Play) => Promise<void>): Promise<void> =>
  windows.inWindow(look, async (page, open) => {
    await run(page, await open(negotiated, `#/charter/${facts.river}/${place}`));
  });

/** Selects words of the text, as a person does. */
async function select(page: Page, text: string): Promise<void> {
  const place = page.locator(".charter-text p", { hasText: text }).first();
  await place.click();
  await place.evaluate((paragraph, words) => {
    const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const start = node.textContent?.indexOf(words) ?? -1;
      if (start < 0) continue;
      getSelection()?.setBaseAndExtent(node, start, node, start + words.length);
      return;
    }
    throw new Error("the words stand in one piece");
  }, text);
}

const isSideways = (page: Page): Promise<boolean> =>
  page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describe("comments beside the text", () => {
  it("stand at their words, open at a press on these, and are answered, settled and opened again", async () => {
    await at({}, "text", async (page, { self }) => {
      const marked = page.locator(".charter-text .anchor");
      await expect.poll(() => marked.allTextContents()).toEqual(["below the stone bridge", "one day in four"]);
      await marked.first().click();
      const thread = page.getByRole("article", { name: "Comments on below the stone bridge" });
      await expect.poll(() => thread.getAttribute("data-selected")).toBe("true");
      // Whoever presses words to write in them goes on writing.
      expect(await page.evaluate(() => document.activeElement?.classList.contains("charter-text"))).toBe(true);
      await thread.getByText("The old one, I would say.").waitFor();
      expect(await thread.getByText("to you").count()).toBe(1);
      await picturePage(page, "comments-en");
      await thread.getByRole("button", { name: "Answer" }).press("Enter");
      await thread.getByLabel("Your answer").fill("The old one. I write it so.");
      await thread.getByRole("button", { name: "Send the answer" }).press("Enter");
      await thread.getByText("The old one. I write it so.").waitFor();
      await thread.getByRole("button", { name: "Settled" }).press("Enter");
      await thread.getByRole("button", { name: "Open it again" }).waitFor();
      await expect.poll(() => marked.allTextContents()).toEqual(["one day in four"]);
      const { river: charter } = facts;
      const listed = must(await self.api.listComments({ charter, clause: null }));
      expect(listed.find(({ quote }) => quote === "below the stone bridge")?.isOpen).toBe(false);
      expect(must(await self.api.listCharters({}))[0]?.mentionsOfMe).toBe(0);
    });
  });

  it("are written on what is selected, by keys alone, and stay with the words while one types among them", async () => {
    await at({}, "text", async (page) => {
      await select(page, "kept clean");
      await page.keyboard.press("ControlOrMeta+Alt+m");
      await page.locator(".comment-form").getByText("kept clean").waitFor();
      await page.getByLabel("Your comment").fill("By whom, if nobody passed?");
      await page.getByLabel("Who is to look at it").selectOption({ label: "Herders of the High Meadow" });
      await page.getByRole("button", { name: "Comment", exact: true }).press("Enter");
      const thread = page.getByRole("article", { name: "Comments on kept clean" });
      await thread.getByText("To Herders of the High Meadow").waitFor();
      await expect.poll(() => thread.evaluate((one) => document.activeElement === one)).toBe(true);
      const marked = page.locator(".charter-text .anchor", { hasText: "kept" });
      await expect.poll(() => marked.allTextContents()).toEqual(["kept clean"]);
      await page.locator(".charter-text p", { hasText: "three wells" }).click();
      await page.keyboard.press("Home");
      await page.keyboard.type("Always, ");
      await expect.poll(() => marked.allTextContents()).toEqual(["kept clean"]);
      await thread.getByRole("button", { name: "Show in the text" }).press("Enter");
      await marked.waitFor({ state: "visible" });
    });
  });

  it("say where the parties stand on the clause with the caret, and take the stance of one's own", async () => {
    await at({}, "comments", async (page, { asked }) => {
      await page.locator(".charter-text p", { hasText: "year of drought" }).click();
      const stances = page.getByRole("region", { name: "Where the parties stand" });
      await stances.getByText("contested").waitFor();
      await stances.getByText("The mills stand still").waitFor();
      await stances.getByRole("button", { name: "Agree" }).press("Enter");
      await expect.poll(() => stances.getByRole("button", { name: "Agree" }).getAttribute("aria-pressed")).toBe("true");
      await page.locator(".charter-text p", { hasText: "no animal is watered" }).click();
      await stances.getByText("lapsed: the words have changed").waitFor();
      await stances.getByRole("button", { name: "Object" }).press("Enter");
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Reason").fill("April is too early.");
      await dialog.getByRole("button", { name: "Object" }).press("Enter");
      await stances.getByText("April is too early.").waitFor();
      expect(asked("takeStance")).toMatchObject({ stance: "objects", reason: "April is too early." });
      // The words change: what was just said is about others.
      await page.keyboard.press("Escape");
      await page.locator(".charter-text p", { hasText: "no animal is watered" }).click();
      await page.keyboard.press("End");
      await page.keyboard.type(" It is so.");
      await stances.getByText("lapsed: the words have changed").waitFor();
    });
  });
});

describe("the board", () => {
  it("shows every clause with every party, by status and by article, and takes a stance from its row", async () => {
    await at({}, "board", async (page) => {
      const rows = page.locator(".board tbody tr");
      await rows.first().waitFor();
      const all = await rows.count();
      await page.getByText("1 agreed, 1 contested").waitFor();
      await picturePage(page, "board-en");
      await page.getByLabel("Clauses that are").selectOption("contested");
      expect(await rows.count()).toBe(1);
      await rows.getByText("objects").waitFor();
      await page.getByLabel("Clauses that are").selectOption("all");
      await page.getByLabel("In", { exact: true }).selectOption({ label: "2 Spawning season" });
      expect(await rows.count()).toBe(3);
      const row = page.locator("tr", { has: page.locator("a", { hasText: "2.2" }) });
      await row.getByRole("button", { name: "Agree" }).press("Enter");
      await row.locator('td[data-label="State"]').getByText("agreed").waitFor();
      await row.getByRole("button", { name: "Close it" }).press("Enter");
      await row.getByText("agreed, closed").waitFor();
      await page.getByLabel("In", { exact: true }).selectOption("");
      expect(await rows.count()).toBe(all);
      const link = (number: string) => page.getByRole("rowheader").getByRole("link", { name: number, exact: true });
      await link("1.1").focus();
      await page.keyboard.press("ArrowDown");
      await expect.poll(() => link("1.2").evaluate((one) => document.activeElement === one)).toBe(true);
      await page.getByRole("switch", { name: "Large, for a projector" }).press(" ");
      expect(await row.getByRole("button", { name: "Agree" }).isVisible()).toBe(false);
      await picturePage(page, "board-large");
      await link("1.2").press("Enter");
      await page.locator(".charter-text p", { hasText: "no animal is watered" }).waitFor();
      // The words of a closed clause are changed by whoever means it.
      const words = page.locator(".charter-text p", { hasText: "gravel shallows" });
      const asked = page.getByRole("alertdialog");
      await words.click();
      await page.keyboard.press("End");
      await page.keyboard.type("X");
      await picturePage(page, "closed-asks");
      const isWriting = () => page.evaluate(() => document.activeElement?.classList.contains("charter-text"));
      await asked.getByRole("button", { name: "Leave it as it is" }).press("Enter");
      await expect.poll(isWriting).toBe(true);
      expect(await words.textContent()).not.toContain("X");
      await page.keyboard.press("End");
      await page.keyboard.type("X");
      await asked.getByRole("button", { name: "I mean to change it" }).press("Enter");
      await expect.poll(isWriting).toBe(true);
      await page.keyboard.press("End");
      await page.keyboard.type(" So be it.");
      await expect.poll(() => words.textContent()).toContain("weeks. So be it.");
    });
  });

  it("and the comments have no accessibility violation and need no sideways scrolling, in either language", async () => {
    for (const look of [
      { language: "en", width: 390, scheme: "dark" },
      { language: "ar", width: 390 },
    ] as const)
      await windows.inWindow(look, async (page, open) => {
        for (const place of ["comments", "board"]) {
          await open(negotiated, `#/charter/${facts.river}/${place}`);
          await page
            .locator(place === "board" ? ".board tbody tr" : ".thread")
            .first()
            .waitFor();
          const name = `${place}-${look.language}-${look.width}`;
          await picturePage(page, name);
          expect(await violations(page), name).toEqual([]);
          expect(await isSideways(page), name).toBe(false);
        }
        // One place at a time: the first press on commented words is for writing, the second for reading.
        await open(negotiated, `#/charter/${facts.river}/text`);
        const marked = page.locator(".charter-text .anchor").first();
        await marked.click();
        expect(await page.locator(".charter-text").isVisible()).toBe(true);
        // Elsewhere meanwhile, so that the two are no double press.
        await page.locator(".charter-text p").first().click();
        await marked.click();
        await page.locator(".thread[data-selected='true']").waitFor({ state: "visible" });
      });
  });
});
