/** The text taken by hand: the handle of the clauses, its menu, its drag, the outline, on real hosts. */
import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startWords } from "../../renderer/i18n/i18n.ts";
import { buildIfStale } from "../../scripts/build.ts";
import { launchChromium } from "../support/chromium.ts";
import * as deeds from "./support/deeds.ts";
import { type Desk, openDesk } from "./support/desk.ts";
import { picture, picturePage } from "./support/pictures.ts";
import { full, riverSeed } from "./support/scenes/river.ts";
import { openWindows, violations, type Windows } from "./support/windows.ts";

const words = {
  held: "The river and its springs",
  drought: "In a year of drought",
  nets: "No nets are set",
  dogs: "The herders keep dogs",
  quarrel: "A quarrel is brought",
} as const;

const clauseOf = (page: Page, inside: string) =>
  deeds.textOf(page).locator(".clause").filter({ hasText: inside }).last();
const handle = (page: Page) => page.locator(".clause-handle");
const entryOf = (page: Page, title: string) => page.locator("[data-entry]").filter({ hasText: title });

/** Words of each article, in order: its clauses by their first words. */
const articles = (page: Page): Promise<readonly string[]> =>
  page.evaluate((known) => {
    const all = [...document.querySelectorAll(".charter-text .article")];
    return all.map((article) =>
      [...article.querySelectorAll(".clause > .clause-body > p:first-child")]
        .flatMap((clause) =>
          Object.entries(known).flatMap(([key, text]) => (clause.textContent?.includes(text) ? key : [])),
        )
        .join(" "),
    );
  }, words);

