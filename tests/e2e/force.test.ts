/** A ratified text in the window: joining, reserving, leaving; its status; and what is in force on a day. */
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { addDays } from "../../shared/base/days.ts";
import { button, choose, download } from "./support/deeds.ts";
import { must } from "./support/desk.ts";
import { picturePage } from "./support/pictures.ts";
import { meet } from "./support/scenes/acts.ts";
import { fishers, herders } from "./support/scenes/river.ts";
import {
  bound,
  daysAgo,
  joiner,
  millers,
  stranger,
  type TreatyFacts,
  treatySeed,
  weavers,
} from "./support/scenes/treaty.ts";
import { openWindows, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let at: TreatyFacts;
beforeAll(async () => {
  windows = await openWindows();
  at = (await treatySeed.ready()).facts;
});
afterAll(() => windows?.close());

const agreement = (): string => `#/charter/${at.treaty}/agreement/${at.text}`;
const row = (page: Page, party: string) => page.getByRole("row").filter({ hasText: party });
const told = (page: Page, words: string) => page.getByRole("status").getByText(words).waitFor();

/** Opens the dialog of a button by keyboard, and signs what it asks. */
async function sign(page: Page, name: string, yes: string, fill: () => Promise<void> = async () => {}): Promise<void> {
  await button(page, name).first().focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").waitFor();
  await fill();
  await button(page.getByRole("alertdialog"), yes).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
}

it("a party joins with the consent of another, reserves a clause later, is objected to, leaves and stays", async () => {
  await windows.inWindow({}, async (page, open) => {
    // A stranger has nothing but the PDF, and signs into a file.
    await open(stranger, "#/verify");
    await choose(page, button(page, "Choose a PDF"), "treaty.pdf", Buffer.from(at.pdf));
    await button(page, "Join this text").click();
    await page.getByText("It is bound once one party of the text consents.").waitFor();
    const file = await download(page, button(page.getByRole("alertdialog"), "Yes, sign and join"));
    await page.getByText("Give the file to a member of the charter").waitFor();

    const { self, enter } = await open(joiner, agreement());
    await choose(page, button(page, "Enter an accession from a file"), file.name, file.bytes);
    await page.getByText(`${millers.name} accedes to “Treaty of the Common Springs”`).waitFor();
    await button(page.getByRole("alertdialog"), "Yes, enter it").click();
    await told(page, `The accession of ${millers.name} is entered.`);
    await row(page, millers.name).getByText("Accession, waits for consents").waitFor();
    const jon = await enter("jon");
    const charter = at.treaty;
    const signed = { charter, reason: "", clockIsRight: false };
    const exchange = () => meet(self, jon);
    const joining = async () => must(await jon.api.getJoining({ charter }));
    await page.getByText(`${weavers.name} is not bound by this text.`).waitFor();
    await sign(page, "Join this text", "Yes, sign and join", async () => {
      await page.getByText("It is bound once one party of the text consents.").waitFor();
      await page.getByLabel("Statement for the record").fill("The looms have decided.");
      expect(await violations(page)).toEqual([]);
    });
    await told(page, "Signed. Your party has joined once the others consent.");
    await page.getByText("The looms have decided.").first().waitFor();
    await page.getByText("0 of 1 consents.").first().waitFor();
    await exchange();
    const accession = (await joining()).accessions.find(({ party }) => party.name === weavers.name)?.id ?? "";
    must(await jon.api.consentToAccession({ ...signed, accession }));
    await exchange();
    await page.getByText(`${weavers.name} is bound by this text.`).waitFor();
    await row(page, weavers.name).getByText("Accession", { exact: true }).waitFor();

    // Bound now, it consents to who asked before it: the last consent that is needed.
    await sign(page, `Consent to the accession of ${millers.name}`, "Yes, consent", async () => {
      await page.getByText(`Yours is the last consent that is needed: ${millers.name} is a party`).waitFor();
    });
    await told(page, "Your party has consented.");
    await button(page, `Invite ${millers.name} into the charter`).waitFor();

    await button(page, "Make a reservation").click();
    await sign(page, "Reserve clause 1.1", "Yes, sign the reservation", async () => {
      await button(page.getByRole("alertdialog"), "Yes, sign the reservation").click();
      await page.getByText("Please say it in words.").waitFor();
      await page.getByLabel("In your words").fill("Not while we wash the wool.");
    });
    await told(page, "The reservation is signed.");
    await row(page, weavers.name)
      .getByText(/excludes for itself 1\.1: Not while we wash the wool\. \(waits, made later\)/)
      .waitFor();
    await exchange();
    const late = (await joining()).reservations.find(({ party }) => party.name === weavers.name)?.id ?? "";
    must(await jon.api.respond({ ...signed, reservation: late, choice: "object", reason: "The springs are for all." }));
    await exchange();
    await page.getByText("A party objected: it does not hold.").waitFor();
    await page.getByText("The springs are for all.").first().waitFor();

    // It objects to what Jon's party made late, and takes that back.
    const answer = `Answer the reservation of ${herders.name} to 2.1`;
    await sign(page, answer, "Yes, sign the answer", async () => {
      await page.getByText("We object", { exact: true }).click();
      await page.getByText("by one objection it does not hold at all").waitFor();
    });
    await sign(page, `Take back your answer to ${herders.name}, 2.1`, "Yes, take it back");
    await button(page, answer).waitFor();

    await sign(page, "Give notice of withdrawal", "Yes, give notice", async () => {
      const day = page.getByLabel("First day on which it is not bound");
      await day.fill(daysAgo(-5));
      await button(page.getByRole("alertdialog"), "Yes, give notice").click();
      expect((await joining()).notices).toEqual([]);
      await day.fill(addDays(daysAgo(0), 120));
    });
    await told(page, "The notice is signed.");
    await page.getByText(/^Your party leaves: from/).waitFor();
    await exchange();
    expect((await joining()).notices).toMatchObject([{ effectiveOn: addDays(daysAgo(0), 120) }]);
    await sign(page, "Take back the notice of withdrawal", "Yes, take it back", async () => {
      await page.getByText("The notice stays on record.").waitFor();
    });
    await button(page, "Give notice of withdrawal").waitFor();
    // Whoever pressed what is gone stands in the section that it was in.
    expect(await page.evaluate(() => document.activeElement?.closest("[data-landing]") !== null)).toBe(true);
    await exchange();
    expect((await joining()).notices).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });
});

it("any day is asked for, for anybody or between two, in Arabic; the status is saved as a spreadsheet reads it", async () => {
  await windows.inWindow({ language: "ar" }, async (page, open) => {
    await open(bound, "#/library");
    await page.getByRole("link", { name: /^ما هو نافذ: .*Treaty of the Common Springs/ }).click();
    await page.getByRole("heading", { name: /^نص واحد نافذ في/ }).waitFor();
    const party = page.getByLabel("على", { exact: true });
    await party.selectOption(fishers.name);
    await page.getByLabel("وبينه وبين").selectOption(herders.name);
    await page.getByRole("heading", { name: /^نص واحد نافذ بين/ }).waitFor();
    // The clause that Jon's party left out is struck through, and says why; so is what follows from which statements.
    await page.locator(".tv-out").getByText("In a dry year each party gives up one day in four.").waitFor();
    await page
      .getByText(/^لا يسري بين/)
      .first()
      .waitFor();
    await page.getByText(/^بسبب/).click();
    await page.locator(".reasons summary", { hasText: "تصديق" }).filter({ hasText: fishers.name }).click();
    await page.getByText("By the assembly of the weir, 41 to 2.").waitFor();
    expect(await violations(page)).toEqual([]);
    await picturePage(page, "force-ar");
    // Between those of whom one wants no relations nothing is in force; nor before it was ratified.
    await party.selectOption("مجلس الجزيرة");
    await page.getByRole("heading", { name: /^لا شيء نافذ بين/ }).waitFor();
    await page.getByText(/ليس نافذًا بينهما/).waitFor();
    await page.getByLabel("بحسب ما كان معروفًا في").fill(daysAgo(380));
    await page.getByRole("heading", { name: /^نص واحد نافذ بين/ }).waitFor();
    await page.getByLabel("في هذا اليوم").fill(daysAgo(500));
    await page.getByRole("heading", { name: /^لا شيء نافذ بين/ }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: /^لا شيء نافذ بين/ }).waitFor();

    await open(bound, agreement());
    await row(page, herders.name)
      .getByText(/يفسّر 2\.1/)
      .waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "احفظ بصيغة CSV" }).click(),
    ]);
    const csv = await readFile(await file.path(), "utf8");
    expect(csv.split("\r\n")[0]).toBe("\ufeffالطرف,الإجراء,اليوم,السريان,حتى,الإعلانات,الانسحاب");
    expect(csv).toMatch(/Weavers’ Cooperative,رفض/);
    await page.emulateMedia({ media: "print" });
    expect(await page.getByRole("button", { name: "اطبع الحالة" }).isVisible()).toBe(false);
    expect(await page.getByRole("table").isVisible()).toBe(true);
  });
});
