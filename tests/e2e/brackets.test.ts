/** Brackets, alternatives and blanks in a real browser over real hosts. */
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { must } from "./support/desk.ts";
import { picturePage } from "./support/pictures.ts";
import { meet } from "./support/scenes/acts.ts";
import { full, type RiverFacts, riverSeed } from "./support/scenes/river.ts";
import { openWindows, type Play, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let facts: RiverFacts;
beforeAll(async () => {
  windows = await openWindows();
  ({ facts } = await riverSeed.ready());
});
afterAll(() => windows?.close());

const lineOf = (page: Page, words: string): Locator => page.locator(".charter-text p", { hasText: words }).first();
const lineText = async (line: Locator): Promise<string> =>
  // Without the marks of what is settled.
  line.evaluate((shown) => {
    const copy = shown.cloneNode(true) as HTMLElement;
    for (const one of copy.querySelectorAll(".bracket-settled")) one.remove();
    return copy.textContent ?? "";
  });

/** Selects words of the text as a person does, by the keyboard. */
async function select(page: Page, line: string, words: string): Promise<void> {
  // In its first line, of however many.
  await lineOf(page, line).click({ position: { x: 4, y: 8 } });
  await page.keyboard.press("Home");
  const before = (await lineText(lineOf(page, line))).indexOf(words);
  for (let i = 0; i < before; i++) await page.keyboard.press("ArrowRight");
  for (let i = 0; i < words.length; i++) await page.keyboard.press("Shift+ArrowRight");
  await rest(page);
}

/** Faster than any person the next key would come before the page has told of the selection. */
const rest = (page: Page): Promise<unknown> =>
  page.evaluate(() => new Promise((told) => requestAnimationFrame(() => requestAnimationFrame(told))));

const listed = async ({ self }: Play, charter: CharterId) => must(await self.api.listBrackets({ charter }));
const fits = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe("brackets in the text", () => {
  it("are made by a key on a selection, get alternatives of two parties, are settled, opened again and undone", async () => {
    await windows.inWindow({}, async (page, open) => {
      const play = await open(full, `#/charter/${facts.river}/text`);
      const quote = "in the same weeks";
      await select(page, "gravel shallows", quote);
      await page.keyboard.press("[");
      const sentence = lineOf(page, "gravel shallows");
      await expect.poll(() => lineText(sentence)).toMatch(/\[in the same weeks\]\.$/);
      await expect.poll(() => sentence.locator(".bracket-sign").allTextContents()).toEqual(["[", "]"]);
      await expect
        .poll(() => sentence.locator(".bracket-sign").first().getAttribute("data-said"))
        .toContain("bracket opens, put by Fishers");
      const region = page.getByRole("region", { name: "Brackets and blanks" });
      await expect.poll(() => region.textContent()).toContain("1 open bracket · 1 in this clause");
      await expect.poll(() => page.locator(".outline-open").allTextContents()).toEqual(["[1]1 open bracket or blank"]);
      // What is typed next goes on in the bracket, and replaces nothing.
      await page.keyboard.type(" of spring");
      await expect.poll(() => lineText(sentence)).toMatch(/\[in the same weeks of spring\]\.$/);
      await expect.poll(async () => (await listed(play, facts.river)).brackets).toMatchObject([{ state: "open" }]);

      const jon = await play.enter("jon");
      await meet(jon, play.self);
      const [bracket] = must(await jon.api.listBrackets({ charter: facts.river })).brackets;
      must(
        await jon.api.addAlternative({
          ...{ charter: facts.river, bracket: bracket?.id ?? "" },
          words: "from the first of April",
        }),
      );
      await meet(jon, play.self);
      await expect.poll(() => lineText(sentence)).toContain("] [from the first of April].");
      await expect
        .poll(() => sentence.locator(".bracket-sign").nth(1).getAttribute("data-said"))
        .toBe("Alt. 2, alternative of Herders of the High Meadow");
      await picturePage(page, "brackets-open");

      // The caret stands before or behind "] [", never in it.
      await page.keyboard.press("End");
      for (let i = 0; i < "].".length + "from the first of April".length; i++) await page.keyboard.press("ArrowLeft");
      await rest(page);
      await page.keyboard.press("ArrowLeft");
      await rest(page);
      await page.keyboard.type("!");
      await expect.poll(() => lineText(sentence)).toContain("of spring!] [from");

      await page.keyboard.press("Control+Alt+b");
      const dialog = page.getByRole("dialog");
      await dialog.getByText("Alt. 2").waitFor();
      expect(await violations(page)).toEqual([]);
      await picturePage(page, "brackets-dialog");
      await dialog.getByRole("button", { name: "Choose: Alt. 2" }).click();
      await dialog.getByText("Settled").waitFor();
      await dialog.getByRole("button", { name: "Close" }).click();
      await expect.poll(() => lineText(sentence)).toMatch(/gravel shallows from the first of April\.$/);
      await page.locator(".bracket-settled").waitFor();
      await picturePage(page, "brackets-settled");

      // Without signs it is found in the menu of its clause.
      await page.locator(".clause-handle").click();
      await page.getByRole("menuitem", { name: /^Settled: \[in the same weeks/ }).click();
      await dialog.getByText("Settled").waitFor();
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });

      // Jon's party chooses otherwise: it is contested, and says so.
      await expect.poll(async () => (await listed(play, facts.river)).brackets).toMatchObject([{ state: "settled" }]);
      const id = bracket?.id ?? "";
      must(await jon.api.pickAlternative({ charter: facts.river, bracket: id, choice: "first" }));
      await meet(jon, play.self);
      await page.locator(".bracket-sign.is-contested").first().click();
      await dialog.getByText("Contested").waitFor();
      await expect.poll(() => dialog.textContent()).toContain("Chosen by Herders of the High Meadow");
      await dialog.getByRole("button", { name: "Open again" }).click();
      await dialog.getByText("Open", { exact: true }).waitFor();
      await dialog.getByLabel("Another alternative").fill("in no week");
      await dialog.getByRole("button", { name: "Add it" }).click();
      await dialog.getByText("Alt. 3").waitFor();
      await dialog.getByRole("button", { name: "Close" }).click();
      await expect.poll(() => lineText(sentence)).toContain("] [in no week].");
      await page.keyboard.press("Control+z");
      await expect.poll(() => lineText(sentence)).not.toContain("in no week");
      await expect.poll(async () => (await listed(play, facts.river)).brackets[0]?.alternatives).toHaveLength(2);
    });
  });

  it.each([
    ["en", 390],
    ["ar", 1280],
  ] as const)("are read and compared in %s at %i, and all blanks are filled in one pass", async (language, width) => {
    const said = {
      en: {
        fill: "Fill in the blanks",
        done: "Fill in",
        all: "Show all",
        title: "Brackets and blanks",
        take: "Make brackets of them",
      },
      ar: {
        fill: "املأ الفراغات",
        done: "املأ",
        all: "اعرضها كلها",
        title: "الأقواس والفراغات",
        take: "اجعلها أقواسا",
      },
    }[language];
    await windows.inWindow({ language, width }, async (page, open) => {
      const first = await open(full, "#/");
      const { api } = first.self;
      const template = must(await api.listTemplates({})).find((one) => one.language === language)?.id ?? "";
      const { charter } = must(
        await api.createCharter({
          ...{ title: "Accord", language, policy: usualPolicy },
          source: { kind: "template", template },
        }),
      );
      const { clauses } = must(await api.getText({ charter, at: { kind: "draft" } }));
      const clause = clauses.find(({ number }) => number === "1.1");
      if (clause === undefined) throw new Error("a template has a clause 1.1");
      const markdown =
        language === "en" ? "It lasts \\[two\\] \\[three\\] years." : "مدته \\[سنتان\\] \\[ثلاث سنوات\\].";
      must(await api.editText({ charter, edit: { kind: "setClause", clause: clause.id, markdown } }));
      await open(full, `#/charter/${charter}/text`);
      const region = page.getByRole("region", { name: said.title });
      await region.getByRole("button", { name: said.take }).click();
      await expect.poll(async () => (await listed(first, charter)).typed).toEqual([]);
      await page.locator(".bracket-sign").first().waitFor();
      expect(await page.locator(".bracket-sign.is-blank").count()).toBeGreaterThan(4);
      await picturePage(page, `brackets-text-${language}-${width}`);

      await region.getByRole("button", { name: said.all }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button").nth(1).waitFor();
      expect(await violations(page)).toEqual([]);
      await picturePage(page, `brackets-list-${language}-${width}`);
      await dialog.locator(".bracket-entry").first().click();
      await dialog.locator(".alternative").nth(2).waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await fits(page)).toBeLessThanOrEqual(0);
      await picturePage(page, `brackets-dialog-${language}-${width}`);
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });

      await region.getByRole("button", { name: said.fill }).click();
      const inputs = dialog.getByRole("textbox");
      await inputs.first().waitFor();
      const count = await inputs.count();
      for (let i = 0; i < count - 1; i++) await inputs.nth(i).fill(language === "en" ? "seven" : "سبعة");
      expect(await violations(page)).toEqual([]);
      expect(await fits(page)).toBeLessThanOrEqual(0);
      await picturePage(page, `brackets-fill-${language}-${width}`);
      await dialog.getByRole("button", { name: said.done }).click();
      await dialog.waitFor({ state: "detached" });
      await expect.poll(async () => (await listed(first, charter)).counts).toEqual({ brackets: 1, blanks: 1 });
      expect(await page.locator(".bracket-sign.is-blank").count()).toBe(2);
    });
  });
});