async function point(page: Page, inside: string): Promise<{ readonly x: number; readonly y: number }> {
  const clause = clauseOf(page, inside);
  await clause.scrollIntoViewIfNeeded();
  await clause
    .locator("p")
    .first()
    .hover({ position: { x: 20, y: 8 } });
  const id = await clause.getAttribute("data-clause");
  await page.locator(`.clause-handle[data-handle="${id}"]`).waitFor();
  const box = await handle(page).boundingBox();
  if (box === null) throw new Error("the handle is on the page");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

async function choose(page: Page, inside: string, item: string | RegExp): Promise<void> {
  await point(page, inside);
  await handle(page).click();
  await page.getByRole("menuitem", { name: item }).click();
  await page.getByRole("menu").waitFor({ state: "detached" });
}

async function edge(page: Page, inside: string, side: "top" | "bottom"): Promise<number> {
  const box = await clauseOf(page, inside).boundingBox();
  if (box === null) throw new Error(`"${inside}" is on the page`);
  return side === "top" ? box.y + 4 : box.y + box.height - 4;
}

describe("one window", () => {
  let windows: Windows;
  let text: string;
  beforeAll(async () => {
    windows = await openWindows();
    text = `#/charter/${(await riverSeed.ready()).facts.river}/text`;
  });
  afterAll(() => windows?.close());

  it("moves a clause by its menu, by key and by undo, and says where it went", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, text);
      const before = await articles(page);
      await choose(page, words.drought, "Move up");
      await page.getByText(/Clause 1\.3 moved to Clause 1\.2\./).waitFor({ state: "attached" });
      await page.keyboard.press("Alt+ArrowDown");
      await page.getByText(/Clause 1\.2 moved to Clause 1\.3\./).waitFor({ state: "attached" });
      expect(await articles(page)).toEqual(before);
      await page.keyboard.press("Alt+ArrowDown");
      await page.getByText(/Clause 1\.3 moved to Clause 2\.1\./).waitFor({ state: "attached" });
      expect((await articles(page))[2]).toBe("drought nets dogs");
      await page.keyboard.press("ControlOrMeta+z");
      await expect.poll(() => articles(page)).toEqual(before);
    });
  });

  it("is reached by keyboard: Escape and Tab leave the text to the handle", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, text);
      // Who comes by keyboard points at nothing, and is quick: the screen has not heard of the caret.
      await deeds.textOf(page).focus();
      await Promise.all(["ArrowDown", "ArrowDown", "Escape", "Tab"].map((key) => page.keyboard.press(key)));
      await page.locator(".clause-handle:focus").waitFor();
      await page.keyboard.press("Shift+Tab");
      await clauseOf(page, words.quarrel).locator("p").click();
      await page.keyboard.press("Escape");
      await page.keyboard.press("Tab");
      await page.locator(".clause-handle:focus").waitFor();
      await page.keyboard.press("Enter");
      await page.getByRole("menu", { name: "Clause 3.1" }).waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.getByText(/Clause 3\.1 moved to Clause 3\.2\./).waitFor({ state: "attached" });
      await expect
        .poll(() => deeds.textOf(page).evaluate((element) => element.contains(document.activeElement)))
        .toBe(true);
    });
  });

  it("splits at the caret, joins, puts in, copies a reference and removes; undo brings back", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, text);
      const count = () => deeds.textOf(page).locator(".clause").count();
      const before = await count();
      // In its first line, of however many.
      await clauseOf(page, words.nets)
        .locator("p")
        .click({ position: { x: 40, y: 8 } });
      await page.keyboard.press("Home");
      for (let at = 0; at < "No nets are set".length; at++) await page.keyboard.press("ArrowRight");
      await choose(page, words.nets, "Split at the caret");
      await expect.poll(count).toBe(before + 1);
      await choose(page, "above the weir during", "Join with the one before");
      await expect.poll(count).toBe(before);
      await choose(page, words.dogs, "New one before");
      await expect.poll(count).toBe(before + 1);
      await page.keyboard.type("Written anew");
      expect(await deeds.textOf(page).textContent()).toContain("Written anew");
      await choose(page, words.dogs, "Copy a reference");
      await page.getByText("Copied: Article 2, clause 2.3").first().waitFor({ state: "attached" });
      await choose(page, words.quarrel, "Remove");
      await page.getByText("Clause 3.1 is removed. Undo brings it back.").first().waitFor({ state: "attached" });
      await page.keyboard.press("ControlOrMeta+z");
      await clauseOf(page, words.quarrel).waitFor();

      // Long afterwards, too: it is listed, and its history brings it back.
      await choose(page, words.quarrel, "Remove");
      await page.getByRole("button", { name: "Removed clauses" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByText(words.quarrel).waitFor();
      expect(await violations(page)).toEqual([]);
      await picturePage(page, "removed-clauses");
      await dialog.getByRole("button", { name: "History of this clause: A quarrel" }).click();
      await dialog.getByText("It does not stand in the text after this change.").waitFor();
      await dialog.getByRole("button", { name: "Earlier" }).click();
      await dialog.getByRole("button", { name: "Restore this state" }).click();
      await dialog.getByText("brought back").first().waitFor();
      await page.keyboard.press("Escape");
      await clauseOf(page, words.quarrel).waitFor();
      await choose(page, words.dogs, "History, and earlier words…");
      await page.getByRole("dialog", { name: "History of 2.3" }).waitFor();
    });
  });

  it("drags a clause by its handle into another article, to the line that shows where it lands", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, text);
      const before = await articles(page);
      const from = await point(page, words.nets);
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      const y = await edge(page, words.held, "bottom");
      await page.mouse.move(from.x + 3, y - 30, { steps: 4 });
      await page.mouse.move(from.x, y, { steps: 4 });
      await page.locator(".landing-mark").waitFor();
      await picture({ page } as Desk, "structure-drag");
      await page.keyboard.press("Escape");
      await page.locator(".landing-mark").waitFor({ state: "detached" });
      await page.mouse.up();
      expect(await articles(page)).toEqual(before);
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x, y, { steps: 6 });
      await page.locator(".landing-mark").waitFor();
      await page.mouse.up();
      await expect.poll(async () => (await articles(page))[1]).toBe("held nets drought");
      await page.keyboard.press("ControlOrMeta+z");
      await expect.poll(() => articles(page)).toEqual(before);
    });
  });

  it("drags a clause sideways into the one before, and an article past another", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, text);
      const from = await point(page, words.dogs);
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(from.x, await edge(page, words.nets, "bottom"), { steps: 6 });
      // There it stands already.
      expect(await page.locator(".landing-mark").count()).toBe(0);
      await page.mouse.move(from.x + 60, await edge(page, words.nets, "bottom"), { steps: 6 });
      await page.locator(".landing-mark").waitFor();
      await picture({ page } as Desk, "structure-nest");
      await page.mouse.up();
      await page.getByText(/Clause 2\.2 moved to Clause 2\.1\.1\./).waitFor({ state: "attached" });
      await page.keyboard.press("ControlOrMeta+z");

      const title = deeds.textOf(page).locator("h2").filter({ hasText: "Quarrels" });
      await title.scrollIntoViewIfNeeded();
      await title.hover();
      await page.getByRole("button", { name: "Article 3: move and more" }).waitFor();
      const box = await handle(page).boundingBox();
      const season = await deeds.textOf(page).locator("h2").filter({ hasText: "Spawning season" }).boundingBox();
      if (box === null || season === null) throw new Error("both are on the page");
      await page.mouse.move(box.x + 12, box.y + 12);
      await page.mouse.down();
      await page.mouse.move(box.x + 12, season.y + 8, { steps: 6 });
      await page.locator(".landing-mark").waitFor();
      await page.mouse.up();
      await page.getByText("Article 3 moved to Article 2.").waitFor({ state: "attached" });
      expect((await articles(page)).slice(2, 4)).toEqual(["quarrel", "nets dogs"]);
    });
  });

  it("drops a clause on an article of the outline, and drags articles within it", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, text);
      const from = await point(page, words.held);
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      const quarrels = await entryOf(page, "Quarrels").boundingBox();
      const season = await entryOf(page, "Spawning season").boundingBox();
      if (quarrels === null || season === null) throw new Error("the outline is on the page");
      await page.mouse.move(quarrels.x + 30, quarrels.y + quarrels.height / 2, { steps: 6 });
      await page.locator(".landing-mark").waitFor();
      await picture({ page } as Desk, "structure-outline");
      await page.mouse.up();
      await expect.poll(async () => (await articles(page))[3]).toBe("quarrel held");
      await page.mouse.move(quarrels.x + 30, quarrels.y + quarrels.height / 2);
      await page.mouse.down();
      await page.mouse.move(season.x + 30, season.y + 3, { steps: 6 });
      await page.mouse.up();
      await expect.poll(async () => (await articles(page)).slice(2, 4)).toEqual(["quarrel held", "nets dogs"]);
    });
  });

  it("stands at the right of a text from right to left, in a window of either language", async () => {
    const { water } = (await riverSeed.ready()).facts;
    for (const [language, width] of [
      ["ar", 1280],
      ["en", 390],
    ] as const)
      await windows.inWindow({ language, width }, async (page, open) => {
        await open(full, `#/charter/${water}/text`);
        const clause = page.locator(".charter-text .clause").first();
        await clause.locator("p").first().click();
        const id = await clause.getAttribute("data-clause");
        await page.locator(`.clause-handle[data-handle="${id}"]`).waitFor();
        const [box, own] = [await handle(page).boundingBox(), await clause.boundingBox()];
        if (box === null || own === null) throw new Error("both are on the page");
        expect(box.x).toBeGreaterThanOrEqual(own.x + own.width);
        expect(box.x + box.width).toBeLessThanOrEqual(width);
        await handle(page).click();
        await page.getByRole("menu").waitFor();
        await picture({ page } as Desk, `structure-rtl-${language}-${width}`);
        expect(await violations(page)).toEqual([]);
      });
  });

  it("moves rows and columns of a table by the menu of the tools", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(full, text);
      const add = async (item: string): Promise<void> => {
        await deeds.button(page, "Add").click();
        await page.getByRole("menuitem", { name: item, exact: true }).click();
        await page.getByRole("menu").waitFor({ state: "detached" });
      };
      const rows = () => deeds.textOf(page).locator("tr").allTextContents();
      await clauseOf(page, words.dogs).locator("p").click();
      await add("Table");
      await expect.poll(rows).toHaveLength(3);
      for (const word of ["who", "what", "when", "fishers", "nets", "spring", "herders", "dogs", "autumn"]) {
        await page.keyboard.type(word);
        if (word !== "autumn") await page.keyboard.press("Tab");
      }
      await add("Move row up");
      await expect.poll(rows).toEqual(["whowhatwhen", "herdersdogsautumn", "fishersnetsspring"]);
      await add("Move column before");
      await expect.poll(rows).toEqual(["whowhenwhat", "herdersautumndogs", "fishersspringnets"]);
      await page.keyboard.type("!");
      await expect.poll(rows).toContain("herdersautumn!dogs");
      await deeds
        .textOf(page)
        .locator("table")
        .evaluate((table) => table.scrollIntoView({ block: "center" }));
      await picture({ page } as Desk, "table");
      await add("Row above");
      await expect.poll(rows).toHaveLength(4);
    });
  });

  it("drags by touch on a small screen, and the text scrolls at its edges", async () => {
    await windows.inWindow({ width: 390 }, async (page, open) => {
      await open(full, text);
      const touch = await page.context().newCDPSession(page);
      await touch.send("Emulation.setTouchEmulationEnabled", { enabled: true });
      const send = (type: "touchStart" | "touchMove" | "touchEnd", at: { readonly x: number; readonly y: number }) =>
        touch.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [at] });
      const before = await articles(page);
      await clauseOf(page, words.held).locator("p").click();
      const id = await clauseOf(page, words.held).getAttribute("data-clause");
      await page.locator(`.clause-handle[data-handle="${id}"]`).waitFor();
      const box = await handle(page).boundingBox();
      if (box === null) throw new Error("the handle is on the page");
      const from = { x: box.x + 12, y: box.y + 12 };
      await send("touchStart", from);
      await send("touchMove", { x: from.x, y: from.y + 40 });
      await send("touchMove", { x: from.x, y: 780 });
      // It is held at the edge until the text has scrolled to the last article.
      await expect
        .poll(() => clauseOf(page, words.quarrel).evaluate((one) => one.getBoundingClientRect().top), {
          // So many pixels a frame, and a busy machine has few frames.
          timeout: 10_000,
        })
        .toBeLessThan(500);
      const y = await edge(page, words.quarrel, "bottom");
      await send("touchMove", { x: from.x, y: 400 });
      await send("touchMove", { x: from.x, y: Math.min(y, 650) });
      await picture({ page } as Desk, "structure-touch-390");
      await send("touchMove", { x: from.x, y: await edge(page, words.quarrel, "bottom") });
      await page.locator(".landing-mark").waitFor();
      await send("touchEnd", from);
      await expect.poll(async () => (await articles(page))[3]).toBe("quarrel held");
      await page.keyboard.press("ControlOrMeta+z");
      await expect.poll(() => articles(page)).toEqual(before);
    });
  });

  // Each language, width and scheme once; the others of them at the text from right to left above.
  for (const [language, width, scheme] of [
    ["en", 1280, "light"],
    ["ar", 390, "dark"],
  ] as const)
    it(`has its handle beside the words and its menu without violations: ${language}, ${width} px`, async () => {
      await windows.inWindow({ language, width, scheme }, async (page, open) => {
        await open(full, text);
        const label = language === "en" ? "Text of the charter" : /./;
        const clause = page
          .getByRole("textbox", { name: label })
          .first()
          .locator(".clause")
          .filter({ hasText: words.dogs });
        await clause.locator("p").click();
        await handle(page).waitFor();
        const [box, own] = [await handle(page).boundingBox(), await clause.boundingBox()];
        if (box === null || own === null) throw new Error("both are on the page");
        // The river's text is in English: its margin is at the left, whatever the language of the window.
        expect(box.x + box.width).toBeLessThanOrEqual(own.x);
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.width).toBeGreaterThanOrEqual(24);
        expect(box.height).toBeGreaterThanOrEqual(24);
        await handle(page).click();
        await page.getByRole("menu").waitFor();
        await picture({ page } as Desk, `structure-menu-${language}-${width}`);
        expect(await violations(page)).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      });
    });
});

