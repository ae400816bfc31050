/** Five years of an agreement, looked at in the window on their last day, in both languages. */
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { see } from "./support/deeds.ts";
import { picturePage } from "./support/pictures.ts";
import { type FiveYears, fiveYears, fiveYearsSeed, names, reserved, type Text } from "./support/scenes/fiveYears.ts";
import { statusTables } from "./support/scenes/fiveYearsStatus.ts";
import { openWindows, violations, type Windows } from "./support/windows.ts";

let windows: Windows;
let at: FiveYears;
beforeAll(async () => {
  windows = await openWindows();
  at = (await fiveYearsSeed.ready()).facts;
}, 240_000);
afterAll(() => windows?.close());

const place = (name: string): string => `#/charter/${at.charter}/${name}`;

/** The card of each text, in the order of the page: its name and its state. */
const cards = (page: Page): Promise<readonly string[]> =>
  page
    .getByRole("article")
    .evaluateAll((all) =>
      all.map((one) => `${one.querySelector("h3")?.textContent}: ${one.querySelector(".badge")?.textContent}`),
    );

const cellsOf = (table: Locator): Promise<readonly (readonly string[])[]> =>
  table
    .locator("tbody tr")
    .evaluateAll((rows) => rows.map(({ children }) => [...children].map((cell) => cell.textContent?.trim() ?? "")));

/** "10 March 2021" as 2021-03-10; "–" where there is none. */
const dayIn = (words: string): string => (words === "" ? "–" : new Date(`${words} UTC`).toISOString().slice(0, 10));

/** The rows on the screen in the words of the table that was written by hand. */
const rowsIn = (cells: readonly (readonly string[])[]): readonly string[] =>
  cells.map(([party = "", action = "", on = "", effect = "", until = "", _declared, left = ""]) => {
    const [, notice = "", leaves = ""] = /^notice (.+); effect (.+)$/.exec(left) ?? [];
    const gone = left === "" ? [] : [`[notice ${dayIn(notice)}, effect ${dayIn(leaves)}]`];
    const act = `${dayIn(on)}${action === "Accession" ? " a" : ""}`;
    return [party, act, dayIn(effect), dayIn(until), ...gone].join(" | ");
  });

const byHand = (text: Text): readonly string[] => statusTables[text].filter((line) => line.includes(" | "));

describe("five years of an agreement among five peoples", () => {
  it("are read on the timeline, in the status tables as a depositary prints them, and by what was promised", async () => {
    await windows.inWindow({}, async (page, open) => {
      await open(fiveYears, place("timeline"));
      await picturePage(page, "five-years-timeline-en");
      expect(await cards(page)).toEqual([
        "Renewal: In force",
        "Amendment: Lapsed",
        "Amendment: Withdrawn",
        "Amendment: Withdrawn",
        "Renewal: Replaced by a later text",
        "First ratification: Replaced by a later text",
      ]);
      for (const words of [
        "The term ends on 2 July 2026. Renewal is due.",
        "Lapsed after 13 April 2024; a text is in force again since 3 July 2024.",
        "Millers’ Guild of the Weir withdrew: bound from 14 April 2021 to 30 October 2021, and no longer.",
      ])
        await see(page, words);

      for (const text of ["first", "renewal", "amendment", "second"] as const) {
        await open(fiveYears, place(`agreement/${at.texts[text]}`));
        await picturePage(page, `five-years-agreement-${text}-en`);
        const cells = await cellsOf(page.getByRole("table").first());
        expect(rowsIn(cells)).toEqual(byHand(text));
        if (text === "first")
          expect(cells.map((row) => row[5]).filter(Boolean)).toEqual([
            `excludes for itself 2.1: ${reserved} (stands, ${names.millers} objects, without relations)`,
          ]);
      }

      const { rest } = await open(fiveYears, place("promises"));
      await page.getByLabel("Days", { exact: true }).selectOption("past");
      await page.getByText("Day", { exact: true }).first().click();
      await rest();
      await picturePage(page, "five-years-promises-en");
      const days = await cellsOf(page.getByRole("table"));
      expect(days.map(([day, state]) => `${day}: ${state}`)).toEqual([
        "30 June 2021: Done",
        "30 June 2022: Done",
        "30 September 2022: Not done",
        "30 June 2023: Disputed",
        "30 June 2025: Done",
      ]);
    });
  });

  it("are read in Arabic on a small screen", async () => {
    await windows.inWindow({ language: "ar", width: 390 }, async (page, open) => {
      await open(fiveYears, place("timeline"));
      await picturePage(page, "five-years-timeline-ar");
      expect(await cards(page)).toEqual([
        "تجديد: نافذ",
        "تعديل: انقضى",
        "تعديل: مسحوب",
        "تعديل: مسحوب",
        "تجديد: حلّ محلّه نص لاحق",
        "التصديق الأول: حلّ محلّه نص لاحق",
      ]);
      for (const words of [/^ينتهي الأجل في .* حان التجديد\.$/, /^انقضى بعد .* ويسري نص من جديد منذ/])
        await see(page, words);
      await open(fiveYears, place(`agreement/${at.texts.first}`));
      await picturePage(page, "five-years-agreement-ar");
      expect(await cellsOf(page.getByRole("table").first())).toHaveLength(byHand("first").length);
      const table = page.locator(".status-scroll").first();
      await table.scrollIntoViewIfNeeded();
      await picturePage(page, "five-years-status-ar-390");
      expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
      expect(await violations(page)).toEqual([]);
      await open(fiveYears, place("records"));
      await picturePage(page, "five-years-records-ar");
      await see(page, "Council of Lower Town");
    });
  });
});
