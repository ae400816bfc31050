/** Three people at three machines over one text: delegates of two parties, and a mediator, who only suggests. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { buildIfStale } from "../../scripts/build.ts";
import { utf8 } from "../../shared/base/bytes.ts";
import type { CharterId } from "../../shared/base/ids.ts";
import { usualPolicy } from "../../shared/charter/parties/quotas.ts";
import { launchChromium } from "../support/chromium.ts";
import { usualPlan } from "../support/plans.ts";
import { type Desk, must, openDesk } from "./support/desk.ts";
import { picture, picturesOfFailure } from "./support/pictures.ts";
import { bring, introduce } from "./support/seats.ts";
import { violations } from "./support/windows.ts";

const text = `# Accord of the wells

## Water

1. Each well rests five days a year.
2. Gates are left as they were found.

## Quarrels

1. A quarrel is brought first to the two elders.
`;

let browser: Browser;
let ana: Desk;
let ben: Desk;
let mia: Desk;
let charter: CharterId;

beforeAll(async () => {
  await buildIfStale("window");
  browser = await launchChromium();
  [ana, ben, mia] = await Promise.all([openDesk(browser), openDesk(browser), openDesk(browser)]);
  await introduce(ana, "Ana", "River Council");
  await introduce(ben, "Ben", "Herders of the Hills");
  await introduce(mia, "Mia", null);
  const source = { kind: "file", name: "text.md", bytes: utf8(text) } as const;
  ({ charter } = must(
    await ana.host.api.createCharter({ title: "Accord of the wells", language: "en", source, policy: usualPolicy }),
  ));
  await bring(charter, ana, ben, "party");
  await bring(charter, ana, mia, "mediator");
  for (const { page } of [ana, ben, mia]) {
    await page.evaluate((id) => {
      location.hash = `#/charter/${id}/text`;
    }, charter);
    await page.reload();
    await page.getByRole("textbox").first().waitFor();
  }
});
afterAll(async () => {
  await Promise.all([ana?.close(), ben?.close(), mia?.close()]);
  await browser?.close();
});
beforeEach(({ onTestFailed }) => onTestFailed(() => picturesOfFailure([ana, ben, mia])));

const paragraph = (page: Page, words: string) => page.locator(".charter-text p", { hasText: words });
const inserted = (page: Page) => page.locator(".charter-text ins.inserted");
const struck = (page: Page) => page.locator(".charter-text del.struck");
const card = (page: Page, by: string | RegExp) => page.getByRole("listitem", { name: by });

/** Selects words by the keyboard alone: from the end of their paragraph, or what the browser finds of them. */
async function select(page: Page, words: string): Promise<void> {
  await page.locator(".charter-text").focus();
  await page.evaluate((wanted) => {
    const walker = document.createTreeWalker(document.querySelector(".charter-text") as Element, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(wanted) ?? -1;
      if (at >= 0) return getSelection()?.setBaseAndExtent(node, at, node, at + wanted.length);
    }
    throw new Error(`"${wanted}" is not in the text`);
  }, words);
}

const draftOf = async ({ host }: Desk): Promise<string> =>
  must(await host.api.getText({ charter, at: { kind: "draft" } }))
    .clauses.map((one) => one.text)
    .join("\n");