describe("two windows", () => {
  let browser: Browser;
  let ana: Desk;
  let ben: Desk;
  beforeAll(async () => {
    await buildIfStale("window");
    browser = await launchChromium();
    [ana, ben] = await Promise.all([openDesk(browser), openDesk(browser)]);
  });
  afterAll(async () => {
    await Promise.all([ana?.close(), ben?.close()]);
    await browser?.close();
  });

  it("one moves a clause, the other writes in it apart: moved and edited, once, in both", async () => {
    const title = "Accord of the two valleys";
    await Promise.all([
      deeds.introduce(ana.page, { person: "Ana", device: "Ana's laptop", party: "Fishers" }),
      deeds.introduce(ben.page, { person: "Ben", device: "Ben's tablet", party: "Herders" }),
    ]);
    await deeds.createFromTemplate(ana.page, title, "Mutual aid accord");
    const { code, address } = await deeds.inviteParty(ana.page);
    await deeds.join(ben.page, code, address, title);
    await deeds.part(ben.page);
    await choose(ana.page, "Nobody is sent who", "Move down");
    await deeds.typeAfter(ben.page, "Nobody is sent who", " Among us neither.");
    await Promise.all([deeds.seeSaved(ana.page), deeds.seeSaved(ben.page)]);
    await deeds.meet(ben.page, address, true);
    const written = "Nobody is sent who has not agreed to go. Among us neither.";
    await deeds.see(ana.page, written);
    for (const { page } of [ana, ben]) {
      const paragraphs = await deeds.paragraphsOf(page);
      expect(paragraphs.filter((one) => one.includes("Nobody is sent"))).toEqual([written]);
      expect(paragraphs[paragraphs.indexOf(written) - 1]).toBe("Goods and costs");
    }
    await choose(ben.page, "Nobody is sent who", "Move up");
    await expect
      .poll(async () => {
        const paragraphs = await deeds.paragraphsOf(ana.page);
        return paragraphs[paragraphs.indexOf(written) + 1];
      })
      .toBe("Goods and costs");
    // Ben stands on the handle of a clause that Ana removes: he is in the text again.
    await clauseOf(ben.page, "Nobody is sent who").locator("p").click();
    await ben.page.keyboard.press("Escape");
    await ben.page.keyboard.press("Tab");
    await ben.page.locator(".clause-handle:focus").waitFor();
    await ben.page.mouse.move(0, 0);
    await choose(ana.page, "Nobody is sent who", "Remove");
    await expect.poll(() => deeds.paragraphsOf(ben.page)).not.toContain(written);
    await ben.page.locator(".charter-text:focus").waitFor();
    expect([...ana.faults, ...ben.faults]).toEqual([]);
  });

  it("a reference, a table, words replaced and who wrote them: what one does the other sees, in Arabic on a small screen", async () => {
    const here = ana.page;
    const there = ben.page;
    await ben.reopen("ar");
    await there.setViewportSize({ width: 390, height: 844 });
    await there.getByRole("link", { name: "النص", exact: true }).click();
    const [own, other] = [here, there].map((page) => page.locator(".charter-text"));
    if (own === undefined || other === undefined) throw new Error("two windows show the text");
    await other.locator("p", { hasText: "Each party keeps a simple list" }).waitFor();

    // Ana refers to a clause; for Ben, too, it has the number of where the clause is by now.
    await deeds.typeAfter(here, "Each party keeps a simple list", " See also ");
    await here.keyboard.press("Control+Alt+k");
    await here.getByLabel("Number or heading").fill("5.2");
    await here.getByRole("menuitem").first().waitFor();
    await here.keyboard.press("Enter");
    const seen = other.locator(".reference");
    await expect.poll(() => seen.allTextContents()).toEqual(["5.2"]);
    await other.locator("p", { hasText: "Once a year they practise" }).click();
    await there.keyboard.press("Alt+ArrowUp");
    await expect.poll(() => own.locator(".reference").allTextContents()).toEqual(["5.1"]);
    expect(await seen.allTextContents()).toEqual(["5.1"]);

    // Ana puts a table in, Ben writes in it while she adds a row.
    await own.locator("p", { hasText: "Each party gives what it can spare" }).click();
    await deeds.button(here, "Add").click();
    await here.getByRole("menuitem", { name: "Table", exact: true }).click();
    await other.locator("td, th").first().click();
    await Promise.all([
      there.keyboard.type("بذور"),
      (async () => {
        await deeds.button(here, "Add").click();
        await here.getByRole("menuitem", { name: "Row below", exact: true }).click();
      })(),
    ]);
    for (const text of [own, other]) {
      await text.locator("td, th", { hasText: "بذور" }).waitFor();
      await expect.poll(() => text.locator("tr").count()).toBe(4);
    }

    // Ana replaces words everywhere; whose words are whose is seen.
    await here.keyboard.press("Control+h");
    await here.keyboard.type("practise together");
    await here.locator(".find-line input").nth(1).fill("rehearse");
    await here.getByRole("button", { name: "Replace all" }).click();
    await other.locator("p", { hasText: "they rehearse a call for help" }).waitFor();
    await here.keyboard.press("Escape");
    await here.getByRole("button", { name: "Who wrote this" }).click();
    const looks = (page: Page, words: string) =>
      page.evaluate(
        (wanted) =>
          [...document.querySelectorAll(".charter-text .by")].find(({ textContent }) => textContent?.includes(wanted))
            ?.className ?? null,
        words,
      );
    await expect.poll(() => looks(here, "rehearse")).not.toBeNull();
    await expect.poll(() => looks(here, "بذور")).not.toBeNull();
    expect(await looks(here, "rehearse")).not.toBe(await looks(here, "بذور"));
  });

  it("clauses split, joined, nested and dragged, a note, a link, a paste, words of before: each sees what the other does", async () => {
    const [here, there] = [ana.page, ben.page];
    const { t } = await startWords("ar");
    const [own, other] = [here, there].map((page) => page.locator(".charter-text"));
    if (own === undefined || other === undefined) throw new Error("two windows show the text");
    const inClause = (text: Locator, inside: string) => text.locator(".clause").filter({ hasText: inside }).last();
    const orderIn = (text: Locator, first: string, second: string) =>
      text.locator("p").evaluateAll(
        (all, [one, two]) => {
          const at = (words: string) => all.findIndex(({ textContent }) => textContent?.includes(words));
          return at(one) < at(two);
        },
        [first, second] as const,
      );
    /** By the keyboard alone: the menu of the clause at the caret. */
    const chooseThere = async (inside: string, item: string): Promise<void> => {
      await other.locator("p", { hasText: inside }).click();
      await there.keyboard.press("Escape");
      await there.keyboard.press("Tab");
      await there.locator(".clause-handle:focus").waitFor();
      await there.keyboard.press("Enter");
      await there.getByRole("menuitem", { name: item }).press("Enter");
    };
    await own.locator("p", { hasText: "Those who come to help" }).click({ position: { x: 40, y: 8 } });
    const clauses = await own.locator(".clause").count();
    await here.keyboard.press("Home");
    for (let at = 0; at < "Those who come to help".length; at++) await here.keyboard.press("ArrowRight");
    await choose(here, "Those who come to help", "Split at the caret");
    await expect.poll(() => other.locator(".clause").count()).toBe(clauses + 1);
    await chooseThere("follow the directions of the party", t("clause.join"));
    await expect.poll(() => own.locator(".clause").count()).toBe(clauses);

    await own.locator("p", { hasText: "The party that receives help" }).click({ position: { x: 40, y: 8 } });
    await here.keyboard.press("Tab");
    await other.locator(".clause .clause", { hasText: "The party that receives help" }).waitFor();
    await other.locator("p", { hasText: "The party that receives help" }).click({ position: { x: 200, y: 8 } });
    await there.keyboard.press("Shift+Tab");
    await own.locator(".clause .clause", { hasText: "The party that receives help" }).waitFor({ state: "detached" });

    // Away from the edges, at which the text scrolls.
    await inClause(own, "Tools, vehicles and animals").evaluate((one) => one.scrollIntoView({ block: "center" }));
    const from = await point(here, "What is consumed is a gift");
    await here.mouse.move(from.x, from.y);
    await here.mouse.down();
    const y = await edge(here, "Tools, vehicles and animals", "bottom");
    await here.mouse.move(from.x, y, { steps: 6 });
    await here.locator(".landing-mark").waitFor();
    await here.mouse.up();
    for (const text of [own, other]) {
      await expect.poll(() => orderIn(text, "Tools, vehicles and animals", "What is consumed is a gift")).toBe(true);
      expect(await orderIn(text, "What is consumed is a gift", "Each party keeps a simple list")).toBe(true);
    }

    await own.locator("p", { hasText: "If it lasts longer" }).click({ position: { x: 40, y: 8 } });
    await here.keyboard.press("End");
    await here.keyboard.press("Control+Alt+n");
    await here.getByLabel("What the note says").fill("By the moon.");
    await here.getByRole("button", { name: "Put the note in" }).click();
    const noteIn = (text: Locator) => text.locator(".footnote").first();
    await expect.poll(() => noteIn(other).getAttribute("title")).toBe("By the moon.");
    await noteIn(other).click();
    await there.getByLabel("نص الحاشية").fill("بحساب القمر.");
    await there.getByRole("button", { name: "احفظ الحاشية" }).click();
    await expect.poll(() => noteIn(own).getAttribute("title")).toBe("بحساب القمر.");

    await inClause(other, "they rehearse").locator("p").last().click();
    await there.keyboard.press("End");
    await other.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/html", "<p>مع:</p><ul><li>الجسر</li><li>المخاضة</li></ul>");
      text.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await own.locator("li", { hasText: "المخاضة" }).waitFor();
    // Ana takes back what is her own, and nothing of Ben's.
    await own.locator("p", { hasText: "The parties meet once a year" }).dblclick({ position: { x: 12, y: 8 } });
    await here.keyboard.press("Control+k");
    await here.getByLabel("Link address").fill("example.org/ford");
    await here.keyboard.press("Enter");
    const linked = other.locator('a[href="https://example.org/ford"]');
    await linked.waitFor();
    await here.keyboard.press("ControlOrMeta+z");
    await linked.waitFor({ state: "detached" });
    await own.locator("li", { hasText: "المخاضة" }).waitFor();

    await chooseThere("Each party keeps a simple list", t("clause.history"));
    const history = there.getByRole("dialog");
    await history.getByRole("listitem").getByRole("button").last().press("Enter");
    await history.getByRole("button", { name: "أعد هذه الحال" }).press("Enter");
    await expect
      .poll(() => own.locator("p", { hasText: "Each party keeps a simple list" }).textContent())
      .not.toContain("See also");
    await there.keyboard.press("Escape");
    await history.waitFor({ state: "detached" });
    // A heading of a column that says nothing is no heading.
    for (const place of [1, 2]) {
      await own.locator("th").nth(place).click();
      await here.keyboard.type(`Store ${place}`);
    }
    await other.locator("th", { hasText: "Store 2" }).waitFor();
    expect(await there.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    await picture(ana, "two-windows-en");
    await picture(ben, "two-windows-ar-390");
    for (const { page } of [ana, ben]) expect(await violations(page)).toEqual([]);
    expect([...ana.faults, ...ben.faults]).toEqual([]);
  });
});