describe("suggestions", () => {
  it("are typed by one party, drawn for the others with whose they are, and accepted by another party", async () => {
    await ben.page.keyboard.press("Control+Alt+s");
    await ben.page.getByRole("button", { name: "Suggest", exact: true, pressed: true }).waitFor();
    await select(ben.page, "five");
    await ben.page.keyboard.type("seven");
    await expect.poll(() => struck(ben.page).allTextContents()).toEqual(["five"]);
    expect(await inserted(ben.page).allTextContents()).toEqual(["seven"]);
    await expect.poll(() => paragraph(ana.page, "Each well").first().textContent()).toMatch(/five.*seven/);
    await expect
      .poll(() => ana.page.locator(".suggestion-end.begins").last().getAttribute("data-sign"))
      .toMatch(/^\S HH$/);
    expect(await ana.page.locator(".suggestion-end").allTextContents()).toContain(
      "Insertion by Herders of the Hills begins.",
    );
    expect(await draftOf(ana)).toContain("rests five days");
    await ana.page.getByRole("link", { name: "Show them" }).click();
    const first = card(ana.page, "Suggestion by Ben (Herders of the Hills)");
    await first.waitFor();
    await picture(ana, "suggestion-card");
    expect(await violations(ana.page)).toEqual([]);
    // What is said about it stands on the card, for everybody.
    await first.getByRole("button", { name: /^Comment/ }).click();
    await first.getByRole("textbox").fill("Why seven?");
    await first.getByRole("button", { name: "Comment", exact: true }).click();
    await ben.page.getByRole("link", { name: "Show them" }).click();
    const theirs = card(ben.page, "Suggestion by Ben (Herders of the Hills)");
    await theirs.getByRole("button", { name: /^One comment/ }).click();
    await theirs.getByRole("button", { name: "Answer" }).click();
    await theirs.getByRole("textbox").fill("They are deep.");
    await theirs.getByRole("button", { name: "Send the answer" }).click();
    await first.getByRole("button", { name: /^2 comments/ }).waitFor();
    await first.getByText("They are deep.").waitFor();
    await picture(ana, "suggestion-talk");
    expect(await violations(ana.page)).toEqual([]);
    await first.getByRole("button", { name: /^Accept/ }).click();
    await expect.poll(() => struck(ana.page).count()).toBe(0);
    await expect.poll(() => draftOf(ben)).toContain("rests seven days");
    await expect.poll(() => inserted(ben.page).count()).toBe(0);
    // It is one step of undo, and is open again for everybody.
    await ana.page.locator(".charter-text").focus();
    await ana.page.keyboard.press("Control+z");
    await expect.poll(() => draftOf(ben)).toContain("rests five days");
    await inserted(ben.page).waitFor();
  });

  it("are all that a mediator writes, who answers none and takes back their own", async () => {
    const { page } = mia;
    await page.getByText("What you type is suggested; the parties answer it.").waitFor();
    expect(await page.getByRole("button", { name: "Suggest", exact: true }).count()).toBe(0);
    await select(page, "elders");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.type(" of the valley");
    await expect.poll(() => draftOf(ana)).not.toContain("valley");
    await ana.page.getByText("elders").first().scrollIntoViewIfNeeded();
    await expect.poll(() => inserted(ana.page).allTextContents()).toContain(" of the valley");
    await page.getByRole("link", { name: "Show them" }).click();
    const own = card(page, "Suggestion by Mia");
    await own.waitFor();
    expect(await page.getByRole("button", { name: /^(Accept|Reject)/ }).count()).toBe(0);
    await own.getByRole("button", { name: /^Withdraw/ }).click();
    await expect.poll(() => inserted(ana.page).allTextContents()).not.toContain(" of the valley");

    // [I52] Brackets are suggested, too; to choose is for the parties.
    await select(page, "first");
    await page.keyboard.press("[");
    await expect.poll(() => inserted(page).allTextContents()).toEqual(expect.arrayContaining(["[", "]"]));
    await page.keyboard.press("Control+Alt+b");
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/^Suggested by Mia/).waitFor();
    await dialog.getByLabel("Another alternative").fill("last");
    await dialog.getByRole("button", { name: "Add it" }).click();
    await dialog.getByText("Alt. 2").waitFor();
    expect(await violations(page)).toEqual([]);
    await picture(mia, "bracket-suggested-dialog");
    await dialog.getByRole("button", { name: "Close" }).click();
    await expect.poll(() => card(ana.page, "Suggestion by Mia").textContent()).toContain("[first] [last]");
    await picture(mia, "bracket-suggested");
    expect(await draftOf(ana)).not.toContain("[first]");
    await card(ana.page, "Suggestion by Mia")
      .getByRole("button", { name: /^Accept/ })
      .click();
    await expect.poll(() => draftOf(ana)).toContain("[first] [last]");
    await page.locator(".bracket-sign:not(.is-suggested)").first().click();
    await dialog.getByRole("button", { name: "Choose: Alt. 2" }).click();
    await dialog.getByText("You suggest here; whoever edits chooses.").waitFor();
    await dialog.getByRole("button", { name: "Close" }).click();
    const [settled] = must(await ana.host.api.listBrackets({ charter })).brackets;
    const bracket = settled?.id ?? "";
    must(await ana.host.api.pickAlternative({ charter, bracket, choice: "first" }));
    must(await ana.host.api.removeBracket({ charter, bracket }));
  });

  it("are read away: as agreed, and as if all were accepted", async () => {
    const { page } = ana;
    const read = async (from: string, to: string): Promise<void> => {
      await page.getByRole("button", { name: `How the text is read: ${from}` }).click();
      await page.getByRole("menuitemradio", { name: to }).click();
    };
    await read("With suggestions", "As if all were accepted");
    await page.locator(".other-reading", { hasText: "rests seven days" }).waitFor();
    await read("As if all were accepted", "As agreed");
    await page.locator(".other-reading", { hasText: "rests five days" }).waitFor();
    await read("As agreed", "With suggestions");
    await inserted(page).first().waitFor();
  });

  it("compose: a word of an input method stands behind what it replaces, once, while others write", async () => {
    const { page } = ben;
    await page.locator(".charter-text").focus();
    await select(page, "found");
    const client = await page.context().newCDPSession(page);
    for (const step of ["प", "पा", "पानी"]) {
      await client.send("Input.imeSetComposition", {
        text: step,
        selectionStart: step.length,
        selectionEnd: step.length,
      });
      await select(ana.page, "quarrel");
      await ana.page.keyboard.press("ArrowRight");
      await ana.page.keyboard.type("s");
    }
    await client.send("Input.insertText", { text: "पानी" });
    await expect.poll(() => inserted(page).allTextContents()).toContain("पानी");
    await expect.poll(() => inserted(ana.page).allTextContents()).toContain("पानी");
    expect(await paragraph(page, "Gates").first().textContent()).toMatch(
      /they were .*found.*ends\..*पानीInsertion ends\.\.$/s,
    );
    expect(await struck(page).allTextContents()).toContain("found");
    expect(await draftOf(ana)).toContain("as they were found.");
  });

  it("are shown in Arabic, and as a sheet on a small screen", async () => {
    const { page } = ana;
    await ana.reopen("ar");
    await page.getByRole("link", { name: "اعرضها" }).click();
    await card(page, /^اقتراح من/)
      .first()
      .waitFor();
    await picture(ana, "suggestions-ar");
    expect(await violations(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 800 });
    await card(page, /^اقتراح من/)
      .first()
      .waitFor();
    await picture(ana, "suggestions-390-ar");
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    await ana.reopen("en");
    await card(page, /^Suggestion by/)
      .first()
      .waitFor();
    await picture(ana, "suggestions-390");
    expect(await violations(page)).toEqual([]);
  });

  it("are asked of everybody where the parties say so, and whoever edits directly is asked first and told of", async () => {
    const { page } = ana;
    await page.setViewportSize({ width: 1280, height: 800 });
    const term = { from: null, months: 12, until: null, noticeDays: 60 };
    const plan = { charter, term, note: "", purpose: null, ...usualPlan, clockIsRight: true } as const;
    const { proposal } = must(await ana.host.api.propose(plan));
    const { contentHash } = must(await ana.host.api.getSigning({ charter, proposal })).entry;
    const ballot = { charter, proposal, contentHash, choice: "ratify", statement: "", clockIsRight: true } as const;
    must(await ana.host.api.castBallot(ballot));
    await expect.poll(async () => (await ben.host.api.castBallot(ballot)).ok).toBe(true);
    await page.evaluate((id) => {
      location.hash = `#/charter/${id}/members`;
    }, charter);
    await page.getByRole("button", { name: "Ask everybody to suggest" }).click();
    await page.getByRole("button", { name: "Ask the parties" }).click();
    await expect
      .poll(async () => must(await ben.host.api.getCharter({ charter })).decisions.map(({ kind }) => kind))
      .toEqual(["setSuggest"]);
    const [decision] = must(await ben.host.api.getCharter({ charter })).decisions;
    must(await ben.host.api.consent({ charter, decision: decision?.id ?? "", reason: "" }));
    await page.evaluate((id) => {
      location.hash = `#/charter/${id}/suggestions`;
    }, charter);
    await page.getByText("Everybody is asked to suggest: a text was ratified.").waitFor();
    await page.getByRole("button", { name: "Suggest", exact: true, pressed: true }).click();
    await page.getByRole("alertdialog", { name: "Edit directly?" }).waitFor();
    await picture(ana, "edit-directly");
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Edit directly" }).click();
    await select(page, "two elders");
    await page.keyboard.type("three elders");
    await ben.page.getByText(/^Edited directly: Ana \(River Council\)/).waitFor();
    await picture(ben, "edited-directly");
    expect([...ana.faults, ...ben.faults, ...mia.faults]).toEqual([]);
  });
});
